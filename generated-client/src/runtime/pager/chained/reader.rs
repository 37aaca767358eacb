//! The one place that moves from a page to the one that it names.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::task::{Context, Poll, ready};

use super::{
    super::{
        Fetching,
        cursor::is_beyond_the_end,
        key::hash_content,
        repetition::{PageDigest, Repetition},
        seen::Seen,
        totals::{PageTotal, Totals},
    },
    Chained,
    position::Place,
};
use crate::runtime::{
    continuation::{NextPage, PageToken, RequestedPage},
    error::{Error, ErrorKind},
    response::Response,
};

/// How many pages that are empty, or begin and end with the same records, may follow one another, each of which names a next
/// one.
const MOST_ALIKE: u32 = 1000;

/// A page as it was received, and its place.
pub(super) struct Fetched<P: Chained> {
    pub(super) page: Response<P::Page>,
    pub(super) place: Place,
}

/// A page that is being fetched, with what names the next one.
type FetchingWithNext<P> = Fetching<(<P as Chained>::Page, Option<PageToken>)>;

/// Moves from page to page.
pub(super) struct Reader<P: Chained> {
    call: P,
    /// The next page; none behind the last one.
    next: Option<Place>,
    in_flight: Option<FetchingWithNext<P>>,
    /// Whether no further page is requested.
    done: bool,
    /// The error that follows the page that was returned last.
    failure: Option<Error>,
    /// The cursors and links so far.
    seen: Seen,
    /// The length of the page before, and the content of its first and its last record.
    last: Option<(usize, u64, u64)>,
    /// How many pages have come one after the other that are alike in that.
    alike: u32,
    totals: Totals,
    repetition: Repetition,
}

impl<P: Chained> Reader<P> {
    /// Begins at a place; there is nothing to read behind the last page.
    pub(super) fn new(call: P, next: Option<Place>) -> Self {
        let mut seen = Seen::default();
        if let Some(token) = next.as_ref().and_then(|place| place.token.as_ref()) {
            seen.insert(&token.text);
        }
        Self {
            call,
            done: next.is_none(),
            next,
            in_flight: None,
            failure: None,
            seen,
            last: None,
            alike: 0,
            totals: Totals::default(),
            repetition: Repetition::default(),
        }
    }

    /// Starts again at a place, and drops a request that is being made.
    pub(super) fn restart(&mut self, next: Option<Place>) {
        *self = Self::new(self.call.clone(), next);
    }

    /// The next page; none behind the last one.
    pub(super) fn next(&self) -> Option<&Place> {
        self.next.as_ref()
    }

    /// The total of the last response.
    pub(super) fn total(&self) -> Option<i64> {
        self.totals.last()
    }

    /// The next page; none after the last one, and after an error.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Fetched<P>, Error>>> {
        if let Some(failure) = self.failure.take() {
            self.done = true;
            return Poll::Ready(Some(Err(failure)));
        }
        let Some(place) = self.next.clone().filter(|_| !self.done) else {
            return Poll::Ready(None);
        };
        let in_flight = match &mut self.in_flight {
            Some(in_flight) => in_flight,
            None => match self.request(&place) {
                Ok(fetching) => self.in_flight.insert(fetching),
                Err(error) => {
                    self.done = true;
                    return Poll::Ready(Some(Err(error)));
                }
            },
        };
        let outcome = ready!(in_flight.as_mut().poll(context));
        self.in_flight = None;
        Poll::Ready(match outcome.and_then(|page| self.take(page, place)) {
            Ok(fetched) => fetched.map(Ok),
            Err(error) => {
                self.done = true;
                let is_end = self.totals.is_unconfirmed() && is_beyond_the_end(&error);
                (!is_end).then_some(Err(error))
            }
        })
    }

    fn request(&self, place: &Place) -> Result<FetchingWithNext<P>, Error> {
        if let Some(limit) = self.call.limit().filter(|limit| *limit < 1) {
            let message = format!("a page of {limit} records makes no progress: set a limit of at least 1");
            return Err(Error::invalid(message).during(P::OPERATION.id));
        }
        let mut call = self.call.clone();
        if let Some(token) = place.token.clone() {
            call.options().page = Some(RequestedPage {
                continuation: P::CONTINUATION,
                token,
            });
        }
        Ok(call.fetch())
    }

    /// Moves behind a page; none if there is nothing on it, and it is the end.
    fn take(
        &mut self,
        page: Response<(P::Page, Option<PageToken>)>,
        place: Place,
    ) -> Result<Option<Fetched<P>>, Error> {
        let mut token = None;
        let page = page.map(|(page, next)| {
            token = next;
            page
        });
        let fetched = Fetched { page, place };
        if matches!(P::CONTINUATION.next, NextPage::Number) {
            return self.take_numbered(fetched);
        }
        let items = P::items(&fetched.page);
        let length = items.len();
        let content = |item: Option<&P::Item>| item.map(hash_content).unwrap_or_default();
        let last = Some((length, content(items.first()), content(items.last())));
        self.alike = if last == self.last { self.alike + 1 } else { 1 };
        self.last = last;
        let is_known = token.as_ref().is_some_and(|token| !self.seen.insert(&token.text));
        self.next = token.map(|token| Place {
            token: Some(token),
            read: fetched.place.read.saturating_add(count(length)),
            skip: 0,
        });
        self.done = self.next.is_none();
        if is_known {
            self.failure = Some(paging::<P>(
                "a page names as the next one a page that was read before: the server does not move on, and the rest cannot \
                 be read",
            ));
        } else if self.alike >= MOST_ALIKE && !self.done {
            let how = if length == 0 {
                "are empty"
            } else {
                "begin and end with the same records"
            };
            self.failure = Some(paging::<P>(format!(
                "{MOST_ALIKE} pages in a row {how}, and each names a next one; reading can resume at this position"
            )));
        }
        Ok(Some(fetched))
    }

    /// The same where pages are numbered: the end is an empty page, or one that reaches the total and is not full.
    fn take_numbered(&mut self, fetched: Fetched<P>) -> Result<Option<Fetched<P>>, Error> {
        let Fetched { page, place } = &fetched;
        let number = match &place.token {
            Some(token) => token
                .text
                .parse()
                .map_err(|_| paging::<P>("the position has no number of a page"))?,
            None => self.call.number(),
        };
        let items = P::items(page);
        let (length, total) = (count(items.len()), P::total(page));
        if length == 0 {
            self.totals.add_empty(total, place.read).map_err(|total| {
                paging::<P>(format!(
                    "page {number} is empty after {} records, although the service states a total of {total}; reading can \
                     resume at this position",
                    place.read
                ))
            })?;
            self.done = true;
            return Ok(None);
        }
        let next = place.read.saturating_add(length);
        let mut hasher = DefaultHasher::new();
        for item in items {
            hash_content(item).hash(&mut hasher);
        }
        let is_repeated = self.repetition.add(PageDigest {
            digest: hasher.finish(),
            keyed: false,
            offset: place.read,
            next,
            total,
        });
        if is_repeated {
            return Err(paging::<P>(format!(
                "page {number} is one that came before: the server does not move on, and the rest cannot be read"
            )));
        }
        let is_full = match (self.call.limit(), P::DEFAULT_LIMIT) {
            (Some(limit), default) => length >= limit || Some(length) == default,
            (None, Some(default)) => length >= default,
            (None, None) => true,
        };
        self.next = Some(Place {
            token: Some(PageToken::number(number.saturating_add(1))),
            read: next,
            skip: 0,
        });
        self.done = self.totals.add(&PageTotal {
            total,
            length,
            next,
            is_full,
            can_continue: true,
        });
        Ok(Some(fetched))
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn paging<P: Chained>(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Paging, message).during(P::OPERATION.id)
}
