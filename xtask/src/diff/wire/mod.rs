//! The wire verdict: compares what two documents promise, by their API views.
//!
//! Each kind of object has a table of its members, which says what each is compared by; what is in no table is `unhandled`
//! (`members`). What is used in several operations is one change (`found`).

mod bodies;
mod components;
mod document;
mod encoding;
mod found;
mod headers;
mod leaves;
mod media;
mod members;
mod operations;
mod pairs;
mod parameters;
mod parts;
mod paths;
mod receivers;
mod responses;
mod schema;
mod schemes;
mod security;
mod servers;

use codegen::view::Api;

use super::Change;
use found::Found;

pub(super) use schema::DEPENDS;

/// The differences between two APIs, and what could not be compared.
pub(super) fn compare(base: &Api<'_>, revision: &Api<'_>) -> (Vec<Change>, Vec<String>) {
    let mut found = Found::new(schema::Schemas::new(base.document, revision.document));
    operations::compare(base, revision, &mut found);
    document::compare(base, revision, &mut found);
    components::compare(base, revision, &mut found);
    receivers::webhooks(base, revision, &mut found);
    found.finish()
}
