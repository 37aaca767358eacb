//! What leads where in a text: the way up from a node, the nodes with anchors, members by name. Each is found once, when it
//! is first needed: many edits of one text ask for it.

use super::{Entry, Kind, Syntax};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// Up to how many members of a mapping are looked at one by one.
const FEW: usize = 16;

/// The name of the key that merges members of other mappings.
const MERGE: &str = "<<";

#[derive(Default)]
pub(super) struct Links {
    /// Where each node is; nothing of the root.
    around: OnceCell<Vec<Option<Around>>>,
    anchors: OnceCell<Anchors>,
    /// The members of mappings with many.
    members: RefCell<HashMap<usize, Rc<Members>>>,
}

/// Where a node is.
#[derive(Clone, Copy)]
pub(in crate::edit) struct Around {
    /// The mapping or sequence around it.
    pub(in crate::edit) node: usize,
    /// The number of its entry there.
    pub(in crate::edit) number: usize,
    pub(in crate::edit) entry: Entry,
}

#[derive(Default)]
struct Anchors {
    /// The node of each anchor.
    nodes: HashMap<usize, usize>,
    /// The aliases of each anchor, in the order of the text.
    aliases: HashMap<usize, Vec<usize>>,
}

struct Members {
    /// Those with a name, by it, with their numbers.
    named: Vec<(usize, Entry)>,
    merge: Option<Entry>,
}

impl Syntax<'_> {
    /// Where a node is; nothing for the root.
    pub(in crate::edit) fn around(&self, node: usize) -> Option<Around> {
        let around = self.links.around.get_or_init(|| {
            let mut around = vec![None; self.nodes.len()];
            for outer in 0..self.nodes.len() {
                for (number, entry) in self.entries(outer).enumerate() {
                    let node = outer;
                    let here = Some(Around { node, number, entry });
                    around[entry.value] = here;
                    if let Some(key) = entry.key {
                        around[key] = here;
                    }
                }
            }
            around
        });
        around[node]
    }

    /// What an alias stands for; another node is itself.
    pub(in crate::edit) fn target_of(&self, node: usize) -> usize {
        match self.nodes[node].alias {
            0 => node,
            alias => self.anchors().nodes.get(&alias).copied().unwrap_or(node),
        }
    }

    /// The aliases of an anchor, in the order of the text.
    pub(in crate::edit) fn aliases_of(&self, anchor: usize) -> &[usize] {
        self.anchors().aliases.get(&anchor).map_or(&[], Vec::as_slice)
    }

    /// Whether there are aliases at all.
    pub(in crate::edit) fn has_aliases(&self) -> bool {
        !self.anchors().aliases.is_empty()
    }

    fn anchors(&self) -> &Anchors {
        self.links.anchors.get_or_init(|| {
            let mut anchors = Anchors::default();
            for (number, node) in self.nodes.iter().enumerate() {
                if node.anchor > 0 {
                    anchors.nodes.entry(node.anchor).or_insert(number);
                }
                if node.alias > 0 {
                    anchors.aliases.entry(node.alias).or_default().push(number);
                }
            }
            anchors
        })
    }

    /// Whether a key is a merge key, as [`codegen::Document`] reads it.
    fn is_merge(&self, key: usize) -> bool {
        let node = self.node(key);
        node.kind == Kind::Plain && !node.has_tag && node.alias == 0 && self.scalar(key) == MERGE
    }

    /// The first member of a name that a mapping has itself, with its number.
    pub(in crate::edit) fn member(&self, map: usize, name: &str) -> Option<(usize, Entry)> {
        let is_named = |entry: &Entry| {
            let key = entry.key.filter(|key| !self.is_merge(*key));
            key.is_some_and(|key| self.scalar(key) == name)
        };
        match self.members(map) {
            None => self.entries(map).enumerate().find(|(_, entry)| is_named(entry)),
            Some(members) => {
                let name_of = |entry: &Entry| entry.key.map_or("", |key| self.scalar(key));
                let at = members.named.partition_point(|(_, entry)| name_of(entry) < name);
                members.named.get(at).filter(|(_, entry)| is_named(entry)).copied()
            }
        }
    }

    /// The first member of a mapping that merges others.
    pub(in crate::edit) fn merge(&self, map: usize) -> Option<Entry> {
        match self.members(map) {
            None => self
                .entries(map)
                .find(|entry| entry.key.is_some_and(|key| self.is_merge(key))),
            Some(members) => members.merge,
        }
    }

    /// The members of a mapping, if there are many.
    fn members(&self, map: usize) -> Option<Rc<Members>> {
        if !self.node(map).is_map() || self.entries(map).nth(FEW).is_none() {
            return None;
        }
        if let Some(known) = self.links.members.borrow().get(&map) {
            return Some(Rc::clone(known));
        }
        let is_merge = |entry: &Entry| entry.key.is_some_and(|key| self.is_merge(key));
        let mut named: Vec<_> = self
            .entries(map)
            .enumerate()
            .filter(|(_, entry)| !is_merge(entry))
            .collect();
        // Stable: of several with one name, the first is in front.
        named.sort_by_key(|(_, entry)| entry.key.map_or("", |key| self.scalar(key)));
        let merge = self.entries(map).find(is_merge);
        let members = Rc::new(Members { named, merge });
        self.links.members.borrow_mut().insert(map, Rc::clone(&members));
        Some(members)
    }
}
