//! Where allowing more may forbid something: in a schema that a value must not fit, or of which it must fit only one.
//!
//! A change outside of these only allows more, so that what conformed before need not be read again.

use std::collections::HashSet;

use codegen::Document;
use codegen::view::Place;

use super::locate::in_schema;

/// Keywords under which a value that fits more schemas may be wrong, or be described by others.
const STRICT: [&str; 7] = [
    "oneOf",
    "not",
    "if",
    "contains",
    "dependentSchemas",
    "unevaluatedProperties",
    "unevaluatedItems",
];

/// The schemas of a document of which that is so.
pub(super) struct Composed {
    /// Those that a value is tried with, and all that they lead to.
    strict: HashSet<String>,
    /// Those that apply together with others: a property of one may be described by another one, too.
    together: HashSet<String>,
}

impl Composed {
    pub(super) fn of(document: &Document) -> Self {
        let mut composed = Self {
            strict: HashSet::new(),
            together: HashSet::new(),
        };
        composed.visit(&Place::root(document), &mut HashSet::new());
        composed
    }

    /// Whether a change at a pointer only allows more. One that adds properties does not if other schemas apply to the
    /// same objects.
    pub(super) fn loosens(&self, pointer: &str, adds_properties: bool) -> bool {
        let Some(found) = in_schema(pointer) else { return true };
        !(self.strict.contains(&found.schema) || adds_properties && self.together.contains(&found.schema))
    }

    fn visit(&mut self, place: &Place<'_>, seen: &mut HashSet<String>) {
        if !seen.insert(place.pointer.clone()) {
            return;
        }
        for keyword in STRICT {
            if let Some(part) = place.raw(keyword) {
                // The keyword of a schema, and not a property of this name.
                let is_keyword = in_schema(&place.pointer).is_some_and(|found| found.rest.is_empty());
                if is_keyword {
                    self.mark(&part);
                }
            }
        }
        if place.node.get("discriminator").is_some() {
            self.mark(place);
        }
        if place.raw("allOf").is_some() || place.reference().is_some() {
            self.mark_together(place, 0);
        }
        for child in place.children() {
            self.visit(&child, seen);
        }
    }

    /// Marks a part of the document, and all that it leads to.
    fn mark(&mut self, place: &Place<'_>) {
        if !self.strict.insert(place.pointer.clone()) {
            return;
        }
        if let Some(target) = place.str("$ref").and_then(|reference| place.target(reference)) {
            self.mark(&target);
        }
        for child in place.children() {
            self.mark(&child);
        }
    }

    fn mark_together(&mut self, place: &Place<'_>, depth: usize) {
        const DEEPEST: usize = 64;
        let schema = place.resolved();
        if depth > DEEPEST || !self.together.insert(schema.pointer.clone()) {
            return;
        }
        for part in schema.all_of() {
            self.mark_together(&part, depth + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use codegen::Document;

    use super::Composed;

    #[test]
    fn what_is_tried_or_applies_with_others_is_known() {
        let text = "openapi: 3.0.3\npaths: {}\ncomponents:\n  schemas:\n    \
                    Free: {type: object, properties: {a: {type: string, maxLength: 3}}}\n    \
                    Choice: {oneOf: [{$ref: '#/components/schemas/Tried'}, {type: string}]}\n    \
                    Tried: {type: object, properties: {b: {$ref: '#/components/schemas/Deep'}}}\n    \
                    Deep: {type: object, properties: {oneOf: {type: string}}}\n    \
                    All: {allOf: [{$ref: '#/components/schemas/Base'}]}\n    \
                    Base: {type: object}\n";
        let document = Document::parse("a.yaml", text.as_bytes()).unwrap();
        let composed = Composed::of(&document);
        for (pointer, loosens, adds) in [
            ("Free/properties/a/maxLength", true, true),
            ("Free/properties", true, true),
            ("Tried/properties", false, false),
            ("Deep/properties", false, false),
            ("Base", true, false),
            ("All", true, false),
        ] {
            let pointer = format!("/components/schemas/{pointer}");
            let seen = (composed.loosens(&pointer, false), composed.loosens(&pointer, true));
            assert_eq!(seen, (loosens, adds), "{pointer}");
        }
    }
}
