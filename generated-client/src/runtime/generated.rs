//! What generated code uses, and only generated code: not for programs.
//!
//! These items are public because the code that the generator writes may be in another crate. They are stable for
//! code that the generator of the same version wrote, and change without notice otherwise.

pub use crate::{
    generated_builder as builder, generated_chained_pages as chained_pages, generated_converted as converted,
    generated_operation as operation, generated_ordered as ordered, generated_other_response as other_response,
    generated_pages as pages, generated_record as record, generated_stream as stream,
};

pub use std::net::SocketAddr;

pub use super::{
    arguments::{Body, Parameter, Part},
    authenticate::{Authenticate, BoxFuture},
    bounds::{Bounds, Member, Members},
    call::Call,
    call_credentials::CallCredentials,
    client_credentials::ClientCredentials,
    complete::Complete,
    config::Config,
    core::Core,
    encode::Style,
    error::{Error, ErrorKind},
    facts::{Api, ErrorBody, Operation, SchemeKind, SecurityScheme, Server, ServerVariable, Status},
    format,
    idempotency::IdempotencyKey,
    input::{Input, Object},
    middleware::Middleware,
    multipart::FilePart,
    options::CallOptions,
    outgoing::Outgoing,
    parts::Parts,
    rate_limit::RateLimit,
    received::{Decoded, Received},
    request::Request,
    response::{HasHeaders, Response},
    retry::{RetryDecision, RetryPolicy},
    retry_budget::RetryBudget,
    secret::Secret,
    stream::{ByteStream, Event, EventStream, JsonLines},
    timeout::Timeout,
    trace_context::TraceContext,
    transport::Transport,
    untyped::{Method, RequestBuilder},
    upload::ByteSource,
};

/// Paged operations.
pub mod pager {
    pub use crate::runtime::continuation::{Continuation, NextPage, PageToken, SentAs};
    pub use crate::runtime::pager::{
        Chained, ChainedItems, ChainedPages, ChainedPosition, CollectError, Fetching, Items, Numbered, Paged, Pages,
        ParsePositionError, Position, Progress, Records, Window, WindowPosition, Windowed,
    };
}

/// Values of several types.
pub mod union {
    pub use crate::runtime::union::{has, has_tag, has_value, lacks, read, read_as, write};
}

/// Structs with tables of their fields.
pub mod record {
    pub use crate::runtime::record::{
        Deserialize, Deserializer, Fields, MapAccess, Members, Record, Serialize, Serializer, list, optional,
        optional_or_null, read, required, required_list, rest, write,
    };
}
