//! The wire verdict: compares what two documents promise, by their API views.

mod operations;

use codegen::view::Api;

use super::Change;

/// The differences between two APIs.
pub(super) fn compare(base: &Api<'_>, revision: &Api<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for pair in operations::pair(base, revision, &mut changes) {
        operations::compare(&pair, &mut changes);
    }
    changes
}
