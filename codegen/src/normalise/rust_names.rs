//! `x-rust-name`, and which of several places gets a name that they all want.
//!
//! A name follows from the place in the document: the names of the components and properties on the way to it, or of the
//! operation. What else the document has, and in which order, matters only where several places want one name. Then
//! `x-rust-name` goes before a component that is spelt like the name, this before other components, and these before
//! schemas without a name; of equals the first in the alphabet has it. The others get a number.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{TAKEN_TYPES, pascal, snake};
use super::{Lowering, virtual_pointer};
use crate::diagnostic::rules;
use crate::document::{Node, Value, pointer};

/// The extension.
const KEY: &str = "x-rust-name";

/// Members whose values are no parts of the document.
const DATA: &[&str] = &["const", "default", "enum", "example", "examples", "value"];

/// The name that the document gives a type, if it is valid.
pub(super) fn of_type(node: &Node) -> Option<&str> {
    let name = node.get(KEY)?.as_str()?;
    (pascal(name) == name && !TAKEN_TYPES.contains(&name)).then_some(name)
}

/// The name that the document gives a field, a setter or a method, if it is valid.
pub(super) fn of_value(node: &Node) -> Option<&str> {
    let name = node.get(KEY)?.as_str()?;
    (snake(name) == name).then_some(name)
}

/// The names of the properties of an object, in their order.
pub(super) fn of_fields(properties: &[(&str, &Node)], reserved: &[&str]) -> Vec<String> {
    let wanted = |index: &usize| {
        let (property, node) = properties[*index];
        let explicit = of_value(node);
        let name = explicit.map_or_else(|| snake(property), str::to_owned);
        (explicit.is_none(), name != property, name, property)
    };
    let mut order: Vec<usize> = (0..properties.len()).collect();
    order.sort_by_cached_key(|index| {
        let (is_made, is_changed, _, property) = wanted(index);
        (is_made, is_changed, property.to_owned())
    });
    let mut names = super::Names::reserving(reserved);
    let mut fields = vec![String::new(); properties.len()];
    for index in order {
        fields[index] = names.unique(&wanted(&index).2, "_");
    }
    fields
}

/// The names of types by the pointers of their schemas: each name once.
pub(super) fn assign(wanted: &BTreeMap<String, String>, lowering: &Lowering<'_>) -> BTreeMap<String, String> {
    let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (at, name) in wanted {
        by_name.entry(name).or_default().push(at);
    }
    let mut taken: BTreeSet<String> = by_name.keys().map(|name| (*name).to_owned()).collect();
    let mut names = BTreeMap::new();
    for (name, mut places) in by_name {
        places.sort_by_key(|at| (rank(at, name, lowering), *at));
        let mut places = places.into_iter();
        names.extend(places.next().map(|at| (at.to_owned(), name.to_owned())));
        let mut number = 2;
        for at in places {
            let mut numbered = format!("{name}{number}");
            while !taken.insert(numbered.clone()) {
                number += 1;
                numbered = format!("{name}{number}");
            }
            names.insert(at.to_owned(), numbered);
        }
    }
    names
}

/// How much right a place has to a name; less is more.
fn rank(at: &str, name: &str, lowering: &Lowering<'_>) -> u8 {
    let is_whole = virtual_pointer::is_of_document(at);
    let explicit = lowering.at(at).and_then(of_type);
    let component = at.strip_prefix("/components/schemas/").filter(|key| !key.contains('/'));
    match component {
        _ if is_whole && !is_property(at) && explicit == Some(name) => 0,
        Some(key) if is_whole && key == name => 1,
        Some(_) if is_whole => 2,
        Some(_) => 3,
        None => 4,
    }
}

/// Whether the schema at a pointer is that of a property, whose `x-rust-name` is the name of the field.
pub(super) fn is_property(at: &str) -> bool {
    at.rsplit('/').nth(1) == Some("properties")
}

impl<'d> Lowering<'d> {
    /// Reports each `x-rust-name` that is no name in Rust.
    pub(super) fn check_rust_names(&mut self) {
        let mut open = vec![(String::new(), self.document.root())];
        let mut types: BTreeMap<&str, String> = BTreeMap::new();
        while let Some((at, node)) = open.pop() {
            if let Value::Array(items) = &node.value {
                open.extend(
                    items
                        .iter()
                        .enumerate()
                        .map(|(index, item)| (format!("{at}/{index}"), item)),
                );
                continue;
            }
            let is_map = is_property(&format!("{at}/x"));
            for member in node.members() {
                let below = pointer::child(&at, &member.key);
                if member.key == KEY && !is_map {
                    self.check_rust_name(&at, &below, node, &mut types);
                } else if is_map || !(member.key.starts_with("x-") || DATA.contains(&member.key.as_str())) {
                    open.push((below, &member.node));
                }
            }
        }
    }

    fn check_rust_name(&mut self, at: &str, below: &str, node: &'d Node, types: &mut BTreeMap<&'d str, String>) {
        let is_type = !is_property(at) && node.get("in").is_none() && node.get("responses").is_none();
        let name = if is_type { of_type(node) } else { of_value(node) };
        if let Some(name) = name {
            let other = if is_type {
                types.insert(name, at.to_owned())
            } else {
                None
            };
            if let Some(other) = other {
                self.find(
                    &rules::BAD_EXTENSION,
                    below,
                    format!("`{KEY}` is `{name}`, as at `{other}`, and two types cannot have one name"),
                    "give one of them another name",
                );
            }
            return;
        }
        let stated = node.get(KEY).and_then(Node::as_str).unwrap_or_default();
        let (what, style, fitting) = match is_type {
            true => ("a type", "upper camel case", pascal(stated)),
            false => ("a field or a method", "snake case", snake(stated)),
        };
        let help = match is_type && TAKEN_TYPES.contains(&fitting.as_str()) {
            true => "give another name: generated code uses this one".to_owned(),
            false => format!("write the name in {style}, as `{fitting}`"),
        };
        let message = format!("`{stated}` cannot be the name of {what} in Rust");
        self.find(&rules::BAD_EXTENSION, below, message, help);
    }
}
