//! The types of bodies and parameters.
//!
//! They read tolerantly, because the API grows: unknown properties are passed over, `null` stands for an empty list and
//! an absent value, and an enum keeps a value that the document does not list.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Type};

use super::harvest::{Field, argument_of, is_called};
use super::imports::without_unused;
use super::{Context, docs};
use crate::markdown::code_span;
use crate::normalise::{Enum, Object};

/// A field with what the document says of it.
pub(super) struct Member<'c> {
    pub(super) ident: Ident,
    pub(super) field: &'c Field,
    /// The name on the wire; none for what collects the other properties.
    pub(super) name: Option<&'c str>,
    pub(super) docs: Vec<String>,
}

impl Context<'_> {
    pub(super) fn types(&self) -> Result<TokenStream, String> {
        let facts = &self.normalised.facts;
        let mut items = TokenStream::new();
        for (name, object) in &facts.objects {
            items.extend(self.structure(name, object)?);
        }
        for (name, facts) in &facts.enums {
            items.extend(self.enumeration(name, facts)?);
        }
        without_unused(quote! {
            //! The types of the API's requests and answers.
            //!
            //! Structs are built through their `builder()`, because the API may add properties.

            use std::collections::BTreeMap;

            use serde::{Deserialize, Serialize};

            use super::builders;

            #items
        })
    }

    /// The members of a struct, in the order of the document.
    pub(super) fn members<'c>(&'c self, name: &str, object: &'c Object) -> Result<Vec<Member<'c>>, String> {
        let fields = self
            .harvest
            .structs
            .get(name)
            .ok_or(format!("progenitor made no struct `{name}`"))?;
        let mut members = Vec::new();
        for property in &object.properties {
            let known = |field: &&Field| match &property.name {
                Some(_) => field.ident == property.field && !field.flatten,
                None => field.flatten,
            };
            let field = fields.iter().find(known);
            let field = field.ok_or(format!("progenitor made no field `{name}.{}`", property.field))?;
            let name = property.name.as_deref();
            let docs = docs::lines_or(&property.docs, || {
                format!("The property {}.", code_span(name.unwrap_or_default()))
            });
            members.push(Member {
                ident: format_ident!("{}", property.field),
                field,
                name,
                docs,
            });
        }
        if members.len() == fields.len() {
            Ok(members)
        } else {
            Err(format!(
                "progenitor made other fields of `{name}` than the document has"
            ))
        }
    }

    fn structure(&self, name: &str, object: &Object) -> Result<TokenStream, String> {
        let ident = format_ident!("{name}");
        let builder = format_ident!("{name}Builder");
        let docs = docs::lines(&object.docs);
        let members = self.members(name, object)?;
        let fields = members.iter().map(|member| {
            let (ident, ty) = (&member.ident, &member.field.ty);
            let serde = self.serde(member);
            let docs = &member.docs;
            quote! { #(#[doc = #docs])* #serde pub #ident: #ty, }
        });
        let about = format!(" A builder of [`{name}`].");
        Ok(quote! {
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
        })
    }

    /// How a field is read and written.
    fn serde(&self, member: &Member<'_>) -> TokenStream {
        let mut words = Vec::new();
        let ident = &member.ident;
        let Field {
            ty, flatten, optional, ..
        } = member.field;
        if *flatten {
            return quote! { #[serde(flatten)] };
        }
        if let Some(name) = member.name
            && ident != name
        {
            words.push(quote! { rename = #name });
        }
        if let Some(empty) = empty_of(ty) {
            let runtime = &self.runtime;
            let read = format!("{}::null_as_default", quote! { #runtime }).replace(' ', "");
            if *optional {
                words.push(quote! { default, skip_serializing_if = #empty });
            }
            words.push(quote! { deserialize_with = #read });
        } else if *optional && is_called(ty, "Option") {
            words.push(quote! { default, skip_serializing_if = "Option::is_none" });
        }
        if words.is_empty() {
            quote! {}
        } else {
            quote! { #[serde(#(#words),*)] }
        }
    }

    fn enumeration(&self, name: &str, facts: &Enum) -> Result<TokenStream, String> {
        let variants = self
            .harvest
            .enums
            .get(name)
            .ok_or(format!("progenitor made no enum `{name}`"))?;
        let ident = format_ident!("{name}");
        let docs = docs::lines_or(&facts.docs, || format!("One of the values of `{name}`."));
        let idents: Vec<&Ident> = variants.iter().map(|(ident, _)| ident).collect();
        let values: Vec<&String> = variants.iter().map(|(_, value)| value).collect();
        let notes = values.iter().map(|value| format!(" {}", code_span(value)));
        let mut unknown = "Unknown".to_owned();
        while idents.iter().any(|ident| **ident == unknown) {
            unknown.push_str("Value");
        }
        let unknown = format_ident!("{unknown}");
        Ok(quote! {
            #(#[doc = #docs])*
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
            #[serde(from = "String", into = "String")]
            #[non_exhaustive]
            pub enum #ident {
                #(#[doc = #notes] #idents,)*
                /// A value that the document does not list, as it was received.
                #unknown(String),
            }

            impl #ident {
                /// The value on the wire.
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#idents => #values,)*
                        Self::#unknown(value) => value,
                    }
                }
            }

            impl From<&str> for #ident {
                fn from(value: &str) -> Self {
                    match value {
                        #(#values => Self::#idents,)*
                        other => Self::#unknown(other.to_owned()),
                    }
                }
            }

            impl From<String> for #ident {
                fn from(value: String) -> Self {
                    Self::from(value.as_str())
                }
            }

            impl From<#ident> for String {
                fn from(value: #ident) -> Self {
                    value.as_str().to_owned()
                }
            }

            impl std::fmt::Display for #ident {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(self.as_str())
                }
            }
        })
    }

    /// What a setter takes for a value of type `ty`, and how that becomes the value.
    pub(super) fn setter(&self, ty: &Type, value: &Ident) -> (TokenStream, TokenStream) {
        if let Some(inner) = argument_of(ty, "Box") {
            return (quote! { #inner }, quote! { Box::new(#value) });
        }
        let last = match ty {
            Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
            _ => None,
        };
        let open = last.is_some_and(|name| self.normalised.facts.enums.contains_key(&name));
        if open || is_called(ty, "String") {
            return (quote! { impl Into<#ty> }, quote! { #value.into() });
        }
        (quote! { #ty }, quote! { #value })
    }
}

/// The path of the function that tells whether a list or a map is empty; none for other types.
pub(super) fn empty_of(ty: &Type) -> Option<&'static str> {
    if is_called(ty, "Vec") {
        Some("Vec::is_empty")
    } else if is_called(ty, "BTreeMap") {
        Some("BTreeMap::is_empty")
    } else if is_called(ty, "Map") {
        Some("serde_json::Map::is_empty")
    } else {
        None
    }
}
