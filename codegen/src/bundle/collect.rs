//! Puts the components of other files into the document, and gives their references the names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::build::{Builder, Place, UNNAMED};
use super::names::{self, Wanted};
use super::reference_to;
use crate::diagnostic::{Diagnostic, Diagnostics, Position, rules};
use crate::document::{Bundled, Member, Node, Origins, Part, Value, pointer, sha256};
use crate::validate::table::Type;

/// The section of the components for values of a kind.
fn section(ty: Type) -> &'static str {
    match ty {
        Type::Response => "responses",
        Type::Parameter => "parameters",
        Type::Example => "examples",
        Type::RequestBody => "requestBodies",
        Type::Header => "headers",
        Type::SecurityScheme => "securitySchemes",
        Type::Link => "links",
        Type::Callback => "callbacks",
        _ => "schemas",
    }
}

impl Builder<'_, '_> {
    /// Writes the components that are referred to, directly or through others, and puts all together.
    pub(super) fn finish(mut self, mut root: Node) -> Bundled {
        let mut written = Vec::new();
        while let Some(component) = self.component(written.len()) {
            written.push(Some(component));
        }
        let names = self.names(&root);
        let pointers: Vec<String> = (self.targets.iter().zip(&names))
            .map(|(target, name)| pointer::child(&format!("/components/{}", section(target.ty)), name))
            .collect();
        self.put(&mut root, &names, &mut written);
        rename(&mut root, &pointers);
        let flaws = self.flaws(&pointers);
        Bundled {
            root,
            origins: self.parts(&pointers),
            sources: self.files.sources(),
            sha256: sha256(&self.files.fingerprint()),
            flaws,
        }
    }

    /// The name of each component: that under which the document itself refers to it as a component, or else one that is made
    /// of its place.
    fn names(&self, root: &Node) -> Vec<String> {
        let mut names: Vec<_> = (0..self.targets.len())
            .map(|number| self.own_name(number, root))
            .collect();
        let mut by_section: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, target) in self.targets.iter().enumerate() {
            by_section.entry(section(target.ty)).or_default().push(number);
        }
        for (section, numbers) in by_section {
            let components = components(root, section);
            let mut taken = BTreeSet::new();
            for member in components {
                taken.insert(member.key.clone());
                let number = alias(&member.node).filter(|number| names[*number].is_none());
                if let Some(number) = number {
                    names[number] = Some(member.key.clone());
                }
            }
            let nameless: Vec<usize> = numbers.into_iter().filter(|number| names[*number].is_none()).collect();
            let places: Vec<_> = nameless
                .iter()
                .map(|number| {
                    (
                        self.files.get(self.targets[*number].file),
                        &self.targets[*number].pointer,
                    )
                })
                .collect();
            let wanted: Vec<_> = places
                .iter()
                .map(|(file, pointer)| Wanted {
                    location: &file.location,
                    pointer,
                })
                .collect();
            for (number, name) in nameless.iter().zip(names::assign(&wanted, &taken)) {
                names[*number] = Some(name);
            }
        }
        names.into_iter().flatten().collect()
    }

    /// The name of a component that the document has already, because it took over a whole section of a file.
    fn own_name(&self, number: usize, root: &Node) -> Option<String> {
        let target = self.targets.get(number)?;
        let around = format!("/components/{}/", section(target.ty));
        let is_section = |place: &Place| place.owner.is_none() && place.pointer.starts_with("/components");
        let sections = self
            .origins
            .iter()
            .filter(|(file, _, place)| *file == target.file && is_section(place));
        let mut homes = sections.filter_map(|(_, at, place)| {
            let inner = target
                .pointer
                .strip_prefix(at.as_str())
                .filter(|inner| inner.starts_with('/'))?;
            let whole = format!("{}{inner}", place.pointer);
            let name = whole.strip_prefix(&around).filter(|name| !name.contains('/'))?;
            Some(pointer::last(&format!("/{name}")))
        });
        let is_there = |name: &String| {
            components(root, section(target.ty))
                .iter()
                .any(|member| member.key == *name)
        };
        homes.find(is_there)
    }

    /// Puts each component where its name says.
    fn put(&self, root: &mut Node, names: &[String], written: &mut [Option<Node>]) {
        let mut numbers: Vec<usize> = (0..names.len()).collect();
        // In an order that does not depend on that of the references.
        numbers.sort_by_key(|number| (section(self.targets[*number].ty), &names[*number]));
        let position = root.position;
        let mut added: BTreeMap<&str, Vec<Member>> = BTreeMap::new();
        let mut replaced: HashMap<(&str, &str), usize> = HashMap::new();
        for number in numbers {
            let (section, name) = (section(self.targets[number].ty), &names[number]);
            let is_alias = |member: &Member| member.key == *name && alias(&member.node) == Some(number);
            if components(root, section).iter().any(is_alias) {
                replaced.insert((section, name), number);
            } else if self.own_name(number, root).is_some() {
                // It is there.
            } else if let Some(node) = written[number].take() {
                added.entry(section).or_default().push(Member {
                    key: name.clone(),
                    position: self.targets[number].position,
                    node,
                });
            }
        }
        if added.is_empty() && replaced.is_empty() {
            return;
        }
        let Some(components) = object_in(root, "components", position) else {
            return;
        };
        for member in components.iter_mut() {
            let Value::Object(members) = &mut member.node.value else {
                continue;
            };
            for one in members {
                let number = replaced.get(&(member.key.as_str(), one.key.as_str()));
                if let Some(node) = number.and_then(|number| written[*number].take()) {
                    one.node = node;
                }
            }
        }
        for (section, members) in added {
            let mut own = Node {
                position,
                value: Value::Object(std::mem::take(components)),
            };
            if let Some(section) = object_in(&mut own, section, position) {
                section.extend(members);
            }
            if let Value::Object(members) = own.value {
                *components = members;
            }
        }
    }

    /// Where parts of other files stand in the new tree.
    fn parts(&self, pointers: &[String]) -> Origins {
        let parts = self.origins.iter().map(|(file, at, place)| {
            let owner = place.owner.and_then(|owner| pointers.get(owner));
            Part {
                pointer: format!("{}{}", owner.map_or("", String::as_str), place.pointer),
                file: *file,
                at: at.clone(),
            }
        });
        let files = (0..self.files.len()).map(|file| self.files.get(file).location.clone());
        Origins::new(files.collect(), parts.collect())
    }

    /// The findings with their pointers in the new tree.
    fn flaws(&self, pointers: &[String]) -> Vec<Diagnostic> {
        let whole = |place: &Place| {
            let owner = place.owner.and_then(|owner| pointers.get(owner));
            format!("{}{}", owner.map_or("", String::as_str), place.pointer)
        };
        let mut flaws = Vec::new();
        for (place, finding) in &self.found {
            let mut finding = finding.clone();
            if finding.broken.iter().any(|part| !part.is_empty()) || finding.rule != rules::TOO_DEEP.id {
                finding.pointer = whole(place);
                finding.broken = vec![finding.pointer.clone()];
            }
            flaws.push(finding);
        }
        for file in 1..self.files.len() {
            for finding in self.files.flaws(file) {
                // A part that nothing refers to does no harm.
                let is_readable = self.files.get(file).is_readable;
                let mut places = self.origins.iter().filter(|(of, at, _)| {
                    let inner = finding.pointer.strip_prefix(at.as_str());
                    *of == file && inner.is_some_and(|inner| inner.is_empty() || inner.starts_with('/'))
                });
                let mut finding = finding.clone();
                match places.next() {
                    Some((_, at, place)) => {
                        finding.pointer = format!("{}{}", whole(place), &finding.pointer[at.len()..])
                    }
                    None if is_readable => continue,
                    None => {}
                }
                finding.broken = vec![finding.pointer.clone()]
                    .into_iter()
                    .filter(|at| !at.is_empty())
                    .collect();
                flaws.push(finding);
            }
        }
        flaws
    }
}

/// The members of a section of the components.
fn components<'n>(root: &'n Node, section: &str) -> &'n [Member] {
    let section = root.get("components").and_then(|components| components.get(section));
    section.map(Node::members).unwrap_or_default()
}

/// The number of the component that a value only refers to.
fn alias(node: &Node) -> Option<usize> {
    match node.members() {
        [only] if only.key == "$ref" => number(&only.node),
        _ => None,
    }
}

/// The number of the component in the text of a reference.
fn number(text: &Node) -> Option<usize> {
    let is_unnamed = text.position.file == UNNAMED;
    text.as_str().filter(|_| is_unnamed)?.parse().ok()
}

/// The members of the object at `key`, which is added if it is not there; none if something else is there.
fn object_in<'n>(node: &'n mut Node, key: &str, position: Position) -> Option<&'n mut Vec<Member>> {
    let Value::Object(members) = &mut node.value else {
        return None;
    };
    if !members.iter().any(|member| member.key == key) {
        members.push(Member {
            key: key.to_owned(),
            position,
            node: Node {
                position,
                value: Value::Object(Vec::new()),
            },
        });
    }
    let member = members.iter_mut().find(|member| member.key == key)?;
    match &mut member.node.value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// Writes the names of components into the references to them.
fn rename(node: &mut Node, pointers: &[String]) {
    if let Some(pointer) = number(node).and_then(|number| pointers.get(number)) {
        let position = Position {
            file: 0,
            ..node.position
        };
        *node = reference_to(pointer, position);
        return;
    }
    match &mut node.value {
        Value::Object(members) => members.iter_mut().for_each(|member| rename(&mut member.node, pointers)),
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, pointers)),
        _ => {}
    }
}

impl Diagnostics {
    /// The same findings, about the file of this number.
    pub(crate) fn in_file(self, file: u32) -> Self {
        self.mapped(|mut finding| {
            finding.position = finding.position.map(|position| Position { file, ..position });
            finding
        })
    }
}
