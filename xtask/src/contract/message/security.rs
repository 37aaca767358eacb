//! Whether a request has the credentials that the operation requires. Of their values, nothing but the name of the
//! scheme is looked at.

use codegen::view::{CredentialPlace, Scheme, Url, decode_query};
use recording::{Header, REDACTED, Unobserved};

use super::subject::Subject;
use crate::contract::findings::rules;
use crate::contract::findings::{Location, Violation};

/// Where HTTP has its credentials.
const AUTHORIZATION: &str = "Authorization";

/// Whether credentials are in a request.
pub(crate) fn is_in(credential: CredentialPlace<'_>, headers: &[Header], url: &Url<'_>) -> bool {
    match credential {
        CredentialPlace::Header(name) => Header::find(headers, name).is_some(),
        CredentialPlace::Query(name) => url.pairs().iter().any(|(key, _)| decode_query(key) == *name),
        CredentialPlace::Cookie(name) => {
            cookies(headers).any(|(key, _)| key == name) || lines(headers, "Cookie").contains(&REDACTED)
        }
        CredentialPlace::Authorization(scheme) => lines(headers, AUTHORIZATION)
            .iter()
            .any(|value| is_of_scheme(value, scheme)),
    }
}

/// Credentials in words, for a message.
fn words(credential: CredentialPlace<'_>) -> String {
    match credential {
        CredentialPlace::Header(name) => format!("the header `{name}`"),
        CredentialPlace::Query(name) => format!("the query parameter `{name}`"),
        CredentialPlace::Cookie(name) => format!("the cookie `{name}`"),
        CredentialPlace::Authorization(scheme) => format!("the header `{AUTHORIZATION}` of the scheme `{scheme}`"),
    }
}

/// The values of all headers of a name.
pub(crate) fn lines<'h>(headers: &'h [Header], name: &str) -> Vec<&'h str> {
    headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case(name))
        .map(|header| header.value.as_str())
        .collect()
}

/// The cookies of a request, by their names.
pub(crate) fn cookies(headers: &[Header]) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("Cookie"));
    lines
        .flat_map(|header| header.value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

/// Whether a value of `Authorization` may be of a scheme: a mask may cover the name of the scheme too.
fn is_of_scheme(value: &str, scheme: &str) -> bool {
    let Some((name, _)) = value.trim().split_once(' ') else {
        return true;
    };
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    !is_name || name.eq_ignore_ascii_case(scheme)
}

/// The headers that signing by a scheme adds.
pub(crate) fn added_by_signing(scheme: &Scheme<'_>) -> &'static [&'static str] {
    let known = ALGORITHMS.iter().find(|(name, _)| Some(*name) == scheme.signing);
    known.map(|(_, added)| *added).unwrap_or_default()
}

/// Reports if none of the operation's alternatives is in the request.
pub(crate) fn check(subject: &Subject<'_, '_>, url: &Url<'_>) -> Option<Violation> {
    let security = subject.operation.security.as_ref()?;
    let headers = &subject.interaction.request.headers;
    // What is in no place that was observed is not missing.
    let unseen = |credential: &CredentialPlace<'_>| match credential {
        CredentialPlace::Query(_) => subject.interaction.is_unobserved(Unobserved::RequestQuery),
        _ => subject.interaction.is_unobserved(Unobserved::RequestHeaders),
    };
    let mut wanted = Vec::new();
    for alternative in &security.alternatives {
        if alternative
            .credentials()
            .all(|credential| unseen(&credential) || is_in(credential, headers, url))
        {
            return None;
        }
        let words: Vec<_> = alternative.credentials().map(words).collect();
        wanted.push(words.join(" and "));
    }
    (!wanted.is_empty()).then(|| Violation {
        rule: &rules::SECURITY,
        location: Location::Security,
        pointer: String::new(),
        general: String::new(),
        message: format!(
            "the request has none of the credentials that the operation requires: {}",
            wanted.join(", or ")
        ),
        document: Some(security.place.pointer.clone()),
    })
}

/// Whether a header or a query parameter belongs to a scheme of the document, in any alternative, or to what
/// signing adds to a request.
pub(crate) fn owns(subject: &Subject<'_, '_>, location: &Location) -> bool {
    let schemes = &subject.prepared.api.schemes;
    let Location::Header(header) = location else {
        let Location::Query(key) = location else { return false };
        return schemes
            .iter()
            .any(|scheme| scheme.credential == Some(CredentialPlace::Query(key)));
    };
    // A request that is signed although the document has no such scheme breaks nothing by what its signature needs.
    let signature = Header::find(&subject.interaction.request.headers, AUTHORIZATION);
    let is = |name: &str| name.eq_ignore_ascii_case(header);
    schemes.iter().any(|scheme| {
        matches!(scheme.credential, Some(CredentialPlace::Header(name)) if is(name))
            || added_by_signing(scheme).iter().any(|name| is(name))
    }) || (signature.is_some() && ALGORITHMS.iter().any(|(_, added)| added.iter().any(|name| is(name))))
}

/// Algorithms for signing requests, each with the headers that it adds in addition to the signature.
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
