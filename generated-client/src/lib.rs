//! Client of Huawei Cloud Host Security Service.
#![forbid(unsafe_code)]

mod huawei;
pub mod runtime;

pub use crate::runtime::{Error, ErrorKind, Response};

// The generator formats what it writes.
#[rustfmt::skip]
mod generated;
pub use generated::{Client, ClientBuilder, builders, operations, types};
