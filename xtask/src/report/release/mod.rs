//! Writes what a release consists of, or why it is refused.

mod human;
mod json;

use std::io;

use semver::Version;

use crate::Output;
use crate::cli::Format;
use crate::cmd::Refusal;
use crate::release::Part;
use crate::report::Paint;

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
    fn next(&self) -> Vec<String> {
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

/// Writes a release.
pub(crate) fn write(output: &mut Output<'_>, released: &Released, format: Format, paint: Paint) -> io::Result<()> {
    match format {
        Format::Human => human::write(output.err, released, paint),
        _ => json::write(output.out, released),
    }
}

/// Writes why there is no release.
pub(crate) fn write_refused(
    output: &mut Output<'_>,
    refusals: &[Refusal],
    parts: &[Part],
    format: Format,
    (paint, again): (Paint, &str),
) -> io::Result<()> {
    match format {
        Format::Human => human::write_refused(output.err, refusals, parts, paint, again),
        _ => json::write_refused(output.out, refusals, parts),
    }
}
