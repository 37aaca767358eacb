//! How a release ended: what was prepared, or why it was refused.

use semver::Version;

use super::Part;
use crate::Exit;

/// Why a release is refused, and what to do.
pub(crate) struct Refusal {
    /// A stable name, in kebab-case.
    pub(crate) rule: &'static str,
    /// Whether something was found, or could not be judged.
    pub(crate) exit: Exit,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Refusal {
    pub(crate) fn found(rule: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            rule,
            exit: Exit::Findings,
            message: message.into(),
            help: help.into(),
        }
    }

    /// Something that could not be judged; the help may follow the message, after `= help:`.
    pub(crate) fn not_judged(rule: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        let (message, help) = match message.split_once("\n  = help: ") {
            Some((message, help)) => (message.to_owned(), help.to_owned()),
            None => (message, String::new()),
        };
        Self {
            rule,
            exit: Exit::Incomplete,
            message,
            help,
        }
    }
}

/// A release that was prepared.
pub(crate) struct Released {
    /// The package.
    pub(crate) name: String,
    pub(crate) version: Version,
    pub(crate) last: Option<Version>,
    /// Why it is this version.
    pub(crate) why: String,
    pub(crate) parts: Vec<Part>,
    /// The section of the changelog.
    pub(crate) section: String,
    /// The files with what was done with each.
    pub(crate) files: Vec<(String, &'static str)>,
    /// Whether nothing was written.
    pub(crate) is_dry: bool,
    /// The command that writes it.
    pub(crate) again: String,
}

impl Released {
    /// The commands that publish it, in their order.
    pub(crate) fn next(&self) -> Vec<String> {
        let Self { name, version, .. } = self;
        let files: Vec<_> = self.files.iter().map(|(file, _)| file.as_str()).collect();
        vec![
            format!("git add {}", files.join(" ")),
            format!("git commit --message 'Release {name} {version}'"),
            format!("git tag --annotate v{version} --message '{name} {version}'"),
            format!("git push origin HEAD v{version}"),
            format!("cargo publish --package {name} --locked"),
        ]
    }
}
