//! Writes what a release consists of, or why it is refused.

mod human;
mod json;

use std::io;

use crate::Output;
use crate::cli::Format;
use crate::release::{Part, Refusal, Released};
use crate::report::Paint;

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
