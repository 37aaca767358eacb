//! The names of headers and parameters that are the client's own: where a request goes, how it is framed, and what
//! authenticates it. Nobody else may set them.

use reqwest::header::HeaderName;

use super::facts::{Api, SchemeKind};

/// What to do instead of adding a credential.
pub(super) const CREDENTIALS: &str = "it is for credentials, which are set on the client's builder, or for one call with `credentials(…)` of its options";

const ADDRESS: &str = "it follows from the address, which the client's builder sets with `endpoint(…)`";
const BODY: &str = "it follows from the body of the request";
const CONNECTION: &str = "the client manages its connections by itself";
const ENCODING: &str = "the client requests the encodings that it decodes";
const PROXY: &str = "user and password of a proxy are set on the client's builder, in the address of `proxy(…)`";

/// Headers with what decides them, in small letters.
const HEADERS: &[(&str, &str)] = &[
    ("accept-encoding", ENCODING),
    ("authorization", CREDENTIALS),
    ("connection", CONNECTION),
    ("content-length", BODY),
    ("expect", CONNECTION),
    ("host", ADDRESS),
    ("http2-settings", CONNECTION),
    ("keep-alive", CONNECTION),
    ("proxy-authenticate", PROXY),
    ("proxy-authorization", PROXY),
    ("proxy-connection", CONNECTION),
    ("te", CONNECTION),
    ("trailer", BODY),
    ("transfer-encoding", BODY),
    ("upgrade", CONNECTION),
    ("x-auth-token", CREDENTIALS),
];

/// Why a header cannot be set by anybody but the client; none if it can. `of_way` are those of the way to authenticate.
pub(super) fn header(api: &Api, of_way: &[&str], name: &HeaderName) -> Option<&'static str> {
    let text = name.as_str();
    if let Some((_, why)) = HEADERS.iter().find(|(known, _)| *known == text) {
        return Some(why);
    }
    let of_scheme = api.security_schemes.iter().any(|scheme| match scheme.kind {
        SchemeKind::Header(header) | SchemeKind::Signing { header, .. } => header.eq_ignore_ascii_case(text),
        SchemeKind::Cookie(_) => text == "cookie",
        _ => false,
    });
    let is_credential = of_scheme || of_way.iter().any(|header| header.eq_ignore_ascii_case(text));
    is_credential.then_some(CREDENTIALS)
}

/// Whether a parameter of the query is for credentials.
pub(super) fn is_query_credential(api: &Api, name: &str) -> bool {
    let mut schemes = api.security_schemes.iter();
    schemes.any(|scheme| matches!(scheme.kind, SchemeKind::Query(known) if known == name))
}
