//! The wire verdict: compares what two documents promise, by their API views.

mod operations;
#[allow(dead_code, reason = "called from the next parts on")]
mod schema;

use codegen::view::Api;

use super::Change;

/// The differences between two APIs.
pub(super) fn compare(base: &Api<'_>, revision: &Api<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let schemas = schema::Schemas::new(base.document, revision.document);
    for pair in operations::pair(base, revision, &mut changes) {
        operations::compare(&pair, &mut changes);
    }
    changes.extend(schemas.finish());
    changes
}
