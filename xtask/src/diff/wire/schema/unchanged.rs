//! Which schemas are the same in both documents, with all that they refer to: there is nothing to compare in them.
//!
//! Two versions of one API have most of their schemas in common. Whether a schema is the same is a question of a walk through
//! both trees; comparing it by topics takes many times as long.

use std::collections::{HashMap, HashSet};

use codegen::Document;
use codegen::document::{Node, Value};
use codegen::view::Place;

use super::effective::component;
use super::side::Side;
use crate::diff::wire::leaves;

/// How many values of a schema without a name are looked at: it is a part of others, which are looked at, too.
const MOST_VALUES: usize = 64;

const SCHEMAS: &str = "#/components/schemas/";

/// The named schemas that are the same.
pub(super) struct Unchanged<'d> {
    names: HashSet<&'d str>,
    is_known: bool,
}

impl<'d> Unchanged<'d> {
    pub(super) fn of(base: &'d Document, revision: &Document) -> Self {
        // From OpenAPI 3.1 on, the target of a reference depends on more than its text.
        let is_known = !base.version().has_json_schema() && !revision.version().has_json_schema();
        if !is_known {
            return Self {
                names: HashSet::new(),
                is_known,
            };
        }
        let before = base.at("/components/schemas").map(Node::members).unwrap_or_default();
        let mut names = HashSet::new();
        let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut changed = Vec::new();
        for member in before {
            let pointer = codegen::document::pointer::child("/components/schemas", &member.key);
            let mut references = Vec::new();
            let is_same =
                leaves::same(Some(&member.node), revision.at(&pointer)) && collect(&member.node, &mut references);
            for name in references {
                users.entry(name).or_default().push(&member.key);
            }
            if is_same {
                names.insert(member.key.as_str());
            } else {
                changed.push(member.key.as_str());
            }
        }
        // References to what is not there lead nowhere in both.
        changed.extend(users.keys().filter(|name| !names.contains(*name)));
        let mut known: HashSet<&str> = changed.iter().copied().collect();
        while let Some(name) = changed.pop() {
            for user in users.get(name).into_iter().flatten() {
                names.remove(user);
                if known.insert(user) {
                    changed.push(user);
                }
            }
        }
        Self { names, is_known }
    }

    /// Whether both sides are the same.
    pub(super) fn has(&self, base: &Side<'_>, revision: &Side<'_>) -> bool {
        let ([before], [now]) = (&base.places[..], &revision.places[..]) else {
            return false;
        };
        let is_whole = |side: &Side<'_>| side.chosen.is_empty() && !side.null;
        self.is_known && is_whole(base) && is_whole(revision) && self.is_same(before, now)
    }

    fn is_same(&self, base: &Place<'_>, revision: &Place<'_>) -> bool {
        match (component(&base.pointer), component(&revision.pointer)) {
            (None, None) => {}
            // Another name is a difference.
            (before, now) => return before == now && before.is_some_and(|name| self.names.contains(name.as_str())),
        }
        self.are_same(base.node, revision.node, &mut { MOST_VALUES })
    }

    fn are_same(&self, base: &Node, revision: &Node, left: &mut usize) -> bool {
        if *left == 0 {
            return false;
        }
        *left -= 1;
        match (&base.value, &revision.value) {
            (Value::Object(before), Value::Object(after)) => {
                before.len() == after.len()
                    && before.iter().zip(after).all(|(before, after)| {
                        before.key == after.key
                            && match before.key.as_str() {
                                "discriminator" => false,
                                "$ref" => {
                                    let name = before.node.as_str().and_then(name);
                                    before.node.value == after.node.value
                                        && name.is_some_and(|name| self.names.contains(name))
                                }
                                _ => self.are_same(&before.node, &after.node, left),
                            }
                    })
            }
            (Value::Array(before), Value::Array(after)) => {
                before.len() == after.len()
                    && before
                        .iter()
                        .zip(after)
                        .all(|(before, after)| self.are_same(before, after, left))
            }
            (before, after) => before == after,
        }
    }
}

/// The named schema that a reference leads to; none if it leads elsewhere, or its name is written with escapes.
fn name(reference: &str) -> Option<&str> {
    let name = reference.strip_prefix(SCHEMAS)?;
    (!name.contains(['/', '~', '%'])).then_some(name)
}

/// Collects the names that a schema refers to. Whether these decide, and its own text, what it means: what a discriminator
/// chooses among depends on schemas that build on this one.
fn collect<'n>(node: &'n Node, found: &mut Vec<&'n str>) -> bool {
    match &node.value {
        Value::Object(members) => members.iter().all(|member| match member.key.as_str() {
            "discriminator" => false,
            "$ref" => match member.node.as_str().map(name) {
                Some(Some(name)) => {
                    found.push(name);
                    true
                }
                _ => false,
            },
            _ => collect(&member.node, found),
        }),
        Value::Array(items) => items.iter().all(|item| collect(item, found)),
        _ => true,
    }
}
