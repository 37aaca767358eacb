//! Credentials of the provider, over real sockets: a local identity service, and the API behind it.

mod canaries;
mod chain;
mod cloud;
mod codes;
mod keys;
mod project;
mod user;
