//! Tests of the features that the client has beside its defaults: calls that block, HTTP/2, metrics, traces, and the
//! transport for tests.
//!
//! They are a package of their own so that the tests and benchmarks of the driver have the client as a program gets it
//! that asks for no feature.
//!
//! `cargo bench -p feature-tests --bench paging` is the driver's benchmark with all of these features and nothing that
//! subscribes to them; with `--no-default-features --features tracing` it has one of them.
