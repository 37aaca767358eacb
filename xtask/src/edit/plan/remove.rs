//! Members and items that go, with their comments.

use super::Plan;
use crate::edit::Value;
use crate::edit::error::{EditErrorKind, Problem, Result};
use crate::edit::locate::Place;
use crate::edit::source::Splice;
use crate::edit::style::Siblings;
use crate::edit::syntax::{Entry, Form, Kind, line_end, next_line};

impl Plan<'_, '_> {
    pub(super) fn remove(&self, place: &Place) -> Result<Vec<Splice>> {
        let Some((parent, number)) = place.parent() else {
            let message = "the whole document cannot be removed";
            return Err(Problem::new(EditErrorKind::NoSuchPlace, message, "name a part of it"));
        };
        let entries = self.entries(parent);
        let container = *self.syntax.node(parent);
        if let Kind::Map(Form::Pair) = container.kind {
            return Err(self.unsupported("a pair without braces cannot lose its only member"));
        }
        if entries.len() == 1 {
            return self.remove_last(place, parent, entries[0]);
        }
        match container.is_block() {
            true => Ok(self.remove_lines(parent, &entries, number)),
            false => Ok(self.remove_flow(parent, &entries, number)),
        }
    }

    /// Removes the only entry of a mapping or a list, which stays, empty.
    fn remove_last(&self, place: &Place, parent: usize, entry: Entry) -> Result<Vec<Splice>> {
        let container = *self.syntax.node(parent);
        let empty = match container.is_map() {
            true => Value::Map(Vec::new()),
            false => Value::List(Vec::new()),
        };
        let text = if container.is_map() { "{}" } else { "[]" };
        if container.is_flow() {
            return Ok(vec![Splice::replace(container.start, container.end, text)]);
        }
        let outer = Place {
            node: parent,
            around: place.around[..place.around.len() - 1].to_vec(),
            steps: place.steps[..place.steps.len() - 1].to_vec(),
        };
        let is_below = self.text()[container.after..container.start].contains('\n');
        if outer.parent().is_none() || !is_below {
            return self.write_over(&outer, &container, &empty, &Siblings::default());
        }
        let from = self.entry_start(entry, next_line(self.text(), container.after));
        let to = self.entry_end(entry);
        let head = match container.props == container.start {
            true => container.after,
            false => container.after + self.text()[container.after..container.start].trim_end().len(),
        };
        // A comment between the anchor and the entry stays behind both.
        let head = head.min(line_end(self.text(), container.after));
        Ok(vec![Splice::insert(head, format!(" {text}")), self.cut(from, to)])
    }

    /// Removes the lines of one of several entries.
    fn remove_lines(&self, parent: usize, entries: &[Entry], number: usize) -> Vec<Splice> {
        let text = self.text();
        let start = self.syntax.node(entries[number].value).entry;
        let bound = match number.checked_sub(1) {
            Some(before) => {
                let end = self.entry_end(entries[before]);
                if text[..end].ends_with('\n') {
                    end
                } else {
                    next_line(text, end)
                }
            }
            None => match self.syntax.node(parent).after {
                0 => 0,
                after => next_line(text, after),
            },
        };
        if !self.is_first_on_line(start) {
            // The next entry takes its place behind the dash.
            let next = entries[number + 1];
            let from = self.entry_start(next, next_line(text, self.entry_end(entries[number]).saturating_sub(1)));
            let column = text[from..].len() - text[from..].trim_start_matches(' ').len();
            return vec![Splice::remove(start, from + column)];
        }
        let mut from = self.entry_start(entries[number], bound);
        let mut to = self.entry_end(entries[number]);
        let is_blank = |line: &str| line.trim().is_empty();
        let is_last = number + 1 == entries.len();
        let next = if text[..to].ends_with('\n') && to > start {
            to
        } else {
            next_line(text, to)
        };
        let blank_behind = next >= text.len() || is_blank(&text[next..line_end(text, next)]);
        let mut before = from;
        while before > bound && is_blank(&text[super::super::syntax::line_start(text, before - 1)..before - 1]) {
            before = super::super::syntax::line_start(text, before - 1);
        }
        if before < from && (blank_behind || is_last) {
            from = before;
        } else if number == 0 && before == from && !is_last && blank_behind {
            // The first entry takes the empty lines below along.
            let mut line = next;
            while line < text.len() && is_blank(&text[line..line_end(text, line)]) {
                to = line_end(text, line);
                line = next_line(text, line);
            }
        }
        vec![self.cut(from, to)]
    }

    /// Removes whole lines: from the beginning of one to the end of another.
    fn cut(&self, from: usize, to: usize) -> Splice {
        let text = self.text();
        let ends_line = to > from && text[..to].ends_with('\n');
        match (ends_line, to < text.len()) {
            (true, _) => Splice::remove(from, to),
            (false, true) => Splice::remove(from, to + 1),
            // The last line: the one before it becomes the last, and ends as this one does.
            (false, false) => Splice::remove(from.saturating_sub(1), to),
        }
    }
}
