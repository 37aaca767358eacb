//! Whether a request bears the credentials that the operation asks for. Their values are never looked at.

use recording::{Header, Unobserved};

use super::place::Place;
use super::url::{Url, decode_query};
use super::{Location, Subject, Violation, rules};

/// A place in the request where a scheme of the document has its credentials.
enum Credential {
    Header(String),
    Query(String),
    Cookie(String),
}

impl Credential {
    fn of(scheme: &Place<'_>) -> Option<Self> {
        let name = || scheme.str("name").map(str::to_owned);
        match (scheme.str("type")?, scheme.str("in")) {
            ("apiKey", Some("header")) => name().map(Self::Header),
            ("apiKey", Some("query")) => name().map(Self::Query),
            ("apiKey", Some("cookie")) => name().map(Self::Cookie),
            ("http" | "oauth2" | "openIdConnect", _) => Some(Self::Header("Authorization".to_owned())),
            _ => None,
        }
    }

    fn is_in(&self, headers: &[Header], url: &Url<'_>) -> bool {
        match self {
            Self::Header(name) => Header::find(headers, name).is_some(),
            Self::Query(name) => url.pairs().iter().any(|(key, _)| decode_query(key) == *name),
            Self::Cookie(_) => Header::find(headers, "Cookie").is_some(),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Header(name) => format!("the header `{name}`"),
            Self::Query(name) => format!("the query parameter `{name}`"),
            Self::Cookie(name) => format!("the cookie `{name}`"),
        }
    }
}

/// The schemes of the document with their names.
fn schemes<'d>(subject: &Subject<'_, 'd>) -> Vec<(&'d str, Place<'d>)> {
    let root = Place::root(subject.contract.document);
    let schemes = root
        .get("components")
        .and_then(|components| components.get("securitySchemes"));
    schemes.iter().flat_map(Place::members).collect()
}

/// Tells if none of the operation's alternatives is in the request.
pub(super) fn check(subject: &Subject<'_, '_>, url: &Url<'_>) -> Option<Violation> {
    let root = Place::root(subject.contract.document);
    let security = subject
        .operation
        .place
        .raw("security")
        .or_else(|| root.raw("security"))?;
    let schemes = schemes(subject);
    let headers = &subject.interaction.request.headers;
    let mut wanted = Vec::new();
    for alternative in security.items() {
        let credentials: Vec<_> = alternative
            .node
            .members()
            .iter()
            .filter_map(|member| schemes.iter().find(|(name, _)| *name == member.key))
            .filter_map(|(_, scheme)| Credential::of(scheme))
            .collect();
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
        message: format!(
            "the request bears none of the credentials that the operation asks for: {}",
            wanted.join(", or ")
        ),
        document: Some(security.pointer),
    })
}

/// Whether a header or a query parameter belongs to a scheme of the document, in whatever alternative, or to what signing
/// by such a scheme adds to a request.
pub(super) fn owns(subject: &Subject<'_, '_>, location: &Location) -> bool {
    schemes(subject).iter().any(|(_, scheme)| {
        let own = match (Credential::of(scheme), location) {
            (Some(Credential::Header(name)), Location::Header(header)) => name.eq_ignore_ascii_case(header),
            (Some(Credential::Query(name)), Location::Query(key)) => name == *key,
            _ => false,
        };
        own || match (scheme.str("x-signing"), location) {
            (Some(algorithm), Location::Header(header)) => {
                added_by(algorithm).iter().any(|name| name.eq_ignore_ascii_case(header))
            }
            _ => false,
        }
    })
}

/// The headers that signing by an algorithm adds besides the signature.
pub(super) fn added_by(algorithm: &str) -> &'static [&'static str] {
    match algorithm {
        "sdk-hmac-sha256" => &[
            "X-Sdk-Date",
            "X-Project-Id",
            "X-Domain-Id",
            "X-Security-Token",
            "X-Sdk-Content-Sha256",
        ],
        _ => &[],
    }
}
