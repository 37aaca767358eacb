//! A request as a step sees it: without secrets.

use reqwest::{Url, header::HeaderValue};

use super::super::{extra::name_of, facts::Api, outgoing::Outgoing, redact::Redaction, reserved, secret::Secret};

/// What is shown instead of a secret.
pub(super) const REDACTED: &str = "REDACTED";

/// Removes secrets from what is shown of a request.
pub(super) struct Mask<'a> {
    api: &'a Api,
    outgoing: &'a Outgoing,
    redaction: Redaction,
}

impl<'a> Mask<'a> {
    pub(super) fn new(api: &'a Api, outgoing: &'a Outgoing, secrets: &[Secret]) -> Self {
        let redaction = Redaction::of(secrets);
        Self {
            api,
            outgoing,
            redaction,
        }
    }

    pub(super) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        self.redaction.apply(&mut text);
        text
    }

    /// The value of a header, if it is text.
    pub(super) fn header(&self, value: &HeaderValue) -> Option<String> {
        if value.is_sensitive() {
            return Some(REDACTED.to_owned());
        }
        value.to_str().ok().map(|text| self.text(text))
    }

    /// The query. Values of credentials and those that were added are masked by their names, however short they are.
    pub(super) fn query(&self) -> String {
        let one = |pair: &str| {
            let name = name_of(pair);
            let is_secret = reserved::is_query_credential(self.api, &name) || self.outgoing.added_query.contains(&name);
            match pair.split_once('=').filter(|_| is_secret) {
                Some((name, _)) => format!("{name}={REDACTED}"),
                None => self.text(pair),
            }
        };
        let query = self.outgoing.query().split('&').filter(|pair| !pair.is_empty());
        query.map(one).collect::<Vec<_>>().join("&")
    }

    /// The whole address.
    pub(super) fn url(&self) -> String {
        let Outgoing { url, .. } = self.outgoing;
        let origin = &url.as_str()[..path_start(url)];
        let (path, query) = (self.text(url.path()), self.query());
        match query.is_empty() {
            true => format!("{origin}{path}"),
            false => format!("{origin}{path}?{query}"),
        }
    }

    /// The body, if it is in memory. One with a secret is shown as text.
    pub(super) fn body(&self) -> Option<Vec<u8>> {
        let body = self.outgoing.body()?;
        let text = String::from_utf8_lossy(body);
        match self.redaction.matches(&text) {
            true => Some(self.text(&text).into_bytes()),
            false => Some(body.to_vec()),
        }
    }
}

/// Where the path of an address begins.
fn path_start(url: &Url) -> usize {
    let behind_scheme = url.as_str().find("://").map_or(0, |at| at + 3);
    let text = &url.as_str()[behind_scheme..];
    behind_scheme + text.find(['/', '?']).unwrap_or(text.len())
}
