//! The types of bodies and parameters.
//!
//! They read tolerantly, because the API grows: unknown properties are passed over, `null` means an empty list and
//! an absent value, and an enum keeps a value that the document does not list.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::enums::enumeration;
use super::imports::without_unused;
use super::rust::{From, is_empty, rust};
use super::{Context, docs};
use crate::markdown::code_span;
use crate::model::{Field, Struct, Type};

impl Context<'_> {
    pub(super) fn types(&self) -> Result<TokenStream, String> {
        let types = &self.model.types;
        let structs = types.structs.iter().map(|(name, ty)| self.structure(name, ty));
        let enums = types.enums.iter().map(|(name, ty)| enumeration(name, ty));
        let unions = types.unions.iter().map(|(name, ty)| self.union(name, ty));
        let items = structs.chain(enums).chain(unions);
        let runtime = &self.runtime;
        let formats = types.has_formats.then(|| {
            quote! {
                #[doc(inline)]
                pub use #runtime::format;
            }
        });
        let items = without_unused(quote! {
            use std::collections::BTreeMap;

            use serde::{Deserialize, Serialize};

            use super::builders;

            #(#items)*
        })?;
        Ok(quote! {
            //! The types of the API's requests and responses.
            //!
            //! A struct is built with its `builder()`, because the API may add properties in later versions.

            #formats
            #items
        })
    }

    fn structure(&self, name: &str, structure: &Struct) -> TokenStream {
        let ident = format_ident!("{name}");
        let builder = format_ident!("{name}Builder");
        let docs = docs::lines(&structure.docs);
        let fields = structure.fields.iter().map(|field| {
            let ident = format_ident!("{}", field.name);
            let ty = rust(&field.stored(), From::Types);
            let serde = self.serde(field);
            let docs = field_docs(field);
            quote! { #(#[doc = #docs])* #serde pub #ident: #ty, }
        });
        let about = format!(" Returns a builder of [`{name}`].");
        quote! {
            #(#[doc = #docs])*
            #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
            #[non_exhaustive]
            pub struct #ident { #(#fields)* }

            impl #ident {
                #[doc = #about]
                pub fn builder() -> builders::#builder {
                    builders::#builder::default()
                }
            }
        }
    }

    /// How a field is read and written.
    fn serde(&self, field: &Field) -> TokenStream {
        let mut words = Vec::new();
        let Some(name) = &field.wire_name else {
            return quote! { #[serde(flatten)] };
        };
        if *name != field.name {
            words.push(quote! { rename = #name });
        }
        if let Some(empty) = is_empty(&field.ty) {
            let runtime = &self.runtime;
            let read = format!("{}::null_as_default", quote! { #runtime }).replace(' ', "");
            if !field.required {
                words.push(quote! { default, skip_serializing_if = #empty });
            }
            words.push(quote! { deserialize_with = #read });
        } else if !field.required {
            words.push(quote! { default, skip_serializing_if = "Option::is_none" });
        }
        if words.is_empty() {
            quote! {}
        } else {
            quote! { #[serde(#(#words),*)] }
        }
    }

    /// What a setter takes for a value of a type, and how that becomes the value.
    pub(super) fn setter(&self, ty: &Type, value: &Ident) -> (TokenStream, TokenStream) {
        let written = rust(ty, From::Beside);
        match ty {
            Type::Boxed(inner) => {
                let (taken, value) = self.setter(inner, value);
                (taken, quote! { Box::new(#value) })
            }
            Type::Named(name) if !self.model.types.structs.contains_key(name) => {
                (quote! { impl Into<#written> }, quote! { #value.into() })
            }
            Type::String | Type::Formatted(_) => (quote! { impl Into<#written> }, quote! { #value.into() }),
            _ => (written, quote! { #value }),
        }
    }
}

/// What a person reads of a field.
pub(super) fn field_docs(field: &Field) -> Vec<String> {
    let name = field.wire_name.as_deref().unwrap_or_default();
    docs::lines_or(&field.docs, || format!("The property {}.", code_span(name)))
}
