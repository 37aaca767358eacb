//! A choice beside properties: `allOf: [A, {oneOf: [B, C]}]` is one of `A` with `B` and `A` with `C`.
//!
//! No schema of the document is `A` with `B`: its pointer is one of `virtual_pointer`.

use super::shape::{Merged, is_object};
use super::virtual_pointer::pointer_of;
use super::{Lowering, virtual_pointer};
use crate::document::Node;

/// How many branches a choice is made of at most: choices beside each other multiply.
const MOST_BRANCHES: usize = 128;

/// How deeply choices may be nested.
const MOST_LEVELS: usize = 4;

impl<'d> Lowering<'d> {
    /// The branches of an object with choices: each with what is next to the choice. `None` if that is not an object.
    pub(super) fn distribute(&self, at: &str, node: &'d Node) -> Option<Vec<(String, &'d Node)>> {
        let pieces = self.pieces(at, node)?;
        if pieces.choices.is_empty() {
            return None;
        }
        let selections = self.selections(at, node, 0)?;
        let base = self.merge(&[at])?;
        let branches = selections.into_iter().map(|mut selected| {
            selected.remove(0);
            let first = selected.first()?;
            let node = self.at(first)?;
            // A branch that builds on the schema has all of it already.
            let alone = self.merge(&[first])?;
            let has = |(name, at, _): &(&str, String, &Node)| {
                let mut properties = alone.properties.iter();
                properties.any(|(known, known_at, _)| known == name && virtual_pointer::covers(known_at, at))
            };
            if selected.len() == 1 && base.properties.iter().all(has) {
                return Some((first.clone(), node));
            }
            Some((pointer_of(at, &selected), node))
        });
        branches.collect()
    }

    /// All ways to choose from a schema: its own pointer, then those of the branches. None where a branch is no object.
    fn selections(&self, at: &str, node: &'d Node, level: usize) -> Option<Vec<Vec<String>>> {
        let pieces = self.pieces(at, node)?;
        let mut all = vec![vec![at.to_owned()]];
        if !self.are_objects(&pieces.parts) || level > MOST_LEVELS {
            return None;
        }
        for choice in pieces.choices {
            let mut branches = Vec::new();
            for (at, node) in choice {
                let (at, node) = self.resolve(&at, node);
                branches.extend(self.selections(&at, node, level + 1)?);
                if branches.len() > MOST_BRANCHES {
                    return None;
                }
            }
            if all.len() * branches.len() > MOST_BRANCHES {
                return None;
            }
            let with = |known: &Vec<String>| -> Vec<Vec<String>> {
                let each = branches.iter().map(|branch| [known.as_slice(), branch].concat());
                each.collect()
            };
            all = all.iter().flat_map(with).collect();
        }
        Some(all)
    }

    fn are_objects(&self, parts: &[(String, &'d Node)]) -> bool {
        parts.iter().all(|(at, part)| is_object(self.resolve(at, part).1))
    }

    /// The properties of several schemas together, without those of their choices.
    pub(super) fn merge(&self, places: &[&str]) -> Option<Merged<'d>> {
        let mut merged = Merged::default();
        for at in places {
            let pieces = self.pieces(at, self.at(at)?)?;
            for (at, part) in pieces.parts {
                let (at, part) = self.resolve(&at, part);
                self.add_part(&mut merged, &at, part);
            }
        }
        Some(merged)
    }
}
