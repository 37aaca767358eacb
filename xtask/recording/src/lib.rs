//! Recorded interactions: a versioned file format that keeps bodies exactly and contains no secret.
//!
//! ```text
//! traffic ─▶ Interaction ─redaction▶ Recording ─▶ text       (only a Recording can be written)
//!    file ─▶ Recording ─▶ Interaction                        (a file with a secret is an error)
//! ```
//!
//! An [`Interaction`] is a request with its response, as captured. A [`Recording`] is a redacted interaction, and the only
//! type that can be written to disk: [`redaction`] replaces every value that no list allows.
//!
//! A file contains one interaction:
//!
//! ```text
//! {
//!   "version": 1,
//!   "provenance": { "kind": "live", "source": "where it comes from, in words", "date": "2026-04-03" },
//!   "unobserved": ["request", "response.headers"],             was not observed, and is not checked
//!   "request": { "method": "GET", "url": "https://…", "headers": { "X-Auth-Token": "REDACTED" }, "body": … },
//!   "response": { "status": 200, "headers": { "Content-Type": "application/json" }, "body": … },
//!   "redacted": ["path:id", "query:name", "request.body:/name", "/items/0/name"]
//! }
//! ```
//!
//! `redacted` lists the values that were replaced by others of the same type and shape: parameters, JSON pointers into the
//! body of the request, and JSON pointers into the body of the response.
//!
//! A `body` is `{"json": …}` where writing that again gives the same values, text for text; otherwise `{"text": "…"}`;
//! otherwise `{"base64": "…"}`. The writer chooses, the reader accepts all three. Unknown members and other versions
//! are errors.
//!
//! Captured traffic is read as well, and never written: HAR files ([`har`]) and lines of JSON ([`ndjson`]). The readers
//! return a [`Captured`], which knows the place of each part in the text.
//!
//! [`json`] reads JSON without loss: numbers keep their text, members their order, and what other readers ignore (a member twice, half of a surrogate pair, a byte order mark) is reported with its place.
//!
//! This crate does not know OpenAPI, and does not validate what an interaction says.

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
