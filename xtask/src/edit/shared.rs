//! Where else a value of a text is: an alias repeats it, and a merge key (`<<`) takes over its members.
//!
//! One change of the text is then a change of each of these places, and is made only if all of them are to be changed.

use super::error::{EditErrorKind, Problem, Result};
use super::locate::{self, Place, target_of};
use super::model::{index, steps};
use super::syntax::{Kind, Syntax};
use super::{Action, Edit};
use codegen::document::pointer;
use std::collections::BTreeSet;

/// The same edits, each followed by the same one of every other place that the text has the value at.
pub(super) fn everywhere(syntax: &Syntax<'_>, edits: &[Edit]) -> Vec<Edit> {
    if !is_shared(syntax) {
        return edits.to_vec();
    }
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

/// Whether a text has aliases at all.
fn is_shared(syntax: &Syntax<'_>) -> bool {
    syntax.nodes().iter().any(|node| node.alias > 0)
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
    match is_shared(syntax) {
        true => pointers(syntax, place.node, edit, ""),
        false => vec![edit.pointer.clone()],
    }
}

/// Finds the node at a pointer through aliases and merge keys; what the last alias stands for, if it is to be followed.
fn resolve(syntax: &Syntax<'_>, pointer: &str, follow_last: bool) -> Result<Place> {
    let mut node = syntax.root();
    for step in steps(pointer)? {
        let around = target_of(syntax, node);
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
        node = target_of(syntax, node);
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

/// The nodes with a node in them, also by aliases.
fn leads(syntax: &Syntax<'_>, node: usize) -> BTreeSet<usize> {
    let mut leads = BTreeSet::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        let place = locate::way(syntax, node);
        for node in place.around.iter().map(|(node, _)| *node).chain([node]) {
            let anchor = syntax.node(node).anchor;
            if leads.insert(node) && anchor > 0 {
                let numbers = 0..syntax.nodes().len();
                open.extend(numbers.filter(|number| syntax.node(*number).alias == anchor));
            }
        }
    }
    leads
}

struct Walk<'w, 't> {
    syntax: &'w Syntax<'t>,
    node: usize,
    /// The member of the node that is added or changed.
    key: Option<String>,
    leads: BTreeSet<usize>,
    found: Vec<String>,
}

impl Walk<'_, '_> {
    fn value(&mut self, node: usize, at: &str) {
        if !self.leads.contains(&node) {
            return;
        }
        if node == self.node {
            self.found.push(at.to_owned());
            return;
        }
        match self.syntax.node(node).kind {
            Kind::Alias => self.value(target_of(self.syntax, node), at),
            Kind::Map(_) => self.members(node, at, &mut BTreeSet::new()),
            _ => {
                let items: Vec<_> = self.syntax.entries(node).collect();
                for (number, item) in items.into_iter().enumerate() {
                    self.value(item.value, &pointer::child(at, &number.to_string()));
                }
            }
        }
    }

    /// The members of a mapping that an earlier one has not.
    fn members(&mut self, map: usize, at: &str, known: &mut BTreeSet<String>) {
        let own: Vec<_> = locate::own(self.syntax, map).collect();
        let merged = locate::merged(self.syntax, map);
        let mut new = Vec::new();
        for (key, value) in own {
            if known.insert(key.to_owned()) {
                new.push((key.to_owned(), value));
            }
        }
        for (key, value) in new {
            self.value(value, &pointer::child(at, &key));
        }
        for map in merged {
            match map == self.node {
                // A member of its own stays as it is.
                true if self.key.as_ref().is_none_or(|key| !known.contains(key)) => self.found.push(at.to_owned()),
                true => {}
                false => self.members(map, at, known),
            }
        }
    }
}
