//! Discriminators that are inherited: a schema with a `discriminator` and no choice of its own means itself and
//! each schema that builds on it with `allOf`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Lowering;
use crate::document::{Node, reference};

/// The schemas that inherit a discriminator, by pointers of components.
#[derive(Debug, Default)]
pub(super) struct Hierarchy {
    /// All schemas that build on a schema, directly or not, in the order of the document.
    descendants: HashMap<String, Vec<String>>,
    /// The schemas that build on another one.
    children: BTreeSet<String>,
}

impl Hierarchy {
    /// The schemas that build on the schema at `at`; empty if it has no descendants.
    pub(super) fn descendants(&self, at: &str) -> &[String] {
        self.descendants.get(at).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether the schema at `at` builds on one that has a discriminator.
    pub(super) fn is_child(&self, at: &str) -> bool {
        self.children.contains(at)
    }
}

impl<'d> Lowering<'d> {
    /// Finds the schemas that inherit a discriminator.
    pub(super) fn hierarchy(&self) -> Hierarchy {
        let components = self.component_schemas();
        let order: HashMap<&str, usize> = components
            .iter()
            .enumerate()
            .map(|(index, (at, _))| (at.as_str(), index))
            .collect();
        // The schemas that build directly on each schema.
        let mut direct: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (at, node) in &components {
            for part in node.get("allOf").map(Node::items).unwrap_or_default() {
                let target = reference::of(part).and_then(reference::target);
                if let Some(target) = target.filter(|target| order.contains_key(target.as_str())) {
                    direct.entry(target).or_default().push(at);
                }
            }
        }
        let mut hierarchy = Hierarchy::default();
        let is_root = |node: &Node| {
            node.get("discriminator").is_some() && node.get("oneOf").is_none() && node.get("anyOf").is_none()
        };
        // Below a root, every schema on which another one builds means that one as well.
        let mut open: Vec<&str> = components
            .iter()
            .filter(|(_, node)| is_root(node))
            .map(|(at, _)| at.as_str())
            .collect();
        let mut seen: BTreeSet<&str> = open.iter().copied().collect();
        while let Some(at) = open.pop() {
            let children = direct.get(at).map(Vec::as_slice).unwrap_or_default();
            open.extend(children.iter().filter(|child| seen.insert(child)));
            hierarchy
                .children
                .extend(children.iter().map(|child| (*child).to_owned()));
            let mut below: BTreeSet<&str> = BTreeSet::new();
            let mut waiting = children.to_vec();
            while let Some(child) = waiting.pop() {
                if child != at && below.insert(child) {
                    waiting.extend(direct.get(child).map(Vec::as_slice).unwrap_or_default());
                }
            }
            let mut below: Vec<String> = below.into_iter().map(str::to_owned).collect();
            below.sort_by_key(|child| order.get(child.as_str()).copied());
            if !below.is_empty() {
                hierarchy.descendants.insert(at.to_owned(), below);
            }
        }
        hierarchy
    }
}
