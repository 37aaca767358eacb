//! `unevaluatedProperties` and `unevaluatedItems`: what no other keyword of the same schema, nor of the schemas that it is
//! composed of, says anything of.

use codegen::view::Place;
use recording::json::{Node, Value, child};

use super::found::Found;
use super::object::last_of_each;
use super::schema::Walk;
use super::text::cut;
use crate::contract::findings::rules;

impl Walk<'_> {
    /// Both keywords. What was found so far must be what this schema found alone.
    pub(super) fn unevaluated(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        match &value.value {
            Value::Object(_) => self.unevaluated_properties(schema, value, pointer, found),
            Value::Array(items) => self.unevaluated_items(schema, items, pointer, found),
            _ => {}
        }
    }

    fn unevaluated_properties(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        let Some(rest) = schema.get("unevaluatedProperties") else {
            return;
        };
        let is_closed = rest.node.as_bool() == Some(false);
        for (key, member) in last_of_each(value) {
            let documented = found.documented.entry(pointer.to_owned()).or_default();
            if documented.evaluates(key) {
                continue;
            }
            let at = child(pointer, key);
            if is_closed {
                documented.names.insert(key.to_owned());
                let message = format!(
                    "the property `{}` is described by no schema, and the document allows no others",
                    cut(key)
                );
                self.report(
                    &rules::UNEVALUATED_PROPERTIES,
                    &at,
                    message,
                    rest.pointer.clone(),
                    found,
                );
            } else {
                self.value(&rest, member, &at, found);
            }
        }
        let documented = found.documented.entry(pointer.to_owned()).or_default();
        documented.described = true;
        documented.open |= !is_closed;
    }

    fn unevaluated_items(&self, schema: &Place<'_>, items: &[Node], pointer: &str, found: &mut Found) {
        let Some(rest) = schema.get("unevaluatedItems") else {
            return;
        };
        let evaluated = found.items.get(pointer).cloned().unwrap_or_default();
        for (index, item) in items.iter().enumerate() {
            if evaluated.has(index) {
                continue;
            }
            let at = child(pointer, &index.to_string());
            if rest.node.as_bool() == Some(false) {
                let message = "the item is described by no schema, and the document allows no others".to_owned();
                self.report(&rules::UNEVALUATED_ITEMS, &at, message, rest.pointer.clone(), found);
            } else {
                self.value(&rest, item, &at, found);
            }
        }
        found.evaluate_items(pointer, |evaluated| evaluated.all = true);
    }
}
