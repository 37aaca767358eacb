//! Parameters: where each goes on the wire, and what its setter is called.

use super::names::{Names, pascal, snake};
use super::{Lowering, prose};
use crate::diagnostic::rules;
use crate::document::{Node, pointer};
use crate::model::{Location, Parameter, QueryStyle, Type};

/// What the builder of an operation has besides the parameters.
pub(super) const RESERVED: &[&str] = &[
    "attempt_timeout",
    "body",
    "client",
    "clone",
    "items",
    "new",
    "options",
    "pages",
    "request",
    "retry_policy",
    "send",
    "timeout",
    "window",
];

impl<'d> Lowering<'d> {
    /// The parameters of one operation, those of its path first.
    pub(super) fn parameters(
        &mut self,
        id: &str,
        item: (&str, &'d Node),
        operation: (&str, &'d Node),
    ) -> Vec<Parameter> {
        let mut found: Vec<(String, &'d Node)> = Vec::new();
        for (at, node) in [item, operation] {
            let at = pointer::child(at, "parameters");
            for (index, parameter) in node
                .get("parameters")
                .map(Node::items)
                .unwrap_or_default()
                .iter()
                .enumerate()
            {
                let entry = self.resolve(&format!("{at}/{index}"), parameter);
                // An operation's parameter replaces its path's of the same name and place.
                match found.iter_mut().find(|(_, known)| identity(known) == identity(entry.1)) {
                    Some(known) => *known = entry,
                    None => found.push(entry),
                }
            }
        }
        let mut fields = Names::reserving(RESERVED);
        found
            .into_iter()
            .filter_map(|(at, node)| self.parameter(id, &at, node, &mut fields))
            .collect()
    }

    fn parameter(&mut self, id: &str, at: &str, node: &'d Node, fields: &mut Names) -> Option<Parameter> {
        let (name, place) = identity(node);
        let (name, place) = (name?, place?);
        // OpenAPI 3.0.3: parameters of these names are ignored, other parts of the document state them.
        if place == "header" && ["accept", "content-type", "authorization"].contains(&name.to_lowercase().as_str()) {
            return None;
        }
        if place == "cookie" {
            self.find(
                &rules::COOKIE_PARAMETER,
                at,
                format!("`{name}` is a cookie parameter, and the client sends no cookies"),
                "state it as an apiKey security scheme with `in: cookie` if it authenticates, otherwise leave it out",
            );
            return None;
        }
        let Some((schema_at, schema)) = self.child(at, node, "schema") else {
            self.find(
                &rules::PARAMETER_CONTENT,
                at,
                format!("`{name}` is described by `content`, and the client cannot write such a parameter"),
                "describe it by `schema`",
            );
            return None;
        };
        let ty = self
            .lower(&schema_at, schema, &format!("{}{}", pascal(id), pascal(name)))
            .ty;
        let location = self.location(at, node, name, place, &ty)?;
        let mut docs: Vec<_> = prose::words(node, "description")
            .map(str::to_owned)
            .into_iter()
            .collect();
        if prose::is_deprecated(node) {
            docs.push("**Deprecated.**".to_owned());
        }
        docs.extend(prose::of_schema(schema));
        let of_client = node.get("x-client-parameter").and_then(Node::as_bool) == Some(true);
        let field = fields.unique(&snake(name), "_");
        if of_client {
            self.one_of_client(at, name, &field, &ty);
        }
        Some(Parameter {
            name: name.to_owned(),
            field,
            location,
            required: node.get("required").and_then(Node::as_bool) == Some(true),
            of_client,
            docs,
            bounds: self.bounds(&schema_at, schema),
            ty,
        })
    }

    fn location(&mut self, at: &str, node: &Node, name: &str, place: &str, ty: &Type) -> Option<Location> {
        let style = node.get("style").and_then(Node::as_str);
        let explode = node.get("explode").and_then(Node::as_bool);
        let kind = self.kind_of(ty);
        let nested = match ty {
            Type::List(items) => matches!(self.kind_of(items), Some("array" | "object")),
            _ => false,
        };
        let object = kind == Some("object");
        let location = match (place, style) {
            _ if nested => None,
            ("path", None | Some("simple")) if !object => Some(Location::Path),
            ("header", None | Some("simple")) if !object => Some(Location::Header),
            ("query", None | Some("form")) if explode == Some(false) => Some(Location::Query(QueryStyle::FormJoined)),
            ("query", None | Some("form")) => Some(Location::Query(QueryStyle::Form)),
            ("query", Some("deepObject")) if object || kind.is_none() => Some(Location::Query(QueryStyle::DeepObject)),
            // A pair for each item needs nothing between them.
            ("query", Some("spaceDelimited" | "pipeDelimited")) if explode == Some(true) => {
                Some(Location::Query(QueryStyle::Form))
            }
            ("query", Some("spaceDelimited")) => Some(Location::Query(QueryStyle::SpaceDelimited)),
            ("query", Some("pipeDelimited")) => Some(Location::Query(QueryStyle::PipeDelimited)),
            _ => None,
        };
        if location.is_none() {
            let style = style.unwrap_or(if place == "query" { "form" } else { "simple" });
            let kind = if nested {
                "a list of lists or objects"
            } else {
                kind.unwrap_or("untyped")
            };
            self.find(
                &rules::PARAMETER_STYLE,
                at,
                format!("the client cannot write `{name}`: {kind} in a {place} with the style `{style}`"),
                "use a scalar or a list of scalars, in a path or a header with the style `simple`; an object fits a query",
            );
        }
        location
    }

    /// The word of JSON Schema for a type; none where anything may stand.
    fn kind_of(&self, ty: &Type) -> Option<&'static str> {
        Some(match ty {
            Type::Any => return None,
            Type::Boolean => "boolean",
            Type::Integer(_) => "integer",
            Type::Number => "number",
            Type::String => "string",
            Type::List(_) => "array",
            Type::Map(_) => "object",
            Type::Named(name) if self.is_object(name) => "object",
            Type::Named(name) if self.is_union(name) => return None,
            Type::Named(_) => "string",
            Type::Nullable(inner) | Type::Boxed(inner) => return self.kind_of(inner),
        })
    }

    /// Refuses a parameter set on the client that another operation has with another type: the client has one value for both.
    fn one_of_client(&mut self, at: &str, name: &str, field: &str, ty: &Type) {
        let known = self.of_client.entry(field.to_owned()).or_insert_with(|| ty.clone());
        if known != ty {
            self.find(
                &rules::BAD_EXTENSION,
                &pointer::child(at, "x-client-parameter"),
                format!("`{name}` is of another type here than in an operation before, and the client keeps one value for both"),
                "give both one type, best by one parameter under `components`",
            );
        }
    }
}

fn identity(node: &Node) -> (Option<&str>, Option<&str>) {
    (
        node.get("name").and_then(Node::as_str),
        node.get("in").and_then(Node::as_str),
    )
}
