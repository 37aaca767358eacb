//! The bounds of what is sent, which the runtime checks before it sends anything.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Context;
use crate::model::{Bounds, Limit, PartKind, Struct, Type};

/// The structs that are sent and have bounds somewhere in them, by name.
#[derive(Debug, Default)]
pub(super) struct Bounded(BTreeSet<String>);

impl Bounded {
    pub(super) fn new(model: &crate::model::Model) -> Self {
        let structs = &model.types.structs;
        let mut sent = BTreeSet::new();
        let mut waiting: Vec<&Type> = Vec::new();
        for operation in &model.operations {
            waiting.extend(operation.parameters.iter().map(|parameter| &parameter.ty));
            waiting.extend(operation.body.iter().filter_map(|body| body.ty.as_ref()));
            let parts = operation.body.iter().flat_map(|body| &body.parts);
            waiting.extend(parts.filter_map(|part| match &part.kind {
                PartKind::Value(ty, _) => Some(ty),
                PartKind::File | PartKind::Files => None,
            }));
        }
        while let Some(ty) = waiting.pop() {
            if let Some((name, structure)) = innermost(ty).name().and_then(|name| structs.get_key_value(name))
                && sent.insert(name.clone())
            {
                waiting.extend(structure.fields.iter().map(|field| &field.ty));
            }
        }
        // A struct has bounds if one of its fields has some, or is of a struct that has.
        let mut bounded = Self::default();
        loop {
            let has = |structure: &Struct| {
                let mut fields = structure.fields.iter();
                fields.any(|field| field.bounds != Bounds::default() || bounded.holds(&field.ty))
            };
            let found: BTreeSet<String> = sent
                .iter()
                .filter(|name| structs.get(*name).is_some_and(has))
                .cloned()
                .collect();
            if found == bounded.0 {
                return bounded;
            }
            bounded.0 = found;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn holds(&self, ty: &Type) -> bool {
        innermost(ty).name().is_some_and(|name| self.0.contains(name))
    }
}

impl Context<'_> {
    /// The module with the bounds of the structs that are sent.
    pub(super) fn bounds_of_structs(&self) -> TokenStream {
        let runtime = &self.runtime;
        let structs = self
            .model
            .types
            .structs
            .iter()
            .filter(|(name, _)| self.bounded.0.contains(*name));
        let items = structs.map(|(name, structure)| {
            let name = format_ident!("{name}");
            let members = structure.fields.iter().filter_map(|field| {
                let wire = field.wire_name.as_ref()?;
                let bounds = self.bounds(&field.ty, &field.bounds, true)?;
                Some(quote! { (#wire, #bounds) })
            });
            quote! { pub(super) static #name: #runtime::Members = #runtime::Members(&[#(#members),*]); }
        });
        quote! {
            //! The bounds of the properties of what is sent, by the name of the type.
            #![allow(non_upper_case_globals, reason = "each is called like its type")]

            use #runtime::{Bounds, Limit};

            #(#items)*
        }
    }

    /// The bounds of a value, as written in the module of bounds or in another one; none if it has none.
    pub(super) fn bounds(&self, ty: &Type, bounds: &Bounds, within: bool) -> Option<TokenStream> {
        let mut fields = Vec::new();
        let limit =
            |Limit { value, exclusive }: &Limit| quote! { Some(Limit { value: #value, exclusive: #exclusive }) };
        if let Some(minimum) = &bounds.minimum {
            let minimum = limit(minimum);
            fields.push(quote! { minimum: #minimum });
        }
        if let Some(maximum) = &bounds.maximum {
            let maximum = limit(maximum);
            fields.push(quote! { maximum: #maximum });
        }
        if let Some(step) = &bounds.multiple_of {
            fields.push(quote! { multiple_of: Some(#step) });
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
                fields.push(quote! { #name: Some(#count) });
            }
        }
        if bounds.unique_items {
            fields.push(quote! { unique_items: true });
        }
        let none = Bounds::default();
        let ty = bare(ty);
        match ty {
            Type::List(items) | Type::Map(items) => {
                if let Some(items) = self.bounds(items, bounds.items.as_deref().unwrap_or(&none), within) {
                    fields.push(quote! { items: Some(&#items) });
                }
            }
            Type::Named(name) if self.bounded.0.contains(name) => {
                let name = format_ident!("{name}");
                let path = if within {
                    quote! { #name }
                } else {
                    quote! { bounds::#name }
                };
                fields.push(quote! { members: Some(&#path) });
            }
            _ => {}
        }
        (!fields.is_empty()).then(|| quote! { Bounds { #(#fields,)* ..Bounds::NONE } })
    }
}

/// The type without `Option` and `Box`.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) | Type::Boxed(inner) => bare(inner),
        other => other,
    }
}

/// The type of the values in lists and maps.
fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) | Type::Boxed(inner) | Type::List(inner) | Type::Map(inner) => innermost(inner),
        other => other,
    }
}
