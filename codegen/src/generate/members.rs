//! The properties of what is sent: what a builder sets, what is required, and the bounds, which the runtime checks before it
//! sends anything.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Context;
use super::imports::file;
use crate::model::{Bounds, Limit, Struct, Type};

impl Context<'_> {
    /// The structs that are sent.
    pub(super) fn sent_structs(&self) -> impl Iterator<Item = (&String, &Struct)> {
        let types = &self.model.types;
        types.structs.iter().filter(|(name, _)| types.is_sent(name))
    }

    /// The module with the properties of the structs that are sent.
    pub(super) fn members(&self) -> TokenStream {
        let runtime = &self.runtime;
        let items = self.sent_structs().map(|(name, structure)| {
            let name = format_ident!("{name}");
            let members = structure.fields.iter().map(|field| {
                let Some(wire) = &field.wire_name else {
                    return quote! { rt::Member::REST };
                };
                let required = if field.required {
                    quote! { required }
                } else {
                    quote! { optional }
                };
                let within = self.within(&field.ty, &field.bounds, true);
                quote! { rt::Member::#required(#wire) #within }
            });
            quote! { pub(super) static #name: rt::Members = rt::Members(&[#(#members),*]); }
        });
        let about = quote! {
            //! The properties of what is sent, by the name of the type.
            #![allow(non_upper_case_globals, reason = "each is called like its type")]
        };
        file(&about, &[quote! { #runtime as rt }], &quote! { #(#items)* })
    }

    /// The call that states the bounds of a value; nothing if it has none.
    pub(super) fn within(&self, ty: &Type, bounds: &Bounds, is_members: bool) -> Option<TokenStream> {
        let bounds = self.bounds(ty, bounds, is_members)?;
        Some(quote! { .within(#bounds) })
    }

    /// The bounds of a value, as written in the module of members or in another one; none if it has none.
    fn bounds(&self, ty: &Type, bounds: &Bounds, is_members: bool) -> Option<TokenStream> {
        let mut calls = TokenStream::new();
        for (limit, inclusive, exclusive) in [(&bounds.minimum, "min", "above"), (&bounds.maximum, "max", "below")] {
            let Some(Limit {
                value,
                exclusive: is_exclusive,
            }) = limit
            else {
                continue;
            };
            let name = format_ident!("{}", if *is_exclusive { exclusive } else { inclusive });
            calls.extend(quote! { .#name(#value) });
        }
        if let Some(step) = &bounds.multiple_of {
            calls.extend(quote! { .step(#step) });
        }
        for (name, count) in [
            ("min_length", bounds.min_length),
            ("max_length", bounds.max_length),
            ("min_items", bounds.min_items),
            ("max_items", bounds.max_items),
            ("min_properties", bounds.min_properties),
            ("max_properties", bounds.max_properties),
        ] {
            if let Some(count) = count {
                let (name, count) = (format_ident!("{name}"), Literal::u64_unsuffixed(count));
                calls.extend(quote! { .#name(#count) });
            }
        }
        if bounds.unique_items {
            calls.extend(quote! { .unique() });
        }
        let none = Bounds::default();
        match bare(ty) {
            Type::List(items) | Type::Map(items) => {
                if let Some(items) = self.bounds(items, bounds.items.as_deref().unwrap_or(&none), is_members) {
                    calls.extend(quote! { .items(&#items) });
                }
            }
            Type::Named(name) if self.model.types.structs.contains_key(name) => {
                let name = format_ident!("{name}");
                let module = (!is_members).then(|| quote! { members:: });
                calls.extend(quote! { .members(&#module #name) });
            }
            _ => {}
        }
        (!calls.is_empty()).then(|| quote! { rt::Bounds::NONE #calls })
    }
}

/// The type without `Option` and `Box`.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) | Type::Boxed(inner) => bare(inner),
        other => other,
    }
}
