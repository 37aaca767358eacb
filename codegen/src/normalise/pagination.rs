//! `x-pagination`: which parameters move from page to page, and where a page has its records.
//!
//! Validation has checked that the names exist. This module checks their types: counters must be integers, and the
//! records a list.

use super::Lowering;
use super::chained::is_chained;
use crate::diagnostic::rules;
use crate::document::{Node, pointer};
use crate::model::{Field, Operation, Pagination, Type};

impl<'d> Lowering<'d> {
    /// Adds to each operation how it is paged. Every schema has been lowered by now.
    pub(super) fn paginate(&mut self, operations: &mut [Operation]) {
        for operation in operations {
            let at = pointer::child(&operation.at, "x-pagination");
            let document = self.document;
            if let Some(node) = document.at(&at)
                && let Some(style) = node.get("style").and_then(Node::as_str)
            {
                let before = self.diagnostics.clone();
                if is_chained(style) {
                    operation.chained = self.chained(operation, &at, node);
                } else {
                    operation.pagination = self.pagination(operation, &at, node);
                }
                // The extension of the document need not be meant for an operation whose types it does not fit.
                if self.is_of_document(node) {
                    let known = before.iter().count();
                    let why = self
                        .diagnostics
                        .iter()
                        .nth(known)
                        .map(|finding| finding.message.clone());
                    if let Some(why) = why {
                        (operation.chained, operation.pagination) = (None, None);
                        self.diagnostics = before;
                        self.not_paged(&operation.at, &why);
                    }
                }
            }
        }
    }

    /// Reports an operation that has all names of the `x-pagination` of the document, and not the types.
    fn not_paged(&mut self, operation: &str, why: &str) {
        let message = format!("the operation is not paged by the `x-pagination` of the document: {why}");
        let help = "correct the type if the operation is paged so, or give it an `x-pagination` of its own; otherwise nothing \
                    needs to change";
        self.find(&rules::PAGINATION_NOT_APPLIED, operation, message, help);
    }

    /// Whether an `x-pagination` is the one of the document, or of the list of those.
    fn is_of_document(&self, node: &Node) -> bool {
        let own = self.document.root().get("x-pagination");
        let mut all = own.into_iter().chain(own.map(Node::items).unwrap_or_default());
        all.any(|one| one.position == node.position)
    }

    fn pagination(&mut self, operation: &Operation, at: &str, node: &'d Node) -> Option<Pagination> {
        let word = |key: &str| node.get(key).and_then(Node::as_str);
        let page = operation.responses.json().and_then(Type::name);
        let page = page
            .filter(|page| self.schemas.types.structs.contains_key(*page))
            .map(str::to_owned);
        let Some(page) = page else {
            self.refuse(
                at,
                "items",
                "the successful response is not always an object with properties of its own",
            );
            return None;
        };
        let integer = |ty: &Type| matches!(ty.without_null(), Type::Integer(_));
        let mut parameter = |key: &str| {
            let name = word(key)?;
            let parameter = operation.parameters.iter().find(|parameter| parameter.name == name)?;
            if integer(&parameter.ty) {
                return Some(parameter.field.clone());
            }
            self.refuse(at, key, &format!("the parameter `{name}` is not an integer"));
            None
        };
        let (offset, limit, from, to) = (
            parameter("offset"),
            parameter("limit"),
            parameter("from"),
            parameter("to"),
        );
        let items = self.field(&page, word("items")?)?;
        let Type::List(record) = &items.ty else {
            self.refuse(at, "items", "the records are not a list");
            return None;
        };
        let total = word("total").and_then(|name| self.field(&page, name));
        if total.as_ref().is_some_and(|total| !integer(&total.ty)) {
            self.refuse(at, "total", "the total is not an integer");
        }
        let key = word("key").and_then(|name| self.field(record.name()?, name));
        if key.as_ref().is_some_and(|key| {
            !matches!(
                key.ty.without_null(),
                Type::String | Type::Formatted(_) | Type::Integer(_)
            )
        }) {
            self.refuse(at, "key", "the key is neither a string nor an integer");
        }
        let number = |parameter: &str, keyword: &str| {
            let name = word(parameter)?;
            let (_, parameter) = self.parameter_node(operation, name)?;
            self.document
                .resolve("", parameter.get("schema")?)
                .1
                .get(keyword)?
                .as_number()?
                .parse()
                .ok()
        };
        Some(Pagination {
            greatest_offset: number("offset", "maximum"),
            default_limit: number("limit", "default").filter(|limit| *limit > 0),
            offset: offset?,
            limit,
            items: items.name,
            total: total.map(|field| field.name),
            key: key.map(|field| field.name),
            window: from.zip(to),
        })
    }

    /// The field of a property of an object.
    pub(super) fn field(&self, object: &str, property: &str) -> Option<Field> {
        let fields = &self.schemas.types.structs.get(object)?.fields;
        let mut named = fields
            .iter()
            .filter(|field| field.wire_name.as_deref() == Some(property));
        named.next().cloned()
    }

    pub(super) fn parameter_node(&self, operation: &Operation, name: &str) -> Option<(String, &'d Node)> {
        // The operation's own, then those of its path.
        let path = operation.at.rsplit_once('/').map_or("", |(path, _)| path);
        [&operation.at, path].into_iter().find_map(|owner| {
            let at = pointer::child(owner, "parameters");
            let parameters = self.document.at(&at).map(Node::items).unwrap_or_default();
            let mut resolved = parameters.iter().map(|parameter| self.document.resolve(&at, parameter));
            resolved.find(|(_, node)| node.get("name").and_then(Node::as_str) == Some(name))
        })
    }

    pub(super) fn refuse(&mut self, at: &str, member: &str, why: &str) {
        let help = "name one that has the type, or remove the member";
        self.find(&rules::BAD_EXTENSION, &pointer::child(at, member), why, help);
    }
}
