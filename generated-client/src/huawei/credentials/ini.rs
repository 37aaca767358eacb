//! The format of the provider's credentials file: sections of names and values, as Python's `configparser` reads them.
//!
//! ```text
//! # a comment
//! [basic]
//! ak = …
//! sk: …
//! ```
//!
//! Only what such a file needs is supported. A value is on one line: a line that is indented further than the name before it
//! continues a value, which is refused in the section that is read and ignored in others. The white space around a value is
//! removed, as `configparser` does. Otherwise a value is unchanged: `%` and `$` are not expanded, and `#` and `;` within it
//! begin no comment. A line that cannot be parsed is refused by its number and never shown, since it may be half of a key.

/// The names and values of a section.
pub(super) type Entries<'a> = Vec<(String, &'a str)>;

/// Returns a section, its names in lower case; `None` if it is missing. The error is why the file cannot be parsed. No
/// value is copied.
pub(super) fn section<'a>(text: &'a str, wanted: &str) -> Result<Option<Entries<'a>>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found: Option<Entries<'_>> = None;
    let mut current: Option<&str> = None;
    // How far the last name of the current section is indented.
    let mut indented: Option<usize> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with(['#', ';']) {
            continue;
        }
        let is_wanted = current == Some(wanted);
        let indent = line.len() - line.trim_start().len();
        if indented.is_some_and(|before| indent > before) {
            // It looks like the section that is wanted, and is none for the provider's SDK.
            let looks_wanted = bare.strip_prefix('[').and_then(|rest| rest.strip_prefix(wanted));
            if is_wanted || looks_wanted.is_some_and(|rest| rest.starts_with(']')) {
                return Err(format!(
                    "line {number} is indented: values of several lines are not supported"
                ));
            }
            continue;
        }
        if let Some(name) = bare.strip_prefix('[') {
            let (name, rest) = name
                .rsplit_once(']')
                .ok_or_else(|| format!("line {number} begins a section without a closing `]`"))?;
            if !rest.is_empty() && !rest.trim_start().starts_with(['#', ';']) {
                return Err(format!("line {number} has more than a comment behind its section"));
            }
            indented = None;
            if name == wanted && found.is_some() {
                return Err(format!("line {number} repeats the section [{wanted}]"));
            }
            if name == wanted {
                found = Some(Vec::new());
            }
            current = Some(name);
            continue;
        }
        if current.is_none() {
            return Err(format!("line {number} is before the first section"));
        }
        indented = Some(indent);
        let (Some(entries), true) = (&mut found, is_wanted) else {
            continue;
        };
        let Some((name, value)) = bare.split_once(['=', ':']) else {
            return Err(format!("line {number} has no `=`"));
        };
        let name = name.trim().to_lowercase();
        if entries.iter().any(|(known, _)| *known == name) {
            return Err(format!("line {number} sets a name again"));
        }
        entries.push((name, value.trim()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(text: &str) -> Result<Option<Entries<'_>>, String> {
        section(text, "basic")
    }

    fn pairs(text: &str) -> Entries<'_> {
        basic(text).expect("readable").expect("a section")
    }

    #[test]
    fn a_section_is_read_and_others_are_ignored() {
        let text = "\u{feff}# a\r\n[global]\nak = no\n\n[basic]\n; b\nAK = a\r\nsk: s=1 # x\nempty =\n[other]\nak=no\n";
        let expected = [("ak", "a"), ("sk", "s=1 # x"), ("empty", "")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value));
        assert_eq!(pairs(text), expected);
    }

    #[test]
    fn a_value_is_not_expanded() {
        assert_eq!(pairs("[basic]\nsk = a%b$c;d:e ")[0].1, "a%b$c;d:e");
    }

    #[test]
    fn a_missing_section_is_none() {
        assert_eq!(basic(""), Ok(None));
        assert_eq!(basic("[Basic]\nak = a"), Ok(None), "sections are case-sensitive");
    }

    #[test]
    fn a_line_that_cannot_be_parsed_is_refused_and_not_shown() {
        for (text, why) in [
            ("[basic\nak = a", "line 1 begins a section without a closing `]`"),
            ("ak = canary", "line 1 is before the first section"),
            ("[basic]\ncanary", "line 2 has no `=`"),
            (
                "[basic]\nak = canary\n  canary",
                "line 3 is indented: values of several lines are not supported",
            ),
            ("[basic]\nak = a\n\nAK = canary", "line 4 sets a name again"),
            (
                "[basic]\n[other]\n[basic]\nak = canary",
                "line 3 repeats the section [basic]",
            ),
        ] {
            assert_eq!(basic(text), Err(why.to_owned()));
        }
    }
}
