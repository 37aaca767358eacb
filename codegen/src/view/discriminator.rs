//! Which schemas a discriminator chooses among, by inheritance (`allOf`), by lists (`oneOf`, `anyOf`) and by `mapping`.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::place::Place;
use crate::document::Document;

/// The discriminators of a document, each with the schemas that it chooses among.
#[derive(Clone, Debug, Default)]
pub struct Discriminators {
    by_schema: HashMap<String, Alternatives>,
}

/// The schemas that a discriminator chooses among.
#[derive(Clone, Debug, Default)]
pub struct Alternatives {
    /// By the value that chooses it, the pointer of a schema.
    by_value: BTreeMap<String, String>,
}

impl Discriminators {
    /// All discriminators of a document.
    ///
    /// A discriminator chooses among the schema that has it and all that builds on it by `allOf`, directly or through
    /// others; beside `oneOf` or `anyOf`, among the schemas of the list and all that builds on them. Each is chosen by its
    /// name in the document, and by the values of `mapping`, also by those of a schema that builds on this one and has a
    /// discriminator of the same property.
    pub fn of(document: &Document) -> Self {
        let places = with_discriminators(document);
        if places.is_empty() {
            return Self::default();
        }
        let schemas = Schemas::of(document);
        let own: HashMap<&str, &Place<'_>> = places.iter().map(|place| (&*place.pointer, place)).collect();
        let one = |schema: &Place<'_>| (schema.pointer.clone(), schemas.alternatives(schema, &own));
        Self {
            by_schema: places.iter().map(one).collect(),
        }
    }

    /// The alternatives of the schema at a pointer, if it has a discriminator.
    pub fn get(&self, schema: &str) -> Option<&Alternatives> {
        self.by_schema.get(schema)
    }
}

impl Alternatives {
    /// The schema that a value of the discriminator's property chooses.
    pub fn by_value<'d>(&self, document: &'d Document, value: &str) -> Option<Place<'d>> {
        Place::at_pointer(document, self.by_value.get(value)?)
    }

    /// The schemas in the order of the values that choose them.
    pub fn schemas<'d>(&self, document: &'d Document) -> impl Iterator<Item = Place<'d>> + use<'_, 'd> {
        let pointers = self.by_value.values();
        pointers.filter_map(|pointer| Place::at_pointer(document, pointer))
    }

    /// The values that choose a schema.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.by_value.keys().map(String::as_str)
    }
}

/// The schemas that have a discriminator.
fn with_discriminators(document: &Document) -> Vec<Place<'_>> {
    let mut found = Vec::new();
    let mut open = vec![Place::root(document)];
    while let Some(place) = open.pop() {
        let discriminator = place.node.get("discriminator");
        if discriminator.is_some_and(|node| node.get("propertyName").is_some()) {
            found.push(place.clone());
        }
        open.extend(place.children());
    }
    found
}

/// The schemas of a document that have a name.
struct Schemas<'d> {
    /// By its name, the pointer of a schema. Several names may lead to one.
    names: BTreeMap<&'d str, String>,
    /// The names that lead to the schema at a pointer.
    by_pointer: HashMap<String, Vec<&'d str>>,
    /// By the pointer of a schema, the pointers of those that build on it directly.
    children: HashMap<String, Vec<String>>,
}

impl<'d> Schemas<'d> {
    fn of(document: &'d Document) -> Self {
        let components = Place::root(document).get("components");
        let places = components.and_then(|components| components.get("schemas"));
        let mut schemas = Self {
            names: BTreeMap::new(),
            by_pointer: HashMap::new(),
            children: HashMap::new(),
        };
        for (name, place) in places.iter().flat_map(Place::members) {
            for parent in parents(&place) {
                schemas.children.entry(parent).or_default().push(place.pointer.clone());
            }
            schemas.by_pointer.entry(place.pointer.clone()).or_default().push(name);
            schemas.names.insert(name, place.pointer);
        }
        schemas
    }

    /// The schemas at these pointers, and all that builds on them.
    fn families(&self, roots: Vec<String>) -> HashSet<String> {
        let mut family = HashSet::new();
        let mut open = roots;
        while let Some(pointer) = open.pop() {
            let children = self.children.get(&pointer);
            if family.insert(pointer) {
                open.extend(children.into_iter().flatten().cloned());
            }
        }
        family
    }

    fn alternatives(&self, schema: &Place<'d>, own: &HashMap<&str, &Place<'d>>) -> Alternatives {
        let list = schema.raw("oneOf").or_else(|| schema.raw("anyOf"));
        let mapped = mapping(schema);
        let mapped: Vec<_> = mapped
            .filter_map(|(value, target)| Some((value, self.target(target)?)))
            .collect();
        let mut roots: Vec<String> = match &list {
            Some(list) => list.items().map(|item| item.pointer).collect(),
            None => vec![schema.pointer.clone()],
        };
        roots.extend(mapped.iter().map(|(_, pointer)| pointer.clone()));
        let family = self.families(roots);
        let mut by_value = BTreeMap::new();
        for pointer in &family {
            for name in self.by_pointer.get(pointer).into_iter().flatten() {
                by_value.insert((*name).to_owned(), pointer.clone());
            }
        }
        by_value.extend(mapped.into_iter().map(|(value, pointer)| (value.to_owned(), pointer)));
        // Sorted: where two of them map one value, the same one wins every time.
        let mut inner: Vec<_> = family.iter().filter_map(|pointer| own.get(pointer.as_str())).collect();
        inner.sort_by_key(|place| &place.pointer);
        for place in inner.into_iter().filter(|place| property(place) == property(schema)) {
            for (value, target) in mapping(place) {
                let Some(pointer) = self.target(target) else { continue };
                by_value.entry(value.to_owned()).or_insert(pointer);
            }
        }
        Alternatives { by_value }
    }

    /// The schema that a value of `mapping` means: a reference, or a name.
    fn target(&self, target: &str) -> Option<String> {
        let name = target.rsplit('/').next()?;
        self.names.get(name).cloned()
    }
}

/// The schemas that a schema builds on directly: those that its `allOf` refers to, also from within branches without a name.
fn parents(schema: &Place<'_>) -> Vec<String> {
    let mut parents = Vec::new();
    let mut open = vec![schema.clone()];
    while let Some(place) = open.pop() {
        let branches = place.raw("allOf");
        for branch in branches.iter().flat_map(Place::children) {
            let resolved = branch.resolved();
            match resolved.pointer == branch.pointer {
                false => parents.push(resolved.pointer),
                true => open.push(branch),
            }
        }
        parents.extend(place.reference().map(|reference| reference.resolved().pointer));
    }
    parents.sort_unstable();
    parents.dedup();
    parents
}

/// The name of the property of a schema's discriminator.
fn property<'d>(schema: &Place<'d>) -> Option<&'d str> {
    schema.node.get("discriminator")?.get("propertyName")?.as_str()
}

/// The entries of a discriminator's `mapping`.
fn mapping<'d>(schema: &Place<'d>) -> impl Iterator<Item = (&'d str, &'d str)> + use<'d> {
    let mapping = schema.node.get("discriminator").and_then(|node| node.get("mapping"));
    let members = mapping.into_iter().flat_map(|mapping| mapping.members());
    members.filter_map(|member| Some((member.key.as_str(), member.node.as_str()?)))
}
