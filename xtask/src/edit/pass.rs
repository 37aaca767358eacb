//! As many edits as can be made with one reading of a text.

use super::Edit;
use super::error::{Problem, Result};
use super::order::{Changes, Scopes};
use super::plan;
use super::shared;
use super::source::Splice;
use super::style::Facts;
use super::syntax::Syntax;
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
    let (mut scopes, mut changes) = (Scopes::default(), Changes::default());
    let mut rest: VecDeque<Edit> = edits.iter().cloned().collect();
    while let Some(edit) = rest.pop_front() {
        let group = group(syntax, &edit, &rest);
        let are_all = group.is_some();
        let mut same = group.unwrap_or_default();
        same.sort_unstable();
        let others: Vec<Edit> = same.iter().rev().filter_map(|at| rest.remove(*at)).collect();
        let is_new = |edit: &Edit| scopes.depends(syntax, edit);
        let splices = match is_new(&edit) || others.iter().any(is_new) {
            true => None,
            false => {
                let splices = plan::splices(syntax, &facts, &edit, are_all);
                Some(splices.map_err(|problem: Problem| problem.at(&edit.pointer))?)
            }
        };
        let Some(splices) = splices.filter(|splices| !changes.touch(splices)) else {
            // In front, as they belong together.
            others.into_iter().for_each(|other| rest.push_front(other));
            rest.push_front(edit);
            break;
        };
        changes.add(&splices);
        planned.push(Planned { edit, splices });
        planned.extend(others.into_iter().rev().map(|edit| Planned {
            edit,
            splices: Vec::new(),
        }));
        let new = planned.len() - 1 - same.len();
        planned[new..].iter().for_each(|planned| scopes.add(&planned.edit));
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
