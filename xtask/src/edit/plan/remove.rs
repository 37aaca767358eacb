//! Members and items that go, with their comments.

use super::Plan;
use crate::edit::Value;
use crate::edit::error::{EditErrorKind, Problem, Result};
use crate::edit::locate::{self, Place};
use crate::edit::source::Splice;
use crate::edit::style::Siblings;
use crate::edit::syntax::{Entry, Form, Kind, line_end, line_start, next_line};

impl Plan<'_, '_> {
    pub(super) fn remove(&self, place: &Place) -> Result<Vec<Splice>> {
        let Some((parent, number)) = place.parent() else {
            let message = "the whole document cannot be removed";
            return Err(Problem::new(EditErrorKind::NoSuchPlace, message, "name a part of it"));
        };
        locate::check_hidden(self.syntax, parent, place.steps.last().map_or("", String::as_str))?;
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
        let to = self.entry_behind(entry);
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
            Some(before) => self.entry_behind(entries[before]),
            None => match self.syntax.node(parent).after {
                0 => 0,
                after => next_line(text, after),
            },
        };
        let mut behind = self.entry_behind(entries[number]);
        if !self.is_first_on_line(start) {
            // The next entry takes its place behind the dash.
            let from = self.entry_start(entries[number + 1], behind);
            let column = text[from..].len() - text[from..].trim_start_matches(' ').len();
            return vec![Splice::remove(start, from + column)];
        }
        let is_blank = |line: usize| line < text.len() && text[line..line_end(text, line)].trim().is_empty();
        let mut from = self.entry_start(entries[number], bound);
        let mut above = from;
        while above > bound && is_blank(line_start(text, above - 1)) {
            above = line_start(text, above - 1);
        }
        let is_last = number + 1 == entries.len();
        let is_blank_behind = behind >= text.len() || is_blank(behind);
        if above < from && (is_blank_behind || is_last) {
            from = above;
        } else if number == 0 && above == from && !is_last {
            // The first entry takes the empty lines below along.
            while is_blank(behind) {
                behind = next_line(text, behind);
            }
        }
        vec![self.cut(from, behind)]
    }

    /// Removes whole lines: from the beginning of one to the beginning of another, or to the end of the text.
    fn cut(&self, from: usize, behind: usize) -> Splice {
        match behind < self.text().len() || self.text().ends_with('\n') {
            true => Splice::remove(from, behind),
            // The line before the last becomes the last, and ends as that one did.
            false => Splice::remove(from.saturating_sub(1), behind),
        }
    }
}
