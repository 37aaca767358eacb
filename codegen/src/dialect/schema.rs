//! Schemas of JSON Schema 2020-12 in the terms of OpenAPI 3.0.

use super::kinds::{self, Kinds};
use super::{Translator, kind_of, member, object, string};
use crate::document::{Member, Node, Value, pointer};
use crate::validate::table::Type;

/// Keywords that constrain values or describe the schema, and add nothing to its type.
const DROPPED: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$schema",
    "$vocabulary",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "definitions",
    "dependencies",
    "dependentRequired",
    "else",
    "examples",
    "if",
    "maxContains",
    "minContains",
    "propertyNames",
    "unevaluatedItems",
];

/// Keywords beside a reference that add to its type.
const ADDING: &[&str] = &[
    "additionalProperties",
    "allOf",
    "anyOf",
    "items",
    "oneOf",
    "properties",
    "required",
];

/// Keywords beside a reference that describe the value there.
const DESCRIBING: &[&str] = &["default", "deprecated", "description", "readOnly", "writeOnly"];

impl<'d> Translator<'d> {
    /// Writes a schema again.
    pub(super) fn schema(&mut self, at: &str, node: &'d Node) -> Node {
        match &node.value {
            Value::Object(_) => self.schema_object(at, node),
            // `true` allows every value; what `false` allows has no type.
            Value::Bool(_) => object(node.position, Vec::new()),
            _ => node.clone(),
        }
    }

    fn schema_object(&mut self, at: &str, node: &'d Node) -> Node {
        let target = ["$ref", "$dynamicRef"]
            .iter()
            .find_map(|key| Some((node.get(key)?, node.get(key)?.as_str()?)));
        let Some((place, target)) = target else {
            let members = self.keywords(at, node);
            return object(node.position, members);
        };
        let reference = member("$ref", string(place.position, &self.definitions.reference(target)));
        let reference = object(place.position, vec![reference]);
        let has = |keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
        let mut parts = vec![reference.clone()];
        if has(ADDING) {
            let members = self.keywords(&format!("{at}/allOf/1"), node);
            parts.push(object(node.position, members));
        } else if !has(DESCRIBING) {
            return reference;
        }
        let describing = node
            .members()
            .iter()
            .filter(|member| DESCRIBING.contains(&member.key.as_str()));
        let mut members: Vec<Member> = describing.cloned().collect();
        let value = Value::Array(parts);
        let position = node.position;
        members.push(member("allOf", Node { position, value }));
        object(position, members)
    }

    /// The keywords of a schema; a reference is not one of them.
    fn keywords(&mut self, at: &str, node: &'d Node) -> Vec<Member> {
        let mut members = Vec::new();
        let mut nullable = false;
        for known in node.members() {
            let key = known.key.as_str();
            let below = pointer::child(at, key);
            match (key, &known.node.value) {
                ("$ref" | "$dynamicRef" | "type", _) => {}
                ("const", _) => {
                    nullable |= known.node.value == Value::Null;
                    members.push(one_value(known));
                }
                ("enum", Value::Array(values)) => {
                    nullable |= values.iter().any(|value| value.value == Value::Null);
                    members.push(known.clone());
                }
                ("exclusiveMinimum" | "exclusiveMaximum", Value::Number(_)) => bound(node, known, &mut members),
                ("anyOf" | "oneOf", Value::Array(branches)) => {
                    let choices = branches.iter().filter(|branch| !is_null(branch));
                    let choices = choices.enumerate();
                    let choices: Vec<Node> = choices
                        .map(|(index, branch)| self.schema(&format!("{below}/{index}"), branch))
                        .collect();
                    nullable |= choices.len() < branches.len();
                    if !choices.is_empty() {
                        let value = Value::Array(choices);
                        let position = known.node.position;
                        members.push(Member {
                            node: Node { position, value },
                            ..known.clone()
                        });
                    }
                }
                ("items" | "not", _) => {
                    let node = self.schema(&below, &known.node);
                    members.push(Member { node, ..known.clone() });
                }
                ("then" | "dependentSchemas" | "prefixItems" | "patternProperties" | "unevaluatedProperties", _) => {}
                ("minimum", Value::Number(_)) if node.get("exclusiveMinimum").is_some_and(is_number) => {}
                ("maximum", Value::Number(_)) if node.get("exclusiveMaximum").is_some_and(is_number) => {}
                _ if DROPPED.contains(&key) => {}
                _ if key.starts_with("x-") => members.push(known.clone()),
                // An unknown keyword is an annotation.
                _ => {
                    if let Some(kind) = kind_of(Type::Schema, key) {
                        let node = self.value(&kind, &below, &known.node);
                        members.push(Member { node, ..known.clone() });
                    }
                }
            }
        }
        self.example(node, &mut members);
        self.lists_and_maps(at, node, &mut members);
        self.conditions(at, node);
        let ty = node.members().iter().find(|member| member.key == "type");
        if let Some(ty) = ty {
            nullable |= self.types(node, ty, &mut members);
        }
        if nullable && !members.iter().any(|member| member.key == "nullable") {
            let value = Value::Bool(true);
            let position = node.position;
            members.push(member("nullable", Node { position, value }));
        }
        members
    }

    /// Writes the types of a schema, and returns whether `null` is one of them.
    fn types(&mut self, node: &'d Node, ty: &'d Member, members: &mut Vec<Member>) -> bool {
        let kinds = Kinds::of(&ty.node);
        let position = ty.position;
        let composed = members
            .iter()
            .any(|member| matches!(member.key.as_str(), "allOf" | "anyOf" | "oneOf"));
        match &kinds.types[..] {
            [] if kinds.null => members.push(one_value(&member(
                "enum",
                Node {
                    position,
                    value: Value::Null,
                },
            ))),
            // No type at all is a mistake that is reported where it is checked.
            [] => members.push(ty.clone()),
            [name] => {
                members.push(member("type", string(position, name)));
                kinds::with_items(name, members, position);
                content(node, name, members);
            }
            types if !composed && !kinds.is_any() => kinds::split(types, members, position),
            _ => {}
        }
        kinds.null
    }

    /// `prefixItems`, `patternProperties` and `unevaluatedProperties`.
    fn lists_and_maps(&mut self, at: &str, node: &'d Node, members: &mut Vec<Member>) {
        let keyword = |key: &str| node.members().iter().find(|member| member.key == key);
        if let Some(tuple) = keyword("prefixItems") {
            self.lose(&pointer::child(at, "prefixItems"), "prefixItems", tuple.position);
            members.retain(|member| member.key != "items");
            members.push(member("items", object(tuple.position, Vec::new())));
        }
        let is_closed = |members: &[Member]| {
            let additional = members.iter().find(|member| member.key == "additionalProperties");
            additional.is_none_or(|member| member.node.as_bool() == Some(false))
        };
        let patterns = keyword("patternProperties")
            .map(|patterns| patterns.node.members())
            .unwrap_or_default();
        let below = pointer::child(at, "additionalProperties");
        let values = match patterns {
            [] => None,
            [one] if is_closed(members) => Some(self.schema(&below, &one.node)),
            [first, ..] => {
                self.lose(
                    &pointer::child(at, "patternProperties"),
                    "patternProperties",
                    first.position,
                );
                Some(object(first.position, Vec::new()))
            }
        };
        let rest = keyword("unevaluatedProperties").filter(|rest| rest.node.as_bool().is_none());
        let values = values.or_else(|| {
            rest.filter(|_| is_closed(members))
                .map(|rest| self.schema(&below, &rest.node))
        });
        if let Some(values) = values {
            members.retain(|member| member.key != "additionalProperties");
            members.push(member("additionalProperties", values));
        }
    }

    /// Schemas that apply on a condition: their properties are not typed.
    fn conditions(&mut self, at: &str, node: &'d Node) {
        for key in ["then", "else", "dependentSchemas"] {
            let Some(known) = node.members().iter().find(|member| member.key == key) else {
                continue;
            };
            let schemas = match key {
                "dependentSchemas" => known.node.members().iter().map(|member| &member.node).collect(),
                _ => vec![&known.node],
            };
            if schemas.iter().any(|schema| schema.get("properties").is_some()) {
                self.lose(&pointer::child(at, key), key, known.position);
            }
        }
    }

    /// The first of the examples.
    fn example(&mut self, node: &'d Node, members: &mut Vec<Member>) {
        let first = node.get("examples").and_then(|examples| examples.items().first());
        if let Some(first) = first.filter(|_| node.get("example").is_none()) {
            members.push(member("example", first.clone()));
        }
    }
}

/// `enum` with the value of `const`.
fn one_value(known: &Member) -> Member {
    let position = known.position;
    let value = Value::Array(vec![known.node.clone()]);
    member("enum", Node { position, value })
}

/// A bound that is excluded: a bound, and a mark that it is.
fn bound(node: &Node, known: &Member, members: &mut Vec<Member>) {
    let (key, is_tighter): (_, fn(f64, f64) -> bool) = match known.key.as_str() {
        "exclusiveMinimum" => ("minimum", |inclusive, exclusive| inclusive > exclusive),
        _ => ("maximum", |inclusive, exclusive| inclusive < exclusive),
    };
    let number = |node: &Node| node.as_number().and_then(|text| text.parse::<f64>().ok());
    if let Some(inclusive) = node.get(key)
        && let (Some(a), Some(b)) = (number(inclusive), number(&known.node))
        && is_tighter(a, b)
    {
        members.push(member(key, inclusive.clone()));
        return;
    }
    let position = known.position;
    members.push(member(key, known.node.clone()));
    members.push(member(
        &known.key,
        Node {
            position,
            value: Value::Bool(true),
        },
    ));
}

fn is_number(node: &Node) -> bool {
    node.as_number().is_some()
}

/// Whether `null` alone is valid.
fn is_null(node: &Node) -> bool {
    let only = |node: &Node| node.items().len() == 1 && node.items().iter().all(|item| item.value == Value::Null);
    node.get("type").and_then(Node::as_str) == Some("null")
        || node.get("const").is_some_and(|value| value.value == Value::Null)
        || node.get("enum").is_some_and(only)
}

/// Text that encodes bytes.
fn content(node: &Node, ty: &str, members: &mut Vec<Member>) {
    if ty != "string" || node.get("format").is_some() {
        return;
    }
    let word = |key: &str| node.get(key).and_then(Node::as_str);
    let format = match (word("contentEncoding"), word("contentMediaType")) {
        (Some("base64" | "base64url"), _) => "byte",
        (Some("binary"), _) | (None, Some(_)) => "binary",
        _ => return,
    };
    members.push(member("format", string(node.position, format)));
}
