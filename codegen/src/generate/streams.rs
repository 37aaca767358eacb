//! The methods of an operation that return its response while it arrives.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::rust::{From, rust};
use crate::model::{Operation, Stream};

/// The methods that return the response of an operation while it arrives. `wait` follows the method that makes its
/// request.
pub(super) fn methods(operation: &Operation, wait: &TokenStream) -> TokenStream {
    let request = quote! { let (client, request) = self.request()#wait?; };
    let method = |stream: &Stream| match stream {
        Stream::Bytes => quote! {
            /// Sends the request and returns the body of the response piece by piece, in constant memory.
            ///
            /// # Errors
            /// Returns the errors of [`send`](Self::send); those of the connection behind the head come with the pieces.
            pub async fn send_stream(self) -> Result<Response<ByteStream>, Error> {
                #request
                client.core().stream_bytes(request).await
            }
        },
        Stream::Lines { media_type, ty } => {
            let ty = rust(ty, From::Beside);
            quote! {
                /// Sends the request and returns the values of the lines of the response, as they arrive.
                ///
                /// # Errors
                /// Returns the errors of [`send`](Self::send); those of the lines come with them.
                pub async fn send_lines(self) -> Result<Response<JsonLines<#ty>>, Error> {
                    #request
                    client.core().stream_lines(request, #media_type).await
                }
            }
        }
        Stream::Events => quote! {
            /// Sends the request and returns the server-sent events of the response, as they arrive.
            ///
            /// # Errors
            /// Returns the errors of [`send`](Self::send); those of the connection behind the head come with the events.
            pub async fn send_events(self) -> Result<Response<EventStream>, Error> {
                #request
                client.core().stream_events(request, None).await
            }

            /// The same for the events behind the one with this ID, by the header `Last-Event-ID`.
            ///
            /// # Errors
            /// Returns the errors of [`send_events`](Self::send_events).
            pub async fn send_events_after(
                self,
                last_event_id: impl Into<String>,
            ) -> Result<Response<EventStream>, Error> {
                let last_event_id = Some(last_event_id.into());
                #request
                client.core().stream_events(request, last_event_id).await
            }
        },
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
