//! Recorded interactions on disk: a versioned envelope that loses nothing of a body, and lets no secret through.
//!
//! ```text
//! traffic ─▶ Interaction ─redaction▶ Recording ─▶ text       (only a Recording can be written)
//!    file ─▶ Recording ─▶ Interaction                        (a file that holds a secret is refused)
//! ```
//!
//! An [`Interaction`] is a request and its response as they were. A [`Recording`] is one that may be kept: what no list
//! allows has lost its value, as [`redaction`] has it. There is no other way to a text on disk.
//!
//! A file holds one interaction:
//!
//! ```text
//! {
//!   "version": 1,
//!   "provenance": { "kind": "live", "source": "where it comes from, in words", "date": "2026-04-03" },
//!   "unobserved": ["request", "response.headers"],             what nobody has seen: no rule judges it
//!   "request": { "method": "GET", "url": "https://…", "headers": { "X-Auth-Token": "REDACTED" }, "body": … },
//!   "response": { "status": 200, "headers": { "Content-Type": "application/json" }, "body": … },
//!   "redacted": ["path:id", "query:name", "request.body:/name", "/items/0/name"]
//! }
//! ```
//!
//! What is `redacted` was replaced by a value of the same type and shape: parameters, pointers into the request's body, and
//! pointers into the response's body.
//!
//! A `body` is `{"json": …}` where writing that again gives the same values, text for text; otherwise `{"text": "…"}`;
//! otherwise `{"base64": "…"}`. The writer chooses, the reader takes all three. What the envelope does not know is
//! refused, and so is another version.
//!
//! Traffic that others captured is read too, and never written: a HAR ([`har`]), or a line for each interaction
//! ([`ndjson`]). It gives a [`Captured`], which knows where in the text everything stands.
//!
//! [`json`] reads JSON without losing anything: numbers keep their text, members their order, and what other readers
//! pass over in silence (a member twice, half of a surrogate pair, a byte order mark) is reported with its place.
//!
//! This crate knows nothing of OpenAPI and never judges what an interaction says.

pub mod har;
pub mod headers;
pub mod json;
pub mod ndjson;
pub mod redaction;

mod access_log;
mod captured;
mod encoding;
mod envelope;
mod error;
mod interaction;
mod part;
mod traffic;

pub use captured::Captured;
pub use encoding::decoded;
pub use envelope::{MAX_BYTES, Recording, VERSION, is_date};
pub use error::Error;
pub use interaction::{Header, Interaction, Kind, Provenance, REDACTED, Request, Response, Unobserved};
