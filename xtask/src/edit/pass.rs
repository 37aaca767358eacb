//! As many edits as can be made with one reading of a text.

use super::error::{Problem, Result};
use super::locate;
use super::plan;
use super::shared;
use super::source::Splice;
use super::style::Facts;
use super::syntax::Syntax;
use super::{Action, Edit};
use codegen::document::pointer;
use std::collections::VecDeque;

/// An edit and the changes of the text that it makes.
pub(super) struct Planned {
    pub(super) edit: Edit,
    pub(super) splices: Vec<Splice>,
}

/// Plans edits, from the first on, up to the first that needs the text with those before it. Also returns the edits that
/// remain. Those that one change of the text makes together are planned together.
pub(super) fn plan(syntax: &Syntax<'_>, edits: &[Edit]) -> Result<(Vec<Planned>, Vec<Edit>)> {
    let facts = Facts::of(syntax);
    let mut planned: Vec<Planned> = Vec::new();
    let mut rest: VecDeque<Edit> = edits.iter().cloned().collect();
    while let Some(edit) = rest.pop_front() {
        let group = group(syntax, &edit, &rest);
        let are_all = group.is_some();
        let mut same = group.unwrap_or_default();
        same.sort_unstable();
        let others: Vec<Edit> = same.iter().rev().filter_map(|at| rest.remove(*at)).collect();
        let is_new = |edit: &Edit| planned.iter().any(|earlier| depends(syntax, edit, &earlier.edit));
        let splices = match is_new(&edit) || others.iter().any(is_new) {
            true => None,
            false => {
                let splices = plan::splices(syntax, &facts, &edit, are_all);
                Some(splices.map_err(|problem: Problem| problem.at(&edit.pointer))?)
            }
        };
        let touches = |earlier: &Planned, splices: &[Splice]| {
            let meets = |one: &Splice| {
                let others = earlier.splices.iter();
                others
                    .clone()
                    .any(|other| one.start <= other.end && other.start <= one.end)
            };
            splices.iter().any(meets) && !are_in_a_row(&earlier.splices, splices)
        };
        let splices = splices.filter(|splices| !planned.iter().any(|earlier| touches(earlier, splices)));
        let Some(splices) = splices else {
            // In front, as they belong together.
            others.into_iter().for_each(|other| rest.push_front(other));
            rest.push_front(edit);
            break;
        };
        planned.push(Planned { edit, splices });
        planned.extend(others.into_iter().rev().map(|edit| Planned {
            edit,
            splices: Vec::new(),
        }));
    }
    Ok((planned, rest.into()))
}

/// The numbers of the other edits that one change of the text makes together with an edit; nothing if one is missing.
fn group(syntax: &Syntax<'_>, edit: &Edit, others: &VecDeque<Edit>) -> Option<Vec<usize>> {
    let place = shared::target(syntax, edit).ok()?;
    let pointers = shared::changed(syntax, &place, edit);
    let others = pointers
        .iter()
        .filter(|pointer| **pointer != edit.pointer)
        .map(|pointer| {
            let is_same = |other: &Edit| other.pointer == *pointer && other.action == edit.action;
            others.iter().position(is_same)
        });
    others.collect()
}

/// All changes of the text, in its order.
pub(super) fn splices(planned: &[Planned]) -> Vec<Splice> {
    let mut splices: Vec<Splice> = planned.iter().flat_map(|planned| planned.splices.clone()).collect();
    // Stable: what is added at one place is in the order of the edits.
    splices.sort_by_key(|splice| (splice.start, splice.end));
    splices
}

/// Whether both edits only add text, all of it at one place.
fn are_in_a_row(one: &[Splice], other: &[Splice]) -> bool {
    let mut all = one.iter().chain(other);
    let at = all.clone().next().map(|splice| splice.start);
    all.all(|splice| Some(splice.start) == at && splice.end == splice.start)
}

/// The value that an edit changes or adds, and the mapping or list that it is in.
fn scope(edit: &Edit) -> (String, &str) {
    match &edit.action {
        Action::Insert { key, .. } => (pointer::child(&edit.pointer, key), &edit.pointer),
        Action::Append(_) => (pointer::child(&edit.pointer, "-"), &edit.pointer),
        Action::Replace(_) | Action::Remove => {
            let around = edit.pointer.rsplit_once('/').map_or("", |(around, _)| around);
            (edit.pointer.clone(), around)
        }
    }
}

fn is_within(pointer: &str, around: &str) -> bool {
    pointer
        .strip_prefix(around)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether an edit needs the text with an earlier one.
pub(super) fn depends(syntax: &Syntax<'_>, edit: &Edit, earlier: &Edit) -> bool {
    let ((place, around), (earlier_place, earlier_around)) = (scope(edit), scope(earlier));
    let is_added = |edit: &Edit| matches!(&edit.action, Action::Insert { after: None, .. } | Action::Append(_));
    if around == earlier_around {
        // Both at the end of what has entries already.
        let both_added = is_added(edit) && is_added(earlier);
        let has_entries = || {
            let place = locate::find(syntax, around);
            place.is_ok_and(|place| syntax.entries(place.node).next().is_some())
        };
        let same = place == earlier_place && !matches!(edit.action, Action::Append(_));
        return !both_added || same || !has_entries();
    }
    let is_item = matches!(earlier.action, Action::Remove) && is_within(&place, earlier_around);
    is_item || is_within(&place, &earlier_place) || is_within(&earlier_place, &place)
}
