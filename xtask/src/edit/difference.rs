//! What differs between a value and the one in its place: smaller edits than to write all of it again.

use super::error::Result;
use super::order::Scopes;
use super::syntax::{Kind, Syntax};
use super::{Action, Edit, Value, shared};
use codegen::document::{self, pointer};
use std::borrow::Cow;

/// The same edits, those that replace a list or a mapping by another as edits of their parts.
pub(super) fn smaller<'e>(syntax: &Syntax<'_>, edits: &'e [Edit]) -> Result<Cow<'e, [Edit]>> {
    let is_large = |edit: &Edit| matches!(&edit.action, Action::Replace(Value::Map(_) | Value::List(_)));
    if !edits.iter().any(is_large) {
        return Ok(Cow::Borrowed(edits));
    }
    let mut out = Vec::new();
    let mut earlier = Scopes::default();
    let mut rest = edits;
    while let Some(edit) = rest.first() {
        // The same edits of other places go on together, part by part: one change of the text may make them.
        let same = rest.iter().take_while(|other| other.action == edit.action).count();
        let (together, behind) = rest.split_at(same);
        rest = behind;
        let mut same: Vec<Vec<Edit>> = Vec::new();
        for edit in together {
            same.push(parts(syntax, edit, &earlier)?);
            earlier.add(edit);
        }
        let most = same.iter().map(Vec::len).max().unwrap_or_default();
        out.extend((0..most).flat_map(|part| same.iter().filter_map(move |parts| parts.get(part).cloned())));
    }
    Ok(Cow::Owned(out))
}

/// An edit as edits of the parts that differ.
fn parts(syntax: &Syntax<'_>, edit: &Edit, earlier: &Scopes) -> Result<Vec<Edit>> {
    let Action::Replace(new @ (Value::Map(_) | Value::List(_))) = &edit.action else {
        return Ok(vec![edit.clone()]);
    };
    // What earlier edits change is not in the text.
    if earlier.depends(syntax, edit) {
        return Ok(vec![edit.clone()]);
    }
    let place = shared::target(syntax, edit).map_err(|problem| problem.at(&edit.pointer))?;
    let mut out = Vec::new();
    match value(syntax, place.node) {
        Some(old) => compare(&old, new, &edit.pointer, &mut out),
        None => out.push(edit.clone()),
    }
    Ok(out)
}

/// The value of a node; nothing if an alias, a tag or a repeated name makes it more than what is written.
fn value(syntax: &Syntax<'_>, node: usize) -> Option<Value> {
    let written = syntax.node(node);
    if written.has_tag {
        return None;
    }
    let text = || syntax.scalar(node).to_owned();
    match written.kind {
        Kind::Alias => None,
        Kind::Plain => Some(match document::plain_scalar(syntax.scalar(node))? {
            document::Value::Null => Value::Null,
            document::Value::Bool(value) => Value::Bool(value),
            document::Value::Number(number) => Value::Number(number),
            _ => Value::String(text()),
        }),
        Kind::Single | Kind::Double | Kind::Literal | Kind::Folded => Some(Value::String(text())),
        Kind::Seq(_) => {
            let items = syntax.entries(node).map(|entry| value(syntax, entry.value));
            items.collect::<Option<_>>().map(Value::List)
        }
        Kind::Map(_) => {
            let mut members: Vec<(String, Value)> = Vec::new();
            for entry in syntax.entries(node) {
                let key = entry.key?;
                let name = syntax.scalar(key);
                let is_odd = syntax.node(key).alias > 0 || syntax.node(key).has_tag || name == "<<";
                if is_odd || members.iter().any(|(known, _)| known == name) {
                    return None;
                }
                members.push((name.to_owned(), value(syntax, entry.value)?));
            }
            Some(Value::Map(members))
        }
    }
}

fn compare(old: &Value, new: &Value, at: &str, out: &mut Vec<Edit>) {
    let is_done = match (old, new) {
        _ if old == new => true,
        (Value::Map(old), Value::Map(new)) => members(old, new, at, out),
        (Value::List(old), Value::List(new)) => items(old, new, at, out),
        _ => false,
    };
    if !is_done {
        out.push(edit(at, Action::Replace(new.clone())));
    }
}

fn edit(at: &str, action: Action) -> Edit {
    let pointer = at.to_owned();
    Edit { pointer, action }
}

/// Edits members one by one, if some stay and those are in the same order.
fn members(old: &[(String, Value)], new: &[(String, Value)], at: &str, out: &mut Vec<Edit>) -> bool {
    let has = |members: &[(String, Value)], key: &str| members.iter().any(|(known, _)| known == key);
    let common_old = old.iter().map(|(key, _)| key).filter(|key| has(new, key));
    let common_new = new.iter().map(|(key, _)| key).filter(|key| has(old, key));
    // The first member cannot be a new one: members are added behind others.
    if !common_old.eq(common_new) || new.first().is_none_or(|(first, _)| !has(old, first)) {
        return false;
    }
    for (key, _) in old.iter().filter(|(key, _)| !has(new, key)) {
        out.push(edit(&pointer::child(at, key), Action::Remove));
    }
    let mut after: Option<&String> = None;
    for (key, value) in new {
        match old.iter().find(|(known, _)| known == key) {
            Some((_, old)) => compare(old, value, &pointer::child(at, key), out),
            None => out.push(edit(
                at,
                Action::Insert {
                    key: key.clone(),
                    value: value.clone(),
                    after: after.cloned(),
                },
            )),
        }
        after = Some(key);
    }
    true
}

/// Edits items one by one, if some were added at the end, some were removed, or some differ.
fn items(old: &[Value], new: &[Value], at: &str, out: &mut Vec<Edit>) -> bool {
    let child = |index: usize| pointer::child(at, &index.to_string());
    if !old.is_empty() && new.starts_with(old) {
        out.extend(
            new[old.len()..]
                .iter()
                .map(|item| edit(at, Action::Append(item.clone()))),
        );
        return true;
    }
    if old.len() == new.len() && old.iter().zip(new).any(|(old, new)| old == new) {
        for (index, (old, new)) in old.iter().zip(new).enumerate() {
            compare(old, new, &child(index), out);
        }
        return true;
    }
    let mut rest = new.iter().peekable();
    let gone: Vec<usize> = (0..old.len())
        .filter(|index| rest.next_if_eq(&&old[*index]).is_none())
        .collect();
    if new.is_empty() || rest.peek().is_some() {
        return false;
    }
    // From the last on, so that no index changes its meaning.
    out.extend(gone.iter().rev().map(|index| edit(&child(*index), Action::Remove)));
    true
}
