//! Which parts of the document cannot be used because of a finding.
//!
//! A part is as small as can be: the schema, the parameter, the response around the place. What only people read, such as
//! a description, breaks nothing.

use std::collections::HashMap;

use super::index::Index;
use super::objects::Type;
use crate::document::pointer;

/// The members that only people read.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "summary",
    "operationId",
    "tags",
    "externalDocs",
    "example",
    "examples",
    "deprecated",
    "xml",
];

/// The objects of a document by their pointers.
pub(super) struct Parts<'i>(HashMap<&'i str, Type>);

impl<'i> Parts<'i> {
    pub(super) fn new(index: &'i Index<'_>) -> Self {
        let all = index.visits.iter().chain(&index.references);
        Self(all.map(|visit| (visit.pointer.as_str(), visit.ty)).collect())
    }

    /// The part that cannot be used because of the value at a pointer; `None` if all can.
    pub(super) fn around(&self, at: &str) -> Option<String> {
        let mut object = at;
        let ty = loop {
            match self.0.get(object) {
                Some(ty) => break *ty,
                None => object = object.rsplit_once('/')?.0,
            }
        };
        let mut steps = pointer::steps(&at[object.len()..]);
        let (member, inner) = (steps.next(), steps.next());
        if member.as_deref().is_some_and(|member| ANNOTATIONS.contains(&member)) {
            return None;
        }
        let up = |levels: usize| {
            let above = (0..levels).try_fold(object, |at, _| at.rsplit_once('/').map(|(above, _)| above));
            above.unwrap_or_default().to_owned()
        };
        Some(match (ty, member) {
            (Type::OpenApi, Some(member)) if member == "paths" => String::new(),
            (Type::OpenApi, None) => return None,
            (_, Some(member)) if member == "$ref" => object.to_owned(),
            // A property that is no schema says nothing of the others.
            (Type::Schema, Some(member)) if member == "properties" && inner.is_some() => {
                pointer::child(&pointer::child(object, &member), &inner.unwrap_or_default())
            }
            // Of an object with independent members, one may be broken and the others not.
            (
                Type::OpenApi | Type::Paths | Type::PathItem | Type::Operation | Type::Responses | Type::Response,
                Some(member),
            ) => pointer::child(object, &member),
            // It decides which schemas apply to the value around it.
            (Type::Discriminator, _) => up(1),
            (Type::ServerVariable, _) => up(2),
            _ => object.to_owned(),
        })
    }
}
