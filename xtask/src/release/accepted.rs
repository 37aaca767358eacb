//! Moves the accepted changes of a release out of `spec/accepted.toml`: they are changes between two releases, and match
//! nothing afterwards. Comments and other entries stay as they are, to the byte.

use std::ops::Range;

use toml::de::DeTable;

/// The two texts that `accepted.toml` becomes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Split {
    /// What stays.
    pub(crate) stays: String,
    /// The entries that go, with the comments right above them.
    pub(crate) moved: String,
}

/// Takes the `[[change]]` entries with these fingerprints out of a text; none if there are none.
pub(crate) fn split(text: &str, is_used: impl Fn(&str) -> bool) -> Option<Split> {
    let table = DeTable::parse(text).ok()?;
    let entries = table.get_ref().get("change")?.get_ref().as_array()?;
    let mut ranges = Vec::new();
    for item in entries.iter() {
        let entry = item.get_ref().as_table()?;
        let fingerprint = entry.get("fingerprint").and_then(|value| value.get_ref().as_str());
        if !fingerprint.is_some_and(|fingerprint| is_used(fingerprint.trim())) {
            continue;
        }
        let ends = entry.iter().map(|(_, value)| value.span().end);
        let end = ends.chain([item.span().end]).max()?;
        ranges.push(whole_lines(text, item.span().start, end));
    }
    if ranges.is_empty() {
        return None;
    }
    ranges.sort_by_key(|range| range.start);
    let (mut stays, mut moved, mut at) = (String::new(), String::new(), 0);
    for range in ranges {
        stays.push_str(&text[at..range.start]);
        if !moved.is_empty() {
            moved.push('\n');
        }
        moved.push_str(text[range.clone()].trim_end());
        moved.push('\n');
        at = range.end;
    }
    stays.push_str(&text[at..]);
    // The empty lines between what came before and what is gone are of no use at the end.
    if at == text.len() && !stays.trim().is_empty() {
        stays.truncate(stays.trim_end().len());
        stays.push('\n');
    }
    Some(Split { stays, moved })
}

/// The lines of an entry: with the comments right above it, and with the empty lines below it.
fn whole_lines(text: &str, start: usize, end: usize) -> Range<usize> {
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |length| at + length + 1);
    let header = line_start(start);
    let mut first = header;
    while first > 0 {
        let above = line_start(first - 1);
        if !text[above..first].trim_start().starts_with('#') {
            break;
        }
        first = above;
    }
    // A comment that begins the file is about the file.
    if first == 0 {
        first = header;
    }
    // The end may be right behind a line.
    let last = text[..end].trim_end().len();
    let mut end = line_end(last);
    while end < text.len() && text[end..line_end(end)].trim().is_empty() {
        end = line_end(end);
    }
    first..end
}

#[cfg(test)]
mod tests {
    use super::split;

    const DRIFT: &str =
        "# What is accepted.\n\n# why it drifts\n[[drift]]\nfingerprint = \"type:1\"\nreason = \"so\"\n\n";
    const FIRST: &str = "# nobody calls it\n[[change]]\nfingerprint = \"removed:1\"\nreason = '''\nnobody\n\n# no comment\n'''  # yes\n";
    const SECOND: &str = "[[change]]\nreason = \"so\"\nfingerprint = \"removed:2\"\n";

    fn moved(text: &str, fingerprints: &[&str]) -> Option<(String, String)> {
        split(text, |one| fingerprints.contains(&one)).map(|split| (split.stays, split.moved))
    }

    #[test]
    fn used_entries_move_with_their_comments() {
        let all = format!("{DRIFT}{FIRST}\n{SECOND}\n# at the end\n");
        assert_eq!(
            moved(&all, &["removed:1"]),
            Some((format!("{DRIFT}{SECOND}\n# at the end\n"), FIRST.to_owned()))
        );
        assert_eq!(
            moved(&all, &["removed:2"]),
            Some((format!("{DRIFT}{FIRST}\n# at the end\n"), SECOND.to_owned()))
        );
        assert_eq!(
            moved(&all, &["removed:2", "removed:1"]),
            Some((format!("{DRIFT}# at the end\n"), format!("{FIRST}\n{SECOND}")))
        );
        assert_eq!(
            moved(&format!("{DRIFT}{FIRST}"), &["removed:1"]),
            Some((format!("{}\n", DRIFT.trim_end()), FIRST.to_owned()))
        );
        // Drift is never moved, and neither is what was not used.
        assert_eq!(moved(&all, &["type:1", "removed:3"]), None);
    }

    #[test]
    fn the_comment_of_the_file_stays() {
        let text = format!("# About the file.\n{SECOND}");
        assert_eq!(
            moved(&text, &["removed:2"]),
            Some(("# About the file.\n".to_owned(), SECOND.to_owned()))
        );
        assert_eq!(moved(SECOND, &["removed:2"]), Some((String::new(), SECOND.to_owned())));
    }
}
