//! From an edit to the changes of the text.

mod block;
mod flow;
mod insert;
mod remove;
mod replace;

use super::error::{EditErrorKind, Problem, Result};
use super::locate::{self, Place};
use super::shared;
use super::source::Splice;
use super::style::{Facts, Siblings};
use super::syntax::{Entry, Syntax};
use super::write::Writer;
use super::{Action, Edit};

/// The changes of a text that an edit makes, in the order of the text. `are_all` says that all places are changed at which
/// the text has the value.
pub(super) fn splices(syntax: &Syntax<'_>, facts: &Facts<'_>, edit: &Edit, are_all: bool) -> Result<Vec<Splice>> {
    let place = match are_all {
        true => shared::target(syntax, edit)?,
        false => locate::find(syntax, &edit.pointer)?,
    };
    let gone = matches!(edit.action, Action::Remove | Action::Replace(_)).then_some(place.node);
    // An anchor of the value itself goes with it when it is removed, and stays when it is replaced.
    locate::check_shared(syntax, &place, gone, are_all)?;
    let plan = Plan { syntax, facts };
    let mut splices = match &edit.action {
        Action::Insert { key, value, after } => plan.insert(&place, key, value, after.as_deref())?,
        Action::Append(value) => plan.append(&place, value)?,
        Action::Replace(value) => plan.replace(&place, value)?,
        Action::Remove => plan.remove(&place)?,
    };
    splices.sort_by_key(|splice| (splice.start, splice.end));
    Ok(splices)
}

struct Plan<'p, 't> {
    syntax: &'p Syntax<'t>,
    facts: &'p Facts<'p>,
}

impl<'p, 't> Plan<'p, 't> {
    fn text(&self) -> &'t str {
        self.syntax.text
    }

    fn entries(&self, node: usize) -> Vec<Entry> {
        self.syntax.entries(node).collect()
    }

    fn siblings(&self, node: usize) -> Siblings {
        Siblings::of(self.syntax, node, None)
    }

    /// The writer of what is added to a node: indented like the parts of the node, or else as the document mostly is.
    fn writer(&self, node: usize) -> Writer<'p> {
        let mut writer = Writer::new(self.facts, self.syntax.is_json);
        for entry in self.syntax.entries(node) {
            let value = self.syntax.node(entry.value);
            if !value.is_block() || !self.text()[value.after..value.start].contains('\n') {
                continue;
            }
            let (column, own) = (self.syntax.column(value.start), self.syntax.column(value.entry));
            match column.checked_sub(own) {
                Some(step) if value.is_map() => writer.step = step,
                Some(step) => writer.list_step = step,
                None => {}
            }
        }
        writer
    }

    /// Whether a node is within braces or brackets.
    fn is_in_flow(&self, place: &Place) -> bool {
        place.around.iter().any(|(node, _)| !self.syntax.node(*node).is_block())
    }

    /// The blanks that the line of a place begins with.
    fn indent(&self, at: usize) -> &'t str {
        let line = &self.text()[super::syntax::line_start(self.text(), at)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Whether a place is the first on its line.
    fn is_first_on_line(&self, at: usize) -> bool {
        let line = super::syntax::line_start(self.text(), at);
        self.text()[line..at].trim_matches([' ', '\t']).is_empty()
    }

    fn unsupported(&self, message: &str) -> Problem {
        let help = "edit the document by hand, or write this part in another way";
        Problem::new(EditErrorKind::Unsupported, message, help)
    }
}
