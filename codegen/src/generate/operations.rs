//! The operations: a builder each, whose `send` makes one call of the runtime.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::arguments::Arguments;
use super::credentials::scopes_docs;
use super::imports::without_unused;
use super::{Context, docs, responses};
use crate::markdown::code_span;
use crate::model::{Body, Operation, Success};

impl Context<'_> {
    pub(super) fn operations(&self) -> Result<TokenStream, String> {
        let mut items = TokenStream::new();
        for operation in &self.model.operations {
            items.extend(self.operation(operation)?);
        }
        let runtime = &self.runtime;
        let tokens = quote! {
            //! The operations of the API. Each is a builder, which a method of the client returns.

            use std::borrow::Cow;
            use std::collections::BTreeMap;
            use std::time::Duration;

            use #runtime::pager::{Chained, ChainedItems, ChainedPages, Continuation, NextPage, PageToken, SentAs};
            use #runtime::pager::{Fetching, Items, Paged, Pages, Records, Window, Windowed};
            use #runtime::{Bounds, CallOptions, Limit, Error, FilePart, Request, Response, RetryPolicy, Style};

            use super::client::Client;
            use super::{api, bounds, responses, types};

            #items
        };
        without_unused(tokens)
    }

    fn operation(&self, operation: &Operation) -> Result<TokenStream, String> {
        let builder = format_ident!("{}", operation.builder_name);
        let Arguments {
            fields,
            initial,
            setters,
            request,
        } = self.arguments(operation);
        let (response, call) = responses::success(operation);
        let facts = format_ident!("{}", operation.method_name.to_uppercase());
        let about = operation_docs(operation);
        let example = self.example_of(operation);
        let sends = " Sends the request and decodes the response.";
        let response_docs = response_docs(operation);
        let error_docs = operation.responses.has_typed_errors().then(|| {
            let name = format!("{}Error", operation.builder_name);
            let line = format!(" [`{name}`](super::responses::{name}) decodes the body of an error.");
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

                /// Sets when this call is retried, and how often.
                ///
                /// Default: the [`retry_policy`](super::client::ClientBuilder::retry_policy) of the client.
                pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
                    self.options.retry = Some(policy);
                    self
                }

                /// Sets how long this call may take, with all its attempts and the delays between them.
                ///
                /// Default: the [`timeout`](super::client::ClientBuilder::timeout) of the client.
                pub fn timeout(mut self, timeout: Duration) -> Self {
                    self.options.timeout = Some(timeout);
                    self
                }

                /// Sets how long one attempt of this call may take.
                ///
                /// Default: the [`attempt_timeout`](super::client::ClientBuilder::attempt_timeout) of the client.
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
                pub async fn send(self) -> Result<Response<#response>, Error> {
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
    if let Some(scopes) = scopes_docs(operation) {
        docs::paragraph(&mut lines, &scopes);
    }
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
