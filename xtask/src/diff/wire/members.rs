//! The members of an object in both documents: what each is compared by. What no table has is `unhandled`, so that no
//! difference is passed over.

use std::collections::BTreeSet;

use codegen::document::{Member, Node, pointer};
use codegen::view::Place;

use super::found::Found;
use super::leaves::{self, same, what};
use crate::diff::rules::{
    DESCRIPTION_CHANGED, EXAMPLE_CHANGED, EXTENSION_CHANGED, EXTERNAL_DOCS_CHANGED, IGNORED_REFERENCE_SIBLING_CHANGED,
    RUST_NAME_CHANGED, UNHANDLED,
};
use crate::diff::{Change, Rule, Site};

/// What a member is compared by.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// Code of its own.
    Code,
    /// Any difference is a change by this rule.
    Rule(&'static Rule),
    /// Any difference is a change by this rule, at the innermost place.
    Inner(&'static Rule),
    /// The same, with what references lead to.
    Followed(&'static Rule),
    /// A member that is there or not: the rules for adding, for removing and for changing it.
    Presence(&'static Rule, &'static Rule, &'static Rule),
    /// A boolean that is `false` if it is absent: the rules for setting and for unsetting it.
    Flag(&'static Rule, &'static Rule),
}

/// What the members of a kind of object are compared by.
pub(super) type Table = &'static [(&'static str, By)];

/// What many kinds of objects have.
static COMMON: Table = &[
    ("description", By::Rule(&DESCRIPTION_CHANGED)),
    ("summary", By::Rule(&DESCRIPTION_CHANGED)),
    ("externalDocs", By::Rule(&EXTERNAL_DOCS_CHANGED)),
    ("example", By::Rule(&EXAMPLE_CHANGED)),
    ("examples", By::Followed(&EXAMPLE_CHANGED)),
    ("x-rust-name", By::Rule(&RUST_NAME_CHANGED)),
    ("$ref", By::Code),
];

/// Compares the members of an object, which `subject` names in a message, with a table.
pub(super) fn compare(
    base: &Place<'_>,
    revision: &Place<'_>,
    table: Table,
    subject: &dyn Fn() -> String,
    found: &mut Found<'_, '_>,
) {
    compare_where(base, revision, table, |_| true, subject, found);
}

/// The same, of the members whose names pass.
pub(super) fn compare_where(
    base: &Place<'_>,
    revision: &Place<'_>,
    table: Table,
    passes: impl Fn(&str) -> bool,
    subject: &dyn Fn() -> String,
    found: &mut Found<'_, '_>,
) {
    if base.node.kind() != revision.node.kind() {
        let message = format!(
            "{} is of another type now: {} and not {}",
            subject(),
            revision.node.kind(),
            base.node.kind()
        );
        return found.changed(&UNHANDLED, base, revision, message);
    }
    let passes = |member: &&Member| passes(&member.key);
    for Member { key, node, .. } in base.node.members().iter().filter(passes) {
        one(
            key,
            (base, Some(node)),
            (revision, revision.node.get(key)),
            table,
            subject,
            found,
        );
    }
    let is_new = |member: &&Member| base.node.get(&member.key).is_none();
    for Member { key, node, .. } in revision.node.members().iter().filter(passes).filter(is_new) {
        one(key, (base, None), (revision, Some(node)), table, subject, found);
    }
}

fn one(
    key: &str,
    base: (&Place<'_>, Option<&Node>),
    revision: (&Place<'_>, Option<&Node>),
    table: Table,
    subject: &dyn Fn() -> String,
    found: &mut Found<'_, '_>,
) {
    let known = table.iter().chain(COMMON).find(|(known, _)| *known == key);
    let by = match known {
        Some((_, by)) => *by,
        None if key.starts_with("x-") => By::Rule(&EXTENSION_CHANGED),
        None => By::Inner(&UNHANDLED),
    };
    match by {
        By::Code => {}
        By::Flag(set, unset) => {
            let is_set = |node: Option<&Node>| node.and_then(Node::as_bool) == Some(true);
            let (before, after) = (is_set(base.1), is_set(revision.1));
            if before != after {
                let rule = if after { set } else { unset };
                let message = format!("`{key}` of {} was {before} and is {after}", subject());
                found.add(member_change(key, rule, (base.0, revision.0), message));
            }
        }
        By::Presence(added, removed, changed) => {
            let rule = match (base.1, revision.1) {
                (None, _) => added,
                (_, None) => removed,
                _ => changed,
            };
            if !same(base.1, revision.1) {
                let message = format!("`{key}` of {} {}", subject(), what(base.1, revision.1));
                found.add(member_change(key, rule, (base.0, revision.0), message));
            }
        }
        By::Rule(rule) => {
            if !same(base.1, revision.1) {
                let message = format!("`{key}` of {} {}", subject(), what(base.1, revision.1));
                found.add(member_change(key, rule, (base.0, revision.0), message));
            }
        }
        By::Inner(rule) | By::Followed(rule) => {
            let follow = matches!(by, By::Followed(_));
            let (base, revision) = (base.0.raw(key), revision.0.raw(key));
            leaves::compare(base.as_ref(), revision.as_ref(), follow, &mut |base, revision| {
                leaf(rule, base, revision, &subject(), found);
            });
        }
    }
}

/// The change of a member that the object may have in one document only.
pub(super) fn member_change(
    key: &str,
    rule: &'static Rule,
    (base, revision): (&Place<'_>, &Place<'_>),
    message: impl Into<String>,
) -> Change {
    let at = |owner: &Place<'_>| owner.raw(key).map(|place| Site::of(&place));
    let mut change = Change::new(rule, message);
    (change.base, change.revision) = (at(base), at(revision));
    change
}

/// The change of a member that stands for something where it is absent, too: that place is the object then.
pub(super) fn at_member_change(
    key: &str,
    rule: &'static Rule,
    (base, revision): (&Place<'_>, &Place<'_>),
    message: impl Into<String>,
) -> Change {
    let at = |owner: &Place<'_>| Some(Site::of(&owner.raw(key).unwrap_or_else(|| owner.clone())));
    let mut change = Change::new(rule, message);
    (change.base, change.revision) = (at(base), at(revision));
    change
}

/// Adds such a change.
pub(super) fn at_member(
    key: &str,
    rule: &'static Rule,
    places: (&Place<'_>, &Place<'_>),
    message: impl Into<String>,
    found: &mut Found<'_, '_>,
) {
    found.add(at_member_change(key, rule, places, message));
}

/// Chooses the rule for a change at a place.
pub(super) type Choose = fn(&Place<'_>) -> &'static Rule;

/// Compares the entries of a map by their names: with the rules for adding, removing and changing one.
pub(super) fn map(
    (base, revision): (Option<&Place<'_>>, Option<&Place<'_>>),
    (added, removed, changed): (&'static Rule, &'static Rule, Choose),
    what: &str,
    owner: &str,
    found: &mut Found<'_, '_>,
) {
    for Member { key, .. } in base.iter().flat_map(|place| place.node.members()) {
        let before = base.and_then(|place| place.raw(key));
        let after = revision.and_then(|place| place.raw(key));
        let subject = format!("the {what} `{key}` of {owner}");
        match (before, after) {
            (Some(before), None) => found.removed(removed, &before, format!("{subject} was removed")),
            (before, after) => leaves::compare(before.as_ref(), after.as_ref(), true, &mut |base, revision| {
                if let Some(place) = revision.or(base) {
                    leaf(changed(place), base, revision, &subject, found);
                }
            }),
        }
    }
    let is_new = |member: &&Member| base.is_none_or(|place| place.node.get(&member.key).is_none());
    for Member { key, .. } in revision.iter().flat_map(|place| place.node.members()).filter(is_new) {
        if let Some(after) = revision.and_then(|place| place.raw(key)) {
            found.added(added, &after, format!("the {what} `{key}` of {owner} was added"));
        }
    }
}

/// A member that stands next to a `$ref`.
fn sibling<'d>(place: &Place<'d>, key: &str) -> Option<Place<'d>> {
    let has_reference = place.node.get("$ref").is_some();
    place.raw(key).filter(|_| has_reference && key != "$ref")
}

/// Compares what stands next to the `$ref` of two places, which are as they are written.
pub(super) fn siblings(
    base: &Place<'_>,
    revision: &Place<'_>,
    subject: &dyn Fn() -> String,
    found: &mut Found<'_, '_>,
) {
    let has_siblings = |place: &Place<'_>| place.node.get("$ref").is_some() && place.node.members().len() > 1;
    if !has_siblings(base) && !has_siblings(revision) {
        return;
    }
    let keys: BTreeSet<&str> = [base.node, revision.node]
        .iter()
        .flat_map(|node| node.members())
        .map(|member| member.key.as_str())
        .collect();
    for key in keys {
        let rule = match key {
            "description" | "summary" => &DESCRIPTION_CHANGED,
            _ => &IGNORED_REFERENCE_SIBLING_CHANGED,
        };
        let (base, revision) = (sibling(base, key), sibling(revision, key));
        if base.is_some() || revision.is_some() {
            leaves::compare(base.as_ref(), revision.as_ref(), false, &mut |base, revision| {
                leaf(rule, base, revision, &subject(), found);
            });
        }
    }
}

/// Adds the change of an innermost place.
pub(super) fn leaf(
    rule: &'static Rule,
    base: Option<&Place<'_>>,
    revision: Option<&Place<'_>>,
    subject: &str,
    found: &mut Found<'_, '_>,
) {
    let (Some(base), Some(revision)) = (base, revision) else {
        match (base, revision) {
            (Some(base), _) => found.removed(rule, base, format!("`{}` of {subject} was removed", last(base))),
            (_, Some(revision)) => found.added(rule, revision, format!("`{}` of {subject} was added", last(revision))),
            _ => {}
        }
        return;
    };
    let what = what(Some(base.node), Some(revision.node));
    found.changed(
        rule,
        base,
        revision,
        format!("`{}` of {subject} {what}", last(revision)),
    );
}

/// The last step of a place's pointer.
fn last(place: &Place<'_>) -> String {
    pointer::steps(&place.pointer).last().unwrap_or_default()
}
