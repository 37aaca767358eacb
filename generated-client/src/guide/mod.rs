//! A guide in short pages, each for ten minutes. Every example is compiled, and runs where it needs no service.
//!
//! | page | for |
//! |---|---|
//! | [`start`] | a first call, and what to set on a client |
//! | [`credentials`] | where keys and tokens come from, and how they are renewed |
//! | [`errors`] | what to do about a failure, and what the client has done already |
//! | [`paging`] | all records of a list, and going on after a failure |
//! | [`testing`] | tests of your program, with and without sockets |
//! | [`middleware`] | headers, audit and faults around each call; requests that have no method |
//! | [`observability`] | spans, `traceparent`, metrics |
//! | [`upgrading`] | what may change between versions, and how to stay compatible |
//!
//! Programs to start from are in the folder `examples` of the crate: `call`, `list`, `resume`, `errors`, `credentials`,
//! `middleware`, `raw`, with features `blocking`, `metrics`, `mock` and `tracing`, and `export`, which can be killed at any
//! moment.

pub mod credentials;
pub mod errors;
pub mod middleware;
pub mod observability;
pub mod paging;
pub mod start;
pub mod testing;
pub mod upgrading;
