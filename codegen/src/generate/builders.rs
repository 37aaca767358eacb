//! The builders of the types: one setter a property, and an error that names what is missing.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::Context;
use super::imports::without_unused;
use super::rust::{From, rust};
use super::types::field_docs;
use crate::model::{Field, Struct};

impl Context<'_> {
    pub(super) fn builders(&self) -> Result<TokenStream, String> {
        let structs = self.model.types.structs.iter();
        let items = structs.map(|(name, structure)| self.builder(name, structure));
        let runtime = &self.runtime;
        let tokens = quote! {
            //! The builders of the types.

            use std::collections::BTreeMap;

            use #runtime::Error;

            use super::types;

            #(#items)*
        };
        without_unused(tokens)
    }

    fn builder(&self, name: &str, structure: &Struct) -> TokenStream {
        let ident = format_ident!("{name}");
        let builder = format_ident!("{name}Builder");
        let mut fields = TokenStream::new();
        let mut setters = TokenStream::new();
        let mut values = TokenStream::new();
        for member in &structure.fields {
            let field = &format_ident!("{}", member.name);
            let stored = member.stored();
            let plain = member.empty_is_absent();
            let ty = stored.without_null();
            let held = rust(ty, From::Beside);
            fields.extend(if plain {
                quote! { #field: #held, }
            } else {
                quote! { #field: Option<#held>, }
            });
            let (taken, value) = self.setter(ty, field);
            let value = if plain {
                value
            } else {
                quote! { Some(#value) }
            };
            let setter = setter_name(member);
            let docs = field_docs(member);
            setters.extend(quote! {
                #(#[doc = #docs])*
                pub fn #setter(mut self, #field: #taken) -> Self {
                    self.#field = #value;
                    self
                }
            });
            let wire = member.wire_name.as_deref().unwrap_or_default();
            values.extend(if plain || stored != *ty {
                quote! { #field: self.#field, }
            } else {
                quote! { #field: self.#field.ok_or_else(|| Error::missing(#name, #wire))?, }
            });
        }
        let about = format!(" The builder of [`{name}`](types::{name}).");
        let build = " Builds the value.";
        let errors = " Returns an error that names the property if a required property is not set.";
        quote! {
            #[doc = #about]
            #[derive(Clone, Debug, Default)]
            #[must_use = "a builder makes nothing until `build` is called"]
            pub struct #builder { #fields }

            impl #builder {
                #setters

                #[doc = #build]
                ///
                /// # Errors
                #[doc = #errors]
                pub fn build(self) -> Result<types::#ident, Error> {
                    Ok(types::#ident { #values })
                }
            }
        }
    }
}

/// The name of the setter of a property.
pub(super) fn setter_name(field: &Field) -> Ident {
    // What the builder has already: its own `build`, and `default`, by which it is made.
    match field.name.as_str() {
        name @ ("build" | "default") => format_ident!("{name}_"),
        name => format_ident!("{name}"),
    }
}
