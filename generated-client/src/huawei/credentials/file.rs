//! Credentials in the provider's credentials file.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{BoxError, BoxFuture, Credentials, Names, ProvideCredentials, ini, reason::Reason};

/// The variable that names the file.
const VARIABLE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/// The section of credentials for services of a region, of which this is one.
const SECTION: &str = "basic";

/// A longer file is a mistake.
const LONGEST: u64 = 1 << 20;

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
/// A value that is empty counts as missing, and white space around a value is not a part of it. The file is read when
/// credentials are first needed, and again when a key was refused. Who may read it is not checked.
#[derive(Clone, Debug, Default)]
pub struct CredentialsFile {
    path: Option<PathBuf>,
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
        }
    }

    /// Returns where the file is, and why there.
    fn place(&self) -> Result<(PathBuf, &'static str), Reason> {
        if let Some(path) = &self.path {
            return Ok((path.clone(), "the path that was set"));
        }
        if let Some(path) = env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
            return Ok((path.into(), "named by HUAWEICLOUD_SDK_CREDENTIALS_FILE"));
        }
        let home = env::home_dir().filter(|home| !home.as_os_str().is_empty());
        let home = home.ok_or_else(|| Reason::new(format!("{VARIABLE} is not set, and there is no home folder")))?;
        Ok((
            home.join(".huaweicloud").join("credentials"),
            "the default; HUAWEICLOUD_SDK_CREDENTIALS_FILE is not set",
        ))
    }
}

impl ProvideCredentials for CredentialsFile {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async {
            let (path, why) = self.place()?;
            let credentials = read(&path).and_then(|text| parse(&text));
            Ok(credentials.map_err(|reason| reason.at(format!("{} ({why})", path.display())))?)
        })
    }
}

/// Reads a file into memory that is overwritten afterwards. It is a few lines on a disk, so that blocking is fine.
fn read(path: &Path) -> Result<Zeroizing<String>, Reason> {
    let metadata = fs::metadata(path).map_err(|cause| failed(&cause))?;
    if !metadata.is_file() {
        return Err(Reason::new("it is not a file".to_owned()));
    }
    if metadata.len() > LONGEST {
        return Err(Reason::new("it is too long for a credentials file".to_owned()));
    }
    fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|cause| failed(&cause))
}

fn failed(cause: &io::Error) -> Reason {
    Reason::new(match cause.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => format!("it cannot be read: {cause}"),
    })
}

fn parse(text: &str) -> Result<Credentials, Reason> {
    let entries = ini::section(text, SECTION)
        .map_err(Reason::new)?
        .ok_or_else(|| Reason::new(format!("it has no section [{SECTION}]")))?;
    let value = |wanted: &str| {
        let (_, value) = entries.iter().find(|(name, _)| name == wanted)?;
        Some(*value).filter(|value| !value.is_empty())
    };
    let (Some(id), Some(secret)) = (value("ak"), value("sk")) else {
        let missing = if value("ak").is_none() { "ak" } else { "sk" };
        return Err(Reason::new(format!("[{SECTION}] has no `{missing}`")));
    };
    let credentials = match value("security_token") {
        Some(token) => Credentials::temporary_access_key(id, secret, token),
        None => Credentials::access_key(id, secret),
    };
    let credentials = match value("project_id") {
        Some(project_id) => credentials.with_project_id(project_id),
        None => credentials,
    };
    let names = Names {
        id: "`ak`",
        secret: "`sk`",
        security_token: "`security_token`",
        project_id: "`project_id`",
    };
    match credentials.fault_by(&names) {
        Some(fault) => Err(Reason::new(format!("in [{SECTION}], {fault}"))),
        None => Ok(credentials),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(why("[basic]\nsk = canary"), "[basic] has no `ak`");
        assert_eq!(why("[basic]\nak = canary\nsk ="), "[basic] has no `sk`");
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
                why.starts_with(&format!("in [basic], `{name}` holds a control character")),
                "{why}"
            );
            assert!(!why.contains("canary"), "{why}");
        }
        let read = parse("[basic]\r\nak = a \r\nsk =  s\t\r\n").expect("a key");
        assert_eq!(read.secrets()[1].expose(), "s", "white space is not a part of a value");
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
