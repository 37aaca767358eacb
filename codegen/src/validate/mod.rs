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
pub(crate) use objects::METHODS;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;
    use std::collections::{BTreeSet, HashMap};

    const EVERYTHING: &str = include_str!("../../tests/everything.yaml");

    #[test]
    fn everything_that_the_standard_defines_is_accepted() {
        let document =
            Document::parse("everything.yaml", EVERYTHING.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
        assert!(document.warnings().is_empty(), "{}", document.warnings());
        assert_eq!(document.model().operations().count(), 8);
    }

    /// A row of the table that the document above does not use would be a row that no test has seen accepted.
    #[test]
    fn the_document_uses_every_row_of_the_table() {
        let document =
            Document::parse("everything.yaml", EVERYTHING.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
        let mut diagnostics = Diagnostics::default();
        let mut findings = Findings::new(document.root(), &mut diagnostics);
        let mut walk = Walk::new(&mut findings);
        walk.start(Type::OpenApi, "", document.root());
        let mut used: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        let mut types = BTreeSet::new();
        for visit in &walk.index.visits {
            types.insert(format!("{:?}", visit.ty));
            let keys = visit.node.members().iter().map(|member| member.key.as_str());
            used.entry(visit.ty.table().name).or_default().extend(keys);
        }
        for visit in &walk.index.visits {
            for field in visit.ty.table().fields {
                let name = visit.ty.table().name;
                assert!(
                    used[name].contains(field.name),
                    "nothing has `{}` of {name}",
                    field.name
                );
            }
        }
        assert_eq!(types.len(), 31, "{types:?}");
    }
}
