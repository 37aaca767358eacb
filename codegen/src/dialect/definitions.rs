//! `$defs` and anchors: where references to them lead in a document that has neither.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Node, Value, pointer, reference};

/// Members that hold values, not schemas.
const DATA: &[&str] = &["const", "default", "enum", "example", "examples", "value"];

/// Members that hold schemas by their names.
const MAPS: &[&str] = &[
    "/properties",
    "/patternProperties",
    "/dependentSchemas",
    "/$defs",
    "/definitions",
    "/schemas",
];

/// The schemas of `$defs`, each with the name that it has among the components, and the places of anchors.
#[derive(Debug, Default)]
pub(super) struct Definitions<'d> {
    /// By their old pointers.
    names: BTreeMap<String, (String, &'d Node)>,
    /// Pointers by the names of anchors.
    anchors: BTreeMap<&'d str, String>,
}

impl<'d> Definitions<'d> {
    pub(super) fn of(root: &'d Node) -> Self {
        let mut found = Self::default();
        let mut places = Vec::new();
        let mut open = vec![(String::new(), root)];
        while let Some((at, node)) = open.pop() {
            match &node.value {
                Value::Object(members) => {
                    // The members of a map have names that the document gives them.
                    let is_map = MAPS.iter().any(|map| at.ends_with(map));
                    let is_schema = |key: &str| is_map || !DATA.contains(&key);
                    for member in members.iter().filter(|member| is_schema(&member.key)) {
                        let below = pointer::child(&at, &member.key);
                        match (member.key.as_str(), member.node.as_str()) {
                            ("$anchor" | "$dynamicAnchor", Some(name)) if !is_map => {
                                found.anchors.insert(name, at.clone());
                            }
                            ("$defs" | "definitions", _) if !is_map => {
                                let schemas = member.node.members().iter();
                                places.extend(schemas.map(|one| (pointer::child(&below, &one.key), &one.node)));
                            }
                            _ => {}
                        }
                        open.push((below, &member.node));
                    }
                }
                Value::Array(items) => {
                    open.extend(
                        items
                            .iter()
                            .enumerate()
                            .map(|(index, item)| (format!("{at}/{index}"), item)),
                    );
                }
                _ => {}
            }
        }
        found.name(root, places);
        found
    }

    /// Gives each schema a name: its own, or with the name of the schema around it where that is taken.
    fn name(&mut self, root: &Node, mut places: Vec<(String, &'d Node)>) {
        let components = pointer::find(root, "/components/schemas");
        let members = components.map(|place| place.node.members()).unwrap_or_default();
        let mut taken: BTreeSet<String> = members.iter().map(|member| member.key.clone()).collect();
        places.sort_by(|a, b| a.0.cmp(&b.0));
        for (at, node) in places {
            let own = clean(&pointer::last(&at));
            let owner = at.split("/$defs/").next().map(pointer::last).unwrap_or_default();
            let mut name = own.clone();
            let mut number = 1;
            while !taken.insert(name.clone()) {
                name = match number {
                    1 => format!("{}{own}", clean(&owner)),
                    _ => format!("{}{own}{number}", clean(&owner)),
                };
                number += 1;
            }
            self.names.insert(at, (name, node));
        }
    }

    /// The schemas with their names, in the order of their old pointers.
    pub(super) fn hoisted(&self) -> Vec<(String, &'d Node)> {
        self.names.values().map(|(name, node)| (name.clone(), *node)).collect()
    }

    /// What a `$ref` is in the written document.
    pub(super) fn reference(&self, text: &str) -> String {
        let anchor = text.strip_prefix('#').and_then(|name| self.anchors.get(name));
        let target = match anchor {
            Some(at) => at.clone(),
            None => match reference::target(text) {
                Some(target) => target,
                None => return text.to_owned(),
            },
        };
        // The longest one: definitions may have definitions.
        let mut around = target.as_str();
        loop {
            if let Some((name, _)) = self.names.get(around) {
                return format!("#/components/schemas/{name}{}", &target[around.len()..]);
            }
            match around.rsplit_once('/') {
                Some((above, _)) => around = above,
                None if anchor.is_some() => return format!("#{target}"),
                None => return text.to_owned(),
            }
        }
    }
}

/// A name that a component may have.
fn clean(name: &str) -> String {
    name.replace(
        |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_'),
        "_",
    )
}
