//! The example, the local server of logs, and what is in the files.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use driver::server::{Listing, Names, Record, Server};
use serde_json::{Value, json};

use crate::built::examples;

pub(crate) const NAMES: Names = Names {
    limit: "limit",
    offset: "offset",
    from: "start_time",
    to: "end_time",
    items: "data_list",
    total: "total_num",
};

/// The example, built once.
pub(crate) fn example() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| examples(&["export"]).remove("export").expect("cargo names the program"))
}

pub(crate) fn export(server: &Server, file: &Path) -> Command {
    let mut command = Command::new(example());
    command
        .args([
            "--from",
            "1",
            "--to",
            "5000",
            "--limit",
            "50",
            "--project",
            "p1",
            "--endpoint",
        ])
        .arg(server.endpoint())
        .arg(file)
        .env("HUAWEICLOUD_HSS_TOKEN", "canary-token");
    command
}

pub(crate) fn run(mut command: Command) -> Output {
    command.output().expect("it starts")
}

pub(crate) fn log(number: usize, time: i64) -> Record {
    Record {
        time,
        value: json!({
            "resource_name": format!("image-{number}"),
            "event_id": format!("event-{number:05}"),
            "time": time,
            "content": "a \"word\",\na line, and ünïcode",
        }),
    }
}

pub(crate) fn logs(count: usize) -> Listing {
    Listing::new(
        NAMES,
        (0..count).map(|number| log(number, i64::try_from(number + 1).expect("a few"))),
    )
}

/// The lines of the file, sorted; each must be a whole log.
pub(crate) fn written(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).expect("the file");
    assert!(text.is_empty() || text.ends_with('\n'), "the last line is torn");
    let mut logs: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    logs.sort_by_key(|log| log["event_id"].to_string());
    logs
}

/// All logs of the window in the list, sorted.
pub(crate) fn expected(listing: &Listing) -> Vec<Value> {
    let mut logs: Vec<_> = listing
        .between(1, 5000)
        .into_iter()
        .map(|record| record.value)
        .collect();
    logs.sort_by_key(|log| log["event_id"].to_string());
    logs
}

pub(crate) fn position(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".position");
    name.into()
}
