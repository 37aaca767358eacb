//! Samples of traffic for tests, and what is proposed for them.

use std::collections::BTreeMap;

use codegen::Document;
use recording::redaction::Policy;
use recording::{Header, Interaction, Kind, Provenance, Request, Response};

use super::{Evolution, Input, Sample, Texts, Totals, evolve};
use crate::contract::Source;
use crate::runner::Drifted;

/// A synthetic response with a body of JSON.
pub(super) fn interaction(body: &str) -> Interaction {
    Interaction {
        provenance: Provenance {
            kind: Kind::Synthetic,
            source: "a test".to_owned(),
            date: "2026-04-03".to_owned(),
        },
        unobserved: Vec::new(),
        request: Request {
            method: "GET".to_owned(),
            url: "https://api.example.com/things".to_owned(),
            headers: Vec::new(),
            body: None,
        },
        response: Response {
            status: 200,
            headers: vec![Header::new("Content-Type", "application/json")],
            body: body.as_bytes().to_vec(),
        },
        redacted: Vec::new(),
    }
}

/// A sample of interactions, named by their numbers.
pub(super) fn sample(interactions: impl IntoIterator<Item = Interaction>, source: Source) -> Sample {
    let mut sample = Sample::default();
    for (number, interaction) in interactions.into_iter().enumerate() {
        let drifted = drifted(&number.to_string(), interaction, source);
        sample.take(drifted, &["drift".to_owned()], false);
    }
    sample
}

/// An interaction that drifted.
pub(super) fn drifted(name: &str, interaction: Interaction, source: Source) -> Drifted {
    Drifted {
        name: name.to_owned(),
        interaction,
        source,
        keys: Vec::new(),
        violations: 1,
    }
}

/// What is proposed for the text of a document.
pub(super) fn evolved(text: &str, sample: &Sample) -> Evolution {
    evolved_as(text, sample, &parsed)
}

/// The document of a text.
pub(super) fn parsed(texts: &Texts) -> Result<Document, String> {
    Document::parse("api.yaml", texts.own.as_bytes()).map_err(|found| found.to_string())
}

/// What is proposed for a text that is read in a way of the caller's.
pub(super) fn evolved_as(text: &str, sample: &Sample, parse: &dyn Fn(&Texts) -> Result<Document, String>) -> Evolution {
    let input = Input {
        name: "api.yaml",
        text,
        parse,
        other: &|name| Err(name.to_owned()),
        servers: &[],
        is_accepted: &|_| false,
        policy: &Policy::default(),
        totals: &Totals::default(),
        excluded: &BTreeMap::new(),
        format_samples: 20,
    };
    evolve(&input, sample).unwrap()
}
