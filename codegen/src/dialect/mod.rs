//! OpenAPI 3.1 and 3.2 in the terms of 3.0, for the generator.
//!
//! The tree is written again with the keywords of 3.0: what has a counterpart there is replaced by it, what only
//! constrains values is dropped, and what would have been a type is reported as a loss. Every value keeps the position of
//! what it was made of. `check` never sees the result: it checks values against what the document says.

mod definitions;
mod kinds;
mod schema;

use crate::diagnostic::{Diagnostic, Diagnostics, Position, rules};
use crate::document::{Document, Member, Node, Value, pointer, reference};
use crate::validate::table::{Kind, Others, Type};
use definitions::Definitions;

/// The same document in the terms of OpenAPI 3.0 with what was lost, or nothing if it is one of 3.0 or none at all.
pub(crate) fn translate(document: &Document) -> Option<(Document, Diagnostics)> {
    let root = document.root();
    let minor: u32 = document
        .openapi_version()?
        .strip_prefix("3.")?
        .split('.')
        .next()?
        .parse()
        .ok()?;
    if minor == 0 {
        return None;
    }
    let mut translator = Translator {
        root,
        definitions: Definitions::of(root),
        is_newer: minor > 1,
        level: 0,
        diagnostics: document.diagnostics(),
    };
    let root = translator.document();
    Some((document.with_root(root), translator.diagnostics))
}

/// Fields of 3.1 that say nothing to a client.
const DROPPED: &[(Type, &str)] = &[
    (Type::OpenApi, "webhooks"),
    (Type::OpenApi, "jsonSchemaDialect"),
    (Type::OpenApi, "$self"),
    (Type::Info, "summary"),
    (Type::License, "identifier"),
    // References to them are replaced by what they lead to.
    (Type::Components, "pathItems"),
];

/// How many path items may refer to each other.
const MOST_REFERENCES: usize = 16;

struct Translator<'d> {
    root: &'d Node,
    definitions: Definitions<'d>,
    /// Whether the version is later than 3.1: it may have fields that are not known here.
    is_newer: bool,
    /// How many references to path items are being followed.
    level: usize,
    diagnostics: Diagnostics,
}

impl<'d> Translator<'d> {
    fn document(&mut self) -> Node {
        let mut root = self.object(Type::OpenApi, "", self.root);
        let position = root.position;
        let Value::Object(members) = &mut root.value else {
            return root;
        };
        for member in members.iter_mut().filter(|member| member.key == "openapi") {
            member.node.value = Value::String("3.0.3".to_owned());
        }
        // A document of components or webhooks alone.
        if !members.iter().any(|member| member.key == "paths") {
            members.push(member("paths", object(position, Vec::new())));
        }
        self.hoist(members, position);
        root
    }

    /// Puts the schemas of `$defs` where references to them lead now.
    fn hoist(&mut self, members: &mut Vec<Member>, position: Position) {
        let definitions = self.definitions.hoisted();
        if definitions.is_empty() {
            return;
        }
        let components = entry(members, "components", position);
        let schemas = entry(components, "schemas", position);
        for (name, node) in definitions {
            let at = pointer::child("/components/schemas", &name);
            let translated = self.schema(&at, node);
            schemas.push(member(&name, translated));
        }
    }

    /// Writes an object of the standard again.
    fn object(&mut self, ty: Type, at: &str, node: &'d Node) -> Node {
        let Value::Object(members) = &node.value else {
            return match ty {
                Type::Schema => self.schema(at, node),
                _ => node.clone(),
            };
        };
        if ty == Type::Schema {
            return self.schema(at, node);
        }
        if ty == Type::PathItem
            && let Some(item) = self.path_item(at, node)
        {
            return item;
        }
        let mut written = Vec::new();
        for member in members {
            if DROPPED.contains(&(ty, member.key.as_str())) {
                continue;
            }
            let below = pointer::child(at, &member.key);
            let Some(kind) = kind_of(ty, &member.key) else {
                if !self.is_newer || member.key.starts_with("x-") {
                    written.push(member.clone());
                } else {
                    self.lose(&below, &member.key, member.position);
                }
                continue;
            };
            let node = self.value(&kind, &below, &member.node);
            written.push(Member { node, ..member.clone() });
        }
        self.complete(ty, node, &mut written);
        object(node.position, written)
    }

    /// What a reference to a path item of the components leads to.
    fn path_item(&mut self, at: &str, node: &'d Node) -> Option<Node> {
        let target = reference::of(node).and_then(reference::target)?;
        if !target.starts_with("/components/pathItems/") || self.level > MOST_REFERENCES {
            return None;
        }
        let item = pointer::find(self.root, &target)?.node;
        self.level += 1;
        let written = self.object(Type::PathItem, at, item);
        self.level -= 1;
        Some(written)
    }

    /// Adds what 3.0 requires and 3.1 does not, and what it has another word for.
    fn complete(&mut self, ty: Type, node: &Node, written: &mut Vec<Member>) {
        let position = node.position;
        match ty {
            Type::Operation if node.get("responses").is_none() => {
                let text = member("description", string(position, ""));
                let any = member("default", object(position, vec![text]));
                written.push(member("responses", object(position, vec![any])));
            }
            Type::Response if node.get("description").is_none() => {
                written.push(member("description", string(position, "")));
            }
            Type::SecurityScheme if node.get("type").and_then(Node::as_str) == Some("mutualTLS") => {
                written.retain(|member| member.key != "type");
                written.push(member("type", string(position, "http")));
                written.push(member("scheme", string(position, "mutualTLS")));
            }
            _ => {}
        }
    }

    fn value(&mut self, kind: &Kind, at: &str, node: &'d Node) -> Node {
        match (kind, &node.value) {
            (Kind::List(inner), Value::Array(items)) => {
                let items = items.iter().enumerate();
                let items = items.map(|(index, item)| self.value(inner, &format!("{at}/{index}"), item));
                Node {
                    position: node.position,
                    value: Value::Array(items.collect()),
                }
            }
            (Kind::Map(inner) | Kind::Named(inner), Value::Object(members)) => {
                let members = members.iter().map(|member| Member {
                    node: self.value(inner, &pointer::child(at, &member.key), &member.node),
                    ..member.clone()
                });
                object(node.position, members.collect())
            }
            (Kind::RefOr(Type::Schema) | Kind::Is(Type::Schema), _) => self.schema(at, node),
            (Kind::SchemaOrFlag, value) if !matches!(value, Value::Bool(_)) => self.schema(at, node),
            (Kind::RefOr(ty), _) => match node.members().iter().find(|member| member.key == "$ref") {
                // Members next to a reference only describe it, and are not read here.
                Some(reference) if *ty != Type::PathItem => object(node.position, vec![reference.clone()]),
                _ => self.object(*ty, at, node),
            },
            (Kind::Is(ty), _) => self.object(*ty, at, node),
            _ => node.clone(),
        }
    }

    /// Reports a keyword that is left out.
    fn lose(&mut self, at: &str, keyword: &str, position: Position) {
        let message = format!("`{keyword}` has no counterpart in the client's types");
        let help = "the client leaves it out; values are sent and read as if it were not there";
        let finding = Diagnostic::of(&rules::KEYWORD_LEFT_OUT, at, message, help);
        self.diagnostics.push(finding.at(Some(position)));
    }
}

/// What a member of an object of the standard may hold; none if the standard does not define it.
fn kind_of(ty: Type, key: &str) -> Option<Kind> {
    if key.starts_with("x-") {
        return None;
    }
    let table = ty.table();
    if let Some(field) = table.fields.iter().find(|field| field.name == key) {
        return Some(field.kind);
    }
    match table.others {
        Others::None | Others::Any => None,
        Others::Paths | Others::Expressions => Some(Kind::RefOr(Type::PathItem)),
        Others::Statuses => Some(Kind::RefOr(Type::Response)),
    }
}

fn object(position: Position, members: Vec<Member>) -> Node {
    Node {
        position,
        value: Value::Object(members),
    }
}

fn string(position: Position, text: &str) -> Node {
    Node {
        position,
        value: Value::String(text.to_owned()),
    }
}

/// A member at the position of its value.
fn member(key: &str, node: Node) -> Member {
    Member {
        key: key.to_owned(),
        position: node.position,
        node,
    }
}

/// The members of the object at `key`, which is added if it is not there.
fn entry<'m>(members: &'m mut Vec<Member>, key: &str, position: Position) -> &'m mut Vec<Member> {
    let index = match members.iter().position(|member| member.key == key) {
        Some(index) => index,
        None => {
            members.push(member(key, object(position, Vec::new())));
            members.len() - 1
        }
    };
    let node = &mut members[index].node;
    if !matches!(node.value, Value::Object(_)) {
        *node = object(position, Vec::new());
    }
    match &mut node.value {
        Value::Object(members) => members,
        _ => unreachable!("it was made an object"),
    }
}
