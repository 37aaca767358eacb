//! Responses that are read while they arrive: bytes, lines of JSON, and server-sent events.
//!
//! The memory that a stream takes does not grow with the response. An attempt's timeout applies to each piece of it, and
//! the limits of a response to each line and each event.

mod bytes;
mod driven;
mod event_parser;
mod events;
mod lines;
mod methods;

use reqwest::header::{ACCEPT, HeaderValue};
use serde::de::DeserializeOwned;

use super::{
    call::Call,
    core::{Core, Ready},
    error::{Error, ErrorKind},
    response::Response,
};

pub use self::{
    bytes::ByteStream,
    events::{Event, EventStream},
    lines::JsonLines,
};

impl Call {
    /// Sends the call and returns the body of its response piece by piece.
    pub async fn stream_bytes(self) -> Result<Response<ByteStream>, Error> {
        let (core, ready) = self.ready().await?;
        let (opened, head) = core.open(&ready).await?;
        Ok(Response::new(ByteStream::new(opened), head))
    }

    /// Sends the call for a media type whose lines are values of JSON, and returns these one by one.
    pub async fn stream_lines<T: DeserializeOwned + Send + 'static>(
        self,
        media_type: &'static str,
    ) -> Result<Response<JsonLines<T>>, Error> {
        let (core, mut ready) = self.ready().await?;
        ready
            .outgoing
            .headers
            .insert(ACCEPT, HeaderValue::from_static(media_type));
        let (opened, head) = core.open(&ready).await?;
        Ok(Response::new(JsonLines::new(opened), head))
    }

    /// Sends the call for server-sent events, those behind `last_event_id` if there is one.
    pub async fn stream_events(self, last_event_id: Option<String>) -> Result<Response<EventStream>, Error> {
        let (core, mut ready) = self.ready().await?;
        ready
            .outgoing
            .headers
            .insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        if let Some(id) = &last_event_id {
            let value = HeaderValue::from_str(id).map_err(|_| {
                let message = "the ID of the last event has a character that is invalid in a header";
                Error::invalid(message).during(ready.outgoing.name())
            })?;
            ready.outgoing.headers.insert("last-event-id", value);
        }
        let (opened, head) = core.open(&ready).await?;
        let essence = opened.essence();
        if !essence.is_empty() && !essence.eq_ignore_ascii_case("text/event-stream") {
            let error = Error::quoting(
                ErrorKind::Decode,
                "the response is of the media type `",
                essence,
                "`, not `text/event-stream`",
            );
            return Err(opened.error(error));
        }
        Ok(Response::new(
            EventStream::new(core, ready, opened, last_event_id),
            head,
        ))
    }

    /// What is sent.
    async fn ready(self) -> Result<(Core, Ready), Error> {
        let (core, request) = self.request().await?;
        let operation = request.operation().id;
        let ready = core.ready(request).map_err(|error| error.during(operation))?;
        Ok((core, ready))
    }
}
