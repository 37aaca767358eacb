//! Responses that are read while they arrive: bytes, lines of JSON, and server-sent events.
//!
//! The memory that a stream takes does not grow with the response. An attempt's timeout applies to each piece of it, and
//! the limits of a response to each line and each event.

mod bytes;
mod driven;
mod event_parser;
mod events;
mod lines;

use reqwest::header::{ACCEPT, HeaderValue};
use serde::de::DeserializeOwned;

use super::{
    core::Core,
    error::{Error, ErrorKind},
    request::Request,
    response::Response,
};

pub use self::{
    bytes::ByteStream,
    events::{Event, EventStream},
    lines::JsonLines,
};

impl Core {
    /// Sends a request and returns the body of its response piece by piece.
    pub async fn stream_bytes(&self, request: Request) -> Result<Response<ByteStream>, Error> {
        let ready = self.ready(request)?;
        let (opened, head) = self.open(&ready).await?;
        Ok(Response::new(ByteStream::new(opened), head))
    }

    /// Sends a request for a media type whose lines are values of JSON, and returns these one by one.
    pub async fn stream_lines<T: DeserializeOwned + Send + 'static>(
        &self,
        request: Request,
        media_type: &'static str,
    ) -> Result<Response<JsonLines<T>>, Error> {
        let mut ready = self.ready(request)?;
        ready
            .outgoing
            .headers
            .insert(ACCEPT, HeaderValue::from_static(media_type));
        let (opened, head) = self.open(&ready).await?;
        Ok(Response::new(JsonLines::new(opened), head))
    }

    /// Sends a request for server-sent events, those behind `last_event_id` if there is one.
    pub async fn stream_events(
        &self,
        request: Request,
        last_event_id: Option<String>,
    ) -> Result<Response<EventStream>, Error> {
        let mut ready = self.ready(request)?;
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
        let (opened, head) = self.open(&ready).await?;
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
            EventStream::new(self.clone(), ready, opened, last_event_id),
            head,
        ))
    }
}
