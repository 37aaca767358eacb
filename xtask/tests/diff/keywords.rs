//! No difference is passed over: each value of a document with all kinds of objects is changed, one after the other, and a
//! change comes out there.

use codegen::Document;
use codegen::document::{Node, Value, pointer};
use xtask::diff::{Comparison, compare_wire};

use crate::pages::read;

/// All kinds of objects of OpenAPI but schemas, which other tests change.
const RICH: &str = include_str!("rich.yaml");

/// Members whose values are one thing: a change inside of them comes out at the member.
const VALUES: &[&str] = &[
    "example",
    "value",
    "externalDocs",
    "enum",
    "tags",
    "x-pagination",
    "x-error-body",
    "security",
];

/// Values of which only a few are valid, each with another one.
const OTHER: &[(&str, &str)] = &[
    ("string", "integer"),
    ("integer", "string"),
    ("boolean", "string"),
    ("object", "string"),
    ("array", "string"),
    ("query", "header"),
    ("header", "query"),
    ("cookie", "query"),
    ("form", "pipeDelimited"),
];

/// Members that make something the one that it is: with another value, one is removed and another one added.
const IDENTITY: &[&str] = &["name", "in", "$ref", "type"];

/// Members that state what is so without them.
const STATES_THE_DEFAULT: &[&str] = &[
    "/paths/~1things~1{id}/get/parameters/1/style",
    "/paths/~1things~1{id}/get/parameters/4/required",
    "/paths/~1things~1{id}/get/responses/200/headers/X-Total/style",
    "/paths/~1things~1{id}/put/requestBody/content/multipart~1form-data/encoding/tags/style",
];

/// A value that is changed: its pointer, and the value that takes its place.
fn changes_of(node: &Node, at: &str, found: &mut Vec<(String, String)>) {
    match &node.value {
        Value::Object(members) => {
            for member in members {
                changes_of(&member.node, &pointer::child(at, &member.key), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                changes_of(item, &format!("{at}/{index}"), found);
            }
        }
        Value::String(text) => {
            let other = OTHER.iter().find(|(value, _)| value == text).map(|(_, other)| *other);
            found.push((at.to_owned(), other.map_or_else(|| format!("{text}x"), str::to_owned)));
        }
        Value::Bool(value) => found.push((at.to_owned(), (!value).to_string())),
        Value::Number(text) => found.push((at.to_owned(), format!("1{text}"))),
        Value::Null => found.push((at.to_owned(), "x".to_owned())),
    }
}

/// A document as JSON, with another value at a pointer, or without the member there.
fn changed(root: &serde_json::Value, at: &str, value: Option<&str>) -> String {
    let mut root = root.clone();
    let (parent, key) = at.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    let parent = root.pointer_mut(parent).unwrap();
    match (parent, value) {
        (serde_json::Value::Object(members), None) => {
            members.remove(&key);
        }
        (serde_json::Value::Array(items), None) => {
            items.remove(key.parse().unwrap());
        }
        (parent, Some(value)) => {
            let place = match parent {
                serde_json::Value::Array(items) => &mut items[key.parse::<usize>().unwrap()],
                members => &mut members[key],
            };
            *place = match place {
                serde_json::Value::String(_) | serde_json::Value::Null => value.into(),
                _ => serde_json::from_str(value).unwrap(),
            };
        }
        _ => unreachable!("only objects and lists have values"),
    }
    root.to_string()
}

/// The document as JSON.
fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(text) => serde_json::from_str(text).unwrap(),
        Value::String(text) => text.clone().into(),
        Value::Array(items) => items.iter().map(json).collect(),
        Value::Object(members) => members
            .iter()
            .map(|member| (member.key.clone(), json(&member.node)))
            .collect(),
    }
}

/// The pointer of the value that a change inside of this one comes out at.
fn value_of(at: &str) -> String {
    let mut whole = String::new();
    for step in at.split('/').skip(1) {
        whole = format!("{whole}/{step}");
        if VALUES.contains(&step) || step.starts_with("x-") {
            break;
        }
    }
    whole
}

/// Whether a change is at a pointer, or below it; or the place could not be judged, or is another thing now.
fn comes_out(comparison: &Comparison, root: &serde_json::Value, at: &str) -> bool {
    let sites = comparison
        .changes
        .iter()
        .flat_map(|change| [&change.base, &change.revision]);
    let pointers: Vec<_> = sites.flatten().map(|site| site.pointer.as_str()).collect();
    let at = value_of(at);
    let (around, last) = at.rsplit_once('/').unwrap();
    let reference = root
        .pointer(&at)
        .and_then(|value| value.get("$ref").unwrap_or(value).as_str());
    let target = reference.and_then(|text| text.strip_prefix('#')).unwrap_or(&at);
    let is_below = |pointer: &&str| {
        [at.as_str(), target]
            .iter()
            .any(|at| pointer == at || pointer.starts_with(&format!("{at}/")))
    };
    let is_not_judged = |what: &String| what.contains(&format!("({at})")) || what.contains(&format!("({around})"));
    pointers.iter().any(is_below)
        || comparison.not_judged.iter().any(is_not_judged)
        || (IDENTITY.contains(&last) && pointers.contains(&around))
        // A `content` without entries is none.
        || (around.ends_with("/content") && pointers.contains(&around))
}

/// Reads a document without validating it, which takes longer than to compare it.
fn parse(text: &str) -> Document {
    Document::parse("document", text.as_bytes()).unwrap()
}

fn pointers() -> (serde_json::Value, Vec<(String, String)>) {
    let document = read("rich", RICH);
    let mut all = Vec::new();
    changes_of(document.root(), "", &mut all);
    assert!(all.len() > 150, "the document has {} values", all.len());
    (json(document.root()), all)
}

#[test]
fn each_changed_value_is_a_change_at_its_place() {
    let (root, all) = pointers();
    let base = parse(&root.to_string());
    let mut silent = Vec::new();
    for (at, value) in all {
        let revision = parse(&changed(&root, &at, Some(&value)));
        let comparison = compare_wire(&base, &revision);
        if !comes_out(&comparison, &root, &at) {
            let found: Vec<_> = comparison
                .changes
                .iter()
                .map(|change| format!("{} {}", change.rule.id, change.pointer()))
                .collect();
            silent.push(format!("{at}: {found:?} {:?}", comparison.not_judged));
        }
    }
    assert!(
        silent.is_empty(),
        "{} are not found:\n{}",
        silent.len(),
        silent.join("\n")
    );
}

#[test]
fn each_removed_member_is_a_change_at_its_place() {
    let (root, all) = pointers();
    let base = parse(&root.to_string());
    // The members, and all that they are in.
    let mut members = std::collections::BTreeSet::new();
    for (at, _) in all {
        let mut at = at.as_str();
        while let Some((around, _)) = at.rsplit_once('/') {
            members.insert(at.to_owned());
            at = around;
        }
    }
    let mut silent = Vec::new();
    for at in members.iter().filter(|at| !STATES_THE_DEFAULT.contains(&at.as_str())) {
        let Ok(revision) = std::panic::catch_unwind(|| read("revision", &changed(&root, at, None))) else {
            continue;
        };
        let comparison = compare_wire(&base, &revision);
        if !comes_out(&comparison, &root, at) && comparison.not_judged.is_empty() {
            let found: Vec<_> = comparison
                .changes
                .iter()
                .map(|change| format!("{} {}", change.rule.id, change.pointer()))
                .collect();
            silent.push(format!("{at}: {found:?}"));
        }
    }
    assert!(
        silent.is_empty(),
        "{} are not found:\n{}",
        silent.len(),
        silent.join("\n")
    );
}
