//! A request put together: address, query, headers and body, with the credentials that it needs.

use std::sync::Arc;

use reqwest::{
    Url,
    header::{COOKIE, HeaderMap, HeaderValue},
};

use super::{Core, Shared};
use crate::runtime::{
    authenticate::Authenticate,
    combined::Combined,
    credential::{Credential, Credentials},
    encode,
    error::Error,
    extra::set_idempotency_key,
    oauth::ScopedToken,
    options::CallOptions,
    outgoing::Outgoing,
    own_credentials::OwnCredentials,
    request::{Prepared, Request},
};

/// A request that is complete but for what is added for each attempt, with what adds it.
pub(in crate::runtime) struct Ready {
    pub(in crate::runtime) outgoing: Outgoing,
    pub(super) options: CallOptions,
    pub(super) authenticate: Option<Arc<dyn Authenticate>>,
}

impl Core {
    /// Completes a request.
    pub(in crate::runtime) fn ready(&self, request: Request) -> Result<Ready, Error> {
        self.complete(request.prepare()?)
    }

    /// Completes a request whose parts are known.
    pub(in crate::runtime) fn complete(&self, mut prepared: Prepared) -> Result<Ready, Error> {
        let operation = prepared.operation;
        let options = std::mem::take(&mut prepared.options);
        if let Some(page) = &options.page {
            page.apply(&mut prepared)?;
        }
        let own = options.own_credentials();
        let own = own.map(|own| OwnCredentials::of(own, self.0.api, (&self.0.endpoint, &self.0.http)));
        let own = own.transpose()?;
        let credentials = own.as_ref().map_or(&self.0.credentials, OwnCredentials::constants);
        let way = self.way(&options);
        let (mut outgoing, tokens) = self.0.prepare(prepared, credentials, way.is_some())?;
        if own.is_some() && outgoing.with_certificate {
            return Err(Error::invalid(
                "the certificate of another client is a part of its connections: send the call with that client",
            ));
        }
        if let Some(page) = &options.page {
            outgoing.link_query = page.follow(self.0.api, &mut outgoing.url)?;
        }
        outgoing.secrets = self.secrets(options.extra.as_deref());
        outgoing.paged_by.clone_from(&options.paged_by);
        let extra = options.extra.as_deref();
        let of_way = way.map_or(&[][..], |way| way.headers());
        if let Some(extra) = extra {
            extra.apply(self.0.api, of_way, &mut outgoing)?;
        }
        let key = extra.and_then(|extra| extra.idempotency_key.as_ref());
        set_idempotency_key(self.0.api, of_way, operation, key, &mut outgoing)?;
        let way = way.filter(|_| !outgoing.schemes.is_empty());
        let authenticate = if tokens.is_empty() {
            way.cloned()
        } else {
            let tokens = tokens.into_iter().map(|token| Arc::new(token) as Arc<dyn Authenticate>);
            Some(Arc::new(Combined(tokens.chain(way.cloned()).collect())) as Arc<dyn Authenticate>)
        };
        Ok(Ready {
            outgoing,
            options,
            authenticate,
        })
    }
}

impl Shared {
    /// A request with all that is the same for each attempt, and the tokens that it needs.
    fn prepare(
        &self,
        prepared: Prepared,
        credentials: &Credentials,
        another_way: bool,
    ) -> Result<(Outgoing, Vec<ScopedToken>), Error> {
        let Prepared {
            operation,
            method,
            security,
            path,
            path_parameters,
            mut query,
            headers,
            cookies,
            body,
            ..
        } = prepared;
        let selected = security.as_deref().map(|schemes| [schemes]);
        let security = selected.as_ref().map_or(operation.security, |one| &one[..]);
        let (credentials, open) = credentials.of(security, another_way)?;
        let pairs = credentials.iter().filter_map(|(_, credential)| credential.pair());
        query.extend(pairs.map(|(name, value)| encode::Pair::new(&name, value)));
        let own = match &self.operation_servers {
            Some(own) if !operation.servers.is_empty() => Some(own.endpoint(operation.servers, &self.endpoint)?.text),
            _ => None,
        };
        // Some documents write a query behind the path.
        let (path, mut of_path) = path.split_once('?').unwrap_or((&path, ""));
        if self.api.signs() && !of_path.is_empty() {
            let address = format!("https://localhost/?{}", std::mem::take(&mut of_path));
            let address = Url::parse(&address).map_err(|_| Error::invalid("the path does not make an address"))?;
            let pairs = address.query_pairs();
            query.extend(pairs.map(|(name, value)| encode::Pair::new(&name, value.into_owned())));
        }
        let mut url = format!("{}{path}", own.as_deref().unwrap_or(&self.endpoint));
        let text = match self.api.signs() {
            true => encode::canonical_query(query),
            false => encode::query_text(&query),
        };
        for text in [of_path, &text].into_iter().filter(|text| !text.is_empty()) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(text);
        }
        let url = Url::parse(&url).map_err(|_| Error::invalid("the path does not make an address"))?;
        let mut outgoing = Outgoing::new(operation.id, &method, url)?;
        outgoing.operation = Some(operation);
        outgoing.path_parameters = path_parameters;
        outgoing.schemes = open;
        outgoing.body = body;
        self.http.identify(&mut outgoing);
        for (name, value) in headers {
            // A parameter may be a header that the client sets itself, such as `User-Agent`.
            outgoing.headers.insert(name, value);
        }
        let mut tokens = Vec::new();
        for (scheme, credential) in credentials {
            credential.apply(&mut outgoing.headers);
            match credential {
                Credential::Token(source) => tokens.push(source.scoped(operation.scopes_of(scheme))),
                Credential::Certificate => outgoing.with_certificate = true,
                _ => {}
            }
        }
        join_cookies(&mut outgoing.headers, cookies)?;
        Ok((outgoing, tokens))
    }
}

/// Puts the cookies of the request, and those of its credentials, into one header, as RFC 6265 requires.
fn join_cookies(headers: &mut HeaderMap, mut cookies: Vec<String>) -> Result<(), Error> {
    let credentials: Vec<_> = headers.get_all(COOKIE).iter().cloned().collect();
    if cookies.is_empty() && credentials.len() < 2 {
        return Ok(());
    }
    for value in &credentials {
        let text = value.to_str().map_err(|_| Error::invalid("a cookie is not text"))?;
        cookies.push(text.to_owned());
    }
    let mut value = HeaderValue::from_str(&cookies.join("; "))
        .map_err(|_| Error::invalid("a cookie has a character that is invalid in a header"))?;
    value.set_sensitive(!credentials.is_empty());
    headers.insert(COOKIE, value);
    Ok(())
}
