//! Responses: what a call returns when it succeeds, by status, and what the bodies of its errors are.
//!
//! The documented 2xx statuses are successes. Without any, the documented redirects are, and without these `default` is,
//! which is otherwise every error that has no status of its own.

use std::collections::HashSet;

use super::response_body::Described;
use super::{Lowering, prose};
use crate::diagnostic::rules;
use crate::document::{Member, Node, pointer};
use crate::model::{Body, Response, Responses, Status, Success, Type};

/// A documented response, and where its schema is.
struct Documented {
    response: Response,
    accept: Vec<String>,
    schema_at: Option<String>,
}

impl<'d> Lowering<'d> {
    pub(super) fn responses(&mut self, id: &str, at: &str, operation: &'d Node, method: &str) -> Responses {
        let at = pointer::child(at, "responses");
        let members = operation.get("responses").map(Node::members).unwrap_or_default();
        let mut statuses: Vec<_> = members
            .iter()
            .filter_map(|member| Some((Status::parse(&member.key)?, member)))
            .collect();
        statuses.sort_by_key(|(status, _)| *status);
        let succeeds = successes(&statuses.iter().map(|(status, _)| *status).collect::<Vec<_>>());
        if succeeds.is_empty() {
            self.find(
                &rules::NO_SUCCESS_RESPONSE,
                &at,
                format!("`{id}` documents no response for a call that succeeds"),
                "document that response to have it typed; until then the client returns the bytes of any 2xx response",
            );
        }
        let mut seen = Vec::new();
        let documented: Vec<_> = statuses
            .into_iter()
            .filter(|(status, _)| status.hundred() != Some(1))
            .map(|(status, member)| {
                let succeeds = succeeds.contains(&status);
                self.documented(id, &at, (status, succeeds), member, method, &mut seen)
            })
            .collect();
        let mut accept: Vec<String> = Vec::new();
        for media_type in documented.iter().flat_map(|documented| &documented.accept) {
            if !accept.iter().any(|known| known.eq_ignore_ascii_case(media_type)) {
                accept.push(media_type.clone());
            }
        }
        Responses {
            success: success_of(&documented),
            accept,
            declared: self.declared(&documented),
            headers: self.response_headers(&at, members),
            others: Vec::new(),
            documented: documented.into_iter().map(|documented| documented.response).collect(),
        }
    }

    fn documented(
        &mut self,
        id: &str,
        at: &str,
        (status, succeeds): (Status, bool),
        member: &'d Member,
        method: &str,
        seen: &mut Vec<(String, Type)>,
    ) -> Documented {
        let (at, node) = self.resolve(&pointer::child(at, &member.key), &member.node);
        let docs = prose::words(node, "description").map(str::to_owned);
        let fails = !succeeds || status == Status::Default;
        let mut documented = Documented {
            response: Response {
                at: at.clone(),
                status,
                succeeds,
                fails,
                body: Body::Empty,
                undecoded: Vec::new(),
                docs: docs.into_iter().collect(),
            },
            accept: Vec::new(),
            schema_at: None,
        };
        // HTTP has no bodies here, whatever the document says.
        if method == "head" || matches!(status, Status::Exact(204 | 205 | 304)) {
            return documented;
        }
        let hint = match (succeeds, status) {
            (true, _) if seen.is_empty() => "Response".to_owned(),
            (true, _) => format!("Response{}", suffix(status)),
            (false, _) => format!("Error{}", suffix(status)),
        };
        let Described {
            body,
            accept,
            undecoded,
            schema_at,
        } = self.response_body(id, (&at, node), &hint, succeeds, seen);
        documented.response.body = body;
        documented.response.undecoded = undecoded;
        if succeeds {
            documented.accept = accept;
        }
        documented.schema_at = schema_at;
        documented
    }

    /// The properties of a success, by which an error in its place is recognised. Where several are documented, those of
    /// all together.
    fn declared(&self, documented: &[Documented]) -> Option<Vec<String>> {
        let mut names: Option<Vec<String>> = None;
        let mut known = HashSet::new();
        for success in documented.iter().filter(|documented| documented.response.succeeds) {
            if !matches!(success.response.body, Body::Json(_)) {
                continue;
            }
            let at = success.schema_at.as_deref()?;
            let node = self.at(at)?;
            let names = names.get_or_insert_default();
            match self.shape(at, node) {
                super::shape::Shape::Object(merged) if merged.additional.is_none() => {
                    for (name, ..) in merged.properties {
                        if known.insert(name) {
                            names.push(name.to_owned());
                        }
                    }
                }
                // A list has no properties, a map or an untyped value may have any.
                _ if node.get("type").and_then(Node::as_str) == Some("array") => {}
                _ => return None,
            }
        }
        names
    }
}

/// Which of the documented statuses are those of a success.
fn successes(statuses: &[Status]) -> Vec<Status> {
    let of = |hundred: Option<u16>| -> Vec<Status> {
        let mut found = statuses.to_vec();
        found.retain(|status| status.hundred() == hundred);
        found
    };
    let found = [Some(2), Some(3), None].map(of);
    found.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// What `send` returns.
fn success_of(documented: &[Documented]) -> Success {
    let successes = documented.iter().filter(|documented| documented.response.succeeds);
    let mut bodies: Vec<&Body> = Vec::new();
    let mut all = 0;
    for success in successes {
        all += 1;
        if !bodies.contains(&&success.response.body) {
            bodies.push(&success.response.body);
        }
    }
    let with_content: Vec<_> = bodies.iter().filter(|body| ***body != Body::Empty).collect();
    match (all, &*bodies, &*with_content) {
        (0, ..) => Success::One(Body::Bytes),
        (_, [body], _) => Success::One((*body).clone()),
        (_, _, [body]) => Success::Optional((**body).clone()),
        _ => Success::Several,
    }
}

/// What the name of a type that is only used under a status ends with.
fn suffix(status: Status) -> String {
    match status {
        Status::Exact(status) => status.to_string(),
        Status::Range(hundred) => format!("{hundred}xx"),
        Status::Default => String::new(),
    }
}
