//! The documented headers of responses: numbers, booleans and texts.

use std::collections::BTreeMap;

use super::{Lowering, prose, schemas::integer};
use crate::document::{Member, Node, pointer};
use crate::model::{Integer, Operation, ResponseHeader, Type};

/// The headers of all operations, each once. One to which they give several types is text.
pub(super) fn of_all(operations: &[Operation]) -> Vec<ResponseHeader> {
    let mut headers: BTreeMap<String, ResponseHeader> = BTreeMap::new();
    for header in operations.iter().flat_map(|operation| &operation.responses.headers) {
        let known = headers
            .entry(header.name.to_ascii_lowercase())
            .or_insert_with(|| header.clone());
        if known.ty != header.ty {
            known.ty = Type::String;
        }
        // What different responses say of it would be a list.
        if known.docs != header.docs {
            known.docs.clear();
        }
    }
    headers.into_values().collect()
}

impl<'d> Lowering<'d> {
    /// The headers of all responses, in the order of the document, each once.
    pub(super) fn response_headers(&self, at: &str, responses: &'d [Member]) -> Vec<ResponseHeader> {
        let mut headers: Vec<ResponseHeader> = Vec::new();
        for response in responses {
            let (at, node) = self.resolve(&pointer::child(at, &response.key), &response.node);
            let at = pointer::child(&at, "headers");
            for member in node.get("headers").map(Node::members).unwrap_or_default() {
                let known = headers
                    .iter()
                    .any(|header| header.name.eq_ignore_ascii_case(&member.key));
                // The content type is that of the body, and OpenAPI ignores it here.
                if known || !is_header_name(&member.key) || member.key.eq_ignore_ascii_case("content-type") {
                    continue;
                }
                let (at, header) = self.resolve(&pointer::child(&at, &member.key), &member.node);
                let ty = match self.child(&at, header, "schema") {
                    Some((_, schema)) => scalar(schema),
                    None => Type::String,
                };
                headers.push(ResponseHeader {
                    at: at.clone(),
                    name: member.key.clone(),
                    ty,
                    docs: prose::words(header, "description")
                        .map(str::to_owned)
                        .into_iter()
                        .collect(),
                });
            }
        }
        headers
    }
}

/// The type of a header by the `type` of its schema; a list or an object is the text of the header.
fn scalar(schema: &Node) -> Type {
    match schema.get("type").and_then(Node::as_str) {
        Some("boolean") => Type::Boolean,
        Some("integer") => Type::Integer(match integer(schema, schema.get("format").and_then(Node::as_str)) {
            Integer::U64 => Integer::U64,
            // Narrower ones, too: the same header has one type everywhere.
            _ => Integer::I64,
        }),
        Some("number") => Type::Number,
        _ => Type::String,
    }
}

/// Whether a text can be the name of a header.
fn is_header_name(name: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(token)
}
