//! How findings are shown to a person: as compilers do, with the line of the text and a mark below the place.

use super::{Diagnostic, Diagnostics, Position, Severity};
use std::collections::HashSet;
use std::fmt;

/// Writes every finding the way compilers do: what, then where, then why, then how to fix it.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<Vec<&str>> = self
            .sources
            .iter()
            .map(|source| source.text.split(['\n', '\r']).collect())
            .collect();
        let mut seen = HashSet::new();
        for (index, diagnostic) in self.found.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            // The reason is the same for all findings of a rule, and is shown with the first.
            let first = seen.insert(diagnostic.rule);
            let file = diagnostic.position.map_or(0, |position| position.file as usize);
            let lines = lines.get(file).map(Vec::as_slice).unwrap_or_default();
            diagnostic.write(f, self.file_of(diagnostic), lines, first)?;
        }
        Ok(())
    }
}

impl Diagnostic {
    fn write(&self, f: &mut fmt::Formatter<'_>, document: &str, lines: &[&str], with_why: bool) -> fmt::Result {
        let level = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(f, "{level}[{}]: {}", self.rule, self.message)?;
        let line = self
            .position
            .and_then(|at| Some((at, *lines.get(at.line.checked_sub(1)?)?)));
        let gutter = line.map_or(2, |(at, _)| at.line.to_string().len());
        let indent = " ".repeat(gutter);
        write!(f, "{indent}--> {document}")?;
        if let Some(position) = self.position {
            write!(f, ":{}:{}", position.line, position.column)?;
        }
        writeln!(f)?;
        if let Some((at, line)) = line {
            excerpt(f, &indent, at, line)?;
        }
        if !self.pointer.is_empty() {
            writeln!(f, "{indent} = at: {}", self.pointer)?;
        }
        if with_why && !self.why.is_empty() {
            writeln!(f, "{indent} = why: {}", self.why)?;
        }
        if !self.help.is_empty() {
            writeln!(f, "{indent} = help: {}", self.help)?;
        }
        Ok(())
    }
}

/// How many characters of a line are shown, at most.
const SHOWN: usize = 100;

/// Writes the line of a place with a caret below it; of a long line (minified JSON), the part around the place.
fn excerpt(f: &mut fmt::Formatter<'_>, indent: &str, at: Position, line: &str) -> fmt::Result {
    let before = at.column.saturating_sub(1);
    // Few lines are long; those are not counted to their end.
    let skipped = match before + 20 > SHOWN {
        true => before.saturating_sub(SHOWN / 2),
        false => 0,
    };
    let shown: String = line.chars().skip(skipped).take(SHOWN).map(visible).collect();
    let (open, pad) = if skipped > 0 { ("…", 1) } else { ("", 0) };
    let close = if line.chars().nth(skipped + SHOWN).is_some() {
        "…"
    } else {
        ""
    };
    writeln!(f, "{indent} |")?;
    writeln!(f, "{} | {open}{}{close}", at.line, shown.trim_end())?;
    writeln!(f, "{indent} | {}^", " ".repeat(before - skipped + pad))
}

/// A character as it is shown: a tab as wide as the space above the caret, a control character as a mark.
fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        control if control.is_control() => '\u{fffd}',
        other => other,
    }
}
