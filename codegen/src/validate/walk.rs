//! One walk over the whole tree by the table of the standard: which members are unknown, missing, or of another kind than the standard requires.
//!
//! The walk also records each object of the standard and each reference, for the rules that come after it.

use super::advice;
use super::findings::{Broken, Findings, shown};
use super::index::{Index, Visit};
use super::newer;
use super::objects::{Field, Kind, Others, Type};
use super::objects_3_1;
use crate::diagnostic::rules;
use crate::document::pointer;
use crate::document::resources::is_schema;
use crate::document::{Node, Value, Version};

/// The walk itself.
pub(super) struct Walk<'a, 'f, 'd> {
    pub(super) index: Index<'a>,
    findings: &'f mut Findings<'d>,
    version: Version,
    /// The pointer of the value that is looked at.
    path: String,
}

impl<'a, 'f, 'd> Walk<'a, 'f, 'd> {
    pub(super) fn new(version: Version, findings: &'f mut Findings<'d>) -> Self {
        Self {
            index: Index::default(),
            findings,
            version,
            path: String::new(),
        }
    }

    /// Walks over the object of the standard at `pointer`.
    pub(super) fn start(&mut self, ty: Type, pointer: &str, node: &'a Node) {
        pointer.clone_into(&mut self.path);
        self.object(ty, node);
    }

    /// Runs `step` one step further down.
    fn down(&mut self, step: &str, run: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(&pointer::escape(step));
        run(self);
        self.path.truncate(length);
    }

    fn object(&mut self, ty: Type, node: &'a Node) {
        let table = ty.table_of(self.version);
        let Value::Object(members) = &node.value else {
            return self.wrong_kind(
                &ty.a(),
                node,
                advice::of_wrong_kind(&self.path, self.version, &Kind::Is(ty), node),
            );
        };
        // What an alias or a reference leads to a second time was checked the first time.
        if !self.index.add(ty, &self.path, node) {
            return;
        }
        let mut misspelt = Vec::new();
        for member in members {
            if member.key.starts_with("x-") {
                continue;
            }
            match table.fields.iter().find(|field| field.name == member.key) {
                Some(field) => self.down(&member.key, |walk| walk.value(&field.kind, &member.node)),
                None => misspelt.extend(self.other(ty, table.others, &member.key, &member.node)),
            }
        }
        for field in table.fields.iter().filter(|field| field.required) {
            if !misspelt.contains(&field.name) {
                self.missing(ty, field, node);
            }
        }
    }

    fn missing(&mut self, ty: Type, field: &Field, node: &Node) {
        let is_optional = self.version == Version::Later && (ty, field.name) == (Type::Response, "description");
        if is_optional || node.get(field.name).is_some() {
            return;
        }
        let broken = match (ty, field.name) {
            (Type::OpenApi, "paths") => Broken::Everything,
            (Type::ServerVariable, "default") | (Type::Discriminator, "propertyName") => Broken::Around,
            (Type::Server | Type::Parameter | Type::RequestBody | Type::SecurityScheme, _) => Broken::Around,
            (Type::Operation, name) => Broken::Parts(vec![pointer::child(&self.path, name)]),
            // What only people read.
            _ => Broken::Nothing,
        };
        let message = format!("{} must have `{}`, which is missing", ty.a(), field.name);
        let help = advice::of_missing(ty, field.name);
        self.findings
            .push_breaking(&rules::MISSING_FIELD, broken, &self.path, message, help);
    }

    /// A member that is not in the table by name. The result is the name of the member that was meant.
    fn other(&mut self, ty: Type, others: Others, key: &str, node: &'a Node) -> Option<&'static str> {
        match others {
            Others::Any => {
                let pointer = pointer::child(&self.path, key);
                newer::misspelt(ty, key, &pointer, self.findings);
            }
            Others::None if self.version == Version::Later => {
                let pointer = pointer::child(&self.path, key);
                newer::field(ty, key, &pointer, self.findings);
            }
            Others::None => {
                let unknown = advice::of_unknown(ty, self.version, key);
                let pointer = pointer::child(&self.path, key);
                self.findings
                    .push(&rules::UNKNOWN_KEYWORD, &pointer, unknown.message, unknown.help);
                // What is under a misspelt name is checked as if it were spelt correctly, so that all findings appear at once.
                let meant = unknown.meant?;
                self.down(key, |walk| walk.value(&meant.kind, node));
                return Some(meant.name);
            }
            Others::Paths => {
                if !key.starts_with('/') {
                    let pointer = pointer::child(&self.path, key);
                    self.findings.push(
                        &rules::BAD_PATH,
                        &pointer,
                        format!("the path `{key}` does not start with `/`"),
                        format!("write `/{key}`, or `x-{key}` if it is an extension"),
                    );
                }
                self.down(key, |walk| walk.value(&Kind::RefOr(Type::PathItem), node));
            }
            Others::Statuses => {
                if !is_status(key) {
                    let pointer = pointer::child(&self.path, key);
                    // Perhaps it is meant as the status of a response that is not documented otherwise.
                    let broken = Broken::Parts(vec![self.path.clone()]);
                    let message = format!("`{key}` is not a status code");
                    let help = advice::of_status(key);
                    self.findings
                        .push_breaking(&rules::BAD_STATUS, broken, &pointer, message, help);
                }
                self.down(key, |walk| walk.value(&Kind::RefOr(Type::Response), node));
            }
            Others::Expressions => self.down(key, |walk| walk.value(&Kind::RefOr(Type::PathItem), node)),
        }
        None
    }

    fn value(&mut self, kind: &Kind, node: &'a Node) {
        let fits = match (kind, &node.value) {
            (Kind::Any, _)
            | (Kind::Text, Value::String(_))
            | (Kind::Flag, Value::Bool(_))
            | (Kind::Number, Value::Number(_)) => true,
            (Kind::Count, Value::Number(text)) => match self.version.has_json_schema() {
                true => newer::is_count(text),
                false => text.parse::<u64>().is_ok(),
            },
            (Kind::Types, Value::String(text)) => {
                self.known_type(text);
                true
            }
            (Kind::Types, Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.down(&index.to_string(), |walk| match item.as_str() {
                        Some(text) => walk.known_type(text),
                        None => walk.wrong_kind("the name of a type", item, advice::one_of(objects_3_1::TYPES)),
                    });
                }
                true
            }
            (Kind::OneOf(values), Value::String(text)) => {
                if !values.contains(&text.as_str()) {
                    self.unknown_value(values, text);
                }
                true
            }
            (Kind::Texts, Value::Array(items)) => {
                self.items(&Kind::Text, items);
                true
            }
            (Kind::List(inner), Value::Array(items)) => {
                self.items(inner, items);
                true
            }
            (Kind::Map(inner) | Kind::Named(inner), Value::Object(members)) => {
                for member in members {
                    if matches!(kind, Kind::Named(_)) && !is_component_name(&member.key) {
                        let pointer = pointer::child(&self.path, &member.key);
                        self.findings.push(
                            &rules::BAD_COMPONENT_NAME,
                            &pointer,
                            format!("`{}` is not a valid name for a component", member.key),
                            "use only the letters A to Z, digits, `.`, `-` and `_`",
                        );
                    }
                    self.down(&member.key, |walk| walk.value(inner, &member.node));
                }
                true
            }
            (Kind::Is(ty), _) => {
                self.object(*ty, node);
                true
            }
            (Kind::RefOr(ty), _) => {
                self.reference_or(*ty, node);
                true
            }
            (Kind::SchemaOrFlag, Value::Bool(_)) => true,
            (Kind::SchemaOrFlag, Value::Object(_)) => {
                self.reference_or(Type::Schema, node);
                true
            }
            _ => false,
        };
        if !fits {
            let help = advice::of_wrong_kind(&self.path, self.version, kind, node);
            self.wrong_kind(&advice::expected(kind), node, help);
        }
    }

    fn items(&mut self, kind: &Kind, items: &'a [Node]) {
        for (index, item) in items.iter().enumerate() {
            self.down(&index.to_string(), |walk| walk.value(kind, item));
        }
    }

    fn known_type(&mut self, text: &str) {
        if !objects_3_1::TYPES.contains(&text) {
            let message = format!("OpenAPI 3.1 has no type `{text}`");
            let help = advice::of_value(text, objects_3_1::TYPES, true);
            self.findings.push(&rules::UNKNOWN_TYPE, &self.path, message, help);
        }
    }

    fn reference_or(&mut self, ty: Type, node: &'a Node) {
        let json_schema = ty == Type::Schema && self.version.has_json_schema();
        if json_schema && matches!(node.value, Value::Bool(_)) {
            return;
        }
        let Some(reference) = node.get("$ref") else {
            return self.object(ty, node);
        };
        if reference.as_str().is_none() {
            return self.down("$ref", |walk| {
                walk.wrong_kind("a string", reference, "write `$ref: '#/components/…'`".to_owned());
            });
        }
        if json_schema && is_schema(node) {
            self.object(ty, node);
        }
        let has_effect = |key: &str| {
            let described = self.version.has_json_schema() && ["summary", "description"].contains(&key);
            json_schema || described
        };
        for member in node.members() {
            if member.key != "$ref" && !member.key.starts_with("x-") && !has_effect(&member.key) {
                let pointer = pointer::child(&self.path, &member.key);
                let help = match ty {
                    Type::Schema => {
                        "to keep its effect, move the reference into `allOf: [{$ref: …}]`; otherwise remove it"
                    }
                    _ => "move it to the target of the reference, or remove it",
                };
                self.findings.push(
                    &rules::REF_SIBLINGS,
                    &pointer,
                    format!("`{}` is next to a `$ref`, so it has no effect", member.key),
                    help,
                );
            }
        }
        self.index.references.push(Visit {
            ty,
            pointer: self.path.clone(),
            node,
        });
    }

    fn unknown_value(&mut self, values: &[&str], text: &str) {
        if self.version == Version::Later {
            return newer::value(text, &self.path, self.findings);
        }
        let key = pointer::last(&self.path);
        let schema_type = key == "type" && values.contains(&"array");
        let (rule, what) = match schema_type {
            true => (&rules::UNKNOWN_TYPE, format!("OpenAPI 3.0 has no type `{text}`")),
            false => (
                &rules::UNKNOWN_VALUE,
                format!("`{text}` is not a valid value of `{key}`"),
            ),
        };
        self.findings
            .push(rule, &self.path, what, advice::of_value(text, values, schema_type));
    }

    fn wrong_kind(&mut self, expected: &str, node: &Node, help: String) {
        let key = pointer::last(&self.path);
        let what = match key.is_empty() || key.bytes().all(|byte| byte.is_ascii_digit()) {
            true => format!("this must be {expected}, not {}", shown(node)),
            false => format!("`{key}` must be {expected}, not {}", shown(node)),
        };
        self.findings.push(&rules::WRONG_KIND, &self.path, what, help);
    }
}

/// `200`, `4XX`; `default` is in the table.
fn is_status(key: &str) -> bool {
    let bytes = key.as_bytes();
    let class = matches!(bytes.first(), Some(b'1'..=b'5'));
    let rest = bytes.get(1..).unwrap_or_default();
    class && rest.len() == 2 && (rest == b"XX" || rest.iter().all(u8::is_ascii_digit))
}

fn is_component_name(key: &str) -> bool {
    !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}
