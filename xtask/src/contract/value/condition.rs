//! Schemas that apply on a condition: `if`, `dependentSchemas` and `dependentRequired`.

use codegen::view::Place;
use recording::json::{Node, child};

use super::found::Found;
use super::schema::Walk;
use super::text::cut;
use crate::contract::findings::rules;

impl Walk<'_> {
    /// `if` with `then` and `else`.
    pub(super) fn condition(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        let Some(condition) = schema.get("if") else { return };
        let result = self.try_schema(&condition, value, pointer, found);
        if result.fits() && result.unsure {
            // Which of the two applies is unknown, so that neither is wrong. What they document is documented.
            found.absorb(&result);
            for keyword in ["then", "else"] {
                if let Some(branch) = schema.get(keyword) {
                    let result = self.try_schema(&branch, value, pointer, found);
                    found.absorb_documented(&result);
                }
            }
            return;
        }
        if result.fits() {
            found.absorb(&result);
        }
        if let Some(branch) = schema.get(if result.fits() { "then" } else { "else" }) {
            self.value(&branch, value, pointer, found);
        }
    }

    /// `dependentRequired` and `dependentSchemas`.
    pub(super) fn dependent(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        let schemas = schema.raw("dependentSchemas");
        for (name, dependent) in schemas.iter().flat_map(Place::members) {
            if value.get(name).is_some() {
                self.value(&dependent, value, pointer, found);
            }
        }
        let lists = schema.raw("dependentRequired").filter(|_| self.asserts(schema));
        for (name, list) in lists.iter().flat_map(Place::members) {
            if value.get(name).is_none() {
                continue;
            }
            for (index, needed) in list.node.items().iter().enumerate() {
                let Some(needed) = needed.as_str() else { continue };
                if value.get(needed).is_none() && !self.goes_elsewhere(schema, needed, pointer, found) {
                    let message = format!("the property `{needed}` is missing, which `{}` requires", cut(name));
                    let document = format!("{}/{index}", list.pointer);
                    self.report(
                        &rules::DEPENDENT_REQUIRED,
                        &child(pointer, needed),
                        message,
                        document,
                        found,
                    );
                }
            }
        }
    }
}
