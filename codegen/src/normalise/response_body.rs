//! The body of one response: JSON, a text, bytes or nothing, by its media types.
//!
//! JSON comes first, because it alone has a type. Where there is none, the client takes all media types of the response:
//! as a text if each is one, otherwise as bytes.

use super::Lowering;
use super::media_type::is_header_value;
use super::names::pascal;
use super::parameters::{shared, suffixed};
use crate::diagnostic::rules;
use crate::document::{Member, Node, Value, pointer};
use crate::model::{Body, Type};
use crate::view::{essence, is_json};

/// What the `content` of a response says.
pub(super) struct Described {
    pub(super) body: Body,
    /// The media types that the client decodes, preferred first.
    pub(super) accept: Vec<String>,
    /// The media types that it does not decode.
    pub(super) undecoded: Vec<String>,
    pub(super) schema_at: Option<String>,
}

/// What a media type is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Json,
    Text,
    Bytes,
}

impl<'d> Lowering<'d> {
    /// Describes the body of the response at `at`. `seen` are the schemas without a name that have a type: two responses
    /// that succeed with the same schema have one type.
    pub(super) fn response_body(
        &mut self,
        id: &str,
        (at, response): (&str, &'d Node),
        hint: &str,
        succeeds: bool,
        seen: &mut Vec<(String, Type)>,
    ) -> Described {
        let name = match shared(at, "/components/responses/") {
            Some(name) => suffixed(&name, "Response"),
            None => format!("{}{hint}", pascal(id)),
        };
        let at = pointer::child(at, "content");
        let content = response.get("content").map(Node::members).unwrap_or_default();
        let usable: Vec<_> = content.iter().filter(|member| is_header_value(&member.key)).collect();
        for member in content.iter().filter(|member| !is_header_value(&member.key)) {
            self.find(
                &rules::UNSUPPORTED_MEDIA_TYPE,
                &pointer::child(&at, &member.key),
                format!("no header can have the media type of this response of `{id}`"),
                "write it as `type/subtype`, in visible ASCII characters",
            );
        }
        if usable.is_empty() {
            let body = if content.is_empty() { Body::Empty } else { Body::Bytes };
            return Described {
                body,
                accept: Vec::new(),
                undecoded: Vec::new(),
                schema_at: None,
            };
        }
        let kinds: Vec<_> = usable.iter().map(|member| self.kind(&at, member)).collect();
        let has_json = kinds.contains(&Kind::Json);
        let mut json: Vec<&Member> = usable
            .iter()
            .zip(&kinds)
            .filter(|(_, kind)| **kind == Kind::Json)
            .map(|(member, _)| *member)
            .collect();
        // The sort is stable: otherwise the order is the document's.
        json.sort_by_key(|member| essence(&member.key) != "application/json");
        let Some(first) = json.first().filter(|_| has_json) else {
            let all_text = kinds.iter().all(|kind| *kind == Kind::Text);
            return Described {
                body: if all_text { Body::Text } else { Body::Bytes },
                accept: usable.iter().map(|member| member.key.clone()).collect(),
                undecoded: Vec::new(),
                schema_at: None,
            };
        };
        let schema = self.child(&pointer::child(&at, &first.key), &first.node, "schema");
        let (mut accept, mut undecoded) = (Vec::new(), Vec::new());
        for member in json.iter().copied().chain(usable.iter().copied()) {
            if accept.contains(&member.key) || undecoded.contains(&member.key) {
                continue;
            }
            let other = self.child(&pointer::child(&at, &member.key), &member.node, "schema");
            let same = match (&schema, &other) {
                (Some((_, one)), Some((_, other))) => same_value(one, other),
                (None, None) => true,
                _ => false,
            };
            if json.iter().any(|json| json.key == member.key) && same {
                accept.push(member.key.clone());
            } else {
                undecoded.push(member.key.clone());
            }
        }
        let (schema_at, ty) = match schema {
            Some((schema_at, schema)) => {
                let ty = self.response_type((&schema_at, schema), &name, succeeds, seen);
                (Some(schema_at), ty)
            }
            None => (None, Type::Any),
        };
        Described {
            body: Body::Json(ty),
            accept,
            undecoded,
            schema_at,
        }
    }

    /// The type of a schema. An inline one that another success of the operation has as well, has one type.
    fn response_type(
        &mut self,
        (at, schema): (&str, &'d Node),
        name: &str,
        succeeds: bool,
        seen: &mut Vec<(String, Type)>,
    ) -> Type {
        if succeeds {
            let same = seen
                .iter()
                .find(|(known, _)| self.at(known).is_some_and(|known| same_value(known, schema)));
            if let Some((_, ty)) = same {
                return ty.clone();
            }
        }
        let ty = self.lower(at, schema, name).into_type();
        if succeeds {
            seen.push((at.to_owned(), ty.clone()));
        }
        ty
    }

    /// What a media type is read as. `*/*` says nothing of it: its schema decides.
    pub(super) fn kind(&self, at: &str, member: &'d Member) -> Kind {
        let essence = essence(&member.key);
        if matches!(essence.as_str(), "*/*" | "application/*") {
            let schema = self.child(&pointer::child(at, &member.key), &member.node, "schema");
            return match schema {
                Some((_, schema)) if is_structured(schema) => Kind::Json,
                Some((_, schema)) if is_text(schema) => Kind::Text,
                _ => Kind::Bytes,
            };
        }
        if is_json(&essence) {
            Kind::Json
        } else if essence.starts_with("text/") {
            Kind::Text
        } else {
            Kind::Bytes
        }
    }
}

/// Whether a schema is of more than strings.
pub(super) fn is_structured(schema: &Node) -> bool {
    let composed = ["properties", "additionalProperties", "items", "allOf", "oneOf", "anyOf"];
    match schema.get("type").and_then(Node::as_str) {
        Some(ty) => ty != "string",
        None => composed.iter().any(|key| schema.get(key).is_some()),
    }
}

fn is_text(schema: &Node) -> bool {
    let text = schema.get("type").and_then(Node::as_str) == Some("string");
    text && !matches!(schema.get("format").and_then(Node::as_str), Some("binary" | "byte"))
}

/// Whether two values are the same, wherever they are in the document.
pub(super) fn same_value(one: &Node, other: &Node) -> bool {
    if std::ptr::eq(one, other) {
        return true;
    }
    match (&one.value, &other.value) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_value(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same = |(one, other): (&Member, &Member)| one.key == other.key && same_value(&one.node, &other.node);
            one.len() == other.len() && one.iter().zip(other).all(same)
        }
        (one, other) => one == other,
    }
}
