//! Edits of one text, in as few readings of it as possible.

use super::Edit;
use super::error::{Problem, Result};
use super::source::Source;
use super::style::Facts;
use super::syntax::Syntax;
use super::{plan, source::Splice};

/// The text with edits applied.
pub(super) fn apply(text: &str, edits: &[Edit]) -> Result<String> {
    let mut text = text.to_owned();
    for edit in edits {
        let at = |problem: Problem| problem.at(&edit.pointer);
        let source = Source::new(&text)?;
        let syntax = Syntax::parse(&source.text)?;
        let facts = Facts::of(&syntax);
        let splices = plan::splices(&syntax, &facts, edit).map_err(at)?;
        debug_assert!(are_ordered(&splices), "{splices:?}");
        let new = source.splice(&splices);
        text = new;
    }
    Ok(text)
}

fn are_ordered(splices: &[Splice]) -> bool {
    splices.windows(2).all(|pair| pair[0].end <= pair[1].start)
}
