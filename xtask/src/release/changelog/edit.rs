//! Makes the section of a release in the text of a changelog. What people wrote stays as it is, and comes first.

use semver::Version;

use super::lines::outside_of_code;
use super::{Entry, Kind, links};

/// What is to be released.
pub(crate) struct Edit<'e> {
    pub(crate) version: &'e Version,
    pub(crate) last: Option<&'e Version>,
    /// The day, as in `2026-12-31`.
    pub(crate) day: &'e str,
    pub(crate) entries: &'e [Entry],
}

/// A changelog with the section of a release.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Edited {
    pub(crate) text: String,
    /// The section alone, with its heading.
    pub(crate) section: String,
}

/// Makes the section of a release.
///
/// # Errors
/// Returns why that cannot be done: there is such a section already, or it would be empty.
pub(crate) fn edit(text: &str, edit: &Edit<'_>) -> Result<Edited, String> {
    let is_crlf = text.contains("\r\n");
    let text = text.replace("\r\n", "\n");
    let headings = headings(&text);
    let version = edit.version.to_string();
    if headings.iter().any(|heading| heading.names(&version)) {
        return Err(format!("has a section of {version} already"));
    }
    let mut all = headings
        .iter()
        .enumerate()
        .filter(|(_, heading)| heading.names("Unreleased"));
    let unreleased = all.next().map(|(index, _)| index);
    if all.next().is_some() {
        return Err("has two sections `Unreleased`: make one of them".to_owned());
    }
    let end_of_all = links::start(&text);
    let (before, body, after) = match unreleased {
        Some(index) => {
            let end = headings.get(index + 1).map_or(end_of_all, |next| next.start);
            let heading = &headings[index];
            (&text[..heading.end], &text[heading.end..end], &text[end..])
        }
        // The sections of releases begin at the first heading of the second level.
        None => {
            let at = headings.first().map_or(end_of_all, |first| first.start);
            (&text[..at], "", &text[at..])
        }
    };
    let content = section(body, edit.entries);
    if content.is_empty() {
        return Err(
            "says nothing under `## [Unreleased]` of what changed, and no change of the document does either"
                .to_owned(),
        );
    }
    let mut before = before.trim_end().to_owned();
    if unreleased.is_none() {
        before.push_str("\n\n## [Unreleased]");
    }
    let section = format!("## [{version}] - {}\n\n{content}\n", edit.day);
    let mut edited = format!("{before}\n\n{section}");
    if !after.trim().is_empty() {
        edited.push('\n');
        edited.push_str(after);
    }
    let edited = links::add(&edited, edit.version, edit.last);
    let line_ends = |text: String| match is_crlf {
        true => text.replace('\n', "\r\n"),
        false => text,
    };
    Ok(Edited {
        text: line_ends(edited),
        section,
    })
}

/// A heading of the second level.
struct Heading<'t> {
    title: &'t str,
    /// Where its line begins.
    start: usize,
    /// Where its line ends, without the line break.
    end: usize,
}

impl Heading<'_> {
    /// Whether it is the heading of a version, with or without a link and a date.
    fn names(&self, version: &str) -> bool {
        let name = self.title.split(" - ").next().unwrap_or_default().trim();
        let name = name
            .strip_prefix('[')
            .map_or(name, |name| name.split(']').next().unwrap_or(name));
        name.eq_ignore_ascii_case(version)
    }
}

/// The headings of the second level; what is in a block of code is none.
fn headings(text: &str) -> Vec<Heading<'_>> {
    let mut found = Vec::new();
    for (start, line) in outside_of_code(text) {
        if let Some(title) = line.strip_prefix("## ") {
            found.push(Heading {
                title: title.trim(),
                start,
                end: start + line.trim_end().len(),
            });
        }
    }
    found
}

/// The content of the section: what was written by hand, then the drafted entries, each under its heading.
fn section(body: &str, entries: &[Entry]) -> String {
    // What stands above the first heading, then each heading with its text.
    let mut blocks: Vec<(Option<String>, String)> = vec![(None, String::new())];
    let starts: Vec<_> = outside_of_code(body)
        .filter(|(_, line)| line.starts_with("### "))
        .map(|(start, line)| (start, line.len()))
        .collect();
    let first = starts.first().map_or(body.len(), |(start, _)| *start);
    body[..first].trim().clone_into(&mut blocks[0].1);
    for (index, (start, length)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(body.len(), |(next, _)| *next);
        let title = body[start + 4..start + length].trim().to_owned();
        let text = body[start + length..end].trim_matches('\n').trim_end().to_owned();
        blocks.push((Some(title), text));
    }
    for kind in Kind::ALL {
        let of_kind = entries.iter().filter(|entry| entry.kind == kind);
        // What a person wrote in the same words is not said twice.
        let new: Vec<_> = of_kind
            .map(|entry| bullet(&entry.text))
            .filter(|bullet| !body.contains(bullet.trim_end()))
            .collect();
        if new.is_empty() {
            continue;
        }
        let is_block = |(title, _): &(Option<String>, String)| {
            title
                .as_deref()
                .is_some_and(|title| title.eq_ignore_ascii_case(kind.heading()))
        };
        let index = match blocks.iter().position(is_block) {
            Some(index) => index,
            None => {
                blocks.push((Some(kind.heading().to_owned()), String::new()));
                blocks.len() - 1
            }
        };
        let text = &mut blocks[index].1;
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(new.join("\n").trim_end());
    }
    let blocks = blocks.into_iter().filter(|(_, text)| !text.is_empty());
    let blocks: Vec<_> = blocks
        .map(|(title, text)| match title {
            Some(title) => format!("### {title}\n\n{text}"),
            None => text,
        })
        .collect();
    blocks.join("\n\n")
}

/// An entry as an item of a list.
fn bullet(text: &str) -> String {
    let mut bullet = String::new();
    for (index, line) in text.trim_end().lines().enumerate() {
        match (index, line) {
            (0, _) => bullet.push_str("- "),
            (_, "") => {}
            _ => bullet.push_str("  "),
        }
        bullet.push_str(line);
        bullet.push('\n');
    }
    bullet.truncate(bullet.trim_end().len());
    bullet
}

#[cfg(test)]
mod tests {
    use semver::Version;

    use super::{Edit, Edited, Entry, Kind, edit};

    const HEAD: &str = "# Changelog\n\nWhat changes.\n\n";

    fn entry(kind: Kind, text: &str) -> Entry {
        Entry {
            kind,
            text: text.to_owned(),
        }
    }

    fn edited(text: &str, last: Option<Version>, entries: &[Entry]) -> Result<Edited, String> {
        edit(
            text,
            &Edit {
                version: &Version::new(0, 2, 0),
                last: last.as_ref(),
                day: "2026-06-30",
                entries,
            },
        )
    }

    #[test]
    fn the_unreleased_section_becomes_that_of_the_release() {
        let before = format!(
            "{HEAD}## [Unreleased]\n\n### Changed\n\n- By hand,\n  on two lines.\n\n### Added\n\n- A thing.\n\n## [0.1.0] - 2026-01-01\n\n- First.\n"
        );
        let entries = [
            entry(
                Kind::Removed,
                "**Breaking:** the operation `x`.\n\n```rust\n// before\n```",
            ),
            entry(Kind::Changed, "Drafted."),
            entry(Kind::Added, "A thing."),
        ];
        let section = "## [0.2.0] - 2026-06-30\n\n### Changed\n\n- By hand,\n  on two lines.\n- Drafted.\n\n### Added\n\n- A thing.\n\n\
                       ### Removed\n\n- **Breaking:** the operation `x`.\n\n  ```rust\n  // before\n  ```\n";
        let after = edited(&before, None, &entries).unwrap();
        assert_eq!(after.section, section);
        assert_eq!(
            after.text,
            format!("{HEAD}## [Unreleased]\n\n{section}\n## [0.1.0] - 2026-01-01\n\n- First.\n")
        );
        // With the line ends of Windows, too.
        let windows = edited(&before.replace('\n', "\r\n"), None, &entries).unwrap();
        assert_eq!(windows.text, after.text.replace('\n', "\r\n"));
    }

    #[test]
    fn a_changelog_without_sections_gets_them() {
        let section = "## [0.2.0] - 2026-06-30\n\n### Added\n\n- A thing.\n";
        let entries = [entry(Kind::Added, "A thing.")];
        let after = edited(HEAD, None, &entries).unwrap();
        assert_eq!(after.text, format!("{HEAD}## [Unreleased]\n\n{section}"));
        let older = format!("{HEAD}## 0.1.0\n\n- First.\n");
        assert_eq!(
            edited(&older, None, &entries).unwrap().text,
            format!("{HEAD}## [Unreleased]\n\n{section}\n## 0.1.0\n\n- First.\n")
        );
        let code = format!("{HEAD}## Unreleased\n\n```md\n## [0.2.0]\n### Added\n```\n");
        let after = edited(&code, None, &entries).unwrap();
        assert!(
            after
                .section
                .contains("```md\n## [0.2.0]\n### Added\n```\n\n### Added\n\n- A thing.\n"),
            "{}",
            after.section
        );
    }

    #[test]
    fn what_cannot_be_released_is_refused() {
        for (text, words) in [
            (
                "## [Unreleased]\n\n## [0.2.0] - 2026-01-01\n\n- x\n",
                "a section of 0.2.0 already",
            ),
            ("## [Unreleased]\n\n### Added\n\n## [0.1.0]\n\n- x\n", "says nothing"),
            ("## [Unreleased]\n\n- x\n\n## Unreleased\n\n- y\n", "has two sections"),
        ] {
            let message = edited(text, None, &[]).unwrap_err();
            assert!(message.contains(words), "{message}");
        }
    }

    #[test]
    fn links_of_the_bottom_follow() {
        let url = "https://example.com/o/r";
        let before = format!(
            "{HEAD}## [Unreleased]\n\n- x\n\n## [0.1.0] - 2026-01-01\n\n- y\n\n[Unreleased]: {url}/compare/v0.1.0...HEAD\n[0.1.0]: {url}/releases/tag/v0.1.0\n"
        );
        let after = edited(&before, Some(Version::new(0, 1, 0)), &[]).unwrap().text;
        let links = format!(
            "- y\n\n[Unreleased]: {url}/compare/v0.2.0...HEAD\n[0.2.0]: {url}/compare/v0.1.0...v0.2.0\n[0.1.0]: {url}/releases/tag/v0.1.0\n"
        );
        assert!(after.ends_with(&links), "{after}");
        // Of the first release, there is nothing to compare with.
        let first = format!("{HEAD}## [Unreleased]\n\n- x\n\n[unreleased]: {url}/-/compare/main...HEAD\n");
        let after = edited(&first, None, &[]).unwrap().text;
        let links = format!("- x\n\n[unreleased]: {url}/-/compare/v0.2.0...HEAD\n[0.2.0]: {url}/-/tags/v0.2.0\n");
        assert!(after.ends_with(&links), "{after}");
        // A link that is no comparison stays, and none is made up.
        let other = format!("{HEAD}## [Unreleased]\n\n- x\n\n[Unreleased]: {url}/commits\n");
        assert!(
            edited(&other, None, &[])
                .unwrap()
                .text
                .ends_with(&format!("- x\n\n[Unreleased]: {url}/commits\n"))
        );
    }
}
