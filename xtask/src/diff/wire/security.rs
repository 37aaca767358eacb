//! What each operation requires: its own alternatives, or those of the document. A change of those of the document is one
//! change.

use std::collections::{BTreeMap, BTreeSet};

use codegen::view::{Place, Requirement, SecurityRequirements};

use super::found::Found;
use super::pairs::Pair;
use super::schemes::Schemes;
use crate::diff::rules::*;
use crate::diff::{Change, Rule, Site, Wire};

/// One alternative: the schemes that are needed together, by their names in the revision, with their scopes.
struct Alternative<'d> {
    schemes: BTreeMap<String, BTreeSet<&'d str>>,
}

impl Alternative<'_> {
    fn names(&self) -> BTreeSet<&str> {
        self.schemes.keys().map(String::as_str).collect()
    }

    /// Whether who sends the credentials of the other one sends those of this one.
    fn is_part_of(&self, other: &Alternative<'_>) -> bool {
        self.schemes.keys().all(|name| other.schemes.contains_key(name))
    }

    fn shown(&self) -> String {
        let names: Vec<_> = self.schemes.keys().map(|name| format!("`{name}`")).collect();
        match names.is_empty() {
            true => "no credentials".to_owned(),
            false => names.join(" with "),
        }
    }
}

/// Compares what an operation requires.
pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, schemes: &Schemes<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let (base, revision) = (&pair.base.security, &pair.revision.security);
    for requirement in base
        .iter()
        .flat_map(|all| &all.alternatives)
        .flat_map(|one| &one.requirements)
    {
        schemes.compare(requirement.name, found);
    }
    for (place, requirement) in of(base) {
        undefined(place, requirement, found);
    }
    for (place, requirement) in of(revision) {
        undefined(place, requirement, found);
    }
    let before = alternatives(base.as_ref(), |name| schemes.name(name).to_owned());
    let after = alternatives(revision.as_ref(), str::to_owned);
    // Where nothing is said there is no place, so that a list that the document gets is one change.
    let site = |all: Option<&Place<'_>>| all.map(Site::of);
    let sites = (
        site(base.as_ref().map(|all| &all.place)),
        site(revision.as_ref().map(|all| &all.place)),
    );
    let mut add = |rule: &'static Rule, wire: Wire, condition: Option<String>, message: String| {
        let mut change = Change::new(rule, message);
        (change.base, change.revision) = sites.clone();
        change.wire = wire;
        change.condition = condition.or(change.condition).filter(|_| wire == Wire::BreakingIf);
        found.add(change);
    };
    let needs_none = |all: &[Alternative<'_>]| all.iter().all(|one| one.schemes.is_empty());
    match (needs_none(&before), needs_none(&after)) {
        (true, true) => return,
        (false, true) => {
            return add(
                &SECURITY_REMOVED,
                Wire::Safe,
                None,
                "no credentials are needed any more".to_owned(),
            );
        }
        (true, false) if !after.iter().any(|one| one.schemes.is_empty()) => {
            let shown: Vec<_> = after.iter().map(Alternative::shown).collect();
            let message = format!("{} must be sent now", shown.join(" or "));
            return add(&SECURITY_ADDED, Wire::Breaking, None, message);
        }
        _ => {}
    }
    let order = |all: &[Alternative<'_>]| -> Vec<Vec<String>> {
        all.iter().map(|one| one.schemes.keys().cloned().collect()).collect()
    };
    let (old, new) = (order(&before), order(&after));
    let is_kept = old.len() == new.len() && old.iter().all(|one| new.contains(one));
    if is_kept && old != new {
        let shown = |all: &[Alternative<'_>]| all.iter().map(Alternative::shown).collect::<Vec<_>>().join(", ");
        let message = format!(
            "the credentials were {}, and are {}: in another order",
            shown(&before),
            shown(&after)
        );
        add(&SECURITY_REORDERED, Wire::Safe, None, message);
    }
    let is_satisfied = |one: &Alternative<'_>| after.iter().any(|other| other.is_part_of(one));
    let any_is_satisfied = before.iter().any(is_satisfied);
    // How bad it is that an alternative has changed: who sends it may be served by another one.
    let severity = |one: &Alternative<'_>| match is_satisfied(one) {
        true => (Wire::Safe, None),
        false if any_is_satisfied => {
            let condition = match one.schemes.is_empty() {
                true => "the caller sends no credentials".to_owned(),
                false => format!("the caller sends {} alone", one.shown()),
            };
            (Wire::BreakingIf, Some(condition))
        }
        false => (Wire::Breaking, None),
    };
    let mut left: Vec<&Alternative<'_>> = after.iter().collect();
    let mut changed = Vec::new();
    for one in &before {
        match left.iter().position(|other| other.names() == one.names()) {
            Some(at) => {
                let other = left.remove(at);
                for (name, scopes) in &one.schemes {
                    let new = &other.schemes[name];
                    for scope in new.difference(scopes) {
                        let condition = Some(format!("the token does not have the scope `{scope}`"));
                        let message = format!("the scope `{scope}` of `{name}` is needed now");
                        add(&SECURITY_SCOPE_ADDED, Wire::BreakingIf, condition, message);
                    }
                    for scope in scopes.difference(new) {
                        let message = format!("the scope `{scope}` of `{name}` is not needed any more");
                        add(&SECURITY_SCOPE_REMOVED, Wire::Safe, None, message);
                    }
                }
            }
            None => changed.push(one),
        }
    }
    for one in changed {
        let (wire, condition) = severity(one);
        let larger = left
            .iter()
            .position(|other| !one.schemes.is_empty() && one.is_part_of(other));
        let smaller = left
            .iter()
            .position(|other| !other.schemes.is_empty() && other.is_part_of(one));
        if let Some(at) = larger {
            let other = left.remove(at);
            for name in other.schemes.keys().filter(|name| !one.schemes.contains_key(*name)) {
                let message = format!("`{name}` is needed now, together with {}", one.shown());
                add(&SECURITY_REQUIREMENT_ADDED, wire, condition.clone(), message);
            }
        } else if let Some(at) = smaller {
            let other = left.remove(at);
            for name in one.schemes.keys().filter(|name| !other.schemes.contains_key(*name)) {
                let message = format!("`{name}` is not needed any more, together with {}", other.shown());
                add(&SECURITY_REQUIREMENT_REMOVED, Wire::Safe, None, message);
            }
        } else {
            let message = match one.schemes.is_empty() {
                true => "credentials are needed now, and were not".to_owned(),
                false => format!("{} is not accepted any more", one.shown()),
            };
            add(&SECURITY_ALTERNATIVE_REMOVED, wire, condition, message);
        }
    }
    for one in left {
        add(
            &SECURITY_ALTERNATIVE_ADDED,
            Wire::Safe,
            None,
            format!("{} is accepted now", one.shown()),
        );
    }
}

/// Notes a scheme that is required and not defined.
fn undefined(place: &Place<'_>, requirement: &Requirement<'_>, found: &mut Found<'_, '_>) {
    if requirement.scheme.is_none() {
        found.not_judged(place, &format!("there is no security scheme `{}`", requirement.name));
    }
}

/// All that is required in any alternative.
fn of<'a, 'd>(all: &'a Option<SecurityRequirements<'d>>) -> impl Iterator<Item = (&'a Place<'d>, &'a Requirement<'d>)> {
    let alternatives = all.iter().flat_map(|all| &all.alternatives);
    alternatives.flat_map(|one| one.requirements.iter().map(|requirement| (&one.place, requirement)))
}

/// The alternatives. Where nothing is said, and where the list is empty, nothing is needed.
fn alternatives<'d>(all: Option<&SecurityRequirements<'d>>, name: impl Fn(&str) -> String) -> Vec<Alternative<'d>> {
    let mut alternatives = Vec::new();
    for one in all.iter().flat_map(|all| &all.alternatives) {
        let mut schemes: BTreeMap<String, BTreeSet<&'d str>> = BTreeMap::new();
        for requirement in &one.requirements {
            schemes
                .entry(name(requirement.name))
                .or_default()
                .extend(&requirement.scopes);
        }
        alternatives.push(Alternative { schemes });
    }
    if alternatives.is_empty() {
        alternatives.push(Alternative {
            schemes: BTreeMap::new(),
        });
    }
    alternatives
}
