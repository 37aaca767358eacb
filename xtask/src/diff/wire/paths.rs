//! Path items: what each says for all its operations.

use std::collections::{HashMap, HashSet};

use codegen::view::{Api, METHODS, Operation, Parameter, Place};

use super::found::Found;
use super::leaves;
use super::members::{self, By, Table};
use super::pairs::Pair;
use crate::diff::rules::*;

static PATH_ITEM: Table = &[
    ("get", By::Code),
    ("put", By::Code),
    ("post", By::Code),
    ("delete", By::Code),
    ("options", By::Code),
    ("head", By::Code),
    ("patch", By::Code),
    ("trace", By::Code),
    ("parameters", By::Code),
    ("servers", By::Code),
];

/// Compares the path items of the operations that are in both documents, and the paths without operations.
pub(super) fn compare(base: &Api<'_>, revision: &Api<'_>, pairs: &[Pair<'_, '_, '_>], found: &mut Found<'_, '_>) {
    let (of_paths, of_other_paths) = (by_path(base), by_path(revision));
    let mut known = HashSet::new();
    for pair in pairs {
        let (before, after) = (&pair.base.path_item, &pair.revision.path_item);
        if !known.insert((before.pointer.as_str(), after.pointer.as_str())) {
            continue;
        }
        let subject = || format!("the path `{}`", pair.revision.path.text);
        members::compare(before, after, PATH_ITEM, &subject, found);
        let operations = (
            of_paths.get(before.pointer.as_str()).map_or(&[][..], Vec::as_slice),
            of_other_paths
                .get(after.pointer.as_str())
                .map_or(&[][..], Vec::as_slice),
        );
        overridden_servers(pair, operations, &subject, found);
        overridden_parameters(pair, operations, &subject, found);
    }
    let (of_base, of_revision) = (
        Place::root(base.document).get("paths"),
        Place::root(revision.document).get("paths"),
    );
    let (Some(of_base), Some(of_revision)) = (of_base, of_revision) else {
        return;
    };
    let is_extension = |key: &str| !key.starts_with('/');
    members::compare_where(
        &of_base,
        &of_revision,
        &[],
        is_extension,
        &|| "the paths".to_owned(),
        found,
    );
    let is_empty = |item: &Place<'_>| METHODS.iter().all(|(method, _)| item.node.get(method).is_none());
    for (path, item) in of_base
        .members()
        .filter(|(path, item)| path.starts_with('/') && is_empty(item))
    {
        if !found.is_sound(&item) {
            continue;
        }
        let subject = || format!("the path `{path}`");
        if let Some(other) = of_revision.get(path) {
            // Where the other one has operations, they were added.
            if is_empty(&other) && known.insert(("", path)) {
                members::compare(&item, &other, PATH_ITEM, &subject, found);
                for key in ["servers", "parameters"] {
                    let (before, after) = (item.raw(key), other.raw(key));
                    leaves::compare(before.as_ref(), after.as_ref(), true, &mut |before, after| {
                        members::leaf(&OVERRIDDEN_DEFAULT_CHANGED, before, after, &subject(), found);
                    });
                }
            }
        } else {
            found.removed(
                &EMPTY_PATH_REMOVED,
                &item,
                format!("{} was removed, which had no operations", subject()),
            );
        }
    }
    for (path, item) in of_revision
        .members()
        .filter(|(path, item)| path.starts_with('/') && is_empty(item))
    {
        if found.is_sound(&item) && of_base.node.get(path).is_none() {
            found.added(
                &EMPTY_PATH_ADDED,
                &item,
                format!("the path `{path}` was added, which has no operations"),
            );
        }
    }
}

/// The operations of each path item, by its pointer.
fn by_path<'a, 'd>(api: &'a Api<'d>) -> HashMap<&'a str, Vec<&'a Operation<'d>>> {
    let mut all: HashMap<&str, Vec<&Operation<'d>>> = HashMap::new();
    for operation in &api.operations {
        all.entry(&operation.path_item.pointer).or_default().push(operation);
    }
    all
}

/// The operations of a path item in both documents.
type Operations<'a, 'b, 'r> = (&'a [&'a Operation<'b>], &'a [&'a Operation<'r>]);

/// Compares the servers of a path that no operation of it uses.
fn overridden_servers(
    pair: &Pair<'_, '_, '_>,
    (base, revision): Operations<'_, '_, '_>,
    subject: &dyn Fn() -> String,
    found: &mut Found<'_, '_>,
) {
    let (before, after) = (&pair.base.path_item, &pair.revision.path_item);
    let (before, after) = (before.raw("servers"), after.raw("servers"));
    if leaves::same(
        before.as_ref().map(|place| place.node),
        after.as_ref().map(|place| place.node),
    ) {
        return;
    }
    let is_compared = |place: &Option<Place<'_>>, operations: &[&Operation<'_>]| {
        let uses = |pointer: &str| {
            let mut lists = operations.iter().filter_map(|one| one.servers.as_ref());
            lists.any(|list| list.pointer == pointer)
        };
        place.as_ref().is_none_or(|place| uses(&place.pointer))
    };
    if !is_compared(&before, base) || !is_compared(&after, revision) {
        leaves::compare(before.as_ref(), after.as_ref(), false, &mut |before, after| {
            members::leaf(&OVERRIDDEN_DEFAULT_CHANGED, before, after, &subject(), found);
        });
    }
}

/// Compares the parameters of a path that every operation of it replaces.
fn overridden_parameters(
    pair: &Pair<'_, '_, '_>,
    (base, revision): Operations<'_, '_, '_>,
    subject: &dyn Fn() -> String,
    found: &mut Found<'_, '_>,
) {
    let (before, after) = (&pair.base.path_item, &pair.revision.path_item);
    if leaves::same(before.node.get("parameters"), after.node.get("parameters")) {
        return;
    }
    let left = (replaced(before, base), replaced(after, revision));
    let key = |one: &Parameter<'_>| (one.location, one.name.to_ascii_lowercase());
    for one in &left.0 {
        let other = left.1.iter().find(|other| key(other) == key(one));
        leaves::compare(
            Some(&one.place),
            other.map(|other| &other.place),
            true,
            &mut |before, after| {
                members::leaf(&OVERRIDDEN_DEFAULT_CHANGED, before, after, &subject(), found);
            },
        );
    }
    for one in left
        .1
        .iter()
        .filter(|one| !left.0.iter().any(|other| key(other) == key(one)))
    {
        members::leaf(&OVERRIDDEN_DEFAULT_CHANGED, None, Some(&one.place), &subject(), found);
    }
}

/// The parameters of a path item that no operation of it has.
fn replaced<'d>(item: &Place<'d>, operations: &[&Operation<'d>]) -> Vec<Parameter<'d>> {
    let used: HashSet<&str> = operations
        .iter()
        .flat_map(|operation| &operation.parameters)
        .map(|parameter| parameter.place.pointer.as_str())
        .collect();
    let list = item.raw("parameters");
    let all = list.iter().flat_map(Place::items).filter_map(Parameter::of);
    all.filter(|parameter| !used.contains(parameter.place.pointer.as_str()))
        .collect()
}
