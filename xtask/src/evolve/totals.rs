//! How much traffic there was, for the evidence of a change.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use codegen::Document;
use codegen::view::Place;

use crate::runner::OfOperation;

/// How much was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Totals {
    pub(crate) by_operation: BTreeMap<Option<String>, OfOperation>,
    /// In how many interactions each drift was seen, by its fingerprint.
    pub(crate) seen: BTreeMap<String, usize>,
    /// Whether all of it is recordings.
    pub(crate) is_recorded: bool,
}

impl Totals {
    /// What an interaction is called.
    pub(crate) fn noun(&self) -> &'static str {
        match self.is_recorded {
            true => "recording",
            false => "interaction",
        }
    }
}

/// Whether a part of the document has one of these pointers, or leads to it by references.
pub(super) fn leads_to(document: &Document, from: &str, wanted: &BTreeSet<&str>) -> bool {
    let is_in = |inner: &str, outer: &str| {
        let rest = inner.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let is_wanted = |pointer: &str| wanted.iter().any(|wanted| is_in(wanted, pointer));
    let mut open: Vec<Place<'_>> = Place::at_pointer(document, from).into_iter().collect();
    let mut seen = HashSet::new();
    while let Some(place) = open.pop() {
        if !seen.insert(place.pointer.clone()) {
            continue;
        }
        if is_wanted(&place.pointer) {
            return true;
        }
        let target = place.str("$ref").and_then(|reference| place.target(reference));
        open.extend(target);
        open.extend(place.children());
    }
    false
}
