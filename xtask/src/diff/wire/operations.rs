//! Which operation of the base is which of the revision: by method and path, then by operationId, so that what was moved or
//! renamed is seen as such.

use std::collections::HashMap;

use codegen::view::{Api, Operation};

use crate::diff::Change;
use crate::diff::rules::{
    OPERATION_ADDED, OPERATION_DEPRECATED, OPERATION_ID_CHANGED, OPERATION_MOVED, OPERATION_REMOVED,
};

/// An operation in both documents.
pub(super) struct Pair<'a, 'b, 'r> {
    pub(super) base: &'a Operation<'b>,
    pub(super) revision: &'a Operation<'r>,
}

/// The operations that are in both documents. The others are changes, and so is what makes the two of a pair two.
pub(super) fn pair<'a, 'b, 'r>(
    base: &'a Api<'b>,
    revision: &'a Api<'r>,
    changes: &mut Vec<Change>,
) -> Vec<Pair<'a, 'b, 'r>> {
    let by_route: HashMap<_, _> = revision.operations.iter().map(|found| (route(found), found)).collect();
    let by_id: HashMap<_, _> = revision
        .operations
        .iter()
        .filter_map(|found| Some((found.id?, found)))
        .collect();
    let known: HashMap<_, _> = base.operations.iter().map(|found| (route(found), found)).collect();
    let mut taken = std::collections::HashSet::new();
    let mut pairs = Vec::new();
    for base in &base.operations {
        let same = by_route.get(&route(base));
        // One that has the route of another operation of the base is that one.
        let moved = || by_id.get(base.id?).filter(|found| !known.contains_key(&route(found)));
        let Some(revision) = same.or_else(moved) else {
            let message = format!("{} was removed", base.name());
            changes.push(
                Change::new(&OPERATION_REMOVED, message)
                    .of(base.name())
                    .from(&base.place),
            );
            continue;
        };
        taken.insert(route(revision));
        let both = |rule, message: String| {
            Change::new(rule, message)
                .of(revision.name())
                .from(&base.place)
                .to(&revision.place)
        };
        if route(base) != route(revision) {
            let (from, to) = (shown(base), shown(revision));
            changes.push(both(
                &OPERATION_MOVED,
                format!("{} was {from} and is {to}", revision.name()),
            ));
        }
        if base.id != revision.id {
            let named = |id: Option<&str>| id.map_or_else(|| "none".to_owned(), |id| format!("`{id}`"));
            let message = format!("the operationId was {} and is {}", named(base.id), named(revision.id));
            changes.push(both(&OPERATION_ID_CHANGED, message));
        }
        pairs.push(Pair { base, revision });
    }
    for added in revision
        .operations
        .iter()
        .filter(|found| !taken.contains(&route(found)))
    {
        let message = format!("{} was added", added.name());
        changes.push(Change::new(&OPERATION_ADDED, message).of(added.name()).to(&added.place));
    }
    pairs
}

/// What an operation says of itself.
pub(super) fn compare(pair: &Pair<'_, '_, '_>, changes: &mut Vec<Change>) {
    let (base, revision) = (pair.base, pair.revision);
    if !base.deprecated && revision.deprecated {
        let change = Change::new(&OPERATION_DEPRECATED, format!("{} is deprecated now", revision.name()));
        changes.push(change.of(revision.name()).from(&base.place).to(&revision.place));
    }
}

/// Method and path without the names of the path's variables, which are not sent.
fn route(operation: &Operation<'_>) -> (&'static str, String) {
    let mut path = String::new();
    let mut rest = operation.path.text;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        path.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    path.push_str(rest);
    (operation.method, path)
}

fn shown(operation: &Operation<'_>) -> String {
    format!("{} {}", operation.method, operation.path.text)
}
