//! `x-error-body` at the root: where the client finds the code and the message of an error.

use std::collections::{BTreeSet, HashSet};

use super::Context;
use super::advice::listed;
use super::extension_names::{Members, is_ours};
use super::findings::{Findings, shown};
use super::nearest::nearest;
use super::objects::Type;
use crate::diagnostic::rules;
use crate::document::{Node, Value, pointer};

const NAME: &str = "x-error-body";

/// Its members.
const MEMBERS: Members = &[
    ("code", false),
    ("message", false),
    ("request_id", false),
    ("request_id_header", false),
    ("details", false),
];

/// Those of which documents describe where they are. The others are often in no schema.
const DESCRIBED: [&str; 2] = ["code", "message"];

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let Some(body) = context.root.get(NAME) else { return };
    let at = pointer::child("", NAME);
    if !is_ours(&at, body, MEMBERS, findings) {
        return;
    }
    for (member, _) in MEMBERS {
        let Some(value) = body.get(member) else { continue };
        let fits = match (*member, &value.value) {
            ("request_id_header", Value::String(_)) => true,
            ("request_id_header", _) => false,
            (_, Value::Array(items)) => items.iter().all(|item| item.as_str().is_some()),
            _ => false,
        };
        if !fits {
            let expected = match *member {
                "request_id_header" => "the name of a header",
                _ => "a list of names",
            };
            findings.push(
                &rules::BAD_EXTENSION,
                &pointer::child(&at, member),
                format!("`{member}` must be {expected}, not {}", shown(value)),
                format!("write {expected}"),
            );
        }
    }
    names(context, (&at, body), findings);
}

/// Reports a member none of whose names is that of a property of a documented error. One of several is enough: the others
/// may be those of errors that the document does not describe, such as a gateway's.
fn names(context: &Context<'_>, (at, body): (&str, &Node), findings: &mut Findings<'_>) {
    let known = documented(context);
    // Where no error has a schema with properties, the document does not say which ones there are.
    if known.is_empty() {
        return;
    }
    for member in DESCRIBED {
        let names = body.get(member).map(Node::items).unwrap_or_default();
        let names: Vec<&str> = names.iter().filter_map(Node::as_str).collect();
        if names.is_empty() || names.iter().any(|name| known.contains(name)) {
            continue;
        }
        let near = names.iter().find_map(|name| nearest(name, known.iter().copied()));
        let help = match near {
            Some(meant) => format!("write `{meant}`, or add the property to the schemas of the errors"),
            None => format!(
                "write the name of the property that has it, at the top of the body or one level down, or add it to the \
                 schemas of the errors, which have {}",
                listed(&known.iter().copied().take(SHOWN).collect::<Vec<_>>())
            ),
        };
        findings.push(
            &rules::UNDOCUMENTED_ERROR_PROPERTY,
            &pointer::child(at, member),
            match names.as_slice() {
                [name] => format!("no documented error has the property `{name}`"),
                several => format!("no documented error has any of the properties {}", listed(several)),
            },
            help,
        );
    }
}

/// How many properties are named.
const SHOWN: usize = 10;

/// The properties of the documented errors, where the client looks for them: at the top and one level down.
fn documented<'a>(context: &Context<'a>) -> BTreeSet<&'a str> {
    let (mut found, mut seen) = (BTreeSet::new(), HashSet::new());
    for visit in context.index.all(Type::Operation) {
        let responses = visit.node.get("responses").map(Node::members).unwrap_or_default();
        let errors = responses
            .iter()
            .filter(|member| !matches!(member.key.as_bytes(), [b'1'..=b'3', ..]));
        let errors = errors.filter_map(|member| context.resolve(&member.node));
        let content = errors.flat_map(|response| response.get("content").map(Node::members).unwrap_or_default());
        let schemas = content.filter_map(|entry| entry.node.get("schema"));
        for schema in schemas {
            for (name, inner) in properties(context, schema, &mut seen) {
                found.insert(name);
                // What is below is an object of its own wherever it stands.
                found.extend(
                    properties(context, inner, &mut HashSet::new())
                        .into_iter()
                        .map(|(name, _)| name),
                );
            }
        }
    }
    found
}

/// The properties of a schema, those of its parts and alternatives included, unless it is among `seen`.
fn properties<'a>(
    context: &Context<'a>,
    schema: &'a Node,
    seen: &mut HashSet<*const Node>,
) -> Vec<(&'a str, &'a Node)> {
    let (mut found, mut open) = (Vec::new(), vec![schema]);
    while let Some(schema) = open.pop() {
        if !seen.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        open.extend(context.reference(schema));
        let members = schema.get("properties").map(Node::members).unwrap_or_default();
        found.extend(members.iter().map(|member| (member.key.as_str(), &member.node)));
        for keyword in ["allOf", "anyOf", "oneOf"] {
            open.extend(schema.get(keyword).map(Node::items).unwrap_or_default());
        }
    }
    found
}
