//! Servers and their variables, and the version, which is sent in a header.

use super::Context;
use super::advice::listed;
use super::findings::Findings;
use super::index::Visit;
use super::nearest::nearest;
use super::objects::Type;
use crate::diagnostic::rules;
use crate::document::Node;
use crate::document::pointer;
use std::collections::HashSet;

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for visit in context.index.all(Type::Server) {
        server(visit, findings);
    }
    for visit in context.index.all(Type::ServerVariable) {
        let values: Vec<&str> = visit
            .node
            .get("enum")
            .map_or(&[][..], Node::items)
            .iter()
            .filter_map(Node::as_str)
            .collect();
        let Some(default) = visit.node.get("default").and_then(Node::as_str) else {
            continue;
        };
        if visit.node.get("enum").is_some() && !values.contains(&default) {
            findings.push(
                &rules::DEFAULT_NOT_LISTED,
                &pointer::child(&visit.pointer, "default"),
                format!("the default `{default}` is not listed under `enum`"),
                match nearest(default, values.iter().copied()) {
                    Some(meant) => format!("write `{meant}`, or add `{default}` to `enum`"),
                    None => format!("add `{default}` to `enum`, or write one of its values"),
                },
            );
        }
    }
    for visit in context.index.all(Type::Info) {
        let version = visit.node.get("version").and_then(Node::as_str).unwrap_or_default();
        if let Some(bad) = version.chars().find(|c| !matches!(c, ' '..='~')) {
            findings.push(
                &rules::VERSION_NOT_HEADER_VALUE,
                &pointer::child(&visit.pointer, "version"),
                format!(
                    "the version contains U+{:04X}, which cannot be sent in a header",
                    u32::from(bad)
                ),
                "write the version in printable ASCII characters",
            );
        }
    }
}

fn server(visit: &Visit<'_>, findings: &mut Findings<'_>) {
    let Some(url) = visit.node.get("url").and_then(Node::as_str) else {
        return;
    };
    let at = pointer::child(&visit.pointer, "url");
    let variables = visit.node.get("variables").map_or(&[][..], Node::members);
    let declared: Vec<&str> = variables.iter().map(|member| member.key.as_str()).collect();
    let mut used = HashSet::new();
    let mut rest = url;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            findings.push(
                &rules::UNDECLARED_SERVER_VARIABLE,
                &at,
                format!("`{url}` has a brace that is not closed"),
                "write each variable as `{name}`",
            );
            return;
        };
        rest = after;
        if used.insert(name) && !declared.contains(&name) {
            findings.push(
                &rules::UNDECLARED_SERVER_VARIABLE,
                &at,
                format!("`variables` does not define `{{{name}}}` of the URL"),
                match nearest(name, declared.iter().copied()) {
                    Some(meant) => format!("write `{{{meant}}}`"),
                    None => format!("add `variables: {{{name}: {{default: …}}}}`"),
                },
            );
        }
    }
    for name in declared.iter().filter(|name| !used.contains(**name)) {
        findings.push(
            &rules::UNUSED_SERVER_VARIABLE,
            &pointer::child(&pointer::child(&visit.pointer, "variables"), name),
            format!("the URL has no variable `{{{name}}}`"),
            match used.is_empty() {
                true => format!("add `{{{name}}}` to the URL, or remove the variable"),
                false => format!("the URL has {}: correct the name, or remove the variable", {
                    let mut names: Vec<&str> = used.iter().copied().collect();
                    names.sort_unstable();
                    listed(&names)
                }),
            },
        );
    }
}
