//! Holds a document against OpenAPI 3.0.3, and reports all that is wrong with it at once.
//!
//! First one walk by the table of the standard (`objects`, `walk`), then the rules that look at more than one object, one
//! idea a file. Nothing here knows a generator: what is valid OpenAPI but cannot be generated is not judged here.

mod advice;
mod cycles;
mod extensions;
mod findings;
mod nearest;
mod objects;
mod operations;
mod parameters;
mod paths;
mod references;
mod required;
mod schemas;
mod security;
mod servers;
mod walk;

use crate::diagnostic::Diagnostics;
use crate::document::Node;
use findings::Findings;
use objects::Type;
use std::collections::HashMap;
use walk::{Index, Walk};

/// Reports everything that is wrong with the document of this tree.
pub(crate) fn validate(root: &Node, diagnostics: &mut Diagnostics) {
    let mut findings = Findings::new(root, diagnostics);
    let mut walk = Walk::new(&mut findings);
    walk.start(Type::OpenApi, "", root);
    let (index, found) = references::follow(root, walk.index, &mut findings);
    let context = Context { root, index, found };
    for rule in [
        schemas::check,
        required::check,
        cycles::check,
        paths::check,
        operations::check,
        parameters::check,
        servers::check,
        security::check,
        extensions::check,
    ] {
        rule(&context, &mut findings);
    }
}

/// What the rules look at.
struct Context<'a> {
    root: &'a Node,
    index: Index<'a>,
    /// Where each reference leads at last.
    found: HashMap<*const Node, &'a Node>,
}

impl<'a> Context<'a> {
    /// The value that `node` is or leads to; `None` where it leads nowhere, which has been reported.
    fn resolve(&self, node: &'a Node) -> Option<&'a Node> {
        match node.get("$ref") {
            Some(_) => self.found.get(&std::ptr::from_ref(node)).copied(),
            None => Some(node),
        }
    }

    /// The pointer of an object that the walk saw.
    fn pointer(&self, node: &Node) -> &str {
        self.index.visit(node).map_or("", |visit| &visit.pointer)
    }
}
