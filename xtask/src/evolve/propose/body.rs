//! Responses, media types and bodies that the document lacks.

use std::collections::{BTreeMap, BTreeSet};

use codegen::view::{Place, essence, is_json};
use recording::Header;

use super::kind::{fits, insert_after};
use super::property::description;
use super::{Asked, Change, Offer, Proposed, Proposer, Refusal, insert};
use crate::contract::Location;
use crate::edit::Value;
use crate::evolve::infer::{map, text};
use crate::evolve::observe::Observed;
use crate::evolve::secrets::Text;

/// Bodies of one media type.
#[derive(Default)]
pub(super) struct Bodies {
    observed: Observed,
    is_text: bool,
}

impl<'d> Proposer<'_, 'd> {
    /// Adds a status.
    pub(super) fn status(&self, responses: &str, status: u16, asked: &Asked<'_>) -> Proposed {
        let place = self.at(responses)?;
        let mut left = Vec::new();
        let bodies = self.bodies(asked.interactions(), &Location::ResponseBody, &mut left);
        let value = self.response(status, &asked.interactions(), Some(&place), &mut left)?;
        // Statuses ascend, and what stands for all others comes last.
        let number = |key: &str| key.parse::<u16>().ok();
        let keys = place.node.members().iter().map(|member| member.key.as_str());
        let before = keys
            .filter(|key| number(key).is_some_and(|known| known < status))
            .max_by_key(|key| number(key));
        Ok(Change {
            kind: "add-status",
            place: responses.to_owned(),
            name: status.to_string(),
            title: format!("Document the status {status}{}", self.of_operations(asked)),
            evidence: vec![format!(
                "status {status} in {}{}{}",
                self.times(asked),
                self.of_operations(asked),
                in_words(&bodies)
            )],
            edits: vec![insert_after(
                responses,
                &status.to_string(),
                value,
                before.map(str::to_owned),
            )],
            left: once(left),
            is_whole: true,
            is_loosening: true,
            ..Change::default()
        }
        .into())
    }

    /// A response object for what was returned with a status.
    pub(super) fn response(
        &self,
        status: u16,
        interactions: &BTreeSet<usize>,
        near: Option<&Place<'d>>,
        left: &mut Vec<Refusal>,
    ) -> Result<Value, Refusal> {
        let bodies = self.bodies(interactions.clone(), &Location::ResponseBody, left);
        if let Some(reference) = self.shared_response(status, &bodies) {
            return Ok(map([("$ref", text(&reference))]));
        }
        let mut members = vec![description()];
        if !bodies.is_empty() && !matches!(status, 100..200 | 204 | 205 | 304) {
            let content = self.content(&bodies, near, status >= 400, interactions, left)?;
            members.push(("content".to_owned(), content));
        }
        Ok(Value::Map(members))
    }

    /// Adds the media types that a `content` lacks.
    pub(super) fn media_types(&self, content: &str, asked: &Asked<'_>) -> Proposed {
        let location = match asked.drifts.first().map(|drift| &drift.location) {
            Some(Location::RequestBody | Location::Header(_)) => Location::RequestBody,
            _ => Location::ResponseBody,
        };
        let mut left = Vec::new();
        let bodies = self.bodies(asked.interactions(), &location, &mut left);
        if bodies.is_empty() {
            return Err(no_media_type(left));
        }
        let place = self.at(content)?;
        let Value::Map(entries) = self.content(&bodies, Some(&place), false, &asked.interactions(), &mut left)? else {
            return Err("there is no media type to add".into());
        };
        let left = once(left);
        let new = entries.into_iter().filter(|(name, _)| place.raw(name).is_none());
        let changes = new.map(|(media_type, value)| Change {
            left: left.clone(),
            is_whole: true,
            kind: "add-media-type",
            place: content.to_owned(),
            title: format!("Document bodies of type `{media_type}`{}", self.of_operations(asked)),
            evidence: vec![format!(
                "bodies of type `{media_type}` in {}{}",
                self.times(asked),
                self.of_operations(asked)
            )],
            name: media_type.clone(),
            edits: vec![insert(content, &media_type, value)],
            is_loosening: true,
            ..Change::default()
        });
        Ok(Offer {
            changes: changes.collect(),
            refused: Vec::new(),
        })
    }

    /// Adds the body that a response or an operation lacks.
    pub(super) fn body(&self, owner: &str, is_request: bool, asked: &Asked<'_>) -> Proposed {
        let location = match is_request {
            true => Location::RequestBody,
            false => Location::ResponseBody,
        };
        let mut left = Vec::new();
        let bodies = self.bodies(asked.interactions(), &location, &mut left);
        if bodies.is_empty() {
            return Err(no_media_type(left));
        }
        let place = self.at(owner)?;
        let content = self.content(&bodies, None, false, &asked.interactions(), &mut left)?;
        let edit = match (is_request, place.raw("content")) {
            (true, _) => insert(
                owner,
                "requestBody",
                Value::Map(vec![description(), ("content".to_owned(), content)]),
            ),
            // An empty one.
            (false, Some(empty)) => super::replace(empty.pointer, content),
            (false, None) => insert(owner, "content", content),
        };
        let what = if is_request { "requests" } else { "responses" };
        Ok(Change {
            kind: "add-body",
            place: owner.to_owned(),
            name: what.to_owned(),
            title: format!("Document the body of {what}{}", self.of_operations(asked)),
            evidence: vec![format!(
                "a body in {}{}{}",
                self.times(asked),
                self.of_operations(asked),
                in_words(&bodies)
            )],
            edits: vec![edit],
            left: once(left),
            is_whole: true,
            is_loosening: true,
            ..Change::default()
        }
        .into())
    }

    /// The bodies of interactions by media type. Those without one are passed over, and those of one that may not enter the
    /// document are left out.
    pub(super) fn bodies(
        &self,
        interactions: BTreeSet<usize>,
        location: &Location,
        left: &mut Vec<Refusal>,
    ) -> BTreeMap<String, Bodies> {
        let mut bodies: BTreeMap<String, Bodies> = BTreeMap::new();
        for number in interactions.iter().copied() {
            let held = self.sample[number];
            let (headers, is_empty) = match location {
                Location::RequestBody => {
                    let request = &held.interaction.request;
                    (&request.headers, request.body.as_ref().is_none_or(Vec::is_empty))
                }
                _ => (
                    &held.interaction.response.headers,
                    held.interaction.response.body.is_empty(),
                ),
            };
            let media_type = Header::find(headers, "Content-Type").map(essence);
            let Some(media_type) = media_type.filter(|name| !is_empty && is_media_type(name)) else {
                continue;
            };
            if !COMMON.contains(&&*media_type)
                && let Err(refusal) = self.gate_media_type(&media_type, number, &interactions)
            {
                left.push(refusal.of("the name of a media type"));
                continue;
            }
            let of_type = bodies.entry(media_type).or_default();
            match held.body(location, self.parsed) {
                Some(body) => of_type.observed.add(&body, number),
                None => of_type.is_text = true,
            }
        }
        bodies
    }

    /// Whether the name of a media type may enter the document: of one that is not common, each word.
    fn gate_media_type(&self, name: &str, number: usize, interactions: &BTreeSet<usize>) -> Result<(), Refusal> {
        let seen = BTreeSet::from([number]);
        let words = name.split(['/', '+', '.']);
        words
            .into_iter()
            .try_for_each(|word| self.gate.check(word, Text::Segment, &seen, interactions.len()))
    }

    /// The `content` of bodies. One that a schema near by describes refers to it.
    pub(super) fn content(
        &self,
        bodies: &BTreeMap<String, Bodies>,
        near: Option<&Place<'d>>,
        is_error: bool,
        interactions: &BTreeSet<usize>,
        left: &mut Vec<Refusal>,
    ) -> Result<Value, Refusal> {
        let mut entries = Vec::new();
        for (media_type, of_type) in bodies {
            let schema = if is_json(media_type) && !of_type.is_text {
                let known = self.known_body(&of_type.observed, near, is_error);
                match known {
                    Some(reference) => map([("$ref", text(&reference))]),
                    None => self.new_schema(&of_type.observed, interactions, left),
                }
            } else if media_type.starts_with("text/") {
                map([("type", text("string"))])
            } else {
                // What is in it is not known.
                map([])
            };
            entries.push((media_type.clone(), map([("schema", schema)])));
        }
        Ok(Value::Map(entries))
    }

    /// A new schema, with what may enter the document.
    fn new_schema(&self, observed: &Observed, interactions: &BTreeSet<usize>, left: &mut Vec<Refusal>) -> Value {
        let (observed, refused) = self.admitted(observed, "", interactions);
        left.extend(refused);
        self.inference
            .schema(&observed, &mut |object| self.known_schema(object))
    }

    /// The schema that describes bodies: of another response of the operation, or of errors of others.
    fn known_body(&self, observed: &Observed, near: Option<&Place<'d>>, is_error: bool) -> Option<String> {
        let mut references = Vec::new();
        if let Some(near) = near {
            collect_references(near, &mut references);
        }
        if is_error && let Some(paths) = Place::root(self.document).raw("paths") {
            let items = paths.children();
            let operations = items.iter().flat_map(Place::children);
            let responses = operations.filter_map(|operation| operation.raw("responses"));
            let responses: Vec<_> = responses.flat_map(|responses| responses.children()).collect();
            let of_errors = responses.iter().filter(|response| {
                let key = crate::evolve::locate::last(&response.pointer);
                key == "default" || key.starts_with(['4', '5'])
            });
            for response in of_errors {
                collect_references(&response.resolved(), &mut references);
            }
        }
        let mut seen = BTreeSet::new();
        references
            .into_iter()
            .filter(|reference| seen.insert(reference.clone()))
            .find(|reference| {
                let target = near
                    .or(Some(&Place::root(self.document)))
                    .and_then(|from| from.target(reference));
                target.is_some_and(|schema| fits(observed, &schema))
            })
    }

    /// The response of this status that other operations share, if it describes the bodies.
    fn shared_response(&self, status: u16, bodies: &BTreeMap<String, Bodies>) -> Option<String> {
        let root = Place::root(self.document);
        let items = root.raw("paths")?.children();
        let operations = items.iter().flat_map(Place::children);
        let stated = operations.filter_map(|operation| operation.raw("responses")?.raw(&status.to_string()));
        let mut references = stated.filter_map(|response| response.str("$ref").map(str::to_owned));
        references.find(|reference| {
            let Some(response) = root.target(reference) else {
                return false;
            };
            bodies.iter().all(|(media_type, of_type)| {
                let content = response.raw("content").and_then(|content| content.raw(media_type));
                let schema = content.and_then(|entry| entry.raw("schema"));
                !of_type.is_text && schema.is_some_and(|schema| fits(&of_type.observed, &schema))
            })
        })
    }
}

/// The references to schemas of the bodies in a part of the document.
fn collect_references(place: &Place<'_>, references: &mut Vec<String>) {
    if let Some(reference) = place.raw("schema").and_then(|schema| schema.str("$ref")) {
        references.push(reference.to_owned());
        return;
    }
    for child in place.children() {
        collect_references(&child, references);
    }
}

/// Media types that are no secret.
const COMMON: [&str; 20] = [
    "application/json",
    "application/octet-stream",
    "application/pdf",
    "application/problem+json",
    "application/x-ndjson",
    "application/x-www-form-urlencoded",
    "application/xml",
    "application/zip",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/svg+xml",
    "multipart/form-data",
    "text/css",
    "text/csv",
    "text/event-stream",
    "text/html",
    "text/javascript",
    "text/plain",
    "text/xml",
];

/// Whether a text is the name of a media type, and nothing else.
fn is_media_type(text: &str) -> bool {
    let is_part = |part: &str| {
        let plain = part
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte));
        !part.is_empty() && part.len() <= 64 && plain
    };
    text.split_once('/').is_some_and(|(kind, name)| {
        const KINDS: [&str; 9] = [
            "application",
            "audio",
            "font",
            "image",
            "message",
            "model",
            "multipart",
            "text",
            "video",
        ];
        KINDS.contains(&kind) && is_part(name)
    })
}

/// The same refusals, each once.
pub(super) fn once(refusals: Vec<Refusal>) -> Vec<Refusal> {
    let mut all: Vec<Refusal> = Vec::new();
    for refusal in refusals {
        match all.iter_mut().find(|known| known.why == refusal.why) {
            Some(known) => known.seen.extend(refusal.seen),
            None => all.push(refusal),
        }
    }
    all
}

/// Why bodies cannot be documented.
fn no_media_type(left: Vec<Refusal>) -> Refusal {
    let known = once(left).into_iter().next();
    known.unwrap_or_else(|| Refusal {
        choices: vec!["correct the service, or what saved the traffic: no document describes this".to_owned()],
        ..Refusal::from("the body has no Content-Type, or one that is not the name of a media type")
    })
}

fn in_words(bodies: &BTreeMap<String, Bodies>) -> String {
    match bodies.keys().next() {
        None => ", without a body".to_owned(),
        Some(first) => format!(", with a body of type `{first}`"),
    }
}
