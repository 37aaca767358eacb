//! The smallest part of a text that can be read by itself, around the changes that edits make.
//!
//! Members in lines that are next to each other, from the beginning of one line to that of another, mean the same by
//! themselves as in the document: lines of a block scalar, a string or brackets that are open at either end would be part of
//! a member, and what ends a member is a line that is not deeper. The same is true for JSON, of every object and list. So a
//! large document, of which all other bytes stay, means what it meant if this part does. (Not if the part has an anchor or
//! an alias; then there is no window.)

use super::locate;
use super::source::Splice;
use super::syntax::{Entry, Form, Kind, Syntax, line_start};
use super::{Action, Edit};
use codegen::document::pointer;

/// A part of the text and the pointer of the value that it is, or has members of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) pointer: String,
    /// Whether it is members of a JSON object, without its braces.
    pub(super) lacks_braces: bool,
}

/// Finds the window around the changes of edits.
pub(super) fn find<'e>(
    syntax: &Syntax<'_>,
    edits: impl Iterator<Item = &'e Edit> + Clone,
    splices: &[Splice],
) -> Option<Window> {
    let start = splices.iter().map(|splice| splice.start).min()?;
    let end = splices.iter().map(|splice| splice.end).max()?;
    let first = edits.clone().next()?;
    match syntax.is_json {
        true => json(syntax, first, edits, start, end),
        false => lines(syntax, first, edits, splices, start, end),
    }
}

/// The innermost object or list around the changes.
fn json<'e>(
    syntax: &Syntax<'_>,
    first: &Edit,
    edits: impl Iterator<Item = &'e Edit> + Clone,
    start: usize,
    end: usize,
) -> Option<Window> {
    let place = locate::find(syntax, &first.pointer).ok()?;
    let around = place.around.iter().map(|(node, _)| *node).chain([place.node]);
    let mut found = None;
    let mut path = String::new();
    for (depth, number) in around.enumerate() {
        if let Some(step) = depth.checked_sub(1).and_then(|depth| place.steps.get(depth)) {
            path = pointer::child(&path, step);
        }
        let node = syntax.node(number);
        let has_all = node.start < start && end < node.end && edits.clone().all(|edit| is_inside(edit, &path));
        if !node.is_flow() || !has_all {
            break;
        }
        found = Some(Window {
            start: node.start,
            end: node.end,
            pointer: path.clone(),
            lacks_braces: false,
        });
    }
    // Of a large object, the members around the changes.
    let mut found = found?;
    let object = locate::find(syntax, &found.pointer).ok()?.node;
    if syntax.node(object).is_map() {
        let entries: Vec<Entry> = syntax.entries(object).collect();
        let from = entries
            .partition_point(|entry| syntax.node(entry.value).entry <= start)
            .checked_sub(1);
        let to = entries.get(entries.partition_point(|entry| syntax.node(entry.value).end < end));
        if let (Some(from), Some(to)) = (from, to) {
            found.start = syntax.node(entries[from].value).entry;
            found.end = syntax.node(to.value).end;
            found.lacks_braces = true;
        }
    }
    Some(found)
}

/// Whether an edit changes a part of the value at a pointer, and not the value as a whole.
fn is_inside(edit: &Edit, around: &str) -> bool {
    let rest = edit.pointer.strip_prefix(around);
    match edit.action {
        Action::Insert { .. } | Action::Append(_) => rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        Action::Replace(_) | Action::Remove => rest.is_some_and(|rest| rest.starts_with('/')),
    }
}

/// The members in lines around the changes, in the innermost mapping.
fn lines<'e>(
    syntax: &Syntax<'_>,
    first: &Edit,
    edits: impl Iterator<Item = &'e Edit> + Clone,
    splices: &[Splice],
    start: usize,
    end: usize,
) -> Option<Window> {
    let text = syntax.text;
    let place = locate::find(syntax, &first.pointer).ok()?;
    let around = place.around.iter().map(|(node, _)| *node).chain([place.node]);
    let mut found = None;
    let mut path = String::new();
    let mut outer = text.len();
    for (depth, map) in around.enumerate() {
        if let Some(step) = depth.checked_sub(1).and_then(|depth| place.steps.get(depth)) {
            path = pointer::child(&path, step);
        }
        if syntax.node(map).kind != Kind::Map(Form::Block) || !edits.clone().all(|edit| is_inside(edit, &path)) {
            break;
        }
        let entries: Vec<Entry> = syntax.entries(map).collect();
        let begins = |entry: &Entry| line_start(text, syntax.node(entry.value).entry);
        let is_alone = |entry: &Entry| {
            text[begins(entry)..syntax.node(entry.value).entry]
                .trim_matches(' ')
                .is_empty()
        };
        if !entries.iter().all(is_alone) {
            break;
        }
        let from = entries.partition_point(|entry| begins(entry) <= start).checked_sub(1);
        let Some(from) = from else { break };
        let to = entries.partition_point(|entry| begins(entry) <= end);
        let behind = entries.get(to).map_or(outer, begins);
        if end >= behind && behind < text.len() {
            break;
        }
        let column = syntax.column(syntax.node(entries[from].value).entry);
        let is_deep = |line: &str| line.is_empty() || line.len() - line.trim_start_matches(' ').len() >= column;
        let nodes = entries[from].key?..syntax.node(entries[to - 1].value).next;
        let is_shared = syntax.nodes()[nodes]
            .iter()
            .any(|node| node.anchor > 0 || node.alias > 0);
        let stays_inside = splices
            .iter()
            .all(|splice| splice.text.split('\n').skip(1).all(is_deep));
        if !is_shared && stays_inside {
            found = Some(Window {
                start: begins(&entries[from]),
                end: behind,
                pointer: path.clone(),
                lacks_braces: false,
            });
        }
        outer = behind;
    }
    found
}
