//! The operations: a builder each, whose `send` makes one call of the runtime.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::imports::without_unused;
use super::rust::{From, rust};
use super::{Context, docs, responses};
use crate::markdown::code_span;
use crate::model::{Body, BodyKind, Location, Operation, Parameter, QueryStyle, RequestBody, Success, Type};

impl Context<'_> {
    pub(super) fn operations(&self) -> Result<TokenStream, String> {
        let mut items = TokenStream::new();
        for operation in &self.model.operations {
            items.extend(self.operation(operation)?);
        }
        let runtime = &self.runtime;
        let tokens = quote! {
            //! The operations of the API, a builder each.

            use std::borrow::Cow;
            use std::collections::BTreeMap;
            use std::time::Duration;

            use #runtime::pager::{Fetching, Items, Paged, Pages, Records, Window, Windowed};
            use #runtime::{Bounds, CallOptions, Limit, Error, QueryStyle, Request, Response, RetryPolicy};

            use super::client::Client;
            use super::{api, bounds, responses, types};

            #items
        };
        without_unused(tokens)
    }

    fn operation(&self, operation: &Operation) -> Result<TokenStream, String> {
        let builder = format_ident!("{}", operation.builder_name);
        let mut fields = TokenStream::new();
        let mut setters = TokenStream::new();
        let mut initial = TokenStream::new();
        let mut request = TokenStream::new();
        for parameter in &operation.parameters {
            let field = format_ident!("{}", parameter.field);
            let ty = rust(&parameter.ty, From::Beside);
            let is_text = parameter.ty == Type::String;
            let (taken, value) = self.setter(&parameter.ty, &field);
            let docs = parameter_docs(parameter);
            fields.extend(quote! { #field: Option<#ty>, });
            initial.extend(quote! { #field: None, });
            setters.extend(quote! {
                #(#[doc = #docs])*
                pub fn #field(mut self, #field: #taken) -> Self {
                    self.#field = Some(#value);
                    self
                }
            });
            if let Some(bounds) = self.bounds(&parameter.ty, &parameter.bounds, false) {
                request.extend(quote! { .within(const { &#bounds }) });
            }
            request.extend(written(operation, parameter, is_text));
        }
        if let Some(body) = &operation.body {
            let (field, setter, written) = self.body(operation, body);
            fields.extend(field);
            initial.extend(quote! { body: None, });
            setters.extend(setter);
            request.extend(written);
        }
        let (answer, call) = responses::success(operation);
        let facts = format_ident!("{}", operation.method_name.to_uppercase());
        let about = operation_docs(operation);
        let example = self.example_of(operation);
        let sends = " Sends the request and decodes the response.";
        let response_docs = response_docs(operation);
        let error_docs = operation.responses.has_typed_errors().then(|| {
            let name = format!("{}Error", operation.builder_name);
            let line = format!(" [`{name}`](responses::{name}) decodes the body of an error.");
            quote! { #[doc = #line] }
        });
        // Only a parameter that the runtime may know takes time to learn.
        let asks = request.to_string().contains("await");
        let (asynchronous, changing, wait) = if asks {
            (quote! { async }, quote! { mut }, quote! { .await })
        } else {
            (quote! {}, quote! {}, quote! {})
        };
        let paging = self.paging(operation, &wait)?;
        let (starts, paged) = paging.map(|paging| (paging.methods, paging.implementation)).unzip();
        Ok(quote! {
            #(#[doc = #about])*
            #[derive(Clone, Debug)]
            #[must_use = "a call does nothing until it is sent"]
            pub struct #builder { client: Client, options: CallOptions, #fields }

            impl #builder {
                pub(super) fn new(client: Client) -> Self {
                    Self { client, options: CallOptions::default(), #initial }
                }

                #setters

                /// Sets when this call is retried. Default: as the client does.
                pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
                    self.options.retry = Some(policy);
                    self
                }

                /// Sets how long this call may take with all its attempts. Default: as the client does.
                pub fn timeout(mut self, timeout: Duration) -> Self {
                    self.options.timeout = Some(timeout);
                    self
                }

                /// Sets how long one attempt of this call may take. Default: as the client does.
                pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
                    self.options.attempt_timeout = Some(timeout);
                    self
                }

                #[doc = #sends]
                #(#[doc = #response_docs])*
                #(#[doc = #example])*
                ///
                /// # Errors
                /// Returns an error if a required argument is missing or an argument is invalid, if the service responds
                /// with an error status, or if no valid response arrives.
                #error_docs
                pub async fn send(self) -> Result<Response<#answer>, Error> {
                    let (client, request) = self.request()#wait?;
                    client.core().#call.await
                }

                #starts

                #asynchronous fn request(#changing self) -> Result<(Client, Request), Error> {
                    let request = Request::new(&api::#facts)#request;
                    Ok((self.client, request.options(self.options)))
                }
            }

            #paged
        })
    }

    fn body(&self, operation: &Operation, body: &RequestBody) -> (TokenStream, TokenStream, TokenStream) {
        let id = &operation.id;
        let content_type = &body.content_type;
        let body_ident = format_ident!("body");
        let (ty, (taken, set)) = match (body.kind, &body.ty) {
            (BodyKind::Json | BodyKind::Form, Some(ty)) => (rust(ty, From::Beside), self.setter(ty, &body_ident)),
            (BodyKind::Text, _) => (quote! { String }, self.setter(&Type::String, &body_ident)),
            _ => (quote! { Vec<u8> }, (quote! { Vec<u8> }, quote! { body })),
        };
        let value = if body.required {
            quote! { self.body.ok_or_else(|| Error::missing(#id, "body"))? }
        } else {
            quote! { body }
        };
        let call = match body.kind {
            BodyKind::Json if content_type == "application/json" => quote! { json(&#value) },
            BodyKind::Json => quote! { json_as(#content_type, &#value) },
            BodyKind::Form => quote! { form(&#value) },
            BodyKind::Text => quote! { text(#content_type, #value) },
            BodyKind::Bytes => quote! { bytes(#content_type, #value) },
        };
        let bounds = self.bounds(body.ty.as_ref().unwrap_or(&Type::String), &body.bounds, false);
        let within = bounds.map(|bounds| quote! { .within(const { &#bounds }) });
        let written = if body.required {
            quote! { #within.#call }
        } else {
            // A request without a body has no Content-Type either.
            quote! { ; let request = match self.body { Some(body) => request #within.#call, None => request } }
        };
        let docs = docs::lines_or(&body.docs, || "The body of the request.".to_owned());
        let setter = quote! {
            #(#[doc = #docs])*
            pub fn body(mut self, body: #taken) -> Self {
                self.body = Some(#set);
                self
            }
        };
        (quote! { body: Option<#ty>, }, setter, written)
    }
}

/// What a person reads of an operation, at its builder and at the method of the client.
pub(super) fn operation_docs(operation: &Operation) -> Vec<String> {
    let mut lines = docs::lines_or(&operation.docs, || {
        format!("The operation {}.", code_span(&operation.id))
    });
    docs::paragraph(
        &mut lines,
        &code_span(&format!("{} {}", operation.method, operation.path)),
    );
    lines
}

/// What a person reads of the response of an operation.
fn response_docs(operation: &Operation) -> Vec<String> {
    let successes: Vec<_> = operation.responses.successes().collect();
    // An enum has the documentation of its variants.
    let texts = match (&operation.responses.success, successes.first()) {
        (Success::Several, _) | (_, None) => Vec::new(),
        (_, Some(first)) => first.docs.clone(),
    };
    let mut lines = docs::lines(&texts);
    if matches!(operation.responses.success, Success::Optional(_)) {
        let empty = successes.iter().filter(|response| response.body == Body::Empty);
        let empty: Vec<_> = empty.map(|response| response.status.to_string()).collect();
        docs::paragraph(&mut lines, &format!("`None` with status {}.", empty.join(", ")));
    }
    if !lines.is_empty() {
        lines.splice(0..0, ["", " # Response", ""].map(str::to_owned));
    }
    lines
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
    lines
}

/// The call that puts a parameter into the request. A text that belongs to the client and has to be there, the runtime is
/// asked for as a last resort: the way to authenticate may know it.
fn written(operation: &Operation, parameter: &Parameter, is_text: bool) -> TokenStream {
    let Operation { id, .. } = operation;
    let Parameter {
        name,
        required,
        of_client,
        ..
    } = parameter;
    let field = format_ident!("{}", parameter.field);
    let mut value = quote! { self.#field };
    if *of_client {
        value = quote! { #value.as_ref().or(self.client.parameters().#field.as_ref()) };
    }
    if *required && *of_client && is_text {
        value = quote! {
            match #value {
                Some(given) => given.clone(),
                None => self.client.core().parameter(#id, #name, &mut self.options).await?,
            }
        };
    } else if *required {
        value = quote! { #value.ok_or_else(|| Error::missing(#id, #name))? };
    }
    match parameter.location {
        Location::Path => quote! { .path(#name, &#value) },
        Location::Header => quote! { .header(#name, &#value) },
        Location::Query(style) => {
            let style = match style {
                QueryStyle::Form => quote! { Form },
                QueryStyle::FormJoined => quote! { FormJoined },
                QueryStyle::SpaceDelimited => quote! { SpaceDelimited },
                QueryStyle::PipeDelimited => quote! { PipeDelimited },
                QueryStyle::DeepObject => quote! { DeepObject },
            };
            quote! { .query(#name, QueryStyle::#style, &#value) }
        }
    }
}
