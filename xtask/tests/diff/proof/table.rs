//! `proof.tsv`: a row for each case.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::shown::index;
use crate::common::here;

const COLUMNS: [&str; 13] = [
    "name",
    "source",
    "semver",
    "lints",
    "downstream",
    "back",
    "upgraded",
    "wire",
    "crate",
    "diff_crate",
    "diff_wire",
    "ok",
    "higher",
];

/// Evidence in one cell: without what differs from run to run.
pub(super) fn tidy(evidence: &[String]) -> String {
    let text = evidence
        .iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join("; ");
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    while let Some(at) = text.find("127.0.0.1:") {
        let end = text[at + 10..]
            .find(|c: char| !c.is_ascii_digit())
            .map_or(text.len(), |end| at + 10 + end);
        text.replace_range(at..end, "SERVER");
    }
    text.chars().take(300).collect()
}

/// A row of `proof.tsv`.
pub(super) struct Row {
    pub(super) name: String,
    /// The columns behind the name, but for the last one.
    pub(super) cells: [String; COLUMNS.len() - 1],
    pub(super) evidence: String,
}

impl Row {
    pub(super) fn line(&self) -> String {
        format!("{}\t{}\t{}", self.name, self.cells.join("\t"), self.evidence)
    }

    pub(super) fn cell(&self, column: &str) -> &str {
        &self.cells[index(&COLUMNS, column) - 1]
    }
}

fn file() -> PathBuf {
    here().join("tests/diff/proof.tsv")
}

/// The rows of `proof.tsv`, by line, without its heading.
pub(super) fn known() -> Vec<Row> {
    let text = fs::read_to_string(file()).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    let row = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        Row {
            name: cells.next().unwrap(),
            cells: std::array::from_fn(|_| cells.next().unwrap_or_default()),
            evidence: cells.next().unwrap_or_default(),
        }
    };
    rows.map(row).collect()
}

/// The cases, in the order of `expected.tsv`.
pub(super) fn names() -> Vec<String> {
    let text = fs::read_to_string(here().join("tests/diff/expected.tsv")).unwrap();
    let names = text.lines().skip(1).filter_map(|row| row.split('\t').next());
    names.map(str::to_owned).collect()
}

#[expect(clippy::disallowed_methods, reason = "git has the file as it was")]
pub(super) fn write(version: &str, rows: &mut Vec<Row>) {
    let names = names();
    rows.retain(|row| names.contains(&row.name));
    rows.sort_by_key(|row| names.iter().position(|name| *name == row.name));
    let rustc = Command::new("rustc").arg("--version").output().unwrap().stdout;
    let rustc = String::from_utf8_lossy(&rustc);
    let rustc: Vec<_> = rustc.split_whitespace().take(2).collect();
    let mut text = format!(
        "# Written by the test `the_verdicts_are_proved` of xtask/tests/diff/proof/, which says what the columns are. {}, {version}.\n{}\tevidence\n",
        rustc.join(" "),
        COLUMNS.join("\t")
    );
    for row in rows {
        let _ = writeln!(text, "{}", row.line());
    }
    fs::write(file(), text).unwrap();
}
