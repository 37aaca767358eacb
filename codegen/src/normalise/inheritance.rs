//! Discriminators that are inherited: a schema with a `discriminator` and no choice of its own means itself and
//! each schema that builds on it with `allOf`. A schema that builds on it only to list some of their values means the
//! schemas with these values.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Lowering;
use crate::document::{Node, pointer, reference};

/// The schemas that inherit a discriminator, by pointers of components.
#[derive(Debug, Default)]
pub(super) struct Hierarchy {
    /// All schemas that build on a schema, directly or not, in the order of the document.
    descendants: HashMap<String, Vec<String>>,
    /// The schemas that build on another one.
    children: BTreeSet<String>,
    /// The schemas that mean some of the others, and not themselves.
    lists: BTreeSet<String>,
}

impl Hierarchy {
    /// The schemas that build on the schema at `at`; empty if it has no descendants.
    pub(super) fn descendants(&self, at: &str) -> &[String] {
        self.descendants.get(at).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether the schema at `at` only lists which others it means.
    pub(super) fn is_list(&self, at: &str) -> bool {
        self.lists.contains(at)
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
        let roots = components.iter().filter(|(_, node)| is_root(node));
        for (root_at, root) in roots {
            let children = direct.get(root_at).map(Vec::as_slice).unwrap_or_default();
            for child in children {
                if let Some(meant) = self.listed_heirs(&hierarchy, (root_at, root), child) {
                    hierarchy.lists.insert((*child).to_owned());
                    hierarchy.descendants.insert((*child).to_owned(), meant);
                }
            }
        }
        hierarchy
    }

    /// The schemas that the schema at `at` means, if it only lists values of the discriminator of `root`, and not its own.
    fn listed_heirs(&self, hierarchy: &Hierarchy, root: (&str, &'d Node), at: &str) -> Option<Vec<String>> {
        let (root_at, root) = root;
        let property = root.get("discriminator")?.get("propertyName")?.as_str()?;
        let schema = self.at(at)?;
        if !hierarchy.descendants(at).is_empty() {
            return None;
        }
        let parts = schema.get("allOf").map(Node::items).unwrap_or_default();
        let mut listed: Option<Vec<&str>> = None;
        for part in parts.iter().chain([schema]) {
            if let Some(target) = reference::of(part).and_then(reference::target) {
                if target != root_at {
                    return None;
                }
                continue;
            }
            let is_free = |key: &str| {
                matches!(
                    key,
                    "type" | "title" | "description" | "properties" | "required" | "allOf" | "example"
                ) || key.starts_with("x-")
            };
            let is_composed = !std::ptr::eq(part, schema) && part.get("allOf").is_some();
            if is_composed || !part.members().iter().all(|member| is_free(&member.key)) {
                return None;
            }
            let required = part.get("required").map(Node::items).unwrap_or_default();
            let properties = part.get("properties").map(Node::members).unwrap_or_default();
            if required.iter().any(|name| name.as_str() != Some(property))
                || properties.iter().any(|member| member.key != property)
            {
                return None;
            }
            for values in properties.iter().filter_map(|member| member.node.get("enum")) {
                listed = Some(values.items().iter().filter_map(Node::as_str).collect());
            }
        }
        let listed = listed?;
        let is_listed = |at: &str| {
            let values = values_of(root, at);
            values.iter().any(|value| listed.contains(&value.as_str()))
        };
        if is_listed(at) {
            return None;
        }
        let mut meant = hierarchy.descendants(root_at).to_vec();
        meant.retain(|other| is_listed(other));
        (!meant.is_empty()).then_some(meant)
    }
}

/// The values by which the discriminator of a schema means the component at `at`.
fn values_of(root: &Node, at: &str) -> Vec<String> {
    let name = pointer::steps(at).last().unwrap_or_default();
    let mapping = root
        .get("discriminator")
        .and_then(|discriminator| discriminator.get("mapping"));
    let entries = mapping.map(Node::members).unwrap_or_default().iter();
    let means = |target: &str| target == name || reference::target(target).is_some_and(|target| target == at);
    let mapped = entries.filter(|entry| entry.node.as_str().is_some_and(means));
    let mapped: Vec<String> = mapped.map(|entry| entry.key.clone()).collect();
    if mapped.is_empty() { vec![name] } else { mapped }
}
