//! The arguments of an operation: the facts of its parameters and its body, and the setters.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::builders::null_setter;
use super::rust::{From, rust};
use super::types::field_docs;
use super::{Context, docs};
use crate::markdown::code_span;
use crate::model::{BodyKind, Location, Operation, OtherBody, Parameter, Part, PartKind, RequestBody, Style, Type};

/// A path parameter, which is an argument of the client's method.
pub(super) struct Positional<'o> {
    pub(super) index: usize,
    pub(super) parameter: &'o Parameter,
}

/// The parameters of a path that a method takes, in the order of the path's template. Those of the client can be left out, so
/// that they are set like others.
pub(super) fn positional(operation: &Operation) -> Vec<Positional<'_>> {
    let parameters = operation.parameters.iter().enumerate();
    let of_path = parameters.filter(|(_, parameter)| is_positional(parameter));
    let mut all: Vec<_> = of_path
        .map(|(index, parameter)| Positional { index, parameter })
        .collect();
    let place = |found: &Positional<'_>| operation.path.find(&format!("{{{}}}", found.parameter.name));
    all.sort_by_key(place);
    all
}

fn is_positional(parameter: &Parameter) -> bool {
    parameter.location == Location::Path && !parameter.of_client
}

impl Context<'_> {
    /// The setters of an operation.
    pub(super) fn setters(&self, operation: &Operation) -> Vec<TokenStream> {
        let mut setters = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            if !is_positional(parameter) {
                setters.push(self.parameter_setter(index, parameter));
            }
        }
        let Some(body) = &operation.body else { return setters };
        match body.kind {
            BodyKind::Multipart => self.part_setters(operation.parameters.len(), body, &mut setters),
            _ => {
                setters.push(self.body_setter(body, None));
                setters.extend(self.property_setters(body));
            }
        }
        let others = body.others.iter().enumerate();
        setters.extend(others.map(|(index, other)| self.body_setter(&other.body, Some((index, other)))));
        setters
    }

    fn parameter_setter(&self, index: usize, parameter: &Parameter) -> TokenStream {
        let name = format_ident!("{}", parameter.field);
        let (taken, call) = match &parameter.ty {
            // What may be sent without a value is set without one by `None`.
            Type::Nullable(_) if parameter.allow_empty => {
                let ty = rust(&parameter.ty, From::Beside);
                let index = Literal::usize_unsuffixed(index);
                (
                    quote! { impl Into<#ty> },
                    quote! { .set(#index, Into::<#ty>::into(value)) },
                )
            }
            other => self.setter(other, "set", Some(index)),
        };
        let deprecated = parameter.deprecated.then(|| quote! { #[deprecated] });
        let set = method(&parameter_docs(parameter), &name, &quote! { value: #taken }, &call);
        quote! { #deprecated #set }
    }

    /// The types of the parts of bodies that are not the preferred ones.
    pub(super) fn parts_types(&self, operation: &Operation) -> TokenStream {
        let others = operation.body.iter().flat_map(|body| &body.others);
        let types = others.filter_map(|other| {
            let name = format_ident!("{}", other.parts_type.as_ref()?);
            let (call, setter) = (&operation.builder_name, &other.setter);
            let about = format!(" The parts of a body for [`{setter}`]({call}::{setter}).");
            let mut setters = Vec::new();
            self.part_setters(0, &other.body, &mut setters);
            Some(quote! {
                #[doc = #about]
                #[derive(Clone, Debug, Default)]
                #[must_use = "parts do nothing until they are the body of a call"]
                pub struct #name(rt::Parts);

                impl #name {
                    /// No parts yet. There is a method for each part.
                    pub fn new() -> Self { Self::default() }

                    /// Calls a setter with what an option holds. `None` changes nothing.
                    pub fn optional<T>(self, value: Option<T>, setter: impl FnOnce(Self, T) -> Self) -> Self {
                        match value {
                            Some(value) => setter(self, value),
                            None => self,
                        }
                    }

                    #(#setters)*
                }
            })
        });
        types.collect()
    }

    /// The setter of a body in the preferred media type, or in another one, with its position.
    fn body_setter(&self, body: &RequestBody, other: Option<(usize, &OtherBody)>) -> TokenStream {
        let mut docs = match other {
            None => docs::lines_or(&body.docs, || "The body of the request.".to_owned()),
            Some((_, other)) => {
                let media_type = code_span(&other.media_type);
                docs::lines(&[format!(
                    "The body of the request as {media_type}, instead of any other."
                )])
            }
        };
        if body.required && other.is_none() {
            docs::paragraph(&mut docs, "Required.");
        }
        let name = format_ident!("{}", other.map_or("body", |(_, other)| &other.setter));
        let other_call = other.map(|(index, _)| {
            let index = Literal::usize_unsuffixed(index);
            quote! { .as_other(#index) }
        });
        let parts = other.and_then(|(_, other)| other.parts_type.as_ref());
        if let Some(parts) = parts {
            let parts = format_ident!("{parts}");
            return method(
                &docs,
                &name,
                &quote! { value: #parts },
                &quote! { .parts_body(value.0) #other_call },
            );
        }
        let (taken, call) = match (body.kind, &body.ty) {
            (BodyKind::Json | BodyKind::Form, Some(ty)) => self.setter(ty, "body", None),
            (BodyKind::Text, _) => (quote! { impl Into<String> }, quote! { .text_body(value.into()) }),
            (BodyKind::OfCaller, _) => {
                let range = format!("The document has {} as its media type.", code_span(&body.content_type));
                docs::paragraph(&mut docs, &range);
                let arguments = quote! { content_type: impl Into<String>, value: impl Into<rt::ByteSource> };
                let call = quote! { .bytes_body_as(content_type.into(), value.into()) #other_call };
                return method(&docs, &name, &arguments, &call);
            }
            _ => (
                quote! { impl Into<rt::ByteSource> },
                quote! { .bytes_body(value.into()) },
            ),
        };
        method(&docs, &name, &quote! { value: #taken }, &quote! { #call #other_call })
    }

    /// The setters of the properties of a body.
    fn property_setters(&self, body: &RequestBody) -> Vec<TokenStream> {
        let structure = body.ty.as_ref().map(Type::without_null);
        let Some((_, structure)) = structure.and_then(|ty| self.model.types.structure(ty)) else {
            return Vec::new();
        };
        let setter = |property: &crate::model::BodyProperty| {
            let field = structure.fields.get(property.index)?;
            let (taken, call) = self.setter(field.stored().without_null(), "set_member", Some(property.index));
            let name = format_ident!("{}", property.setter);
            let deprecated = field.deprecated.then(|| quote! { #[deprecated] });
            let set = method(&field_docs(field), &name, &quote! { value: #taken }, &call);
            let is_free = |name: &str| body.properties.iter().all(|other| other.setter != name);
            let null = null_setter(field, &property.setter, &structure.fields);
            let null = null.filter(|(name, _)| is_free(&name.to_string())).map(|(name, docs)| {
                let index = Literal::usize_unsuffixed(property.index);
                let set = method(&[docs], &name, &quote! {}, &quote! { .set_member(#index, ()) });
                quote! { #deprecated #set }
            });
            Some(quote! { #deprecated #set #null })
        };
        body.properties.iter().filter_map(setter).collect()
    }

    fn part_setters(&self, first: usize, body: &RequestBody, setters: &mut Vec<TokenStream>) {
        let mut index = first;
        for part in &body.parts {
            let mut docs = docs::lines_or(&part.docs, || {
                format!("The part {} of the body.", code_span(&part.name))
            });
            if part.required {
                docs::paragraph(&mut docs, "Required.");
            }
            let at = Literal::usize_unsuffixed(index);
            let (taken, call) = match &part.kind {
                PartKind::File => (
                    quote! { impl Into<rt::FilePart> },
                    quote! { .set_files(#at, vec![value.into()]) },
                ),
                PartKind::Files => (quote! { Vec<rt::FilePart> }, quote! { .set_files(#at, value) }),
                PartKind::Value(ty, _) => self.setter(ty, "set", Some(index)),
            };
            let name = format_ident!("{}", part.field);
            setters.push(method(&docs, &name, &quote! { value: #taken }, &call));
            for header in &part.headers {
                index += 1;
                let name = &header.name;
                let docs = docs::lines_or(&header.docs, || format!("The header {} of the part.", code_span(name)));
                let (taken, call) = self.setter(&header.ty, "set", Some(index));
                let name = format_ident!("{}", header.field);
                setters.push(method(&docs, &name, &quote! { value: #taken }, &call));
            }
            index += 1;
        }
        if let Some(others) = &body.other_parts {
            let (taken, call) = match &others.kind {
                PartKind::Value(ty, _) => {
                    let (taken, call) = self.setter(ty, "part_value", None);
                    (quote! { value: #taken }, quote! { .begin_part(name.into()) #call })
                }
                PartKind::File | PartKind::Files => (
                    quote! { part: impl Into<rt::FilePart> },
                    quote! { .add_part(name.into(), part.into()) },
                ),
            };
            let arguments = quote! { name: impl Into<String>, #taken };
            let docs = [" Adds a part to the body.".to_owned()];
            setters.push(method(&docs, &format_ident!("{}", others.setter), &arguments, &call));
        }
    }

    /// The facts of a parameter.
    pub(super) fn parameter_facts(&self, parameter: &Parameter) -> TokenStream {
        let Parameter {
            name, location, style, ..
        } = parameter;
        let place = match location {
            Location::Path => quote! { path },
            Location::Query => quote! { query },
            Location::Header => quote! { header },
            Location::Cookie => quote! { cookie },
        };
        let usual = match location {
            Location::Path | Location::Header => Style::Simple,
            Location::Query | Location::Cookie => Style::Form,
        };
        let style = (*style != usual).then(|| {
            let style = variant(*style);
            quote! { .style(#style) }
        });
        let required = (parameter.required && *location != Location::Path).then(|| quote! { .required() });
        let of_client = parameter.of_client.then(|| quote! { .of_client() });
        let reserved = parameter.allow_reserved.then(|| quote! { .reserved() });
        let or_empty = parameter.allow_empty.then(|| quote! { .or_empty() });
        let within = self.within(&parameter.ty, &parameter.bounds, false);
        quote! { rt::Parameter::#place(#name) #style #required #of_client #reserved #or_empty #within }
    }

    /// The facts of a body.
    pub(super) fn body_facts(&self, body: &RequestBody) -> TokenStream {
        let content_type = &body.content_type;
        let kind = match body.kind {
            BodyKind::Json if content_type == "application/json" => quote! { json() },
            BodyKind::Json => quote! { json_as(#content_type) },
            BodyKind::Form => quote! { form() },
            BodyKind::Multipart => {
                let parts = body.parts.iter().map(|part| self.part_facts(part));
                quote! { multipart(#content_type, &[#(#parts),*]) }
            }
            BodyKind::Text | BodyKind::Bytes | BodyKind::OfCaller => quote! { raw(#content_type) },
        };
        let styles = (!body.styles.is_empty()).then(|| {
            let styles = body.styles.iter().map(|(name, style)| {
                let style = variant(*style);
                quote! { (#name, #style) }
            });
            quote! { .styles(&[#(#styles),*]) }
        });
        let required = body.required.then(|| quote! { .required() });
        let within = self.within(body.ty.as_ref().unwrap_or(&Type::String), &body.bounds, false);
        quote! { rt::Body::#kind #required #styles #within }
    }

    fn part_facts(&self, part: &Part) -> TokenStream {
        let name = &part.name;
        let content_type = part
            .content_type
            .iter()
            .map(|content_type| quote! { .content_type(#content_type) });
        let required = part.required.then(|| quote! { .required() });
        let within = match &part.kind {
            PartKind::Value(ty, bounds) => self.within(ty, bounds, false),
            PartKind::File | PartKind::Files => None,
        };
        let headers = part.headers.iter().map(|header| {
            let name = &header.name;
            let style = (header.style != Style::Simple).then(|| {
                let style = variant(header.style);
                quote! { .style(#style) }
            });
            let required = header.required.then(|| quote! { .required() });
            quote! { rt::Parameter::header(#name) #style #required }
        });
        let headers = (!part.headers.is_empty()).then(|| quote! { .headers(&[#(#headers),*]) });
        quote! { rt::Part::new(#name) #(#content_type)* #required #within #headers }
    }
}

/// A setter of an operation.
fn method(docs: &[String], name: &proc_macro2::Ident, arguments: &TokenStream, call: &TokenStream) -> TokenStream {
    quote! {
        #(#[doc = #docs])*
        pub fn #name(self, #arguments) -> Self { Self(self.0 #call) }
    }
}

pub(super) fn parameter_docs(parameter: &Parameter) -> Vec<String> {
    let mut lines = docs::lines_or(&parameter.docs, || {
        format!("The parameter {}.", code_span(&parameter.name))
    });
    if parameter.of_client {
        docs::paragraph(&mut lines, "Overrides the value of the client, for this call only.");
    } else if parameter.required {
        docs::paragraph(&mut lines, "Required.");
    }
    if parameter.allow_empty && !parameter.ty.is_collection() {
        docs::paragraph(&mut lines, "`None` sends the name without a value.");
    }
    lines
}

/// The variant of the runtime's `Style`.
fn variant(style: Style) -> TokenStream {
    let name = format_ident!("{style:?}");
    quote! { rt::Style::#name }
}
