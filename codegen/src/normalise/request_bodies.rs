//! Request bodies: one media type each, of the kinds that the client can write.

use super::names::pascal;
use super::{Lowering, prose};
use crate::diagnostic::rules;
use crate::document::{Node, pointer};
use crate::model::{BodyKind, Bounds, RequestBody};

impl<'d> Lowering<'d> {
    pub(super) fn request_body(&mut self, id: &str, at: &str, operation: &'d Node) -> Option<RequestBody> {
        let (at, node) = self.child(at, operation, "requestBody")?;
        let content_at = pointer::child(&at, "content");
        let content = node.get("content").map(Node::members).unwrap_or_default();
        if content.len() > 1 {
            let types: Vec<_> = content.iter().map(|member| format!("`{}`", member.key)).collect();
            self.find(
                &rules::SEVERAL_REQUEST_MEDIA_TYPES,
                &content_at,
                format!(
                    "`{id}` takes a body as {}, and the client sends one kind",
                    types.join(" or ")
                ),
                "generate the client from a copy of the document that lists only the media type to send",
            );
            return None;
        }
        let member = content.first()?;
        let media_at = pointer::child(&content_at, &member.key);
        let Some(kind) = kind_of(&member.key).filter(|_| super::responses::is_header_value(&member.key)) else {
            self.find(
                &rules::UNSUPPORTED_MEDIA_TYPE,
                &media_at,
                format!("`{id}` takes a body as `{}`, which the client cannot write", member.key),
                "the client writes JSON, forms, text and plain bytes; leave the operation out until it can",
            );
            return None;
        };
        let mut ty = None;
        let mut bounds = Bounds::default();
        if matches!(kind, BodyKind::Json | BodyKind::Form) {
            let Some((schema_at, schema)) = self.child(&media_at, &member.node, "schema") else {
                self.find(
                    &rules::REQUEST_WITHOUT_SCHEMA,
                    &media_at,
                    format!("the body of `{id}` has no schema, so it has no type in the client"),
                    "state its schema; `schema: {}` where anything goes",
                );
                return None;
            };
            bounds = self.bounds(&schema_at, schema);
            ty = Some(self.lower(&schema_at, schema, &format!("{}Body", pascal(id))).ty);
        } else if kind == BodyKind::Text
            && let Some((schema_at, schema)) = self.child(&media_at, &member.node, "schema")
        {
            // It is sent as a text, whatever its schema is: only the bounds of texts can be checked.
            let Bounds {
                min_length, max_length, ..
            } = self.bounds(&schema_at, schema);
            bounds = Bounds {
                min_length,
                max_length,
                ..Bounds::default()
            };
        }
        Some(RequestBody {
            kind,
            content_type: member.key.clone(),
            required: node.get("required").and_then(Node::as_bool) == Some(true),
            docs: prose::words(node, "description")
                .map(str::to_owned)
                .into_iter()
                .collect(),
            ty,
            bounds,
        })
    }
}

fn kind_of(media_type: &str) -> Option<BodyKind> {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    Some(match essence.as_str() {
        essence if super::responses::is_json(essence) => BodyKind::Json,
        "application/x-www-form-urlencoded" => BodyKind::Form,
        essence if essence.starts_with("multipart/") || essence.contains('*') => return None,
        essence if essence.starts_with("text/") => BodyKind::Text,
        _ => BodyKind::Bytes,
    })
}
