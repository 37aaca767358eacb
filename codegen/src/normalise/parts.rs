//! The parts of a body of several parts: one for each property of its schema.

use std::collections::BTreeSet;

use super::names::{Names, pascal, snake};
use super::shape::{Merged, Shape, same};
use super::{Lowering, prose, virtual_pointer};
use crate::diagnostic::rules;
use crate::document::{Node, pointer};
use crate::model::{Format, Integer, OtherParts, Part, PartHeader, PartKind, Style, Type};
use crate::view::{essence, is_json};

/// How many compositions and choices may be nested.
const MOST_LEVELS: usize = 16;

impl<'d> Lowering<'d> {
    /// The parts that a schema names, and the name of the setter of all others if there may be some.
    pub(super) fn parts_of(
        &mut self,
        schema: Option<(String, &'d Node)>,
        encoding: Option<(String, &'d Node)>,
        hint: &str,
        names: &mut Names,
    ) -> (Vec<Part>, Option<OtherParts>) {
        let merged = schema.as_ref().map(|(at, node)| self.merged(at, node, 0));
        if let (Some(None), Some((at, node))) = (&merged, &schema)
            && self.is_typed(at, node)
        {
            self.find(
                &rules::REQUEST_MEDIA_TYPES,
                at,
                "the schema of the body names no parts",
                "the client takes any parts by their names; describe an object with a property for each part",
            );
        }
        let merged = merged.flatten().unwrap_or_default();
        let mut parts = Vec::new();
        let mut seen = BTreeSet::new();
        for (name, at, node) in &merged.properties {
            // Of several alternatives, the first one that has the part describes it.
            if !seen.insert(*name) {
                continue;
            }
            // Read-only properties are not sent.
            if self.resolve(at, node).1.get("readOnly").and_then(Node::as_bool) == Some(true) {
                continue;
            }
            let encoding = encoding
                .as_ref()
                .and_then(|(at, encoding)| self.child(at, encoding, name));
            let stated = encoding.as_ref();
            let stated = stated.and_then(|(_, encoding)| prose::words(encoding, "contentType"));
            let required = merged.required.contains(name);
            let mut part = self.part((name, at, node), encoding, required, hint, names);
            for (other_at, other) in self.other_descriptions(&merged, name) {
                let kind = self.part_kind(&other_at, other, stated, &format!("{hint}{}", pascal(name)));
                part.kind = match self.either_kind(&part.kind, &kind) {
                    Ok(either) => either,
                    Err(widest) => {
                        self.find(
                            &rules::REQUEST_MEDIA_TYPES,
                            &virtual_pointer::place(&other_at),
                            format!("the alternatives of the body describe its part `{name}` differently"),
                            match widest {
                                PartKind::Value(..) => "the client takes any JSON value for the part",
                                _ => "the client takes a file for the part, of any media type",
                            },
                        );
                        widest
                    }
                };
            }
            parts.push(part);
        }
        let has_others = parts.is_empty() || merged.additional.is_some();
        let others = has_others.then(|| OtherParts {
            setter: names.unique("part", "_"),
            kind: self.kind_of_others(merged.additional.as_ref(), hint),
        });
        (parts, others)
    }

    /// What the parts without a name in the document are. Where no schema says that, the caller does, by a file or a text.
    fn kind_of_others(&mut self, schema: Option<&(String, &'d Node)>, hint: &str) -> PartKind {
        let Some((at, node)) = schema.filter(|(at, node)| !self.is_undescribed(at, node)) else {
            return PartKind::File;
        };
        match self.part_kind(at, node, None, &format!("{hint}Part")) {
            // Each call adds one.
            PartKind::Files => PartKind::File,
            // No schema says so of each part.
            PartKind::Value(Type::Any, _) => PartKind::File,
            kind => kind,
        }
    }

    /// Whether a schema allows everything: `true`, or one that only describes.
    fn is_undescribed(&self, at: &str, node: &'d Node) -> bool {
        const DESCRIBING: [&str; 9] = [
            "default",
            "deprecated",
            "description",
            "example",
            "externalDocs",
            "nullable",
            "readOnly",
            "title",
            "writeOnly",
        ];
        let (_, node) = self.resolve(at, node);
        let mut members = node.members().iter();
        members.all(|member| DESCRIBING.contains(&member.key.as_str()) || member.key.starts_with("x-"))
    }

    /// The properties of a schema that is an object, or a choice between objects, with references and compositions of one
    /// schema followed.
    fn merged(&self, at: &str, node: &'d Node, level: usize) -> Option<Merged<'d>> {
        let (mut at, mut node) = self.resolve(at, node);
        for _ in 0..MOST_LEVELS {
            match self.shape(&at, node) {
                Shape::Object(merged) => return Some(merged),
                Shape::Same(next_at, next) => (at, node) = self.resolve(&next_at, next),
                // A map, or an object of which nothing is said.
                Shape::Plain if node.get("type").and_then(Node::as_str) == Some("object") => {
                    let key = "additionalProperties";
                    let schema = node.get(key).filter(|schema| schema.as_bool() != Some(false));
                    return Some(Merged {
                        additional: schema.map(|schema| (pointer::child(&at, key), schema)),
                        ..Merged::default()
                    });
                }
                Shape::OneOf(branches) if level < MOST_LEVELS => {
                    let branches = branches.iter().map(|(at, branch)| self.merged(at, branch, level + 1));
                    return Some(alternatives(branches.collect::<Option<_>>()?));
                }
                _ => return None,
            }
        }
        None
    }

    /// What the alternatives of a choice say of a part, where they describe it otherwise than the first one does.
    fn other_descriptions(&self, merged: &Merged<'d>, name: &str) -> Vec<(String, &'d Node)> {
        let mut all = merged.properties.iter().filter(|(known, ..)| *known == name);
        let Some((_, at, node)) = all.next() else {
            return Vec::new();
        };
        let (first_at, first) = self.resolve(at, node);
        let others = all.filter(|(_, at, node)| {
            let (at, node) = self.resolve(at, node);
            at != first_at && !same(first, node)
        });
        others.map(|(_, at, node)| (at.clone(), *node)).collect()
    }

    /// What a part is that one alternative describes so and another one otherwise. An error is what takes both and says less
    /// than they do.
    fn either_kind(&self, one: &PartKind, other: &PartKind) -> Result<PartKind, PartKind> {
        match (one, other) {
            (PartKind::Value(one, bounds), PartKind::Value(other, others)) => match self.either_type(one, other) {
                Some(ty) if bounds == others => Ok(PartKind::Value(ty, bounds.clone())),
                Some(ty) => Ok(PartKind::Value(ty, Box::default())),
                None => Err(PartKind::Value(Type::Any, Box::default())),
            },
            (PartKind::File, PartKind::File) => Ok(PartKind::File),
            (PartKind::File | PartKind::Files, PartKind::File | PartKind::Files) => Ok(PartKind::Files),
            (PartKind::Value(..), files) | (files, PartKind::Value(..)) => Err(files.clone()),
        }
    }

    /// The type of the values of both types: any value, or as narrow as texts and integers go.
    fn either_type(&self, one: &Type, other: &Type) -> Option<Type> {
        if one == other || *one == Type::Any {
            return Some(one.clone());
        }
        if *other == Type::Any {
            return Some(Type::Any);
        }
        if matches!(one, Type::Nullable(_)) || matches!(other, Type::Nullable(_)) {
            let inner = self.either_type(one.without_null(), other.without_null())?;
            return Some(inner.or_null());
        }
        let widest = |ty: &Type| match ty {
            Type::String | Type::Formatted(_) => Some(Type::String),
            Type::Integer(Integer::U64) => None,
            Type::Integer(_) => Some(Type::Integer(Integer::I64)),
            Type::Named(name) => self.type_of_values(name),
            _ => None,
        };
        widest(one).filter(|ty| widest(other).as_ref() == Some(ty))
    }

    fn part(
        &mut self,
        (name, at, node): (&str, &str, &'d Node),
        encoding: Option<(String, &'d Node)>,
        required: bool,
        hint: &str,
        names: &mut Names,
    ) -> Part {
        let field = names.unique(&snake(name), "_");
        let stated = encoding
            .as_ref()
            .and_then(|(_, encoding)| prose::words(encoding, "contentType"));
        // The first of several media types; a range is none.
        let content_type = stated
            .and_then(|stated| stated.split(',').map(str::trim).find(|one| !one.contains('*')))
            .filter(|one| super::media_type::is_header_value(one))
            .map(str::to_owned);
        let kind = self.part_kind(at, node, stated, &format!("{hint}{}", pascal(name)));
        let (_, target) = self.resolve(at, node);
        // From OpenAPI 3.1 on, a text that encodes bytes has the media type of bytes.
        let is_encoded = self.parts_are_bytes
            && stated.is_none()
            && matches!(&kind, PartKind::Value(ty, _) if *ty.without_null() == Type::Formatted(Format::Base64));
        let content_type = content_type.or_else(|| is_encoded.then(|| "application/octet-stream".to_owned()));
        let mut docs = prose::of_schema(target);
        if let Some(stated) = stated.filter(|_| !matches!(kind, PartKind::Value(..))) {
            docs.push(format!("Its media type: {}.", crate::markdown::code_span(stated)));
        }
        let encoding_at = encoding.as_ref().map(|(at, _)| at.clone());
        let headers = encoding.and_then(|(at, encoding)| self.child(&at, encoding, "headers"));
        Part {
            at: virtual_pointer::place(at).into_owned(),
            encoding_at,
            headers: headers.map_or_else(Vec::new, |headers| self.part_headers(&headers, &field, hint, names)),
            name: name.to_owned(),
            field,
            kind,
            content_type,
            required,
            docs,
        }
    }

    /// What a part is: a file, files, or a value that the client encodes.
    fn part_kind(&mut self, at: &str, node: &'d Node, content_type: Option<&str>, hint: &str) -> PartKind {
        if self.is_file(at, node, content_type) {
            return PartKind::File;
        }
        let (list_at, list) = self.resolve(at, node);
        if let Some(items) = list.get("items").filter(|_| list.get("properties").is_none())
            && self.is_file(&pointer::child(&list_at, "items"), items, content_type)
        {
            return PartKind::Files;
        }
        let bounds = self.bounds(at, node);
        PartKind::Value(self.lower(at, node, hint).ty, Box::new(bounds))
    }

    /// Whether a part has the content of a file: bytes, or a media type that the client does not encode.
    fn is_file(&self, at: &str, node: &'d Node, content_type: Option<&str>) -> bool {
        // From OpenAPI 3.1 on, a part whose schema says nothing is `application/octet-stream`.
        if self.parts_are_bytes && content_type.is_none() && self.is_undescribed(at, node) {
            return true;
        }
        let (at, node) = self.resolve(at, node);
        if let Shape::Same(at, node) = self.shape(&at, node) {
            let (_, node) = self.resolve(&at, node);
            return is_binary(node);
        }
        if is_binary(node) {
            return true;
        }
        let kind = node.get("type").and_then(Node::as_str);
        let Some(content_type) = content_type.filter(|_| kind != Some("array")) else {
            return false;
        };
        let essence = essence(content_type.split(',').next().unwrap_or_default());
        if is_json(&essence) {
            return false;
        }
        let is_text = essence.starts_with("text/") || essence.ends_with("xml");
        // An object is encoded as JSON, and as nothing else.
        !is_text || self.is_structured(&at, node)
    }

    fn part_headers(
        &mut self,
        (at, headers): &(String, &'d Node),
        part: &str,
        hint: &str,
        names: &mut Names,
    ) -> Vec<PartHeader> {
        let mut all = Vec::new();
        for member in headers.members() {
            // Described by `contentType`.
            if member.key.eq_ignore_ascii_case("content-type") || !super::parameters::is_header_name(&member.key) {
                continue;
            }
            let (at, header) = self.resolve(&pointer::child(at, &member.key), &member.node);
            let explode = header.get("explode").and_then(Node::as_bool) == Some(true);
            let (ty, style) = match self.child(&at, header, "schema") {
                Some((schema_at, schema)) => {
                    let ty = self
                        .lower(&schema_at, schema, &format!("{hint}{}", pascal(&member.key)))
                        .ty;
                    (ty, if explode { Style::SimpleExploded } else { Style::Simple })
                }
                None => (Type::String, Style::Simple),
            };
            all.push(PartHeader {
                at,
                name: member.key.clone(),
                field: names.unique(&format!("{}_{}", part.trim_end_matches('_'), snake(&member.key)), "_"),
                style,
                required: header.get("required").and_then(Node::as_bool) == Some(true),
                ty,
                docs: prose::description(header),
            });
        }
        all
    }
}

/// The parts of all alternatives of a choice. Those are required that all of them require.
fn alternatives(all: Vec<Merged<'_>>) -> Merged<'_> {
    let mut all = all.into_iter();
    let mut merged = all.next().unwrap_or_default();
    for other in all {
        merged.properties.extend(other.properties);
        merged.required.retain(|name| other.required.contains(name));
        merged.additional = merged.additional.or(other.additional);
    }
    merged
}

/// Whether a schema is that of bytes.
fn is_binary(node: &Node) -> bool {
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let is_string = matches!(text("type"), None | Some("string"));
    // In OpenAPI 3.1 bytes have a media type and no encoding.
    let has_media_type = node.get("contentMediaType").is_some() && node.get("contentEncoding").is_none();
    is_string && (text("format") == Some("binary") || has_media_type)
}
