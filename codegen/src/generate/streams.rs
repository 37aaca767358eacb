//! The methods of an operation that return its response while it arrives.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Context;
use super::rust::{From, rust};
use crate::model::{Operation, Stream};

/// The methods that return the response of an operation while it arrives.
pub(super) fn methods(operation: &Operation) -> TokenStream {
    let name = format_ident!("{}", operation.builder_name);
    let method = |stream: &Stream| match stream {
        Stream::Bytes => quote! { rt::stream!(#name, bytes); },
        Stream::Lines { media_type, ty } => {
            let ty = rust(ty, From::Beside);
            quote! { rt::stream!(#name, lines, #ty, #media_type); }
        }
        Stream::Events => quote! { rt::stream!(#name, events); },
    };
    operation.streams.iter().map(method).collect()
}

impl Context<'_> {
    /// The types of the runtime that the methods return.
    pub(super) fn stream_exports(&self) -> TokenStream {
        let runtime = &self.runtime;
        let has = |kind: fn(&Stream) -> bool| {
            let mut operations = self.model.operations.iter();
            operations.any(|operation| operation.streams.iter().any(kind))
        };
        let bytes = has(|stream| matches!(stream, Stream::Bytes)).then(|| quote! { pub use #runtime::ByteStream; });
        let events = has(|stream| matches!(stream, Stream::Events)).then(|| {
            quote! { pub use #runtime::{Event, EventStream}; }
        });
        let lines = has(|stream| matches!(stream, Stream::Lines { .. })).then(|| {
            quote! { pub use #runtime::JsonLines; }
        });
        quote! { #bytes #events #lines }
    }
}
