//! What the caller adds to a request beyond what the document describes: headers and parameters of the query.
//!
//! Values may be secrets: they are marked as sensitive, and no error shows them. Names that belong to the client are refused
//! in `reserved`.

use std::{borrow::Cow, fmt};

use reqwest::{
    Url,
    header::{CONTENT_TYPE, COOKIE, HeaderName, HeaderValue},
};

use super::{
    call_credentials::CallCredentials,
    continuation::SentAs,
    encode::{Pair, canonical_query, query_text},
    error::Error,
    facts::{Api, Operation},
    idempotency::{self, IdempotencyKey},
    outgoing::Outgoing,
    reserved,
    secret::Secret,
};

/// Why a parameter is refused that says which page is requested, and what to do instead.
const PAGED: &str = "it says which records a page has, and the reader of pages sets it for each page: set the operation's \
                     own parameter before `pages()` or `items()`, give the times to `window(…)`, or begin elsewhere with \
                     `resume(…)`";

/// The most headers that a request may have. Servers take about a hundred, and what holds the headers panics beyond 32,768.
const MOST_HEADERS: usize = 1000;

/// What a call has in addition to its arguments.
#[derive(Clone, Default)]
pub(super) struct Extra {
    pub(super) headers: Vec<(String, Secret)>,
    pub(super) query: Vec<(String, Secret)>,
    pub(super) credentials: Option<CallCredentials>,
    pub(super) idempotency_key: Option<IdempotencyKey>,
}

impl Extra {
    /// What no error may show.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        let mut all = self
            .credentials
            .as_ref()
            .map_or_else(Vec::new, CallCredentials::secrets);
        for (_, value) in self.headers.iter().chain(&self.query) {
            all.push(value.clone());
        }
        all
    }

    /// Adds headers and parameters to a request.
    pub(super) fn apply(&self, api: &Api, of_way: &[&str], outgoing: &mut Outgoing) -> Result<(), Error> {
        add_headers(api, of_way, outgoing, &self.headers)?;
        add_query(api, outgoing, &self.query)
    }
}

/// Sends the key that says that all attempts are one call: the one that the caller set, or a random one if the document
/// asks for it. With such a key a request is idempotent, whatever its method, and wherever the key comes from.
pub(super) fn set_idempotency_key(
    api: &Api,
    of_way: &[&str],
    operation: &Operation,
    key: Option<&IdempotencyKey>,
    outgoing: &mut Outgoing,
) -> Result<(), Error> {
    let automatic = operation.idempotency_key.map(|_| IdempotencyKey::random());
    if let Some(key) = key.or(automatic.as_ref()) {
        let (header, value) = key.of_call(operation)?;
        if key.is_given() || !outgoing.headers.contains_key(&header) {
            add_headers(api, of_way, outgoing, &[(header.clone(), value)])?;
        }
        recognise(&header, outgoing);
    }
    recognise_documented(outgoing);
    Ok(())
}

/// Marks a request as idempotent if it has the header that the document has for a key, whoever set it.
pub(super) fn recognise_documented(outgoing: &mut Outgoing) {
    if let Some(header) = outgoing.operation.and_then(idempotency::header_of)
        && outgoing.headers.contains_key(header)
    {
        recognise(header, outgoing);
    }
}

fn recognise(header: &str, outgoing: &mut Outgoing) {
    outgoing.set_idempotent();
    outgoing.idempotency_header = HeaderName::from_bytes(header.as_bytes()).ok();
}

/// Adds headers, instead of those of the same names. Those of the client and of the way to authenticate, `of_way`, are
/// refused.
pub(super) fn add_headers(
    api: &Api,
    of_way: &[&str],
    outgoing: &mut Outgoing,
    added: &[(String, Secret)],
) -> Result<(), Error> {
    let mut headers = Vec::new();
    for (name, secret) in added {
        let name = HeaderName::from_bytes(name.as_bytes())
            // What was put in by mistake may be a secret.
            .map_err(|_| Error::invalid("the name of an added header has a character that is invalid in a header"))?;
        if let Some(why) = reserved::header(api, of_way, &name) {
            return Err(Error::invalid(format!("the header `{name}` cannot be added: {why}")));
        }
        if outgoing.is_paged_by(|sent| matches!(sent, SentAs::Header(known) if name == *known)) {
            return Err(Error::invalid(format!("the header `{name}` cannot be added: {PAGED}")));
        }
        let is_multipart = |value: &HeaderValue| value.as_bytes().starts_with(b"multipart/");
        if name == CONTENT_TYPE && outgoing.headers.get(CONTENT_TYPE).is_some_and(is_multipart) {
            return Err(Error::invalid(
                "the header `content-type` cannot be added: that of a body of parts has what separates them",
            ));
        }
        let mut value = HeaderValue::from_bytes(secret.expose().as_bytes()).map_err(|_| {
            Error::invalid(format!(
                "the value of the added header `{name}` has a character that is invalid in a header"
            ))
        })?;
        value.set_sensitive(true);
        headers.push((name, value));
    }
    if outgoing.headers.len() + headers.len() > MOST_HEADERS {
        return Err(Error::invalid(format!(
            "the request would have more than {MOST_HEADERS} headers, which no server takes: send the values in the body, or \
             several in one header"
        )));
    }
    for (name, _) in headers.iter().filter(|(name, _)| name != COOKIE) {
        outgoing.headers.remove(name);
    }
    for (name, value) in headers {
        match outgoing.headers.get(COOKIE) {
            // RFC 6265 allows one header.
            Some(cookies) if name == COOKIE => {
                let joined = [cookies.as_bytes(), value.as_bytes()].join(&b"; "[..]);
                let mut joined = HeaderValue::from_bytes(&joined)
                    .map_err(|_| Error::invalid("the added cookies cannot be sent beside those of the call"))?;
                joined.set_sensitive(true);
                outgoing.headers.insert(COOKIE, joined);
            }
            _ => {
                outgoing.headers.append(name, value);
            }
        }
    }
    outgoing.secrets.extend(added.iter().map(|(_, value)| value.clone()));
    Ok(())
}

/// Adds parameters of the query, instead of those of the same names, but for those of a link to the page. The query stays in
/// canonical form where the document has a scheme for signatures.
pub(super) fn add_query(api: &Api, outgoing: &mut Outgoing, added: &[(String, Secret)]) -> Result<(), Error> {
    if added.is_empty() {
        return Ok(());
    }
    for (name, _) in added {
        if reserved::is_query_credential(api, name) {
            return Err(Error::invalid(format!(
                "the parameter `{name}` cannot be added to the query: {}",
                reserved::CREDENTIALS
            )));
        }
        if outgoing.is_paged_by(|sent| matches!(sent, SentAs::Query(known) if name == known)) {
            return Err(Error::invalid(format!(
                "the parameter `{name}` cannot be added to the query: {PAGED}"
            )));
        }
    }
    outgoing.secrets.extend(added.iter().map(|(_, value)| value.clone()));
    outgoing.added_query.extend(added.iter().map(|(name, _)| name.clone()));
    let of_link = &outgoing.link_query;
    let added: Vec<_> = added.iter().filter(|(name, _)| !of_link.contains(name)).collect();
    if added.is_empty() {
        return Ok(());
    }
    let is_replaced = |name: &str| added.iter().any(|(known, _)| known == name);
    let pairs = added
        .iter()
        .map(|(name, value)| Pair::new(name, value.expose().to_owned()));
    let query = if api.signs() {
        let old = outgoing.url.query_pairs().filter(|(name, _)| !is_replaced(name));
        let old = old.map(|(name, value)| Pair::new(&name, value.into_owned()));
        canonical_query(old.chain(pairs).collect())
    } else {
        let old = outgoing.url.query().unwrap_or_default().split('&');
        let old = old.filter(|pair| !pair.is_empty() && !is_replaced(&name_of(pair)));
        let mut texts: Vec<Cow<'_, str>> = old.map(Cow::Borrowed).collect();
        texts.push(query_text(&pairs.collect::<Vec<_>>()).into());
        texts.join("&")
    };
    outgoing.url.set_query(Some(&query));
    Ok(())
}

/// The name in a pair of a query, decoded.
pub(super) fn name_of(pair: &str) -> String {
    let url = Url::parse(&format!("http://x/?{pair}")).ok();
    let name = url
        .as_ref()
        .and_then(|url| url.query_pairs().next())
        .map(|(name, _)| name.into_owned());
    name.unwrap_or_default()
}

/// The names, without the values: any of them may be a secret.
impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, Secret)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        f.debug_struct("Extra")
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .field("credentials", &self.credentials)
            .field("idempotency_key", &self.idempotency_key)
            .finish()
    }
}
