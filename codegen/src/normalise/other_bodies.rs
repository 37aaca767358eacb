//! The media types of a body beside the preferred one. Each has a setter of its own, which is named after the media type
//! alone: what else the document has changes no name.

use std::collections::HashMap;

use super::Lowering;
use super::media_type::name;
use super::names::{Names, pascal};
use super::operations::Found;
use super::request_bodies::{Entry, Stated, is_equal};
use crate::diagnostic::rules;
use crate::document::Node;
use crate::model::{BodyKind, Bounds, Operation, OtherBody, RequestBody};
use crate::view::{essence, is_json};

/// The methods of every type of parts.
const OF_PARTS: &[&str] = &["clone", "default", "new", "optional"];

impl<'d> Lowering<'d> {
    /// Gives each operation its body in other media types than the preferred one. All else has its types already, so that
    /// another media type changes the name of none.
    pub(super) fn other_bodies(&mut self, found: &[Found<'d>], operations: &mut [Operation]) {
        let nodes: HashMap<&str, &'d Node> = found.iter().map(|found| (found.at.as_str(), found.node)).collect();
        for operation in operations {
            let node = nodes.get(operation.at.as_str());
            let stated = node.and_then(|node| self.stated_body(&operation.id, &operation.at, node));
            if let (Some(body), Some(stated)) = (&mut operation.body, stated) {
                body.others = self.others(&operation.id, body, stated);
            }
        }
        self.lower_waiting();
    }

    fn others(&mut self, id: &str, body: &RequestBody, mut stated: Stated<'d>) -> Vec<OtherBody> {
        let mut entries = stated.entries.split_off(1);
        let Some(preferred) = stated.entries.first() else {
            return Vec::new();
        };
        let mut offered: Vec<(&Entry<'d>, OtherBody)> = Vec::new();
        // The numbers of equal names do not depend on the order of the document.
        entries.sort_by(|one, other| one.member.key.cmp(&other.member.key));
        // The type of an equal schema is that of the preferred media type. It is never that of another one: a third media
        // type would change its name.
        for entry in entries.iter_mut().filter(|entry| is_same(preferred, entry)) {
            entry.schema.clone_from(&preferred.schema);
        }
        for entry in &entries {
            let mut known = std::iter::once(preferred).chain(offered.iter().map(|(entry, _)| *entry));
            if known.any(|known| is_synonym(known, entry)) {
                continue;
            }
            if entry.kind == BodyKind::Json && entry.member.key.contains('*') {
                self.find(
                    &rules::REQUEST_MEDIA_TYPES,
                    &entry.at,
                    format!(
                        "`{id}` takes its body as `{}` with another schema as well, which the client does not send",
                        entry.member.key
                    ),
                    "state the media type that has this schema",
                );
                continue;
            }
            let name = name(&entry.member.key);
            let suffix = pascal(&name);
            let mut body = RequestBody {
                ty: None,
                bounds: Bounds::default(),
                properties: Vec::new(),
                styles: Vec::new(),
                parts: Vec::new(),
                other_parts: None,
                ..body.clone()
            };
            let hints = ["Body", "Part"].map(|end| stated.hint(&format!("{suffix}{end}")));
            let hints = (hints[0].as_str(), hints[1].as_str());
            self.encode_as(entry, &mut body, hints, &mut Names::reserving(OF_PARTS));
            self.report_untyped(id, entry);
            let other = OtherBody {
                media_type: entry.member.key.clone(),
                setter: format!("body_{name}"),
                parts_type: (body.kind == BodyKind::Multipart).then_some(suffix),
                body,
            };
            offered.push((entry, other));
        }
        offered.into_iter().map(|(_, other)| other).collect()
    }
}

fn is_same(one: &Entry<'_>, other: &Entry<'_>) -> bool {
    is_equal_schema(one.member.node.get("schema"), other.member.node.get("schema"))
}

fn is_equal_schema(one: Option<&Node>, other: Option<&Node>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => is_equal(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// Whether a body in one media type is the same request as one in another: plain JSON has several names.
fn is_synonym(known: &Entry<'_>, other: &Entry<'_>) -> bool {
    let is_plain = |entry: &Entry<'_>| {
        let essence = essence(&entry.member.key);
        matches!(essence.as_str(), "application/json" | "text/json") || !is_json(&essence) || essence.contains('*')
    };
    let are_json = known.kind == BodyKind::Json && other.kind == BodyKind::Json;
    are_json && (is_plain(other) || essence(&known.member.key) == essence(&other.member.key)) && is_same(known, other)
}
