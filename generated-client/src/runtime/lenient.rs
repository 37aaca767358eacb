//! Pages whose records are decoded one by one, so that a bad one costs itself and not the page.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{
    decode::{self, Answer, without_bom},
    error::Error,
    response::Head,
};

/// A page without its list `items`, and what each record of that list decodes to.
pub(super) type Page<T, I> = (T, Vec<Result<I, Error>>);

/// Decodes a page. An error of a record knows its place in the page, and has the text of the record alone.
pub(super) fn page<T: DeserializeOwned, I: DeserializeOwned>(
    answer: Answer,
    items: &str,
) -> Result<(Page<T, I>, Head), Error> {
    let (rest, records) = match split(&answer, items) {
        Some((rest, records)) => (rest, records),
        // Whatever it is instead of a page is said by reading it as one.
        None => {
            let (page, head) = decode::json(answer)?;
            return Ok(((page, Vec::new()), head));
        }
    };
    let head = answer.head;
    let of = |body| Answer {
        head: head.clone(),
        body,
    };
    let (page, _) = decode::json(of(rest)).map_err(|error| error.with_raw_body(answer.body))?;
    let records = records
        .into_iter()
        .enumerate()
        .map(|(index, record)| {
            let decoded = decode::json(of(record));
            decoded
                .map(|(record, _)| record)
                .map_err(|error| error.below(&format!("{items}[{index}]")))
        })
        .collect();
    Ok(((page, records), head))
}

/// The text of a page with its list emptied, and the texts of the list's records.
fn split(answer: &Answer, items: &str) -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    let mut members: BTreeMap<String, &RawValue> = serde_json::from_slice(without_bom(&answer.body)).ok()?;
    let records: Option<Vec<&RawValue>> = serde_json::from_str(members.remove(items)?.get()).ok()?;
    let rest = serde_json::to_vec(&members).ok()?;
    let records = records.unwrap_or_default();
    Some((
        rest,
        records
            .into_iter()
            .map(|record| record.get().as_bytes().to_vec())
            .collect(),
    ))
}
