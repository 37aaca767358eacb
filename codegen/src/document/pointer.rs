//! JSON pointers (RFC 6901).

use std::borrow::Cow;

use super::node::{Member, Node, Value};
use crate::diagnostic::Position;

/// `pointer` with one more step, escaped.
pub fn child(pointer: &str, key: &str) -> String {
    // Pointers are made in great numbers, and hardly a key has anything to escape.
    let mut child = String::with_capacity(pointer.len() + 1 + key.len());
    child.push_str(pointer);
    child.push('/');
    match needs_escape(key) {
        false => child.push_str(key),
        true => child.push_str(&escape(key)),
    }
    child
}

fn needs_escape(key: &str) -> bool {
    key.bytes().any(|byte| matches!(byte, b'~' | b'/'))
}

/// One step of a pointer, escaped.
pub fn escape(key: &str) -> String {
    match needs_escape(key) {
        false => key.to_owned(),
        true => key.replace('~', "~0").replace('/', "~1"),
    }
}

/// The steps of a pointer, unescaped; none for the whole document.
pub fn steps(pointer: &str) -> impl Iterator<Item = String> + '_ {
    split(pointer).map(Cow::into_owned)
}

fn split(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(unescape)
}

/// A value and its position: that of the key for a member, that of the value for an item.
pub(crate) struct Place<'a> {
    pub(crate) node: &'a Node,
    pub(crate) position: Position,
}

/// The value at `pointer` within `root`.
pub(crate) fn find<'a>(root: &'a Node, pointer: &str) -> Option<Place<'a>> {
    let member = |members: &'a [Member], key: &str| members.iter().find(|member| member.key == key);
    find_with(root, pointer, member)
}

/// The same, with what finds the member of an object.
pub(super) fn find_with<'a>(
    root: &'a Node,
    pointer: &str,
    member: impl Fn(&'a [Member], &str) -> Option<&'a Member>,
) -> Option<Place<'a>> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return None;
    }
    let mut place = Place {
        node: root,
        position: root.position,
    };
    for step in split(pointer) {
        place = match &place.node.value {
            Value::Object(members) => {
                let member = member(members, &step)?;
                Place {
                    node: &member.node,
                    position: member.position,
                }
            }
            Value::Array(items) => {
                let node = items.get(index(&step)?)?;
                Place {
                    node,
                    position: node.position,
                }
            }
            _ => return None,
        };
    }
    Some(place)
}

/// The value at `pointer` within `root`, to be changed.
pub(crate) fn find_mut<'a>(root: &'a mut Node, pointer: &str) -> Option<&'a mut Node> {
    let mut node = root;
    for step in steps(pointer) {
        node = match &mut node.value {
            Value::Object(members) => &mut members.iter_mut().find(|member| member.key == step)?.node,
            Value::Array(items) => items.get_mut(index(&step)?)?,
            _ => return None,
        };
    }
    Some(node)
}

/// The index that a step is: digits without a leading zero.
fn index(step: &str) -> Option<usize> {
    let canonical = step == "0" || (!step.starts_with('0') && step.bytes().all(|byte| byte.is_ascii_digit()));
    canonical.then(|| step.parse().ok()).flatten()
}

/// The last step of a pointer, unescaped; empty for the whole document.
pub(crate) fn last(pointer: &str) -> String {
    match pointer.rsplit_once('/') {
        Some((_, step)) => unescape(step).into_owned(),
        None => String::new(),
    }
}

fn unescape(step: &str) -> Cow<'_, str> {
    match step.contains('~') {
        false => Cow::Borrowed(step),
        true => Cow::Owned(step.replace("~1", "/").replace("~0", "~")),
    }
}
