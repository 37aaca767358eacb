//! Tests that new fields and kinds in the client's types do not break importers. They must run in another crate.
//!
//! Each example that must not compile is beside one that does, and differs from it only in what is refused.
//!
//! A struct of a response is matched with `..`, because it may get another field:
//!
//! ```
//! use huaweicloud_hss::types::ListContainerImageLogsResponse;
//! fn read(page: ListContainerImageLogsResponse) -> Option<i32> {
//!     let ListContainerImageLogsResponse { total_num, data_list: _, .. } = page;
//!     total_num
//! }
//! ```
//! ```compile_fail,E0638
//! use huaweicloud_hss::types::ListContainerImageLogsResponse;
//! fn read(page: ListContainerImageLogsResponse) -> Option<i32> {
//!     let ListContainerImageLogsResponse { total_num, data_list: _ } = page;
//!     total_num
//! }
//! ```
//!
//! One that is only received is made from JSON, where a test needs it, never field by field:
//!
//! ```
//! use huaweicloud_hss::types::ListContainerImageLogsResponse;
//! fn make() -> serde_json::Result<ListContainerImageLogsResponse> {
//!     serde_json::from_value(serde_json::json!({ "total_num": 1, "data_list": [] }))
//! }
//! ```
//! ```compile_fail,E0639
//! use huaweicloud_hss::types::ListContainerImageLogsResponse;
//! fn make() -> serde_json::Result<ListContainerImageLogsResponse> {
//!     Ok(ListContainerImageLogsResponse { total_num: Some(1), data_list: Vec::new() })
//! }
//! ```
//!
//! It has no default, which a property that becomes required would take away:
//!
//! ```compile_fail,E0277
//! fn make<T: Default>() -> T { T::default() }
//! make::<huaweicloud_hss::types::ListContainerImageLogsResponse>();
//! ```
//!
//! The kinds of an error are matched with a wildcard, because there may be another kind:
//!
//! ```
//! use huaweicloud_hss::ErrorKind::{self, *};
//! fn name(kind: ErrorKind) -> &'static str {
//!     match kind {
//!         Api | UnexpectedStatus | Transport | Timeout | Decode | TooLarge | Credentials | InvalidArgument => "known",
//!         _ => "new",
//!     }
//! }
//! ```
//! ```compile_fail,E0004
//! use huaweicloud_hss::ErrorKind::{self, *};
//! fn name(kind: ErrorKind) -> &'static str {
//!     match kind {
//!         Api | UnexpectedStatus | Transport | Timeout | Decode | TooLarge | Credentials | InvalidArgument => "known",
//!     }
//! }
//! ```
