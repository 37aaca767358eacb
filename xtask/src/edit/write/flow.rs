//! Values in braces and brackets: of YAML on one line, of JSON also on several.

use super::Writer;
use crate::edit::Value;
use crate::edit::quote::Quote;
use crate::edit::style::{Siblings, is_one_line};

impl Writer<'_> {
    /// A member within braces. `indent` is what its line begins with.
    pub(in crate::edit) fn flow_member(&self, key: &str, value: &Value, siblings: &Siblings, indent: &str) -> String {
        let written = self.key(key, siblings, true);
        let colon = match self.facts.colon.most() {
            Some(&colon) if colon.len() > 1 || (colon == ":" && written.ends_with(['"', '\''])) => colon,
            _ => ": ",
        };
        format!(
            "{written}{colon}{}",
            self.flow(value, Some(key), siblings, false, indent)
        )
    }

    /// A value within braces or brackets, or in them.
    pub(in crate::edit) fn flow(
        &self,
        value: &Value,
        key: Option<&str>,
        siblings: &Siblings,
        is_item: bool,
        indent: &str,
    ) -> String {
        let mut inner = Siblings::default();
        // Keys that are all in quotes are so within, too.
        if siblings.keys.most() == Some(&Quote::Double) {
            inner.keys = siblings.keys.clone();
        }
        let inner = &inner;
        match value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(text) => text.clone(),
            Value::String(text) => self.string(text, key, siblings, is_item, true),
            Value::List(items) if items.is_empty() => "[]".to_owned(),
            Value::Map(members) if members.is_empty() => "{}".to_owned(),
            Value::List(items) => self.enclose(value, key, siblings, indent, '[', items.len(), |index, indent| {
                self.flow(&items[index], key, inner, true, indent)
            }),
            Value::Map(members) => self.enclose(value, key, siblings, indent, '{', members.len(), |index, indent| {
                let (key, value) = &members[index];
                self.flow_member(key, value, inner, indent)
            }),
        }
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the value, its place, and how its parts are written"
    )]
    fn enclose(
        &self,
        value: &Value,
        key: Option<&str>,
        siblings: &Siblings,
        indent: &str,
        open: char,
        count: usize,
        part: impl Fn(usize, &str) -> String,
    ) -> String {
        let close = if open == '{' { '}' } else { ']' };
        let is_minified = self.facts.unit.most().is_none();
        if self.is_json && !is_minified && !is_one_line(self.facts, siblings, key, value, 0) {
            let unit = self.facts.unit.most().copied().unwrap_or("  ");
            let inner = format!("{indent}{unit}");
            let parts: Vec<String> = (0..count)
                .map(|index| format!("\n{inner}{}", part(index, &inner)))
                .collect();
            return format!("{open}{}\n{indent}{close}", parts.join(","));
        }
        let padding = match open {
            '{' => self.facts.braces.most(),
            _ => self.facts.brackets.most(),
        };
        let padding = padding.copied().unwrap_or_default();
        let comma = self
            .facts
            .comma
            .most()
            .copied()
            .unwrap_or(if self.is_json && is_minified { "" } else { " " });
        let parts: Vec<String> = (0..count).map(|index| part(index, indent)).collect();
        format!("{open}{padding}{}{padding}{close}", parts.join(&format!(",{comma}")))
    }
}
