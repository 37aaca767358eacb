//! Checks a document against OpenAPI 3.0.3 or 3.1, and reports everything that is wrong with it at once.
//!
//! First one walk by the table of the standard (`objects`, `walk`), then the rules that look at more than one object, one
//! topic a file. Each finding says whom it affects ([`Class`](crate::diagnostic::Class)) and which parts of the document
//! cannot be used because of it (`broken`); everything else is valid.

mod advice;
mod broken;
mod chained;
mod cycles;
mod document_paging;
mod error_body;
mod extension_names;
mod extensions;
mod findings;
mod index;
mod nearest;
mod newer;
mod objects;
mod objects_3_1;
mod operations;
mod overlaps;
mod parameters;
mod paths;
mod references;
mod required;
mod schemas;
mod security;
mod servers;
mod version;
mod walk;

use crate::diagnostic::Diagnostics;
use crate::document::resources::is_schema;
use crate::document::{Document, Node, Version};
pub(crate) use document_paging::apply as apply_paging;
use findings::Findings;
use index::Index;
use objects::Type;
pub(crate) use operations::operation_id;
use std::collections::HashMap;
use walk::Walk;

/// What OpenAPI defines, as a table.
pub(crate) mod table {
    pub(crate) use super::objects::{Kind, Others, Type};
}

/// Checks a document against the version of OpenAPI that it states, 3.0 or 3.1; later ones are read as 3.1. The findings
/// are in the order of its text.
///
/// A document can be used as far as no finding is [`broken`](crate::Diagnostic::broken) there; it cannot be used at all
/// if [`Diagnostics::is_unusable`] says so.
pub fn validate(document: &Document) -> Diagnostics {
    let mut diagnostics = document.diagnostics();
    let root = document.root();
    if version::check(root, &mut diagnostics) {
        tree(document, &mut diagnostics);
    } else {
        diagnostics.append(document.flaws().clone());
    }
    diagnostics.sort();
    diagnostics
}

fn tree(document: &Document, diagnostics: &mut Diagnostics) {
    let mut findings = Findings::new(document.root());
    findings.append(document.flaws());
    let context = Context::of(document, &mut findings);
    for rule in [
        schemas::check,
        required::check,
        cycles::check,
        paths::check,
        overlaps::check,
        operations::check,
        parameters::check,
        servers::check,
        security::check,
        extensions::check,
        error_body::check,
        document_paging::check,
    ] {
        rule(&context, &mut findings);
    }
    newer::check(document, &context, &mut findings);
    findings.finish(&context.index, diagnostics);
}

/// What the rules look at.
struct Context<'a> {
    root: &'a Node,
    version: Version,
    index: Index<'a>,
    /// Where each reference leads at last.
    found: HashMap<*const Node, &'a Node>,
}

impl<'a> Context<'a> {
    /// Walks through a document. What is wrong with its objects and references is added to `findings`.
    fn of(document: &'a Document, findings: &mut Findings<'a>) -> Self {
        let root = document.root();
        let mut walk = Walk::new(document.version(), findings);
        walk.start(Type::OpenApi, "", root);
        let (index, found) = references::follow(document, walk.index, findings);
        Self {
            root,
            version: document.version(),
            index,
            found,
        }
    }

    /// The value that `node` is or leads to; `None` where it leads nowhere, which has been reported.
    fn resolve(&self, node: &'a Node) -> Option<&'a Node> {
        match node.get("$ref") {
            // A schema that says more than its reference is one of its own.
            Some(_) if self.version.has_json_schema() && is_schema(node) => Some(node),
            Some(_) => self.reference(node),
            None => Some(node),
        }
    }

    /// What the `$ref` of a value leads to.
    fn reference(&self, node: &Node) -> Option<&'a Node> {
        self.found.get(&std::ptr::from_ref(node)).copied()
    }

    /// The pointer of an object that the walk saw.
    fn pointer(&self, node: &Node) -> &str {
        self.index.visit(node).map_or("", |visit| &visit.pointer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeSet, HashMap};

    const EVERYTHING: &str = include_str!("../../tests/everything.yaml");
    const EVERYTHING_3_1: &str = include_str!("../../tests/everything-3.1.yaml");

    #[test]
    fn everything_that_the_standard_defines_is_accepted() {
        for text in [EVERYTHING, EVERYTHING_3_1] {
            let document = Document::parse("everything.yaml", text.as_bytes()).unwrap();
            let found = validate(&document);
            assert!(found.is_empty(), "{found}");
        }
    }

    /// The members of each kind of object in a document, and the kinds that there are.
    fn used(document: &Document) -> HashMap<Type, BTreeSet<&str>> {
        let mut findings = Findings::new(document.root());
        let mut walk = Walk::new(document.version(), &mut findings);
        walk.start(Type::OpenApi, "", document.root());
        let mut used: HashMap<Type, BTreeSet<&str>> = HashMap::new();
        for visit in &walk.index.visits {
            let keys = visit.node.members().iter().map(|member| member.key.as_str());
            used.entry(visit.ty).or_default().extend(keys);
        }
        used
    }

    /// A row of the table that the document above does not use would be a row that no test has seen accepted.
    #[test]
    fn the_document_uses_every_row_of_the_table() {
        let document = Document::parse("everything.yaml", EVERYTHING.as_bytes()).unwrap();
        let used = used(&document);
        // The flows of OAuth have one name.
        let mut by_name: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for (ty, keys) in &used {
            by_name.entry(ty.table().name).or_default().extend(keys);
        }
        for table in used.keys().map(|ty| ty.table()) {
            for field in table.fields {
                let is_used = by_name[table.name].contains(field.name);
                assert!(is_used, "nothing has `{}` of {}", field.name, table.name);
            }
        }
        assert_eq!(used.len(), 31, "{:?}", used.keys());
    }

    #[test]
    fn the_document_of_openapi_3_1_uses_every_row_that_differs() {
        let document = Document::parse("everything.yaml", EVERYTHING_3_1.as_bytes()).unwrap();
        // What has a finding of its own, or is beside a `$ref` that is in a map of references.
        let elsewhere = ["nullable", "webhooks", "$ref"];
        let mut differing = 0;
        for (ty, keys) in &used(&document) {
            let table = ty.table_of(Version::V3_1);
            if std::ptr::eq(table, ty.table()) {
                continue;
            }
            differing += 1;
            for field in table.fields.iter().filter(|field| !elsewhere.contains(&field.name)) {
                assert!(
                    keys.contains(field.name),
                    "nothing has `{}` of {}",
                    field.name,
                    table.name
                );
            }
        }
        assert_eq!(differing, 7);
    }
}
