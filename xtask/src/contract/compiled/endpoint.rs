//! An operation, compiled: what its requests and its responses must be.

use codegen::view::{CredentialPlace, Direction, Operation, ParameterLocation, Response, StatusKey};
use recording::headers::{HeaderPolicy, header_policy};
use recording::{Header, REDACTED};

use super::body::{Content, Expected};
use super::compile::Compiler;
use super::parameter::Parameter;
use crate::contract::counters::{Counter, OfOperation};
use crate::contract::message::{parameter_encoding, parameters, security, standard_headers};
use crate::contract::prepared::Prepared;
use crate::contract::source::Source;

/// What the requests and the responses of an operation must be.
pub(super) struct Endpoint<'d> {
    pub(super) path: Vec<Parameter<'d>>,
    pub(super) query: Vec<Parameter<'d>>,
    pub(super) headers: Vec<Parameter<'d>>,
    /// The headers of parameters, of schemes and of signing.
    known_headers: Vec<String>,
    /// The parameters of the query that contain credentials.
    pub(super) credentials: Vec<&'d str>,
    /// The alternatives of credentials, if any are required.
    pub(super) security: Vec<Vec<CredentialPlace<'d>>>,
    /// A pair of the query may belong to a parameter of another name.
    pub(super) odd_query: bool,
    /// Whether there are parameters in cookies, and whether one must be sent.
    pub(super) cookies: Option<bool>,
    /// The body of a request, if there is one: whether it must be sent, and what it is.
    pub(super) body: Option<(bool, Option<Content>)>,
    /// The responses by their statuses; `None` if the document has none.
    responses: Option<Vec<(StatusKey, ExpectedResponse<'d>)>>,
    head: bool,
    /// What counts the interactions.
    pub(super) interactions: Counter,
}

/// What an response must be.
pub(super) struct ExpectedResponse<'d> {
    headers: Vec<Parameter<'d>>,
    content: Option<Content>,
    /// What counts the responses.
    pub(super) counter: Counter,
}

impl<'d> Endpoint<'d> {
    pub(super) fn of(
        prepared: &Prepared<'d>,
        operation: &Operation<'d>,
        counters: &OfOperation<'d>,
        compiler: &mut Compiler<'_, 'd>,
    ) -> Self {
        let alternatives = operation.security.iter().flat_map(|security| &security.alternatives);
        let mut endpoint = Self {
            path: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            known_headers: Vec::new(),
            credentials: Vec::new(),
            security: alternatives.map(|one| one.credentials().collect()).collect(),
            odd_query: false,
            cookies: None,
            body: operation.request_body.as_ref().map(|body| {
                let content = body.content.as_ref();
                let content = content.map(|content| Content::of(content, Direction::Request, compiler));
                (body.required, content)
            }),
            responses: operation.responses.as_ref().map(|responses| {
                let entries = responses.entries.iter().zip(counters.statuses..);
                entries
                    .map(|(response, counter)| (response.status, ExpectedResponse::of(response, counter, compiler)))
                    .collect()
            }),
            interactions: counters.interactions,
            head: operation.method == "HEAD",
        };
        let mut queries = counters.queries..;
        for declared in operation.parameters_to_read() {
            let name = declared.name;
            let mut parameter = Parameter::of_request(declared, compiler);
            match declared.location {
                ParameterLocation::Path => endpoint.path.push(parameter),
                ParameterLocation::Query => {
                    let twice = endpoint.query.iter().any(|other| other.name == name);
                    endpoint.odd_query |= twice || !parameter_encoding::by_name(declared);
                    parameter.counter = queries.next();
                    endpoint.query.push(parameter);
                }
                ParameterLocation::Header => {
                    endpoint.known_headers.push(name.to_owned());
                    if !parameters::of_other_parts(name) {
                        endpoint.headers.push(parameter);
                    }
                }
                ParameterLocation::Cookie => {
                    endpoint.cookies = Some(endpoint.cookies.unwrap_or_default() || parameter.required);
                }
            }
        }
        for scheme in &prepared.api.schemes {
            let signing = security::added_by_signing(scheme);
            endpoint
                .known_headers
                .extend(signing.iter().map(|name| (*name).to_owned()));
            match scheme.credential {
                Some(CredentialPlace::Header(name)) => endpoint.known_headers.push(name.to_owned()),
                Some(CredentialPlace::Query(name)) => endpoint.credentials.push(name),
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

    /// What the response of a status must be; `None` if there are findings, or if none is documented.
    pub(super) fn response(&self, status: u16) -> Option<Option<&ExpectedResponse<'d>>> {
        let Some(responses) = &self.responses else {
            return Some(None);
        };
        let of = |key: StatusKey| responses.iter().find(|(known, _)| *known == key);
        let found = of(StatusKey::Exact(status))
            .or_else(|| of(StatusKey::Range(status / 100)))
            .or_else(|| of(StatusKey::Default));
        found.map(|(_, response)| Some(response))
    }

    /// What the body under a status must be, by the headers of the response.
    pub(super) fn expected(
        &self,
        response: &ExpectedResponse<'_>,
        status: u16,
        headers: &[Header],
    ) -> Option<Expected> {
        let nothing = matches!(status, 100..200 | 204 | 205 | 304) || self.head;
        let Some(content) = response.content.as_ref().filter(|_| !nothing) else {
            return Some(Expected::Nothing);
        };
        content.expected(headers)
    }
}

impl<'d> ExpectedResponse<'d> {
    fn of(response: &Response<'d>, counter: Counter, compiler: &mut Compiler<'_, 'd>) -> Self {
        let content = response.content.as_ref();
        let content = content.filter(|content| !content.entries.is_empty());
        Self {
            counter,
            headers: response
                .headers
                .iter()
                .map(|header| Parameter::of_response(header, compiler))
                .collect(),
            content: content.map(|content| Content::of(content, Direction::Response, compiler)),
        }
    }

    /// The headers that the document has, each with its text in `seen`; `None` if one is missing.
    pub(super) fn headers<'a>(
        &'a self,
        seen: &'a [Header],
        source: Source,
    ) -> impl Iterator<Item = Option<(&'a Parameter<'d>, &'a str)>> {
        self.headers.iter().filter_map(move |header| {
            let dropped = source == Source::Recording && header_policy(header.name) == HeaderPolicy::Nothing;
            match Header::find(seen, header.name) {
                None if header.required && !dropped => Some(None),
                None | Some(REDACTED) => None,
                Some(text) => Some(Some((header, text))),
            }
        })
    }
}
