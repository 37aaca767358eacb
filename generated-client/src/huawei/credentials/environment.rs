//! Credentials in the provider's environment variables.

use std::{env, ffi::OsString};

use super::{
    BoxError, BoxFuture, Connections, Credentials, Names, ProvideCredentials,
    entry::{Entry, Found},
    reason::Reason,
    variables::{self, PROJECT_ID},
};

const ACCESS_KEY: &str = "HUAWEICLOUD_SDK_AK";
const SECRET_KEY: &str = "HUAWEICLOUD_SDK_SK";
const SECURITY_TOKEN: &str = "HUAWEICLOUD_SDK_SECURITY_TOKEN";
const IDENTITY_PROVIDER: &str = "HUAWEICLOUD_SDK_IDP_ID";
const ID_TOKEN_FILE: &str = "HUAWEICLOUD_SDK_ID_TOKEN_FILE";

/// A provider of the access key in the environment.
///
/// ```no_run
/// use huaweicloud_hss::credentials::Environment;
///
/// # fn main() -> Result<(), huaweicloud_hss::Error> {
/// let client = huaweicloud_hss::Client::builder()
///     .region("eu-west-101")
///     .credentials(Environment::new())
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// The key is in `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`, with `HUAWEICLOUD_SDK_SECURITY_TOKEN` if it is a
/// temporary one. The project is in `HUAWEICLOUD_SDK_PROJECT_ID`, if that is set.
///
/// If `HUAWEICLOUD_SDK_IDP_ID` and `HUAWEICLOUD_SDK_ID_TOKEN_FILE` are set, they take precedence over a key, as in the
/// provider's SDK: the ID token in the file is exchanged for a temporary key, see
/// [`OidcFederation`](super::OidcFederation).
///
/// An empty variable counts as not set, as in the provider's SDKs. White space around a value is removed,
/// as in the credentials file: a line break at the end comes from the file that the value was read from, and is never a
/// part of a key. A value in quotation marks, or followed by a comment, is refused, and so is a project with a space in it. The
/// environment is read when credentials are first needed.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Environment;

impl Environment {
    /// Reads the environment of this process.
    pub fn new() -> Self {
        Self
    }
}

impl ProvideCredentials for Environment {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Ok(read(|name| env::var_os(name))?.key()?) })
    }

    fn provide_with<'a>(&'a self, connections: &'a Connections) -> BoxFuture<'a, Result<Credentials, BoxError>> {
        Box::pin(async { read(|name| env::var_os(name))?.credentials(connections).await })
    }
}

/// Returns what these variables hold. No reason shows a value.
fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Found, Reason> {
    let text = |name: &'static str| variables::read(name, variable(name));
    let entry = Entry {
        id: text(ACCESS_KEY)?,
        secret: text(SECRET_KEY)?,
        security_token: text(SECURITY_TOKEN)?,
        project_id: text(PROJECT_ID)?,
        identity_provider: text(IDENTITY_PROVIDER)?,
        id_token_file: text(ID_TOKEN_FILE)?,
        iam_endpoint: None,
    };
    let names = Names {
        id: ACCESS_KEY,
        secret: SECRET_KEY,
        security_token: SECURITY_TOKEN,
        project_id: PROJECT_ID,
    };
    let federation = [IDENTITY_PROVIDER, ID_TOKEN_FILE];
    entry.found(&names, federation, &|has_id, has_secret| match (has_id, has_secret) {
        (true, _) => format!("{ACCESS_KEY} is set, and {SECRET_KEY} is not"),
        (false, true) => format!("{SECRET_KEY} is set, and {ACCESS_KEY} is not"),
        (false, false) => format!("{ACCESS_KEY} and {SECRET_KEY} are not set"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Credentials, Reason> {
        read(|name| {
            let (_, value) = variables.iter().find(|(given, _)| *given == name)?;
            Some(OsString::from(value))
        })?
        .key()
    }

    fn texts(credentials: &Credentials) -> Vec<String> {
        let secrets = credentials.secrets();
        secrets.iter().map(|secret| secret.expose().to_owned()).collect()
    }

    #[test]
    fn a_key_is_read_with_its_token_and_project() {
        let read = with(&[(ACCESS_KEY, "a"), (SECRET_KEY, "s")]).expect("a key");
        assert_eq!((texts(&read), read.project_id), (vec!["a".into(), "s".into()], None));
        let all = [
            (ACCESS_KEY, "a"),
            (SECRET_KEY, "s"),
            (SECURITY_TOKEN, "t"),
            (PROJECT_ID, "p"),
        ];
        let read = with(&all).expect("a temporary key");
        assert_eq!(texts(&read), ["a", "s", "t"]);
        assert_eq!(read.project_id.as_deref(), Some("p"));
    }

    #[test]
    fn an_empty_variable_is_not_set() {
        let read = with(&[
            (ACCESS_KEY, "a"),
            (SECRET_KEY, "s"),
            (SECURITY_TOKEN, ""),
            (PROJECT_ID, ""),
        ]);
        let read = read.expect("a key");
        assert_eq!((texts(&read).len(), read.project_id), (2, None));
    }

    #[test]
    fn missing_variables_are_named_and_values_are_not_shown() {
        let why = |variables: &[(&str, &str)]| with(variables).expect_err("no key").to_string();
        assert_eq!(
            why(&[(SECURITY_TOKEN, "canary")]),
            "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK are not set"
        );
        assert_eq!(
            why(&[(ACCESS_KEY, "canary")]),
            "HUAWEICLOUD_SDK_AK is set, and HUAWEICLOUD_SDK_SK is not"
        );
        assert_eq!(
            why(&[(ACCESS_KEY, ""), (SECRET_KEY, "canary")]),
            "HUAWEICLOUD_SDK_SK is set, and HUAWEICLOUD_SDK_AK is not"
        );
    }

    #[test]
    fn white_space_around_a_value_is_removed() {
        let read = with(&[
            (ACCESS_KEY, "a\n"),
            (SECRET_KEY, " s\r\n"),
            (SECURITY_TOKEN, "t\n"),
            (PROJECT_ID, "\tp\n\n"),
        ]);
        let read = read.expect("a key");
        assert_eq!(texts(&read), ["a", "s", "t"]);
        assert_eq!(read.project_id.as_deref(), Some("p"));
        let blank = with(&[(ACCESS_KEY, "a"), (SECRET_KEY, "\n")]).expect_err("no key");
        assert_eq!(
            blank.to_string(),
            "HUAWEICLOUD_SDK_AK is set, and HUAWEICLOUD_SDK_SK is not"
        );
    }

    #[test]
    fn a_value_that_cannot_be_used_is_named() {
        for name in [ACCESS_KEY, SECRET_KEY, SECURITY_TOKEN, PROJECT_ID] {
            let mut variables = vec![(ACCESS_KEY, "a"), (SECRET_KEY, "s")];
            variables.retain(|(known, _)| *known != name);
            variables.push((name, "canary\nbird"));
            let why = with(&variables).expect_err("a line break").to_string();
            assert!(why.starts_with(&format!("{name} holds a control character")), "{why}");
            assert!(!why.contains("canary"), "{why}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_not_utf_8_is_refused() {
        use std::os::unix::ffi::OsStringExt;
        let refused = read(|_| Some(OsString::from_vec(vec![b'c', 0xff])));
        assert_eq!(
            refused.expect_err("not UTF-8").to_string(),
            "HUAWEICLOUD_SDK_AK is not UTF-8 text"
        );
    }
}
