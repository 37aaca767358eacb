//! What generated code calls: building a request, sending it, decoding the answer.
//!
//! This module is the same for every OpenAPI document and every provider. It knows no operation, no host and no error
//! code; what differs comes in through [`Api`] and [`Operation`], which are written by the generator, and through
//! [`Config`]. Its public items exist for generated code and are stable for generated code of the same version only;
//! a program uses the client around them, and from here the types that the crate re-exports.
//!
//! It never follows a redirect, never keeps a cookie, never sends a `Referer`, and never shows a secret in a `Debug`
//! output or an error.

mod attempts;
mod authenticate;
mod body;
mod bounds;
mod clock;
mod complete;
mod config;
mod core;
mod credential;
mod decode;
mod encode;
mod endpoint;
mod error;
mod error_body;
mod facts;
mod failure;
mod http;
mod lenient;
mod options;
mod outgoing;
pub mod pager;
mod proxy;
mod redact;
mod request;
mod response;
mod retry;
mod secret;
mod shape;
mod timeout;
mod tls;
mod trace;
mod undeclared;
pub mod union;
mod values;
mod verdict;

pub use self::{
    authenticate::{Authenticate, BoxFuture},
    bounds::{Bounds, Limit, Members},
    complete::Complete,
    config::Config,
    core::Core,
    decode::null_as_default,
    encode::QueryStyle,
    error::{Error, ErrorKind},
    facts::{Api, ErrorBody, Operation, SchemeKind, SecurityScheme, Server, ServerVariable, Status},
    options::CallOptions,
    outgoing::Outgoing,
    pager::{Items, Pages, Position, Window, WindowPosition},
    request::Request,
    response::Response,
    retry::RetryPolicy,
    secret::Secret,
    timeout::Timeout,
};
pub(crate) use self::{
    config::Surroundings,
    decode::Answer,
    encode::percent,
    error::Cause,
    http::Http,
    secret::{Place, unusable},
    verdict::Verdict,
};
