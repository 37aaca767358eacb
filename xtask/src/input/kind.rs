//! The kind of a file: by its beginning where that leaves no doubt, otherwise by its name.

/// The kind of a file.
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

/// Decides by a file's ending, if it has one, and by its first bytes; `None` if more of them are needed, and there are
/// more. `streamed` says that it is standard input, which is taken for lines where both would do.
pub(super) fn of(ending: Option<&str>, start: &[u8], streamed: bool, ended: bool) -> Option<Kind> {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    match ending {
        Some("har") => return by_lines(start, ended),
        Some("ndjson" | "jsonl") => return by_archive(start, ended),
        _ => {}
    }
    let first = first_member(start);
    if first == Some(b"log") {
        return Some(Kind::Har);
    }
    let (line, rest) = match start.iter().position(|byte| *byte == b'\n') {
        Some(end) => (start[..end].trim_ascii_end(), start[end..].trim_ascii_start()),
        None if ended => (start.trim_ascii_end(), &start[..0]),
        None => return None,
    };
    let whole = line.len() > 1 && line.starts_with(b"{") && line.ends_with(b"}");
    match (whole, streamed) {
        (true, true) => Some(Kind::Lines),
        (true, false) if rest.starts_with(b"{") => Some(Kind::Lines),
        (true, false) if rest.is_empty() && !ended => None,
        // An object whose first name has not come yet.
        (false, _) if line == b"{" && first.is_none() && !ended => None,
        // No object begins in the line and ends in another one.
        (false, true) if line != b"{" => Some(Kind::Lines),
        _ => Some(Kind::Recording),
    }
}

/// The kind of a file that is named like a HAR: several lines, each an object by itself, are none.
fn by_lines(start: &[u8], ended: bool) -> Option<Kind> {
    let Some(end) = start.iter().position(|byte| *byte == b'\n') else {
        return ended.then_some(Kind::Har);
    };
    let (line, rest) = (start[..end].trim_ascii_end(), start[end..].trim_ascii_start());
    let whole = line.len() > 1 && line.starts_with(b"{") && line.ends_with(b"}");
    match (whole, rest.is_empty() && !ended) {
        (true, true) => None,
        (true, false) if rest.starts_with(b"{") => Some(Kind::Lines),
        _ => Some(Kind::Har),
    }
}

/// The kind of a file that is named like lines: an object `log` that begins as in a HAR is one. Loggers have a member of
/// this name, too.
fn by_archive(start: &[u8], ended: bool) -> Option<Kind> {
    let Some(b"log") = first_member(start) else {
        return (ended || !could_be_log(start)).then_some(Kind::Lines);
    };
    let after = start.iter().skip_while(|byte| **byte != b':').skip(1);
    let after: Vec<u8> = after.take(64).copied().collect();
    let inner = after.trim_ascii_start();
    match first_member(inner) {
        Some(b"version" | b"creator" | b"browser" | b"pages" | b"entries") => Some(Kind::Har),
        Some(_) => Some(Kind::Lines),
        None if ended || after.len() == 64 => Some(Kind::Lines),
        None if inner.first().is_some_and(|byte| *byte != b'{') => Some(Kind::Lines),
        None => None,
    }
}

/// Whether the name of the first member may still come, and be `log`.
fn could_be_log(start: &[u8]) -> bool {
    let begins = start.starts_with(b"{") || b"\xEF\xBB\xBF".starts_with(start);
    first_member(start).is_none() && start.len() < 64 && begins
}

/// What a file is that cannot be read, and how to make one of it that can; by its first bytes.
pub(super) fn unreadable(start: &[u8]) -> Option<&'static str> {
    const BEGINNINGS: [(&[u8], &str); 10] = [
        (b"\xFF\xFE", "it is UTF-16: save it as UTF-8"),
        (b"\xFE\xFF", "it is UTF-16: save it as UTF-8"),
        (b"{\0", "it is UTF-16: save it as UTF-8"),
        (b"\0{", "it is UTF-16: save it as UTF-8"),
        (b"PK\x03\x04", "it is a ZIP archive: unpack it"),
        (
            b"\x28\xB5\x2F\xFD",
            "it is compressed with zstd: unpack it, or pipe `zstd -dc` to `check -`",
        ),
        (
            b"\xFD7zXZ\0",
            "it is compressed with xz: unpack it, or pipe `xz -dc` to `check -`",
        ),
        (
            b"BZh",
            "it is compressed with bzip2: unpack it, or pipe `bzip2 -dc` to `check -`",
        ),
        (b"\x1F\x8B", "it is compressed twice: unpack it once"),
        (
            b"\x0A\x0D\x0D\x0A",
            "it is a capture of packets: save the decoded traffic as a HAR",
        ),
    ];
    let found = BEGINNINGS.iter().find(|(beginning, _)| start.starts_with(beginning));
    found.map(|(_, what)| *what)
}

/// The name of the first member of an object.
fn first_member(text: &[u8]) -> Option<&[u8]> {
    let name = text.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"")?;
    let end = name.iter().position(|byte| *byte == b'"')?;
    Some(&name[..end])
}

#[cfg(test)]
mod tests {
    use super::{Kind, of};

    const TEXTS: [(Option<&str>, &str, bool, Kind); 22] = [
        (Some("har"), "", false, Kind::Har),
        (Some("har"), "{\"log\":{}}\n", false, Kind::Har),
        (Some("har"), "{\n\"log\":{}}", false, Kind::Har),
        (Some("har"), "{\"request\":{}}\n", false, Kind::Har),
        (
            Some("har"),
            "{\"request\":{}}\n\n{\"request\":{}}\n",
            false,
            Kind::Lines,
        ),
        (Some("ndjson"), "{\"log\":", false, Kind::Lines),
        (Some("ndjson"), "{\"log\": \"GET /\"}", false, Kind::Lines),
        (Some("ndjson"), "{\"log\": {\"method\": \"GET\"}}", false, Kind::Lines),
        (
            Some("ndjson"),
            "{\n \"log\": {\n \"version\": \"1.2\"",
            false,
            Kind::Har,
        ),
        (Some("jsonl"), "\u{FEFF}{\"log\":{\"creator\":{}}}", false, Kind::Har),
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
        (None, "{\n  \"log\": {}}", true, Kind::Har),
    ];

    #[test]
    fn the_kind_follows_from_the_name_then_the_content() {
        for (ending, start, streamed, kind) in TEXTS {
            let found = of(ending, start.as_bytes(), streamed, true);
            assert_eq!(found, Some(kind), "{ending:?} {start:?} {streamed}");
        }
    }

    #[test]
    fn chunked_reading_gives_the_same_result() {
        for (ending, start, streamed, kind) in TEXTS {
            let pieces = (0..start.len()).map(|end| of(ending, &start.as_bytes()[..end], streamed, false));
            for (end, found) in pieces.enumerate() {
                assert!(
                    found.is_none_or(|found| found == kind),
                    "{ending:?} {:?} {found:?}",
                    start.get(..end)
                );
            }
        }
    }
}
