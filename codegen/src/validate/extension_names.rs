//! What the names in an extension refer to: its members, the parameters of an operation, and the properties of its response.

use std::collections::{BTreeSet, HashSet};

use super::Context;
use super::advice::listed;
use super::findings::Findings;
use super::index::Visit;
use super::nearest::nearest;
use crate::diagnostic::rules;
use crate::document::{Node, pointer};

/// The members of an extension, and whether they must be there.
pub(super) type Members = &'static [(&'static str, bool)];

/// Whether an extension is for this generator. Its unknown and missing members are reported.
pub(super) fn is_ours(pointer: &str, node: &Node, members: Members, findings: &mut Findings<'_>) -> bool {
    // It may be one of a list.
    let last = pointer::last(pointer);
    let list = pointer.rsplit_once('/').map(|(list, _)| pointer::last(list));
    let name = list.filter(|_| last.parse::<usize>().is_ok()).unwrap_or(last);
    if !members.iter().any(|(known, _)| node.get(known).is_some()) {
        findings.push(
            &rules::FOREIGN_EXTENSION,
            pointer,
            format!("`{name}` has none of the members that this generator reads"),
            format!(
                "nothing needs to change if it is for another tool; otherwise add one of {}",
                listed(&members.iter().map(|(known, _)| *known).collect::<Vec<_>>())
            ),
        );
        return false;
    }
    for member in node.members() {
        if members.iter().any(|(known, _)| *known == member.key) || member.key.starts_with("x-") {
            continue;
        }
        let help = match nearest(&member.key, members.iter().map(|(known, _)| *known)) {
            Some(meant) => format!("write `{meant}`"),
            None => "remove it".to_owned(),
        };
        findings.push(
            &rules::BAD_EXTENSION,
            &pointer::child(pointer, &member.key),
            format!("`{name}` has no member `{}`", member.key),
            help,
        );
    }
    for (missing, _) in members
        .iter()
        .filter(|(known, must)| *must && node.get(known).is_none())
    {
        findings.push(
            &rules::BAD_EXTENSION,
            pointer,
            format!("`{name}` must have `{missing}`, which is missing"),
            format!("add `{missing}`"),
        );
    }
    true
}

/// The names of the parameters of an operation in these locations, those of its path included.
pub(super) fn parameters_in(context: &Context<'_>, visit: &Visit<'_>, locations: &[&str]) -> BTreeSet<String> {
    let item = visit.pointer.rsplit_once('/').map(|(item, _)| item);
    let item = item
        .and_then(|item| pointer::find(context.root, item))
        .map(|place| place.node);
    [Some(visit.node), item]
        .into_iter()
        .flatten()
        .flat_map(|owner| owner.get("parameters").map_or(&[][..], Node::items))
        .filter_map(|parameter| context.resolve(parameter))
        .filter(|parameter| {
            let location = parameter.get("in").and_then(Node::as_str);
            location.is_some_and(|location| locations.contains(&location))
        })
        .filter_map(|parameter| parameter.get("name")?.as_str().map(str::to_owned))
        .collect()
}

/// The schema of the successful response.
pub(super) fn page<'a>(context: &Context<'a>, operation: &'a Node) -> Option<&'a Node> {
    let responses = operation.get("responses")?.members();
    let success = responses.iter().find(|member| member.key.starts_with('2'))?;
    let content = context.resolve(&success.node)?.get("content")?;
    context.resolve(content.members().first()?.node.get("schema")?)
}

/// The properties of a schema, those of its `allOf` included.
pub(super) fn properties_of<'a>(context: &Context<'a>, schema: &'a Node) -> Vec<(&'a str, &'a Node)> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        if !seen.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        let properties = schema.get("properties").map_or(&[][..], Node::members);
        found.extend(properties.iter().map(|member| (member.key.as_str(), &member.node)));
        let branches = schema.get("allOf").map_or(&[][..], Node::items);
        open.extend(branches.iter().filter_map(|branch| context.resolve(branch)));
    }
    found
}
