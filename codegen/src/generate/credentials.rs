//! Credentials: the methods of the client's builder that set them, how the runtime sends them, and the scopes in the
//! documentation of an operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Context, docs};
use crate::markdown::code_span;
use crate::model::{Operation, Requirement, SchemeKind, SecurityScheme};

impl Context<'_> {
    /// The methods of the client's builder that set credentials.
    pub(super) fn credential_setters(&self) -> TokenStream {
        self.model.security_schemes.iter().map(setters).collect()
    }

    /// Whether credentials of an OAuth 2 client can be set.
    pub(super) fn takes_client_credentials(&self) -> bool {
        let mut schemes = self.model.security_schemes.iter();
        schemes.any(|scheme| matches!(scheme.kind, SchemeKind::ClientCredentials { .. }))
    }
}

fn setters(scheme: &SecurityScheme) -> TokenStream {
    let name = &scheme.name;
    let idents: Vec<_> = scheme.setters.iter().map(|setter| format_ident!("{setter}")).collect();
    // The runtime signs by itself once it has a key: no secret of that scheme is ever sent.
    let Some(setter) = idents.first() else {
        return TokenStream::new();
    };
    let mut about = docs::lines_or(&[&scheme.description], || {
        format!("The secret of the security scheme {}.", code_span(name))
    });
    let further = match scheme.kind {
        SchemeKind::ClientCredentials { .. } => {
            "This is a bearer token, which the client cannot renew: the other method of this scheme does."
        }
        SchemeKind::Authorization => {
            "This is the whole value of the header `Authorization`, with the name of its scheme."
        }
        SchemeKind::MutualTls => {
            "The certificate and its private key are texts in PEM. The certificate may be followed by those that issued it. \
             It is presented for operations that require it, and to no other server."
        }
        _ => "",
    };
    if !further.is_empty() {
        docs::paragraph(&mut about, further);
    }
    let (arguments, call) = match scheme.kind {
        SchemeKind::Basic => (
            quote! { user: impl Into<String>, password: impl Into<Secret> },
            quote! { basic(#name, user.into(), password.into()) },
        ),
        SchemeKind::MutualTls => (
            quote! { certificate: impl Into<Vec<u8>>, key: impl Into<Secret> },
            quote! { client_certificate(#name, certificate.into(), key.into()) },
        ),
        _ => (
            quote! { secret: impl Into<Secret> },
            quote! { secret(#name, secret.into()) },
        ),
    };
    let client = idents.get(1).map(|setter| {
        let line = format!(
            " Sets the ID and the secret of the client, which are exchanged for tokens of the security scheme {}.",
            code_span(name)
        );
        quote! {
            #[doc = #line]
            ///
            /// A token is fetched when a call needs it, cached, and renewed before it expires.
            pub fn #setter(mut self, credentials: ClientCredentials) -> Self {
                self.config.client_credentials(#name, credentials);
                self
            }
        }
    });
    quote! {
        #(#[doc = #about])*
        pub fn #setter(mut self, #arguments) -> Self {
            self.config.#call;
            self
        }

        #client
    }
}

/// The value of the runtime that describes a scheme.
pub(super) fn scheme(scheme: &SecurityScheme) -> TokenStream {
    let SecurityScheme {
        name, kind, setters, ..
    } = scheme;
    let kind = match kind {
        SchemeKind::Header(name) => quote! { Header(#name) },
        SchemeKind::Query(name) => quote! { Query(#name) },
        SchemeKind::Cookie(name) => quote! { Cookie(#name) },
        SchemeKind::Basic => quote! { Basic },
        SchemeKind::Bearer => quote! { Bearer },
        SchemeKind::ClientCredentials { token_url } => quote! { ClientCredentials { token_url: #token_url } },
        SchemeKind::Authorization => quote! { Authorization },
        SchemeKind::MutualTls => quote! { MutualTls },
        SchemeKind::Signing { header, algorithm } => quote! { Signing { header: #header, algorithm: #algorithm } },
    };
    quote! { rt::SecurityScheme { name: #name, kind: rt::SchemeKind::#kind, setters: &[#(#setters),*] } }
}

/// The alternatives of an operation.
pub(super) fn alternatives(security: &[Vec<Requirement>]) -> TokenStream {
    let sets = security.iter().map(|set| {
        let names = set.iter().map(|requirement| &requirement.scheme);
        quote! { &[#(#names),*] }
    });
    quote! { &[#(#sets),*] }
}

impl Context<'_> {
    /// The scopes of the tokens that are requested for these alternatives; nothing if there are none.
    pub(super) fn scopes(&self, security: &[Vec<Requirement>]) -> Option<TokenStream> {
        let requests = |requirement: &&Requirement| {
            let mut schemes = self.model.security_schemes.iter();
            !requirement.scopes.is_empty()
                && schemes.any(|scheme| {
                    scheme.name == requirement.scheme && matches!(scheme.kind, SchemeKind::ClientCredentials { .. })
                })
        };
        let scopes = security.iter().flatten().filter(requests);
        let scopes: Vec<_> = scopes
            .map(|Requirement { scheme, scopes }| quote! { (#scheme, &[#(#scopes),*]) })
            .collect();
        (!scopes.is_empty()).then(|| quote! { .scopes(&[#(#scopes),*]) })
    }
}

/// The sentence on the scopes that an operation requires; nothing if the document has none.
pub(super) fn scopes_docs(operation: &Operation) -> Option<String> {
    let one = |requirement: &Requirement| {
        let scopes: Vec<_> = requirement.scopes.iter().map(|scope| code_span(scope)).collect();
        (!scopes.is_empty()).then(|| format!("{} of {}", scopes.join(", "), code_span(&requirement.scheme)))
    };
    let mut all: Vec<String> = Vec::new();
    for set in &operation.security {
        let set: Vec<_> = set.iter().filter_map(one).collect();
        let text = set.join(" and ");
        if !text.is_empty() && !all.contains(&text) {
            all.push(text);
        }
    }
    (!all.is_empty()).then(|| format!("Required scopes: {}.", all.join(", or ")))
}
