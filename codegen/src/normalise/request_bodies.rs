//! Request bodies: which of the media types the client prefers, and how it encodes each.

use super::names::{Names, pascal};
use super::parameters::{shared, suffixed};
use super::shape::Shape;
use super::{Lowering, prose};
use crate::diagnostic::rules;
use crate::document::{Member, Node, Value, pointer};
use crate::model::{BodyKind, Bounds, RequestBody, Style, Type};
use crate::view::{essence, is_json};

/// A body as the document has it.
pub(super) struct Stated<'d> {
    at: String,
    node: &'d Node,
    /// What its types are named after: a shared body, or the operation.
    name: Result<String, String>,
    /// Its media types, preferred first.
    pub(super) entries: Vec<Entry<'d>>,
}

impl Stated<'_> {
    /// What a type of the body is named after.
    pub(super) fn hint(&self, suffix: &str) -> String {
        match &self.name {
            Ok(shared) => suffixed(shared, suffix),
            Err(operation) => format!("{operation}{suffix}"),
        }
    }
}

/// A media type of a body.
pub(super) struct Entry<'d> {
    pub(super) at: String,
    pub(super) member: &'d Member,
    pub(super) kind: BodyKind,
    /// Its schema, after following every `$ref`.
    pub(super) schema: Option<(String, &'d Node)>,
}

impl<'d> Lowering<'d> {
    /// The body of an operation whose other setters have the names `names`, in the preferred media type.
    pub(super) fn request_body(
        &mut self,
        id: &str,
        at: &str,
        operation: &'d Node,
        names: &mut Names,
    ) -> Option<RequestBody> {
        let stated = self.stated_body(id, at, operation)?;
        let preferred = stated.entries.first()?;
        let mut body = RequestBody {
            at: stated.at.clone(),
            kind: preferred.kind,
            content_type: String::new(),
            required: stated.node.get("required").and_then(Node::as_bool) == Some(true),
            docs: prose::words(stated.node, "description")
                .map(str::to_owned)
                .into_iter()
                .collect(),
            ty: None,
            bounds: Bounds::default(),
            properties: Vec::new(),
            styles: Vec::new(),
            parts: Vec::new(),
            other_parts: None,
            others: Vec::new(),
        };
        self.encode_as(
            preferred,
            &mut body,
            (&stated.hint("Body"), &stated.hint("Part")),
            names,
        );
        self.report_untyped(id, preferred);
        Some(body)
    }

    /// The body of an operation as the document has it.
    pub(super) fn stated_body(&self, id: &str, at: &str, operation: &'d Node) -> Option<Stated<'d>> {
        let (at, node) = self.child(at, operation, "requestBody")?;
        let content_at = pointer::child(&at, "content");
        let content = node.get("content").map(Node::members).unwrap_or_default();
        let entry = |member: &'d Member| {
            let media_at = pointer::child(&content_at, &member.key);
            Entry {
                kind: self.body_kind(&media_at, member),
                schema: self.child(&media_at, &member.node, "schema"),
                at: media_at,
                member,
            }
        };
        let mut entries: Vec<_> = content.iter().map(entry).collect();
        // The sort is stable: otherwise the order is the document's.
        entries.sort_by_key(|entry| (entry.kind, rank(&entry.member.key)));
        let name = shared(&at, "/components/requestBodies/");
        Some(Stated {
            name: name.ok_or_else(|| pascal(id)),
            at,
            node,
            entries,
        })
    }

    /// States how a body is encoded in one media type. `hints` are what the types of the body, and of its parts, are named
    /// after.
    pub(super) fn encode_as(
        &mut self,
        entry: &Entry<'d>,
        body: &mut RequestBody,
        (hint, hint_of_parts): (&str, &str),
        names: &mut Names,
    ) {
        body.kind = entry.kind;
        body.content_type = content_type(&entry.member.key, entry.kind);
        match (entry.kind, entry.schema.clone()) {
            (BodyKind::Json | BodyKind::Form, Some((schema_at, schema))) => {
                body.bounds = self.bounds(&schema_at, schema);
                let ty = self.lower(&schema_at, schema, hint).ty;
                match (entry.kind, ty) {
                    // The caller encodes it: a form has no other schema than an object.
                    (BodyKind::Form, Type::String) => body.kind = BodyKind::Text,
                    (_, ty) => body.ty = Some(ty),
                }
                if entry.kind == BodyKind::Form {
                    body.styles = form_styles(&entry.member.node);
                }
            }
            (BodyKind::Text, Some((schema_at, schema))) => {
                // It is sent as a text, whatever its schema is: only the bounds of texts can be checked.
                let Bounds {
                    min_length, max_length, ..
                } = self.bounds(&schema_at, schema);
                body.bounds = Bounds {
                    min_length,
                    max_length,
                    ..Bounds::default()
                };
            }
            (BodyKind::Json, None) => body.ty = Some(Type::Any),
            (BodyKind::Form, None) => body.ty = Some(Type::Map(Box::new(Type::Any))),
            (BodyKind::Multipart, schema) => {
                let encoding = self.child(&entry.at, &entry.member.node, "encoding");
                let (parts, others) = self.parts_of(schema, encoding, hint_of_parts, names);
                body.parts = parts;
                body.other_parts = others;
            }
            _ => {}
        }
    }

    /// Reports a schema that the client cannot use, because it does not encode the media type.
    pub(super) fn report_untyped(&mut self, id: &str, entry: &Entry<'d>) {
        let is_raw = matches!(entry.kind, BodyKind::Bytes | BodyKind::OfCaller);
        let schema = entry.schema.as_ref();
        if is_raw && schema.is_some_and(|(at, schema)| self.is_typed(at, schema)) {
            self.find(
                &rules::REQUEST_MEDIA_TYPES,
                &entry.at,
                format!(
                    "`{id}` takes its body as `{}`, which the client does not encode",
                    entry.member.key
                ),
                "the client takes the bytes of the body, without a type",
            );
        }
    }

    /// How the client encodes a body. A range of media types whose schema is not a text is JSON.
    fn body_kind(&self, at: &str, member: &'d Member) -> BodyKind {
        let essence = essence(&member.key);
        match essence.as_str() {
            essence if is_json(essence) => BodyKind::Json,
            "application/x-www-form-urlencoded" => BodyKind::Form,
            "*/*" | "application/*"
                if member
                    .node
                    .get("schema")
                    .is_some_and(|schema| self.is_typed(&pointer::child(at, "schema"), schema)) =>
            {
                BodyKind::Json
            }
            essence if essence.starts_with("multipart/") => BodyKind::Multipart,
            essence if essence.contains('*') || !is_media_type(&member.key) => BodyKind::OfCaller,
            essence if essence.starts_with("text/") && is_utf8(&member.key) => BodyKind::Text,
            _ => BodyKind::Bytes,
        }
    }

    /// Whether a schema says more of its values than that they are texts, bytes or anything.
    pub(super) fn is_typed(&self, at: &str, node: &'d Node) -> bool {
        let (at, node) = self.resolve(at, node);
        match self.shape(&at, node) {
            Shape::Object(_) | Shape::OneOf(_) | Shape::Opaque => true,
            Shape::Enum(_) => false,
            Shape::Same(next_at, next) => self.is_structured(&next_at, next),
            Shape::Plain => {
                let kind = node.get("type").and_then(Node::as_str);
                kind.is_some_and(|kind| kind != "string") || self.is_structured(&at, node)
            }
        }
    }
}

/// The order of preference among media types of one kind.
fn rank(key: &str) -> u8 {
    let essence = essence(key);
    match essence.as_str() {
        "application/json" | "multipart/form-data" | "text/plain" => 0,
        "application/octet-stream" => 2,
        range if range.contains('*') => 3,
        _ => 1,
    }
}

/// What is sent as `Content-Type` for a media type of the document.
fn content_type(key: &str, kind: BodyKind) -> String {
    match kind {
        // A range: any JSON will do.
        BodyKind::Json if key.contains('*') => "application/json".to_owned(),
        // The client makes its own boundary.
        BodyKind::Multipart if !is_media_type(&essence(key)) || key.contains('*') => "multipart/form-data".to_owned(),
        BodyKind::Multipart => essence(key),
        _ => key.to_owned(),
    }
}

/// Whether a media type can be stated in a header.
fn is_media_type(key: &str) -> bool {
    let halves = key.split(';').next().unwrap_or_default().trim().split_once('/');
    halves.is_some_and(|(ty, subtype)| !ty.is_empty() && !subtype.is_empty()) && super::media_type::is_header_value(key)
}

/// Whether a text of this media type is UTF-8, as all texts of the client are.
fn is_utf8(key: &str) -> bool {
    let parameters = key.split(';').skip(1).map(|parameter| parameter.to_ascii_lowercase());
    let mut charsets = parameters.filter_map(|parameter| Some(parameter.trim().strip_prefix("charset=")?.to_owned()));
    charsets.all(|charset| ["utf-8", "utf8", "us-ascii"].contains(&charset.trim_matches('"')))
}

/// The styles of the properties of a form that `encoding` states one for.
fn form_styles(media: &Node) -> Vec<(String, Style)> {
    let encoding = media.get("encoding").map(Node::members).unwrap_or_default();
    let style = |encoding: &Node| {
        let text = |key: &str| encoding.get(key).and_then(Node::as_str);
        let explode = encoding.get("explode").and_then(Node::as_bool);
        if text("style").is_none() && explode.is_none() {
            let content_type = text("contentType")?;
            return is_json(&essence(content_type)).then_some(Style::Json);
        }
        let style = text("style").unwrap_or("form");
        Some(match (style, explode.unwrap_or(style == "form")) {
            ("deepObject", _) => Style::DeepObject,
            ("spaceDelimited", false) => Style::SpaceDelimited,
            ("pipeDelimited", false) => Style::PipeDelimited,
            ("form", false) => Style::FormJoined,
            _ => Style::Form,
        })
    };
    encoding
        .iter()
        .filter_map(|member| Some((member.key.clone(), style(&member.node)?)))
        .collect()
}

/// Whether two values are equal, wherever they are in the document.
pub(super) fn is_equal(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Array(ones), Value::Array(others)) => {
            ones.len() == others.len() && ones.iter().zip(others).all(|(one, other)| is_equal(one, other))
        }
        (Value::Object(ones), Value::Object(others)) => {
            let is_member = |one: &Member| other.get(&one.key).is_some_and(|other| is_equal(&one.node, other));
            ones.len() == others.len() && ones.iter().all(is_member)
        }
        (one, other) => one == other,
    }
}
