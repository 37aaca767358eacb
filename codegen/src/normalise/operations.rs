//! Operations: what each is called, where it goes, and what of its parts the generator can take.

use super::operation_names::{self, OperationName, Unnamed};
use super::{Lowering, path_parameters, prose, rust_names};
use crate::document::{Node, pointer};
use crate::model::Operation;

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation of the document.
pub(super) struct Found<'d> {
    /// Its JSON pointer.
    pub(super) at: String,
    pub(super) node: &'d Node,
    /// The JSON pointer of its path item.
    pub(super) item_at: String,
    pub(super) item: &'d Node,
    pub(super) method: &'static str,
    pub(super) path: &'d str,
}

impl<'d> Lowering<'d> {
    /// Every operation of the document: the paths in the order of the text, the methods of each always in the same one.
    pub(super) fn found_operations(&self) -> Vec<Found<'d>> {
        let document = self.document;
        let paths = document.at("/paths").map(Node::members).unwrap_or_default();
        let mut found = Vec::new();
        for member in paths.iter().filter(|member| !member.key.starts_with("x-")) {
            let (item_at, item) = self.resolve(&pointer::child("/paths", &member.key), &member.node);
            for method in METHODS {
                if let Some(node) = item.get(method) {
                    found.push(Found {
                        at: pointer::child(&item_at, method),
                        node,
                        item_at: item_at.clone(),
                        item,
                        method,
                        path: &member.key,
                    });
                }
            }
        }
        found
    }

    /// The model of each operation.
    pub(super) fn operations(&mut self, found: &[Found<'d>]) -> Vec<Operation> {
        let unnamed = |operation: &Found<'d>| Unnamed {
            id: operation.node.get("operationId").and_then(Node::as_str),
            method: operation.method,
            path: operation.path,
            name: rust_names::of_value(operation.node),
        };
        let names = operation_names::of(&found.iter().map(unnamed).collect::<Vec<_>>());
        // One whose path is not well-formed is left out.
        let named = found.iter().zip(names);
        let named = named.filter(|(found, _)| path_parameters::is_well_formed(found.path));
        named.filter_map(|(found, name)| self.operation(found, name)).collect()
    }

    /// The model of one operation; nothing if no request can be made for it, which is reported.
    fn operation(&mut self, found: &Found<'d>, name: OperationName) -> Option<Operation> {
        let (at, node) = (found.at.as_str(), found.node);
        let item = (found.item_at.as_str(), found.item);
        let id = name.id;
        let mut parameters = self.parameters(&id, item, (at, node)).ok()?;
        path_parameters::complete(at, found.path, &mut parameters);
        let mut setters = super::parameters::setter_names(&parameters);
        let body = self.request_body(&id, at, node, &mut setters);
        let responses = self.responses(&id, at, node, found.method);
        let streams = self.streams(&id, (at, node), found.method, &responses);
        let summary = prose::words(node, "summary");
        let description = prose::words(node, "description").filter(|text| Some(*text) != summary);
        let mut docs: Vec<_> = summary.into_iter().chain(description).map(str::to_owned).collect();
        docs.extend(prose::external_docs(node));
        Some(Operation {
            at: at.to_owned(),
            id,
            method_name: name.method,
            builder_name: name.builder,
            method: found.method.to_uppercase(),
            path: found.path.to_owned(),
            servers: self.servers_of((at, node), item),
            docs,
            deprecated: node.get("deprecated").and_then(Node::as_bool) == Some(true),
            tags: tags(node),
            parameters,
            pagination: None,
            chained: None,
            body,
            responses,
            streams,
            security: self.security(node),
            idempotency_key: node.get("x-idempotency-key").and_then(Node::as_str).map(str::to_owned),
        })
    }
}

fn tags(node: &Node) -> Vec<String> {
    let tags = node.get("tags").map(Node::items).unwrap_or_default();
    tags.iter().filter_map(Node::as_str).map(str::to_owned).collect()
}
