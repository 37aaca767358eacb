//! Credentials in the provider's environment variables.

use std::{env, ffi::OsString};

use zeroize::Zeroizing;

use super::{BoxError, BoxFuture, Credentials, Names, ProvideCredentials, reason::Reason};

const ACCESS_KEY: &str = "HUAWEICLOUD_SDK_AK";
const SECRET_KEY: &str = "HUAWEICLOUD_SDK_SK";
const SECURITY_TOKEN: &str = "HUAWEICLOUD_SDK_SECURITY_TOKEN";
const PROJECT_ID: &str = "HUAWEICLOUD_SDK_PROJECT_ID";

/// A provider of the access key in the environment.
///
/// The key is in `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`, with `HUAWEICLOUD_SDK_SECURITY_TOKEN` if it is a
/// temporary one. The project is in `HUAWEICLOUD_SDK_PROJECT_ID`, if that is set.
///
/// An empty variable counts as not set, as in the provider's SDKs. White space around a value is removed,
/// as in the credentials file: a line break at the end comes from the file that the value was read from, and is never a
/// part of a key. The environment is read when credentials are first needed.
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
        Box::pin(async { Ok(read(|name| env::var_os(name))?) })
    }
}

/// Returns the credentials in these variables. No reason shows a value.
fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Credentials, Reason> {
    let text = |name: &'static str| match variable(name).map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(text)) => {
            let text = Zeroizing::new(text);
            Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
        }
        Some(Err(_)) => Err(Reason::new(format!("{name} is not UTF-8 text"))),
    };
    let (id, secret) = match (text(ACCESS_KEY)?, text(SECRET_KEY)?) {
        (Some(id), Some(secret)) => (id, secret),
        (None, None) => return Err(Reason::new(format!("{ACCESS_KEY} and {SECRET_KEY} are not set"))),
        (Some(_), None) => return Err(Reason::new(format!("{ACCESS_KEY} is set, and {SECRET_KEY} is not"))),
        (None, Some(_)) => return Err(Reason::new(format!("{SECRET_KEY} is set, and {ACCESS_KEY} is not"))),
    };
    let credentials = match text(SECURITY_TOKEN)? {
        Some(token) => Credentials::temporary_access_key(id, secret, token),
        None => Credentials::access_key(id, secret),
    };
    let credentials = match text(PROJECT_ID)? {
        Some(project_id) => credentials.with_project_id(project_id),
        None => credentials,
    };
    let names = Names {
        id: ACCESS_KEY,
        secret: SECRET_KEY,
        security_token: SECURITY_TOKEN,
        project_id: PROJECT_ID,
    };
    match credentials.fault_by(&names) {
        Some(fault) => Err(Reason::new(fault)),
        None => Ok(credentials),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Credentials, Reason> {
        read(|name| {
            let (_, value) = variables.iter().find(|(given, _)| *given == name)?;
            Some(OsString::from(value))
        })
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
