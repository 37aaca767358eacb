//! The objects and references of a document, as the walk found them.

use super::objects::Type;
use crate::document::Node;
use std::collections::HashMap;

/// An object of the standard, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Visit<'a> {
    pub(super) ty: Type,
    pub(super) pointer: String,
    pub(super) node: &'a Node,
}

/// All that the walk saw, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Index<'a> {
    /// The objects of the standard that are written out.
    pub(super) visits: Vec<Visit<'a>>,
    /// The references in the place of one; `ty` is the kind of object that they must lead to.
    pub(super) references: Vec<Visit<'a>>,
    by_node: HashMap<*const Node, usize>,
}

impl<'a> Index<'a> {
    /// What the walk took a value for.
    pub(super) fn visit(&self, node: &Node) -> Option<&Visit<'a>> {
        self.by_node
            .get(&std::ptr::from_ref(node))
            .and_then(|index| self.visits.get(*index))
    }

    /// Records an object; `false` if it was recorded before.
    pub(super) fn add(&mut self, ty: Type, pointer: &str, node: &'a Node) -> bool {
        let address = std::ptr::from_ref(node);
        if self.by_node.contains_key(&address) {
            return false;
        }
        self.by_node.insert(address, self.visits.len());
        self.visits.push(Visit {
            ty,
            pointer: pointer.to_owned(),
            node,
        });
        true
    }

    /// The objects of one kind.
    pub(super) fn all(&self, ty: Type) -> impl Iterator<Item = &Visit<'a>> {
        self.visits.iter().filter(move |visit| visit.ty == ty)
    }
}
