//! Bytes outside of an edit never change: what is before the place of an edit and what is behind it stay as they are.
//!
//! The place is known from the positions of our own reader, which the engine does not edit by: it begins where the value
//! before it begins, for a comment may go along with its value, and ends where the value behind it begins.

use codegen::Document;
use codegen::document::{Node, Value, pointer};
use fastrand::Rng;
use xtask::edit::{Action, Edit, apply};

use super::random::{Style, edit, map};

/// How many random documents are tried; `CASES=20000` tries more.
fn count() -> usize {
    let count = std::env::var("CASES").ok();
    count.and_then(|count| count.parse().ok()).unwrap_or(1_500)
}

/// The bytes at which the keys and the values of a document begin, in their order, with the pointers of the values.
struct Places {
    /// The byte at which each line begins.
    lines: Vec<usize>,
    all: Vec<(usize, String)>,
}

impl Places {
    fn of(text: &str) -> Self {
        let document = Document::parse("places", text.as_bytes()).unwrap();
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        let mut places = Self {
            lines: lines.collect(),
            all: Vec::new(),
        };
        places.add(text, document.root(), "");
        places.all.sort();
        places
    }

    fn byte(&self, text: &str, line: usize, column: usize) -> usize {
        let start = self.lines[line - 1];
        let characters = text[start..].char_indices().nth(column - 1);
        characters.map_or(text.len(), |(at, _)| start + at)
    }

    fn add(&mut self, text: &str, node: &Node, at: &str) {
        self.all
            .push((self.byte(text, node.position.line, node.position.column), at.to_owned()));
        match &node.value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.add(text, item, &format!("{at}/{index}"));
                }
            }
            Value::Object(members) => {
                for member in members {
                    let inner = pointer::child(at, &member.key);
                    let byte = self.byte(text, member.position.line, member.position.column);
                    self.all.push((byte, inner.clone()));
                    self.add(text, &member.node, &inner);
                }
            }
            _ => {}
        }
    }

    /// The bytes before which and behind which nothing changes when what is at a pointer does.
    fn around(&self, at: &str, length: usize) -> (usize, usize) {
        let is_inside = |inner: &str| {
            inner
                .strip_prefix(at)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let first = self.all.iter().position(|(_, inner)| is_inside(inner)).unwrap();
        let last = self.all.iter().rposition(|(_, inner)| is_inside(inner)).unwrap();
        let begin = self.all[first].0;
        // A list begins where its first item does: what is before it is what begins earlier.
        let before = self.all[..first].iter().rev().find(|(byte, _)| *byte < begin);
        let behind = self.all[last + 1..].first();
        (
            before.map_or(0, |(byte, _)| *byte),
            behind.map_or(length, |(byte, _)| *byte),
        )
    }
}

/// The pointer of what an edit changes: a value, or the one behind which another is put.
fn place(edit: &Edit, places: &Places) -> String {
    let last_child = |at: &str| {
        let is_child = |inner: &&str| {
            let rest = inner.strip_prefix(at).and_then(|rest| rest.strip_prefix('/'));
            rest.is_some_and(|rest| !rest.contains('/'))
        };
        let mut children = places.all.iter().map(|(_, inner)| inner.as_str()).filter(is_child);
        children.next_back().unwrap_or(at).to_owned()
    };
    match &edit.action {
        Action::Insert { after: Some(after), .. } => pointer::child(&edit.pointer, after),
        Action::Insert { .. } | Action::Append(_) => last_child(&edit.pointer),
        Action::Replace(_) => edit.pointer.clone(),
        Action::Remove => {
            let parent = edit.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
            let count = places.all.iter().filter(|(_, inner)| {
                let rest = inner.strip_prefix(parent).and_then(|rest| rest.strip_prefix('/'));
                rest.is_some_and(|rest| !rest.contains('/'))
            });
            let mut names: Vec<_> = count.map(|(_, inner)| inner).collect();
            names.dedup();
            // Without its only member, what it was in is written as empty.
            match names.len() {
                1 => parent.to_owned(),
                _ => edit.pointer.clone(),
            }
        }
    }
}

/// Checks one edit. Returns whether it was made.
fn check(text: &str, edit: &Edit, shown: &dyn Fn() -> String) -> bool {
    let Ok(new) = apply("random", text, std::slice::from_ref(edit)) else {
        return false;
    };
    let places = Places::of(text);
    let (from, to) = places.around(&place(edit, &places), text.len());
    let (before, behind) = (&text[..from], &text[to..]);
    assert!(
        new.starts_with(before),
        "{}: changed before byte {from}\n{new}",
        shown()
    );
    assert!(new.ends_with(behind), "{}: changed behind byte {to}\n{new}", shown());
    assert!(new.len() >= before.len() + behind.len(), "{}\n{new}", shown());
    true
}

#[test]
fn bytes_outside_of_an_edit_stay() {
    let (mut made, mut outside, mut all) = (0, 0, 0);
    for seed in 0..count() {
        let mut rng = Rng::with_seed(seed as u64 + 2_000_000);
        let size = rng.usize(2..8);
        let root = map(&mut rng, 0, size);
        let text = Style::random(&mut rng).write(&mut rng, &root);
        for _ in 0..3 {
            let Some(edit) = edit(&mut rng, &root) else { continue };
            if !check(&text, &edit, &|| format!("seed {seed}\n{text}\n{edit:?}")) {
                continue;
            }
            made += 1;
            let places = Places::of(&text);
            let (from, to) = places.around(&place(&edit, &places), text.len());
            outside += text.len() - (to - from);
            all += text.len();
        }
    }
    assert!(made > count(), "only {made}");
    assert!(
        outside * 2 > all,
        "only {outside} of {all} bytes are outside of what is edited"
    );
}
