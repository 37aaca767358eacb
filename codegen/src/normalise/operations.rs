//! Operations: what each is called, where it goes, and what of its parts the generator can take.

use super::names::{Names, pascal, snake};
use super::{Lowering, prose};
use crate::document::{Node, pointer};
use crate::model::Operation;

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The names given to operations so far.
struct OperationNames {
    methods: Names,
    builders: Names,
}

impl<'d> Lowering<'d> {
    /// Every operation of the document: the paths in the order of the text, the methods of each always in the same one.
    pub(super) fn operations(&mut self) -> Vec<Operation> {
        let mut names = OperationNames {
            methods: Names::reserving(&["api", "builder", "endpoint", "clone", "new", "core", "parameters"]),
            builders: Names::of_types(),
        };
        for name in [
            "Bounds",
            "Fetching",
            "Limit",
            "CallOptions",
            "Client",
            "Cow",
            "Duration",
            "Items",
            "Paged",
            "Pages",
            "QueryStyle",
            "Records",
            "Request",
            "Response",
            "RetryPolicy",
            "Window",
            "Windowed",
        ] {
            names.builders.unique(name, "");
        }
        let mut operations = Vec::new();
        let document = self.document;
        for member in document.at("/paths").map(Node::members).unwrap_or_default() {
            if member.key.starts_with("x-") {
                continue;
            }
            let at = pointer::child("/paths", &member.key);
            let (at, item) = self.resolve(&at, &member.node);
            for method in METHODS {
                if let Some(node) = item.get(method) {
                    let here = pointer::child(&at, method);
                    operations.extend(self.operation(&here, node, (&at, item), method, &member.key, &mut names));
                }
            }
        }
        operations
    }

    /// Whether the document has an operation, named or not.
    pub(super) fn any_operation(&self) -> bool {
        let paths = self.document.at("/paths").map(Node::members).unwrap_or_default();
        paths
            .iter()
            .any(|path| METHODS.iter().any(|method| path.node.get(method).is_some()))
    }

    fn operation(
        &mut self,
        at: &str,
        node: &'d Node,
        item: (&str, &'d Node),
        method: &str,
        path: &str,
        names: &mut OperationNames,
    ) -> Option<Operation> {
        // An operation without a name is refused when the document is read.
        let id = node.get("operationId").and_then(Node::as_str)?.to_owned();
        let method_name = names.methods.unique(&snake(&id), "_");
        let builder_name = names.builders.unique(&pascal(&id), "");
        let parameters = self.parameters(&id, item, (at, node));
        let body = self.request_body(&id, at, node);
        let responses = self.responses(&id, at, node, method);
        let summary = prose::words(node, "summary");
        let description = prose::words(node, "description").filter(|text| Some(*text) != summary);
        let mut docs: Vec<_> = summary.into_iter().chain(description).map(str::to_owned).collect();
        docs.extend(prose::external_docs(node));
        Some(Operation {
            at: at.to_owned(),
            id,
            method_name,
            builder_name,
            method: method.to_uppercase(),
            path: path.to_owned(),
            servers: self.servers_of((at, node), item),
            docs,
            deprecated: node.get("deprecated").and_then(Node::as_bool) == Some(true),
            parameters,
            pagination: None,
            body,
            responses,
            security: self.security(node),
        })
    }
}
