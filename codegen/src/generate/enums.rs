//! Enums of strings and of integers: a variant for each value of the document, and one for any other value.

use proc_macro2::{Literal as Token, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use super::docs;
use crate::markdown::code_span;
use crate::model::{Enum, Literal};

pub(super) fn enumeration(name: &str, definition: &Enum) -> TokenStream {
    let ident = format_ident!("{name}");
    let docs = docs::lines_or(&definition.docs, || format!("One of the values of `{name}`."));
    let idents: Vec<Ident> = definition
        .variants
        .iter()
        .map(|variant| format_ident!("{}", variant.name))
        .collect();
    let variants = definition.variants.iter().zip(&idents).map(|(variant, ident)| {
        let mut lines = vec![format!(" {}", code_span(&variant.value.to_string()))];
        let about = docs::lines(&variant.docs);
        if !about.is_empty() {
            lines.push(String::new());
            lines.extend(about);
        }
        let deprecated = variant.deprecated.then(|| quote! { #[deprecated] });
        quote! { #(#[doc = #lines])* #deprecated #ident, }
    });
    let is_deprecated = definition.variants.iter().any(|variant| variant.deprecated);
    let allow = is_deprecated.then(|| quote! { #[allow(deprecated, reason = "every value has to be converted")] });
    let parts = if definition.is_integer() {
        Parts::of_integers(&ident, &idents, definition)
    } else {
        Parts::of_strings(&ident, &idents, definition)
    };
    let unlisted = format_ident!("{}", definition.unlisted);
    let Parts {
        derives,
        base,
        unlisted_type,
        value,
        convert,
        display,
    } = parts;
    quote! {
        #(#[doc = #docs])*
        #[derive(Clone, #derives Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
            /// A value that the document does not list, as it was received.
            #unlisted(#unlisted_type),
        }

        #(#allow #convert)*

        rt::converted!(#ident, #base, #value);
        rt::ordered!(#ident, #value, #unlisted);

        impl std::fmt::Display for #ident {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                #display
            }
        }
    }
}

/// What differs between enums of strings and of integers.
struct Parts {
    derives: TokenStream,
    /// The type that the value has on the wire.
    base: Ident,
    unlisted_type: TokenStream,
    /// The method that returns the value.
    value: Ident,
    convert: Vec<TokenStream>,
    display: TokenStream,
}

impl Parts {
    fn of_strings(ident: &Ident, idents: &[Ident], definition: &Enum) -> Self {
        let values: Vec<String> = definition
            .variants
            .iter()
            .map(|variant| variant.value.to_string())
            .collect();
        let unlisted = format_ident!("{}", definition.unlisted);
        let convert = vec![
            quote! {
                impl #ident {
                    /// The value on the wire.
                    pub fn as_str(&self) -> &str {
                        match self {
                            #(Self::#idents => #values,)*
                            Self::#unlisted(value) => value,
                        }
                    }
                }
            },
            quote! {
                impl From<&str> for #ident {
                    fn from(value: &str) -> Self {
                        match value {
                            #(#values => Self::#idents,)*
                            other => Self::#unlisted(other.to_owned()),
                        }
                    }
                }
            },
            quote! {
                impl From<String> for #ident {
                    fn from(value: String) -> Self {
                        Self::from(value.as_str())
                    }
                }
            },
            quote! {
                impl From<#ident> for String {
                    fn from(value: #ident) -> Self {
                        value.as_str().to_owned()
                    }
                }
            },
        ];
        Self {
            derives: TokenStream::new(),
            base: format_ident!("String"),
            unlisted_type: quote! { String },
            value: format_ident!("as_str"),
            convert,
            display: quote! { f.write_str(self.as_str()) },
        }
    }

    fn of_integers(ident: &Ident, idents: &[Ident], definition: &Enum) -> Self {
        let values: Vec<Token> = definition
            .variants
            .iter()
            .filter_map(|variant| match variant.value {
                Literal::Integer(value) => Some(Token::i64_unsuffixed(value)),
                _ => None,
            })
            .collect();
        let unlisted = format_ident!("{}", definition.unlisted);
        let convert = vec![
            quote! {
                impl #ident {
                    /// The value on the wire.
                    pub fn as_i64(self) -> i64 {
                        match self {
                            #(Self::#idents => #values,)*
                            Self::#unlisted(value) => value,
                        }
                    }
                }
            },
            quote! {
                impl From<i64> for #ident {
                    fn from(value: i64) -> Self {
                        match value {
                            #(#values => Self::#idents,)*
                            other => Self::#unlisted(other),
                        }
                    }
                }
            },
            quote! {
                impl From<#ident> for i64 {
                    fn from(value: #ident) -> Self {
                        value.as_i64()
                    }
                }
            },
        ];
        Self {
            derives: quote! { Copy, },
            base: format_ident!("i64"),
            unlisted_type: quote! { i64 },
            value: format_ident!("as_i64"),
            convert,
            display: quote! { self.as_i64().fmt(f) },
        }
    }
}
