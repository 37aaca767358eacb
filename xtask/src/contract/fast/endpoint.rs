//! An operation, compiled: what its requests and its answers must be.

use recording::headers::{Keep, keep};
use recording::{Header, REDACTED};

use super::super::evidence::{Counter, OfOperation};
use super::super::place::Place;
use super::super::schema::Direction;
use super::super::security::{self, Credential};
use super::super::{Contract, Kept, Operation, carried, parameters, standard_headers};
use super::body::{Content, Expected};
use super::compile::Compiler;
use super::parameter::Parameter;

/// What the requests and the answers of an operation must be.
pub(super) struct Endpoint<'d> {
    pub(super) path: Vec<Parameter<'d>>,
    pub(super) query: Vec<Parameter<'d>>,
    pub(super) headers: Vec<Parameter<'d>>,
    /// The headers of parameters, of schemes and of signing.
    known_headers: Vec<String>,
    /// The parameters of the query that carry credentials.
    pub(super) credentials: Vec<String>,
    /// The alternatives of credentials, if any are asked for.
    pub(super) security: Vec<Vec<Credential>>,
    /// A pair of the query may belong to a parameter of another name.
    pub(super) odd_query: bool,
    /// Whether there are parameters in cookies, and whether one must be sent.
    pub(super) cookies: Option<bool>,
    /// The body of a request, if there is one: whether it must be sent, and what it is.
    pub(super) body: Option<(bool, Option<Content>)>,
    /// The answers by their statuses; nothing if the document has none.
    responses: Option<Vec<(&'d str, Answer<'d>)>>,
    head: bool,
    /// What counts the interactions.
    pub(super) interactions: Counter,
}

/// What an answer must be.
pub(super) struct Answer<'d> {
    headers: Vec<Parameter<'d>>,
    content: Option<Content>,
    /// What counts the answers.
    pub(super) counter: Counter,
}

impl<'d> Endpoint<'d> {
    pub(super) fn of(
        contract: &Contract<'d>,
        operation: &Operation<'d>,
        counters: &OfOperation<'d>,
        compiler: &mut Compiler<'_, 'd>,
    ) -> Self {
        let root = Place::root(contract.document);
        let mut endpoint = Self {
            path: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            known_headers: Vec::new(),
            credentials: Vec::new(),
            security: security::alternatives(&root, operation),
            odd_query: false,
            cookies: None,
            body: operation.place.get("requestBody").map(|body| {
                let content = body.get("content");
                let content = content.map(|content| Content::of(&content, Direction::Request, compiler));
                (body.is("required"), content)
            }),
            responses: operation.place.get("responses").map(|responses| {
                let answer = |((status, place), counter)| (status, Answer::of(&place, counter, compiler));
                responses.members().zip(counters.statuses..).map(answer).collect()
            }),
            interactions: counters.interactions,
            head: operation.method == "HEAD",
        };
        let mut queries = counters.queries..;
        for place in parameters::in_order(operation) {
            let (Some(name), Some(carrier)) = (place.str("name"), place.str("in")) else {
                continue;
            };
            let mut parameter = Parameter::of(&place, name, carrier, compiler);
            match carrier {
                "path" => endpoint.path.push(parameter),
                "query" => {
                    let twice = endpoint.query.iter().any(|other| other.name == name);
                    endpoint.odd_query |= twice || !carried::by_name(&place);
                    parameter.counter = queries.next();
                    endpoint.query.push(parameter);
                }
                "header" => {
                    endpoint.known_headers.push(name.to_owned());
                    if !parameters::of_other_parts(name) {
                        endpoint.headers.push(parameter);
                    }
                }
                "cookie" => endpoint.cookies = Some(endpoint.cookies.unwrap_or_default() || parameter.required),
                _ => {}
            }
        }
        for (credential, signing) in security::owned(&root) {
            endpoint
                .known_headers
                .extend(signing.iter().map(|name| (*name).to_owned()));
            match credential {
                Some(Credential::Header(name)) => endpoint.known_headers.push(name),
                Some(Credential::Query(name)) => endpoint.credentials.push(name),
                _ => {}
            }
        }
        endpoint
    }

    /// Whether a request may have a header of this name.
    pub(super) fn knows_header(&self, name: &str) -> bool {
        let own = self.known_headers.iter().any(|known| known.eq_ignore_ascii_case(name));
        own || standard_headers::contains(name)
    }

    /// What the answer of a status must be; nothing if there is something to tell, or if there is none of it at all.
    pub(super) fn answer(&self, status: u16) -> Option<Option<&Answer<'d>>> {
        let Some(responses) = &self.responses else {
            return Some(None);
        };
        let of = |name: &str| responses.iter().find(|(known, _)| *known == name);
        let hundreds = status / 100;
        let found = of(&status.to_string())
            .or_else(|| of(&format!("{hundreds}XX")))
            .or_else(|| of(&format!("{hundreds}xx")))
            .or_else(|| of("default"));
        found.map(|(_, answer)| Some(answer))
    }

    /// What the body under a status must be, by the headers of the answer.
    pub(super) fn expected(&self, answer: &Answer<'_>, status: u16, headers: &[Header]) -> Option<Expected> {
        let nothing = matches!(status, 100..200 | 204 | 205 | 304) || self.head;
        let Some(content) = answer.content.as_ref().filter(|_| !nothing) else {
            return Some(Expected::Nothing);
        };
        content.expected(headers)
    }
}

impl<'d> Answer<'d> {
    fn of(place: &Place<'d>, counter: Counter, compiler: &mut Compiler<'_, 'd>) -> Self {
        let headers = place.get("headers");
        let headers = headers.iter().flat_map(Place::members);
        let headers = headers.filter(|(name, _)| !name.eq_ignore_ascii_case("Content-Type"));
        let content = place
            .get("content")
            .filter(|content| !content.node.members().is_empty());
        Self {
            counter,
            headers: headers
                .map(|(name, header)| Parameter::of_answer(&header, name, compiler))
                .collect(),
            content: content.map(|content| Content::of(&content, Direction::Response, compiler)),
        }
    }

    /// The headers that the document has, each with its text in `seen`; nothing if one is missing.
    pub(super) fn headers<'a>(
        &'a self,
        seen: &'a [Header],
        kept: Kept,
    ) -> impl Iterator<Item = Option<(&'a Parameter<'d>, &'a str)>> {
        self.headers.iter().filter_map(move |header| {
            let dropped = kept == Kept::Recording && keep(header.name) == Keep::Nothing;
            match Header::find(seen, header.name) {
                None if header.required && !dropped => Some(None),
                None | Some(REDACTED) => None,
                Some(text) => Some(Some((header, text))),
            }
        })
    }
}
