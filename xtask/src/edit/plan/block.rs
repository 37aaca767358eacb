//! Where entries in lines begin and end, with their comments.

use super::Plan;
use crate::edit::syntax::{Entry, line_end, line_start, next_line};

impl Plan<'_, '_> {
    /// The end of an entry's last line, with the comments below that are deeper than the entry.
    ///
    /// Behind a scalar that keeps its line ends, it is the beginning of the next line.
    pub(super) fn entry_end(&self, entry: Entry) -> usize {
        let text = self.text();
        let value = self.syntax.node(entry.value);
        let column = self.syntax.column(value.entry);
        let ends_line = value.end > value.start && text[..value.end].ends_with('\n');
        let mut end = match ends_line {
            true => value.end,
            false => line_end(text, value.end),
        };
        loop {
            let next = match text[..end].ends_with('\n') {
                true => end,
                false => next_line(text, end),
            };
            if next >= text.len() {
                return end;
            }
            let line = &text[next..line_end(text, next)];
            let content = line.trim_start_matches(' ');
            if !content.starts_with('#') || line.len() - content.len() <= column {
                return end;
            }
            end = line_end(text, next);
        }
    }

    /// The beginning of the line behind an entry, or the end of the text.
    pub(super) fn entry_behind(&self, entry: Entry) -> usize {
        let end = self.entry_end(entry);
        match end > 0 && self.text()[..end].ends_with('\n') && self.syntax.node(entry.value).end == end {
            true => end,
            false => next_line(self.text(), end),
        }
    }

    /// Where an entry's own comment begins, directly above it in the same column; or its line. Nothing before `from` is looked at.
    pub(super) fn entry_start(&self, entry: Entry, from: usize) -> usize {
        let text = self.text();
        let start = self.syntax.node(entry.value).entry;
        let column = self.syntax.column(start);
        let mut line = line_start(text, start);
        while line > from {
            let above = line_start(text, line - 1);
            let content = text[above..line].trim_start_matches(' ');
            if above < from || !content.starts_with('#') || line - above - content.len() != column {
                break;
            }
            line = above;
        }
        line
    }

    /// Whether there is an empty line between two places.
    pub(super) fn has_empty_line(&self, from: usize, to: usize) -> bool {
        let lines: Vec<&str> = self.text()[from..to.max(from)].split('\n').collect();
        let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
        inner.iter().any(|line| line.trim().is_empty())
    }

    /// Whether the entries of a mapping or a sequence mostly have empty lines between them.
    pub(super) fn are_apart(&self, entries: &[Entry]) -> bool {
        let gaps = entries.windows(2).filter(|pair| {
            let (before, after) = (self.syntax.node(pair[0].value), self.syntax.node(pair[1].value));
            self.has_empty_line(before.end, after.entry)
        });
        gaps.count() * 2 > entries.len().saturating_sub(1)
    }
}
