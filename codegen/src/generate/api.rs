//! The facts that the runtime works from.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::credentials::{alternatives, scheme};
use super::imports::{File, file};
use crate::model::{ErrorBody, Server, ServerVariable};

impl Context<'_> {
    pub(super) fn api(&self) -> File {
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
        let security = (!model.security.is_empty()).then(|| {
            let sets = alternatives(&model.security);
            quote! { .security(#sets) }
        });
        let scopes = self.scopes(&model.security);
        let request_id_header = option(request_id_header.as_ref());
        let about = quote! {
            //! What the document says of the whole API, as the runtime reads it.
        };
        let imports = [quote! { #runtime as rt }];
        let items = quote! {
            pub(super) static API: rt::Api = rt::Api {
                title: #title,
                version: #version,
                servers: &[#(#servers),*],
                security_schemes: &[#(#schemes),*],
                error_body: rt::ErrorBody {
                    code: &[#(#code),*],
                    message: &[#(#message),*],
                    request_id: &[#(#request_id),*],
                    request_id_header: #request_id_header,
                    details: &[#(#details),*],
                },
            };

            pub(super) static REQUEST: rt::Operation = rt::Operation::new("request", "GET", "") #security #scopes;
        };
        file(&about, &imports, &items)
    }
}

pub(super) fn server(server: &Server) -> TokenStream {
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
        quote! { rt::ServerVariable { name: #name, default: #default, setter: #setter, values: &[#(#values),*] } }
    });
    quote! { rt::Server { url: #url, variables: &[#(#variables),*] } }
}

fn option(text: Option<&String>) -> TokenStream {
    match text {
        Some(text) => quote! { Some(#text) },
        None => quote! { None },
    }
}
