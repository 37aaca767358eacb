//! The builders of the types that are sent: one setter a property.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use super::Context;
use super::imports::{File, file};
use super::types::field_docs;
use crate::markdown::code_span;
use crate::model::{Field, Struct};

impl Context<'_> {
    pub(super) fn builders(&self) -> File {
        let items = self
            .sent_structs()
            .map(|(name, structure)| self.builder(name, structure));
        let items: TokenStream = items.collect();
        let runtime = &self.runtime;
        let about = quote! {
            //! The builders of the types that are sent.
        };
        let imports = [
            quote! { std::collections::BTreeMap },
            quote! { #runtime as rt },
            quote! { super::{members, types} },
        ];
        file(&about, &imports, &items)
    }

    fn builder(&self, name: &str, structure: &Struct) -> TokenStream {
        let ident = format_ident!("{name}");
        let builder = format_ident!("{name}Builder");
        let setters = structure.fields.iter().enumerate().map(|(index, member)| {
            let setter = setter_name(member);
            let docs = field_docs(member);
            let deprecated = member.deprecated.then(|| quote! { #[deprecated] });
            let (taken, call) = self.setter(member.stored().without_null(), "set", Some(index));
            let null = null_setter(member, &setter.to_string(), &structure.fields).map(|(name, docs)| {
                let index = Literal::usize_unsuffixed(index);
                quote! {
                    #[doc = #docs]
                    #deprecated
                    pub fn #name(self) -> Self { Self(self.0.set(#index, ())) }
                }
            });
            quote! {
                #(#[doc = #docs])*
                #deprecated
                pub fn #setter(self, value: #taken) -> Self { Self(self.0 #call) }
                #null
            }
        });
        let about = format!(" The builder of [`{name}`](types::{name}).");
        let setters: Vec<_> = setters.collect();
        let setters = (!setters.is_empty()).then(|| quote! { impl #builder { #(#setters)* } });
        quote! {
            #[doc = #about]
            #[derive(Clone, Debug)]
            #[must_use = "a builder does nothing until it is sent or built"]
            pub struct #builder(rt::Object);

            rt::builder!(#builder, types::#ident, #name, members::#ident);

            #setters
        }
    }
}

/// The name of the setter that sets a property to `null`, if the document allows that, and its documentation.
pub(super) fn null_setter(field: &Field, setter: &str, fields: &[Field]) -> Option<(Ident, String)> {
    let name = format!("{}_null", setter.trim_end_matches('_'));
    let is_free = fields.iter().all(|other| other.name != name);
    let wire = field.wire_name.as_deref().filter(|_| field.nullable && is_free)?;
    Some((
        format_ident!("{name}"),
        format!(" Sends the property {} as `null`.", code_span(wire)),
    ))
}

/// The name of the setter of a property.
pub(crate) fn setter_name(field: &Field) -> Ident {
    // What the builder has already.
    match field.name.as_str() {
        name @ ("build" | "clone" | "optional") => format_ident!("{name}_"),
        name => format_ident!("{name}"),
    }
}
