//! The client with features that are off by default, against a local server.

mod blocking;
mod compressed;
mod http2;
mod mock;
mod mock_errors;
#[expect(dead_code, reason = "the tests of the driver use the rest")]
#[path = "../../../tests/client/small.rs"]
mod small;
mod streams;
#[expect(dead_code, reason = "the tests of the driver use the rest")]
#[path = "../../../tests/client/support.rs"]
mod support;
