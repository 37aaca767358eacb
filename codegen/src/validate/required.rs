//! `required` lists names of properties; a name that no property has is often misspelt.
//!
//! In a composition the property may be in another branch, in the schema around it, or in a schema that takes this one
//! into its own `allOf`; all of them are looked at before a name is reported.

use super::Context;
use super::findings::Findings;
use super::nearest::nearest;
use super::objects::Type;
use crate::diagnostic::rules;
use crate::document::pointer;
use crate::document::{Node, Value};
use std::collections::{HashMap, HashSet};

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let families = Families::new(context);
    for visit in context.index.all(Type::Schema) {
        let Some(required) = visit.node.get("required") else {
            continue;
        };
        // Of another type, the whole keyword is out of place, and reported so.
        if visit.node.get("type").is_some_and(|ty| ty.as_str() != Some("object")) {
            continue;
        }
        let list = pointer::child(&visit.pointer, "required");
        let mut seen = HashSet::new();
        let mut family = None;
        for (index, item) in required.items().iter().enumerate() {
            let Some(name) = item.as_str() else { continue };
            let pointer = pointer::child(&list, &index.to_string());
            if !seen.insert(name) {
                findings.push(
                    &rules::DUPLICATE_VALUE,
                    &pointer,
                    format!("`required` lists `{name}` twice"),
                    "remove one of them",
                );
                continue;
            }
            let family = family.get_or_insert_with(|| families.of(visit.node));
            if family.open || family.properties.contains(name) {
                continue;
            }
            let help = match nearest(name, family.properties.iter().copied()) {
                Some(meant) => format!("perhaps `{meant}` is meant"),
                None => format!("add `{name}` to `properties`, to say what it holds"),
            };
            findings.push(
                &rules::REQUIRED_WITHOUT_PROPERTY,
                &pointer,
                format!("`required` lists `{name}`, but the schema has no such property"),
                help,
            );
        }
    }
}

/// What is known of the properties of a schema and of all that it is composed with.
#[derive(Default)]
struct Family<'a> {
    properties: HashSet<&'a str>,
    /// Whether other names are allowed in so many words, or something could not be looked at.
    open: bool,
}

/// Which schemas are composed with which.
struct Families<'c, 'a> {
    context: &'c Context<'a>,
    /// The schemas of which this one is a branch.
    parents: HashMap<*const Node, Vec<&'a Node>>,
}

impl<'c, 'a> Families<'c, 'a> {
    fn new(context: &'c Context<'a>) -> Self {
        let mut parents: HashMap<*const Node, Vec<&'a Node>> = HashMap::new();
        for visit in context.index.all(Type::Schema) {
            let branches = branches(visit.node).filter_map(|branch| context.resolve(branch));
            for branch in branches.chain(context.reference(visit.node)) {
                parents.entry(std::ptr::from_ref(branch)).or_default().push(visit.node);
            }
        }
        Self { context, parents }
    }

    fn of(&self, node: &'a Node) -> Family<'a> {
        let mut family = Family::default();
        // Upwards to all that this schema is a branch of, then down from each.
        let mut up = vec![node];
        let mut seen_up = HashSet::new();
        let mut down = Vec::new();
        while let Some(node) = up.pop() {
            if seen_up.insert(std::ptr::from_ref(node)) {
                down.push(node);
                up.extend(
                    self.parents
                        .get(&std::ptr::from_ref(node))
                        .into_iter()
                        .flatten()
                        .copied(),
                );
            }
        }
        let mut seen = HashSet::new();
        while let Some(node) = down.pop() {
            if !seen.insert(std::ptr::from_ref(node)) {
                continue;
            }
            let properties = node.get("properties").map_or(&[][..], Node::members);
            family
                .properties
                .extend(properties.iter().map(|member| member.key.as_str()));
            // Misspelt properties are reported once, not again for each of their names.
            family.open |= node.get("properties").is_none()
                && node
                    .members()
                    .iter()
                    .any(|member| nearest(&member.key, ["properties"]).is_some());
            family.open |= match node.get("additionalProperties").map(|node| &node.value) {
                Some(Value::Bool(open)) => *open,
                Some(_) => true,
                None => false,
            };
            for branch in branches(node) {
                match self.context.resolve(branch) {
                    Some(branch) => down.push(branch),
                    None => family.open = true,
                }
            }
            down.extend(self.context.reference(node));
        }
        family
    }
}

/// The schemas that a schema is composed of.
fn branches(node: &Node) -> impl Iterator<Item = &Node> {
    let lists = ["allOf", "oneOf", "anyOf"];
    let listed = lists.into_iter().filter_map(|key| node.get(key)).flat_map(Node::items);
    // Those of OpenAPI 3.1 as well; in 3.0 they are reported as unknown.
    let single = ["not", "if", "then", "else"]
        .into_iter()
        .filter_map(|key| node.get(key));
    let dependent = node.get("dependentSchemas").map_or(&[][..], Node::members);
    listed.chain(single).chain(dependent.iter().map(|member| &member.node))
}
