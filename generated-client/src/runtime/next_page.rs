//! The request for the page that another one named.
//!
//! A link is followed only to the server that the operation is sent to: the request has credentials.

use reqwest::{
    Url,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde_json::{Map, Value};

use super::{
    continuation::{Continuation, PageToken, RequestedPage, SentAs},
    encode::{Pair, canonical_query},
    error::{Error, ErrorKind},
    extra::name_of,
    facts::Api,
    request::Prepared,
    reserved,
};

impl RequestedPage {
    /// Puts the token into a request. A link is put there by [`follow`](Self::follow).
    pub(super) fn apply(&self, request: &mut Prepared) -> Result<(), Error> {
        let PageToken { text, is_number } = &self.token;
        match self.continuation.sent {
            SentAs::Link => Ok(()),
            SentAs::Query(name) => {
                // In the place of the one that was set.
                let pair = Pair::new(name, text.clone());
                match request.query.iter_mut().find(|pair| pair.name == name) {
                    Some(set) => *set = pair,
                    None => request.query.push(pair),
                }
                Ok(())
            }
            SentAs::Header(name) => {
                let invalid = || {
                    Error::new(
                        ErrorKind::Paging,
                        format!("the cursor cannot be sent in the header `{name}`"),
                    )
                };
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
                let value = HeaderValue::from_str(text).map_err(|_| invalid())?;
                request.headers.retain(|(known, _)| *known != name);
                request.headers.push((name, value));
                Ok(())
            }
            SentAs::Body(pointer) => {
                let value = if *is_number {
                    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str()))
                } else {
                    Value::from(text.as_str())
                };
                let body = match &request.body {
                    Some(body) => body.memory().and_then(|bytes| serde_json::from_slice(bytes).ok()),
                    None => Some(Value::Object(Map::new())),
                };
                let changed = body.and_then(|mut body| {
                    put(&mut body, pointer, value)?;
                    serde_json::to_vec(&body).ok()
                });
                let changed = changed.ok_or_else(|| {
                    Error::invalid(format!(
                        "the body has no place for the cursor at `{pointer}`: it must be an object"
                    ))
                })?;
                if !request.headers.iter().any(|(name, _)| name == CONTENT_TYPE) {
                    request
                        .headers
                        .push((CONTENT_TYPE, HeaderValue::from_static("application/json")));
                }
                request.body = Some(changed.into());
                Ok(())
            }
        }
    }

    /// Replaces the address of a request by a link, if that is what names the page. Credentials in the query stay.
    ///
    /// The query is written in canonical form where requests may be signed. Returns the names of the link's parameters.
    pub(super) fn follow(&self, api: &Api, url: &mut Url) -> Result<Vec<String>, Error> {
        if !matches!(self.continuation.sent, SentAs::Link) {
            return Ok(Vec::new());
        }
        let mut link = Url::parse(&self.token.text)
            .map_err(|_| Error::new(ErrorKind::Paging, "the link to the next page is not an address"))?;
        if link.origin() != url.origin() || !link.username().is_empty() || link.password().is_some() {
            return Err(Error::quoting(
                ErrorKind::Paging,
                "the link to the next page leads to another server, ",
                &format!("{}://{}", link.scheme(), link.host_str().unwrap_or_default()),
                "; the credentials of the client are not sent there",
            ));
        }
        let credentials: Vec<_> = url
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| is_credential(api, pair))
            .collect();
        let names = link.query_pairs().map(|(name, _)| name.into_owned()).collect();
        let own = link.query().unwrap_or_default().to_owned();
        let pairs = own.split('&').filter(|pair| !pair.is_empty()).chain(credentials);
        let query = pairs.collect::<Vec<_>>().join("&");
        link.set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
        if api.signs() {
            let pairs = link
                .query_pairs()
                .map(|(name, value)| Pair::new(&name, value.into_owned()));
            let query = canonical_query(pairs.collect());
            link.set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
        }
        *url = link;
        Ok(names)
    }
}

/// The link to the next page as it is remembered: as a whole address, without a fragment and without credentials, which may
/// be in the query.
pub(super) fn resolve(api: &Api, base: &Url, continuation: &Continuation, token: PageToken) -> PageToken {
    if !matches!(continuation.sent, SentAs::Link) {
        return token;
    }
    // What is not an address is an error when it is followed.
    let Ok(mut link) = base.join(&token.text) else {
        return token;
    };
    link.set_fragment(None);
    if let Some(query) = link.query() {
        let pairs: Vec<_> = query.split('&').filter(|pair| !is_credential(api, pair)).collect();
        let query = pairs.join("&");
        link.set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
    }
    PageToken::text(link)
}

/// Whether a pair of a query is a credential of the document.
fn is_credential(api: &Api, pair: &str) -> bool {
    reserved::is_query_credential(api, &name_of(pair))
}

/// Puts a value at a JSON pointer; none if there is something else than an object on the way.
fn put(body: &mut Value, pointer: &str, value: Value) -> Option<()> {
    let mut place = body;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        place = place.as_object_mut()?.entry(step).or_insert(Value::Null);
    }
    *place = value;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_put_at_its_pointer() {
        let mut body = serde_json::json!({"a": 1, "page": null});
        assert_eq!(put(&mut body, "/page/cursor", "x".into()), Some(()));
        assert_eq!(put(&mut body, "/a/cursor", "x".into()), None);
        assert_eq!(body, serde_json::json!({"a": 1, "page": {"cursor": "x"}}));
    }
}
