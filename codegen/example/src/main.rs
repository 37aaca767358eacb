//! A client generated from a build script.
fn main() {}
