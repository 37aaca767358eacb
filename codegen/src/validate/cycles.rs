//! Schemas that have no finite value, because each requires another of its kind.
//!
//! Recursion as such is fine: a list of children may be empty, and an optional property may be absent. Two things never
//! end: a schema composed of itself (`allOf` and its like consume nothing of the value), and a chain of required properties
//! that comes back to where it began.

use super::Context;
use super::findings::Findings;
use super::objects::Type;
use crate::diagnostic::rules;
use crate::document::pointer;
use crate::document::{Node, Value};
use std::collections::{HashMap, HashSet};

const COMPOSITIONS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let composed = compositions(context, findings);
    required(context, &composed, findings);
}

/// Where one schema needs another: the pointer of the member that says so, and the schema.
struct Edge<'a> {
    pointer: String,
    to: &'a Node,
}

/// Reports each circle of compositions; the result holds all schemas on them.
fn compositions(context: &Context<'_>, findings: &mut Findings<'_>) -> HashSet<*const Node> {
    let mut done: HashSet<*const Node> = HashSet::new();
    let mut circular = HashSet::new();
    for visit in context.index.all(Type::Schema) {
        // Depth first, on a stack of its own: a chain of compositions may be as long as the document.
        let mut stack = vec![(visit.node, composed_of(context, visit.node), 0)];
        let mut path = HashSet::from([std::ptr::from_ref(visit.node)]);
        while let Some((node, edges, next)) = stack.last_mut() {
            let node = std::ptr::from_ref(*node);
            let Some(edge) = edges.get(*next).filter(|_| !done.contains(&node)) else {
                done.insert(node);
                path.remove(&node);
                stack.pop();
                continue;
            };
            *next += 1;
            let to = edge.to;
            let address = std::ptr::from_ref(to);
            if path.contains(&address) {
                findings.push(
                    &rules::ENDLESS_CYCLE,
                    &edge.pointer,
                    format!(
                        "the schema `{}` is composed of itself, so it never ends",
                        name(context, to)
                    ),
                    "move what the schemas have in common into another schema, and compose both of that one",
                );
                let circle = stack.iter().map(|(node, ..)| std::ptr::from_ref(*node));
                circular.extend(circle.skip_while(|node| *node != address));
            } else if !done.contains(&address) {
                path.insert(address);
                stack.push((to, composed_of(context, to), 0));
            }
        }
    }
    circular
}

fn composed_of<'a>(context: &Context<'a>, node: &'a Node) -> Vec<Edge<'a>> {
    let mut edges = Vec::new();
    let base = context.pointer(node);
    for key in COMPOSITIONS {
        for (index, branch) in node.get(key).map_or(&[][..], Node::items).iter().enumerate() {
            edges.extend(context.resolve(branch).map(|to| Edge {
                pointer: format!("{base}/{key}/{index}"),
                to,
            }));
        }
    }
    edges.extend(referred(context, node));
    edges.extend(
        node.get("not")
            .and_then(|branch| context.resolve(branch))
            .map(|to| Edge {
                pointer: format!("{base}/not"),
                to,
            }),
    );
    edges
}

/// What the `$ref` of a schema leads to that says more than that.
fn referred<'a>(context: &Context<'a>, node: &'a Node) -> Option<Edge<'a>> {
    let pointer = pointer::child(context.pointer(node), "$ref");
    let to = context.reference(node)?;
    Some(Edge { pointer, to })
}

/// Reports each chain of required properties that never ends.
///
/// A schema is finite if a value of it can be built from finite schemas. What is left when nothing more can be shown to be
/// finite is endless.
fn required(context: &Context<'_>, composed: &HashSet<*const Node>, findings: &mut Findings<'_>) {
    let mut open: Vec<&Node> = context.index.all(Type::Schema).map(|visit| visit.node).collect();
    // Inner schemas come after outer ones: from the back, most are settled in one pass.
    open.reverse();
    let mut finite: HashSet<*const Node> = composed.clone();
    loop {
        let before = open.len();
        open.retain(|node| {
            let ends = is_finite(context, node, &finite);
            if ends {
                finite.insert(std::ptr::from_ref(*node));
            }
            !ends
        });
        if open.len() == before {
            break;
        }
    }
    open.reverse();
    let mut reported: HashSet<*const Node> = HashSet::new();
    for start in open {
        // Each endless schema needs another one; following them must lead into a circle.
        let mut order: HashMap<*const Node, usize> = HashMap::new();
        let mut chain: Vec<Edge<'_>> = Vec::new();
        let mut node = start;
        while !reported.contains(&std::ptr::from_ref(node)) {
            if let Some(first) = order.insert(std::ptr::from_ref(node), chain.len()) {
                let circle = chain.get(first..).unwrap_or_default();
                report(context, node, circle, findings);
                break;
            }
            let Some(edge) = needs(context, node, &finite) else {
                break;
            };
            node = edge.to;
            chain.push(edge);
        }
        reported.extend(order.into_keys());
    }
}

fn report(context: &Context<'_>, first: &Node, circle: &[Edge<'_>], findings: &mut Findings<'_>) {
    let Some(edge) = circle.first() else { return };
    let mut names = vec![format!("`{}`", name(context, first))];
    for edge in circle {
        let name = format!("`{}`", name(context, edge.to));
        if names.last() != Some(&name) {
            names.push(name);
        }
    }
    if names.len() == 1 {
        names.push(names[0].clone());
    }
    // The first links are enough to start fixing a long circle.
    const SHOWN: usize = 6;
    if names.len() > SHOWN {
        names.splice(SHOWN - 1..names.len() - 1, ["…".to_owned()]);
    }
    findings.push(
        &rules::UNSATISFIABLE_SCHEMA,
        &edge.pointer,
        format!(
            "no finite value is valid: {}, each of them required",
            names.join(" requires ")
        ),
        "if the service may leave out one of these properties, remove it from `required`; if it may be `null`, add `nullable: true`",
    );
}

/// Whether a value of this schema can be built from schemas that are known to be finite.
fn is_finite(context: &Context<'_>, node: &Node, finite: &HashSet<*const Node>) -> bool {
    takes_null(context, node) || needs(context, node, finite).is_none()
}

/// Whether `null` is a value of this schema, as it says itself.
fn takes_null(context: &Context<'_>, node: &Node) -> bool {
    if !context.version.has_json_schema() {
        return node.get("nullable").and_then(Node::as_bool) == Some(true);
    }
    let types = node.get("type").map_or(&[][..], Node::items);
    types.iter().any(|name| name.as_str() == Some("null"))
}

/// The first schema that a value of this one cannot do without, and that is not known to be finite.
fn needs<'a>(context: &Context<'a>, node: &'a Node, finite: &HashSet<*const Node>) -> Option<Edge<'a>> {
    let base = || context.pointer(node);
    // What leads nowhere has been reported, and ends the chain.
    let endless = |target: &'a Node| {
        let to = context.resolve(target)?;
        (!finite.contains(&std::ptr::from_ref(to))).then_some(to)
    };
    if let Some(properties) = node.get("properties") {
        for name in node
            .get("required")
            .map_or(&[][..], Node::items)
            .iter()
            .filter_map(Node::as_str)
        {
            if let Some(to) = properties.get(name).and_then(endless) {
                let pointer = pointer::child(&format!("{}/properties", base()), name);
                return Some(Edge { pointer, to });
            }
        }
    }
    if let Some(items) = node.get("items")
        && node
            .get("minItems")
            .and_then(Node::as_number)
            .is_some_and(|text| text != "0")
        && let Some(to) = endless(items)
    {
        let pointer = format!("{}/items", base());
        return Some(Edge { pointer, to });
    }
    if let Some(edge) = referred(context, node).filter(|edge| !finite.contains(&std::ptr::from_ref(edge.to))) {
        return Some(edge);
    }
    for (index, branch) in node.get("allOf").map_or(&[][..], Node::items).iter().enumerate() {
        if let Some(to) = endless(branch) {
            let pointer = format!("{}/allOf/{index}", base());
            return Some(Edge { pointer, to });
        }
    }
    for key in ["oneOf", "anyOf"] {
        let branches = node.get(key).map_or(&[][..], Node::items);
        let mut all = branches.iter().map(endless);
        if let Some(first) = all.next().flatten()
            && all.all(|branch| branch.is_some())
        {
            let pointer = format!("{}/{key}/0", base());
            return Some(Edge { pointer, to: first });
        }
    }
    None
}

/// The name of the component that a schema is in, or its pointer.
fn name(context: &Context<'_>, node: &Node) -> String {
    let pointer = context.pointer(node);
    match pointer.strip_prefix("/components/schemas/") {
        Some(rest) => pointer::steps(&format!("/{rest}")).next().unwrap_or_default(),
        None if matches!(node.value, Value::Object(_)) && !pointer.is_empty() => pointer.to_owned(),
        None => "this schema".to_owned(),
    }
}
