//! The operations: a type each with its setters, and the method of the client that returns it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::arguments::positional;
use super::credentials::scopes_docs;
use super::imports::{File, file};
use super::{Context, docs, responses};
use crate::markdown::code_span;
use crate::model::{Body, Operation, Success};

impl Context<'_> {
    pub(super) fn operations(&self) -> Result<File, String> {
        let mut items = TokenStream::new();
        let methods = self
            .operations_of_group()
            .map(|operation| self.client_method(operation));
        let methods: Vec<_> = methods.collect();
        if !methods.is_empty() {
            items.extend(quote! { impl super::Client { #(#methods)* } });
        }
        for operation in self.operations_of_group() {
            items.extend(self.operation(operation)?);
        }
        let runtime = &self.runtime;
        let about = quote! {
            //! The operations of the API: a type each, which a method of the client returns.
        };
        let imports = [
            quote! { std::borrow::Cow },
            quote! { std::collections::BTreeMap },
            quote! { #runtime as rt },
            quote! { super::{members, responses, types} },
        ];
        Ok(file(&about, &imports, &items))
    }

    /// The method of the client that makes a call. It takes the parameters of the path, which can never become optional.
    fn client_method(&self, operation: &Operation) -> TokenStream {
        let method = format_ident!("{}", operation.method_name);
        let ty = format_ident!("{}", operation.builder_name);
        let facts = facts_name(operation);
        let mut about = operation_docs(operation);
        for found in positional(operation)
            .iter()
            .filter(|found| !found.parameter.docs.is_empty())
        {
            let name = code_span(&found.parameter.field);
            let text = found.parameter.docs.join("\n\n");
            about.push(String::new());
            about.extend(docs::lines(&[format!("{name}: {text}")]));
        }
        about.extend(self.example_of(operation));
        let deprecated = operation.deprecated.then(|| quote! { #[deprecated] });
        let mut arguments = TokenStream::new();
        let mut calls = TokenStream::new();
        for found in positional(operation) {
            let name = format_ident!("{}", found.parameter.field);
            let (taken, call) = self.argument(&found.parameter.ty, "set", Some(found.index), &name);
            arguments.extend(quote! { , #name: #taken });
            calls.extend(call);
        }
        quote! {
            #(#[doc = #about])*
            #deprecated
            pub fn #method(&self #arguments) -> #ty { #ty(rt::Call::new(self.core(), &#facts) #calls) }
        }
    }

    fn operation(&self, operation: &Operation) -> Result<TokenStream, String> {
        let ty = format_ident!("{}", operation.builder_name);
        let facts = facts_name(operation);
        let facts_value = self.facts(operation);
        let (output, call) = responses::success(operation);
        let about = Self::type_docs(operation);
        let setters = self.setters(operation);
        let setters = (!setters.is_empty()).then(|| quote! { impl #ty { #(#setters)* } });
        let parts = self.parts_types(operation);
        let other_responses = responses::other_methods(operation);
        let streams = super::streams::methods(operation);
        let paging = self.paging(operation)?;
        Ok(quote! {
            static #facts: rt::Operation = #facts_value;

            #(#[doc = #about])*
            #[derive(Clone, Debug)]
            #[must_use = "a call does nothing until it is sent"]
            pub struct #ty(rt::Call);

            rt::operation!(#ty, #output, #call);

            #setters

            #parts

            #other_responses

            #streams

            #paging
        })
    }

    /// What a person reads at the type of an operation.
    fn type_docs(operation: &Operation) -> Vec<String> {
        let method = &operation.method_name;
        let mut lines = vec![format!(" A call of [`{method}`](super::Client::{method}).")];
        lines.extend(response_docs(operation));
        if operation.responses.has_typed_errors() {
            let name = format!("{}Error", operation.builder_name);
            docs::paragraph(
                &mut lines,
                &format!("[`{name}`](super::responses::{name}) decodes the body of an error."),
            );
        }
        lines
    }
}

/// The name of the constant with the facts of an operation.
pub(crate) fn facts_name(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}_FACTS", operation.method_name.to_uppercase())
}

/// What a person reads of an operation.
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
