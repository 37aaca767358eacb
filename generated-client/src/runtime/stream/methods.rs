//! The methods of an operation that return its response while it arrives.

/// Gives the type of an operation the method that returns its response while it arrives. For generated code.
///
/// `stream!(GetThing, bytes)`, `stream!(GetThing, lines, types::Thing, "application/x-ndjson")` or
/// `stream!(GetThing, events)`.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_stream {
    ($name:ident, bytes) => {
        impl $name {
            /// Sends the request and returns the body of the response piece by piece, in constant memory.
            ///
            /// # Errors
            /// Returns the errors of [`send`](Self::send); those of the connection behind the head come with the pieces.
            pub async fn send_stream(
                self,
            ) -> Result<
                $crate::runtime::generated::Response<$crate::runtime::generated::ByteStream>,
                $crate::runtime::generated::Error,
            > {
                self.0.stream_bytes().await
            }
        }
    };
    ($name:ident, lines, $line:ty, $media_type:literal) => {
        impl $name {
            /// Sends the request and returns the values of the lines of the response, as they arrive.
            ///
            /// # Errors
            /// Returns the errors of [`send`](Self::send); those of the lines come with them.
            pub async fn send_lines(
                self,
            ) -> Result<
                $crate::runtime::generated::Response<$crate::runtime::generated::JsonLines<$line>>,
                $crate::runtime::generated::Error,
            > {
                self.0.stream_lines($media_type).await
            }
        }
    };
    ($name:ident, events) => {
        impl $name {
            /// Sends the request and returns the server-sent events of the response, as they arrive.
            ///
            /// # Errors
            /// Returns the errors of [`send`](Self::send); those of the connection behind the head come with the events.
            pub async fn send_events(
                self,
            ) -> Result<
                $crate::runtime::generated::Response<$crate::runtime::generated::EventStream>,
                $crate::runtime::generated::Error,
            > {
                self.0.stream_events(None).await
            }

            /// The same for the events behind the one with this ID, by the header `Last-Event-ID`.
            ///
            /// # Errors
            /// Returns the errors of [`send_events`](Self::send_events).
            pub async fn send_events_after(
                self,
                last_event_id: impl Into<String>,
            ) -> Result<
                $crate::runtime::generated::Response<$crate::runtime::generated::EventStream>,
                $crate::runtime::generated::Error,
            > {
                self.0.stream_events(Some(last_event_id.into())).await
            }
        }
    };
}
