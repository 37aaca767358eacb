//! Which edits can be planned with the same text: those that need no edit before them, and whose changes touch no other.

use super::locate;
use super::source::Splice;
use super::syntax::Syntax;
use super::{Action, Edit};
use codegen::document::pointer;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The values that edits change or add.
#[derive(Default)]
pub(super) struct Scopes {
    /// Their pointers.
    places: HashSet<String>,
    /// The pointers of what they are in, at any depth.
    outer: HashSet<String>,
    /// The mappings and lists that they are in, with whether they are all added at the end.
    around: HashMap<String, bool>,
    /// Those of them from which something is removed.
    shrunk: HashSet<String>,
}

/// The value that an edit changes or adds.
fn place(edit: &Edit) -> String {
    match &edit.action {
        Action::Insert { key, .. } => pointer::child(&edit.pointer, key),
        Action::Append(_) => pointer::child(&edit.pointer, "-"),
        Action::Replace(_) | Action::Remove => edit.pointer.clone(),
    }
}

/// The mapping or list that it is in.
fn around(edit: &Edit) -> &str {
    match &edit.action {
        Action::Insert { .. } | Action::Append(_) => &edit.pointer,
        Action::Replace(_) | Action::Remove => outer(&edit.pointer).unwrap_or(""),
    }
}

fn outer(pointer: &str) -> Option<&str> {
    pointer.rsplit_once('/').map(|(outer, _)| outer)
}

/// The pointers of what a value is in, the innermost first.
fn all_outer(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(outer(pointer), |pointer| outer(pointer))
}

/// Whether an edit adds a value at the end.
fn is_added(edit: &Edit) -> bool {
    matches!(&edit.action, Action::Insert { after: None, .. } | Action::Append(_))
}

impl Scopes {
    pub(super) fn add(&mut self, edit: &Edit) {
        let (place, around) = (place(edit), around(edit));
        self.outer.extend(all_outer(&place).map(str::to_owned));
        if matches!(edit.action, Action::Remove) {
            self.shrunk.insert(around.to_owned());
        }
        let all_added = self.around.entry(around.to_owned()).or_insert(true);
        *all_added = *all_added && is_added(edit);
        self.places.insert(place);
    }

    /// Whether an edit needs the text with one of these.
    pub(super) fn depends(&self, syntax: &Syntax<'_>, edit: &Edit) -> bool {
        let (place, around) = (place(edit), around(edit));
        if let Some(all_added) = self.around.get(around) {
            // All at the end of what has entries already.
            let has_entries = || {
                let place = locate::find(syntax, around);
                place.is_ok_and(|place| syntax.entries(place.node).next().is_some())
            };
            let is_same = self.places.contains(&place) && !matches!(edit.action, Action::Append(_));
            if !(*all_added && is_added(edit)) || is_same || !has_entries() {
                return true;
            }
        }
        // Also of an item whose index is another one afterwards.
        self.outer.contains(&place)
            || all_outer(&place).any(|outer| self.places.contains(outer) || self.shrunk.contains(outer))
    }
}

/// The changes of a text that are planned.
#[derive(Default)]
pub(super) struct Changes {
    /// Their ranges, with whether the edit only adds text, all of it at one place.
    ranges: BTreeMap<(usize, usize), bool>,
}

impl Changes {
    pub(super) fn add(&mut self, splices: &[Splice]) {
        let is_addition = addition(splices).is_some();
        for splice in splices {
            let only_added = self.ranges.entry((splice.start, splice.end)).or_insert(true);
            *only_added = *only_added && is_addition;
        }
    }

    /// Whether changes meet one of these, and cannot be made one after the other at one place.
    pub(super) fn touch(&self, splices: &[Splice]) -> bool {
        let at = addition(splices);
        splices.iter().any(|splice| {
            let before = self.ranges.range(..=(splice.end, usize::MAX)).rev();
            // None overlap, so that the one that begins last ends last.
            let mut meet = before.take_while(|((_, end), _)| *end >= splice.start);
            meet.any(|((start, _), only_added)| !(*only_added && at == Some(*start)))
        })
    }
}

/// Where changes add text, if they do no more, and all at one place.
fn addition(splices: &[Splice]) -> Option<usize> {
    let at = splices.first()?.start;
    let is_there = |splice: &Splice| splice.start == at && splice.end == at;
    splices.iter().all(is_there).then_some(at)
}
