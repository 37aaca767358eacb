//! The one place that moves from page to page.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::task::{Context, Poll, ready};

use super::{
    Paged, Records,
    key::{content_of, key_of},
};
use crate::runtime::{
    authenticate::BoxFuture,
    error::{Error, ErrorKind},
    response::Response,
};

/// A page as it came.
pub(super) struct Fetched<P: Paged> {
    pub(super) page: Response<P::Page>,
    /// The records that were decoded by themselves; none if they are in the page.
    pub(super) records: Option<Records<P::Item>>,
    /// Where the page begins, and how many records it has.
    pub(super) offset: i64,
    pub(super) length: i64,
}

/// Moves from page to page.
pub(super) struct Cursor<P: Paged> {
    call: P,
    /// Where the next page begins.
    offset: i64,
    lenient: bool,
    in_flight: Option<BoxFuture<'static, Result<Fetched<P>, Error>>>,
    done: bool,
    /// The total of the last response.
    total: Option<i64>,
    /// The greatest total so far that was not less than what had come.
    greatest: Option<i64>,
    /// Whether a total was missing, fell, or was less than what had come: from then on, an empty page alone is the end.
    unreliable: bool,
    /// What the pages so far looked like, where each began, and the total that it stated.
    pages: HashMap<u64, (i64, Option<i64>)>,
    last: Option<u64>,
}

impl<P: Paged> Cursor<P> {
    pub(super) fn new(call: P, offset: i64, lenient: bool) -> Self {
        Self {
            call,
            offset,
            lenient,
            in_flight: None,
            done: false,
            total: None,
            greatest: None,
            unreliable: false,
            pages: HashMap::new(),
            last: None,
        }
    }

    /// Where the next page begins.
    pub(super) fn offset(&self) -> i64 {
        self.offset
    }

    /// The total of the last response.
    pub(super) fn total(&self) -> Option<i64> {
        self.total
    }

    /// Begins anew at `offset`, whatever was under way.
    pub(super) fn restart(&mut self, offset: i64, lenient: bool) {
        *self = Self::new(self.call.clone(), offset, lenient);
    }

    /// The next page; none after the last one, and after an error.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Fetched<P>, Error>>> {
        if self.done {
            return Poll::Ready(None);
        }
        let in_flight = match &mut self.in_flight {
            Some(in_flight) => in_flight,
            None => match self.refuse_stop().map(|()| self.call.clone().at(self.offset)) {
                Err(error) => {
                    self.done = true;
                    return Poll::Ready(Some(Err(error)));
                }
                Ok(Some(call)) => self.in_flight.insert(fetch(call, self.offset, self.lenient)),
                Ok(None) => {
                    self.done = true;
                    let message = format!(
                        "the next page would begin at {}, which its parameter cannot hold",
                        self.offset
                    );
                    // Nothing was read yet: it is where the caller wants to begin.
                    let error = match self.last {
                        None => Error::invalid(message).during(P::OPERATION.id),
                        Some(_) => paging::<P>(message),
                    };
                    return Poll::Ready(Some(Err(error)));
                }
            },
        };
        let outcome = ready!(in_flight.as_mut().poll(context));
        self.in_flight = None;
        Poll::Ready(match outcome.and_then(|fetched| self.take(fetched)) {
            Ok(fetched) => fetched.map(Ok),
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        })
    }

    /// Refuses a call whose pages would not move on.
    fn refuse_stop(&self) -> Result<(), Error> {
        let invalid = |message: String| Err(Error::invalid(message).during(P::OPERATION.id));
        match self.call.limit() {
            Some(limit) if limit < 1 => {
                return invalid(format!(
                    "a page of {limit} records makes no progress: set a limit of at least 1"
                ));
            }
            _ => {}
        }
        if self.offset < 0 {
            return invalid(format!(
                "reading cannot begin at {}: the first record is at 0",
                self.offset
            ));
        }
        Ok(())
    }

    /// Moves behind a page, none if it is the end.
    ///
    /// The end is an empty page, or a total that is reached and was the same or less before. A total that is less than what
    /// came is ignored. An empty page before the total is an error: something was not given. That is the total that it states
    /// itself, or, where it states none or one that was contradicted, the greatest one before.
    fn take(&mut self, fetched: Fetched<P>) -> Result<Option<Fetched<P>>, Error> {
        let total = P::total(&fetched.page);
        if fetched.length == 0 {
            self.total = total;
            let stated = total.filter(|total| *total >= fetched.offset).or(self.greatest);
            if let Some(total) = stated.filter(|total| *total > fetched.offset) {
                return Err(paging::<P>(format!(
                    "the page at offset {} is empty, although the service states a total of {total}; reading can resume \
                     at this position",
                    fetched.offset
                )));
            }
            self.done = true;
            return Ok(None);
        }
        let next = fetched.offset.saturating_add(fetched.length);
        self.refuse_repetition(&fetched, total, next)?;
        self.total = total;
        self.offset = next;
        let believable = total.filter(|total| *total >= next);
        self.unreliable |= believable.is_none() || believable < self.greatest;
        self.greatest = self.greatest.max(believable);
        self.done = !self.unreliable && total == Some(next);
        Ok(Some(fetched))
    }

    /// A page that was there before at another offset: the server passes the offset over, and would go on for ever.
    ///
    /// Records that arrive at the head move all others down; then the total grows, and a page may come again.
    fn refuse_repetition(&mut self, fetched: &Fetched<P>, total: Option<i64>, next: i64) -> Result<(), Error> {
        let (looks, keyed) = match &fetched.records {
            Some(records) => looks::<P>(records.iter().map(Result::as_ref), fetched.length),
            None => looks::<P>(P::items(&fetched.page).iter().map(Ok), fetched.length),
        };
        // Without keys, records may be alike and yet several: pages that are alike are the same one only where the total
        // has no room for both.
        let before = self.pages.insert(looks, (fetched.offset, total));
        let again = match before {
            None => false,
            // As many must have arrived as the page has moved.
            Some((offset, stated)) if keyed => {
                let arrived = total.zip(stated).map_or(0, |(now, before)| now.saturating_sub(before));
                arrived < fetched.offset.saturating_sub(offset)
            }
            Some(_) => self.last == Some(looks) && total.is_none_or(|total| total < next),
        };
        self.last = Some(looks);
        if !again {
            return Ok(());
        }
        Err(paging::<P>(format!(
            "the page at offset {} is one that came before: the server does not move on, and the rest cannot be read",
            fetched.offset
        )))
    }
}

/// What the records of a page look like together, and whether by their keys. Of the keys of a long page some are enough:
/// a page with the same ones at the same places is the same page.
fn looks<'i, P: Paged>(
    records: impl Iterator<Item = Result<&'i P::Item, &'i Error>> + Clone,
    length: i64,
) -> (u64, bool) {
    const SAMPLES: usize = 32;
    let step = usize::try_from(length).unwrap_or_default().div_ceil(SAMPLES).max(1);
    let mut hasher = DefaultHasher::new();
    length.hash(&mut hasher);
    let mut sampled = records.clone().step_by(step);
    let keyed = sampled.all(|record| {
        let key = key_of::<P>(record);
        key.inspect(|key| key.hash(&mut hasher)).is_some()
    });
    if !keyed {
        for record in records {
            content_of::<P>(record).hash(&mut hasher);
        }
    }
    (hasher.finish(), keyed)
}

fn fetch<P: Paged>(call: P, offset: i64, lenient: bool) -> BoxFuture<'static, Result<Fetched<P>, Error>> {
    let length = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    if !lenient {
        let page = call.fetch();
        return Box::pin(async move {
            let page = page.await?;
            let length = length(P::items(&page).len());
            Ok(Fetched {
                page,
                records: None,
                offset,
                length,
            })
        });
    }
    let page = call.fetch_lenient();
    Box::pin(async move {
        let mut records = Vec::new();
        let page = page.await?.map(|(page, found)| {
            records = found;
            page
        });
        Ok(Fetched {
            page,
            length: length(records.len()),
            records: Some(records),
            offset,
        })
    })
}

/// The pages do not add up.
pub(super) fn paging<P: Paged>(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Paging, message).during(P::OPERATION.id)
}
