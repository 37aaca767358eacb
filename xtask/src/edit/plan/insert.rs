//! New members and items.

use super::Plan;
use crate::edit::Value;
use crate::edit::error::{EditErrorKind, Problem, Result};
use crate::edit::locate::{self, Place};
use crate::edit::source::Splice;
use crate::edit::style::Siblings;
use crate::edit::syntax::{Kind, line_end};
use crate::edit::write::block::spaces;

impl Plan<'_, '_> {
    pub(super) fn insert(&self, place: &Place, key: &str, value: &Value, after: Option<&str>) -> Result<Vec<Splice>> {
        let map = *self.syntax.node(place.node);
        if map.is_map() && locate::own_or_merged(self.syntax, place.node, key).is_some() {
            let message = format!("the mapping has a member `{key}` already");
            return Err(Problem::new(
                EditErrorKind::Duplicate,
                message,
                "replace its value instead",
            ));
        }
        let entries = self.entries(place.node);
        if entries.is_empty() {
            return match map.kind {
                Kind::Map(_) => self.first(place, &Value::Map(vec![(key.to_owned(), value.clone())])),
                Kind::Plain if self.is_null(place.node) => {
                    self.first(place, &Value::Map(vec![(key.to_owned(), value.clone())]))
                }
                _ => Err(self.mismatch(place.node, "a member cannot be added to it")),
            };
        }
        if !map.is_map() {
            return Err(self.mismatch(place.node, "a member cannot be added to it"));
        }
        let after = after.and_then(|after| locate::member(self.syntax, place.node, after));
        let before = after.unwrap_or(entries.len() - 1);
        let siblings = self.siblings(place.node);
        let writer = self.writer(place.node);
        match map.kind {
            Kind::Map(crate::edit::syntax::Form::Block) => {
                let column = self.syntax.column(map.start);
                let text = writer.member(key, value, &siblings, column);
                Ok(self.insert_lines(&entries, before, column, &text))
            }
            Kind::Map(crate::edit::syntax::Form::Flow) => {
                let indent = self.flow_indent(place.node, &entries, before);
                let text = writer.flow_member(key, value, &siblings, &indent);
                Ok(self.insert_flow(place.node, &entries, before, &text))
            }
            _ => Err(self.unsupported("a pair without braces cannot have a second member")),
        }
    }

    pub(super) fn append(&self, place: &Place, value: &Value) -> Result<Vec<Splice>> {
        let seq = *self.syntax.node(place.node);
        let entries = self.entries(place.node);
        let Some(before) = entries.len().checked_sub(1) else {
            return match seq.kind {
                Kind::Seq(_) => self.first(place, &Value::List(vec![value.clone()])),
                Kind::Plain if self.is_null(place.node) => self.first(place, &Value::List(vec![value.clone()])),
                _ => Err(self.mismatch(place.node, "an item cannot be added to it")),
            };
        };
        if !seq.is_seq() {
            return Err(self.mismatch(place.node, "an item cannot be added to it"));
        }
        let siblings = self.siblings(place.node);
        let mut writer = self.writer(place.node);
        let key = place.key(self.syntax);
        if seq.is_block() {
            let column = self.syntax.column(seq.start);
            let dashes = entries.iter().map(|entry| self.syntax.node(entry.value));
            let mut width = dashes
                .filter(|item| !item.is_absent() && !self.text()[item.entry..item.props].contains('\n'))
                .map(|item| item.props - item.entry);
            writer.dash = width.next_back().unwrap_or(writer.dash);
            let text = writer.item(value, key, &siblings, column);
            return Ok(self.insert_lines(&entries, before, column, &text));
        }
        let indent = self.flow_indent(place.node, &entries, before);
        let text = writer.flow(value, key, &siblings, true, &indent);
        Ok(self.insert_flow(place.node, &entries, before, &text))
    }

    /// Puts an entry on lines of its own, below another.
    fn insert_lines(
        &self,
        entries: &[crate::edit::syntax::Entry],
        before: usize,
        column: usize,
        text: &str,
    ) -> Vec<Splice> {
        let end = self.entry_end(entries[before]);
        let gap = if self.are_apart(entries) { "\n" } else { "" };
        let text = match end > 0 && self.text()[..end].ends_with('\n') {
            true => format!("{gap}{}{text}\n", spaces(column)),
            false => format!("\n{gap}{}{text}", spaces(column)),
        };
        vec![Splice::insert(end, text)]
    }

    /// Writes a mapping or list with one entry in the place of an empty one, or of nothing.
    fn first(&self, place: &Place, value: &Value) -> Result<Vec<Splice>> {
        let node = *self.syntax.node(place.node);
        let siblings = match place.parent() {
            Some((parent, _)) => Siblings::of(self.syntax, parent, Some(place.node)),
            None => Siblings::default(),
        };
        self.write_over(place, &node, value, &siblings)
    }

    pub(super) fn is_null(&self, node: usize) -> bool {
        let scalar = self.syntax.node(node);
        scalar.kind == Kind::Plain
            && !scalar.has_tag
            && matches!(
                codegen::document::plain_scalar(self.syntax.scalar(node)),
                Some(codegen::document::Value::Null)
            )
    }

    fn mismatch(&self, node: usize, message: &str) -> Problem {
        if self.syntax.node(node).kind == Kind::Alias {
            let message = format!("the value there is the alias `{}`", self.syntax.written(node));
            return Problem::new(EditErrorKind::Shared, message, "write the value out in its place");
        }
        let kind = match self.syntax.node(node).kind {
            Kind::Map(_) => "a mapping",
            Kind::Seq(_) => "a list",
            _ => "a scalar",
        };
        let message = format!("the value there is {kind}, and {message}");
        Problem::new(EditErrorKind::NoSuchPlace, message, "name a value of the right kind")
    }

    /// The end of the line of a place.
    pub(super) fn line_end(&self, at: usize) -> usize {
        line_end(self.text(), at)
    }
}
