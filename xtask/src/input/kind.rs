//! What a file holds: by its name where that says it, else by how it begins.

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One recording.
    Recording,
    /// An interaction a line.
    Lines,
    /// An HTTP archive.
    Har,
}

/// How much of a file is looked at.
pub(super) const PEEKED: usize = 64 * 1024;

/// Tells by a file's ending, if it has one, and by its first bytes. `streamed` says that it is standard input, which is
/// taken for lines where both would do.
pub(super) fn of(ending: Option<&str>, start: &[u8], streamed: bool) -> Kind {
    match ending {
        Some("har") => return Kind::Har,
        Some("ndjson" | "jsonl") => return Kind::Lines,
        _ => {}
    }
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    if first_member(start) == Some(b"log") {
        return Kind::Har;
    }
    let (line, rest) = match start.iter().position(|byte| *byte == b'\n') {
        Some(end) => (start[..end].trim_ascii_end(), start[end..].trim_ascii_start()),
        None => (start.trim_ascii_end(), &start[..0]),
    };
    let whole = line.len() > 1 && line.starts_with(b"{") && line.ends_with(b"}");
    if whole && (streamed || rest.starts_with(b"{")) {
        Kind::Lines
    } else if streamed && line != b"{" {
        // A line that is longer than what was looked at, or none at all.
        Kind::Lines
    } else {
        Kind::Recording
    }
}

/// The name of the first member of an object.
fn first_member(text: &[u8]) -> Option<&[u8]> {
    let name = text.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"")?;
    name.split(|byte| *byte == b'"').next()
}

#[cfg(test)]
mod tests {
    use super::{Kind, of};

    #[test]
    fn the_name_counts_then_the_beginning() {
        for (ending, start, streamed, kind) in [
            (Some("har"), "", false, Kind::Har),
            (Some("ndjson"), "{\"log\":", false, Kind::Lines),
            (Some("jsonl"), "", false, Kind::Lines),
            (Some("json"), "\u{FEFF} {\n \"log\" : {", false, Kind::Har),
            (Some("json"), "{\n  \"version\": 1,\n", false, Kind::Recording),
            (Some("json"), "{\"version\":1}\n", false, Kind::Recording),
            (Some("json"), "{\"version\":1}\n\n{\"version\":1}\n", false, Kind::Lines),
            (Some("json"), "no JSON", false, Kind::Recording),
            (None, "", false, Kind::Recording),
            (None, "{\"version\":1}", true, Kind::Lines),
            (None, "{\"version\":1,", true, Kind::Lines),
            (None, "{\n  \"version\": 1,\n", true, Kind::Recording),
            (None, "{\"log\":{}}", true, Kind::Har),
        ] {
            assert_eq!(
                of(ending, start.as_bytes(), streamed),
                kind,
                "{ending:?} {start:?} {streamed}"
            );
        }
    }
}
