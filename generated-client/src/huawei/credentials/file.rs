//! Credentials in the provider's credentials file.

use std::{env, ffi::OsString, path::PathBuf};

use super::{
    BoxError, BoxFuture, Connections, Credentials, Names, ProvideCredentials,
    entry::{Entry, Found},
    ini,
    malformed::{Kind, malformed},
    reason::Reason,
    small_file,
};

/// The variable that names the file.
const VARIABLE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/// A path in the variable that switches the file off.
const NO_FILE: &str = "/dev/null";

/// The section of credentials for services of a region, of which this is one.
const PROFILE: &str = "basic";

/// A provider of the access key in the provider's credentials file, `~/.huaweicloud/credentials`.
///
/// The section `[basic]` has the key in `ak` and `sk`, and optionally `security_token` and `project_id`:
///
/// ```ini
/// [basic]
/// ak = the access key's ID
/// sk = the secret key
/// project_id = the project
/// ```
///
/// Instead of a key it may have `idp_id` and `id_token_file`, which take precedence: see
/// [`OidcFederation`](super::OidcFederation). `iam_endpoint` is the address of the identity service, unless
/// [`iam_endpoint`](crate::ClientBuilder::iam_endpoint) is set on the builder. Further sections are further profiles: see
/// [`with_profile`](Self::with_profile).
///
/// A value that is empty counts as missing, and white space around a value is not a part of it. A value in quotation
/// marks, or followed by a comment, is refused, and so is a project or an address with a space in it. The file is read when
/// credentials are first needed, and again when a key was refused. Who may read it is not checked.
///
/// In [`DefaultCredentials`](super::DefaultCredentials), a file that `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names must be there: one
/// that is missing or cannot be read is an error. `/dev/null` in that variable switches the file off, as if there was none. A
/// file at the default path that is missing is passed over; one that is there and cannot be read is an error, too: it may be that
/// of another user, a folder, not UTF-8 text, or a link that leads nowhere.
#[derive(Clone, Debug, Default)]
pub struct CredentialsFile {
    path: Option<PathBuf>,
    profile: Option<String>,
}

impl CredentialsFile {
    /// Reads the file that `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names, or else `.huaweicloud/credentials` in the home folder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the file at a path.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: Some(path.into()),
            profile: None,
        }
    }

    /// Reads the section of this name instead of `[basic]`.
    ///
    /// The provider's SDK reads sections whose names begin with `basic`, such as `[basic-staging]`; here any name is
    /// allowed. Upper and lower case differ. In [`DefaultCredentials`](super::DefaultCredentials), a missing file, section or
    /// part of a key then ends the search with an error.
    ///
    /// ```no_run
    /// use huaweicloud_hss::credentials::CredentialsFile;
    ///
    /// # fn main() -> Result<(), huaweicloud_hss::Error> {
    /// let staging = CredentialsFile::new().with_profile("basic-staging");
    /// let client = huaweicloud_hss::Client::builder()
    ///     .region("eu-west-101")
    ///     .credentials(staging)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Returns where the file is, and why there.
    fn place(&self) -> Result<(PathBuf, Origin), Reason> {
        if let Some(path) = &self.path {
            return Ok((path.clone(), Origin::Set));
        }
        if let Some(path) = named(env::var_os(VARIABLE)) {
            if let Some(why) = path.to_str().and_then(|text| malformed(text, Kind::Any)) {
                return Err(Reason::broken(format!("{VARIABLE} {why}")));
            }
            if path.as_os_str() == NO_FILE {
                return Err(Reason::new(format!(
                    "{VARIABLE} names {NO_FILE}, so that no file is read"
                )));
            }
            return Ok((path, Origin::Variable));
        }
        let home = env::home_dir().filter(|home| !home.as_os_str().is_empty());
        let home = home.ok_or_else(|| Reason::new(format!("{VARIABLE} is not set, and there is no home folder")))?;
        Ok((home.join(".huaweicloud").join("credentials"), Origin::Default))
    }

    fn found(&self) -> Result<Found, Reason> {
        // A profile that was asked for is not replaced by another identity.
        self.read().map_err(|reason| match self.profile {
            Some(_) => reason.into_broken(),
            None => reason,
        })
    }

    fn read(&self) -> Result<Found, Reason> {
        let (path, origin) = self.place()?;
        let text = small_file::read(&path).map_err(|reason| match origin {
            // Nobody said that there is a file.
            Origin::Default => reason,
            Origin::Set | Origin::Variable => reason.into_broken(),
        });
        let found = text.and_then(|text| parse(&text, self.profile.as_deref().unwrap_or(PROFILE)));
        found.map_err(|reason| reason.at(format!("{} ({})", path.display(), origin.why())))
    }
}

/// Why the file is where it is.
#[derive(Clone, Copy)]
enum Origin {
    Set,
    Variable,
    Default,
}

impl Origin {
    fn why(self) -> &'static str {
        match self {
            Self::Set => "the path that was set",
            Self::Variable => "named by HUAWEICLOUD_SDK_CREDENTIALS_FILE",
            Self::Default => "the default; HUAWEICLOUD_SDK_CREDENTIALS_FILE is not set",
        }
    }
}

impl ProvideCredentials for CredentialsFile {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async { Ok(self.found()?.key()?) })
    }

    fn provide_with<'a>(&'a self, connections: &'a Connections) -> BoxFuture<'a, Result<Credentials, BoxError>> {
        Box::pin(async { self.found()?.credentials(connections).await })
    }
}

/// Returns the path in a variable, without the white space around it, as with other variables. One that is not UTF-8 is
/// taken as it is.
fn named(value: Option<OsString>) -> Option<PathBuf> {
    let path = match value?.into_string() {
        Ok(text) => text.trim().into(),
        Err(path) => path,
    };
    Some(PathBuf::from(path)).filter(|path| !path.as_os_str().is_empty())
}

/// Returns what a profile holds.
fn parse(text: &str, profile: &str) -> Result<Found, Reason> {
    let entries = ini::section(text, profile)
        .map_err(Reason::broken)?
        .ok_or_else(|| Reason::new(format!("it has no section [{profile}]")))?;
    let value = |wanted: &str| {
        let (_, value) = entries.iter().find(|(name, _)| name == wanted)?;
        Some(*value).filter(|value| !value.is_empty()).map(str::to_owned)
    };
    let entry = Entry {
        id: value("ak"),
        secret: value("sk"),
        security_token: value("security_token"),
        project_id: value("project_id"),
        identity_provider: value("idp_id"),
        id_token_file: value("id_token_file"),
        iam_endpoint: value("iam_endpoint"),
    };
    let names = Names {
        id: "`ak`",
        secret: "`sk`",
        security_token: "`security_token`",
        project_id: "`project_id`",
    };
    let found = entry.found(&names, ["`idp_id`", "`id_token_file`"], &|has_id, _| {
        format!("it has no `{}`", if has_id { "sk" } else { "ak" })
    });
    found.map_err(|reason| reason.at(format!("in [{profile}]")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Credentials, Reason> {
        super::parse(text, PROFILE)?.key()
    }

    #[test]
    fn a_key_is_read_with_its_token_and_project() {
        let text = "[basic]\nak = a\nsk = s\nsecurity_token = t\nproject_id = p\niam_endpoint = https://x\n";
        let read = parse(text).expect("a key");
        let secrets: Vec<_> = read.secrets().iter().map(|secret| secret.expose().to_owned()).collect();
        assert_eq!(secrets, ["a", "s", "t"]);
        assert_eq!(read.project_id.as_deref(), Some("p"));
        let read = parse("[basic]\nak = a\nsk = s\nsecurity_token =\nproject_id =").expect("a key");
        assert_eq!((read.secrets().len(), read.project_id), (2, None));
    }

    #[test]
    fn missing_entries_are_named() {
        let why = |text: &str| parse(text).expect_err("no key").to_string();
        assert_eq!(why("[global]\nak = a\nsk = s"), "it has no section [basic]");
        assert_eq!(why("[basic]\nsk = canary"), "in [basic]: it has no `ak`");
        assert_eq!(why("[basic]\nak = canary\nsk ="), "in [basic]: it has no `sk`");
    }

    #[test]
    fn a_value_that_cannot_be_used_is_named() {
        for name in ["ak", "sk", "security_token", "project_id"] {
            let mut entries = vec![("ak", "a"), ("sk", "s")];
            entries.retain(|(known, _)| *known != name);
            entries.push((name, "canary\tbird"));
            let lines = entries.iter().map(|(name, value)| format!("{name} = {value}\n"));
            let why = parse(&format!("[basic]\n{}", lines.collect::<String>())).expect_err("a tab");
            let why = why.to_string();
            assert!(
                why.starts_with(&format!("in [basic]: `{name}` holds a control character")),
                "{why}"
            );
            assert!(!why.contains("canary"), "{why}");
        }
        let read = parse("[basic]\r\nak = a \r\nsk =  s\t\r\n").expect("a key");
        assert_eq!(read.secrets()[1].expose(), "s", "white space is not a part of a value");
    }

    #[test]
    fn a_path_in_the_environment_may_end_with_a_line_break() {
        for (value, path) in [
            ("/a/b\n", Some("/a/b")),
            (" /a b \r\n", Some("/a b")),
            ("\n", None),
            ("", None),
        ] {
            assert_eq!(named(Some(value.into())), path.map(PathBuf::from), "{value:?}");
        }
    }

    #[tokio::test]
    async fn a_missing_file_is_named() {
        let file = CredentialsFile::at("/nowhere/credentials");
        let why = file.provide().await.expect_err("no file").to_string();
        assert_eq!(why, "/nowhere/credentials (the path that was set): it does not exist");
        let file = CredentialsFile::at("/");
        let why = file.provide().await.expect_err("a folder").to_string();
        assert_eq!(why, "/ (the path that was set): it is not a file");
    }
}
