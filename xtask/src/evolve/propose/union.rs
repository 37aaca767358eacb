//! Items of lists that are of several types: each type has an alternative.

use std::collections::BTreeSet;

use codegen::view::Place;

use super::{Asked, Change, Offer, Proposer, append, remove, replace, written};
use crate::edit::{Edit, Value};
use crate::evolve::drift::{Drift, Occurrence};
use crate::evolve::infer::{KINDS, map, text};
use crate::evolve::locate::{last, name, parent};

/// The kind of a change that allows other types.
pub(super) const LOOSEN_TYPE: &str = "loosen-type";

/// How many interactions must show items of another type before a union is stated.
const UNION: usize = 2;

/// Whether enough interactions show it.
pub(super) fn is_often<'o>(occurrences: impl Iterator<Item = &'o Occurrence>) -> bool {
    let interactions: BTreeSet<usize> = occurrences.map(|occurrence| occurrence.interaction).collect();
    interactions.len() >= UNION
}

impl<'d> Proposer<'_, 'd> {
    /// Allows what was seen beside the items that are documented, at one place of their schema.
    pub(super) fn union_of_items(&self, used: &Place<'d>, drifts: &[Drift]) -> Change {
        let of_use = Asked {
            drifts: drifts.iter().collect(),
        };
        let observed = self.observe(of_use.occurrences());
        let mut alternatives = vec![written(used.node)];
        alternatives.extend(self.inference.alternatives(&observed, &mut |_| None));
        let union = map([("anyOf", Value::List(alternatives))]);
        let edits = vec![replace(used.pointer.clone(), union)];
        self.other_items(&used.pointer, &of_use, edits)
    }

    /// Adds an alternative for each further type of items to those that are there; without a change if the list is not one
    /// of types of items, or too few interactions show it. Each of the values is of another type than all alternatives.
    pub(super) fn wider_union(&self, list: &Place<'d>, alternatives: &[Place<'d>], asked: &Asked<'_>) -> Option<Offer> {
        let items = parent(&list.pointer);
        if last(items) != "items" || !is_often(asked.occurrences()) {
            return None;
        }
        let observed = self.observe(asked.occurrences());
        let types_of = |place: &Place<'d>| place.resolved().types().unwrap_or_default();
        let seen = observed.types();
        if let Some(whole) = alternatives.iter().find(|place| types_of(place) == ["integer"])
            && seen.contains(&"number")
        {
            // A number beside it would be both.
            let is_alone = seen.len() == 1 && observed.nulls == 0;
            return is_alone.then(|| self.types(&whole.resolved().pointer, asked).ok())?;
        }
        let mut added = self.inference.alternatives(&observed, &mut |_| None);
        if observed.nulls > 0 {
            // In 3.0, null belongs to one of the types, and which one is not seen.
            self.inference.is_json_schema.then_some(())?;
            added.push(map([("type", text("null"))]));
        }
        let all: BTreeSet<&str> = alternatives.iter().flat_map(types_of).chain(seen).collect();
        let numbers = usize::from(all.contains("integer") && all.contains("number"));
        let edits = match all.len() - usize::from(all.contains("null")) - numbers >= KINDS {
            // A union of all types says nothing.
            true => vec![remove(list.pointer.clone())],
            false => added.into_iter().map(|one| append(list.pointer.clone(), one)).collect(),
        };
        Some(self.other_items(items, asked, edits).into())
    }

    fn other_items(&self, items: &str, asked: &Asked<'_>, edits: Vec<Edit>) -> Change {
        Change {
            kind: LOOSEN_TYPE,
            place: items.to_owned(),
            title: format!("Allow items of another type in `{}`", name(items)),
            evidence: vec![format!(
                "{} in {}{}",
                self.observe(asked.occurrences()).what(),
                self.times(asked),
                self.of_operations(asked)
            )],
            edits,
            is_loosening: true,
            ..Change::default()
        }
    }
}
