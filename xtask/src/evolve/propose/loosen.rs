//! What recordings contradict is dropped: a bound, a name that must be there, a part that must be sent.

use std::collections::BTreeSet;

use super::evidence::quoted;
use super::{Asked, Change, Proposed, Proposer, is_body, remove, replace};
use crate::evolve::infer::text;
use crate::evolve::locate::{in_schema, last, name, parent};

impl Proposer<'_, '_> {
    /// Takes names out of a list of those that must be there; an empty list is removed.
    pub(super) fn required(&self, list: &str, asked: &Asked<'_>) -> Proposed {
        let place = self.at(list)?;
        let missing: BTreeSet<String> = asked
            .occurrences()
            .map(|occurrence| last(&occurrence.pointer))
            .collect();
        let items = place.node.items();
        let is_missing = |index: &usize| items[*index].as_str().is_some_and(|item| missing.contains(item));
        let (gone, stay): (Vec<_>, Vec<_>) = (0..items.len()).partition(is_missing);
        if gone.is_empty() {
            return Err("the names that are missing are not in the list".into());
        }
        let edits = match stay.is_empty() {
            true => vec![remove(list)],
            // From the end, so that the others keep their index.
            false => gone
                .iter()
                .rev()
                .map(|index| remove(format!("{list}/{index}")))
                .collect(),
        };
        let names = quoted(&missing);
        let schema = in_schema(list).map_or_else(|| list.to_owned(), |found| found.schema);
        Ok(Change {
            kind: "drop-required",
            place: list.to_owned(),
            title: format!("Let {names} be absent from `{}`", name(&schema)),
            evidence: vec![format!(
                "{names} missing in {}{}",
                self.times(asked),
                self.of_operations(asked)
            )],
            edits,
            is_loosening: true,
            ..Change::default()
        }
        .into())
    }

    /// Drops a keyword that bounds a value.
    pub(super) fn keyword(&self, pointer: &str, asked: &Asked<'_>) -> Proposed {
        self.at(pointer)?;
        let keyword = last(pointer);
        let schema = parent(pointer);
        if let Some(change) = self.wider_format(pointer, asked) {
            return Ok(change.into());
        }
        let is_in_bodies = asked.drifts.iter().all(|drift| is_body(&drift.location));
        let observed = is_in_bodies.then(|| self.observe(asked.occurrences()));
        Ok(Change {
            kind: "drop-keyword",
            place: pointer.to_owned(),
            title: format!("Drop `{keyword}` of `{}`", name(schema)),
            evidence: vec![format!(
                "{} in {}{}",
                self.contradiction(pointer, observed.as_ref()),
                self.times(asked),
                self.of_operations(asked)
            )],
            edits: vec![remove(pointer)],
            is_loosening: true,
            ..Change::default()
        }
        .into())
    }

    /// Integers that do not fit 32 bits fit 64.
    fn wider_format(&self, pointer: &str, asked: &Asked<'_>) -> Option<Change> {
        let is_narrow = last(pointer) == "format" && self.at(pointer).ok()?.node.as_str() == Some("int32");
        let in_bodies = asked.drifts.iter().all(|drift| is_body(&drift.location));
        let observed = self.observe(asked.occurrences());
        if !is_narrow || !in_bodies || observed.is_beyond_i64 || observed.types() != ["integer"] {
            return None;
        }
        Some(Change {
            kind: "widen-format",
            place: pointer.to_owned(),
            title: format!("Make `{}` an integer of 64 bits", name(parent(pointer))),
            evidence: vec![format!(
                "integers beyond 32 bits in {}{}",
                self.times(asked),
                self.of_operations(asked)
            )],
            edits: vec![replace(pointer, text("int64"))],
            is_loosening: true,
            ..Change::default()
        })
    }

    /// Lets a parameter, a header or a body be left out.
    pub(super) fn optional(&self, owner: &str, asked: &Asked<'_>) -> Proposed {
        let place = self.at(owner)?;
        let required = place.raw("required").ok_or("nothing says that it must be there")?;
        let what = match place.str("name") {
            Some(name) => format!("the parameter `{name}`"),
            None if last(owner) == "requestBody" => "the body of the request".to_owned(),
            None => format!("`{}`", last(owner)),
        };
        Ok(Change {
            kind: "make-optional",
            place: owner.to_owned(),
            title: format!("Let {what} be left out"),
            evidence: vec![format!(
                "{what} is missing in {}{}",
                self.times(asked),
                self.of_operations(asked)
            )],
            edits: vec![remove(required.pointer)],
            is_loosening: true,
            ..Change::default()
        }
        .into())
    }
}
