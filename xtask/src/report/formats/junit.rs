//! JUnit XML, as GitLab, Jenkins and others show it: a suite of test cases.

use std::fmt::Write as _;
use std::io::{self, Write};

/// A test case.
pub(crate) struct Case {
    /// What several cases have in common, such as a rule.
    pub(crate) class: String,
    pub(crate) name: String,
    /// The file and line that it is about.
    pub(crate) place: Option<(String, usize)>,
    pub(crate) outcome: Outcome,
}

/// How a case ended.
pub(crate) enum Outcome {
    Passed,
    /// With the message and the details.
    Failed(String, String),
    /// It was not run to its end.
    Incomplete(String),
    /// It does not count; with the reason.
    Skipped(String),
}

/// Writes a suite.
pub(crate) fn write(out: &mut dyn Write, name: &str, cases: &[Case]) -> io::Result<()> {
    let count = |is: fn(&Outcome) -> bool| cases.iter().filter(|case| is(&case.outcome)).count();
    let (tests, failed) = (cases.len(), count(|outcome| matches!(outcome, Outcome::Failed(..))));
    let incomplete = count(|outcome| matches!(outcome, Outcome::Incomplete(_)));
    let skipped = count(|outcome| matches!(outcome, Outcome::Skipped(_)));
    let counts = format!("tests=\"{tests}\" failures=\"{failed}\" errors=\"{incomplete}\" skipped=\"{skipped}\"");
    let name = escape(name);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    // Jenkins wants no count of skipped cases here.
    let all = format!("tests=\"{tests}\" failures=\"{failed}\" errors=\"{incomplete}\"");
    writeln!(out, "<testsuites name=\"{name}\" {all}>")?;
    writeln!(out, "  <testsuite name=\"{name}\" {counts}>")?;
    for case in cases {
        let place = match &case.place {
            Some((file, line)) => format!(" file=\"{}\" line=\"{line}\"", escape(file)),
            None => String::new(),
        };
        let (class, name) = (escape(&case.class), escape(&case.name));
        let head = format!("<testcase classname=\"{class}\" name=\"{name}\"{place}");
        let inner = match &case.outcome {
            Outcome::Passed => {
                writeln!(out, "    {head}/>")?;
                continue;
            }
            Outcome::Failed(message, details) => format!(
                "<failure message=\"{}\" type=\"{class}\">{}</failure>",
                escape(message),
                escape(details)
            ),
            Outcome::Incomplete(message) => format!("<error message=\"{}\" type=\"{class}\"/>", escape(message)),
            Outcome::Skipped(reason) => format!("<skipped message=\"{}\"/>", escape(reason)),
        };
        writeln!(out, "    {head}>\n      {inner}\n    </testcase>")?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

/// A text as XML 1.0 may have it, in an attribute or between tags.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\r' | '\t' => _ = write!(escaped, "&#{};", u32::from(character)),
            // XML has no way to write these.
            '\0'..='\x1f' | '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn a_text_stays_a_text() {
        assert_eq!(
            escape("a<b>&\"c\"\n\0\u{1b}"),
            "a&lt;b&gt;&amp;&quot;c&quot;&#10;\u{FFFD}\u{FFFD}"
        );
    }
}
