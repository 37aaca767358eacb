//! `type` and `const` of JSON Schema 2020-12.

use codegen::document::Value as Written;
use codegen::view::Place;
use recording::json::{Node, Value};

use super::decimal::Decimal;
use super::found::Found;
use super::schema::{Walk, words};
use super::text::cut;
use super::unique;
use crate::contract::findings::Location;
use crate::contract::findings::rules;

impl Walk<'_> {
    /// `type`, which may list several. Says whether it makes sense to look further.
    pub(super) fn types(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) -> bool {
        let Some(types) = schema.types() else { return true };
        let kind = value.kind();
        let is_one = |wanted: &&str| match (*wanted, &value.value) {
            ("integer", Value::Number(text)) => is_whole(text),
            (wanted, _) => wanted == kind,
        };
        if types.iter().any(is_one) {
            return true;
        }
        let declared = alternatives(&types);
        let at = schema.at("type");
        match &value.value {
            Value::Null => {
                let hint = match schema.is("nullable") {
                    true => "; `nullable` has no meaning from OpenAPI 3.1 on",
                    false => "",
                };
                let message = format!("the value is null, but the document declares {declared}{hint}");
                self.report(&rules::NULL, pointer, message, at, found);
            }
            // Whether a replaced value fitted is unknown.
            Value::Number(text) if types.contains(&"integer") => {
                if !self.is_masked(pointer, found) {
                    let shown = self.number_shown(text, pointer);
                    let message = format!("the value is {shown}, but the document declares {declared}");
                    self.report(&rules::TYPE, pointer, message, at, found);
                }
            }
            _ => {
                let message = match self.location {
                    Location::RequestBody | Location::ResponseBody => {
                        format!("the value is {}, but the document declares {declared}", words(kind))
                    }
                    // What is in a text has no type of its own.
                    _ => format!("{} is not {declared}", self.shown(value, pointer)),
                };
                self.report(&rules::TYPE, pointer, message, at, found);
            }
        }
        false
    }

    /// `const`
    pub(super) fn constant(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        let Some(constant) = schema.raw("const") else { return };
        if self.is_masked(pointer, found) || unique::listed(value, std::slice::from_ref(constant.node)).is_some() {
            return;
        }
        let wanted = match &constant.node.value {
            Written::String(text) => format!("`{}`", cut(text)),
            Written::Number(text) => cut(text),
            Written::Bool(truth) => truth.to_string(),
            Written::Null => "null".to_owned(),
            _ => format!("the {} that the document has", constant.node.kind()),
        };
        let message = format!(
            "{} is not {wanted}, the one value that is allowed",
            self.shown(value, pointer)
        );
        self.report(&rules::CONST, pointer, message, constant.pointer, found);
    }
}

/// Whether a number is an integer: `1.0` and `1e2` are.
fn is_whole(text: &str) -> bool {
    !text.contains(['.', 'e', 'E']) || Decimal::parse(text).is_some_and(|number| number.is_whole())
}

/// Types with their articles, for a message.
fn alternatives(types: &[&str]) -> String {
    let named: Vec<_> = types.iter().map(|name| words(name)).collect();
    match named.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => "no type".to_owned(),
    }
}
