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
//! It is built by its builder, never field by field:
//!
//! ```
//! use huaweicloud_hss::types::ListContainerImageLogsResponse;
//! fn make() -> Result<ListContainerImageLogsResponse, huaweicloud_hss::Error> {
//!     ListContainerImageLogsResponse::builder().total_num(1).data_list(Vec::new()).build()
//! }
//! ```
//! ```compile_fail,E0639
//! use huaweicloud_hss::types::ListContainerImageLogsResponse;
//! fn make() -> Result<ListContainerImageLogsResponse, huaweicloud_hss::Error> {
//!     Ok(ListContainerImageLogsResponse { total_num: Some(1), data_list: Vec::new() })
//! }
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
