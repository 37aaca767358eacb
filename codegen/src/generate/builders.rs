//! The builders of the types: one setter a property, and an error that names what is missing.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Context;
use super::harvest::argument_of;
use super::imports::without_unused;
use super::operations::in_types;
use super::types::empty_of;
use crate::normalise::Object;

impl Context<'_> {
    pub(super) fn builders(&self) -> Result<TokenStream, String> {
        let mut items = TokenStream::new();
        for (name, object) in &self.normalised.facts.objects {
            items.extend(self.builder(name, object)?);
        }
        let runtime = &self.runtime;
        let tokens = quote! {
            //! The builders of the types.

            use std::collections::BTreeMap;

            use #runtime::Error;

            use super::types;

            #items
        };
        without_unused(tokens)
    }

    fn builder(&self, name: &str, object: &Object) -> Result<TokenStream, String> {
        let ident = format_ident!("{name}");
        let builder = format_ident!("{name}Builder");
        let members = self.members(name, object)?;
        let mut fields = TokenStream::new();
        let mut setters = TokenStream::new();
        let mut values = TokenStream::new();
        for member in &members {
            let field = &member.ident;
            let ty = in_types(&member.field.ty);
            let inner = argument_of(&ty, "Option");
            let whole = member.field.optional || member.field.flatten;
            let plain = empty_of(&ty).is_some() && whole;
            let held = inner.unwrap_or(&ty);
            fields.extend(if plain {
                quote! { #field: #held, }
            } else {
                quote! { #field: Option<#held>, }
            });
            let (taken, value) = self.setter(held, field);
            let value = if plain {
                value
            } else {
                quote! { Some(#value) }
            };
            // What the builder has already: its own `build`, and `default`, by which it is made.
            let setter = if field == "build" || field == "default" {
                format_ident!("{field}_")
            } else {
                field.clone()
            };
            let docs = &member.docs;
            setters.extend(quote! {
                #(#[doc = #docs])*
                pub fn #setter(mut self, #field: #taken) -> Self {
                    self.#field = #value;
                    self
                }
            });
            let wire = member.name.unwrap_or_default();
            values.extend(if plain || inner.is_some() {
                quote! { #field: self.#field, }
            } else {
                quote! { #field: self.#field.ok_or_else(|| Error::missing(#name, #wire))?, }
            });
        }
        let about = format!(" A builder of [`types::{name}`].");
        let build = format!(" The {name}.");
        let errors = " [`Error`], naming the property, when a required one is not set.";
        let build = build.replace(&format!(" {name}."), " value.");
        Ok(quote! {
            #[doc = #about]
            #[derive(Clone, Debug, Default)]
            #[must_use = "nothing is built before `build`"]
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
        })
    }
}
