//! The interactions that drifted, each once, within a bound of memory.
//!
//! Which of them are held beyond the bound depends on their digests alone, and so neither on their order nor on how often
//! one occurs.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use codegen::view::{essence, is_json};
use recording::json::{self, Node};
use recording::{Header, Interaction, decoded};
use sha2::{Digest as _, Sha256};

use crate::contract::{Location, Source};
use crate::runner::Drifted;

/// How many bytes of interactions are held.
pub(crate) const MOST_BYTES: usize = 64 << 20;

type Key = [u8; 32];

/// Interactions that drifted.
pub(crate) struct Sample {
    held: BTreeMap<Key, Held>,
    bytes: usize,
    most: usize,
    /// How many were not held.
    pub(crate) dropped: usize,
    /// How many were the same as one that is held.
    pub(crate) duplicates: usize,
}

/// One of them.
pub(crate) struct Held {
    /// What it is called.
    pub(crate) name: String,
    pub(crate) interaction: Interaction,
    pub(crate) source: Source,
    /// The bodies of the request and of the response, parsed when they are first needed.
    bodies: [OnceLock<Option<Node>>; 2],
}

impl Default for Sample {
    fn default() -> Self {
        Self::with_most(MOST_BYTES)
    }
}

impl Sample {
    pub(crate) fn with_most(most: usize) -> Self {
        Self {
            held: BTreeMap::new(),
            bytes: 0,
            most,
            dropped: 0,
            duplicates: 0,
        }
    }

    /// Takes an interaction. Returns whether it was not there before.
    pub(crate) fn take(&mut self, drifted: Drifted) -> bool {
        let key = digest(&drifted.interaction);
        if let Some(held) = self.held.get_mut(&key) {
            self.duplicates += 1;
            // Of the same interaction, the report names the first by name.
            if drifted.name < held.name {
                held.name = drifted.name;
            }
            return false;
        }
        self.bytes += size(&drifted.interaction);
        let held = Held {
            name: drifted.name,
            interaction: drifted.interaction,
            source: drifted.source,
            bodies: Default::default(),
        };
        self.held.insert(key, held);
        while self.bytes > self.most
            && self.held.len() > 1
            && let Some((_, last)) = self.held.pop_last()
        {
            self.bytes -= size(&last.interaction);
            self.dropped += 1;
        }
        true
    }

    /// All that are held, in an order of their own.
    pub(crate) fn all(&self) -> Vec<&Held> {
        self.held.values().collect()
    }
}

impl Held {
    /// The JSON of a body, if it is JSON.
    pub(crate) fn body(&self, location: &Location) -> Option<&Node> {
        let (cell, headers, bytes) = match location {
            Location::RequestBody => {
                let request = &self.interaction.request;
                (&self.bodies[0], &request.headers, request.body.as_deref()?)
            }
            Location::ResponseBody => {
                let response = &self.interaction.response;
                (&self.bodies[1], &response.headers, &*response.body)
            }
            _ => return None,
        };
        cell.get_or_init(|| {
            let is_other = Header::find(headers, "Content-Type").is_some_and(|name| !is_json(&essence(name)));
            let bytes = decoded(bytes, Header::find(headers, "Content-Encoding"))
                .ok()
                .filter(|_| !is_other)?;
            json::parse(&bytes).ok().map(|parsed| parsed.root)
        })
        .as_ref()
    }
}

/// What makes two interactions one: all that was sent and returned, without when and from where. The order of headers says
/// nothing.
fn digest(interaction: &Interaction) -> Key {
    let (request, response) = (&interaction.request, &interaction.response);
    let mut digest = Sha256::new();
    let mut part = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    };
    part(request.method.as_bytes());
    part(request.url.as_bytes());
    part(request.body.as_deref().unwrap_or_default());
    part(&response.status.to_le_bytes());
    part(&response.body);
    for headers in [&request.headers, &response.headers] {
        let mut all: Vec<_> = headers
            .iter()
            .map(|header| (header.name.to_ascii_lowercase(), &header.value))
            .collect();
        all.sort_unstable();
        part(&(all.len() as u64).to_le_bytes());
        for (name, value) in all {
            part(name.as_bytes());
            part(value.as_bytes());
        }
    }
    digest.finalize().into()
}

fn size(interaction: &Interaction) -> usize {
    let (request, response) = (&interaction.request, &interaction.response);
    let headers = request.headers.iter().chain(&response.headers);
    let headers: usize = headers.map(|header| header.name.len() + header.value.len() + 64).sum();
    request.url.len() + request.body.as_ref().map_or(0, Vec::len) + response.body.len() + headers + 256
}
