//! The facts that the runtime works from.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Context;
use super::credentials::{alternatives, scheme};
use super::imports::without_unused;
use crate::model::{ErrorBody, Operation, Server, ServerVariable, Status};

impl Context<'_> {
    pub(super) fn api(&self) -> Result<TokenStream, String> {
        let model = self.model;
        let runtime = &self.runtime;
        let (title, version) = (&model.title, &model.version);
        let servers = model.servers.iter().map(server);
        let schemes = model.security_schemes.iter().map(scheme);
        let ErrorBody {
            code,
            message,
            request_id,
            request_id_header,
            details,
        } = &model.error_body;
        let request_id_header = option(request_id_header.as_ref());
        let operations = model.operations.iter().map(|one| operation(one, self.scopes(one)));
        without_unused(quote! {
            //! What the document says, as the runtime reads it.

            use #runtime::{Api, ErrorBody, Operation, SchemeKind, SecurityScheme, Server, ServerVariable, Status};

            pub(super) static API: Api = Api {
                title: #title,
                version: #version,
                servers: &[#(#servers),*],
                security_schemes: &[#(#schemes),*],
                error_body: ErrorBody {
                    code: &[#(#code),*],
                    message: &[#(#message),*],
                    request_id: &[#(#request_id),*],
                    request_id_header: #request_id_header,
                    details: &[#(#details),*],
                },
            };

            #(#operations)*
        })
    }
}

fn server(server: &Server) -> TokenStream {
    let url = &server.url;
    let variables = server.variables.iter().map(|variable| {
        let ServerVariable {
            name,
            default,
            setter,
            values,
            ..
        } = variable;
        let default = option(default.as_ref());
        quote! { ServerVariable { name: #name, default: #default, setter: #setter, values: &[#(#values),*] } }
    });
    quote! { Server { url: #url, variables: &[#(#variables),*] } }
}

fn operation(operation: &Operation, scopes: Option<TokenStream>) -> TokenStream {
    let Operation {
        id,
        method,
        path,
        servers,
        responses,
        ..
    } = operation;
    let name = format_ident!("{}", operation.method_name.to_uppercase());
    let status_list = responses.successes().map(|response| status(response.status));
    let security = alternatives(operation);
    let undecoded = responses.successes().flat_map(|response| {
        let status = status(response.status);
        let media_types = response.undecoded.iter().filter(|media_type| *media_type != "*/*");
        media_types.map(move |media_type| quote! { (#status, #media_type) })
    });
    let undecoded: Vec<_> = undecoded.collect();
    // Most operations have few of these.
    let optional = [
        (!servers.is_empty()).then(|| {
            let servers = servers.iter().map(server);
            quote! { servers: &[#(#servers),*], }
        }),
        scopes,
        (!responses.accept.is_empty()).then(|| {
            let accept = responses.accept.join(", ");
            quote! { accept: Some(#accept), }
        }),
        responses
            .declared
            .as_ref()
            .map(|names| quote! { declared: Some(&[#(#names),*]), }),
        (!undecoded.is_empty()).then(|| quote! { undecoded: &[#(#undecoded),*], }),
    ];
    let default = optional
        .iter()
        .any(Option::is_none)
        .then(|| quote! { ..Operation::DEFAULT });
    quote! {
        pub(super) static #name: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            success: &[#(#status_list),*],
            security: #security,
            #(#optional)*
            #default
        };
    }
}

fn status(status: Status) -> TokenStream {
    match status {
        Status::Exact(status) => {
            let status = Literal::u16_unsuffixed(status);
            quote! { Status::Exact(#status) }
        }
        Status::Range(hundred) => {
            let hundred = Literal::u8_unsuffixed(hundred);
            quote! { Status::Range(#hundred) }
        }
        Status::Default => quote! { Status::Range(2) },
    }
}

fn option(text: Option<&String>) -> TokenStream {
    match text {
        Some(text) => quote! { Some(#text) },
        None => quote! { None },
    }
}
