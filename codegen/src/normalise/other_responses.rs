//! The media types of a success beside those that `send` requests. Each has a method of its own, which is named after the
//! media type alone.
//!
//! JSON has a type; everything else is a text or bytes, as the only media type of a response would be.

use std::collections::{BTreeMap, HashMap};

use super::Lowering;
use super::media_type::{is_header_value, name};
use super::names::pascal;
use super::operations::Found;
use super::parameters::{shared, suffixed};
use super::response_body::{Kind, same_value};
use crate::diagnostic::rules;
use crate::document::{Member, Node, pointer};
use crate::model::{Body, Operation, OtherResponse, Responses, Status, Success, Type};
use crate::view::{essence, is_stream};

/// A media type of one response.
struct Entry<'d> {
    /// What a type of it is named after: a shared response, or the operation.
    of: String,
    at: String,
    member: &'d Member,
    kind: Kind,
    schema: Option<(String, &'d Node)>,
}

impl<'d> Lowering<'d> {
    /// Gives each operation the other media types of its successes. All else has its types already, so that another media
    /// type changes the name of none.
    pub(super) fn other_responses(&mut self, found: &[Found<'d>], operations: &mut [Operation]) {
        let nodes: HashMap<&str, &'d Node> = found.iter().map(|found| (found.at.as_str(), found.node)).collect();
        for operation in operations.iter_mut().filter(|operation| operation.method != "HEAD") {
            let Some(node) = nodes.get(operation.at.as_str()) else {
                continue;
            };
            let entries = self.entries(&operation.id, (&operation.at, node), &operation.responses);
            if entries.is_empty() {
                continue;
            }
            let others = entries.into_iter().map(|(media_type, entries)| {
                let body = self.other_body(&operation.id, &media_type, &entries);
                let mut successes = operation.responses.successes();
                OtherResponse {
                    method: format!("send_{}", name(&media_type)),
                    media_type,
                    success: match successes.any(|response| response.body == Body::Empty) {
                        true => Success::Optional(body),
                        false => Success::One(body),
                    },
                }
            });
            operation.responses.others = others.collect();
        }
        self.lower_waiting();
    }

    /// The entries of the other media types, by their names: their numbers do not depend on the order of the document.
    fn entries(
        &mut self,
        id: &str,
        (at, operation): (&str, &'d Node),
        responses: &Responses,
    ) -> BTreeMap<String, Vec<Entry<'d>>> {
        let mut found: BTreeMap<String, Vec<Entry<'d>>> = BTreeMap::new();
        let at = pointer::child(at, "responses");
        for member in operation.get("responses").map(Node::members).unwrap_or_default() {
            let status = Status::parse(&member.key);
            let mut successes = responses.successes();
            if !successes.any(|success| Some(success.status) == status && success.body != Body::Empty) {
                continue;
            }
            let (at, response) = self.resolve(&pointer::child(&at, &member.key), &member.node);
            let of = match shared(&at, "/components/responses/") {
                Some(name) => suffixed(&name, ""),
                None => pascal(id),
            };
            let content_at = pointer::child(&at, "content");
            let content = response.get("content").map(Node::members).unwrap_or_default();
            let usable = content.iter().filter(|member| is_header_value(&member.key));
            let usable: Vec<_> = usable.map(|member| self.entry(&of, &content_at, member)).collect();
            let is_requested = |entry: &Entry<'_>| {
                let mut accept = responses.accept.iter();
                accept.any(|accept| accept.eq_ignore_ascii_case(&entry.member.key))
            };
            let json = usable
                .iter()
                .find(|entry| entry.kind == Kind::Json && is_requested(entry));
            let json = json.map(|entry| entry.schema.clone());
            let is_alone = responses.accept.len() < 2;
            for entry in usable {
                let is_sent_for = is_requested(&entry) && (json.is_some() || is_alone);
                if is_sent_for || is_stream(&essence(&entry.member.key)) {
                    continue;
                }
                if let Some(json) = &json
                    && !self.offers(id, &entry, json.as_ref())
                {
                    continue;
                }
                found.entry(entry.member.key.clone()).or_default().push(entry);
            }
        }
        found
    }

    fn entry(&self, of: &str, content_at: &str, member: &'d Member) -> Entry<'d> {
        let at = pointer::child(content_at, &member.key);
        Entry {
            of: of.to_owned(),
            kind: self.kind(content_at, member),
            schema: self.child(&at, &member.node, "schema"),
            at,
            member,
        }
    }

    /// Whether a media type beside JSON has a method. Reports what the client does not decode.
    fn offers(&mut self, id: &str, entry: &Entry<'d>, json: Option<&(String, &'d Node)>) -> bool {
        let media_type = &entry.member.key;
        if entry.kind == Kind::Json {
            let is_range = media_type.contains('*');
            if is_range {
                self.find(
                    &rules::OTHER_MEDIA_TYPES,
                    &entry.at,
                    format!("a response of `{id}` also comes as `{media_type}` with another schema, which the client does not decode"),
                    "state the media type that has this schema",
                );
            }
            return !is_range;
        }
        let Some((at, schema)) = entry.schema.as_ref().filter(|(at, schema)| self.is_typed(at, schema)) else {
            return true;
        };
        if json.is_some_and(|(_, json)| same_value(json, schema)) {
            // JSON under another name, which some frameworks list for each response.
            return !matches!(
                essence(media_type).as_str(),
                "text/plain" | "text/*" | "*/*" | "application/*"
            );
        }
        let at = at.clone();
        self.find(
            &rules::OTHER_MEDIA_TYPES,
            &at,
            format!("a response of `{id}` also comes as `{media_type}`, which the client does not decode"),
            format!(
                "`send_{}` returns it without a type; where it has the same content as the JSON, use the same schema",
                name(media_type)
            ),
        );
        true
    }

    /// What the body in one media type is read as.
    fn other_body(&mut self, id: &str, media_type: &str, entries: &[Entry<'d>]) -> Body {
        let Some((first, others)) = entries.split_first() else {
            return Body::Bytes;
        };
        let is_same = |other: &Entry<'d>| match (&first.schema, &other.schema) {
            (Some((_, one)), Some((_, other))) => same_value(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let is_one_type = others.iter().all(is_same);
        if first.kind == Kind::Json && !is_one_type {
            self.find(
                &rules::OTHER_MEDIA_TYPES,
                &first.at,
                format!(
                    "responses of `{id}` come as `{media_type}` with several schemas, which the client does not decode"
                ),
                "the client returns the bytes of the body, without a type",
            );
        }
        match (first.kind, &first.schema) {
            (Kind::Json, Some((at, schema))) if is_one_type => {
                let hint = format!("{}{}Response", first.of, pascal(&name(media_type)));
                Body::Json(self.lower(at, schema, &hint).into_type())
            }
            (Kind::Json, None) if is_one_type => Body::Json(Type::Any),
            (Kind::Text, _) if entries.iter().all(|entry| entry.kind == Kind::Text) => Body::Text,
            _ => Body::Bytes,
        }
    }
}
