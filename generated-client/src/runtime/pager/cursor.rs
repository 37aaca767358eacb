//! The one place that moves from page to page.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::task::{Context, Poll, ready};

use super::{
    Paged, Records,
    concurrent::Concurrent,
    key::{content_of, key_of},
    prefetch::{Prefetch, Source},
    repetition::{PageDigest, Repetition},
    totals::{PageTotal, Totals},
};
use crate::runtime::{
    authenticate::BoxFuture,
    error::{Error, ErrorKind},
    facts::Operation,
    response::Response,
};

/// A page as it was received.
pub(super) struct Fetched<P: Paged> {
    pub(super) page: Response<P::Page>,
    /// The records that were decoded by themselves; none if they are in the page.
    pub(super) records: Option<Records<P::Item>>,
    /// Where the page begins, and how many records it has.
    pub(super) offset: i64,
    pub(super) length: i64,
}

/// A page that is being fetched.
struct InFlight<P: Paged> {
    page: BoxFuture<'static, Result<Fetched<P>, Error>>,
    /// Whether it was requested before the page before it was received.
    is_guess: bool,
}

/// The state of a cursor behind a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Where the next page begins.
    pub(super) offset: i64,
    /// The total of the last response.
    pub(super) total: Option<i64>,
    /// Whether no total so far was missing, fell, or was contradicted by records.
    pub(super) is_total_reliable: bool,
    /// Whether a total was less than the records up to the end of its page.
    pub(super) is_total_contradicted: bool,
    /// Whether there is no next page.
    pub(super) is_done: bool,
}

/// Moves from page to page.
pub(super) struct Cursor<P: Paged> {
    call: P,
    /// Where the next page begins.
    offset: i64,
    /// The greatest offset that may be requested to confirm a total.
    greatest_offset: i64,
    lenient: bool,
    in_flight: Option<InFlight<P>>,
    /// Pages behind that one.
    concurrent: Concurrent<Fetched<P>>,
    done: bool,
    totals: Totals,
    repetition: Repetition,
}

impl<P: Paged> Cursor<P> {
    pub(super) fn new(call: P, offset: i64, lenient: bool) -> Self {
        Self {
            call,
            offset,
            greatest_offset: i64::MAX,
            lenient,
            in_flight: None,
            concurrent: Concurrent::new(1),
            done: false,
            totals: Totals::default(),
            repetition: Repetition::default(),
        }
    }

    /// Requests no page beyond this offset only to confirm a total.
    pub(super) fn confirm_up_to(mut self, greatest_offset: i64) -> Self {
        self.greatest_offset = greatest_offset;
        self
    }

    /// Requests so many pages at the same time where the total says that they exist.
    pub(super) fn set_concurrent(&mut self, pages: usize) {
        self.concurrent = Concurrent::new(pages);
    }

    /// Starts again at `offset`, and drops requests that are being made.
    fn restart(&mut self, offset: i64, lenient: bool) {
        *self = Self {
            offset,
            lenient,
            ..self.fresh()
        };
    }

    /// The next page; none after the last one, and after an error.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Fetched<P>, Error>>> {
        loop {
            if self.done {
                return Poll::Ready(None);
            }
            let Some(in_flight) = &mut self.in_flight else {
                match self.request() {
                    Ok(true) => continue,
                    Ok(false) => self.done = true,
                    Err(error) => {
                        self.done = true;
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                continue;
            };
            let outcome = ready!(in_flight.page.as_mut().poll(context));
            let is_guess = in_flight.is_guess;
            self.in_flight = None;
            if self.concurrent.most() > 1 && self.is_outdated(&outcome) {
                // Records move: pages that were requested at the same time may not follow one another.
                self.concurrent.reject();
                if is_guess {
                    continue;
                }
            }
            return Poll::Ready(match outcome.and_then(|fetched| self.take(fetched)) {
                Ok(fetched) => fetched.map(Ok),
                Err(error) => {
                    self.done = true;
                    self.concurrent.clear();
                    let is_end = self.totals.is_unconfirmed() && is_beyond_the_end(&error);
                    (!is_end).then_some(Err(error))
                }
            });
        }
    }

    /// Requests the next page, and those behind it that the total says exist. Returns false if there is no next page.
    fn request(&mut self) -> Result<bool, Error> {
        let guess = self.concurrent.take(self.offset);
        let is_guess = guess.is_some();
        let page = match guess {
            Some(page) => page,
            None => {
                self.refuse_no_progress()?;
                match self.call.clone().at(self.offset) {
                    Some(call) => fetch(call, self.offset, self.lenient),
                    None if self.totals.is_unconfirmed() => return Ok(false),
                    None => return Err(self.unreachable()),
                }
            }
        };
        self.in_flight = Some(InFlight { page, is_guess });
        if self.concurrent.most() > 1 {
            self.request_ahead();
        }
        Ok(true)
    }

    /// Requests pages behind the next one.
    fn request_ahead(&mut self) {
        let (Some(total), length) = (self.totals.reliable(), self.totals.longest()) else {
            return;
        };
        let last = total.saturating_sub(1).min(self.greatest_offset);
        let next = |start: i64| start.checked_add(length).filter(|next| length > 0 && *next <= last);
        let (call, lenient) = (&self.call, self.lenient);
        let request = |start| Some(fetch(call.clone().at(start)?, start, lenient));
        self.concurrent.fill(self.offset, next, request);
    }

    /// Whether a page states another total than the one before it.
    fn is_outdated(&self, outcome: &Result<Fetched<P>, Error>) -> bool {
        let is_first = self.repetition.is_empty();
        matches!(outcome, Ok(fetched) if !is_first && P::total(&fetched.page) != self.totals.last())
    }

    fn unreachable(&self) -> Error {
        let message = format!(
            "the next page would begin at {}, which its parameter cannot hold",
            self.offset
        );
        // Nothing was read yet: it is where the caller wants to begin.
        if self.repetition.is_empty() {
            Error::invalid(message).during(P::OPERATION.id)
        } else {
            paging::<P>(message)
        }
    }

    /// Refuses a call that cannot make progress.
    fn refuse_no_progress(&self) -> Result<(), Error> {
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

    /// Moves behind a page; none if it is empty and the end.
    fn take(&mut self, fetched: Fetched<P>) -> Result<Option<Fetched<P>>, Error> {
        let Fetched { offset, length, .. } = fetched;
        let total = P::total(&fetched.page);
        if length == 0 {
            self.totals.add_empty(total, offset).map_err(|total| {
                paging::<P>(format!(
                    "the page at offset {offset} is empty, although the service states a total of {total}; reading can \
                     resume at this position"
                ))
            })?;
            self.done = true;
            return Ok(None);
        }
        let next = offset.saturating_add(length);
        let (digest, keyed) = match &fetched.records {
            Some(records) => digest::<P>(records.iter().map(Result::as_ref), length),
            None => digest::<P>(P::items(&fetched.page).iter().map(Ok), length),
        };
        let page = PageDigest {
            digest,
            keyed,
            offset,
            next,
            total,
        };
        if self.repetition.add(page) {
            return Err(paging::<P>(format!(
                "the page at offset {offset} is one that came before: the server does not move on, and the rest cannot be \
                 read"
            )));
        }
        self.offset = next;
        if length == self.totals.longest() {
            self.concurrent.widen();
        }
        // Pages are as long as the one before, but for the last one.
        self.call.expect_records(usize::try_from(length).unwrap_or_default());
        self.done = self.totals.add(&PageTotal {
            total,
            length,
            next,
            is_full: self.is_full(length),
            can_continue: next <= self.greatest_offset,
        });
        if self.done {
            self.concurrent.clear();
        }
        Ok(Some(fetched))
    }

    /// Whether a page is as long as a page of this call can be. A server may ignore the limit and send as many as without
    /// one. Where neither is known, any page may be full.
    fn is_full(&self, length: i64) -> bool {
        match (self.call.limit(), P::DEFAULT_LIMIT) {
            (Some(limit), default) => length >= limit || Some(length) == default,
            (None, Some(default)) => length >= default,
            (None, None) => true,
        }
    }
}

impl<P: Paged> Source for Cursor<P> {
    type Fetched = Fetched<P>;
    type Mark = Mark;

    const OPERATION: &'static Operation = P::OPERATION;

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Fetched<P>, Error>>> {
        self.poll(context)
    }

    fn mark(&self) -> Mark {
        Mark {
            offset: self.offset,
            total: self.totals.last(),
            is_total_reliable: self.totals.is_reliable(),
            is_total_contradicted: self.totals.is_contradicted(),
            is_done: self.done,
        }
    }

    fn is_done(&self) -> bool {
        self.done
    }

    /// A page beyond the greatest offset is requested only to confirm a total.
    fn is_paused(&self) -> bool {
        !self.done && self.offset > self.greatest_offset
    }

    fn fresh(&self) -> Self {
        let mut fresh = Self::new(self.call.clone(), self.offset, self.lenient).confirm_up_to(self.greatest_offset);
        fresh.set_concurrent(self.concurrent.most());
        fresh
    }
}

impl<P: Paged> Prefetch<Cursor<P>> {
    /// The state behind the last page that was taken.
    pub(super) fn mark(&self) -> Mark {
        self.state().map_or_else(|mark| *mark, Source::mark)
    }

    /// Starts again at `offset`, and drops requests that are being made.
    pub(super) fn restart(&mut self, offset: i64, lenient: bool) {
        self.stop().restart(offset, lenient);
    }
}

/// Whether a service refused a page because it begins behind the last record.
pub(super) fn is_beyond_the_end(error: &Error) -> bool {
    let is_refusal = matches!(error.kind(), ErrorKind::Api | ErrorKind::UnexpectedStatus);
    is_refusal && matches!(error.status(), Some(400 | 404 | 416)) && !error.is_transient()
}

/// The digest of the records of a page, and whether it is one of their keys. Of the keys of a long page some are enough: a
/// page with the same ones at the same places is the same page.
fn digest<'i, P: Paged>(
    records: impl Iterator<Item = Result<&'i P::Item, &'i Error>> + Clone,
    length: i64,
) -> (u64, bool) {
    const SAMPLES: usize = 16;
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

/// Returns an error of the kind `Paging`.
pub(super) fn paging<P: Paged>(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Paging, message).during(P::OPERATION.id)
}
