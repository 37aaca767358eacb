//! Code quality reports of GitLab: a JSON array of issues.

use std::io::{self, Write};

use serde_json::json;

/// An issue.
pub(crate) struct Issue<'i> {
    pub(crate) rule: &'i str,
    /// `info`, `minor`, `major`, `critical` or `blocker`.
    pub(crate) severity: &'static str,
    /// What GitLab knows it by. It shows one issue of each fingerprint.
    pub(crate) fingerprint: &'i str,
    pub(crate) text: String,
    /// The file, from the root of the repository.
    pub(crate) file: &'i str,
    pub(crate) line: usize,
}

/// Writes issues, one in a line.
pub(crate) fn write<'i>(out: &mut dyn Write, issues: impl Iterator<Item = Issue<'i>>) -> io::Result<()> {
    write!(out, "[")?;
    for (number, issue) in issues.enumerate() {
        let value = json!({
            "check_name": issue.rule,
            "severity": issue.severity,
            "fingerprint": issue.fingerprint,
            "description": issue.text,
            "location": {"path": issue.file.trim_start_matches("./"), "lines": {"begin": issue.line.max(1)}},
        });
        write!(out, "{}\n{value}", if number > 0 { "," } else { "" })?;
    }
    writeln!(out, "\n]")
}
