//! Interactions that tests make up.

use recording::{Header, Interaction, Kind, Provenance, Request, Response};

/// A response of JSON with this body to a request for `https://example.com/x`.
pub(crate) fn json_response(body: impl Into<Vec<u8>>) -> Interaction {
    Interaction {
        provenance: Provenance {
            kind: Kind::Synthetic,
            source: "a test".into(),
            date: "2026-01-31".into(),
        },
        unobserved: Vec::new(),
        request: Request {
            method: "GET".into(),
            url: "https://example.com/x".into(),
            headers: Vec::new(),
            body: None,
        },
        response: Response {
            status: 200,
            headers: vec![Header::new("Content-Type", "application/json")],
            body: body.into(),
        },
        redacted: Vec::new(),
    }
}
