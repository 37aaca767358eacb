//! The new text is read again: it must mean what the old one meant, with the edits.

use super::difference;
use super::error::{EditErrorKind, Problem, Result};
use super::overlay::{self, OverlayInfo};
use super::pass::{self, Planned};
use super::shared;
use super::source::{Source, Splice};
use super::syntax::Syntax;
use super::window::{self, Window};
use super::{Edit, Value, model};
use codegen::document::Node;
use codegen::{Document, Severity};

/// The size in bytes up to which documents are read again as a whole. Of larger ones, the part around each change is.
const WHOLE: usize = 256 << 10;

/// Applies edits, and reads the new text again.
pub(super) fn apply(text: &str, edits: &[Edit]) -> Result<String> {
    match text.len() <= WHOLE {
        true => apply_whole(text, edits),
        false => apply_in_parts(text, edits),
    }
}

/// Applies edits, and reads the whole text before and after.
fn apply_whole(text: &str, edits: &[Edit]) -> Result<String> {
    let expected = expected(text, edits.iter())?;
    let mut new = text.to_owned();
    let mut rest = edits.to_vec();
    while !rest.is_empty() {
        let source = Source::new(&new)?;
        let syntax = Syntax::parse(&source.text)?;
        let all = difference::smaller(&syntax, &rest)?;
        let (planned, remaining) = pass::plan(&syntax, &all)?;
        rest = remaining;
        let next = source.splice(&pass::splices(&planned));
        new = next;
    }
    compare(&expected, &new)?;
    Ok(new)
}

/// Applies edits, and reads the parts around them, before and after.
pub(super) fn apply_in_parts(text: &str, edits: &[Edit]) -> Result<String> {
    has_aliases(text)?;
    let mut text = text.to_owned();
    let mut rest = edits.to_vec();
    while !rest.is_empty() {
        let source = Source::new(&text)?;
        // What is wrong with a text, its document says best.
        let syntax = Syntax::parse(&source.text)
            .map_err(|problem| read(&text, EditErrorKind::Unreadable).err().unwrap_or(problem))?;
        let all = difference::smaller(&syntax, &rest)?;
        let (planned, remaining) = pass::plan(&syntax, &all)?;
        rest = remaining;
        let new = source.splice(&pass::splices(&planned));
        let is_verified = parts(&syntax, planned.iter().collect()).is_some_and(|parts| {
            let mut parts = parts.iter();
            parts.all(|part| part.check(&syntax).is_ok())
        });
        // Without a window, or where a part is not as expected, the whole decides.
        if !is_verified {
            let expected = expected(&text, planned.iter().map(|planned| &planned.edit))?;
            compare(&expected, &new)?;
        }
        text = new;
    }
    Ok(text)
}

/// Whether a text may have an anchor (`&`) or an alias (`*`): the mark and a name behind white space or a bracket.
fn has_word(text: &str, mark: char) -> bool {
    text.match_indices(mark).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let behind = text[at + 1..].chars().next();
        before.is_none_or(|c| c.is_whitespace() || "[{,:?-".contains(c))
            && behind.is_some_and(|c| !c.is_whitespace() && !"[]{},".contains(c))
    })
}

/// Whether a text may repeat values. If so, it is read as a whole first: that says what is wrong with one that repeats
/// itself without an end, or too deep.
fn has_aliases(text: &str) -> Result<bool> {
    let has_aliases = has_word(text, '&') && has_word(text, '*');
    if has_aliases {
        read(text, EditErrorKind::Unreadable)?;
    }
    Ok(has_aliases)
}

/// The edits of all places that change together, for each of several changes.
pub(super) fn everywhere(text: &str, changes: &[&[Edit]]) -> Result<Vec<Vec<Edit>>> {
    // Texts without an alias need not be read.
    if !has_aliases(text)? {
        return Ok(changes.iter().map(|edits| edits.to_vec()).collect());
    }
    let source = Source::new(text)?;
    let syntax = Syntax::parse(&source.text)?;
    Ok(shared::everywhere(&syntax, changes))
}

/// Whether a tree is another one with edits.
pub(super) fn is_edited(old: &Node, edits: &[Edit], new: &Node) -> bool {
    let mut expected = Value::from(old);
    edits.iter().all(|edit| model::edit(&mut expected, edit).is_ok()) && is_same(&expected, &new.into())
}

/// Reads the document that an overlay is for.
pub(super) fn document(text: &str) -> Result<Document> {
    parse(text, EditErrorKind::Unreadable)
}

/// Writes edits as an overlay, and applies it to the document.
pub(super) fn overlay(document: Document, info: &OverlayInfo, edits: &[Edit]) -> Result<String> {
    let mut expected: Value = document.root().into();
    let overlay = overlay::write(&expected, info, edits)?;
    for edit in edits {
        model::edit(&mut expected, edit).map_err(|problem| problem.at(&edit.pointer))?;
    }
    let help = "edit the document instead";
    let found = codegen::overlay(document, "overlay", overlay.as_bytes(), true).map_err(|found| {
        let first = found
            .iter()
            .next()
            .map(|finding| finding.message.clone())
            .unwrap_or_default();
        Problem::new(
            EditErrorKind::Unsupported,
            format!("no overlay expresses the edits: {first}"),
            help,
        )
    })?;
    match is_same(&Value::from(found.root()), &expected) {
        true => Ok(overlay),
        false => Err(Problem::new(
            EditErrorKind::Unsafe,
            "the overlay would not mean what it should",
            help,
        )),
    }
}

/// Whether two values are the same but for the order of members.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Map(members), Value::Map(others)) => {
            let of_other = |key: &String| others.iter().find(|(other, _)| other == key).map(|(_, value)| value);
            members.len() == others.len()
                && members
                    .iter()
                    .all(|(key, value)| of_other(key).is_some_and(|other| is_same(value, other)))
        }
        (Value::List(items), Value::List(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(one, other)| is_same(one, other))
        }
        _ => one == other,
    }
}

/// Edits within one window.
struct Part<'p> {
    window: Window,
    planned: Vec<&'p Planned>,
}

/// The windows of edits, none of which overlap; nothing if an edit has none.
fn parts<'p>(syntax: &Syntax<'_>, planned: Vec<&'p Planned>) -> Option<Vec<Part<'p>>> {
    let mut parts: Vec<Part<'p>> = Vec::new();
    for planned in planned {
        let mut part = Part::of(syntax, vec![planned])?;
        while let Some(at) = parts.iter().position(|other| other.overlaps(&part)) {
            let mut all = parts.remove(at).planned;
            all.extend(part.planned);
            part = Part::of(syntax, all)?;
        }
        parts.push(part);
    }
    Some(parts)
}

impl<'p> Part<'p> {
    fn of(syntax: &Syntax<'_>, planned: Vec<&'p Planned>) -> Option<Self> {
        let splices: Vec<Splice> = planned.iter().flat_map(|planned| planned.splices.clone()).collect();
        let window = window::find(syntax, planned.iter().map(|planned| &planned.edit), &splices)?;
        Some(Self { window, planned })
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.window.start < other.window.end && other.window.start < self.window.end
    }

    /// Reads the window before and after the edits.
    fn check(&self, syntax: &Syntax<'_>) -> Result<()> {
        let Window {
            start,
            end,
            pointer,
            lacks_braces,
        } = &self.window;
        let within = |edit: &Edit| Edit {
            pointer: edit.pointer[pointer.len()..].to_owned(),
            action: edit.action.clone(),
        };
        let edits: Vec<Edit> = self.planned.iter().map(|planned| within(&planned.edit)).collect();
        let old = &syntax.text[*start..*end];
        let moved = self
            .planned
            .iter()
            .flat_map(|planned| &planned.splices)
            .map(|splice| Splice {
                start: splice.start - start,
                end: splice.end - start,
                text: splice.text.clone(),
            });
        let mut moved: Vec<Splice> = moved.collect();
        moved.sort_by_key(|splice| (splice.start, splice.end));
        let new = Source::new(old)?.splice(&moved);
        match lacks_braces {
            true => compare(&expected(&format!("{{{old}}}"), edits.iter())?, &format!("{{{new}}}")),
            false => compare(&expected(old, edits.iter())?, &new),
        }
    }
}

/// What a text means with edits.
fn expected<'e>(text: &str, edits: impl Iterator<Item = &'e Edit>) -> Result<Value> {
    let mut value = read(text, EditErrorKind::Unreadable)?;
    for edit in edits {
        model::edit(&mut value, edit).map_err(|problem| problem.at(&edit.pointer))?;
    }
    Ok(value)
}

fn compare(expected: &Value, new: &str) -> Result<()> {
    let seen = read(new, EditErrorKind::Unsafe)?;
    // What is merged from elsewhere has its order there.
    let is_expected = match new.contains("<<") {
        true => is_same(&seen, expected),
        false => seen == *expected,
    };
    match is_expected {
        true => Ok(()),
        false => Err(Problem::new(
            EditErrorKind::Unsafe,
            "the new text would not mean what it should",
            "edit the document by hand",
        )),
    }
}

fn read(text: &str, kind: EditErrorKind) -> Result<Value> {
    Ok(parse(text, kind)?.root().into())
}

fn parse(text: &str, kind: EditErrorKind) -> Result<Document> {
    Document::parse("document", text.as_bytes()).map_err(|found| {
        // Before what stops the reading there may be notes, such as one on merge keys.
        let mistake = found.iter().find(|finding| finding.severity == Severity::Error);
        let (first, line) = match mistake.or(found.iter().next()) {
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
    })
}
