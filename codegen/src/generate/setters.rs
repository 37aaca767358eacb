//! What setters take for a value of a type, and what they do with it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::Context;
use super::rust::{From, rust};
use crate::model::Type;

impl Context<'_> {
    /// What a setter takes for a value of a type, and the call of the runtime's `method` that sets it.
    pub(super) fn setter(&self, ty: &Type, method: &str, index: Option<usize>) -> (TokenStream, TokenStream) {
        self.argument(ty, method, index, &format_ident!("value"))
    }

    /// What takes a value of a type under the name `value`, and the call of the runtime's `method` that sets it, at a position
    /// where there are several. A struct may also be given as its builder.
    pub(super) fn argument(
        &self,
        ty: &Type,
        method: &str,
        index: Option<usize>,
        value: &Ident,
    ) -> (TokenStream, TokenStream) {
        let at = index.map(|index| {
            let index = Literal::usize_unsuffixed(index);
            quote! { #index, }
        });
        let text = format_ident!("{method}_text");
        let name = format_ident!("{method}");
        let written = rust(ty, From::Beside);
        match ty {
            Type::Boxed(inner) => self.argument(inner, method, index, value),
            Type::String => (quote! { impl Into<String> }, quote! { .#text(#at #value) }),
            ty if self.model.types.structure(ty).is_some() => (
                quote! { impl Into<rt::Input<#written>> },
                quote! { .#name(#at rt::Input::<#written>::of(#value)) },
            ),
            Type::Named(_) | Type::Formatted(_) => (
                quote! { impl Into<#written> },
                quote! { .#name(#at Into::<#written>::into(#value)) },
            ),
            Type::List(items) if self.model.types.structure(items).is_some() => {
                let item = rust(items, From::Beside);
                (
                    quote! { impl IntoIterator<Item = impl Into<rt::Input<#item>>> },
                    quote! { .#name(#at rt::Input::<#item>::list(#value)) },
                )
            }
            _ => (written, quote! { .#name(#at #value) }),
        }
    }
}
