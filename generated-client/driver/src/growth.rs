//! That the client's types can grow without breaking who uses them, proved from another crate.
//!
//! Each example that must not compile stands beside one that does, and differs from it in nothing but what is refused.
//!
//! A struct of an answer is read with `..`, since it may get another field:
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
//! It is made by its builder, never field by field:
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
//! The kinds of an error are matched with a rest, since there may be another kind:
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
