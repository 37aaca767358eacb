//! Where two values differ, at the innermost places, and how a value is shown in a message.

use std::collections::{HashMap, HashSet};

use codegen::document::{Member, Node, Value};
use codegen::view::Place;

/// How much of a text a message shows.
const SHOWN: usize = 60;

/// Gives each innermost difference of two values to `emit`. With `follow`, what references lead to counts, each pair of
/// targets once.
pub(super) fn compare<'b, 'r>(
    base: Option<&Place<'b>>,
    revision: Option<&Place<'r>>,
    follow: bool,
    emit: &mut dyn FnMut(Option<&Place<'b>>, Option<&Place<'r>>),
) {
    let mut known = HashSet::new();
    let mut open = vec![(base.cloned(), revision.cloned())];
    while let Some(pair) = open.pop() {
        let (Some(base), Some(revision)) = &pair else {
            emit(pair.0.as_ref(), pair.1.as_ref());
            continue;
        };
        // What stands next to a reference.
        if follow {
            for (before, after) in siblings(base, revision) {
                if !same(
                    before.as_ref().map(|place| place.node),
                    after.as_ref().map(|place| place.node),
                ) {
                    emit(before.as_ref(), after.as_ref());
                }
            }
        }
        let (base, revision) = match follow {
            true => (base.resolved(), revision.resolved()),
            false => (base.clone(), revision.clone()),
        };
        if follow && !known.insert((base.pointer.clone(), revision.pointer.clone())) {
            continue;
        }
        match (&base.node.value, &revision.node.value) {
            (Value::Object(_), Value::Object(_)) => {
                let mut inner: Vec<_> = base.node.members().iter().map(|member| &member.key).collect();
                let known: HashSet<_> = inner.iter().copied().collect();
                let new = revision.node.members().iter().map(|member| &member.key);
                inner.extend(new.filter(|key| !known.contains(key)));
                // The stack gives the last one first.
                open.extend(inner.into_iter().rev().map(|key| (base.raw(key), revision.raw(key))));
            }
            (Value::Array(_), Value::Array(_)) => {
                let (mut before, mut after) = (base.children().into_iter(), revision.children().into_iter());
                let length = before.len().max(after.len());
                let mut pairs: Vec<_> = (0..length).map(|_| (before.next(), after.next())).collect();
                pairs.reverse();
                open.append(&mut pairs);
            }
            _ if same(Some(base.node), Some(revision.node)) => {}
            _ => emit(Some(&base), Some(&revision)),
        }
    }
}

/// The members next to the `$ref` of two values.
fn siblings<'b, 'r>(base: &Place<'b>, revision: &Place<'r>) -> Vec<(Option<Place<'b>>, Option<Place<'r>>)> {
    let keys = |node: &Node| -> Vec<String> {
        let members = node.members().iter().filter(|_| node.get("$ref").is_some());
        members
            .map(|member| member.key.clone())
            .filter(|key| key != "$ref")
            .collect()
    };
    let (before, after) = (keys(base.node), keys(revision.node));
    let new = after.iter().filter(|key| !before.contains(key));
    let all = before.iter().chain(new);
    let of_base = |key: &String| base.raw(key).filter(|_| before.contains(key));
    let of_revision = |key: &String| revision.raw(key).filter(|_| after.contains(key));
    all.map(|key| (of_base(key), of_revision(key))).collect()
}

/// Whether two values are the same, whatever the order of their members.
pub(super) fn same(base: Option<&Node>, revision: Option<&Node>) -> bool {
    let (base, revision) = match (base, revision) {
        (Some(base), Some(revision)) => (base, revision),
        (None, None) => return true,
        _ => return false,
    };
    match (&base.value, &revision.value) {
        (Value::Object(before), Value::Object(after)) => {
            let mut others = Members::of(after);
            before.len() == after.len()
                && before.iter().enumerate().all(|(index, member)| {
                    let other = others.near(index, &member.key);
                    other.is_some_and(|node| same(Some(&member.node), Some(node)))
                })
        }
        (Value::Array(before), Value::Array(after)) => {
            before.len() == after.len()
                && before
                    .iter()
                    .zip(after)
                    .all(|(before, after)| same(Some(before), Some(after)))
        }
        (Value::Number(before), Value::Number(after)) => before == after || same_number(before, after),
        (before, after) => before == after,
    }
}

/// The members of an object by key. Most are at the same place as in another version; where they are not, a table of all of them
/// keeps the comparison of large objects from searching each.
struct Members<'n> {
    all: &'n [Member],
    by_key: Option<HashMap<&'n str, &'n Node>>,
}

impl<'n> Members<'n> {
    fn of(all: &'n [Member]) -> Self {
        Self { all, by_key: None }
    }

    /// The member with this key, which is probably at this index.
    fn near(&mut self, index: usize, key: &str) -> Option<&'n Node> {
        let all = self.all;
        if let Some(member) = all.get(index).filter(|member| member.key == key) {
            return Some(&member.node);
        }
        let table = self
            .by_key
            .get_or_insert_with(|| all.iter().map(|member| (member.key.as_str(), &member.node)).collect());
        table.get(key).copied()
    }
}

/// Whether two numbers that are written in different ways are the same one. Longer ones than a float holds are not.
fn same_number(before: &str, after: &str) -> bool {
    let short = |text: &str| (text.len() <= 15).then(|| text.parse::<f64>().ok()).flatten();
    matches!((short(before), short(after)), (Some(before), Some(after)) if before == after)
}

/// A value in a message.
pub(super) fn shown(node: &Node) -> String {
    let text = match &node.value {
        Value::Null => "null",
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Number(text) | Value::String(text) => text,
        Value::Array(_) => return "a list".to_owned(),
        Value::Object(_) => return "an object".to_owned(),
    };
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", &line[..end]),
        None if line.len() < text.trim_end().len() => format!("`{line}…`"),
        None => format!("`{line}`"),
    }
}

/// What happened to a value, in a message: "was `a` and is `b`".
pub(super) fn what(base: Option<&Node>, revision: Option<&Node>) -> String {
    let is_plain = |node: &Node| !matches!(node.value, Value::Array(_) | Value::Object(_));
    match (base, revision) {
        (Some(base), Some(revision)) if is_plain(base) && is_plain(revision) => {
            format!("was {} and is {}", shown(base), shown(revision))
        }
        (Some(_), Some(_)) => "has changed".to_owned(),
        (Some(_), None) => "was removed".to_owned(),
        (None, _) => "was added".to_owned(),
    }
}
