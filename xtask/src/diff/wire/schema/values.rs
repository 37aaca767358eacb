//! `enum` and `const`: which values are listed.

use std::collections::HashSet;

use codegen::document::{Node, Value};

use super::effective::Effective;
use super::pair::{Found, Pair};
use super::text::{canonical, listed, shown};
use crate::diff::rules::{
    BECAME_ENUM, ENUM_ORDER_CHANGED, ENUM_REPLACED, ENUM_VALUE_ADDED, ENUM_VALUE_REMOVED, NO_LONGER_ENUM,
};

/// The values that are listed but for `null`, each with its canonical text; none if no schema lists any.
pub(super) fn values<'d>(effective: &Effective<'d>) -> Option<Vec<(String, &'d Node)>> {
    let mut values: Option<Vec<(String, &Node)>> = None;
    for stated in effective.all("enum").chain(effective.all("const")) {
        let list = match stated.keyword {
            "enum" => stated.node.items(),
            _ => std::slice::from_ref(stated.node),
        };
        let list: Vec<_> = list
            .iter()
            .filter(|node| node.value != Value::Null)
            .map(|node| (canonical(node), node))
            .collect();
        values = Some(match values {
            None => list,
            Some(mut before) => {
                let here: HashSet<_> = list.iter().map(|(text, _)| text.as_str()).collect();
                before.retain(|(text, _)| here.contains(text.as_str()));
                before
            }
        });
    }
    values
}

/// A value as text, if it is neither a list nor an object.
fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    let keyword = if pair.base.has("enum") || pair.revision.has("enum") {
        "enum"
    } else {
        "const"
    };
    let names = |values: &[&(String, &Node)]| values.iter().map(|(_, node)| shown(node)).collect::<Vec<_>>();
    let (base, revision) = match (values(pair.base), values(pair.revision)) {
        (None, None) => return,
        (None, Some(values)) => {
            let all = listed(&names(&values.iter().collect::<Vec<_>>()));
            let draft = pair.keyword(&BECAME_ENUM, keyword, &format!("the values are listed now: {all}"));
            return found.drafts.push(draft.when("a value that is not listed"));
        }
        (Some(_), None) => {
            return found
                .drafts
                .push(pair.keyword(&NO_LONGER_ENUM, keyword, "the values are no longer listed"));
        }
        (Some(base), Some(revision)) => (base, revision),
    };
    let texts = |values: &[(String, &Node)]| values.iter().map(|(text, _)| text.clone()).collect::<HashSet<_>>();
    let (in_base, in_revision) = (texts(&base), texts(&revision));
    let removed: Vec<_> = base.iter().filter(|(text, _)| !in_revision.contains(text)).collect();
    let added: Vec<_> = revision.iter().filter(|(text, _)| !in_base.contains(text)).collect();
    if !base.is_empty() && removed.len() == base.len() && !added.is_empty() {
        let what = format!(
            "the values were {} and are {}",
            listed(&names(&removed)),
            listed(&names(&added))
        );
        return found.drafts.push(pair.keyword(&ENUM_REPLACED, keyword, &what));
    }
    for value in &removed {
        let name = shown(value.1);
        let what = format!("the value `{name}` was removed");
        let mut draft = pair
            .keyword(&ENUM_VALUE_REMOVED, keyword, &what)
            .when(&format!("`{name}`"));
        draft.about = text(value.1);
        found.drafts.push(draft);
    }
    for value in &added {
        let what = format!("the value `{}` was added", shown(value.1));
        found.drafts.push(pair.keyword(&ENUM_VALUE_ADDED, keyword, &what));
    }
    let order = |values: &[(String, &Node)], known: &HashSet<String>| {
        values
            .iter()
            .map(|(text, _)| text.clone())
            .filter(|text| known.contains(text))
            .collect::<Vec<_>>()
    };
    if order(&base, &in_revision) != order(&revision, &in_base) {
        found
            .drafts
            .push(pair.keyword(&ENUM_ORDER_CHANGED, keyword, "the values are in another order"));
    }
}
