//! `x-pagination`: which parameters move from page to page, and where a page has its records.
//!
//! That the names exist is held when the document is read; here their types are: what counts must be an integer, the
//! records a list.

use serde_json::Value;

use super::{Lowering, Operation, Pagination};
use crate::diagnostic::rules;
use crate::document::{Node, pointer};

impl<'d> Lowering<'d> {
    /// Adds to each operation how it is paged. Every schema has been lowered by now.
    pub(super) fn paginate(&mut self, operations: &mut [Operation]) {
        for operation in operations {
            let at = pointer::child(&operation.at, "x-pagination");
            let document = self.document;
            if let Some(node) = document.at(&at)
                && node.get("style").is_some()
            {
                operation.pagination = self.pagination(operation, &at, node);
            }
        }
    }

    fn pagination(&mut self, operation: &Operation, at: &str, node: &'d Node) -> Option<Pagination> {
        let word = |key: &str| node.get(key).and_then(Node::as_str);
        let page = operation.success.lowered.as_ref().and_then(component);
        let page = page
            .filter(|page| self.schemas.objects.contains_key(*page))
            .map(str::to_owned);
        let Some(page) = page else {
            self.refuse(
                at,
                "items",
                "the successful answer is not always an object with properties of its own",
            );
            return None;
        };
        let integer = |schema: &Value| schema["type"] == "integer";
        let mut parameter = |key: &str| {
            let name = word(key)?;
            let parameter = operation.parameters.iter().find(|parameter| parameter.name == name)?;
            if integer(&parameter.lowered) {
                return Some(parameter.field.clone());
            }
            self.refuse(at, key, &format!("the parameter `{name}` is no integer"));
            None
        };
        let (offset, from, to) = (parameter("offset"), parameter("from"), parameter("to"));
        let items = self.field(&page, word("items")?)?;
        if items.1["type"] != "array" || items.1.get("nullable").is_some() {
            self.refuse(at, "items", "the records are no list");
            return None;
        }
        let total = word("total").and_then(|name| self.field(&page, name));
        if total.as_ref().is_some_and(|(_, schema)| !integer(schema)) {
            self.refuse(at, "total", "the total is no integer");
        }
        let record = component(&items.1["items"]).map(str::to_owned);
        let key = word("key").and_then(|name| self.field(record.as_deref()?, name));
        if key
            .as_ref()
            .is_some_and(|(_, schema)| !matches!(schema["type"].as_str(), Some("string" | "integer")))
        {
            self.refuse(at, "key", "the key is neither a string nor an integer");
        }
        let maximum = |name: &str| {
            let (_, parameter) = self.parameter_node(operation, name)?;
            self.document
                .resolve("", parameter.get("schema")?)
                .1
                .get("maximum")?
                .as_number()?
                .parse()
                .ok()
        };
        Some(Pagination {
            greatest_offset: word("offset").and_then(maximum),
            offset: offset?,
            items: items.0,
            total: total.map(|(field, _)| field),
            key: key.map(|(field, _)| field),
            window: from.zip(to),
        })
    }

    /// The field and the lowered schema of a property of an object.
    fn field(&self, object: &str, property: &str) -> Option<(String, Value)> {
        let facts = self.schemas.objects.get(object)?;
        let known = facts
            .properties
            .iter()
            .find(|known| known.name.as_deref() == Some(property))?;
        let schema = &self.schemas.components.get(object)?["properties"][&known.field];
        // A property of a named type that may be null stands in an `allOf`.
        Some((known.field.clone(), schema.clone()))
    }

    fn parameter_node(&self, operation: &Operation, name: &str) -> Option<(String, &'d Node)> {
        // The operation's own, then those of its path.
        let path = operation.at.rsplit_once('/').map_or("", |(path, _)| path);
        [&operation.at, path].into_iter().find_map(|owner| {
            let at = pointer::child(owner, "parameters");
            let parameters = self.document.at(&at).map(Node::items).unwrap_or_default();
            let mut resolved = parameters.iter().map(|parameter| self.document.resolve(&at, parameter));
            resolved.find(|(_, node)| node.get("name").and_then(Node::as_str) == Some(name))
        })
    }

    fn refuse(&mut self, at: &str, member: &str, why: &str) {
        let help = "name one that has the type, or remove the member";
        self.find(&rules::BAD_EXTENSION, &pointer::child(at, member), why, help);
    }
}

/// The component that a lowered schema refers to.
fn component(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/components/schemas/")
}
