//! How the types of the model are written in Rust.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::Type;

/// From where a type is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// The module `types`, in which the named types are.
    Types,
    /// A module beside it.
    Beside,
}

/// A type as a person writes it.
pub(super) fn rust(ty: &Type, from: From) -> TokenStream {
    let inner = |ty| rust(ty, from);
    match ty {
        Type::Any => quote! { ::serde_json::Value },
        Type::Boolean => quote! { bool },
        Type::Integer(integer) => {
            let name = format_ident!("{}", integer.rust());
            quote! { #name }
        }
        Type::Number => quote! { f64 },
        Type::String => quote! { String },
        Type::Formatted(format) => {
            let name = format_ident!("{}", format.rust());
            match from {
                From::Types => quote! { format::#name },
                From::Beside => quote! { types::format::#name },
            }
        }
        Type::List(items) => {
            let items = inner(items);
            quote! { Vec<#items> }
        }
        Type::Map(values) if **values == Type::Any => quote! { ::serde_json::Map<String, ::serde_json::Value> },
        Type::Map(values) => {
            let values = inner(values);
            quote! { BTreeMap<String, #values> }
        }
        Type::Named(name) => {
            let name = format_ident!("{name}");
            match from {
                From::Types => quote! { #name },
                From::Beside => quote! { types::#name },
            }
        }
        Type::Nullable(value) => {
            let value = inner(value);
            quote! { Option<#value> }
        }
        Type::Boxed(value) => {
            let value = inner(value);
            quote! { Box<#value> }
        }
    }
}
