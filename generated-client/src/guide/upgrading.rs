//! What may change between versions, and how to stay compatible.
//!
//! The version follows semantic versioning. While it begins with `0.`, a new second number may break code, and a new third one
//! does not. The file `CHANGELOG.md` of the repository lists what changed.
//!
//! # What a compatible version may add
//!
//! - operations, and optional parameters of an operation
//! - fields of structs, and variants of enums: all are `#[non_exhaustive]`
//! - kinds of errors, features, methods
//!
//! So write code that allows for it:
//!
//! ```
//! use huaweicloud_hss::{Error, ErrorKind, types::ContainerImageLogResponseInfo};
//!
//! fn describe(log: &ContainerImageLogResponseInfo) -> String {
//!     // With `..`, because fields may be added.
//!     let ContainerImageLogResponseInfo { event_name, time, .. } = log;
//!     format!("{event_name:?} {time:?}")
//! }
//!
//! fn is_ours(error: &Error) -> bool {
//!     match error.kind() {
//!         ErrorKind::InvalidArgument | ErrorKind::Middleware => true,
//!         // Kinds may be added.
//!         _ => false,
//!     }
//! }
//!
//! // In a test, from JSON: what the service sends has no constructor.
//! let json = r#"{"event_name": "push"}"#;
//! let log: ContainerImageLogResponseInfo = serde_json::from_str(json)?;
//! assert_eq!(describe(&log), r#"Some("push") None"#);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # When the service changes first
//!
//! Properties that this version does not know are ignored, and unknown values of enums are kept. `null` is an empty list where
//! a list is optional, and absence for other optional values. Bounds and patterns are not enforced on what is received. For a
//! property, a parameter or an operation that this version lacks, see
//! [`middleware`](crate::guide::middleware#what-the-document-lacks).
//!
//! # What is not promised
//!
//! - The texts of messages. Distinguish errors by [`kind`](crate::Error::kind), [`code`](crate::Error::code) and the
//!   predicates.
//! - The module `runtime`, which the documentation does not show: it is for generated code.
//!
//! # Types of other crates
//!
//! Futures, headers, bodies and errors are types of this crate or of the standard library, so that a new version of the HTTP
//! or TLS library does not change the interface. What is in it:
//!
//! | crate | what | |
//! |---|---|---|
//! | `bytes` 1 | [`Bytes`](crate::transport::Bytes) | bodies of a transport |
//! | `serde` 1, `serde_json` 1 | traits; `Value` | JSON that the document does not describe |
//! | `tokio` 1 | `AsyncRead` | bodies that are read while they are sent |
//! | `futures-core` 0.3, with the feature `stream` | `Stream` | implemented by readers, and taken for bodies that are sent |
//! | those of features, such as `chrono` 0.4 | conversions | only with the feature |
//!
//! Without features, none of them is of a version `0.x`. What a feature brings of such a version is outside of the promise of
//! this page: a new version of that crate may come with a minor version of this one, which the changelog says. No program
//! needs `Stream` to read: each reader has a `next` of its own, and `blocking::iter` takes every reader.
//!
//! # Rust
//!
//! The crate requires Rust 1.88.
