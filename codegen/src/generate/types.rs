//! The types of bodies and parameters.
//!
//! They read tolerantly, because the API grows: unknown properties are passed over, `null` means an empty list and
//! an absent value, and an enum keeps a value that the document does not list.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::enums::enumeration;
use super::imports::{File, file};
use super::rust::{From, rust};
use super::{Context, docs};
use crate::markdown::code_span;
use crate::model::{Field, Struct, Type};

impl Context<'_> {
    pub(super) fn types(&self) -> File {
        let types = &self.model.types;
        let structs = types
            .structs
            .iter()
            .filter(|(name, _)| self.is_in_group(name))
            .map(|(name, ty)| self.structure(name, ty));
        let enums = types
            .enums
            .iter()
            .filter(|(name, _)| self.is_in_group(name))
            .map(|(name, ty)| enumeration(name, ty));
        let unions = types
            .unions
            .iter()
            .filter(|(name, _)| self.is_in_group(name))
            .map(|(name, ty)| self.union(name, ty));
        let runtime = &self.runtime;
        let formats = (types.has_formats && self.is_first_group()).then(|| {
            quote! {
                #[doc(inline)]
                pub use #runtime::format;
            }
        });
        let items: TokenStream = structs.chain(enums).chain(unions).collect();
        let about = quote! {
            //! The types of the API's requests and responses.
            //!
            //! One that is sent has a `builder()`, because the API may add properties in later versions. One that is only
            //! received is made from JSON, where a test needs it. One that is only sent has no public fields, so that what is
            //! required may become optional, and the other way round.
        };
        let imports = [
            quote! { std::collections::BTreeMap },
            quote! { serde::{Deserialize, Serialize} },
            quote! { #runtime as rt },
        ];
        file(&about, &imports, &quote! { #formats #items })
    }

    fn structure(&self, name: &str, structure: &Struct) -> TokenStream {
        let ident = format_ident!("{name}");
        let docs = docs::lines(&structure.docs);
        // The type of a field says whether it is required. What is only sent may become so, or become optional, in a minor
        // version: its setters stay the same.
        let is_received = self.model.types.is_received(name);
        let visibility = is_received.then(|| quote! { pub });
        let fields = structure.fields.iter().map(|field| {
            let ident = format_ident!("{}", field.name);
            let storage = Storage::of(field, is_received);
            let ty = rust(&storage.ty(field), From::Types);
            let docs = field_docs(field);
            let deprecated = field.deprecated.then(|| quote! { #[deprecated] });
            quote! { #(#[doc = #docs])* #deprecated #visibility #ident: #ty, }
        });
        let table = table(&ident, structure, is_received);
        quote! {
            #(#[doc = #docs])*
            // No `Default`: a property that becomes required would take it away.
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub struct #ident { #(#fields)* }
            #table
        }
    }
}

/// How the value of a property is stored.
///
/// Fields of what is received are public, and read tolerantly: an empty list means what is absent or `null`, too. What is only
/// sent keeps apart whatever its builder was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Storage {
    /// A value, or `None` if the type has it.
    Required,
    /// `None` if the property is absent.
    Optional,
    /// `None` if the property is absent, and `Some(None)` for `null`.
    OptionalOrNull,
    /// A list or a map, empty if the property is absent or `null`.
    Collection,
    /// A list or a map, empty if the property is `null`.
    RequiredCollection,
    /// `None` for a list or a map that is `null`.
    CollectionOrNull,
}

impl Storage {
    fn of(field: &Field, is_received: bool) -> Self {
        let keeps_apart = !is_received && field.wire_name.is_some();
        match (field.ty.is_collection(), field.required) {
            (true, true) if keeps_apart && field.nullable => Self::CollectionOrNull,
            (true, true) => Self::RequiredCollection,
            (_, false) if keeps_apart && field.nullable => Self::OptionalOrNull,
            (true, false) if !keeps_apart => Self::Collection,
            (_, false) => Self::Optional,
            (false, true) => Self::Required,
        }
    }

    /// The type of the field.
    fn ty(self, field: &Field) -> Type {
        let option = |ty: Type| Type::Nullable(Box::new(ty));
        match self {
            Self::OptionalOrNull => option(option(field.ty.without_null().clone())),
            Self::Optional | Self::CollectionOrNull if field.ty.is_collection() => option(field.ty.clone()),
            _ => field.stored(),
        }
    }

    /// The module of the runtime that reads and writes the field.
    fn kind(self) -> &'static str {
        match self {
            Self::Required | Self::CollectionOrNull => "required",
            Self::Optional => "optional",
            Self::OptionalOrNull => "optional_or_null",
            Self::Collection => "list",
            Self::RequiredCollection => "required_list",
        }
    }
}

/// The table of the fields: how each is read and written, and its name on the wire where the names differ from those in Rust.
/// What serde derives would take the compiler several times as long and as much memory.
fn table(ident: &Ident, structure: &Struct, is_received: bool) -> TokenStream {
    let (fields, others): (Vec<_>, Vec<_>) = structure.fields.iter().partition(|field| field.wire_name.is_some());
    let is_renamed = |field: &&Field| field.wire_name.as_ref() != Some(&field.name);
    let has_names = fields.iter().any(is_renamed);
    // The map of the properties that have no name in the document.
    let rest = others.first().map(|field| {
        let name = format_ident!("{}", field.name);
        quote! { rest #name, }
    });
    let fields = fields.iter().enumerate().map(|(index, field)| {
        let index = Literal::usize_unsuffixed(index);
        let kind = format_ident!("{}", Storage::of(field, is_received).kind());
        let name = format_ident!("{}", field.name);
        let wire_name = field.wire_name.as_ref().filter(|_| has_names);
        quote! { #index #kind #name #wire_name }
    });
    quote! { rt::record!(#ident, #rest #(#fields),*); }
}

/// What a person reads of a field.
pub(super) fn field_docs(field: &Field) -> Vec<String> {
    let name = field.wire_name.as_deref().unwrap_or_default();
    docs::lines_or(&field.docs, || format!("The property {}.", code_span(name)))
}
