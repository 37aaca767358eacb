//! Server-sent events: `text/event-stream`.

use std::{
    fmt,
    future::poll_fn,
    task::{Context, Poll},
    time::Duration,
};

use reqwest::header::HeaderValue;
use serde::de::DeserializeOwned;

use super::{
    driven::{Driven, Source},
    event_parser::{Parsed, Parser},
};
use crate::runtime::{
    budget::Budget,
    core::{Core, Ready},
    decode,
    error::{Error, ErrorKind},
    opened::Opened,
    outgoing::Outgoing,
    readable::reader,
    upload::Payload,
};

/// How long to wait before a connection is made again, if the server does not say.
const WAIT: Duration = Duration::from_secs(1);

/// The longest wait that a server can request.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How many connections in a row may break off without an event.
const MOST_FAILURES: u32 = 3;

/// A server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// Its type; `message` if the server states none.
    pub event: String,
    /// Its text.
    pub data: String,
    /// Its ID, or that of the last event before it that has one.
    pub id: Option<String>,
    values: usize,
}

impl Event {
    /// Decodes the text as JSON.
    ///
    /// # Errors
    /// Returns an error of the kind [`Decode`](crate::ErrorKind::Decode) if the text does not fit the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let decoded = decode::value(self.data.as_bytes(), &Budget::new(self.values));
        decoded.map_err(|failure| failure.describe().with_raw_body(self.data.clone()))
    }
}

/// The events of a response.
///
/// If the connection breaks off, and the request can be sent twice, it is sent again with the ID of the last event, after
/// as long as the server says, or a second; after three connections in a row without an event, the error is returned. Where no
/// event has an ID, the first one is. It ends when the server ends the response, and after the first error;
/// [`last_event_id`](Self::last_event_id) is where reading can go on.
#[must_use = "nothing is received before `next`"]
pub struct EventStream(Driven<Events>);

struct Events {
    core: Core,
    ready: Ready,
    opened: Opened,
    parser: Parser,
    /// The ID of the last event that was returned.
    last_id: Option<String>,
    failures: u32,
}

impl Source for Events {
    type Item = Event;

    fn received(&mut self) -> Option<Result<Event, Error>> {
        let Parsed { event, data, id } = self.parser.whole.pop_front()?;
        self.failures = 0;
        self.last_id.clone_from(&id);
        Some(Ok(Event {
            event,
            data,
            id,
            values: self.opened.terms.limits.values,
        }))
    }

    async fn receive(&mut self) -> Result<bool, Error> {
        match self.opened.chunk().await {
            Ok(None) => Ok(false),
            Ok(Some(chunk)) => {
                let added = self.parser.add(&chunk, self.opened.terms.limits.bytes);
                added.map_err(|_| self.opened.too_large("an event of the response"))?;
                Ok(true)
            }
            Err(error) => {
                self.reconnect(error).await?;
                Ok(true)
            }
        }
    }
}

impl Events {
    /// Sends the request again, for the events behind the last one.
    async fn reconnect(&mut self, error: Error) -> Result<(), Error> {
        let id = self.last_id.as_deref().and_then(|id| HeaderValue::from_str(id).ok());
        let Outgoing { idempotent, body, .. } = &self.ready.outgoing;
        let is_resumable = *idempotent
            && body.as_ref().is_none_or(Payload::can_be_sent)
            && matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout)
            && self.failures < MOST_FAILURES;
        let Some(id) = id.filter(|_| is_resumable) else {
            return Err(error);
        };
        self.failures += 1;
        tokio::time::sleep(self.parser.retry.unwrap_or(WAIT).min(LONGEST_WAIT)).await;
        self.ready.outgoing.headers.insert("last-event-id", id);
        let (opened, _) = self.core.open(&self.ready).await?;
        self.opened = opened;
        // What came of an event that was not whole comes again.
        let retry = self.parser.retry;
        self.parser = Parser::after(self.last_id.clone());
        self.parser.retry = retry;
        Ok(())
    }
}

impl EventStream {
    pub(super) fn new(core: Core, ready: Ready, opened: Opened, last_id: Option<String>) -> Self {
        Self(Driven::new(Events {
            core,
            ready,
            opened,
            parser: Parser::after(last_id.clone()),
            last_id,
            failures: 0,
        }))
    }

    /// Returns the next event. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<Event, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event, Error>>> {
        self.0.poll(context)
    }

    /// Returns the ID of the last event that was returned, if it has one, and if no event is being waited for.
    pub fn last_event_id(&self) -> Option<&str> {
        self.0.source()?.last_id.as_deref()
    }
}

reader!([] EventStream, Event);

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}
