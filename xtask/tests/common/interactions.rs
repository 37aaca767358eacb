//! Interactions that tests make up.
#![allow(dead_code, reason = "each test takes what it needs")]

use recording::{Header, Interaction, Kind, Provenance, Request, Response};

/// A response of JSON with this body and the status 200, to a request without headers and body.
pub(crate) fn interaction(method: &str, url: &str, body: impl Into<Vec<u8>>) -> Interaction {
    Interaction {
        provenance: Provenance {
            kind: Kind::Synthetic,
            source: "a test".into(),
            date: "2026-01-31".into(),
        },
        unobserved: Vec::new(),
        request: Request {
            method: method.into(),
            url: url.into(),
            headers: Vec::new(),
            body: None,
        },
        response: Response {
            status: 200,
            headers: vec![json()],
            body: body.into(),
        },
        redacted: Vec::new(),
    }
}

/// The header that says that a body is JSON.
pub(crate) fn json() -> Header {
    Header::new("Content-Type", "application/json")
}

/// A response of JSON with this body to a request for `https://example.com/x`.
pub(crate) fn json_response(body: impl Into<Vec<u8>>) -> Interaction {
    interaction("GET", "https://example.com/x", body)
}
