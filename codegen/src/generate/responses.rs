//! Responses: enums by status for what an operation returns and for the bodies of its errors, and the documented headers.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::imports::{File, file};
use super::rust::{From, rust};
use super::{Context, docs};
use crate::markdown::code_span;
use crate::model::{Body, Model, Operation, Response, ResponseHeader, Responses, Status, Success, Type};
use crate::normalise::{Names, snake};

impl Context<'_> {
    /// Whether a client has a module for its responses.
    pub(super) fn has_responses(&self) -> bool {
        let by_status = self.model.operations.iter().any(|operation| {
            matches!(operation.responses.success, Success::Several) || operation.responses.has_typed_errors()
        });
        by_status || !self.model.headers.is_empty()
    }

    pub(super) fn responses(&self) -> File {
        let runtime = &self.runtime;
        let mut items = TokenStream::new();
        for operation in self.operations_of_group() {
            if matches!(operation.responses.success, Success::Several) {
                items.extend(output(operation));
            }
            if operation.responses.has_typed_errors() {
                items.extend(error(operation));
            }
        }
        let headers = self.is_first_group().then(|| self.headers());
        let headers = headers.flatten();
        let about = quote! {
            //! Bodies of errors, responses that depend on the status, and documented headers.
            #![allow(
                clippy::large_enum_variant,
                reason = "a variant would change its type where a body grows, if the large ones had a Box"
            )]
        };
        let imports = [
            quote! { std::collections::BTreeMap },
            quote! { #runtime::{Decoded, Error, HasHeaders, Received} },
            quote! { super::types },
        ];
        file(&about, &imports, &quote! { #headers #items })
    }

    /// The trait that reads the documented headers.
    fn headers(&self) -> Option<TokenStream> {
        let methods = header_methods(self.model).into_iter().map(|(header, method)| {
            let name = &header.name;
            let method = format_ident!("{method}");
            let docs = docs::lines_or(&header.docs, || format!("The header {}.", code_span(name)));
            match &header.ty {
                Type::String => quote! {
                    #(#[doc = #docs])*
                    fn #method(&self) -> Option<&str> {
                        self.text(#name)
                    }
                },
                ty => {
                    let ty = rust(ty, From::Beside);
                    quote! {
                        #(#[doc = #docs])*
                        fn #method(&self) -> Option<#ty> {
                            self.parse(#name)
                        }
                    }
                }
            }
        });
        let methods: Vec<_> = methods.collect();
        (!methods.is_empty()).then(|| {
            quote! {
                /// The documented headers of responses and errors; `None` if a header is absent or has no value of its type.
                pub trait Headers: HasHeaders {
                    #(#methods)*
                }

                impl<R: HasHeaders> Headers for R {}
            }
        })
    }
}

/// The documented headers, each with the method that reads it.
pub(crate) fn header_methods(model: &Model) -> Vec<(&ResponseHeader, String)> {
    let mut names = Names::reserving(&[]);
    let mut methods = Vec::new();
    for header in &model.headers {
        let method = format!("{}_header", snake(&header.name).trim_end_matches('_'));
        methods.push((header, names.unique(&method, "_")));
    }
    methods
}

/// The name of the enum of what an operation returns, if that depends on the status.
pub(crate) fn output_name(operation: &Operation) -> String {
    format!("{}Output", operation.builder_name)
}

/// The name of the enum of the bodies of an operation's errors.
pub(crate) fn error_name(operation: &Operation) -> String {
    format!("{}Error", operation.builder_name)
}

/// What `send` returns, and what the runtime decodes it with.
pub(super) fn success(operation: &Operation) -> (TokenStream, TokenStream) {
    returned(operation, &operation.responses.success)
}

/// The methods that request another media type than `send` does.
pub(super) fn other_methods(operation: &Operation) -> TokenStream {
    let name = format_ident!("{}", operation.builder_name);
    let methods = operation.responses.others.iter().map(|other| {
        let (method, media_type) = (format_ident!("{}", other.method), &other.media_type);
        let (ty, call) = returned(operation, &other.success);
        quote! { rt::other_response!(#name, #method, #media_type, #ty, #call); }
    });
    methods.collect()
}

/// The type that a call returns, and how the runtime makes it.
fn returned(operation: &Operation, success: &Success) -> (TokenStream, TokenStream) {
    let of_body = |body: &Body| match body {
        Body::Json(ty) => (rust(ty, From::Beside), quote! { json }),
        Body::Text => (quote! { String }, quote! { text }),
        Body::Bytes => (quote! { Vec<u8> }, quote! { bytes }),
        Body::Empty => (quote! { () }, quote! { empty }),
    };
    match success {
        Success::One(body) => {
            let (ty, method) = of_body(body);
            (ty, quote! { #method() })
        }
        Success::Optional(body) => {
            let (ty, method) = of_body(body);
            // `null` is the other way to say that there is nothing.
            let (ty, some) = match body {
                Body::Json(Type::Nullable(_)) => (ty, quote! { std::convert::identity }),
                _ => (quote! { Option<#ty> }, quote! { Some }),
            };
            let arms = operation.responses.successes().map(|response| {
                let pattern = pattern(response.status, &operation.responses);
                match response.body {
                    Body::Empty => quote! { #pattern => response.empty(None), },
                    _ => quote! { #pattern => response.#method(#some), },
                }
            });
            let read = quote! { |response| match response.status() { #(#arms)* _ => response.undeclared() } };
            (ty, quote! { read(#read) })
        }
        Success::Several => {
            let name = format_ident!("{}", output_name(operation));
            (quote! { responses::#name }, quote! { read(responses::#name::read) })
        }
    }
}

/// The enum of what an operation returns.
fn output(operation: &Operation) -> TokenStream {
    let name = format_ident!("{}", output_name(operation));
    let builder = &operation.builder_name;
    let about = format!(" What [`{builder}`](super::operations::{builder}) returns, by status.");
    let variants = operation.responses.successes().map(|response| {
        let variant = format_ident!("{}", response.status.variant());
        let docs = variant_docs(response);
        let body = match &response.body {
            Body::Json(ty) => {
                let ty = rust(ty, From::Beside);
                quote! { (#ty) }
            }
            Body::Text => quote! { (String) },
            Body::Bytes => quote! { (Vec<u8>) },
            Body::Empty => quote! {},
        };
        quote! { #(#[doc = #docs])* #variant #body, }
    });
    let arms = operation.responses.successes().map(|response| {
        let pattern = pattern(response.status, &operation.responses);
        let variant = format_ident!("{}", response.status.variant());
        let method = match &response.body {
            Body::Json(_) => quote! { json },
            Body::Text => quote! { text },
            Body::Bytes => quote! { bytes },
            Body::Empty => quote! { empty },
        };
        quote! { #pattern => response.#method(Self::#variant), }
    });
    quote! {
        #[doc = #about]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }

        impl #name {
            pub(crate) fn read(response: Received) -> Result<Decoded<Self>, Error> {
                match response.status() {
                    #(#arms)*
                    _ => response.undeclared(),
                }
            }
        }
    }
}

/// The enum of the bodies of an operation's errors.
fn error(operation: &Operation) -> TokenStream {
    let id = &operation.id;
    let typed = |response: &Response| match &response.body {
        Body::Json(ty) if *ty != Type::Any => Some(ty.clone()),
        _ => None,
    };
    let variants = operation.responses.failures().filter_map(|response| {
        let ty = rust(&typed(response)?, From::Beside);
        let variant = format_ident!("{}", response.status.variant());
        let docs = variant_docs(response);
        Some(quote! { #(#[doc = #docs])* #variant(#ty), })
    });
    let mut failures: Vec<&Response> = operation.responses.failures().collect();
    // Without a body of its own, a status only needs an arm where a range or `default` follows.
    while failures.last().is_some_and(|last| typed(last).is_none()) {
        failures.pop();
    }
    let ranged = failures
        .iter()
        .any(|failure| !matches!(failure.status, Status::Exact(_)));
    failures.retain(|failure| ranged || typed(failure).is_some());
    let has_default = failures.iter().any(|failure| failure.status == Status::Default);
    let arms = failures.iter().map(|failure| {
        let pattern = pattern(failure.status, &operation.responses);
        let variant = format_ident!("{}", failure.status.variant());
        match typed(failure) {
            Some(_) => quote! { #pattern => error.body().map(Self::#variant).ok(), },
            None => quote! { #pattern => None, },
        }
    });
    if let [only] = &*failures
        && only.status == Status::Default
    {
        return error_enum(
            operation,
            variants.collect(),
            &quote! {
                error.response_of(#id)?;
                error.body().map(Self::Default).ok()
            },
        );
    }
    let otherwise = (!has_default).then(|| quote! { _ => None, });
    let from_error = quote! {
        match error.response_of(#id)? {
            #(#arms)*
            #otherwise
        }
    };
    error_enum(operation, variants.collect(), &from_error)
}

fn error_enum(operation: &Operation, variants: Vec<TokenStream>, from_error: &TokenStream) -> TokenStream {
    let name = format_ident!("{}", error_name(operation));
    let builder = &operation.builder_name;
    let about = format!(" The body of an error of [`{builder}`](super::operations::{builder}), by status.");
    quote! {
        #[doc = #about]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }

        impl #name {
            /// Decodes the body of an error; `None` if the error is of another operation, has no documented body, or its
            /// body does not match the document. [`Error::body`] returns why.
            pub fn from_error(error: &Error) -> Option<Self> {
                #from_error
            }
        }
    }
}

/// The pattern of a status in a match in which a status goes before its range, and both before `default`.
fn pattern(status: Status, responses: &Responses) -> TokenStream {
    let documented = responses.documented.iter().map(|response| response.status);
    let has_own = documented
        .into_iter()
        .any(|other| other < status && other.hundred() == status.hundred());
    match status {
        Status::Exact(status) => Literal::u16_unsuffixed(status).into_token_stream(),
        // Clippy takes a range that overlaps another pattern for a mistake.
        Status::Range(hundred) if has_own => {
            let hundred = Literal::u16_unsuffixed(hundred.into());
            quote! { status if status / 100 == #hundred }
        }
        Status::Range(hundred) => {
            let first = Literal::u16_unsuffixed(u16::from(hundred) * 100);
            let last = Literal::u16_unsuffixed(u16::from(hundred) * 100 + 99);
            quote! { #first..=#last }
        }
        Status::Default => quote! { _ },
    }
}

fn variant_docs(response: &Response) -> Vec<String> {
    docs::lines_or(&response.docs, || match response.status {
        Status::Default => "Any other status.".to_owned(),
        status => format!("The status {status}."),
    })
}
