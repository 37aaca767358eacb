//! Redaction: decides which parts of an interaction are recorded. It is the only redaction of traffic in this workspace.
//!
//! Only what a list allows is kept. Everything else is replaced, including what no rule mentions.
//!
//! - URL: what the document has of it, names of parameters, and the values that the policy allows. It is written under
//!   the address in the document, for any host.
//! - Headers: those on the list of [`crate::headers`], and the names of those that the document declares.
//! - Bodies: names of members, and the values that the policy allows. Every other scalar is replaced by one of the same
//!   type and shape, numbered by first appearance, and its pointer is listed as redacted. `null`, zero, the empty
//!   string and texts of separators only are the only ones of their shape, and are kept.
//! - A body that is not JSON is replaced as a whole; one that is nearly JSON keeps what is wrong with it.
//! - Names in what the document declares as a map are data, and are replaced like values.
//! - A text with a credential that the interaction shows is never kept, even if the policy allows it: `secrets/` finds
//!   them.
//!
//! The same interaction always gives the same recording.

mod body;
mod credentials;
mod headers;
mod json;
mod names;
mod placeholder;
mod policy;
mod secrets;
mod tokens;
mod url;

use std::borrow::Cow;
use std::collections::HashSet;

pub use credentials::Credentials;
pub use names::is_identifier;
pub use policy::Policy;
pub use secrets::Facts;

use crate::interaction::{Header, Interaction, REQUEST_BODY, Unobserved};
use body::Packed;
use names::Names;
use placeholder::Placeholders;
use secrets::{Secrets, is_at_credential, is_credential};

/// The range of a number that was replaced by `placeholder`: the end nearest to zero and the one farthest from it, of the same
/// sign and with as many digits. `None` if it is not a number.
pub fn range_of(placeholder: &str) -> Option<[String; 2]> {
    placeholder::ends(placeholder)
}

/// What the document says about an interaction.
#[derive(Clone, Debug)]
pub struct Route<'v> {
    /// The `operationId`, by which the policy knows the operation.
    pub operation: String,
    /// The address that the URL is written under: scheme, host and what paths of the document are appended to.
    pub server: String,
    /// The path after that, in its pieces.
    pub path: Vec<Piece>,
    /// The names that the document declares.
    pub vocabulary: &'v Vocabulary,
    /// What the document says of the values in the body of the request.
    pub request: Facts,
    /// The same for the response.
    pub response: Facts,
    /// The parameters of the query that are maps: the names in them are data.
    pub maps: HashSet<String>,
    /// Whether names of the query that the document does not declare are those of a map.
    pub open_query: bool,
}

/// A piece of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// What the document itself has.
    Text(String),
    /// What a request has in the place of a variable.
    Value {
        /// The name of the variable.
        name: String,
        /// The value, as it was sent.
        text: String,
    },
}

/// The names that a document declares: they pass, since they are public there.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Of properties, and of parameters of the path and the query.
    pub names: HashSet<String>,
    /// Of headers, in small letters.
    pub headers: HashSet<String>,
    /// Of the parameters of the query that contain credentials: their values never pass.
    pub credentials: HashSet<String>,
    /// Of the headers that contain credentials, in small letters: their values are searched for wherever they may be
    /// repeated.
    pub credential_headers: HashSet<String>,
    /// Whether the document has maps: objects whose names are data.
    pub has_maps: bool,
}

/// What a capture has in addition to the interaction. It is written nowhere, but may show credentials.
#[derive(Default)]
pub(crate) struct Outside<'a> {
    /// The URL with a user, a password and a fragment, which never went over the wire.
    pub(crate) url: Option<&'a str>,
    /// Names and values of the fields of a form whose text was not captured.
    pub(crate) fields: Vec<(&'a str, &'a str)>,
    /// The beginnings of bodies that were not captured as a whole.
    pub(crate) texts: Vec<&'a str>,
}

/// Redacts an interaction.
pub(crate) fn redact(
    mut interaction: Interaction,
    outside: &Outside<'_>,
    route: &Route<'_>,
    policy: &Policy,
) -> Interaction {
    let allows = policy.of(&route.operation);
    let bodies = Bodies::of(&mut interaction);
    let secrets = Secrets::of(
        &interaction,
        outside,
        &bodies,
        [&route.request, &route.response],
        route.vocabulary,
    );
    let keeps = |way: &[Cow<'_, str>], text: &str| {
        allows.value(way) && !is_under_credential(way, text) && !secrets.are_in(text)
    };
    let mut names = Names::new(route.vocabulary, allows, &secrets);
    let mut placeholders = Placeholders::default();
    secrets.all().for_each(|secret| placeholders.reserve(secret));
    let original = interaction.request.url.clone();
    let url = url::Url {
        route,
        query: query(&original).filter(|_| !interaction.is_unobserved(Unobserved::RequestQuery)),
        allows,
        secrets: &secrets,
    };
    url.find_data(&mut names);
    bodies.find_data(route, &mut names);
    url.reserve(&mut names, &mut placeholders);
    for body in bodies.all() {
        if body::is_json(&body.bytes, body.media_type.as_deref()) {
            json::reserve(&body.bytes, &keeps, &mut names, &mut placeholders);
        }
    }
    let written = url.redact(&mut names, &mut placeholders);
    let mut redacted = written.parameters;
    interaction.request.url = written.url;
    if let Some(body) = &bodies.request {
        let done = body.redact(&keeps, &mut names, &mut placeholders);
        redacted.extend(
            done.pointers
                .into_iter()
                .map(|pointer| format!("{REQUEST_BODY}{pointer}")),
        );
        interaction.request.body = Some(done.bytes);
    }
    let done = bodies.response.redact(&keeps, &mut names, &mut placeholders);
    redacted.extend(done.pointers);
    interaction.response.body = done.bytes;
    for headers in [&mut interaction.request.headers, &mut interaction.response.headers] {
        *headers = headers::redact(headers, &route.vocabulary.headers, &secrets);
    }
    let mut seen = HashSet::new();
    redacted.retain(|pointer| seen.insert(pointer.clone()));
    interaction.redacted = redacted;
    interaction
}

/// The bodies of an interaction, ready to be looked into.
struct Bodies {
    request: Option<Body>,
    response: Body,
}

struct Body {
    bytes: Vec<u8>,
    media_type: Option<String>,
}

impl Bodies {
    /// Unpacks the bodies. What is not packed any more does not say that it is; what cannot be unpacked is unobserved.
    fn of(interaction: &mut Interaction) -> Self {
        let mut of = |bytes: &[u8], headers: &mut Vec<Header>, part: Unobserved| {
            let bytes = match Packed::of(bytes, headers) {
                Packed::Not(bytes) => {
                    headers.retain(|header| !header.name.eq_ignore_ascii_case("Content-Encoding"));
                    bytes.into_owned()
                }
                Packed::Damaged => bytes.to_owned(),
                Packed::Unknown => {
                    interaction.unobserved.push(part);
                    Vec::new()
                }
            };
            let media_type = Header::find(headers, "Content-Type").map(str::to_owned);
            Body { bytes, media_type }
        };
        let (request, response) = (&mut interaction.request, &mut interaction.response);
        let body = request.body.take();
        let request = body.map(|bytes| of(&bytes, &mut request.headers, Unobserved::RequestBody));
        Self {
            request: request.filter(|body| !body.bytes.is_empty()),
            response: of(
                &std::mem::take(&mut response.body),
                &mut response.headers,
                Unobserved::ResponseBody,
            ),
        }
    }

    /// Marks the names that are data: those in the maps of the document. Where a body cannot be read, it is unknown which
    /// objects those are.
    fn find_data(&self, route: &Route<'_>, names: &mut Names<'_>) {
        let facts = self.request.iter().zip([&route.request]);
        for (body, facts) in facts.chain([(&self.response, &route.response)]) {
            let Ok(parsed) = crate::json::parse(&body.bytes) else {
                if route.vocabulary.has_maps {
                    json::each_name(&body.bytes, &mut |name| names.is_data(name));
                }
                continue;
            };
            let maps = facts.maps.iter().filter_map(|pointer| parsed.root.at(pointer));
            maps.flat_map(crate::json::Node::members)
                .for_each(|member| names.is_data(&member.key));
        }
    }

    fn all(&self) -> impl Iterator<Item = &Body> {
        self.request.iter().chain([&self.response])
    }
}

impl Body {
    fn redact(
        &self,
        keeps: &json::Keeps<'_>,
        names: &mut Names<'_>,
        placeholders: &mut Placeholders,
    ) -> json::Redacted {
        body::body(&self.bytes, self.media_type.as_deref(), keeps, names, placeholders)
    }
}

fn query(url: &str) -> Option<&str> {
    let before_fragment = url.split('#').next().unwrap_or_default();
    before_fragment.split_once('?').map(|(_, query)| query)
}

/// Whether a value is under the name of a credential. Short numbers there are counts and lengths.
fn is_under_credential(way: &[Cow<'_, str>], text: &str) -> bool {
    const LONGEST_COUNT: usize = 3;
    let count = text.len() <= LONGEST_COUNT && text.bytes().all(|byte| byte.is_ascii_digit());
    let word = ["true", "false", "null"].contains(&text);
    !count && !word && is_at_credential(way)
}
