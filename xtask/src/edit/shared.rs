//! Where else a value of a text is: an alias repeats it, and a merge key (`<<`) takes over its members.
//!
//! One change of the text is then a change of each of these places, and is made only if all of them are to be changed.

use super::error::{EditErrorKind, Problem, Result};
use super::locate::{self, Place};
use super::model::{index, steps};
use super::syntax::{Around, Kind, Syntax};
use super::{Action, Edit};
use codegen::document::pointer;
use std::collections::{BTreeMap, BTreeSet};

/// The same edits of each change, each followed by the same one of every other place that the text has the value at.
pub(super) fn everywhere(syntax: &Syntax<'_>, changes: &[&[Edit]]) -> Vec<Vec<Edit>> {
    match syntax.has_aliases() {
        true => changes.iter().map(|edits| of_change(syntax, edits)).collect(),
        false => changes.iter().map(|edits| edits.to_vec()).collect(),
    }
}

fn of_change(syntax: &Syntax<'_>, edits: &[Edit]) -> Vec<Edit> {
    let mut all: Vec<Edit> = Vec::new();
    for edit in edits {
        let (node, rest) = innermost(syntax, edit);
        let of_rest = |place: &String| format!("{place}{rest}");
        let mut places: Vec<String> = node.map_or_else(Vec::new, |node| pointers(syntax, node, edit, &rest));
        places.iter_mut().for_each(|place| *place = of_rest(place));
        places.retain(|place| *place != edit.pointer);
        for pointer in std::iter::once(edit.pointer.clone()).chain(places) {
            let action = edit.action.clone();
            let same = Edit { pointer, action };
            if !all.contains(&same) || matches!(edit.action, Action::Append(_)) {
                all.push(same);
            }
        }
    }
    all
}

/// The innermost value of the text around the place of an edit, and the rest of the pointer.
fn innermost(syntax: &Syntax<'_>, edit: &Edit) -> (Option<usize>, String) {
    if let Ok(place) = target(syntax, edit) {
        return (Some(place.node), String::new());
    }
    let mut around = edit.pointer.as_str();
    while let Some((outer, _)) = around.rsplit_once('/') {
        around = outer;
        if let Ok(place) = resolve(syntax, around, true) {
            return (Some(place.node), edit.pointer[around.len()..].to_owned());
        }
    }
    (None, String::new())
}

/// The value in the text that an edit changes, wherever the pointer finds it.
pub(super) fn target(syntax: &Syntax<'_>, edit: &Edit) -> Result<Place> {
    let is_inside = matches!(edit.action, Action::Insert { .. } | Action::Append(_));
    resolve(syntax, &edit.pointer, is_inside)
}

/// The pointers at which an edit changes the document, if it is made in the text.
pub(super) fn changed(syntax: &Syntax<'_>, place: &Place, edit: &Edit) -> Vec<String> {
    match syntax.has_aliases() {
        true => pointers(syntax, place.node, edit, ""),
        false => vec![edit.pointer.clone()],
    }
}

/// Finds the node at a pointer through aliases and merge keys; what the last alias stands for, if it is to be followed.
fn resolve(syntax: &Syntax<'_>, pointer: &str, follow_last: bool) -> Result<Place> {
    let mut node = syntax.root();
    for step in steps(pointer)? {
        let around = syntax.target_of(node);
        let found = match syntax.node(around).is_map() {
            true => locate::own_or_merged(syntax, around, &step),
            false => index(&step)
                .and_then(|index| syntax.entries(around).nth(index))
                .map(|entry| entry.value),
        };
        node = found.ok_or_else(|| {
            let message = format!("the document has no `{step}` there");
            Problem::new(EditErrorKind::NoSuchPlace, message, "name a value that exists")
        })?;
    }
    if follow_last {
        node = syntax.target_of(node);
    }
    Ok(locate::way(syntax, node))
}

/// All pointers that lead to a node, in the order of the document, with an edit of the value at `rest` below it.
fn pointers(syntax: &Syntax<'_>, node: usize, edit: &Edit, rest: &str) -> Vec<String> {
    let key = match (&edit.action, rest) {
        (Action::Insert { key, .. }, "") => Some(key.clone()),
        (_, "") => None,
        _ => steps(rest).ok().and_then(|steps| steps.into_iter().next()),
    };
    let mut walk = Walk {
        syntax,
        node,
        key,
        leads: leads(syntax, node),
        found: Vec::new(),
    };
    walk.value(syntax.root(), "");
    walk.found
}

/// The entries of nodes that lead to a node, also by aliases, by their numbers.
fn leads(syntax: &Syntax<'_>, node: usize) -> Leads {
    let mut leads = Leads::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if !seen.insert(node) {
            continue;
        }
        open.extend(syntax.aliases_of(syntax.node(node).anchor));
        if let Some(around) = syntax.around(node) {
            leads.entry(around.node).or_default().insert(around.number, around);
            open.push(around.node);
        }
    }
    leads
}

type Leads = BTreeMap<usize, BTreeMap<usize, Around>>;

struct Walk<'w, 't> {
    syntax: &'w Syntax<'t>,
    node: usize,
    /// The member of the node that is added or changed.
    key: Option<String>,
    leads: Leads,
    found: Vec<String>,
}

impl Walk<'_, '_> {
    /// The entries of a node that lead on, in the order of the text.
    fn entries(&self, node: usize) -> Vec<Around> {
        let entries = self.leads.get(&node);
        entries.map_or_else(Vec::new, |entries| entries.values().copied().collect())
    }

    fn value(&mut self, node: usize, at: &str) {
        if node == self.node {
            self.found.push(at.to_owned());
            return;
        }
        match self.syntax.node(node).kind {
            Kind::Alias => self.value(self.syntax.target_of(node), at),
            Kind::Map(_) => self.members(node, at, &mut Vec::new()),
            _ => {
                for item in self.entries(node) {
                    let at = pointer::child(at, &locate::step(self.syntax, &item));
                    self.value(item.entry.value, &at);
                }
            }
        }
    }

    /// The members of a mapping that none of the mappings before it has.
    fn members(&mut self, map: usize, at: &str, before: &mut Vec<usize>) {
        let syntax = self.syntax;
        let has = |maps: &[usize], name: &str| maps.iter().any(|map| syntax.member(*map, name).is_some());
        for member in self.entries(map) {
            let name = locate::step(syntax, &member);
            let is_first = syntax
                .member(map, &name)
                .is_some_and(|(number, _)| number == member.number);
            if is_first && !has(before, &name) {
                self.value(member.entry.value, &pointer::child(at, &name));
            }
        }
        before.push(map);
        for map in locate::merged(syntax, map) {
            match map == self.node {
                // A member of its own stays as it is.
                true if self.key.as_ref().is_none_or(|key| !has(before, key)) => self.found.push(at.to_owned()),
                true => {}
                false => self.members(map, at, before),
            }
        }
    }
}
