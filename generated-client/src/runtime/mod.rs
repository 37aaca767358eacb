//! What generated code calls: building a request, sending it, decoding the answer.
//!
//! This module is the same for every OpenAPI document and every provider. It knows no operation, no host and no error
//! code; what differs comes in through [`Api`] and [`Operation`], which are written by the generator, and through
//! [`Config`]. Its public items exist for generated code and are stable for generated code of the same version only;
//! a program uses the client around them, and from here the types that the crate re-exports.
//!
//! It never follows a redirect, never keeps a cookie, never sends a `Referer`, and never shows a secret in a `Debug`
//! output or an error.

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
mod request;
mod response;
mod secret;
mod shape;
mod tls;

pub use self::{
    config::Config,
    core::Core,
    decode::null_as_default,
    encode::QueryStyle,
    error::{Error, ErrorKind},
    facts::{Api, ErrorBody, Operation, SchemeKind, SecurityScheme, Server, ServerVariable, Status},
    request::Request,
    response::Response,
    secret::Secret,
};
