//! Credentials of the provider, over real sockets: a local identity service, and the API behind it.

mod chain;
mod clock;
mod cloud;
mod codes;
mod echoes;
mod fetching;
mod issuer;
mod keys;
mod metadata;
mod odd;
mod project;
mod surroundings;
mod temporary;
mod trace;
mod unreadable;
mod uploads;
mod user;
mod validation;
mod variables;
