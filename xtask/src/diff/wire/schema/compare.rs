//! The topics in their order: what a schema says of values, from its type to its conditions.

use std::collections::BTreeSet;

use super::additional::by_name;
use super::discriminators::Both;
use super::draft::Draft;
use super::pair::{Found, Pair};
use super::side::Side;
use super::way::Meaning;
use super::{
    additional, annotations, arrays, choices, conditions, discriminators, formats, limits, listed, objects, types,
    values,
};
use crate::diff::Site;
use crate::diff::rules::{FORBIDDEN, NO_LONGER_FORBIDDEN, SCHEMA_ADDED, SCHEMA_REMOVED};

/// Compares two schemas, each with all that applies to the same value.
pub(super) fn schemas<'b, 'r>(
    pair: &Pair<'_, 'b, 'r>,
    base: &Side<'b>,
    revision: &Side<'r>,
    both: &Both,
    found: &mut Found<'b, 'r>,
) {
    annotations::compare(pair, found);
    annotations::ignored(pair, base, revision, found);
    definitions(pair, found);
    match (pair.base.is_forbidden(), pair.revision.is_forbidden()) {
        (false, false) => {}
        (true, true) => return,
        (false, true) => {
            return found
                .drafts
                .push(pair.whole(&FORBIDDEN, "no value is allowed any more"));
        }
        (true, false) => {
            return found
                .drafts
                .push(pair.whole(&NO_LONGER_FORBIDDEN, "a value is allowed now"));
        }
    }
    if !choices::compare(pair, base, revision, found) {
        return;
    }
    discriminators::compare(pair, both, found);
    if listed::compare(pair, base, revision, found) || !types::compare(pair, found) {
        return;
    }
    formats::compare(pair, found);
    values::compare(pair, found);
    limits::compare(pair, found);
    objects::compare(pair, found);
    additional::compare(pair, found);
    arrays::compare(pair, found);
    conditions::compare(pair, found);
}

/// The schemas in `$defs`: what refers to them decides what they mean.
fn definitions<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    for keyword in ["$defs", "definitions"] {
        let (mut base, mut revision) = (by_name(pair.base, keyword), by_name(pair.revision, keyword));
        let names: BTreeSet<&str> = base.keys().chain(revision.keys()).copied().collect();
        for name in names {
            match (base.remove(name), revision.remove(name)) {
                (Some(base), Some(revision)) => {
                    let unused = pair.way.meaning(Meaning::Unused);
                    found.next(Side::all(base), Side::all(revision), unused);
                }
                (Some(base), None) => {
                    let draft = Draft::new(&SCHEMA_REMOVED, pair.way, format!("the schema `{name}` was removed"));
                    found.drafts.push(draft.from(base.first().map(Site::of)));
                }
                (None, Some(revision)) => {
                    let draft = Draft::new(&SCHEMA_ADDED, pair.way, format!("the schema `{name}` was added"));
                    found.drafts.push(draft.to(revision.first().map(Site::of)));
                }
                (None, None) => {}
            }
        }
    }
}
