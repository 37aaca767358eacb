//! Merge keys (`<<`) of YAML 1.1, which people write by hand and most parsers apply.

use super::Builder;
use crate::diagnostic::{Position, rules};
use crate::document::node::{Member, Node, Value};
use crate::document::pointer;
use std::collections::HashSet;

/// The name of the key, where it is not quoted.
pub(super) const KEY: &str = "<<";

/// A merge key of an object, and how many members stand before it.
pub(super) struct Merge {
    pub(super) before: usize,
    pub(super) position: Position,
    pub(super) value: Node,
}

impl Builder<'_> {
    /// Puts the members of merged objects in the place of the merge keys. What the object has itself counts first, then what
    /// is merged earlier. Every member keeps the position at which it is written.
    pub(super) fn merged(&mut self, members: Vec<Member>, merges: Vec<Merge>) -> Vec<Member> {
        let mut names: HashSet<String> = members.iter().map(|member| member.key.clone()).collect();
        let mut merged = Vec::with_capacity(members.len());
        let mut own = members.into_iter().enumerate().peekable();
        for (number, merge) in merges.into_iter().enumerate() {
            while let Some((_, member)) = own.next_if(|(at, _)| *at < merge.before) {
                merged.push(member);
            }
            if number > 0 {
                self.repeated(merge.position);
                continue;
            }
            let Some(objects) = objects(merge.value) else {
                self.not_merged(merge.position);
                continue;
            };
            self.noted(merge.position);
            for member in objects.into_iter().flatten() {
                if names.insert(member.key.clone()) {
                    merged.push(member);
                }
            }
        }
        merged.extend(own.map(|(_, member)| member));
        merged
    }

    fn noted(&mut self, at: Position) {
        self.report(
            &rules::MERGE_KEY,
            pointer::child(&self.pointer(), KEY),
            at,
            "the members of other objects are merged here with `<<`, which only YAML 1.1 has".to_owned(),
            "for readers of YAML 1.2, write the members out, or use `$ref` or `allOf`; if `<<` is a name, quote it"
                .to_owned(),
        );
    }

    fn not_merged(&mut self, at: Position) {
        self.report(
            &rules::BAD_MERGE,
            pointer::child(&self.pointer(), KEY),
            at,
            "`<<` merges an object, or a list of objects, and this is neither".to_owned(),
            "write the alias of an object; if `<<` is a name, quote it".to_owned(),
        );
    }

    fn repeated(&mut self, at: Position) {
        self.report(
            &rules::BAD_MERGE,
            pointer::child(&self.pointer(), KEY),
            at,
            "the object has a second `<<`".to_owned(),
            "merge several objects with one list: `<<: [*first, *second]`".to_owned(),
        );
    }
}

/// The members of the objects that a merge key names, those that count first in front.
fn objects(value: Node) -> Option<Vec<Vec<Member>>> {
    match value.value {
        Value::Object(members) => Some(vec![members]),
        Value::Array(items) => items
            .into_iter()
            .map(|item| match item.value {
                Value::Object(members) => Some(members),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}
