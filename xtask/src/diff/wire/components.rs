//! Components that nothing uses: what is in use is compared where it is used. Schemas are compared apart.

use std::collections::HashSet;

use codegen::document::{Member, Node, Value, pointer};
use codegen::view::{Api, Place};

use super::found::Found;
use super::leaves;
use super::members;
use crate::diff::rules::*;

/// Compares the components that nothing uses.
pub(super) fn compare(base: &Api<'_>, revision: &Api<'_>, found: &mut Found<'_, '_>) {
    let before = Place::root(base.document).raw("components");
    let after = Place::root(revision.document).raw("components");
    let sections = |place: &Option<Place<'_>>| -> Vec<String> {
        let members = place.iter().flat_map(|place| place.node.members());
        members
            .map(|member| member.key.clone())
            .filter(|key| key != "schemas")
            .collect()
    };
    let mut all = sections(&before);
    let new: Vec<_> = sections(&after).into_iter().filter(|key| !all.contains(key)).collect();
    all.extend(new);
    if all.is_empty() {
        return;
    }
    let (used_before, used_after) = (used(base), used(revision));
    for section in all {
        let (base, revision) = (
            before.as_ref().and_then(|place| place.raw(&section)),
            after.as_ref().and_then(|place| place.raw(&section)),
        );
        if section.starts_with("x-") {
            leaves::compare(base.as_ref(), revision.as_ref(), false, &mut |base, revision| {
                members::leaf(&EXTENSION_CHANGED, base, revision, "the components", found);
            });
            continue;
        }
        if !SECTIONS.contains(&section.as_str()) {
            leaves::compare(base.as_ref(), revision.as_ref(), false, &mut |base, revision| {
                members::leaf(&UNHANDLED, base, revision, "the components", found);
            });
            continue;
        }
        let mut names: Vec<&str> = Vec::new();
        for Member { key, .. } in base
            .iter()
            .chain(revision.iter())
            .flat_map(|place| place.node.members())
        {
            names.push(key);
        }
        let mut known = HashSet::new();
        for name in names.into_iter().filter(|name| known.insert(*name)) {
            let at = |place: &Option<Place<'_>>| place.as_ref().map(|place| place.at(name));
            let is_used = (
                at(&base).is_some_and(|at| used_before.contains(&at)),
                at(&revision).is_some_and(|at| used_after.contains(&at)),
            );
            let of_base = base.as_ref().and_then(|place| place.raw(name));
            let of_revision = revision.as_ref().and_then(|place| place.raw(name));
            let subject = format!("the component `{name}`");
            match (&of_base, &of_revision) {
                (Some(one), None) if !is_used.0 => {
                    found.removed(
                        &UNUSED_COMPONENT_REMOVED,
                        one,
                        format!("{subject} was removed, which nothing used"),
                    );
                }
                (None, Some(one)) if !is_used.1 => {
                    found.added(
                        &UNUSED_COMPONENT_ADDED,
                        one,
                        format!("{subject} was added, which nothing uses"),
                    );
                }
                (Some(base), Some(revision)) if !(is_used.0 && is_used.1) => {
                    leaves::compare(Some(base), Some(revision), false, &mut |base, revision| {
                        members::leaf(&UNUSED_COMPONENT_CHANGED, base, revision, &subject, found);
                    });
                }
                _ => {}
            }
        }
    }
}

/// The sections of components, but for schemas.
const SECTIONS: &[&str] = &[
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
    "mediaTypes",
];

/// The pointers of the components that something outside of the components leads to, also by way of others.
fn used(api: &Api<'_>) -> HashSet<String> {
    let document = api.document;
    let mut used = HashSet::new();
    let members = document.root().members().iter();
    let mut open: Vec<&Node> = members
        .filter(|member| member.key != "components")
        .map(|member| &member.node)
        .collect();
    let requirements = api
        .operations
        .iter()
        .filter_map(|operation| operation.security.as_ref());
    for requirement in requirements
        .flat_map(|all| &all.alternatives)
        .flat_map(|one| &one.requirements)
    {
        used.insert(pointer::child("/components/securitySchemes", requirement.name));
    }
    while let Some(node) = open.pop() {
        match &node.value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                for member in members {
                    let target = member.node.as_str().filter(|_| member.key == "$ref");
                    let target = target.filter(|target| !target.starts_with("#/components/schemas/"));
                    let component = target.and_then(|target| component(document, target));
                    if let Some(component) = component.filter(|component| !used.contains(component)) {
                        open.extend(document.at(&component));
                        used.insert(component);
                    }
                    open.push(&member.node);
                }
            }
            _ => {}
        }
    }
    used
}

/// The pointer of the component that a reference leads to, or into.
fn component(document: &codegen::Document, reference: &str) -> Option<String> {
    let target = document.target("", reference)?;
    let steps: Vec<_> = target.split('/').take(4).collect();
    (steps.len() == 4 && steps[1] == "components").then(|| steps.join("/"))
}
