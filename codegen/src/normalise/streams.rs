//! Responses that can be read while they arrive, by their media types: lines of JSON, server-sent events, and bytes.

use super::names::pascal;
use super::{Lowering, response_body};
use crate::document::{Node, pointer};
use crate::model::{Body, Responses, Status, Stream, Type};
use crate::view::{EVENTS, LINES, essence};

impl<'d> Lowering<'d> {
    /// The ways to read a success of an operation while it arrives, each once.
    pub(super) fn streams(
        &mut self,
        id: &str,
        (at, operation): (&str, &'d Node),
        method: &str,
        responses: &Responses,
    ) -> Vec<Stream> {
        if method == "head" {
            return Vec::new();
        }
        let at = pointer::child(at, "responses");
        let mut found: Vec<Stream> = Vec::new();
        for member in operation.get("responses").map(Node::members).unwrap_or_default() {
            let status = Status::parse(&member.key);
            let mut successes = responses.successes();
            if !successes.any(|success| Some(success.status) == status) {
                continue;
            }
            let (at, response) = self.resolve(&pointer::child(&at, &member.key), &member.node);
            let at = pointer::child(&at, "content");
            for member in response.get("content").map(Node::members).unwrap_or_default() {
                let essence = essence(&member.key);
                let is_known = |stream: &Stream| matches!(stream, Stream::Lines { .. });
                if essence == EVENTS && !found.iter().any(|stream| matches!(stream, Stream::Events)) {
                    found.push(Stream::Events);
                } else if LINES.contains(&essence.as_str()) && !found.iter().any(is_known) {
                    let schema = self.child(&pointer::child(&at, &member.key), &member.node, "schema");
                    let ty = schema.filter(|(_, schema)| response_body::is_structured(schema));
                    let ty = ty.map(|(at, schema)| self.lower(&at, schema, &format!("{}Line", pascal(id))).into_type());
                    found.push(Stream::Lines {
                        media_type: member.key.clone(),
                        // Some documents describe the line, others the list of them.
                        ty: match ty {
                            Some(Type::List(line)) => *line,
                            Some(line) => line,
                            None => Type::Any,
                        },
                    });
                }
            }
        }
        let mut bodies = responses.successes().map(|response| &response.body);
        if found.is_empty() && bodies.any(|body| *body == Body::Bytes) {
            found.push(Stream::Bytes);
        }
        found
    }
}
