//! Single questions to a contract. For the self-test: whether a value conforms to a schema, and what a request says of each
//! parameter. For `diff`: the same of a part of a value, and which operation an interaction is of. For `evolve`: the schema of
//! a body, and how the path of a request may be shown.

use codegen::view::{Direction, Operation, Place, Server, Url};
use recording::json::Node;
use recording::{Header, Interaction};

use super::engine::Contract;
use super::evidence::Evidence;
use super::findings::{Checked, Location};
use super::message::routing::{self, Match};
use super::message::sent::{self, SentParameter};
use super::message::shown_path::shown_path;
use super::value::{self, Context};

impl<'d> Contract<'d> {
    /// Checks a value against a schema of the document.
    pub(crate) fn check_value(&self, schema: &Place<'_>, direction: Direction, value: &Node) -> Checked {
        let mut checked = Checked::default();
        let location = match direction {
            Direction::Request => Location::RequestBody,
            Direction::Response => Location::ResponseBody,
        };
        let context = Context {
            secret: &|_| false,
            ..Context::alone(direction, &self.prepared.keywords)
        };
        value::check(&mut checked, schema, value, location, context);
        checked
    }

    /// Checks a value against one schema of the document. `redacted` says which values in it were replaced.
    pub(crate) fn check_part(
        &self,
        schema: &Place<'_>,
        direction: Direction,
        value: &Node,
        redacted: &dyn Fn(&str) -> bool,
    ) -> Checked {
        let mut checked = Checked::default();
        let location = match direction {
            Direction::Request => Location::RequestBody,
            Direction::Response => Location::ResponseBody,
        };
        let context = Context {
            redacted,
            ..Context::alone(direction, &self.prepared.keywords)
        };
        value::check(&mut checked, schema, value, location, context);
        checked
    }

    /// A place of the document.
    pub(crate) fn place(&self, pointer: &str) -> Option<Place<'d>> {
        Place::at_pointer(self.prepared.api.document, pointer)
    }

    /// The operation that an interaction is an example of.
    pub(crate) fn operation_of(&self, interaction: &Interaction) -> Option<&Operation<'d>> {
        match routing::find(&self.prepared.api, interaction) {
            Match::Operation { index, .. } => self.prepared.api.operations.get(index),
            Match::Nothing(_) => None,
        }
    }

    /// A text that may match a pattern of the document; `None` if it is no pattern. `pick(n)` is any number below `n`, and
    /// `repeats` is how often something is repeated if it may be.
    pub(crate) fn example_of_pattern(
        &self,
        pattern: &str,
        repeats: u32,
        pick: &mut dyn FnMut(usize) -> usize,
    ) -> Option<String> {
        let pattern = self.prepared.keywords.pattern(pattern)?;
        Some(pattern.example(repeats, pick))
    }

    /// Whether a text is known to match a pattern of the document.
    pub(crate) fn matches(&self, pattern: &str, text: &str) -> bool {
        let pattern = self.prepared.keywords.pattern(pattern);
        pattern.is_some_and(|pattern| pattern.is_match(text) == Some(true))
    }

    /// The schema of a body as its media type states it, with its references not followed.
    pub(crate) fn body_schema(&self, interaction: &Interaction, location: &Location) -> Option<Place<'d>> {
        let Match::Operation { index, .. } = routing::find(&self.prepared.api, interaction) else {
            return None;
        };
        let operation = &self.prepared.api.operations[index];
        let (content, headers) = match location {
            Location::RequestBody => (
                operation.request_body.as_ref()?.content.as_ref()?,
                &interaction.request.headers,
            ),
            Location::ResponseBody => {
                let (_, declared) = operation.responses.as_ref()?.by_status(interaction.response.status)?;
                (declared.content.as_ref()?, &interaction.response.headers)
            }
            _ => return None,
        };
        let entry = match Header::find(headers, "Content-Type") {
            Some(name) => content.find(name)?,
            None => content.assumed()?,
        };
        entry.place.raw("schema")
    }

    /// How many interactions had each response of the document: the name of the operation, the pointer of the response,
    /// and the number.
    pub(crate) fn responses_seen(&self, evidence: &Evidence) -> Vec<(String, String, usize)> {
        let counters = &self.prepared.counters.operations;
        let mut seen = Vec::new();
        for (operation, counters) in self.prepared.api.operations.iter().zip(counters) {
            let responses = operation.responses.iter().flat_map(|responses| &responses.entries);
            for (response, counter) in responses.zip(counters.statuses..) {
                let count = usize::try_from(evidence.count(counter)).unwrap_or(usize::MAX);
                seen.push((operation.name(), response.place.pointer.clone(), count));
            }
        }
        seen
    }

    /// The path of a request after the path of a server, in segments: each that may be a value is `None`.
    pub(crate) fn shown_segments(&self, interaction: &Interaction) -> Option<Vec<Option<String>>> {
        let url = Url::parse(&interaction.request.url)?;
        let shown = shown_path(&self.prepared.api, &url);
        let servers = Server::all(&Place::root(self.prepared.api.document)).unwrap_or_default();
        let host = url.host();
        let own = servers.iter().filter(|server| server.has_origin(url.scheme, &host));
        let rest = own
            .flat_map(|server| server.base.rests(url.path))
            .min_by_key(|rest| rest.len());
        let rest = rest.unwrap_or(url.path);
        let segments: Vec<_> = shown.split('/').skip(1).collect();
        let count = rest.split('/').skip(1).count();
        // A path that is too long to be shown is no path that a person would add.
        let start = segments.len().checked_sub(count)?;
        let is_whole = segments.len() == url.path.split('/').skip(1).count();
        let one = |segment: &&str| (*segment != "…").then(|| (*segment).to_owned());
        is_whole.then(|| segments[start..].iter().map(one).collect())
    }

    /// The parameters that a request has, of the operation that it belongs to.
    pub(crate) fn sent_parameters(&self, interaction: &Interaction) -> Vec<SentParameter<'d>> {
        match routing::find(&self.prepared.api, interaction) {
            Match::Operation { index, variables, .. } => {
                sent::parameters(&self.prepared.api.operations[index], &variables, interaction)
            }
            Match::Nothing(_) => Vec::new(),
        }
    }
}
