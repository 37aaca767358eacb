//! The macro that gives the type of each operation what all of them have: how it is made, its options, and `send`.

/// Gives the type of an operation what all of them have: how it is made, its options, and `send`. For generated code.
///
/// `operation!(GetThing, types::Thing, json())`: the type, what `send` returns, and the method of [`Call`] that does it.
///
/// The methods return the future of that method and are no `async fn`, whose own future the compiler would make and check for
/// every operation: with 582 of them that is a third of the time of `cargo check`, and a tenth of its memory.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_operation {
    ($name:ident, $output:ty, $($send:tt)+) => {
        impl $name {
            /// Calls a setter with what an option holds. `None` changes nothing.
            ///
            /// `call.optional(name, Self::name)` is for callers that have an `Option` already.
            pub fn optional<T>(self, value: Option<T>, setter: impl FnOnce(Self, T) -> Self) -> Self {
                match value {
                    Some(value) => setter(self, value),
                    None => self,
                }
            }

            /// Sets when this call is retried, and how often.
            ///
            /// Default: the `retry_policy` of the client.
            pub fn retry_policy(self, policy: $crate::runtime::generated::RetryPolicy) -> Self {
                Self(self.0.retry_policy(policy))
            }

            /// Sets how long this call may take, with all its attempts and the delays between them.
            ///
            /// Default: the `timeout` of the client.
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// Sets how long one attempt of this call may take, from connecting to the last byte of the response. Sending
            /// the body is a part of it: a large upload may need more than the default.
            ///
            /// Default: the `attempt_timeout` of the client.
            pub fn attempt_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.attempt_timeout(timeout))
            }

            /// Changes what is sent in addition to the arguments, and how: headers, parameters of the query, credentials,
            /// an idempotency key. See [`CallOptions`](rt::CallOptions).
            pub fn options(
                self,
                change: impl FnOnce($crate::runtime::generated::CallOptions) -> $crate::runtime::generated::CallOptions,
            ) -> Self {
                Self(self.0.with_options(change))
            }

            /// Sends the request and returns the body of the response as it is, whatever its media type, with the status and
            /// all headers. Every status from 200 to 299 is a success.
            ///
            /// # Errors
            /// Returns the errors of [`send`](Self::send), except those of decoding.
            pub fn send_raw(
                self,
            ) -> impl ::std::future::Future<
                Output = Result<$crate::runtime::generated::Response<::std::vec::Vec<u8>>, $crate::runtime::generated::Error>,
            > {
                self.0.raw()
            }

            /// Sends the request and decodes the response.
            ///
            /// # Errors
            /// Returns an error if something required is missing or an argument is invalid, if the service responds with an
            /// error status, or if no valid response arrives. What is missing is named all at once, and nothing is sent then.
            pub fn send(
                self,
            ) -> impl ::std::future::Future<
                Output = Result<$crate::runtime::generated::Response<$output>, $crate::runtime::generated::Error>,
            > {
                self.0.$($send)+
            }
        }
    };
}

/// Gives the type of an operation the method that requests another media type. For generated code.
///
/// `other_response!(GetThing, send_text_csv, "text/csv", String, text())`: the type, the method, the media type, what the
/// method returns, and the method of [`Call`] that does it.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_other_response {
    ($name:ident, $method:ident, $media_type:literal, $output:ty, $($send:tt)+) => {
        impl $name {
            #[doc = concat!("Sends the request for a response in the media type `", $media_type, "`.")]
            ///
            /// # Errors
            /// Returns the errors of [`send`](Self::send).
            pub fn $method(
                self,
            ) -> impl ::std::future::Future<
                Output = Result<$crate::runtime::generated::Response<$output>, $crate::runtime::generated::Error>,
            > {
                self.0.accept($media_type).$($send)+
            }
        }
    };
}

/// Gives the type of a paged operation the methods that start reading. For generated code.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_pages {
    ($name:ident) => {
        impl $name {
            /// Reads page after page, beginning at the position of this call.
            ///
            /// `while let Some(page) = pages.next().await` reads them all. See
            /// [`Pages`](rt::pager::Pages) for where reading ends.
            pub fn pages(self) -> $crate::runtime::generated::pager::Pages<Self> {
                $crate::runtime::generated::pager::Pages::new(self)
            }

            /// Reads record after record across pages, beginning at the position of this call.
            ///
            /// `while let Some(item) = items.next().await` reads them all. See
            /// [`Items`](rt::pager::Items) for where reading ends.
            pub fn items(self) -> $crate::runtime::generated::pager::Items<Self> {
                $crate::runtime::generated::pager::Items::new(self)
            }
        }
    };
}

/// Gives the type of an operation each of whose pages names the next one the methods that start reading. For generated code.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_chained_pages {
    ($name:ident) => {
        impl $name {
            /// Reads page after page, beginning at the page of this call.
            ///
            /// `while let Some(page) = pages.next().await` reads them all. See
            /// [`ChainedPages`](rt::pager::ChainedPages) for where reading ends.
            pub fn pages(self) -> $crate::runtime::generated::pager::ChainedPages<Self> {
                $crate::runtime::generated::pager::ChainedPages::new(self)
            }

            /// Reads record after record across pages, beginning at the page of this call.
            ///
            /// `while let Some(item) = items.next().await` reads them all. See
            /// [`ChainedItems`](rt::pager::ChainedItems) for where reading ends.
            pub fn items(self) -> $crate::runtime::generated::pager::ChainedItems<Self> {
                $crate::runtime::generated::pager::ChainedItems::new(self)
            }
        }
    };
}

/// Gives a builder how it is made and finished. For generated code.
///
/// `builder!(ThingBuilder, types::Thing, "Thing", THING)`: the builder, its type, the name of that, and its properties.
#[doc(hidden)]
#[macro_export]
macro_rules! generated_builder {
    ($builder:ident, $of:ty, $name:literal, $members:path) => {
        impl $of {
            /// Returns a builder, which has a method for each property.
            pub fn builder() -> $builder {
                $builder($crate::runtime::generated::Object::new($name, &$members))
            }
        }

        impl $builder {
            /// Calls a setter with what an option holds. `None` changes nothing.
            pub fn optional<T>(self, value: Option<T>, setter: impl FnOnce(Self, T) -> Self) -> Self {
                match value {
                    Some(value) => setter(self, value),
                    None => self,
                }
            }

            /// Builds the value.
            ///
            /// # Errors
            /// Returns an error that names every required property that is not set.
            pub fn build(self) -> Result<$of, $crate::runtime::generated::Error> {
                self.0.build()
            }
        }

        impl From<$builder> for $crate::runtime::generated::Input<$of> {
            fn from(builder: $builder) -> Self {
                builder.0.into()
            }
        }
    };
}
