//! Unions: an enum with a variant for each branch where a value says which one it is of, and otherwise the value itself.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust::{From, rust};
use super::{Context, docs};
use crate::model::{Branch, Kind, Literal, Test, Type, Union};
use crate::normalise::snake;

impl Context<'_> {
    pub(super) fn union(&self, name: &str, union: &Union) -> TokenStream {
        let docs = if union.docs.is_empty() {
            vec![format!(" One of the types of `{name}`.")]
        } else {
            docs::lines(&union.docs)
        };
        if union.distinct {
            self.variants(name, union, &docs)
        } else {
            self.value(name, union, &docs)
        }
    }

    fn variants(&self, name: &str, union: &Union, docs: &[String]) -> TokenStream {
        let ident = format_ident!("{name}");
        let variants = union.branches.iter().map(|branch| {
            let (variant, ty) = (format_ident!("{}", branch.name), rust(&branch.ty, From::Types));
            let docs = branch_docs(branch);
            quote! { #[doc = #docs] #variant(#ty), }
        });
        let reads = union.branches.iter().map(|branch| {
            let variant = format_ident!("{}", branch.name);
            let test = match &branch.test {
                Test::Tag { property, values } | Test::TagOrAbsent { property, values } => {
                    let texts = values.iter().filter(|value| matches!(value, Literal::Text(_)));
                    let others = values.iter().filter(|value| !matches!(value, Literal::Text(_)));
                    let texts: Vec<_> = texts.map(Literal::to_string).collect();
                    let others: Vec<_> = others.map(Literal::to_string).collect();
                    let by_text = quote! { rt::union::has_tag(&value, #property, &[#(#texts),*]) };
                    let by_json = quote! { rt::union::has_value(&value, #property, &[#(#others),*]) };
                    let by_value = match (texts.is_empty(), others.is_empty()) {
                        (_, true) => by_text,
                        (true, false) => by_json,
                        (false, false) => quote! { #by_text || #by_json },
                    };
                    match &branch.test {
                        Test::TagOrAbsent { .. } => quote! { #by_value || rt::union::lacks(&value, #property) },
                        _ => by_value,
                    }
                }
                Test::Has(properties) => quote! { rt::union::has(&value, &[#(#properties),*]) },
                Test::Kind(Kind::Boolean) => quote! { value.is_boolean() },
                Test::Kind(Kind::Number) => quote! { value.is_number() },
                Test::Kind(Kind::String) => quote! { value.is_string() },
                Test::Kind(Kind::Array) => quote! { value.is_array() },
                Test::Kind(Kind::Object) => quote! { value.is_object() },
                Test::None => quote! { false },
            };
            quote! { if #test { rt::union::read(value, Self::#variant, Self::Unknown) } else }
        });
        let names: Vec<_> = union
            .branches
            .iter()
            .map(|branch| format_ident!("{}", branch.name))
            .collect();
        let conversions = convertible(union).map(|branch| {
            let variant = format_ident!("{}", branch.name);
            let (ty, value) = match &branch.ty {
                Type::Boxed(inner) => (rust(inner, From::Types), quote! { Box::new(value) }),
                ty => (rust(ty, From::Types), quote! { value }),
            };
            quote! {
                impl From<#ty> for #ident {
                    fn from(value: #ty) -> Self {
                        Self::#variant(#value)
                    }
                }
            }
        });
        quote! {
            #(#[doc = #docs])*
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #ident {
                #(#variants)*
                /// A value of none of the types that the document lists, as it came.
                Unknown(::serde_json::Value),
            }

            impl<'de> Deserialize<'de> for #ident {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let value = ::serde_json::Value::deserialize(deserializer)?;
                    Ok(#(#reads)* { Self::Unknown(value) })
                }
            }

            impl Serialize for #ident {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self {
                        #(Self::#names(value) => value.serialize(serializer),)*
                        Self::Unknown(value) => value.serialize(serializer),
                    }
                }
            }

            #(#conversions)*
        }
    }

    fn value(&self, name: &str, union: &Union, docs: &[String]) -> TokenStream {
        let ident = format_ident!("{name}");
        let reads = union.branches.iter().map(|branch| {
            let method = format_ident!("as_{}", snake(&branch.name).trim_end_matches('_'));
            let ty = rust(&branch.ty, From::Types);
            let docs = format!("{} None if it cannot be read as one.", branch_docs(branch));
            // serde takes a list for an object as well.
            let object = branch
                .ty
                .name()
                .is_some_and(|name| self.model.types.structs.contains_key(name));
            let object = object.then(|| quote! { .filter(|value| value.is_object()) });
            quote! {
                #[doc = #docs]
                pub fn #method(&self) -> Option<#ty> {
                    Some(&self.0)#object.and_then(rt::union::read_as)
                }
            }
        });
        let conversions = convertible(union).map(|branch| {
            let ty = rust(&branch.ty, From::Types);
            quote! {
                impl From<#ty> for #ident {
                    fn from(value: #ty) -> Self {
                        Self(rt::union::write(&value))
                    }
                }
            }
        });
        quote! {
            #(#[doc = #docs])*
            ///
            /// Values of the types that it may be can look alike, so the value is kept as it came.
            #[derive(Clone, Debug, PartialEq)]
            pub struct #ident(::serde_json::Value);

            rt::converted!(#ident, ::serde_json::Value, value);

            impl #ident {
                /// The value as it came.
                pub fn value(&self) -> &::serde_json::Value {
                    &self.0
                }

                #(#reads)*
            }

            impl From<::serde_json::Value> for #ident {
                fn from(value: ::serde_json::Value) -> Self {
                    Self(value)
                }
            }

            #(#conversions)*
        }
    }
}

/// The branches that a value can be converted from: those whose type no other branch has.
fn convertible(union: &Union) -> impl Iterator<Item = &Branch> {
    union.branches.iter().filter(|branch| {
        let same = union.branches.iter().filter(|other| other.ty == branch.ty).count();
        same == 1 && branch.ty != Type::Any
    })
}

fn branch_docs(branch: &Branch) -> String {
    match (&branch.ty, branch.ty.name()) {
        (_, Some(name)) => format!(" A [`{name}`]."),
        (Type::Boolean, _) => " A boolean.".to_owned(),
        (Type::Integer(_), _) => " An integer.".to_owned(),
        (Type::Number, _) => " A number.".to_owned(),
        (Type::String, _) => " A string.".to_owned(),
        (Type::Formatted(format), _) => format!(" A [`format::{}`].", format.rust()),
        (Type::List(_), _) => " A list.".to_owned(),
        (Type::Map(_), _) => " An object.".to_owned(),
        _ => " A value.".to_owned(),
    }
}
