//! What the name of a media type says of how a body is handled.

use crate::view::essence;

/// Whether a media type can be sent in the header `Accept` or `Content-Type`.
pub(super) fn is_header_value(media_type: &str) -> bool {
    media_type.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

/// The media types whose lines are values of JSON.
pub(super) const LINES: [&str; 5] = [
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/jsonlines",
    "application/x-jsonlines",
];

/// The media type of server-sent events.
pub(super) const EVENTS: &str = "text/event-stream";

/// Whether the client has a method of its own that reads a media type while it arrives.
pub(super) fn is_stream(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == EVENTS || LINES.contains(&essence.as_str())
}
