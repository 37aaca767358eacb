//! The facts of an operation: what the runtime makes its requests from, and reads its responses by.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Context;
use super::api::server;
use super::credentials::alternatives;
use crate::model::{Operation, Status};

impl Context<'_> {
    pub(super) fn facts(&self, operation: &Operation) -> TokenStream {
        let Operation {
            id,
            method,
            path,
            servers,
            responses,
            security,
            ..
        } = operation;
        let mut calls = Vec::new();
        if !operation.parameters.is_empty() {
            let parameters = operation
                .parameters
                .iter()
                .map(|parameter| self.parameter_facts(parameter));
            calls.push(quote! { .parameters(&[#(#parameters),*]) });
        }
        if let Some(body) = &operation.body {
            let body = self.body_facts(body);
            calls.push(quote! { .body(#body) });
        }
        let others = operation.bodies().skip(1).map(|body| self.body_facts(body));
        let others: Vec<_> = others.collect();
        if !others.is_empty() {
            calls.push(quote! { .other_bodies(&[#(#others),*]) });
        }
        if !servers.is_empty() {
            let servers = servers.iter().map(server);
            calls.push(quote! { .servers(&[#(#servers),*]) });
        }
        if !responses.accept.is_empty() {
            let accept = responses.accept.join(", ");
            calls.push(quote! { .accept(#accept) });
        }
        let mut statuses = responses.successes().map(|response| status(response.status)).peekable();
        if statuses.peek().is_some() {
            calls.push(quote! { .success(&[#(#statuses),*]) });
        }
        if !security.is_empty() {
            let security = alternatives(security);
            calls.push(quote! { .security(#security) });
        }
        calls.extend(self.scopes(security));
        if let Some(names) = &responses.declared {
            calls.push(quote! { .declared(&[#(#names),*]) });
        }
        let undecoded = responses.successes().flat_map(|response| {
            let status = status(response.status);
            let media_types = response.undecoded.iter().filter(|media_type| *media_type != "*/*");
            media_types.map(move |media_type| quote! { (#status, #media_type) })
        });
        let undecoded: Vec<_> = undecoded.collect();
        if !undecoded.is_empty() {
            calls.push(quote! { .undecoded(&[#(#undecoded),*]) });
        }
        if let Some(header) = &operation.idempotency_key {
            calls.push(quote! { .idempotency_key(#header) });
        }
        quote! { rt::Operation::new(#id, #method, #path) #(#calls)* }
    }
}

fn status(status: Status) -> TokenStream {
    match status {
        Status::Exact(status) => {
            let status = Literal::u16_unsuffixed(status);
            quote! { rt::Status::Exact(#status) }
        }
        Status::Range(hundred) => {
            let hundred = Literal::u8_unsuffixed(hundred);
            quote! { rt::Status::Range(#hundred) }
        }
        Status::Default => quote! { rt::Status::Range(2) },
    }
}
