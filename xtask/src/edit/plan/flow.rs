//! Entries within braces and brackets.

use super::Plan;
use crate::edit::source::Splice;
use crate::edit::syntax::{Entry, line_start, skip_blanks, skip_space};

impl Plan<'_, '_> {
    /// Where an entry in braces or brackets begins.
    fn flow_start(&self, entry: Entry) -> usize {
        let value = self.syntax.node(entry.value);
        match entry.key {
            Some(_) => value.entry,
            None => value.props,
        }
    }

    /// What the line of a new entry behind another begins with.
    pub(super) fn flow_indent(&self, node: usize, entries: &[Entry], before: usize) -> String {
        let start = self.flow_start(entries[before]);
        let of_entry = self.is_first_on_line(start).then(|| self.indent(start));
        of_entry
            .unwrap_or_else(|| self.indent(self.syntax.node(node).start))
            .to_owned()
    }

    /// The place of the comma behind a place, if there is one.
    fn comma(&self, end: usize) -> Option<usize> {
        let at = skip_space(self.text(), end);
        self.text()[at..].starts_with(',').then_some(at)
    }

    /// The white space between the comma before an entry and the entry, where there is nothing else.
    fn space_before(&self, node: usize, entries: &[Entry], number: usize) -> Option<String> {
        let start = self.flow_start(*entries.get(number)?);
        let space = match number.checked_sub(1) {
            Some(before) => {
                let between = &self.text()[self.syntax.node(entries[before].value).end..start];
                between.strip_prefix(',')?
            }
            None => &self.text()[self.syntax.node(node).start + 1..start],
        };
        let is_space = space.trim().is_empty() && (number > 0 || space.contains('\n'));
        is_space.then(|| space.to_owned())
    }

    /// Puts an entry behind another.
    pub(super) fn insert_flow(&self, node: usize, entries: &[Entry], before: usize, new: &str) -> Vec<Splice> {
        let text = self.text();
        let value_end = self.syntax.node(entries[before].value).end;
        let start = self.flow_start(entries[before]);
        let comma = self.comma(value_end);
        let close = self.syntax.node(node).end - 1;
        let next = entries.get(before + 1).map(|next| self.flow_start(*next));
        let own_line = self.is_first_on_line(start)
            && match next {
                Some(next) => self.is_first_on_line(next),
                None => line_start(text, close) > start || before > 0,
            };
        // Commas before entries, at the beginning of their lines.
        if let Some(comma) = comma.filter(|_| next.is_some())
            && text[value_end..comma].contains('\n')
        {
            let space = &text[value_end..next.unwrap_or(comma)];
            return vec![Splice::insert(value_end, format!("{space}{new}"))];
        }
        if next.is_none()
            && let Some(previous) = before.checked_sub(1)
        {
            let space = &text[self.syntax.node(entries[previous].value).end..start];
            if space.starts_with('\n') && space.trim() == "," && comma.is_none() {
                return vec![Splice::insert(value_end, format!("{space}{new}"))];
            }
        }
        let own_line = own_line || {
            let first = self.space_before(node, entries, before);
            first.is_some_and(|space| space.contains('\n')) && next.is_none()
        };
        if !own_line {
            let space = (1..entries.len()).find_map(|number| self.space_before(node, entries, number));
            let is_minified = self.syntax.is_json && self.facts.unit.most().is_none();
            let default = if is_minified { "" } else { " " };
            let space = space.unwrap_or_else(|| self.facts.comma.most().copied().unwrap_or(default).to_owned());
            let space = if space.contains('\n') { " ".to_owned() } else { space };
            return match (comma, next) {
                (Some(comma), Some(_)) => vec![Splice::insert(comma, format!(",{space}{new}"))],
                // A comma behind the last entry stays there.
                (Some(comma), None) => vec![Splice::insert(comma, format!(",{space}{new}"))],
                (None, _) => vec![Splice::insert(value_end, format!(",{space}{new}"))],
            };
        }
        let gap = if self.are_apart(entries) { "\n" } else { "" };
        let indent = format!("\n{gap}{}", self.flow_indent(node, entries, before));
        match comma {
            Some(comma) => {
                let behind = skip_blanks(text, comma + 1);
                let end = match text[behind..].starts_with(['#', '\n']) {
                    true => self.line_end(comma),
                    false => comma + 1,
                };
                vec![Splice::insert(end, format!("{indent}{new},"))]
            }
            None => {
                let behind = skip_blanks(text, value_end);
                let end = match text[behind..].starts_with('#') {
                    true => self.line_end(value_end),
                    false => value_end,
                };
                vec![
                    Splice::insert(value_end, ","),
                    Splice::insert(end, format!("{indent}{new}")),
                ]
            }
        }
    }

    /// Removes one of several entries, with its comma and its comments.
    pub(super) fn remove_flow(&self, node: usize, entries: &[Entry], number: usize) -> Vec<Splice> {
        let text = self.text();
        let start = self.flow_start(entries[number]);
        let end = self.syntax.node(entries[number].value).end;
        let comma = self.comma(end);
        let behind = comma.map_or(end, |comma| comma + 1);
        let rest = skip_blanks(text, behind);
        let ends_line = rest >= text.len() || text[rest..].starts_with(['\n', '#']);
        let previous = number
            .checked_sub(1)
            .map(|before| self.syntax.node(entries[before].value).end);
        if self.is_first_on_line(start) && ends_line {
            let bound = previous.unwrap_or(self.syntax.node(node).start + 1);
            let from = self.entry_start(entries[number], self.line_end(bound) + 1);
            let from = from.min(line_start(text, start));
            let mut splices = Vec::new();
            // Without a comma behind the last entry, there is none behind the new last one.
            if let (None, Some(previous)) = (comma, previous)
                && let Some(comma) = self.comma(previous)
            {
                splices.push(Splice::remove(comma, comma + 1));
            }
            splices.push(Splice::remove(from - 1, self.line_end(behind)));
            return splices;
        }
        match (entries.get(number + 1), previous) {
            (Some(next), _) => vec![Splice::remove(start, self.flow_start(*next))],
            (None, Some(previous)) => {
                let from = if comma.is_some() && self.comma(previous).is_some() {
                    self.comma(previous).unwrap_or(previous)
                } else {
                    previous
                };
                let to = if comma.is_some() { comma.unwrap_or(end) } else { end };
                vec![Splice::remove(from, to)]
            }
            (None, None) => vec![Splice::remove(start, end)],
        }
    }
}
