//! Values in lines: a member or an item on each.

use super::Writer;
use crate::edit::Value;
use crate::edit::quote::needs_double;
use crate::edit::style::{Siblings, is_one_line};

impl Writer<'_> {
    /// A member, from its key on. `column` is where the key is.
    pub(in crate::edit) fn member(&self, key: &str, value: &Value, siblings: &Siblings, column: usize) -> String {
        let mut out = self.key(key, siblings, false);
        out.push(':');
        out.push_str(&self.behind_key(key, value, siblings, column, out.len()));
        out
    }

    /// What follows the colon of a key that is at `column` and has a length of `key_length`.
    pub(in crate::edit) fn behind_key(
        &self,
        key: &str,
        value: &Value,
        siblings: &Siblings,
        column: usize,
        key_length: usize,
    ) -> String {
        if let Value::String(text) = value
            && let Some(block) = self.literal(text, column)
        {
            return format!(" {block}");
        }
        if value.is_scalar() {
            return format!(" {}", self.scalar(value, Some(key), siblings, false));
        }
        let in_one_line = self.flow(value, Some(key), siblings, false, "");
        let end = column + key_length + 1 + in_one_line.chars().count();
        if is_one_line(self.facts, siblings, Some(key), value, end) {
            return format!(" {in_one_line}");
        }
        match value {
            Value::Map(members) => {
                let column = column + self.step;
                format!("\n{}{}", spaces(column), self.members(members, column))
            }
            Value::List(items) => {
                let column = column + self.list_step;
                format!("\n{}{}", spaces(column), self.items(items, Some(key), column))
            }
            _ => String::new(),
        }
    }

    /// Members, the first from its key on.
    pub(in crate::edit) fn members(&self, members: &[(String, Value)], column: usize) -> String {
        let siblings = Siblings::default();
        let members = members
            .iter()
            .map(|(key, value)| self.member(key, value, &siblings, column));
        let members: Vec<String> = members.collect();
        members.join(&format!("\n{}", spaces(column)))
    }

    /// Items, the first from its dash on.
    pub(in crate::edit) fn items(&self, items: &[Value], key: Option<&str>, column: usize) -> String {
        let siblings = Siblings::default();
        let items: Vec<String> = items
            .iter()
            .map(|item| self.item(item, key, &siblings, column))
            .collect();
        items.join(&format!("\n{}", spaces(column)))
    }

    /// An item, from its dash on. `column` is where the dash is, `key` the name of the member that the list is the value of.
    pub(in crate::edit) fn item(&self, value: &Value, key: Option<&str>, siblings: &Siblings, column: usize) -> String {
        let text = match value {
            Value::String(text) if self.literal(text, column).is_some() => {
                self.literal(text, column).unwrap_or_default()
            }
            _ if value.is_scalar() => self.scalar(value, key, siblings, true),
            _ => {
                let in_one_line = self.flow(value, None, siblings, true, "");
                let end = column + self.dash + in_one_line.chars().count();
                match value {
                    _ if is_one_line(self.facts, siblings, None, value, end) => in_one_line,
                    Value::Map(members) => self.members(members, column + self.dash),
                    Value::List(items) => self.items(items, None, column + self.dash),
                    _ => in_one_line,
                }
            }
        };
        format!("-{}{text}", spaces(self.dash - 1))
    }

    fn scalar(&self, value: &Value, key: Option<&str>, siblings: &Siblings, is_item: bool) -> String {
        match value {
            Value::String(text) => self.string(text, key, siblings, is_item, false),
            other => self.flow(other, key, siblings, is_item, ""),
        }
    }

    /// A text of several lines behind `|`, if all of it can be written so.
    pub(in crate::edit) fn literal(&self, text: &str, column: usize) -> Option<String> {
        let content = text.trim_end_matches('\n');
        let is_clean = content.contains('\n')
            && !content.starts_with([' ', '\n', '\t'])
            && content
                .lines()
                .all(|line| !needs_double(line) && line.trim_end() == line);
        if !is_clean || self.is_json {
            return None;
        }
        let chomping = match text.len() - content.len() {
            0 => "-",
            1 => "",
            _ => return None,
        };
        Some(format!("|{chomping}{}", lines(content, column + self.step)))
    }
}

/// The lines of a block scalar, each on a line of its own at a column.
pub(in crate::edit) fn lines(content: &str, column: usize) -> String {
    let mut out = String::new();
    for line in content.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&spaces(column));
            out.push_str(line);
        }
    }
    out
}

pub(in crate::edit) fn spaces(count: usize) -> String {
    " ".repeat(count)
}
