//! How many operations the client offers in full: those that reach no part of the document that was lost.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Lowering;
use super::operations::Found;
use crate::document::{Node, Value, pointer, reference};
use crate::model::{Coverage, Operation};

impl<'d> Lowering<'d> {
    /// Counts the operations of the document by what the client has of them.
    pub(super) fn coverage(&self, found: &[Found<'d>], offered: &[Operation]) -> Coverage {
        let mut lost = super::lost(&self.diagnostics);
        lost.extend(self.lost.iter().cloned());
        let offered: HashSet<&str> = offered.iter().map(|operation| operation.at.as_str()).collect();
        let mut coverage = Coverage {
            operations: found.len(),
            choices: self.choices.len(),
            typed_choices: self.choices.values().filter(|is_typed| **is_typed).count(),
            ..Coverage::default()
        };
        let mut reach = Reach::new(self, &lost);
        let lossy = reach.lossy();
        for operation in found.iter().filter(|operation| offered.contains(operation.at.as_str())) {
            let parts =
                ["parameters", "servers"].map(|key| (pointer::child(&operation.item_at, key), operation.item.get(key)));
            let own = (operation.at.clone(), Some(operation.node));
            let is_lossy = parts.into_iter().chain([own]).any(|(at, node)| {
                within(&lost, &at)
                    || node.is_some_and(|node| references(node).iter().any(|target| lossy.contains(target)))
            });
            if is_lossy {
                coverage.in_part += 1;
            } else {
                coverage.in_full += 1;
            }
        }
        coverage
    }
}

/// The targets of references, and what each refers to in turn.
struct Reach {
    lossy: Vec<String>,
    /// Of each target: the targets that refer to it.
    users: HashMap<String, Vec<String>>,
}

impl Reach {
    fn new(lowering: &Lowering<'_>, lost: &BTreeSet<String>) -> Self {
        let mut reach = Self {
            lossy: Vec::new(),
            users: HashMap::new(),
        };
        let mut open: Vec<String> = references(lowering.document.root()).into_iter().collect();
        let mut known: HashSet<String> = open.iter().cloned().collect();
        while let Some(target) = open.pop() {
            if within(lost, &target) {
                reach.lossy.push(target.clone());
            }
            let Some(node) = lowering.at(&target) else { continue };
            for next in references(node) {
                reach.users.entry(next.clone()).or_default().push(target.clone());
                if known.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        reach
    }

    /// The targets within which, or within what they refer to, something was lost.
    fn lossy(&mut self) -> HashSet<String> {
        let mut open = std::mem::take(&mut self.lossy);
        let mut lossy: HashSet<String> = open.iter().cloned().collect();
        while let Some(target) = open.pop() {
            for user in self.users.get(&target).into_iter().flatten() {
                if lossy.insert(user.clone()) {
                    open.push(user.clone());
                }
            }
        }
        lossy
    }
}

/// Whether one of `places` is the value at `at`, or within it.
fn within(places: &BTreeSet<String>, at: &str) -> bool {
    let below = format!("{at}/");
    places.contains(at)
        || places
            .range(below.clone()..)
            .next()
            .is_some_and(|place| place.starts_with(&below))
}

/// The targets of the references in a value.
fn references(node: &Node) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        found.extend(reference::of(node).and_then(reference::target));
        match &node.value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.iter().map(|member| &member.node)),
            _ => {}
        }
    }
    found
}
