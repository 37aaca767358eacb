//! Schemas: objects and string enums become named components, everything else stands where it is used.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value, json};

use super::compose::{Merged, Shape};
use super::names::{Names, pascal, snake};
use super::{Enum, Lowering, Object, Property, prose};
use crate::diagnostic::rules;
use crate::document::{Node, pointer};
use crate::markdown::code_span;

/// How many schemas without a name of their own may stand within each other.
const MOST_LEVELS: usize = 128;

/// The types met so far.
#[derive(Debug)]
pub(super) struct Schemas {
    pub(super) components: Map<String, Value>,
    pub(super) objects: BTreeMap<String, Object>,
    pub(super) enums: BTreeMap<String, Enum>,
    /// Names of types, by the pointer of their schema.
    names: BTreeMap<String, String>,
    taken: Names,
    /// Pointers and names of the types still to be lowered: a queue, because a recursion would follow the document.
    waiting: VecDeque<(String, String)>,
    /// Pointers of the schemas that are being lowered in place.
    within: Vec<String>,
}

impl Default for Schemas {
    fn default() -> Self {
        Self {
            components: Map::new(),
            objects: BTreeMap::new(),
            enums: BTreeMap::new(),
            names: BTreeMap::new(),
            taken: Names::of_types(),
            waiting: VecDeque::new(),
            within: Vec::new(),
        }
    }
}

/// A lowered schema, and whether `null` may stand there as well.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lowered {
    pub(super) schema: Value,
    pub(super) nullable: bool,
}

impl Lowered {
    fn any() -> Self {
        Self {
            schema: json!({}),
            nullable: false,
        }
    }

    /// The schema, in the words that progenitor has for `null`.
    pub(super) fn into_schema(self) -> Value {
        let Self { mut schema, nullable } = self;
        if !nullable {
            return schema;
        }
        if schema.get("$ref").is_some() {
            return json!({ "allOf": [schema], "nullable": true });
        }
        if let Some(object) = schema.as_object_mut()
            && !object.is_empty()
        {
            object.insert("nullable".to_owned(), Value::Bool(true));
        }
        schema
    }

    fn is_list(&self) -> bool {
        self.schema.get("type").is_some_and(|kind| kind == "array")
    }
}

impl<'d> Lowering<'d> {
    /// Gives the document's own schemas their names, before any schema without a name takes one of them.
    pub(super) fn name_components(&mut self) {
        for (at, node) in self.component_schemas() {
            let typed = match self.shape(&at, node) {
                Shape::Object(_) => true,
                Shape::Enum(values) => distinct(&values),
                _ => false,
            };
            if node.get("$ref").is_none() && typed {
                let step = pointer::steps(&at).last().unwrap_or_default();
                self.name(&at, &pascal(&step));
            }
        }
    }

    /// Lowers every schema of the document that has a type of its own, whether an operation uses it or not.
    pub(super) fn lower_components(&mut self) {
        for (at, node) in self.component_schemas() {
            let step = pointer::steps(&at).last().unwrap_or_default();
            self.lower(&at, node, &pascal(&step));
        }
        while let Some((at, name)) = self.schemas.waiting.pop_front() {
            let Some(node) = self.at(&at) else { continue };
            match self.shape(&at, node) {
                Shape::Object(merged) => self.lower_object(&at, node, &name, &merged),
                Shape::Enum(values) => self.lower_enum(node, &name, &values),
                _ => {}
            }
        }
    }

    fn component_schemas(&self) -> Vec<(String, &'d Node)> {
        let schemas = self
            .document
            .at("/components/schemas")
            .map(Node::members)
            .unwrap_or_default();
        let at = |key: &str| pointer::child("/components/schemas", key);
        schemas.iter().map(|member| (at(&member.key), &member.node)).collect()
    }

    /// Whether the type called `name` is a struct.
    pub(super) fn is_object(&self, name: &str) -> bool {
        let mut named = self.schemas.names.iter();
        let Some((at, _)) = named.find(|(_, known)| *known == name) else {
            return false;
        };
        self.at(at)
            .is_some_and(|node| matches!(self.shape(at, node), Shape::Object(_)))
    }

    fn name(&mut self, at: &str, wanted: &str) -> String {
        if let Some(name) = self.schemas.names.get(at) {
            return name.clone();
        }
        // Put together of names, it may be none that naming leaves alone: `AB` in `ResponseAB`.
        let name = self.schemas.taken.unique(&pascal(wanted), "");
        self.schemas.names.insert(at.to_owned(), name.clone());
        self.schemas.waiting.push_back((at.to_owned(), name.clone()));
        name
    }

    /// Lowers the schema at `at`. `hint` is what its type is called if it needs a name and the document gives it none.
    pub(super) fn lower(&mut self, at: &str, node: &'d Node, hint: &str) -> Lowered {
        let (there, target) = self.resolve(at, node);
        let hint = if there == at {
            hint.to_owned()
        } else {
            pascal(&pointer::steps(&there).last().unwrap_or_default())
        };
        if self.schemas.within.contains(&there) || self.schemas.within.len() > MOST_LEVELS {
            self.find(
                &rules::RECURSIVE_ALIAS,
                at,
                "this schema contains itself without an object in between, and no Rust type can say that",
                "the client has an untyped JSON value here; make it an object to have it typed",
            );
            return Lowered::any();
        }
        self.schemas.within.push(there.clone());
        let mut lowered = self.lower_target(&there, target, &hint);
        self.schemas.within.pop();
        lowered.nullable |= target.get("nullable").and_then(Node::as_bool) == Some(true);
        lowered
    }

    fn lower_target(&mut self, at: &str, node: &'d Node, hint: &str) -> Lowered {
        match self.shape(at, node) {
            Shape::Object(_) => self.reference(at, hint),
            Shape::Enum(values) if distinct(&values) => self.reference(at, hint),
            Shape::Enum(_) => {
                self.find(
                    &rules::ENUM_VALUES_COLLIDE,
                    at,
                    "two values of this enum differ only in characters that a Rust name cannot have",
                    "the client has a string here; its documentation lists the values",
                );
                Lowered {
                    schema: json!({ "type": "string" }),
                    nullable: false,
                }
            }
            Shape::Same(at, node) => self.lower(&at, node, hint),
            Shape::OneOf(branches) => self.lower_choice(at, &branches, hint),
            Shape::Opaque => {
                self.find(
                    &rules::COMPOSITION_LOWERED,
                    at,
                    "this `allOf` puts together what is not all objects, so it has no Rust type of its own",
                    "the client has an untyped JSON value here; compose objects only to have it typed",
                );
                Lowered::any()
            }
            Shape::Plain => self.lower_plain(at, node, hint),
        }
    }

    fn reference(&mut self, at: &str, hint: &str) -> Lowered {
        let name = self.name(at, hint);
        Lowered {
            schema: json!({ "$ref": format!("#/components/schemas/{name}") }),
            nullable: false,
        }
    }

    fn lower_choice(&mut self, at: &str, branches: &[(String, &'d Node)], hint: &str) -> Lowered {
        let scalar = |node: &Node| {
            matches!(
                node.get("type").and_then(Node::as_str),
                Some("string" | "integer" | "number" | "boolean")
            )
        };
        if branches.iter().all(|(at, branch)| scalar(self.resolve(at, branch).1)) {
            let mut kinds: Vec<_> = branches
                .iter()
                .map(|(at, branch)| self.lower(at, branch, hint))
                .collect();
            // A string among strings, listed or not, is a string.
            for lowered in &mut kinds {
                let named = lowered.schema.get("$ref").is_some();
                if named {
                    lowered.schema = json!({ "type": "string" });
                }
            }
            if kinds.windows(2).all(|pair| pair[0].schema == pair[1].schema) {
                let nullable = kinds.iter().any(|kind| kind.nullable);
                return kinds
                    .pop()
                    .map_or_else(Lowered::any, |kind| Lowered { nullable, ..kind });
            }
        }
        self.find(
            &rules::UNION_LOWERED,
            at,
            "a choice between several schemas has no Rust type that is sure to lose nothing: the first that fits would win",
            "the client has an untyped JSON value here; nothing of it is lost",
        );
        Lowered::any()
    }

    fn lower_plain(&mut self, at: &str, node: &'d Node, hint: &str) -> Lowered {
        let kind = node.get("type").and_then(Node::as_str);
        let kind = kind
            .or_else(|| node.get("items").map(|_| "array"))
            .or_else(|| node.get("additionalProperties").map(|_| "object"));
        let format = node.get("format").and_then(Node::as_str);
        let schema = match kind {
            Some("string") => json!({ "type": "string" }),
            Some("boolean") => json!({ "type": "boolean" }),
            Some("number") => json!({ "type": "number" }),
            Some("integer") => match format {
                Some("int32") => json!({ "type": "integer", "format": "int32" }),
                _ => json!({ "type": "integer", "format": "int64" }),
            },
            Some("array") => {
                let items = node.get("items").map(|items| {
                    let items_at = pointer::child(at, "items");
                    self.lower(&items_at, items, &format!("{hint}Item")).into_schema()
                });
                json!({ "type": "array", "items": items.unwrap_or_else(|| json!({})) })
            }
            Some("object") => match node.get("additionalProperties") {
                Some(values) if values.as_bool().is_none() => {
                    let values_at = pointer::child(at, "additionalProperties");
                    let values = self.lower(&values_at, values, &format!("{hint}Value")).into_schema();
                    json!({ "type": "object", "additionalProperties": values })
                }
                _ => json!({ "type": "object" }),
            },
            _ => json!({}),
        };
        Lowered {
            schema,
            nullable: false,
        }
    }

    fn lower_enum(&mut self, node: &'d Node, name: &str, values: &[&str]) {
        self.schemas
            .components
            .insert(name.to_owned(), json!({ "type": "string", "enum": values }));
        self.schemas.enums.insert(
            name.to_owned(),
            Enum {
                docs: prose::of_schema(node),
            },
        );
    }

    fn lower_object(&mut self, at: &str, node: &'d Node, name: &str, merged: &Merged<'d>) {
        let mut fields = Names::default();
        let mut properties = Map::new();
        let mut required = Vec::new();
        let mut facts = Vec::new();
        for (property, at, schema) in &merged.properties {
            let field = fields.unique(&snake(property), "_");
            let mut lowered = self.lower(at, schema, &format!("{name}{}", pascal(property)));
            let target = self.resolve(at, schema).1;
            let one_way = |key: &str| target.get(key).and_then(Node::as_bool) == Some(true);
            // What stands only in requests or only in answers cannot be required of a type that serves both.
            let needed = merged.required.contains(property) && !one_way("readOnly") && !one_way("writeOnly");
            if needed {
                required.push(field.clone());
            } else if lowered.is_list() {
                // Absent, null and empty are one for an optional list.
                lowered.nullable = false;
            }
            properties.insert(field.clone(), lowered.into_schema());
            facts.push(Property {
                field,
                name: Some((*property).to_owned()),
                docs: prose::of_schema(target),
            });
        }
        let mut schema = json!({ "type": "object", "properties": properties, "required": required });
        if let Some((at, additional)) = &merged.additional {
            let values = match additional.as_bool() {
                Some(_) => json!({}),
                None => self.lower(at, additional, &format!("{name}Value")).into_schema(),
            };
            schema["additionalProperties"] = values;
            let field = fields.unique("extra", "_");
            facts.push(Property {
                field,
                name: None,
                docs: vec!["The properties that have no name in the document.".to_owned()],
            });
        }
        let mut docs = prose::description(node);
        if docs.is_empty() {
            let name = pointer::steps(at).last().unwrap_or_default();
            docs.push(format!("{} of the document.", code_span(&name)));
        }
        if prose::is_deprecated(node) {
            docs.push("**Deprecated.**".to_owned());
        }
        docs.extend(prose::external_docs(node));
        self.schemas.components.insert(name.to_owned(), schema);
        self.schemas.objects.insert(
            name.to_owned(),
            Object {
                docs,
                properties: facts,
            },
        );
    }
}

/// Whether each value gives a variant of its own, none of which is the one for what is not listed.
pub(super) fn distinct(values: &[&str]) -> bool {
    let mut names: Vec<_> = values.iter().map(|value| pascal(value)).collect();
    names.sort();
    let all = names.len();
    names.dedup();
    let readable = values
        .iter()
        .all(|value| value.chars().any(|c| c.is_ascii_alphanumeric()));
    readable && names.len() == all
}
