//! The arguments of a call, made from the schemas of the document.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codegen::Callable;
use codegen::view::{
    CredentialPlace, Direction, MediaType, Operation, Parameter, ParameterLocation, Place, Scheme, Shape, is_json,
    may_be,
};
use recording::json::{Node, Value};
use serde_json::{Map, json as order};

use super::certificate::{CERTIFICATE, KEY};
use super::data::{Fill, Maker, Texts, json, member};
use super::plain::{plain, text};
use super::uploads::{self, GivenFile};
use crate::contract::Contract;

/// The secret of every scheme, and the user of basic authentication.
pub(super) const SECRET: &str = "secret-0123456789";
pub(super) const USER: &str = "user";

/// What a call is given.
pub(super) struct Given<'d> {
    /// The parameters with their values.
    pub(super) parameters: Vec<(Parameter<'d>, Node)>,
    pub(super) body: Option<GivenBody<'d>>,
    /// The schemes whose credentials are given.
    pub(super) schemes: Vec<Scheme<'d>>,
    /// The arguments as the program takes them: those of the client, and those of the call.
    pub(super) client: serde_json::Value,
    pub(super) call: serde_json::Value,
}

/// A body that is given.
pub(super) struct GivenBody<'d> {
    /// The entry of `content`.
    pub(super) entry: MediaType<'d>,
    pub(super) value: BodyValue,
    /// The headers of parts: the names of the part and of the header, and the value.
    pub(super) headers: Vec<(String, String, Node)>,
    /// The files among the parts.
    pub(super) files: Vec<GivenFile>,
}

/// What a body consists of.
pub(super) enum BodyValue {
    Json(Node),
    /// The properties of a form, or the parts of a body of several parts.
    Fields(Node),
    Bytes(Vec<u8>),
}

/// Makes the arguments of calls.
pub(super) struct Arguments<'c, 'd> {
    pub(super) contract: &'c Contract<'d>,
    pub(super) seed: u64,
    /// Whether the generator has left out a part of the document.
    pub(super) is_left_out: &'c dyn Fn(&str) -> bool,
    /// The schemes that the client has a setter for.
    pub(super) schemes: &'c [String],
}

impl<'d> Arguments<'_, 'd> {
    /// The arguments of a call, with the credentials of one of the alternatives of its security, and with the body in
    /// another media type than the preferred one if `other` names it.
    ///
    /// # Errors
    /// The reason why there are none.
    pub(super) fn make(
        &self,
        operation: &Operation<'d>,
        callable: &Callable,
        fill: Fill,
        alternative: usize,
        other: Option<&str>,
    ) -> Result<Given<'d>, String> {
        let (schemes, mut client) = self.credentials(operation, alternative)?;
        let mut given = Given {
            parameters: Vec::new(),
            body: None,
            schemes,
            client: order!({}),
            call: order!({}),
        };
        let mut call = Map::new();
        for parameter in &operation.parameters {
            let wanted = parameter.required || fill != Fill::Required;
            if !wanted || is_of_other_parts(parameter) || (self.is_left_out)(&parameter.place.pointer) {
                continue;
            }
            let value = self.parameter(&callable.name, parameter, fill)?;
            match parameter.of_client && fill == Fill::Required {
                true => client.insert(format!("client:{}", parameter.name), plain(&value)),
                false => call.insert(
                    format!("{}:{}", parameter.location.name(), parameter.name),
                    plain(&value),
                ),
            };
            given.parameters.push((parameter.clone(), value));
        }
        if let Some(declared) = &operation.request_body
            && (declared.required || fill != Fill::Required || other.is_some())
            && !(self.is_left_out)(&declared.place.pointer)
        {
            let content = declared.content.as_ref();
            let named = |name: &str| {
                content?
                    .entries
                    .iter()
                    .find(|entry| entry.name == name)
                    .or_else(|| content?.find(name))
            };
            let entry = match other.or(callable.media_type.as_deref()) {
                Some(media_type) => named(media_type)
                    .ok_or_else(|| format!("the client sends `{media_type}`, which the document does not have"))?,
                None => content
                    .and_then(|content| content.entries.first())
                    .ok_or("the document has no media type for the body")?,
            };
            given.body = Some(self.body(&callable.name, entry, fill, &mut call)?);
            if let Some(other) = other {
                call.insert("content".to_owned(), order!(other));
            }
        }
        given.client = serde_json::Value::Object(client);
        given.call = serde_json::Value::Object(call);
        Ok(given)
    }

    fn maker(&self, name: &str, fill: Fill) -> Maker<'_, 'd> {
        Maker::new(self.contract, Direction::Request, fill, self.seed, name)
    }

    fn credentials(
        &self,
        operation: &Operation<'d>,
        alternative: usize,
    ) -> Result<(Vec<Scheme<'d>>, Map<String, serde_json::Value>), String> {
        let (mut client, mut schemes) = (Map::new(), Vec::new());
        let security = operation.security.as_ref();
        let requirements = security.and_then(|security| security.alternatives.get(alternative));
        for requirement in requirements.iter().flat_map(|alternative| &alternative.requirements) {
            let name = requirement.name;
            // There are no credentials for a scheme that the document does not define.
            let Some(scheme) = &requirement.scheme else { continue };
            if !self.schemes.iter().any(|known| known == name) {
                return Err(format!("the client has no setter for the security scheme `{name}`"));
            }
            let is_basic = matches!(scheme.credential, Some(CredentialPlace::Authorization(kind)) if kind.eq_ignore_ascii_case("basic"));
            let text = match scheme.credential {
                _ if is_basic => USER.to_owned(),
                _ if scheme.signing.is_some() => SECRET.to_owned(),
                // The whole value of the header is given.
                Some(CredentialPlace::Authorization(kind)) if !kind.eq_ignore_ascii_case("bearer") => {
                    format!("{kind} {SECRET}")
                }
                Some(_) => SECRET.to_owned(),
                None => {
                    client.insert("key".to_owned(), order!(KEY));
                    CERTIFICATE.to_owned()
                }
            };
            client.insert(format!("scheme:{name}"), order!(text));
            if is_basic || scheme.signing.is_some() {
                client.insert("password".to_owned(), order!(SECRET));
            }
            schemes.push(scheme.clone());
        }
        Ok((schemes, client))
    }

    fn parameter(&self, operation: &str, parameter: &Parameter<'d>, fill: Fill) -> Result<Node, String> {
        let name = parameter.name;
        let of_content = || parameter.content.as_ref()?.entries.first()?.schema.clone();
        let Some(schema) = parameter.schema.clone().or_else(of_content) else {
            return Ok(json(Value::String("text".to_owned())));
        };
        let is_json = parameter
            .content
            .as_ref()
            .and_then(|content| content.entries.first())
            .is_some_and(|entry| is_json(&entry.essence));
        let several = may_be(&schema, Shape::List) || may_be(&schema, Shape::Object);
        let texts = match parameter.location {
            ParameterLocation::Header => Texts::Plain,
            _ if several && !is_json => Texts::Plain,
            ParameterLocation::Path => Texts::Path,
            _ => Texts::Any,
        };
        let in_path = parameter.location == ParameterLocation::Path;
        let holds = |value: &Node| match &value.value {
            Value::String(text) if in_path && matches!(text.as_str(), "" | "." | "..") => Err(format!(
                "the path parameter `{name}` can only be `{text}`, which no client can send"
            )),
            Value::Null => Err(format!("the parameter `{name}` can only be null")),
            // Without a value, it is not sent.
            _ if is_empty(value) => Err(format!("the parameter `{name}` can only be empty")),
            _ => Ok(()),
        };
        // `null` is nothing that a parameter can be.
        let fill = if fill == Fill::Nulls { Fill::All } else { fill };
        let make = |fill| {
            let mut maker = self.maker(&format!("{operation} {} {name}", parameter.location.name()), fill);
            maker.make_where(&schema, texts, &holds)
        };
        // With what is required alone, an object may be empty.
        make(fill).or_else(|reason| {
            if fill == Fill::Required {
                make(Fill::All)
            } else {
                Err(reason)
            }
        })
    }

    fn body(
        &self,
        operation: &str,
        entry: &MediaType<'d>,
        fill: Fill,
        call: &mut Map<String, serde_json::Value>,
    ) -> Result<GivenBody<'d>, String> {
        let essence = entry.essence.as_str();
        let has_fields = essence.starts_with("multipart/") || essence == "application/x-www-form-urlencoded";
        let holds = |value: &Node| match has_fields && is_empty(value) {
            true => Err("the body can only be empty".to_owned()),
            false => Ok(()),
        };
        // No request has an empty list of parts.
        let shortest = usize::from(essence.starts_with("multipart/"));
        let make = |fill: Fill| match &entry.schema {
            Some(schema) => self
                .maker(&format!("{operation} body"), fill)
                .with_items(shortest)
                .make_where(schema, Texts::Any, &holds),
            None => Ok(json(Value::Object(vec![member(
                "key",
                json(Value::String("text".to_owned())),
            )]))),
        };
        let value = make(fill).or_else(|reason| {
            if fill == Fill::Required {
                make(Fill::All)
            } else {
                Err(reason)
            }
        })?;
        let (mut headers, mut files) = (Vec::new(), Vec::new());
        let value = match essence {
            _ if is_json(essence) || (essence.contains('*') && describes_json(entry)) => {
                call.insert("body".to_owned(), plain(&value));
                BodyValue::Json(value)
            }
            "application/x-www-form-urlencoded" => {
                call.insert("body".to_owned(), plain(&value));
                BodyValue::Fields(value)
            }
            _ if essence.starts_with("multipart/") => {
                let named = |name: &str| {
                    let parts = entry.schema.as_ref().map(codegen::view::parts).unwrap_or_default();
                    parts.iter().any(|part| {
                        part.get("properties")
                            .is_some_and(|known| known.node.get(name).is_some())
                    })
                };
                for member in value.members() {
                    let name = &member.key;
                    let own = uploads::files(entry, name, &member.node, fill);
                    let part = uploads::part(&member.node, &own);
                    files.extend(own);
                    match named(name) {
                        true => call.insert(format!("part:{name}"), part),
                        false => call.insert(format!("other-part:{name}"), part),
                    };
                    headers.extend(self.part_headers(operation, entry, name, fill)?);
                }
                for (part, name, value) in &headers {
                    call.insert(format!("part-header:{part}:{name}"), plain(value));
                }
                BodyValue::Fields(value)
            }
            _ => {
                let value = match &entry.schema {
                    Some(_) if essence.starts_with("text/") => text(&value),
                    _ => "some bytes".to_owned(),
                };
                // A text is given as such if it is a text for the client as well, which only its name shows.
                let is_text = essence.starts_with("text/") && !is_of_other_charset(entry.name);
                let bytes = match essence.starts_with("text/") {
                    true => value.clone().into_bytes(),
                    false => uploads::bytes(&value),
                };
                let given = match is_text {
                    true => order!(value),
                    false => order!(STANDARD.encode(&bytes)),
                };
                call.insert("body".to_owned(), given);
                if essence.contains('*') {
                    let media_type = match essence.strip_suffix("/*") {
                        Some("*") | None => "application/octet-stream".to_owned(),
                        Some(kind) => format!("{kind}/x-test"),
                    };
                    call.insert("media-type".to_owned(), order!(media_type));
                }
                BodyValue::Bytes(bytes)
            }
        };
        Ok(GivenBody {
            entry: entry.clone(),
            value,
            headers,
            files,
        })
    }

    /// The headers of a part, each with the names of the part and of the header.
    fn part_headers(
        &self,
        operation: &str,
        entry: &MediaType<'d>,
        part: &str,
        fill: Fill,
    ) -> Result<Vec<(String, String, Node)>, String> {
        let encoding = entry.place.get("encoding").and_then(|encoding| encoding.get(part));
        let headers = encoding.and_then(|encoding| encoding.get("headers"));
        let mut made = Vec::new();
        for (name, header) in headers.iter().flat_map(Place::members) {
            let wanted = header.is("required") || fill != Fill::Required;
            if !wanted || name.eq_ignore_ascii_case("Content-Type") || (self.is_left_out)(&header.pointer) {
                continue;
            }
            let value = match header.get("schema") {
                Some(schema) => self
                    .maker(&format!("{operation} {part} {name}"), Fill::All)
                    .make(&schema, Texts::Plain)?,
                None => json(Value::String("text".to_owned())),
            };
            made.push((part.to_owned(), name.to_owned(), value));
        }
        Ok(made)
    }
}

/// Whether a value is a list or an object without anything in it.
pub(super) fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// Whether the standard gives a header to another part of the document.
fn is_of_other_parts(parameter: &Parameter<'_>) -> bool {
    let others = ["accept", "content-type", "authorization"];
    parameter.location == ParameterLocation::Header
        && others.iter().any(|other| other.eq_ignore_ascii_case(parameter.name))
}

fn is_of_other_charset(media_type: &str) -> bool {
    let lower = media_type.to_ascii_lowercase();
    lower.contains("charset=") && !lower.contains("utf-8")
}

/// Whether a schema describes something that is not a text.
pub(super) fn describes_json(entry: &MediaType<'_>) -> bool {
    let structured = |schema: &Place<'_>| may_be(schema, Shape::Object) || may_be(schema, Shape::List);
    entry.schema.as_ref().is_some_and(structured)
}
