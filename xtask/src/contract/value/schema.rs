//! Holds a JSON value against a schema: of OpenAPI 3.0, or of JSON Schema 2020-12, as the document has it.
//!
//! Each keyword is checked as the standard has it, on the text of numbers, so that nothing is rounded. What the
//! document leaves open is open here; that a property is documented nowhere is reported at the end, when every schema
//! that applies to its object has been seen, as `unevaluatedProperties` at the root of a composition would have it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use codegen::view::{Direction, Place};
use recording::json::{Index, Node, Value};

use super::found::Found;
use super::keywords::Keywords;
use super::reach::Reaches;
use super::scope::Scope;
use super::text::cut;
use super::unique;
use crate::contract::counters::{Counter, Counters};
use crate::contract::findings::rules::{self, Rule};
use crate::contract::findings::{Checked, Location, Note, Violation, Visit};

/// What a value is checked against in addition to its schema.
#[derive(Clone, Copy)]
pub(crate) struct Context<'w> {
    pub(crate) direction: Direction,
    pub(crate) keywords: &'w Keywords,
    /// Where what is seen is counted, if it is.
    pub(crate) counters: Option<&'w Counters<'w>>,
    /// Whether the value at a pointer was replaced.
    pub(crate) redacted: &'w dyn Fn(&str) -> bool,
    /// Whether no message shows the value at a pointer.
    pub(crate) secret: &'w dyn Fn(&str) -> bool,
}

impl<'w> Context<'w> {
    /// That of a value of which nothing was replaced, nothing is counted, and no message shows anything.
    pub(crate) fn alone(direction: Direction, keywords: &'w Keywords) -> Self {
        Self {
            direction,
            keywords,
            counters: None,
            redacted: &|_| false,
            secret: &|_| true,
        }
    }
}

/// Checks a value against a schema, and adds what is wrong with it. What was seen of the document, and what is known of
/// the properties, is given back.
pub(crate) fn check(
    checked: &mut Checked,
    schema: &Place<'_>,
    value: &Node,
    location: Location,
    context: Context<'_>,
) -> Found {
    let walk = Walk::new(location, context, 0);
    let mut found = Found::default();
    walk.value(schema, value, "", &mut found);
    walk.undocumented(value, "", &mut found);
    let (mut violations, left_out) = found.violations.take();
    let index = &Index::default();
    for violation in &mut violations {
        let tells_of_name = rules::is_of_missing_name(violation.rule);
        violation.general = found.general(value, index, &violation.pointer, tells_of_name);
    }
    checked.extend((violations, left_out));
    checked.not_checked += found.not_checked.len();
    for ((schema, pointer), (value, redacted)) in std::mem::take(&mut found.visits) {
        checked.visits.0.push(Visit {
            schema,
            location: walk.location.clone(),
            pointer,
            value: Some(value),
            redacted,
        });
    }
    for (pointer, message) in std::mem::take(&mut found.notes) {
        checked.notes.push(Note {
            location: walk.location.clone(),
            pointer,
            message,
        });
    }
    found
}

/// Whether there are no findings for a value to which these schemas apply at once. They are in `depth` others.
/// Returns what was seen of the document, if so.
pub(crate) fn conforms(
    schemas: &[Place<'_>],
    value: &Node,
    context: Context<'_>,
    depth: usize,
) -> Option<Vec<Counter>> {
    let walk = Walk::new(Location::ResponseBody, context, depth);
    let mut found = Found::default();
    for schema in schemas {
        walk.value(schema, value, "", &mut found);
    }
    walk.undocumented(value, "", &mut found);
    (found.violations.is_empty() && found.notes.is_empty()).then(|| found.seen())
}

/// What stays the same all over one value.
pub(crate) struct Walk<'w> {
    pub(super) location: Location,
    pub(super) context: Context<'w>,
    /// Alternatives share subschemas, which are tried once: otherwise each level of a nested value would
    /// double the work.
    pub(super) results: RefCell<SchemaResults>,
    /// How many alternatives are being tried, one within another. At 0 the results are dropped.
    pub(super) try_depth: Cell<usize>,
    pub(super) reaches: Reaches,
    pub(super) scope: Scope,
    /// How many schemas are nested in each other where the walk is.
    depth: Cell<usize>,
}

/// The keywords for what all others of a schema leave over.
const UNEVALUATED: [&str; 2] = ["unevaluatedProperties", "unevaluatedItems"];

/// How many schemas may be nested in each other. More is unusual, and must not exhaust the stack.
pub(crate) const MAX_NESTED: usize = 2000;

/// The results of schemas, by all that they depend on.
pub(super) type SchemaResults = HashMap<SchemaKey, Rc<Found>>;

/// What the result of a schema depends on.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct SchemaKey {
    pub(super) schema: String,
    pub(super) value: String,
    /// Of the schemas that are being applied to the value already, those to which this one may lead.
    pub(super) entered: Vec<String>,
    /// The properties that go only the other way, as the schemas say that are being applied.
    pub(super) elsewhere: Vec<String>,
    /// The properties by which discriminators have chosen.
    pub(super) decided: Vec<String>,
    /// The schema resources that were entered.
    pub(super) scope: Vec<usize>,
}

impl<'w> Walk<'w> {
    /// A walk that begins in `depth` schemas.
    pub(crate) fn new(location: Location, context: Context<'w>, depth: usize) -> Self {
        Self {
            location,
            context,
            results: RefCell::default(),
            try_depth: Cell::default(),
            reaches: Reaches::default(),
            scope: Scope::new(context.keywords.dynamic),
            depth: Cell::new(depth),
        }
    }

    /// Checks a value against a schema.
    pub(crate) fn value(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        if schema.is_broken() {
            let message = format!(
                "the value was not checked: its schema at {} of the document is broken",
                schema.pointer
            );
            found.note(pointer, message);
            found.not_checked.insert(pointer.to_owned());
            found.unsure = true;
            // What it documents is unknown.
            found.documented.entry(pointer.to_owned()).or_default().open = true;
            return;
        }
        let json_schema = self.context.keywords.json_schema;
        let schema = if json_schema { schema.clone() } else { schema.resolved() };
        if json_schema && schema.node.as_bool() == Some(false) {
            let message = "the document allows no value here".to_owned();
            return self.report(&rules::FORBIDDEN, pointer, message, schema.pointer, found);
        }
        self.visit(&schema.pointer, value, pointer, found);
        let key = (schema.pointer.clone(), pointer.to_owned());
        if self.depth.get() >= MAX_NESTED {
            let message =
                format!("more than {MAX_NESTED} schemas are nested in each other: the parts below were not checked");
            found.note(pointer, message);
            // What they document is unknown.
            found.documented.entry(pointer.to_owned()).or_default().open = true;
            return;
        }
        // Several ways may lead from a schema to another one. What that has to say of a value, it says once.
        let parts = matches!(value.value, Value::Array(_) | Value::Object(_))
            || schema.has_any(&["allOf", "anyOf", "oneOf", "not"])
            || json_schema;
        let leave = self.scope.enter(&schema);
        let done = (key, self.scope.key());
        if !found.done.contains(&done) && found.entered.insert(done.0.clone()) {
            self.depth.set(self.depth.get() + 1);
            if json_schema && schema.has_any(&UNEVALUATED) {
                // What other schemas that apply to the value evaluate does not count.
                let mut own = Found::nested(found, pointer);
                self.keywords(&schema, value, pointer, &mut own);
                self.unevaluated(&schema, value, pointer, &mut own);
                found.absorb(&own);
            } else {
                self.keywords(&schema, value, pointer, found);
            }
            self.depth.set(self.depth.get() - 1);
            found.entered.remove(&done.0);
            if parts {
                found.done.insert(done);
            }
        }
        if leave {
            self.scope.leave();
        }
    }

    /// Notes that a schema applies to a value, if the schema is under observation.
    pub(super) fn visit(&self, schema: &str, value: &Node, pointer: &str, found: &mut Found) {
        if self.context.keywords.observed.contains(schema) {
            let redacted = (self.context.redacted)(pointer);
            let place = (schema.to_owned(), pointer.to_owned());
            found
                .visits
                .entry(place)
                .or_insert_with(|| (Arc::new(value.clone()), redacted));
        }
    }

    /// All keywords of a schema but those for what the others leave over.
    fn keywords(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        // Of a value of another type, nothing else is reported.
        if !self.kind(schema, value, pointer, found) {
            return;
        }
        self.listed(schema, value, pointer, found);
        match &value.value {
            Value::Number(text) => self.number(schema, text, pointer, found),
            Value::String(text) => self.string(schema, text, pointer, found),
            Value::Array(items) => self.array(schema, items, pointer, found),
            Value::Object(_) => self.object(schema, value, pointer, found),
            Value::Null | Value::Bool(_) => {}
        }
        self.compositions(schema, value, pointer, found);
    }

    /// Whether the keywords for validation assert something in a schema: a dialect of JSON Schema may be without them.
    pub(super) fn asserts(&self, schema: &Place<'_>) -> bool {
        !self.context.keywords.json_schema || schema.keywords().validation
    }

    /// The format that a schema asserts.
    pub(super) fn format<'d>(&self, schema: &Place<'d>) -> Option<&'d str> {
        let is_asserted = !self.context.keywords.json_schema || schema.keywords().format;
        schema.str("format").filter(|_| is_asserted)
    }

    /// The keyword for what goes only the other way.
    pub(super) fn other_way(&self) -> &'static str {
        match self.context.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        }
    }

    /// `type` and `nullable`. Says whether it makes sense to look further.
    pub(super) fn kind(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) -> bool {
        if self.context.keywords.json_schema {
            return !self.asserts(schema) || self.types(schema, value, pointer, found);
        }
        let Some(wanted) = schema.str("type") else { return true };
        let fits = match (&value.value, wanted) {
            (Value::Null, _) => {
                if schema.is("nullable") {
                    return true;
                }
                let message = format!(
                    "the value is null, but the document declares {} that is not nullable",
                    words(wanted)
                );
                self.report(
                    &rules::NULL,
                    pointer,
                    message,
                    schema.nearest(&["nullable", "type"]),
                    found,
                );
                return false;
            }
            (Value::Number(text), "integer") => return self.integer(schema, text, pointer, found),
            (Value::Bool(_), "boolean") | (Value::Number(_), "number") | (Value::String(_), "string") => true,
            (Value::Array(_), "array") | (Value::Object(_), "object") => true,
            _ => false,
        };
        if !fits {
            let message = match self.location {
                Location::RequestBody | Location::ResponseBody => {
                    format!(
                        "the value is {}, but the document declares {}",
                        words(value.kind()),
                        words(wanted)
                    )
                }
                // What is in a text has no type of its own.
                _ => format!("{} is not {}", self.shown(value, pointer), words(wanted)),
            };
            self.report(&rules::TYPE, pointer, message, schema.at("type"), found);
        }
        fits
    }

    /// `enum` and `const`
    pub(super) fn listed(&self, schema: &Place<'_>, value: &Node, pointer: &str, found: &mut Found) {
        if self.context.keywords.json_schema {
            if !self.asserts(schema) {
                return;
            }
            self.constant(schema, value, pointer, found);
        }
        let Some(list) = schema.raw("enum") else { return };
        if self.is_masked(pointer, found) {
            return;
        }
        if let Some(index) = unique::listed(value, list.node.items()) {
            let first = self.context.counters.and_then(|counters| counters.listed(schema.node));
            let counter = first.and_then(|first| (first..).nth(index));
            found.seen.0.extend(counter.map(|counter| (counter, value.start)));
            return;
        }
        let message = format!(
            "{} is none of the {} values that the document lists",
            self.shown(value, pointer),
            list.node.items().len()
        );
        self.report(&rules::ENUM, pointer, message, list.pointer, found);
    }

    /// Whether a value was replaced, so that no rule about it can be checked.
    pub(super) fn is_masked(&self, pointer: &str, found: &mut Found) -> bool {
        let masked = (self.context.redacted)(pointer);
        found.unsure |= masked;
        masked
    }

    /// Whether no message shows the value at a pointer.
    pub(super) fn is_secret(&self, pointer: &str) -> bool {
        (self.context.secret)(pointer)
    }

    /// The string at a pointer, for a message.
    pub(super) fn quoted(&self, text: &str, pointer: &str) -> String {
        match self.is_secret(pointer) {
            true => "the value".to_owned(),
            false => format!("`{}`", cut(text)),
        }
    }

    /// The number at a pointer, for a message.
    pub(super) fn number_shown(&self, text: &str, pointer: &str) -> String {
        match self.is_secret(pointer) {
            true => "the number".to_owned(),
            false => cut(text),
        }
    }

    /// The value at a pointer, for a message.
    pub(super) fn shown(&self, value: &Node, pointer: &str) -> String {
        match &value.value {
            Value::Null => "null".to_owned(),
            Value::Bool(_) if self.is_secret(pointer) => "the value".to_owned(),
            Value::Bool(truth) => truth.to_string(),
            Value::Number(text) => self.number_shown(text, pointer),
            Value::String(text) => self.quoted(text, pointer),
            Value::Array(_) | Value::Object(_) => format!("this {}", value.kind()),
        }
    }

    /// Adds a violation.
    pub(super) fn report(
        &self,
        rule: &'static Rule,
        pointer: &str,
        message: String,
        document: String,
        found: &mut Found,
    ) {
        found.violations.push(Violation {
            rule,
            location: self.location.clone(),
            pointer: pointer.to_owned(),
            general: String::new(),
            message,
            document: Some(document),
        });
    }
}

/// A kind of value with its article.
pub(super) fn words(kind: &str) -> &str {
    match kind {
        "boolean" => "a boolean",
        "number" => "a number",
        "integer" => "an integer",
        "string" => "a string",
        "array" => "a list",
        "object" => "an object",
        other => other,
    }
}
