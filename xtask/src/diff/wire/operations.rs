//! Operations: which were added, removed, moved or renamed, and what each says of itself.

use std::collections::HashSet;

use codegen::view::{Api, Operation};

use super::found::Found;
use super::members::{self, By, Table};
use super::pairs::{self, Pair, Pairs};
use super::schemes::Schemes;
use super::{bodies, document, leaves, parameters, paths, receivers, responses, security, servers};
use crate::diff::Change;
use crate::diff::rules::*;

static OPERATION: Table = &[
    ("operationId", By::Code),
    ("tags", By::Code),
    ("parameters", By::Code),
    ("requestBody", By::Code),
    ("responses", By::Code),
    ("security", By::Code),
    ("servers", By::Code),
    ("callbacks", By::Code),
    ("deprecated", By::Flag(&OPERATION_DEPRECATED, &OPERATION_REACTIVATED)),
    (
        "x-pagination",
        By::Presence(&PAGINATION_ADDED, &PAGINATION_REMOVED, &PAGINATION_CHANGED),
    ),
];

/// Compares all operations.
pub(super) fn compare<'b, 'r>(base: &Api<'b>, revision: &Api<'r>, found: &mut Found<'b, 'r>) {
    let Pairs { both, removed, added } = pairs::of(base, revision);
    for one in removed {
        let deprecated = if one.deprecated {
            "the deprecated operation "
        } else {
            ""
        };
        let message = format!("{deprecated}{} was removed", shown(one));
        found.add(Change::new(&OPERATION_REMOVED, message).of(one.name()).from(&one.place));
    }
    for one in added {
        let message = format!("{} was added", shown(one));
        found.add(Change::new(&OPERATION_ADDED, message).of(one.name()).to(&one.place));
    }
    let schemes = Schemes::of(base, revision);
    for pair in &both {
        found.operation = Some(pair.revision.name());
        operation(pair, &schemes, found);
        found.operation = None;
    }
    paths::compare(base, revision, &both, found);
    document::overridden(base, revision, (&in_force(base), &in_force(revision)), found);
}

/// The pointers of the lists of servers and of security that operations use.
fn in_force(api: &Api<'_>) -> HashSet<String> {
    let security = api
        .operations
        .iter()
        .filter_map(|operation| Some(&operation.security.as_ref()?.place));
    let servers = api.operations.iter().filter_map(|operation| operation.servers.as_ref());
    security.chain(servers).map(|place| place.pointer.clone()).collect()
}

fn operation<'b, 'r>(pair: &Pair<'_, 'b, 'r>, schemes: &Schemes<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let (base, revision) = (pair.base, pair.revision);
    identity(pair, found);
    for broken in &base.broken {
        found.broken(&base.place, broken);
    }
    for broken in &revision.broken {
        found.broken(&revision.place, broken);
    }
    if !found.can_compare(&base.place, &revision.place) {
        return;
    }
    members::compare(&base.place, &revision.place, OPERATION, &|| shown(revision), found);
    tags(pair, found);
    parameters::compare(pair, found);
    bodies::compare(pair, found);
    responses::compare(pair, found);
    security::compare(pair, schemes, found);
    servers::compare(pair, found);
    receivers::callbacks(pair, &shown(revision), found);
}

/// What makes an operation the one that it is.
fn identity(pair: &Pair<'_, '_, '_>, found: &mut Found<'_, '_>) {
    let (base, revision) = (pair.base, pair.revision);
    let is_moved = pairs::route(base) != pairs::route(revision);
    if is_moved {
        let (from, to) = (address(base), address(revision));
        let message = format!("{} was {from} and is {to}", revision.name());
        found.changed(&OPERATION_MOVED, &base.place, &revision.place, message);
    }
    let (before, after) = (pairs::variables(base), pairs::variables(revision));
    for (from, to) in &pair.renamed {
        let message = format!("the variable `{from}` of the path is called `{to}` now");
        let (before, after) = (&base.path_item, &revision.path_item);
        found.changed(&PATH_PARAMETER_RENAMED, before, after, message);
    }
    let renamed: Vec<_> = before
        .iter()
        .map(|name| {
            pair.renamed
                .iter()
                .find(|(from, _)| from == name)
                .map_or(*name, |(_, to)| *to)
        })
        .collect();
    if !is_moved && renamed != after {
        let list = |names: &[&str]| {
            names
                .iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let message = format!(
            "the variables of the path were {} and are {}",
            list(&before),
            list(&after)
        );
        let (before, after) = (&base.path_item, &revision.path_item);
        found.changed(&PATH_PARAMETERS_REORDERED, before, after, message);
    }
    if base.id != revision.id {
        let named = |id: Option<&str>| id.map_or_else(|| "none".to_owned(), |id| format!("`{id}`"));
        let message = format!("the operationId was {} and is {}", named(base.id), named(revision.id));
        members::at_member(
            "operationId",
            &OPERATION_ID_CHANGED,
            (&base.place, &revision.place),
            message,
            found,
        );
    }
}

fn tags(pair: &Pair<'_, '_, '_>, found: &mut Found<'_, '_>) {
    let (base, revision) = (pair.base, pair.revision);
    let places = (&base.place, &revision.place);
    let subject = shown(revision);
    let (before, after) = (&base.tags, &revision.tags);
    let mut differs = false;
    for tag in before.iter().filter(|tag| !after.contains(tag)) {
        differs = true;
        members::at_member(
            "tags",
            &TAG_REMOVED,
            places,
            format!("the tag `{tag}` of {subject} was removed"),
            found,
        );
    }
    for tag in after.iter().filter(|tag| !before.contains(tag)) {
        differs = true;
        members::at_member(
            "tags",
            &TAG_ADDED,
            places,
            format!("the tag `{tag}` of {subject} was added"),
            found,
        );
    }
    let (before, after) = (base.place.node.get("tags"), revision.place.node.get("tags"));
    if !differs && before.is_some() && after.is_some() && !leaves::same(before, after) {
        members::at_member(
            "tags",
            &TAGS_REORDERED,
            places,
            format!("the tags of {subject} are in another order"),
            found,
        );
    }
}

fn address(operation: &Operation<'_>) -> String {
    format!("`{} {}`", operation.method, operation.path.text)
}

fn shown(operation: &Operation<'_>) -> String {
    match operation.id {
        Some(id) => format!("`{id}`"),
        None => address(operation),
    }
}
