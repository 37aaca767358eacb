//! Workflow commands of GitHub Actions: annotations of a pull request.

use std::io::{self, Write};

/// An annotation.
pub(crate) struct Annotation<'a> {
    /// `error`, `warning` or `notice`. GitHub shows the first ten of each in a step.
    pub(crate) level: &'a str,
    /// The file, and the line and column if they are known.
    pub(crate) place: Option<(&'a str, Option<(usize, usize)>)>,
    pub(crate) title: &'a str,
    pub(crate) text: &'a str,
}

impl Annotation<'_> {
    /// Writes the command, in one line.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut properties = Vec::new();
        if let Some((file, at)) = self.place {
            properties.push(format!("file={}", property(file)));
            if let Some((line, column)) = at {
                properties.push(format!("line={line}"));
                properties.push(format!("col={column}"));
            }
        }
        properties.push(format!("title={}", property(self.title)));
        writeln!(out, "::{} {}::{}", self.level, properties.join(","), data(self.text))
    }
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
