//! One of the two documents with its changes: which are at a place, below or above it, and what a place uses.

use std::collections::{BTreeMap, BTreeSet};

use codegen::Document;
use codegen::view::Place;

/// How many schemas a place is followed to that refers to others.
const MOST_REFERENCES: usize = 64;

/// How many values of the document are looked at to see what the place of a change uses.
const MOST_REACHED: usize = 2048;

/// The changes of one side by their pointers.
#[derive(Default)]
pub(super) struct ByPointer(BTreeMap<String, Vec<usize>>);

impl ByPointer {
    pub(super) fn add(&mut self, pointer: &str, change: usize) {
        self.0.entry(pointer.to_owned()).or_default().push(change);
    }

    /// All pointers, each with its changes.
    pub(super) fn all(&self) -> impl Iterator<Item = (&String, &Vec<usize>)> {
        self.0.iter()
    }

    /// The changes at a pointer.
    pub(super) fn at(&self, pointer: &str) -> &[usize] {
        self.0.get(pointer).map(Vec::as_slice).unwrap_or_default()
    }

    /// The changes at a pointer and below it.
    pub(super) fn within(&self, pointer: &str) -> impl Iterator<Item = usize> + '_ {
        let below = format!("{pointer}/");
        let at = self.0.get(pointer);
        let under = self
            .0
            .range(below.clone()..)
            .take_while(move |(found, _)| found.starts_with(&below));
        at.into_iter()
            .chain(under.map(|(_, changes)| changes))
            .flatten()
            .copied()
    }

    /// The changes at the nearest place above a pointer that has some.
    pub(super) fn above(&self, pointer: &str) -> &[usize] {
        let mut pointer = pointer;
        while let Some((above, _)) = pointer.rsplit_once('/') {
            if let Some(changes) = self.0.get(above) {
                return changes;
            }
            pointer = above;
        }
        &[]
    }
}

/// One of the two documents.
pub(super) struct Side<'d> {
    document: &'d Document,
    pub(super) changes: ByPointer,
}

impl<'d> Side<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        Self {
            document,
            changes: ByPointer::default(),
        }
    }

    /// The schemas that make a place what it is: through references, lists, maps and compositions, but not through
    /// properties, which are items of their own.
    pub(super) fn references(&self, at: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<Place<'_>> = Place::at_pointer(self.document, at).into_iter().collect();
        while let Some(place) = open.pop() {
            let place = place.resolved();
            if found.len() >= MOST_REFERENCES || !seen.insert(place.pointer.clone()) {
                continue;
            }
            if place.pointer != at {
                found.push(place.pointer.clone());
            }
            for key in ["schema", "items", "additionalProperties"] {
                open.extend(place.raw(key));
            }
            for key in ["allOf", "oneOf", "anyOf"] {
                open.extend(place.raw(key).iter().flat_map(Place::children));
            }
            let content = place.raw("content");
            open.extend(content.iter().flat_map(Place::children));
            if place.pointer.ends_with("/responses") {
                open.extend(place.children());
            }
        }
        found
    }

    /// Everything that a place contains and refers to.
    pub(super) fn reach(&self, at: &str) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<Place<'_>> = Place::at_pointer(self.document, at).into_iter().collect();
        while let Some(place) = open.pop() {
            let stated = place.pointer.clone();
            let place = place.resolved();
            if place.pointer != stated {
                seen.insert(stated);
            }
            let is_value = place.node.members().is_empty() && place.node.items().is_empty();
            if is_value || seen.len() >= MOST_REACHED || !seen.insert(place.pointer.clone()) {
                continue;
            }
            open.extend(place.children());
        }
        seen
    }
}
