//! Servers: the list in force for each operation. A change of the document's list is one change.

use std::collections::{HashMap, HashSet, VecDeque};

use codegen::document::Node;
use codegen::view::Place;

use super::found::Found;
use super::leaves::{self, what};
use super::members::{self, By, Table};
use super::pairs::Pair;
use crate::diff::rules::*;
use crate::diff::{Change, Wire};

static SERVER: Table = &[
    ("url", By::Code),
    ("variables", By::Code),
    ("name", By::Rule(&DESCRIPTION_CHANGED)),
];

static VARIABLE: Table = &[
    ("default", By::Code),
    ("enum", By::Code),
    (
        "x-no-client-default",
        By::Flag(&CLIENT_DEFAULT_CHANGED, &CLIENT_DEFAULT_CHANGED),
    ),
];

/// Compares the servers of an operation. Most operations have those of the document.
pub(super) fn compare(pair: &Pair<'_, '_, '_>, found: &mut Found<'_, '_>) {
    match (&pair.base.servers, &pair.revision.servers) {
        (Some(base), Some(revision)) => found.share(base, revision, |found| lists(pair, found)),
        _ => lists(pair, found),
    }
}

fn lists(pair: &Pair<'_, '_, '_>, found: &mut Found<'_, '_>) {
    let before = pair.base.servers.as_ref().map(Place::children).unwrap_or_default();
    let after = pair.revision.servers.as_ref().map(Place::children).unwrap_or_default();
    let mut taken = vec![false; after.len()];
    let mut partners = vec![None; before.len()];
    let same_route = |server: &Place<'_>| without_names(&url(server));
    let steps: [&dyn Fn(&Place<'_>) -> String; 2] = [&|server| url(server), &same_route];
    for key in steps {
        let mut free: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (at, server) in after.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            free.entry(key(server)).or_default().push_back(at);
        }
        for (index, server) in before.iter().enumerate() {
            if partners[index].is_none()
                && let Some(at) = free.get_mut(&key(server)).and_then(VecDeque::pop_front)
            {
                partners[index] = Some(at);
                taken[at] = true;
            }
        }
    }
    let matched: Vec<usize> = partners.iter().copied().flatten().collect();
    let is_any_left = !matched.is_empty() || after.is_empty();
    let gone: Vec<usize> = (0..before.len()).filter(|index| partners[*index].is_none()).collect();
    let new: Vec<usize> = (0..after.len()).filter(|index| !taken[*index]).collect();
    if gone.len() == new.len() {
        for (&index, &at) in gone.iter().zip(&new) {
            let (base, revision) = (&before[index], &after[at]);
            let message = format!("the server `{}` is `{}` now", text(base), text(revision));
            let mut change = members::member_change("url", &SERVER_URL_CHANGED, (base, revision), message);
            // The first one is the default of a client.
            if index > 0 {
                change.wire = Wire::BreakingIf;
                change.condition = Some(format!("the caller uses the server `{}`", text(base)));
            }
            found.add(change);
            one(base, revision, found);
        }
    } else {
        for index in gone {
            let base = &before[index];
            let mut change =
                Change::new(&SERVER_REMOVED, format!("the server `{}` was removed", text(base))).from(base);
            if !is_any_left {
                change.wire = Wire::Breaking;
                change.condition = None;
            }
            found.add(change);
        }
        for at in new {
            let revision = &after[at];
            found.added(
                &SERVER_ADDED,
                revision,
                format!("the server `{}` was added", text(revision)),
            );
        }
    }
    if matched.windows(2).any(|pair| pair[0] > pair[1])
        && let (Some(base), Some(revision)) = (&pair.base.servers, &pair.revision.servers)
    {
        found.changed(&SERVERS_REORDERED, base, revision, "the servers are in another order");
    }
    for (base, partner) in before.iter().zip(partners) {
        if let Some(at) = partner {
            let revision = &after[at];
            if text(base) != text(revision) && url(base) == url(revision) {
                let message = format!(
                    "the server `{}` is written `{}` now, which is the same",
                    text(base),
                    text(revision)
                );
                let mut change = members::member_change("url", &SERVER_URL_CHANGED, (base, revision), message);
                change.wire = Wire::Safe;
                change.condition = None;
                found.add(change);
            }
            one(base, revision, found);
        }
    }
}

fn one(base: &Place<'_>, revision: &Place<'_>, found: &mut Found<'_, '_>) {
    if !found.can_compare(base, revision) {
        return;
    }
    let subject = format!("the server `{}`", text(revision));
    members::compare(base, revision, SERVER, &|| subject.clone(), found);
    let (before, after) = (base.get("variables"), revision.get("variables"));
    let (names_before, names_after) = (names(base), names(revision));
    let renamed = |name: &str| {
        let at = names_before.iter().position(|known| known == name)?;
        names_after.get(at).cloned()
    };
    let same_template = without_names(&url(base)) == without_names(&url(revision));
    let mut taken = HashSet::new();
    for (name, variable) in before.iter().flat_map(Place::members) {
        let new_name = renamed(name)
            .filter(|_| same_template)
            .unwrap_or_else(|| name.to_owned());
        let subject = format!("the variable `{name}` of {subject}");
        match after.as_ref().and_then(|after| after.get(&new_name)) {
            Some(other) => {
                if new_name != name {
                    let message = format!("{subject} is called `{new_name}` now");
                    found.changed(&SERVER_VARIABLE_RENAMED, &variable, &other, message);
                }
                one_variable(&variable, &other, &subject, found);
            }
            None => found.removed(&SERVER_VARIABLE_CHANGED, &variable, format!("{subject} was removed")),
        }
        taken.insert(new_name);
    }
    for (name, variable) in after.iter().flat_map(Place::members) {
        if !taken.contains(name) {
            let message = format!("the variable `{name}` of {subject} was added");
            found.added(&SERVER_VARIABLE_CHANGED, &variable, message);
        }
    }
}

fn one_variable(base: &Place<'_>, revision: &Place<'_>, subject: &str, found: &mut Found<'_, '_>) {
    if !found.can_compare(base, revision) {
        return;
    }
    let places = (base, revision);
    members::compare(base, revision, VARIABLE, &|| subject.to_owned(), found);
    let values = |place: &Place<'_>| -> Option<Vec<String>> {
        let list = place.node.get("enum")?.items();
        Some(list.iter().map(leaves::shown).collect())
    };
    let (before, after) = (values(base), values(revision));
    let default = (base.node.get("default"), revision.node.get("default"));
    if !leaves::same(default.0, default.1) {
        let message = format!("the default of {subject} {}", what(default.0, default.1));
        let mut change = members::at_member_change("default", &SERVER_VARIABLE_DEFAULT_CHANGED, places, message);
        let old = default.0.map(leaves::shown).unwrap_or_default();
        if after.as_ref().is_some_and(|values| !values.contains(&old)) {
            change.wire = Wire::BreakingIf;
            change.condition = Some(format!(
                "the caller uses the old default {old}, and it is not served any more"
            ));
        }
        found.add(change);
    }
    let (before, after) = match (before, after) {
        (None, None) => return,
        (Some(_), None) => {
            let message = format!("{subject} may have any value");
            return members::at_member("enum", &SERVER_VARIABLE_UNLIMITED, places, message, found);
        }
        (None, Some(values)) => {
            let message = format!("{subject} must be {} now", values.join(", "));
            return members::at_member("enum", &SERVER_VARIABLE_LIMITED, places, message, found);
        }
        (Some(before), Some(after)) => (before, after),
    };
    let minus = |all: &[String], others: &[String]| -> Vec<String> {
        let others: HashSet<&String> = others.iter().collect();
        all.iter().filter(|one| !others.contains(one)).cloned().collect()
    };
    let (lost, new) = (minus(&before, &after), minus(&after, &before));
    if !lost.is_empty() {
        let message = format!("{subject} must not be {} any more", lost.join(", "));
        let mut change = members::at_member_change("enum", &SERVER_VARIABLE_VALUE_REMOVED, places, message);
        change.condition = Some(format!("the caller uses {}", lost.join(" or ")));
        found.add(change);
    }
    if !new.is_empty() {
        let message = format!("{subject} may also be {}", new.join(", "));
        members::at_member("enum", &SERVER_VARIABLE_VALUE_ADDED, places, message, found);
    }
}

/// The URL as the document writes it.
fn text<'d>(server: &Place<'d>) -> &'d str {
    server.node.get("url").and_then(Node::as_str).unwrap_or("/")
}

/// The URL in a form that compares: a slash at the end means nothing, nor do capital letters of scheme and host.
fn url(server: &Place<'_>) -> String {
    let text = text(server).trim_end_matches('/');
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    // The names of variables keep their letters.
    let host = match host.contains('{') {
        true => host.to_owned(),
        false => host.to_ascii_lowercase(),
    };
    format!("{}://{host}{path}", scheme.to_ascii_lowercase())
}

/// The URL without the names of its variables, which are not sent.
fn without_names(url: &str) -> String {
    let mut plain = String::new();
    let mut rest = url;
    while let Some((before, after)) = rest.split_once('{') {
        plain.push_str(before);
        plain.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    plain + rest
}

/// The names of the variables in the URL, in order.
fn names(server: &Place<'_>) -> Vec<String> {
    let after = text(server).split('{').skip(1);
    after
        .filter_map(|text| Some(text.split_once('}')?.0.to_owned()))
        .collect()
}
