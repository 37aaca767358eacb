//! Parameters: where each is sent, how it is written, and what its setter is called.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::names::{Names, pascal, snake};
use super::{Lowering, prose, rust_names};
use crate::diagnostic::rules;
use crate::document::{Node, pointer};
use crate::model::{Location, Parameter, Style, Type};
use crate::view::is_json;

/// What the builder of an operation has in addition to the parameters.
const RESERVED: &[&str] = &[
    "attempt_timeout",
    "body",
    "client",
    "clone",
    "items",
    "new",
    "optional",
    "options",
    "pages",
    "request",
    "retry_policy",
    "send",
    "send_events",
    "send_events_after",
    "send_lines",
    "send_raw",
    "send_stream",
    "timeout",
    "window",
];

/// The names of the setters of an operation that has these parameters.
pub(super) fn setter_names(parameters: &[Parameter]) -> Names {
    let mut names = Names::reserving(RESERVED);
    for parameter in parameters {
        names.unique(&parameter.field, "_");
    }
    names
}

/// A part of an operation that is left out because no request can have it. The finding is reported.
#[derive(Debug)]
pub(super) struct LeftOut;

/// A parameter as the document has it.
pub(super) struct Stated<'d> {
    pub(super) at: String,
    pub(super) node: &'d Node,
    pub(super) name: &'d str,
    pub(super) location: Location,
    is_required: bool,
}

impl<'d> Stated<'d> {
    fn of(at: String, node: &'d Node) -> Option<Self> {
        let location = match node.get("in").and_then(Node::as_str)? {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => return None,
        };
        Some(Self {
            at,
            node,
            name: node.get("name").and_then(Node::as_str)?,
            location,
            is_required: node.get("required").and_then(Node::as_bool) == Some(true),
        })
    }

    fn is(&self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool) == Some(true)
    }

    /// What makes two parameters the same one.
    fn key(&self) -> (Location, String) {
        match self.location {
            Location::Header => (self.location, self.name.to_ascii_lowercase()),
            _ => (self.location, self.name.to_owned()),
        }
    }

    /// OpenAPI 3.0.3: header parameters of these names are ignored, other parts of the document state them.
    fn is_ignored(&self) -> bool {
        let ignored = ["accept", "content-type", "authorization"];
        self.location == Location::Header && ignored.contains(&self.name.to_ascii_lowercase().as_str())
    }
}

impl<'d> Lowering<'d> {
    /// The parameters of one operation, those of its path first. A parameter that no request can have is left out; if it is
    /// required, the operation is.
    pub(super) fn parameters(
        &mut self,
        id: &str,
        item: (&str, &'d Node),
        operation: (&str, &'d Node),
    ) -> Result<Vec<Parameter>, LeftOut> {
        let mut stated: Vec<Stated<'d>> = Vec::new();
        let mut known = BTreeMap::new();
        for (at, node) in [item, operation] {
            let at = pointer::child(at, "parameters");
            let list = node.get("parameters").map(Node::items).unwrap_or_default();
            for (index, parameter) in list.iter().enumerate() {
                let (at, node) = self.resolve(&format!("{at}/{index}"), parameter);
                let Some(entry) = Stated::of(at, node).filter(|entry| !entry.is_ignored()) else {
                    continue;
                };
                // An operation's parameter replaces its path's of the same name and location.
                match known.entry(entry.key()) {
                    Entry::Occupied(index) => stated[*index.get()] = entry,
                    Entry::Vacant(free) => {
                        free.insert(stated.len());
                        stated.push(entry);
                    }
                }
            }
        }
        let fields = setters(&stated);
        let is_paged = operation.1.get("x-pagination").is_some();
        let mut parameters = Vec::new();
        for (parameter, field) in stated.iter().zip(fields) {
            match self.parameter(id, parameter, field, is_paged) {
                Ok(parameter) => parameters.push(parameter),
                Err(LeftOut) if parameter.is_required => return Err(LeftOut),
                Err(LeftOut) => {}
            }
        }
        Ok(parameters)
    }

    fn parameter(
        &mut self,
        id: &str,
        stated: &Stated<'d>,
        field: String,
        is_paged: bool,
    ) -> Result<Parameter, LeftOut> {
        let Stated {
            at,
            node,
            name,
            location,
            is_required,
        } = stated;
        if *location == Location::Header && !is_header_name(name) {
            return self.leave_out(stated, "a header cannot have this name".to_owned());
        }
        let hint = match shared(at, "/components/parameters/") {
            Some(name) => suffixed(&name, "Parameter"),
            None => format!("{}{}", pascal(id), pascal(name)),
        };
        let mut docs: Vec<_> = prose::words(node, "description")
            .map(str::to_owned)
            .into_iter()
            .collect();
        if prose::is_deprecated(node) {
            docs.push("**Deprecated.**".to_owned());
        }
        let mut default = None;
        let (mut ty, style, bounds) = match self.child(at, node, "schema") {
            Some((schema_at, schema)) => {
                default = schema.get("default").map(prose::value);
                let ty = self.lower(&schema_at, schema, &hint).ty;
                docs.extend(prose::of_schema(schema));
                let style = self.style_of(stated, &ty)?;
                (ty, style, self.bounds(&schema_at, schema))
            }
            None if node.get("content").is_some() => {
                let (ty, style) = self.content_of(stated, &hint);
                (ty, style, Default::default())
            }
            // A mistake of the document, which was reported.
            None => (Type::Any, self.style_of(stated, &Type::Any)?, Default::default()),
        };
        let of_client = stated.is("x-client-parameter");
        let in_query = *location == Location::Query && node.get("schema").is_some();
        let allow_empty = in_query
            && stated.is("allowEmptyValue")
            && style == Style::Form
            && !of_client
            && !ty.is_text()
            && !(is_paged && matches!(ty, Type::Integer(_)));
        if allow_empty && !ty.is_collection() {
            ty = ty.or_null();
        }
        if of_client {
            self.one_of_client(at, name, &field, &ty);
        }
        Ok(Parameter {
            at: at.clone(),
            name: (*name).to_owned(),
            field,
            location: *location,
            style,
            allow_reserved: in_query && stated.is("allowReserved"),
            allow_empty,
            required: *is_required,
            deprecated: prose::is_deprecated(node),
            of_client,
            docs,
            bounds,
            default,
            ty,
        })
    }

    /// The type and the style of a parameter that is described by `content`.
    fn content_of(&mut self, stated: &Stated<'d>, hint: &str) -> (Type, Style) {
        let content_at = pointer::child(&stated.at, "content");
        let content = stated.node.get("content").map(Node::members).unwrap_or_default();
        let media = content.first();
        let is_json = media.is_none_or(|media| is_json(&crate::view::essence(&media.key)));
        let schema = media.and_then(|media| {
            let at = pointer::child(&content_at, &media.key);
            self.child(&at, &media.node, "schema")
        });
        if is_json {
            let ty = schema.map(|(at, schema)| self.lower(&at, schema, hint).ty);
            return (ty.unwrap_or(Type::Any), Style::Json);
        }
        let is_text = |(_, schema): &(String, &Node)| schema.get("type").and_then(Node::as_str) == Some("string");
        if schema.is_some_and(|schema| !is_text(&schema)) {
            self.find(
                &rules::PARAMETER_CONTENT,
                &content_at,
                format!(
                    "`{}` is described as `{}`, which the client does not encode",
                    stated.name,
                    media.map(|media| media.key.as_str()).unwrap_or_default()
                ),
                "the client has a string here; describe the parameter by `schema`, or as JSON, to have it typed",
            );
        }
        let style = match stated.location {
            Location::Path | Location::Header => Style::Simple,
            Location::Query | Location::Cookie => Style::Form,
        };
        (Type::String, style)
    }

    pub(super) fn leave_out<T>(&mut self, stated: &Stated<'_>, why: String) -> Result<T, LeftOut> {
        let help = match stated.is_required {
            true => "the operation is left out, because it requires the parameter",
            false => "the parameter is left out",
        };
        self.find(
            &rules::PARAMETER_LEFT_OUT,
            &stated.at,
            format!("`{}` cannot be sent: {why}", stated.name),
            help,
        );
        Err(LeftOut)
    }

    /// Refuses a parameter set on the client that another operation has with another type: the client has one value for both.
    fn one_of_client(&mut self, at: &str, name: &str, field: &str, ty: &Type) {
        let known = self.of_client.entry(field.to_owned()).or_insert_with(|| ty.clone());
        if known != ty {
            self.find(
                &rules::BAD_EXTENSION,
                &pointer::child(at, "x-client-parameter"),
                format!(
                    "`{name}` has another type here than in an earlier operation, but the client has one value for both"
                ),
                "give both one type, best by one parameter under `components`",
            );
        }
    }
}

/// The names of the setters, in the order of the parameters. Where several would have one name, it depends on the parameters
/// and not on their order which one gets it: a path parameter before a query parameter, and first the one that is spelt like the setter.
fn setters(stated: &[Stated<'_>]) -> Vec<String> {
    let mut order: Vec<_> = (0..stated.len()).collect();
    let rank = |parameter: &Stated<'_>| {
        let field = snake(parameter.name);
        let is_made = rust_names::of_value(parameter.node).is_none();
        (
            is_made,
            parameter.location,
            field != parameter.name,
            parameter.name.to_owned(),
        )
    };
    order.sort_by_cached_key(|index| rank(&stated[*index]));
    // The first of the locations in which a parameter has each name.
    let mut first: BTreeMap<String, Location> = BTreeMap::new();
    for parameter in stated {
        let known = first.entry(snake(parameter.name)).or_insert(parameter.location);
        *known = parameter.location.min(*known);
    }
    let mut names = Names::reserving(RESERVED);
    let mut fields = vec![String::new(); stated.len()];
    for index in order {
        let parameter = &stated[index];
        let field = snake(parameter.name);
        let place = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        };
        let elsewhere = first.get(&field).is_some_and(|first| *first < parameter.location);
        let field = if let Some(name) = rust_names::of_value(parameter.node) {
            name.to_owned()
        } else if elsewhere {
            format!("{}_{place}", field.trim_end_matches('_'))
        } else {
            field
        };
        fields[index] = names.unique(&field, "_");
    }
    fields
}

/// The name of the component at a pointer, if it is one of `kind`.
pub(super) fn shared(at: &str, kind: &str) -> Option<String> {
    let name = at.strip_prefix(kind).filter(|name| !name.contains('/'))?;
    pointer::steps(&format!("/{name}")).next()
}

/// The name of a type in a component that is no schema.
pub(super) fn suffixed(name: &str, suffix: &str) -> String {
    let name = pascal(name);
    if name.ends_with(suffix) {
        name
    } else {
        format!("{name}{suffix}")
    }
}

/// Whether a header can have this name: RFC 9110, a token.
pub(super) fn is_header_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token)
}
