//! Paths: whether their variables match the parameters of their operations, and whether two paths are the same.

use super::Context;
use super::findings::{Broken, Findings};
use super::nearest::nearest;
use super::objects::METHODS;
use crate::diagnostic::rules;
use crate::document::Node;
use crate::document::pointer;
use std::collections::{BTreeSet, HashMap};

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let mut shapes: HashMap<String, (&str, String)> = HashMap::new();
    for member in context.root.get("paths").map_or(&[][..], Node::members) {
        if !member.key.starts_with('/') {
            continue;
        }
        let path = member.key.as_str();
        let at = pointer::child("/paths", path);
        let Some(template) = Template::parse(path) else {
            findings.push(
                &rules::BAD_PATH,
                &at,
                format!("the braces of `{path}` do not match, or are empty"),
                "write each variable as `{name}`",
            );
            continue;
        };
        if let Some((other, first)) = shapes.get(&template.shape) {
            // The same path twice is a duplicate key, and reported as such.
            if *other == path {
                continue;
            }
            let place = findings.place(first);
            findings.push_breaking(
                &rules::AMBIGUOUS_PATHS,
                Broken::Parts(vec![first.clone(), at.clone()]),
                &at,
                format!(
                    "`{path}` and `{other}` (at {place}) are the same path: they differ only in the names of variables"
                ),
                "move the operations under one of the two paths",
            );
        } else {
            shapes.insert(template.shape.clone(), (path, at.clone()));
        }
        if let Some(item) = context.resolve(&member.node) {
            variables(context, &template, &at, item, findings);
        }
    }
}

/// A path, taken apart.
struct Template<'a> {
    variables: BTreeSet<&'a str>,
    /// The path without the names of its variables.
    shape: String,
}

impl<'a> Template<'a> {
    fn parse(path: &'a str) -> Option<Self> {
        let mut template = Self {
            variables: BTreeSet::new(),
            shape: String::new(),
        };
        let mut rest = path;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            if name.is_empty() || name.contains('{') || before.contains('}') {
                return None;
            }
            template.variables.insert(name);
            template.shape.push_str(before);
            template.shape.push_str("{}");
            rest = after;
        }
        template.shape.push_str(rest);
        (!rest.contains('}')).then_some(template)
    }
}

/// The path parameters of a list, each with the pointer of its place in it.
fn path_parameters<'a>(context: &Context<'a>, at: &str, owner: &'a Node) -> Vec<(String, &'a str)> {
    let mut found = Vec::new();
    for (index, item) in owner.get("parameters").map_or(&[][..], Node::items).iter().enumerate() {
        let parameter = context.resolve(item);
        let of_path = parameter.filter(|parameter| parameter.get("in").and_then(Node::as_str) == Some("path"));
        if let Some(name) = of_path
            .and_then(|parameter| parameter.get("name"))
            .and_then(Node::as_str)
        {
            found.push((format!("{at}/parameters/{index}"), name));
        }
    }
    found
}

/// Compares the variables of a path with the parameters of its operations.
fn variables(context: &Context<'_>, template: &Template<'_>, at: &str, item: &Node, findings: &mut Findings<'_>) {
    // An item under an `x-` key or a component is reported in its own place.
    let own = match context.pointer(item) {
        "" => at,
        pointer => pointer,
    };
    let shared = path_parameters(context, own, item);
    let mut operations = Vec::new();
    for method in METHODS {
        if let Some(operation) = item.get(method) {
            let pointer = format!("{own}/{method}");
            operations.push((path_parameters(context, &pointer, operation), pointer));
        }
    }
    for (pointer, name) in shared.iter().chain(operations.iter().flat_map(|(own, _)| own)) {
        if !template.variables.contains(name) {
            let help = match nearest(name, template.variables.iter().copied()) {
                Some(meant) => format!("write `{meant}`, as in the path"),
                None => format!("add `{{{name}}}` to the path; if the value goes elsewhere, correct `in`"),
            };
            findings.push(
                &rules::PARAMETER_WITHOUT_PATH_VARIABLE,
                pointer,
                format!("the path has no variable `{{{name}}}` for the path parameter `{name}`"),
                help,
            );
        }
    }
    for variable in &template.variables {
        if shared.iter().any(|(_, name)| name == variable) {
            continue;
        }
        let without: Vec<&String> = operations
            .iter()
            .filter(|(own, _)| own.iter().all(|(_, name)| name != variable))
            .map(|(_, pointer)| pointer)
            .collect();
        // Where no operation has it, the path itself is the place to look at.
        let everywhere = without.len() == operations.len();
        let places = if everywhere {
            vec![at]
        } else {
            without.iter().map(|place| place.as_str()).collect()
        };
        if operations.is_empty() {
            continue;
        }
        for place in places {
            findings.push(
                &rules::PATH_VARIABLE_WITHOUT_PARAMETER,
                place,
                format!("the path variable `{{{variable}}}` has no parameter"),
                format!("add a parameter with `name: {variable}`, `in: path`, `required: true` and a schema"),
            );
        }
    }
}
