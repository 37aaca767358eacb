//! One interaction of a sample, with its bodies as JSON.

use std::mem::size_of;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use codegen::view::{essence, is_json};
use recording::json::{self, Member, Node, Value};
use recording::{Header, Interaction, decoded};

use crate::contract::{Location, Source};
use crate::runner::Drifted;

/// An interaction that drifted.
pub(crate) struct Held {
    /// What it is called.
    pub(crate) name: String,
    pub(crate) interaction: Interaction,
    pub(crate) source: Source,
    /// How often it was read.
    pub(super) copies: usize,
    /// For how many drifts it is held.
    pub(super) uses: usize,
    /// How many bytes it has.
    pub(super) size: usize,
    /// The bodies of the request and of the response, parsed when they are first needed.
    bodies: [OnceLock<Option<Arc<Node>>>; 2],
}

/// How many bytes of parsed bodies there may be in memory, of a sample. Others are parsed each time that they are needed.
pub(super) struct ParsedBudget(AtomicUsize);

impl ParsedBudget {
    /// How much there is for one sample.
    const MOST: usize = 48 << 20;

    pub(super) fn new() -> Self {
        Self(AtomicUsize::new(Self::MOST))
    }

    fn takes(&self, bytes: usize) -> bool {
        let left = |left: usize| left.checked_sub(bytes);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_ok()
    }
}

impl Held {
    pub(super) fn new(drifted: Drifted, size: usize) -> Self {
        Self {
            name: drifted.name,
            interaction: drifted.interaction,
            source: drifted.source,
            copies: 1,
            uses: 0,
            size,
            bodies: Default::default(),
        }
    }

    /// The JSON of a body, if it is JSON.
    pub(super) fn body(&self, location: &Location, budget: &ParsedBudget) -> Option<Arc<Node>> {
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
        if let Some(known) = cell.get() {
            return known.clone();
        }
        let is_other = Header::find(headers, "Content-Type").is_some_and(|name| !is_json(&essence(name)));
        let text = decoded(bytes, Header::find(headers, "Content-Encoding")).ok();
        let text = text.filter(|_| !is_other);
        let parsed = text.and_then(|text| json::parse(&text).ok());
        let parsed = parsed.map(|parsed| Arc::new(parsed.root));
        if budget.takes(parsed.as_deref().map_or(0, memory)) {
            return cell.get_or_init(|| parsed).clone();
        }
        parsed
    }
}

/// How many bytes of memory a value needs, roughly.
fn memory(node: &Node) -> usize {
    /// What each allocation needs beside its bytes.
    const ALLOCATION: usize = 16;
    let inner = match &node.value {
        Value::Object(members) => {
            let own = |member: &Member| size_of::<Member>() - size_of::<Node>() + member.key.len() + ALLOCATION;
            members.iter().map(|member| own(member) + memory(&member.node)).sum()
        }
        Value::Array(items) => items.iter().map(memory).sum(),
        Value::String(text) | Value::Number(text) => text.len() + ALLOCATION,
        Value::Null | Value::Bool(_) => 0,
    };
    size_of::<Node>() + ALLOCATION + inner
}
