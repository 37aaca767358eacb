//! `x-pagination` of the styles `page`, `cursor` and `link`: what names the next page, and where it is sent.
//!
//! That the names exist is checked when the document is validated; here their types are.

use super::Lowering;
use crate::diagnostic::rules;
use crate::document::{Node, pointer};
use crate::model::{Chained, NextPage, Operation, SentAs, Type};

/// The styles whose pages name the next one.
pub(super) fn is_chained(style: &str) -> bool {
    matches!(style, "page" | "cursor" | "link")
}

impl<'d> Lowering<'d> {
    /// How the pages of an operation name the next one; none if its types do not fit, which is reported.
    pub(super) fn chained(&mut self, operation: &Operation, at: &str, node: &'d Node) -> Option<Chained> {
        let word = |key: &str| node.get(key).and_then(Node::as_str);
        let Some(page) = operation.responses.json() else {
            self.refuse(
                at,
                "style",
                "the successful response is not always JSON of the same type",
            );
            return None;
        };
        let integer = |ty: &Type| matches!(ty.without_null(), Type::Integer(_));
        let items = match word("items") {
            None if matches!(page, Type::List(_)) => None,
            None => {
                self.find(
                    &rules::BAD_EXTENSION,
                    at,
                    "`x-pagination` must have `items`, because the successful response is not a list",
                    "add `items` with the name of the property that is the list of records",
                );
                return None;
            }
            Some(name) => {
                let field = page.name().and_then(|page| self.field(page, name));
                let Some(field) = field.filter(|field| matches!(field.ty, Type::List(_))) else {
                    self.refuse(
                        at,
                        "items",
                        "the records are not a list of objects with properties of their own",
                    );
                    return None;
                };
                Some(field.name)
            }
        };
        let total = word("total").and_then(|name| self.field(page.name()?, name));
        if total.as_ref().is_some_and(|total| !integer(&total.ty)) {
            self.refuse(at, "total", "the total is not an integer");
            return None;
        }
        let mut number = |key: &str| {
            let name = word(key)?;
            let parameter = operation.parameters.iter().find(|parameter| parameter.name == name)?;
            if integer(&parameter.ty) {
                return Some(parameter.field.clone());
            }
            self.refuse(at, key, &format!("the parameter `{name}` is not an integer"));
            None
        };
        let limit = number("limit");
        let style = word("style")?;
        let number = if style == "page" { Some(number("page")?) } else { None };
        let parameter = |name: &str| {
            let (_, node) = self.parameter_node(operation, name)?;
            node.get("in").and_then(Node::as_str)
        };
        let sent = match style {
            "page" => SentAs::Query(word("page")?.to_owned()),
            "cursor" => {
                let name = word("cursor")?;
                match parameter(name) {
                    Some("query") => SentAs::Query(name.to_owned()),
                    Some("header") => SentAs::Header(name.to_owned()),
                    _ => SentAs::Body(pointer_of(name)),
                }
            }
            _ => SentAs::Link,
        };
        let next = match (style, word("next"), word("next_header")) {
            ("page", ..) => NextPage::Number,
            (_, Some(name), _) => NextPage::Body(pointer_of(name)),
            (_, None, Some(name)) if !name.eq_ignore_ascii_case("link") => NextPage::Header(name.to_owned()),
            _ => NextPage::LinkHeader,
        };
        let keyword = |parameter: &str, keyword: &str| -> Option<i64> {
            let (_, parameter) = self.parameter_node(operation, word(parameter)?)?;
            let (_, schema) = self.document.resolve("", parameter.get("schema")?);
            schema.get(keyword)?.as_number()?.parse().ok()
        };
        let first = node
            .get("first")
            .and_then(Node::as_number)
            .and_then(|first| first.parse().ok());
        let first = first
            .or_else(|| keyword("page", "default"))
            .or_else(|| keyword("page", "minimum"));
        Some(Chained {
            sent,
            next,
            number: number.map(|number| (number, first.unwrap_or(1))),
            default_limit: keyword("limit", "default").filter(|limit| *limit > 0),
            limit,
            items,
            total: total.map(|total| total.name),
        })
    }
}

/// The JSON pointer of a name: one begins with a slash, everything else is a member at the top.
fn pointer_of(name: &str) -> String {
    if name.starts_with('/') {
        name.to_owned()
    } else {
        pointer::child("", name)
    }
}
