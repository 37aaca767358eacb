//! The one place that moves from a page to the one that it names.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::task::{Context, Poll, ready};

use super::{
    super::{
        Fetching,
        concurrent::Concurrent,
        cursor::is_beyond_the_end,
        key::hash_content,
        prefetch::{Prefetch, Source},
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
    facts::Operation,
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

/// A page, with what names the next one.
type WithNext<P> = (<P as Chained>::Page, Option<PageToken>);

/// A page that is being fetched.
struct InFlight<P: Chained> {
    page: Fetching<WithNext<P>>,
    /// Whether it was requested before the page before it was received.
    is_guess: bool,
}

/// The state of a reader behind a page.
pub(super) struct Mark {
    next: Option<Place>,
    read: i64,
    total: Option<i64>,
}

/// Moves from page to page.
pub(super) struct Reader<P: Chained> {
    call: P,
    /// The next page; none behind the last one.
    next: Option<Place>,
    /// The number of records up to there.
    read: i64,
    in_flight: Option<InFlight<P>>,
    /// Pages behind that one, where they are numbered.
    concurrent: Concurrent<Response<WithNext<P>>>,
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
            read: next.as_ref().map_or(0, |place| place.read),
            next,
            in_flight: None,
            concurrent: Concurrent::new(1),
            failure: None,
            seen,
            last: None,
            alike: 0,
            totals: Totals::default(),
            repetition: Repetition::default(),
        }
    }

    /// Requests so many pages at the same time where the total says that they exist.
    pub(super) fn set_concurrent(&mut self, pages: usize) {
        self.concurrent = Concurrent::new(pages);
    }

    /// The next page; none after the last one, and after an error.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Fetched<P>, Error>>> {
        loop {
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
                    Ok(in_flight) => self.in_flight.insert(in_flight),
                    Err(error) => {
                        self.done = true;
                        return Poll::Ready(Some(Err(error)));
                    }
                },
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
            return Poll::Ready(match outcome.and_then(|page| self.take(page, place)) {
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

    /// Requests the page of a place, and those behind it that the total says exist.
    fn request(&mut self, place: &Place) -> Result<InFlight<P>, Error> {
        if let Some(limit) = self.call.limit().filter(|limit| *limit < 1) {
            let message = format!("a page of {limit} records makes no progress: set a limit of at least 1");
            return Err(Error::invalid(message).during(P::OPERATION.id));
        }
        if self.concurrent.most() == 1 {
            let page = fetch(&self.call, place.token.clone());
            return Ok(InFlight { page, is_guess: false });
        }
        let number = self.number(place)?;
        let guess = self.concurrent.take(number);
        let is_guess = guess.is_some();
        let page = guess.unwrap_or_else(|| fetch(&self.call, place.token.clone()));
        if let (Some(total), length) = (self.totals.reliable(), self.totals.longest()) {
            // How many pages there are from this one on, if they are as long as those so far.
            let records = total.saturating_sub(place.read);
            let pages = if length > 0 {
                (records - 1).div_euclid(length)
            } else {
                0
            };
            let last = number.saturating_add(pages);
            let next = |number: i64| number.checked_add(1).filter(|next| *next <= last);
            let call = &self.call;
            let request = |number| Some(fetch(call, Some(PageToken::number(number))));
            self.concurrent.fill(number, next, request);
        }
        Ok(InFlight { page, is_guess })
    }

    /// Whether a page states another total than the one before it.
    fn is_outdated(&self, outcome: &Result<Response<WithNext<P>>, Error>) -> bool {
        let is_first = self.repetition.is_empty();
        matches!(outcome, Ok(page) if !is_first && P::total(&page.0) != self.totals.last())
    }

    /// The number of a page, where pages are numbered.
    fn number(&self, place: &Place) -> Result<i64, Error> {
        match &place.token {
            Some(token) => {
                let number = token.text.parse();
                number.map_err(|_| paging::<P>("the position has no number of a page"))
            }
            None => Ok(self.call.number()),
        }
    }

    /// Moves behind a page; none if there is nothing on it, and it is the end.
    fn take(&mut self, page: Response<WithNext<P>>, place: Place) -> Result<Option<Fetched<P>>, Error> {
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
        self.read = fetched.place.read.saturating_add(count(length));
        self.next = token.map(|token| Place {
            token: Some(token),
            read: self.read,
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
        let number = self.number(place)?;
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
        self.read = next;
        if length == self.totals.longest() {
            self.concurrent.widen();
        }
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
        if self.done {
            self.concurrent.clear();
        }
        Ok(Some(fetched))
    }
}

impl<P: Chained> Source for Reader<P> {
    type Fetched = Fetched<P>;
    type Mark = Mark;

    const OPERATION: &'static Operation = P::OPERATION;

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Fetched<P>, Error>>> {
        self.poll(context)
    }

    fn mark(&self) -> Mark {
        Mark {
            next: self.next.clone(),
            read: self.read,
            total: self.totals.last(),
        }
    }

    /// A failure may still follow the last page.
    fn is_done(&self) -> bool {
        self.done && self.failure.is_none()
    }

    fn fresh(&self) -> Self {
        let mut fresh = Self::new(self.call.clone(), self.next.clone());
        fresh.set_concurrent(self.concurrent.most());
        fresh
    }
}

impl<P: Chained> Prefetch<Reader<P>> {
    /// Starts again at a place, and drops requests that are being made.
    pub(super) fn restart(&mut self, next: Option<Place>) {
        let reader = self.stop();
        let pages = reader.concurrent.most();
        *reader = Reader::new(reader.call.clone(), next);
        reader.set_concurrent(pages);
    }

    /// The next page; none behind the last one.
    pub(super) fn next(&self) -> Option<&Place> {
        match self.state() {
            Ok(reader) => reader.next.as_ref(),
            Err(mark) => mark.next.as_ref(),
        }
    }

    /// The number of records on the pages that were taken.
    pub(super) fn read(&self) -> i64 {
        self.state().map_or_else(|mark| mark.read, |reader| reader.read)
    }

    /// The total of the last response.
    pub(super) fn total(&self) -> Option<i64> {
        match self.state() {
            Ok(reader) => reader.totals.last(),
            Err(mark) => mark.total,
        }
    }
}

fn fetch<P: Chained>(call: &P, token: Option<PageToken>) -> Fetching<WithNext<P>> {
    let mut call = call.clone();
    call.options().paged_by.push(P::CONTINUATION.sent);
    if let Some(token) = token {
        call.options().page = Some(RequestedPage {
            continuation: P::CONTINUATION,
            token,
        });
    }
    call.fetch()
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn paging<P: Chained>(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Paging, message).during(P::OPERATION.id)
}
