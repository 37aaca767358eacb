//! The new text is read again: it must mean what the old one meant, with the edits.

use super::error::{EditErrorKind, Problem, Result};
use super::{Edit, Value, model, pass};
use codegen::Document;

/// Applies edits, and reads the new text again.
pub(super) fn apply(text: &str, edits: &[Edit]) -> Result<String> {
    let mut expected = read(text, EditErrorKind::Unreadable)?;
    for edit in edits {
        model::edit(&mut expected, edit).map_err(|problem| problem.at(&edit.pointer))?;
    }
    let new = pass::apply(text, edits)?;
    let found = read(&new, EditErrorKind::Unsafe)?;
    if found != expected {
        return Err(Problem::new(
            EditErrorKind::Unsafe,
            "the new text would not mean what it should",
            "edit the document by hand",
        ));
    }
    Ok(new)
}

fn read(text: &str, kind: EditErrorKind) -> Result<Value> {
    let document = Document::parse("document", text.as_bytes()).map_err(|found| {
        let (first, line) = match found.iter().next() {
            Some(finding) => (finding.message.clone(), finding.position.map(|position| position.line)),
            None => (String::new(), None),
        };
        let problem = match kind {
            EditErrorKind::Unreadable => Problem::new(kind, first, "correct it first"),
            kind => Problem::new(
                kind,
                format!("the new text could not be read ({first})"),
                "edit the document by hand",
            ),
        };
        match line {
            Some(line) => problem.on_line(line),
            None => problem,
        }
    })?;
    Ok(document.root().into())
}
