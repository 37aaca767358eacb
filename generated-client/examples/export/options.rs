//! The arguments of the command line.

use std::{ffi::OsString, path::PathBuf};

pub(crate) const HELP: &str = "\
Exports all logs of a window of time to a file, a JSON object per line.

Usage: export --from TIME --to TIME [OPTIONS] FILE

  --from TIME      the earliest time of the logs, in the unit of their `time`
  --to TIME        the latest time
  --region REGION  the region of the logs
  --project ID     the project of the logs (default: the project of the credentials)
  --endpoint URL   use this endpoint instead of the region's
  --limit N        how many logs to request at a time (default: 200)
  -h, --help       print this help

Credentials are a token in HUAWEICLOUD_HSS_TOKEN, or an access key in HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or that
of the provider's credentials file.

If it is started again with the same window, project and file, it continues where it stopped, even after a crash: no
log is lost or written twice. The position is in FILE.position until the export is complete. FILE is locked during the
export, so a second run on the same file fails. A log that cannot be decoded is written as received, and counted at
the end. Unknown properties of other logs are left out.

Exit status: 0 if the export is complete, 1 if it is not, 2 if the arguments are wrong.
";

pub(crate) struct Options {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) region: Option<String>,
    pub(crate) project: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) limit: i32,
    pub(crate) file: PathBuf,
}

impl Options {
    /// Reads the arguments; `None` if help is wanted.
    pub(crate) fn read(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<Self>, String> {
        let (mut from, mut to, mut limit, mut file) = (None, None, 200, None);
        let (mut region, mut project, mut endpoint) = (None, None, None);
        while let Some(argument) = arguments.next() {
            let Some(name) = argument.to_str().filter(|text| text.starts_with('-')) else {
                if file.replace(PathBuf::from(argument)).is_some() {
                    return Err("only one file can be written".to_owned());
                }
                continue;
            };
            if matches!(name, "-h" | "--help") {
                return Ok(None);
            }
            let value = arguments.next().and_then(|value| value.into_string().ok());
            let value = value.ok_or_else(|| format!("{name} is unknown, or has no value"))?;
            let wrong = || format!("{name} {value}: this is not a number");
            match name {
                "--from" => from = Some(value.parse().map_err(|_| wrong())?),
                "--to" => to = Some(value.parse().map_err(|_| wrong())?),
                "--limit" => limit = value.parse().map_err(|_| wrong())?,
                "--region" => region = Some(value),
                "--project" => project = Some(value),
                "--endpoint" => endpoint = Some(value),
                _ => return Err(format!("{name} is unknown")),
            }
        }
        let options = Self {
            from: from.ok_or("--from is missing")?,
            to: to.ok_or("--to is missing")?,
            region,
            project,
            endpoint,
            limit,
            file: file.ok_or("the file is missing")?,
        };
        if options.from > options.to {
            return Err(format!(
                "--from {} is after --to {}: no log can be between them",
                options.from, options.to
            ));
        }
        if options.limit < 1 {
            return Err(format!("--limit {}: at least one log must be requested", options.limit));
        }
        Ok(Some(options))
    }
}
