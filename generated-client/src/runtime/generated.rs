//! What generated code uses, and only generated code: not for programs.
//!
//! These items are public because the code that the generator writes may be in another crate. They are stable for
//! code that the generator of the same version wrote, and change without notice otherwise.

pub use super::{
    authenticate::{Authenticate, BoxFuture},
    bounds::{Bounds, Limit, Members},
    client_credentials::ClientCredentials,
    complete::Complete,
    config::Config,
    core::Core,
    decode::null_as_default,
    encode::Style,
    error::{Error, ErrorKind},
    facts::{Api, ErrorBody, Operation, SchemeKind, SecurityScheme, Server, ServerVariable, Status},
    format,
    multipart::FilePart,
    options::CallOptions,
    outgoing::Outgoing,
    received::{Decoded, Received},
    request::Request,
    response::{HasHeaders, Response},
    retry::RetryPolicy,
    secret::Secret,
    stream::{ByteStream, Event, EventStream, JsonLines},
    timeout::Timeout,
};

/// Paged operations.
pub mod pager {
    pub use crate::runtime::continuation::{Continuation, NextPage, PageToken, SentAs};
    pub use crate::runtime::pager::{
        Chained, ChainedItems, ChainedPages, ChainedPosition, Fetching, Items, Paged, Pages, ParsePositionError,
        Position, Records, Window, WindowPosition, Windowed,
    };
}

/// Values of several types.
pub mod union {
    pub use crate::runtime::union::{has, has_tag, has_value, read, read_as, write};
}
