//! Whether a request bears the credentials that the operation asks for. Of their values, nothing but the name of the
//! scheme is looked at.

use recording::{Header, REDACTED, Unobserved};

use super::place::Place;
use super::url::{Url, decode_query};
use super::{Location, Operation, Subject, Violation, rules, valued};

/// A place in the request where a scheme of the document has its credentials.
pub(super) enum Credential {
    Header(String),
    Query(String),
    Cookie(String),
    /// The header `Authorization`, of this scheme of HTTP.
    Authorization(String),
}

/// Where HTTP has its credentials.
const AUTHORIZATION: &str = "Authorization";

impl Credential {
    fn of(scheme: &Place<'_>) -> Option<Self> {
        let name = || scheme.str("name").map(str::to_owned);
        match (scheme.str("type")?, scheme.str("in")) {
            ("apiKey", Some("header")) => name().map(Self::Header),
            ("apiKey", Some("query")) => name().map(Self::Query),
            ("apiKey", Some("cookie")) => name().map(Self::Cookie),
            ("http", _) => Some(Self::Authorization(scheme.str("scheme").unwrap_or_default().to_owned())),
            ("oauth2" | "openIdConnect", _) => Some(Self::Authorization("bearer".to_owned())),
            _ => None,
        }
    }

    pub(super) fn is_in(&self, headers: &[Header], url: &Url<'_>) -> bool {
        match self {
            Self::Header(name) => Header::find(headers, name).is_some(),
            Self::Query(name) => url.pairs().iter().any(|(key, _)| decode_query(key) == *name),
            Self::Cookie(name) => {
                cookies(headers).any(|(key, _)| key == name) || valued::lines(headers, "Cookie").contains(&REDACTED)
            }
            Self::Authorization(scheme) => valued::lines(headers, AUTHORIZATION)
                .iter()
                .any(|value| is_of_scheme(value, scheme)),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Header(name) => format!("the header `{name}`"),
            Self::Query(name) => format!("the query parameter `{name}`"),
            Self::Cookie(name) => format!("the cookie `{name}`"),
            Self::Authorization(scheme) => format!("the header `{AUTHORIZATION}` of the scheme `{scheme}`"),
        }
    }
}

/// The cookies of a request, by their names.
pub(super) fn cookies(headers: &[Header]) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("Cookie"));
    lines
        .flat_map(|header| header.value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

/// Whether a value of `Authorization` may be of a scheme: whoever masked it may have masked the name of the scheme too.
fn is_of_scheme(value: &str, scheme: &str) -> bool {
    let Some((name, _)) = value.trim().split_once(' ') else {
        return true;
    };
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    !is_name || name.eq_ignore_ascii_case(scheme)
}

/// The schemes of the document with their names.
fn schemes<'d>(root: &Place<'d>) -> Vec<(&'d str, Place<'d>)> {
    let schemes = root
        .get("components")
        .and_then(|components| components.get("securitySchemes"));
    schemes.iter().flat_map(Place::members).collect()
}

/// The alternatives of an operation, none if it asks for nothing.
pub(super) fn alternatives(root: &Place<'_>, operation: &Operation<'_>) -> Vec<Vec<Credential>> {
    let schemes = schemes(root);
    let security = operation.place.raw("security").or_else(|| root.raw("security"));
    let alternatives = security.iter().flat_map(Place::items);
    alternatives
        .map(|alternative| credentials(&alternative, &schemes))
        .collect()
}

/// The credentials that an alternative asks for together.
fn credentials(alternative: &Place<'_>, schemes: &[(&str, Place<'_>)]) -> Vec<Credential> {
    let names = alternative.node.members().iter();
    names
        .filter_map(|member| schemes.iter().find(|(name, _)| *name == member.key))
        .filter_map(|(_, scheme)| Credential::of(scheme))
        .collect()
}

/// The credentials of all schemes of a document, each with the headers that signing by it adds.
pub(super) fn owned(root: &Place<'_>) -> Vec<(Option<Credential>, &'static [&'static str])> {
    let added = |scheme: &Place<'_>| {
        let algorithm = scheme.str("x-signing");
        let known = ALGORITHMS.iter().find(|(name, _)| Some(*name) == algorithm);
        known.map(|(_, added)| *added).unwrap_or_default()
    };
    schemes(root)
        .iter()
        .map(|(_, scheme)| (Credential::of(scheme), added(scheme)))
        .collect()
}

/// Tells if none of the operation's alternatives is in the request.
pub(super) fn check(subject: &Subject<'_, '_>, url: &Url<'_>) -> Option<Violation> {
    let root = Place::root(subject.contract.document);
    let security = subject
        .operation
        .place
        .raw("security")
        .or_else(|| root.raw("security"))?;
    let schemes = schemes(&root);
    let headers = &subject.interaction.request.headers;
    let mut wanted = Vec::new();
    for alternative in security.items() {
        let credentials = credentials(&alternative, &schemes);
        // What is in no place that was observed is not missing.
        let unseen = |credential: &Credential| match credential {
            Credential::Query(_) => subject.interaction.is_unobserved(Unobserved::RequestQuery),
            _ => subject.interaction.is_unobserved(Unobserved::RequestHeaders),
        };
        if credentials
            .iter()
            .all(|credential| unseen(credential) || credential.is_in(headers, url))
        {
            return None;
        }
        let words: Vec<_> = credentials.iter().map(Credential::words).collect();
        wanted.push(words.join(" and "));
    }
    (!wanted.is_empty()).then(|| Violation {
        rule: &rules::SECURITY,
        location: Location::Security,
        pointer: String::new(),
        general: String::new(),
        message: format!(
            "the request bears none of the credentials that the operation asks for: {}",
            wanted.join(", or ")
        ),
        document: Some(security.pointer),
    })
}

/// Whether a header or a query parameter belongs to a scheme of the document, in whatever alternative, or to what signing
/// adds to a request.
pub(super) fn owns(subject: &Subject<'_, '_>, location: &Location) -> bool {
    let root = Place::root(subject.contract.document);
    let own = owned(&root);
    let mut own = own.iter();
    let Location::Header(header) = location else {
        return own.any(|(credential, _)| matches!((credential, location), (Some(Credential::Query(name)), Location::Query(key)) if name == key));
    };
    // A request that is signed although the document has no such scheme breaks nothing by what its signature needs.
    let signature = Header::find(&subject.interaction.request.headers, AUTHORIZATION);
    let is = |name: &str| name.eq_ignore_ascii_case(header);
    own.any(|(credential, added)| {
        matches!(credential, Some(Credential::Header(name)) if is(name)) || added.iter().any(|name| is(name))
    }) || (signature.is_some() && ALGORITHMS.iter().any(|(_, added)| added.iter().any(|name| is(name))))
}

/// Algorithms for signing requests, each with the headers that it adds besides the signature.
const ALGORITHMS: &[(&str, &[&str])] = &[(
    "sdk-hmac-sha256",
    &[
        "X-Sdk-Date",
        "X-Project-Id",
        "X-Domain-Id",
        "X-Security-Token",
        "X-Sdk-Content-Sha256",
    ],
)];

/// The headers that signing by an algorithm adds.
pub(super) fn added_by(algorithm: &str) -> impl Iterator<Item = &'static str> {
    let of_algorithm = ALGORITHMS.iter().filter(move |(name, _)| *name == algorithm);
    of_algorithm.flat_map(|(_, headers)| headers.iter().copied())
}
