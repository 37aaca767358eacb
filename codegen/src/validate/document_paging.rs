//! `x-pagination` at the root of a document: one, or a list of them. Each is that of every operation that has what it names
//! (parameters, properties of the response, a list of records) and none of its own.

use super::Context;
use super::extension_names::{page, properties_of};
use super::extensions::paged;
use super::findings::Findings;
use super::index::Visit;
use super::objects::Type;
use crate::diagnostic::{Diagnostic, rules};
use crate::document::{Document, Member, Node, Value, pointer};

const NAME: &str = "x-pagination";

/// The extensions at the root, with their pointers.
fn entries(root: &Node) -> Vec<(String, &Node)> {
    let at = pointer::child("", NAME);
    match root.get(NAME) {
        None => Vec::new(),
        Some(list) if matches!(list.value, Value::Array(_)) => {
            let items = list.items().iter().enumerate();
            items.map(|(index, node)| (format!("{at}/{index}"), node)).collect()
        }
        Some(node) => vec![(at, node)],
    }
}

/// The operations that may be paged by them: those without an extension of their own. The generator has put one of the root
/// at some of them.
fn operations<'c, 'a>(context: &'c Context<'a>) -> impl Iterator<Item = &'c Visit<'a>> {
    let of_document: Vec<_> = entries(context.root).iter().map(|(_, node)| node.position).collect();
    let all = context.index.all(Type::Operation);
    all.filter(move |visit| {
        let own = visit.node.get(NAME);
        visit.pointer.starts_with("/paths/") && own.is_none_or(|own| of_document.contains(&own.position))
    })
}

/// Why an extension is not that of an operation.
fn problems(context: &Context<'_>, visit: &Visit<'_>, (at, node): (&str, &Node)) -> Vec<Diagnostic> {
    let mut findings = Findings::new(context.root);
    paged(context, visit, at, node, &mut findings);
    let response = page(context, visit.node);
    let is_list = |schema: &Node| schema.get("items").is_some();
    let has_list = match node.get("items").and_then(Node::as_str) {
        None => response.is_some_and(is_list),
        Some(name) => response.is_some_and(|response| {
            let properties = properties_of(context, response);
            let mut named = properties.iter().filter(|(known, _)| *known == name);
            named.any(|(_, schema)| context.resolve(schema).is_some_and(is_list))
        }),
    };
    let mut found = findings.into_found();
    let at = match node.get("items") {
        Some(_) => pointer::child(at, "items"),
        None => at.to_owned(),
    };
    if !has_list && found.is_empty() {
        let mut findings = Findings::new(context.root);
        let message = match node.get("items").and_then(Node::as_str) {
            Some(name) => format!("`{name}` is not a list of the successful response"),
            None => "the successful response is not a list".to_owned(),
        };
        findings.push(
            &rules::BAD_EXTENSION,
            &at,
            message,
            "name the list of the records as `items`",
        );
        found.extend(findings.into_found());
    }
    found
}

/// Reports each extension at the root that is that of no operation, and which of its names no operation has.
pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for (at, node) in entries(context.root) {
        let of_each = operations(context).map(|visit| problems(context, visit, (&at, node)));
        let of_each: Vec<_> = of_each.collect();
        if of_each.is_empty() || of_each.iter().any(Vec::is_empty) {
            continue;
        }
        let mut reported: Vec<&str> = Vec::new();
        for finding in of_each.iter().flatten() {
            let same = |other: &&Diagnostic| other.pointer == finding.pointer && other.rule == finding.rule;
            let everywhere = of_each.iter().all(|found| found.iter().any(|other| same(&other)));
            if !everywhere || reported.contains(&finding.pointer.as_str()) {
                continue;
            }
            reported.push(&finding.pointer);
            // A name that nearly is one of an operation is more help than that there are none.
            let mut all = of_each.iter().flatten().filter(same);
            let best = all.find(|other| other.help.starts_with("write ")).unwrap_or(finding);
            let message = best.message.replace("of the operation", "of any operation");
            let message = message.replace("the successful response", "the successful response of any operation");
            match finding.rule == rules::FOREIGN_EXTENSION.id {
                true => findings.push(&rules::FOREIGN_EXTENSION, &finding.pointer, message, &*best.help),
                false => findings.push(&rules::BAD_EXTENSION, &finding.pointer, message, &*best.help),
            }
        }
        if reported.is_empty() {
            findings.push(
                &rules::BAD_EXTENSION,
                &at,
                "no operation has everything that `x-pagination` names",
                "name what the paged operations have in common, or put an `x-pagination` on each of them",
            );
        }
    }
}

/// The same document with the extension at each operation whose it is; none if the root has none.
pub(crate) fn apply(document: &Document) -> Option<Document> {
    let root = document.root();
    let entries = entries(root);
    if entries.is_empty() {
        return None;
    }
    let mut findings = Findings::new(root);
    let context = Context::of(document, &mut findings);
    let mut paged = Vec::new();
    for visit in operations(&context) {
        let mut fitting = entries.iter();
        let fitting = fitting.find(|(at, node)| problems(&context, visit, (at, node)).is_empty());
        paged.extend(fitting.map(|(_, node)| (visit.pointer.clone(), (*node).clone())));
    }
    let mut changed = root.clone();
    for (at, node) in paged {
        if let Some(Value::Object(members)) = pointer::find_mut(&mut changed, &at).map(|operation| &mut operation.value)
        {
            members.push(Member {
                key: NAME.to_owned(),
                position: node.position,
                node,
            });
        }
    }
    Some(document.with_root(changed))
}
