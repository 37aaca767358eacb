//! Pages whose records are decoded one by one, so that a bad one costs itself and not the page.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{
    decode::{self, Accepted, DecodeFailure, RawResponse},
    error::Error,
    error_body::{self, Level},
    redact::Redaction,
    response::Head,
    values::without_bom,
};

/// A page without its list, and what each record of that list decodes to.
pub(super) type Page<T, I> = (T, Vec<Result<I, Error>>);

/// What the error of a record takes of memory, its texts aside.
const ERROR_SIZE: usize = 1 << 10;

/// Decodes a page whose records are in the list `items`. An error of a record knows its place in the page, and has the
/// text of the record alone.
pub(super) fn page<T: DeserializeOwned, I: DeserializeOwned>(
    accepted: Accepted,
    items: &str,
) -> Result<(Page<T, I>, Head), Error> {
    let accepted = accepted.countable()?;
    let members = error_body::object(without_bom(&accepted.response.body));
    let Some((rest, records)) = members.as_ref().and_then(|members| split(members, items)) else {
        // Without such a list there is nothing to be lenient about.
        let (page, head) = accepted.json()?;
        return Ok(((page, Vec::new()), head));
    };
    if members.is_some_and(|members| accepted.hides_error(members)) {
        return Err(accepted.into_error());
    }
    let budget = accepted.budget();
    let RawResponse { head, body } = &accepted.response;
    let page = match decode::value(&rest, &budget) {
        Ok(page) => page,
        Err(failure) => return Err(failure.into_error(head, body.clone())),
    };
    if !budget.take(records.len().saturating_mul(size_of::<Result<I, Error>>())) {
        return Err(DecodeFailure::too_large(&budget).into_error(head, ""));
    }
    let redaction = Arc::new(Redaction::of(&accepted.secrets));
    let error_size = ERROR_SIZE + head.request_id.as_ref().map_or(0, String::len);
    let records = records.into_iter().enumerate().map(|(index, record)| {
        let text = record.get().as_bytes();
        let decoded = decode::value(text, &budget).map_err(|mut failure| {
            let dot = if failure.path.is_empty() || failure.path.starts_with('[') {
                ""
            } else {
                "."
            };
            failure.path = format!("{items}[{index}]{dot}{}", failure.path);
            let mut error = failure.into_error(head, text);
            error.redact(&accepted.secrets, &redaction);
            error
        });
        if budget.is_exceeded() || (decoded.is_err() && !budget.take(error_size)) {
            return Err(DecodeFailure::too_large(&budget).into_error(head, ""));
        }
        Ok(decoded)
    });
    let records = records.collect::<Result<_, Error>>()?;
    Ok(((page, records), accepted.response.head))
}

/// The text of a page with its list empty, and the texts of the list's records.
fn split<'a>(members: &Level<'a>, items: &str) -> Option<(Vec<u8>, Vec<&'a RawValue>)> {
    let mut rest = members.clone();
    let records = rest.get_mut(items)?;
    let texts: Option<Vec<_>> = serde_json::from_str(records.get()).ok()?;
    *records = serde_json::from_str("[]").ok()?;
    Some((serde_json::to_vec(&rest).ok()?, texts.unwrap_or_default()))
}
