//! What the server sends: webhooks and callbacks. No client has code for them, so they are compared as they are written,
//! with what references lead to.

use codegen::document::pointer;
use codegen::view::{Api, Place};

use super::found::Found;
use super::members;
use super::pairs::Pair;
use crate::diff::Rule;
use crate::diff::rules::*;

/// Compares the callbacks of an operation.
pub(super) fn callbacks(pair: &Pair<'_, '_, '_>, owner: &str, found: &mut Found<'_, '_>) {
    let (base, revision) = (pair.base.place.raw("callbacks"), pair.revision.place.raw("callbacks"));
    let rules = (&CALLBACK_ADDED, &CALLBACK_REMOVED, as_callback as members::Choose);
    members::map((base.as_ref(), revision.as_ref()), rules, "callback", owner, found);
}

/// Compares the webhooks of the documents.
pub(super) fn webhooks(base: &Api<'_>, revision: &Api<'_>, found: &mut Found<'_, '_>) {
    let of = |api: &Api<'_>, key| api.document.root().get(key).is_some();
    if !of(base, "webhooks") && !of(revision, "webhooks") {
        return;
    }
    let (base, revision) = (
        Place::root(base.document).raw("webhooks"),
        Place::root(revision.document).raw("webhooks"),
    );
    let rules = (&WEBHOOK_ADDED, &WEBHOOK_REMOVED, as_webhook as members::Choose);
    members::map(
        (base.as_ref(), revision.as_ref()),
        rules,
        "webhook",
        "the document",
        found,
    );
}

fn as_callback(place: &Place<'_>) -> &'static Rule {
    of_text(place).unwrap_or(&CALLBACK_CHANGED)
}

fn as_webhook(place: &Place<'_>) -> &'static Rule {
    of_text(place).unwrap_or(&WEBHOOK_CHANGED)
}

/// The rule for what is not sent, if the place is such.
fn of_text(place: &Place<'_>) -> Option<&'static Rule> {
    let steps: Vec<_> = pointer::steps(&place.pointer).collect();
    // A property may have any name.
    let last = steps
        .last()
        .filter(|_| steps.iter().nth_back(1).is_none_or(|step| step != "properties"))?;
    match last.as_str() {
        "description" | "summary" | "title" => Some(&DESCRIPTION_CHANGED),
        "example" => Some(&EXAMPLE_CHANGED),
        "operationId" => Some(&OPERATION_ID_CHANGED),
        key if key.starts_with("x-") => Some(&EXTENSION_CHANGED),
        _ => None,
    }
}
