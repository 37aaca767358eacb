//! Canaries with the client's own spans and events in what is traced.

mod canaries;
#[expect(dead_code, reason = "the tests of the driver use the rest")]
#[path = "../../../tests/credentials/cloud.rs"]
mod cloud;
#[path = "../../../tests/credentials/trace.rs"]
mod trace;
