//! Tables.

use pulldown_cmark::Alignment;

/// The rows of a table as they are read.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) alignments: Vec<Alignment>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    /// The lines of the table, the first row as its head.
    pub(super) fn lines(self) -> Vec<String> {
        let rule = |alignment: &Alignment| match alignment {
            Alignment::None => "---",
            Alignment::Left => ":--",
            Alignment::Center => ":-:",
            Alignment::Right => "--:",
        };
        let row = |cells: &[String]| format!("| {} |", cells.join(" | "));
        let rules: Vec<_> = self
            .alignments
            .iter()
            .map(|alignment| rule(alignment).to_owned())
            .collect();
        let mut lines: Vec<_> = self.rows.iter().map(|cells| row(cells)).collect();
        if !lines.is_empty() {
            lines.insert(1, row(&rules));
        }
        lines
    }
}
