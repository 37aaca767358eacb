//! The schemas that apply to one value together, so that they can be compiled as one.

use codegen::document::{Node, Value};
use codegen::view::Place;

use super::program::kind;

/// Schemas that apply to one value.
#[derive(Default)]
pub(super) struct Together<'d> {
    /// Each once, in the order in which they apply.
    pub(super) schemas: Vec<Place<'d>>,
    /// For each of them, whether it says nothing of `null`: it is the other branch of a choice that has `null`.
    pub(super) optional: Vec<bool>,
    /// How many are in each other at most.
    pub(super) nested: usize,
    /// Whether one of them applies in both ways.
    pub(super) is_mixed: bool,
}

impl<'d> Together<'d> {
    /// Schemas with the branches of their `allOf`, and with the one branch of a choice whose other one is `null`.
    pub(super) fn of(roots: &[Place<'d>]) -> Self {
        let mut all = Self::default();
        let mut open: Vec<_> = roots.iter().rev().map(|root| (root.clone(), 1, false)).collect();
        while let Some((schema, depth, optional)) = open.pop() {
            all.nested = all.nested.max(depth);
            if let Some(known) = all.schemas.iter().position(|known| known.pointer == schema.pointer) {
                all.is_mixed |= all.optional[known] != optional;
                continue;
            }
            let choice = or_null(&schema).map(|branch| (branch, depth + 1, true));
            open.extend(choice);
            let inner = schema.all_of().into_iter().rev();
            open.extend(inner.map(|branch| (branch, depth + 1, optional)));
            all.schemas.push(schema);
            all.optional.push(optional);
        }
        all
    }

    /// The kinds of values that all of them take.
    pub(super) fn kinds(&self) -> u8 {
        let own = |(schema, optional): (&Place<'_>, &bool)| kinds_of(schema) | if *optional { kind::NULL } else { 0 };
        let kinds = self.schemas.iter().zip(&self.optional).map(own);
        kinds.fold(kind::ALL, |kinds, own| kinds & own)
    }
}

/// The branch of a choice in JSON Schema 2020-12 whose other branch is `null`, if it does not take `null` itself.
pub(super) fn or_null<'d>(schema: &Place<'d>) -> Option<Place<'d>> {
    if !schema.document.version().has_json_schema() {
        return None;
    }
    let (choice, other) = match (schema.raw("anyOf"), schema.raw("oneOf")) {
        (Some(choice), None) | (None, Some(choice)) => (choice, schema.has_any(&["not", "discriminator"])),
        _ => return None,
    };
    let branches: Vec<_> = choice.items().collect();
    let branch = match &branches[..] {
        [null, branch] if is_null(null.node) => branch,
        [branch, null] if is_null(null.node) => branch,
        _ => return None,
    };
    let takes_null = kinds_of(branch) & kind::NULL != 0;
    (!other && !takes_null && !branch.is_broken()).then(|| branch.clone())
}

/// Whether a schema says no more than that its values are `null`.
fn is_null(schema: &Node) -> bool {
    let is_plain = |key: &str| ["type", "title", "description"].contains(&key) || key.starts_with("x-");
    let is_type = |value: &Value| matches!(value, Value::String(name) if name == "null");
    schema.get("type").is_some_and(|ty| is_type(&ty.value))
        && schema.members().iter().all(|member| is_plain(&member.key))
}

/// The kinds of values that a schema takes.
fn kinds_of(schema: &Place<'_>) -> u8 {
    let Some(types) = schema.types() else {
        return kind::ALL;
    };
    let kind_of = |name: &str| match name {
        "boolean" => kind::BOOL,
        "integer" => kind::WHOLE,
        "number" => kind::WHOLE | kind::FRACTION,
        "string" => kind::STRING,
        "array" => kind::ARRAY,
        "object" => kind::OBJECT,
        "null" => kind::NULL,
        _ => 0,
    };
    let kinds = types.into_iter().map(kind_of).fold(0, |kinds, one| kinds | one);
    let nullable = !schema.document.version().has_json_schema() && schema.is("nullable");
    kinds | if nullable { kind::NULL } else { 0 }
}
