//! The arguments of an operation: a field and a setter each, and the call of the runtime that puts it into the request.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust::{From, rust};
use super::{Context, docs};
use crate::markdown::code_span;
use crate::model::{BodyKind, Location, Operation, Parameter, Part, PartKind, RequestBody, Style, Type};

/// What an operation's builder has for its arguments.
#[derive(Default)]
pub(super) struct Arguments {
    /// The fields of the builder.
    pub(super) fields: TokenStream,
    /// The fields of a new builder.
    pub(super) initial: TokenStream,
    pub(super) setters: TokenStream,
    /// The calls after `Request::new(…)`.
    pub(super) request: TokenStream,
}

impl Arguments {
    /// Adds an optional field with its setter. `set` makes the field's value of what the setter takes.
    fn add(&mut self, name: &str, docs: &[String], ty: &TokenStream, taken: &TokenStream, set: &TokenStream) {
        let field = format_ident!("{name}");
        self.fields.extend(quote! { #field: Option<#ty>, });
        self.initial.extend(quote! { #field: None, });
        self.setters.extend(quote! {
            #(#[doc = #docs])*
            pub fn #field(mut self, #field: #taken) -> Self {
                self.#field = Some(#set);
                self
            }
        });
    }
}

impl Context<'_> {
    pub(super) fn arguments(&self, operation: &Operation) -> Arguments {
        let mut arguments = Arguments::default();
        for parameter in &operation.parameters {
            self.parameter(operation, parameter, &mut arguments);
        }
        match &operation.body {
            Some(body) if body.kind == BodyKind::Multipart => self.multipart(operation, body, &mut arguments),
            Some(body) => self.body(operation, body, &mut arguments),
            None => {}
        }
        arguments
    }

    fn parameter(&self, operation: &Operation, parameter: &Parameter, arguments: &mut Arguments) {
        let field = format_ident!("{}", parameter.field);
        let ty = rust(&parameter.ty, From::Beside);
        let (taken, set) = match &parameter.ty {
            // What may be sent without a value is set without one by `None`.
            Type::Nullable(_) if parameter.allow_empty => (quote! { impl Into<#ty> }, quote! { #field.into() }),
            other => self.setter(other, &field),
        };
        arguments.add(&parameter.field, &parameter_docs(parameter), &ty, &taken, &set);
        if let Some(bounds) = self.bounds(&parameter.ty, &parameter.bounds, false) {
            arguments.request.extend(quote! { .within(const { &#bounds }) });
        }
        arguments.request.extend(written(operation, parameter));
    }

    fn body(&self, operation: &Operation, body: &RequestBody, arguments: &mut Arguments) {
        let id = &operation.id;
        let content_type = &body.content_type;
        let body_ident = format_ident!("body");
        let (ty, (taken, set)) = match (body.kind, &body.ty) {
            (BodyKind::Json | BodyKind::Form, Some(ty)) => (rust(ty, From::Beside), self.setter(ty, &body_ident)),
            (BodyKind::Text, _) => (quote! { String }, self.setter(&Type::String, &body_ident)),
            (BodyKind::OfCaller, _) => (
                quote! { (String, Vec<u8>) },
                (
                    quote! { impl Into<Vec<u8>> },
                    quote! { (content_type.into(), body.into()) },
                ),
            ),
            _ => (
                quote! { Vec<u8> },
                (quote! { impl Into<Vec<u8>> }, quote! { body.into() }),
            ),
        };
        let value = if body.required {
            quote! { self.body.ok_or_else(|| Error::missing(#id, "body"))? }
        } else {
            quote! { body }
        };
        let call = match body.kind {
            BodyKind::Json if content_type == "application/json" => quote! { json(&#value) },
            BodyKind::Json => quote! { json_as(#content_type, &#value) },
            BodyKind::Form if body.styles.is_empty() => quote! { form(&#value) },
            BodyKind::Form => {
                let styles = body.styles.iter().map(|(name, style)| {
                    let style = variant(*style);
                    quote! { (#name, #style) }
                });
                quote! { form_as(&[#(#styles),*], &#value) }
            }
            BodyKind::Text => quote! { text(#content_type, #value) },
            BodyKind::OfCaller => quote! { body(#value) },
            BodyKind::Bytes | BodyKind::Multipart => quote! { bytes(#content_type, #value) },
        };
        let bounds = self.bounds(body.ty.as_ref().unwrap_or(&Type::String), &body.bounds, false);
        let within = bounds.map(|bounds| quote! { .within(const { &#bounds }) });
        arguments.request.extend(if body.required {
            quote! { #within.#call }
        } else {
            // A request without a body has no Content-Type either.
            quote! { ; let request = match self.body { Some(body) => request #within.#call, None => request } }
        });
        let mut docs = docs::lines_or(&body.docs, || "The body of the request.".to_owned());
        if body.kind != BodyKind::OfCaller {
            return arguments.add("body", &docs, &ty, &taken, &set);
        }
        let range = format!("The document has {} as its media type.", code_span(content_type));
        docs::paragraph(&mut docs, &range);
        arguments.fields.extend(quote! { body: Option<#ty>, });
        arguments.initial.extend(quote! { body: None, });
        arguments.setters.extend(quote! {
            #(#[doc = #docs])*
            pub fn body(mut self, content_type: impl Into<String>, body: #taken) -> Self {
                self.body = Some(#set);
                self
            }
        });
    }

    fn multipart(&self, operation: &Operation, body: &RequestBody, arguments: &mut Arguments) {
        let RequestBody {
            content_type, required, ..
        } = body;
        let names = body.parts.iter().filter(|part| part.required).map(|part| &part.name);
        arguments
            .request
            .extend(quote! { .multipart(#content_type, #required, &[#(#names),*]) });
        for part in &body.parts {
            self.part(operation, part, arguments);
        }
        if let Some(name) = &body.other_parts {
            let field = format_ident!("{name}");
            arguments.fields.extend(quote! { #field: Vec<(String, FilePart)>, });
            arguments.initial.extend(quote! { #field: Vec::new(), });
            arguments.setters.extend(quote! {
                /// Adds a part to the body.
                pub fn #field(mut self, name: impl Into<String>, part: impl Into<FilePart>) -> Self {
                    self.#field.push((name.into(), part.into()));
                    self
                }
            });
            arguments.request.extend(quote! { .other_parts(self.#field) });
        }
    }

    fn part(&self, operation: &Operation, part: &Part, arguments: &mut Arguments) {
        let name = &part.name;
        let field = format_ident!("{}", part.field);
        let mut docs = docs::lines_or(&part.docs, || format!("The part {} of the body.", code_span(name)));
        if part.required {
            docs::paragraph(&mut docs, "Required.");
        }
        for header in &part.headers {
            let name = &header.name;
            let field = format_ident!("{}", header.field);
            let style = variant(header.style);
            let ty = rust(&header.ty, From::Beside);
            let (taken, set) = self.setter(&header.ty, &field);
            let docs = docs::lines_or(&header.docs, || format!("The header {} of the part.", code_span(name)));
            arguments.add(&header.field, &docs, &ty, &taken, &set);
            let mut value = quote! { self.#field };
            if header.required {
                let id = &operation.id;
                let is_set = format_ident!("{}", part.field);
                // Only a part that is there has headers.
                value = quote! {
                    match self.#is_set {
                        Some(_) => Some(#value.ok_or_else(|| Error::missing(#id, #name))?),
                        None => None,
                    }
                };
            }
            arguments
                .request
                .extend(quote! { .part_header(#name, #style, &#value) });
        }
        let content_type = match &part.content_type {
            Some(content_type) => quote! { Some(#content_type) },
            None => quote! { None },
        };
        match &part.kind {
            PartKind::File => {
                let (taken, set) = (quote! { impl Into<FilePart> }, quote! { #field.into() });
                arguments.add(&part.field, &docs, &quote! { FilePart }, &taken, &set);
                arguments
                    .request
                    .extend(quote! { .files(#name, #content_type, self.#field) });
            }
            PartKind::Files => {
                let ty = quote! { Vec<FilePart> };
                arguments.add(&part.field, &docs, &ty, &ty, &quote! { #field });
                let files = quote! { self.#field.unwrap_or_default() };
                arguments
                    .request
                    .extend(quote! { .files(#name, #content_type, #files) });
            }
            PartKind::Value(ty, bounds) => {
                let (taken, set) = self.setter(ty, &field);
                arguments.add(&part.field, &docs, &rust(ty, From::Beside), &taken, &set);
                if let Some(bounds) = self.bounds(ty, bounds, false) {
                    arguments.request.extend(quote! { .within(const { &#bounds }) });
                }
                arguments
                    .request
                    .extend(quote! { .part(#name, #content_type, &self.#field) });
            }
        }
    }
}

fn parameter_docs(parameter: &Parameter) -> Vec<String> {
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

/// The call that puts a parameter into the request. A text that belongs to the client and has to be there, the runtime is
/// asked for as a last resort: the way to authenticate may know it.
fn written(operation: &Operation, parameter: &Parameter) -> TokenStream {
    let Operation { id, .. } = operation;
    let Parameter {
        name,
        required,
        of_client,
        ty,
        ..
    } = parameter;
    let field = format_ident!("{}", parameter.field);
    let mut value = quote! { self.#field };
    if *of_client {
        value = quote! { #value.as_ref().or(self.client.parameters().#field.as_ref()) };
    }
    if *required && *of_client && *ty == Type::String {
        value = quote! {
            match #value {
                Some(given) => given.clone(),
                None => self.client.core().parameter(#id, #name, &mut self.options).await?,
            }
        };
    } else if *required {
        value = quote! { #value.ok_or_else(|| Error::missing(#id, #name))? };
    }
    let style = variant(parameter.style);
    match (parameter.location, parameter.style) {
        (Location::Path, Style::Simple) => quote! { .path(#name, &#value) },
        (Location::Path, _) => quote! { .path_as(#name, #style, &#value) },
        (Location::Header, Style::Simple) => quote! { .header(#name, &#value) },
        (Location::Header, _) => quote! { .header_as(#name, #style, &#value) },
        (Location::Cookie, _) => quote! { .cookie(#name, #style, &#value) },
        (Location::Query, _) if parameter.allow_empty && *required => {
            quote! { .query_or_empty(#name, #style, Some(&#value)) }
        }
        (Location::Query, _) if parameter.allow_empty => {
            quote! { .query_or_empty(#name, #style, #value.as_ref()) }
        }
        (Location::Query, _) if parameter.allow_reserved => quote! { .query_reserved(#name, #style, &#value) },
        (Location::Query, _) => quote! { .query(#name, #style, &#value) },
    }
}

/// The variant of the runtime's `Style`.
fn variant(style: Style) -> TokenStream {
    let name = format_ident!("{style:?}");
    quote! { Style::#name }
}
