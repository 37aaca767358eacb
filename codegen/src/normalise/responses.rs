//! Responses: one type when it went well, one when it did not.
//!
//! `default` is what is answered under every status that is not listed. Beside a success it can only be an error, so it
//! stands for `4XX` and `5XX`; where no success is listed it is both.

use super::names::pascal;
use super::{Lowering, prose};
use crate::diagnostic::{Rule, rules};
use crate::document::{Member, Node, pointer};
use crate::model::{Status, Success, SuccessKind, Type};

pub(super) struct Responses {
    pub(super) success: Success,
    pub(super) error: Option<Type>,
    pub(super) error_statuses: Vec<Status>,
    pub(super) untyped_statuses: Vec<Status>,
    pub(super) declared: Option<Vec<String>>,
}

/// One documented answer.
struct DocumentedResponse {
    status: Status,
    /// Where the operation states it.
    stated_at: String,
    /// Where its schema is.
    at: String,
    kind: SuccessKind,
    content_type: Option<String>,
    docs: Vec<String>,
    ty: Option<Type>,
}

impl<'d> Lowering<'d> {
    pub(super) fn responses(&mut self, id: &str, at: &str, operation: &'d Node) -> Responses {
        let at = pointer::child(at, "responses");
        let members = operation.get("responses").map(Node::members).unwrap_or_default();
        let mut responses: Vec<_> = members
            .iter()
            .filter_map(|member| self.answer(id, &at, member))
            .collect();
        responses.sort_by_key(|answer| answer.status);
        let untyped = responses.iter().filter(|answer| answer.ty.is_none());
        let untyped: Vec<_> = untyped.map(|answer| answer.status).collect();
        let (successes, others): (Vec<_>, Vec<_>) = responses.iter().partition(|answer| answer.status.is_success());
        let errors: Vec<_> = others.into_iter().filter(|answer| answer.status.is_error()).collect();
        self.refuse_several(id, &rules::SEVERAL_SUCCESS_TYPES, "succeeds", &successes);
        let typed: Vec<_> = errors.iter().copied().filter(|answer| answer.ty.is_some()).collect();
        self.refuse_several(id, &rules::SEVERAL_ERROR_TYPES, "fails", &typed);

        // Where no success is listed, `default` is what every answer looks like.
        let fallback = errors.iter().find(|answer| answer.status == Status::Default);
        let shown = successes.first().or(fallback);
        let mut statuses: Vec<_> = successes.iter().map(|answer| answer.status).collect();
        if statuses.is_empty() {
            statuses.push(Status::Range(2));
        }
        let success = Success {
            statuses,
            kind: shown.map_or(SuccessKind::Bytes, |answer| answer.kind),
            content_type: shown.and_then(|answer| answer.content_type.clone()),
            docs: shown.map(|answer| answer.docs.clone()).unwrap_or_default(),
            ty: shown.and_then(|answer| answer.ty.clone()),
        };
        if shown.is_none() {
            self.find(
                &rules::NO_SUCCESS_RESPONSE,
                &at,
                format!("`{id}` documents no answer for when it succeeds"),
                "the client gives the bytes of whatever comes under a 2xx status; document that answer to have it typed",
            );
        }
        Responses {
            declared: self.declared(shown.map(|answer| answer.at.as_str()), success.kind),
            success,
            error: typed.first().and_then(|answer| answer.ty.clone()),
            error_statuses: typed.iter().map(|answer| answer.status).collect(),
            untyped_statuses: untyped,
        }
    }

    fn answer(&mut self, id: &str, at: &str, member: &'d Member) -> Option<DocumentedResponse> {
        let status = Status::parse(&member.key)?;
        let stated_at = pointer::child(at, &member.key);
        let (at, node) = self.resolve(&stated_at, &member.node);
        let docs = prose::words(node, "description")
            .map(str::to_owned)
            .into_iter()
            .collect();
        let content_at = pointer::child(&at, "content");
        let content = node.get("content").map(Node::members).unwrap_or_default();
        let empty = DocumentedResponse {
            status,
            stated_at,
            at: at.clone(),
            kind: SuccessKind::Empty,
            content_type: None,
            docs,
            ty: None,
        };
        let json = content.iter().find(|member| is_json(&member.key));
        let Some(media) = json.or(content.first()) else {
            return Some(empty);
        };
        if content.len() > 1 && status.is_success() {
            self.find(
                &rules::OTHER_MEDIA_TYPES,
                &content_at,
                format!(
                    "`{id}` answers in {} media types, and the client asks for one",
                    content.len()
                ),
                format!("the client asks for `{}`; the others are not offered", media.key),
            );
        }
        let media_at = pointer::child(&content_at, &media.key);
        if !is_header_value(&media.key) {
            self.find(
                &rules::UNSUPPORTED_MEDIA_TYPE,
                &media_at,
                format!("`{id}` answers with a media type that no header can carry"),
                "write it as `type/subtype`, in visible ASCII characters",
            );
            return None;
        }
        let content_type = Some(media.key.clone());
        if !is_json(&media.key) {
            let text = media.key.to_ascii_lowercase().starts_with("text/");
            let kind = if text { SuccessKind::Text } else { SuccessKind::Bytes };
            return Some(DocumentedResponse {
                kind,
                content_type,
                ..empty
            });
        }
        let Some((schema_at, schema)) = self.child(&media_at, &media.node, "schema") else {
            self.find(
                &rules::RESPONSE_WITHOUT_SCHEMA,
                &media_at,
                format!(
                    "the body of `{id}` under `{}` has no schema, so it has no type in the client",
                    member.key
                ),
                "state its schema, `schema: {}` where anything goes; leave `content` out where there is no body",
            );
            return Some(DocumentedResponse {
                kind: SuccessKind::Json,
                content_type,
                ..empty
            });
        };
        let hint = if status.is_success() { "Response" } else { "Error" };
        let typed = self.lower(&schema_at, schema, &format!("{}{hint}", pascal(id)));
        Some(DocumentedResponse {
            at: schema_at,
            kind: SuccessKind::Json,
            content_type,
            ty: Some(typed.into_type()),
            ..empty
        })
    }

    /// Refuses responses of several types where the client has one type.
    fn refuse_several(&mut self, id: &str, rule: &Rule, verb: &str, responses: &[&DocumentedResponse]) {
        let Some((first, rest)) = responses.split_first() else {
            return;
        };
        let said = |answer: &DocumentedResponse| match (&answer.ty, &answer.content_type) {
            (Some(ty), _) => ty
                .without_null()
                .name()
                .map_or_else(|| "JSON".to_owned(), |name| format!("`{name}`")),
            (None, Some(content_type)) => format!("`{content_type}`"),
            (None, None) => "nothing".to_owned(),
        };
        for other in rest {
            if (other.kind, &other.ty) != (first.kind, &first.ty) {
                let message = format!(
                    "`{id}` answers {} under {} and {} under {}, and the client has one type for when it {verb}",
                    said(first),
                    first.status,
                    said(other),
                    other.status,
                );
                let help = "give them one schema with the properties of both, none of them required";
                self.find(rule, &other.stated_at, message, help);
            }
        }
    }

    /// The properties of a successful answer, by which an error in its place is recognised.
    fn declared(&self, schema_at: Option<&str>, kind: SuccessKind) -> Option<Vec<String>> {
        if kind != SuccessKind::Json {
            return None;
        }
        let at = schema_at?;
        let node = self.document.at(at)?;
        match self.shape(at, node) {
            super::compose::Shape::Object(merged) if merged.additional.is_none() => {
                Some(merged.properties.iter().map(|(name, ..)| (*name).to_owned()).collect())
            }
            // A map or an untyped value may have any property; a list has none, whatever it is called.
            _ => (node.get("type").and_then(Node::as_str) == Some("array")).then(Vec::new),
        }
    }
}

/// Whether a media type can be asked for, or stated, in a header.
pub(super) fn is_header_value(media_type: &str) -> bool {
    media_type.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

/// Whether a media type is JSON: `application/json`, `text/json`, anything `+json`.
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "*/*" || essence.ends_with("/json") || essence.ends_with("+json")
}
