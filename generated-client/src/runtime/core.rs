//! What generated code sends with: arguments, endpoint and credentials put together, the response decoded.

use std::{any::Any, fmt, future::Future, sync::Arc};

use reqwest::{
    Url,
    header::{COOKIE, HeaderMap, HeaderValue},
};
use serde::de::DeserializeOwned;

use super::{
    authenticate::Authenticate,
    call_credentials::{CallCredentials, Kind, OfClient},
    combined::Combined,
    continuation::{Continuation, PageToken},
    credential::{Credential, Credentials},
    decode::{self, Accepted},
    encode::{self, Tree},
    endpoint::OperationServers,
    error::{Error, ErrorKind},
    extra::{Extra, set_idempotency_key},
    facts::{Api, Operation},
    http::Http,
    lenient, next_page,
    oauth::ScopedToken,
    opened::Opened,
    options::CallOptions,
    outgoing::Outgoing,
    own_credentials::OwnCredentials,
    received::{Decoded, Received},
    request::{Prepared, Request},
    response::{Head, Response},
    secret::Secret,
    slot::Slot,
};

/// Sends requests. It is cheap to clone: the clones share connections and settings.
#[derive(Clone)]
pub struct Core(Arc<Shared>);

/// A request that is complete but for what is added for each attempt, with what adds it.
pub(super) struct Ready {
    pub(super) outgoing: Outgoing,
    options: CallOptions,
    authenticate: Option<Arc<dyn Authenticate>>,
}

pub(super) struct Shared {
    pub(super) api: &'static Api,
    pub(super) endpoint: String,
    /// For operations with servers of their own; none if the endpoint was given.
    pub(super) operation_servers: Option<OperationServers>,
    pub(super) http: Http,
    pub(super) credentials: Credentials,
    pub(super) authenticate: Option<Arc<dyn Authenticate>>,
    /// The values of parameters that are set once, by the names of the parameters.
    pub(super) parameters: Vec<(&'static str, Tree)>,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("api", &self.0.api.title)
            .field("endpoint", &self.0.endpoint)
            .field("credentials", &self.0.credentials.schemes())
            .field(
                "authenticate",
                &self.0.authenticate.as_deref().map(Authenticate::describe),
            )
            .finish_non_exhaustive()
    }
}

impl Core {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.0
    }

    /// The address that requests go to, without a slash at its end.
    pub fn endpoint(&self) -> &str {
        &self.0.endpoint
    }

    /// Sends a request and decodes the JSON of its response.
    // Not an `async fn`, here and below: its future would keep the request's parts as long as the call takes, once for each
    // function that they were passed through.
    pub fn json<T: DeserializeOwned + Send + 'static>(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Response<T>, Error>> {
        self.call(request, Accepted::json)
    }

    /// Sends a request and takes the response as text.
    pub fn text(&self, request: Request) -> impl Future<Output = Result<Response<String>, Error>> {
        self.call(request, |accepted| decode::text(accepted.into_success()?))
    }

    /// Sends a request and takes the response as bytes.
    pub fn bytes(&self, request: Request) -> impl Future<Output = Result<Response<Vec<u8>>, Error>> {
        let bytes = |accepted: Accepted| {
            accepted
                .into_success()
                .map(|response| (response.body.into(), response.head))
        };
        self.call(request, bytes)
    }

    /// Sends a request whose response has no content that matters.
    pub fn empty(&self, request: Request) -> impl Future<Output = Result<Response<()>, Error>> {
        let nothing = |accepted: Accepted| accepted.into_success().map(|response| ((), response.head));
        self.call(request, nothing)
    }

    /// Sends a request and decodes the response by its status.
    pub fn read<T: Send + 'static>(
        &self,
        request: Request,
        read: fn(Received) -> Result<Decoded<T>, Error>,
    ) -> impl Future<Output = Result<Response<T>, Error>> {
        self.call(request, move |accepted| {
            read(Received::new(accepted)).map(Decoded::into_parts)
        })
    }

    /// Sends a request and decodes its response with the list `items` left out of it, and each item of that list by
    /// itself: one that does not match the document is a separate error, with the item as its raw body.
    pub async fn lenient<T: DeserializeOwned + Send + 'static, I: DeserializeOwned + Send + 'static>(
        &self,
        request: Request,
        items: &'static str,
    ) -> Result<Response<(T, Vec<Result<I, Error>>)>, Error> {
        let operation = request.operation().id;
        let mut response = self
            .call(request.lenient(), move |accepted| {
                lenient::page::<T, I>(accepted, items)
            })
            .await?;
        let attempts = response.attempts();
        let (_, records) = &mut *response;
        for error in records.iter_mut().filter_map(|record| record.as_mut().err()) {
            error.complete(operation, attempts);
        }
        Ok(response)
    }

    /// The value of a parameter that was set on the client.
    pub(super) fn client_parameter(&self, name: &str) -> Option<&Tree> {
        let mut parameters = self.0.parameters.iter();
        parameters.find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The way to authenticate a call, which may know parameters.
    pub(super) fn way<'a>(&'a self, options: &'a CallOptions) -> Option<&'a Arc<dyn Authenticate>> {
        match options.own_credentials() {
            Some(credentials) => credentials.authenticate(),
            None => self.0.authenticate.as_ref(),
        }
    }

    /// The value of a parameter that `operation` must have and the caller did not set: from the way to authenticate, if
    /// that knows it.
    ///
    /// With this the call has begun: its timeout counts from here on.
    pub async fn parameter(
        &self,
        operation: &'static str,
        name: &str,
        options: &mut CallOptions,
    ) -> Result<String, Error> {
        let Some(authenticate) = self.way(options).cloned() else {
            return Err(Error::missing(operation, name));
        };
        let deadline = self.0.http.deadline(options).map_err(|error| error.during(operation))?;
        options.deadline = Some(deadline);
        let outcome = deadline.bound(authenticate.parameter(name)).await;
        let passed = |elapsed| {
            let what = format!("`{name}`, which comes with the credentials");
            Err(deadline.passed(elapsed).waiting_for(&what))
        };
        match outcome.unwrap_or_else(passed) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(Error::missing(operation, name)),
            Err(error) => {
                let secrets = self.secrets(options.extra.as_deref());
                Err(error.during(operation).without(&secrets))
            }
        }
    }

    fn call<T: Send + 'static>(
        &self,
        request: Request,
        decode: impl Fn(Accepted) -> Result<(T, Head), Error> + Send + Sync + 'static,
    ) -> impl Future<Output = Result<Response<T>, Error>> {
        let operation = request.operation();
        self.send(operation, request.prepare(), |_| Ok(()), decode)
    }

    /// Sends a request whose parts are known, after a check of the whole.
    pub(super) fn send<T: Send + 'static>(
        &self,
        operation: &'static Operation,
        prepared: Result<Prepared, Error>,
        check: impl FnOnce(&Ready) -> Result<(), Error>,
        decode: impl Fn(Accepted) -> Result<(T, Head), Error> + Send + Sync + 'static,
    ) -> impl Future<Output = Result<Response<T>, Error>> {
        let extra = prepared.as_ref().ok().and_then(Prepared::extra);
        let ready = prepared.and_then(|prepared| {
            let ready = Box::new(self.complete(prepared)?);
            check(&ready)?;
            Ok(ready)
        });
        async move {
            let outcome = match ready {
                Ok(ready) => {
                    let authenticate = ready.authenticate.as_deref();
                    let call = self.0.http.call(&ready.outgoing, &ready.options, authenticate, decode);
                    call.await
                }
                Err(error) => Err(error),
            };
            match outcome {
                Ok((value, head)) => Ok(Response::new(value, head)),
                Err(error) => Err(error.during(operation.id).without(&self.secrets(extra.as_deref()))),
            }
        }
    }

    /// Sends a request for a page, and decodes the JSON of its response, with what it names as the next page.
    pub async fn page<T: DeserializeOwned + Send + 'static>(
        &self,
        request: Request,
        continuation: &'static Continuation,
    ) -> Result<Response<(T, Option<PageToken>)>, Error> {
        let operation = request.operation();
        let prepared = request.prepare();
        let extra = prepared.as_ref().ok().and_then(Prepared::extra);
        let read = move |accepted: Accepted| {
            let body = accepted.response.body.clone();
            let (page, head) = accepted.json()?;
            let next = continuation.next(&body, &head)?;
            Ok(((page, next), head))
        };
        let exchange = async {
            let ready = self.complete(prepared?)?;
            let call = self
                .0
                .http
                .call(&ready.outgoing, &ready.options, ready.authenticate.as_deref(), read);
            let ((page, next), head) = call.await?;
            let next = next.map(|token| next_page::resolve(self.0.api, &ready.outgoing.url, continuation, token));
            Ok(Response::new((page, next), head))
        };
        exchange
            .await
            .map_err(|error: Error| error.during(operation.id).without(&self.secrets(extra.as_deref())))
    }

    /// Sends a request, and returns its response before the body is read.
    pub(super) async fn open(&self, ready: &Ready) -> Result<(Opened, Head), Error> {
        let slot = Slot::default();
        let mut outgoing = ready.outgoing.clone();
        outgoing.slot = Some(slot.clone());
        let operation = outgoing.name();
        let terms = self.0.http.terms(&ready.options);
        let read = move |accepted: Accepted| {
            let broken = || Error::new(ErrorKind::Transport, "there is no body");
            let response = slot.take().ok_or_else(broken)?;
            let head = accepted.response.head;
            Opened::new(operation, response, &head, terms.clone(), accepted.secrets).map(|opened| (opened, head))
        };
        let call = self
            .0
            .http
            .call(&outgoing, &ready.options, ready.authenticate.as_deref(), read);
        call.await.map_err(|error| {
            let secrets = self.secrets(ready.options.extra.as_deref());
            error.during(operation).without(&secrets)
        })
    }

    /// Completes a request.
    pub(super) fn ready(&self, request: Request) -> Result<Ready, Error> {
        self.complete(request.prepare()?)
    }

    /// Completes a request whose parts are known.
    pub(super) fn complete(&self, mut prepared: Prepared) -> Result<Ready, Error> {
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
        if let Some(extra) = extra {
            let of_way = way.map_or(&[][..], |way| way.headers());
            extra.apply(self.0.api, of_way, &mut outgoing)?;
        }
        let key = extra.and_then(|extra| extra.idempotency_key.as_ref());
        set_idempotency_key(self.0.api, operation, key, &mut outgoing)?;
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

    /// What no error of a call may show.
    pub(super) fn secrets(&self, extra: Option<&Extra>) -> Vec<Secret> {
        let mut all = self.0.secrets();
        if let Some(extra) = extra {
            all.extend(extra.secrets());
        }
        all
    }
}

impl From<&Core> for CallCredentials {
    fn from(core: &Core) -> Self {
        Self(Kind::OfClient(core.0.clone()))
    }
}

impl OfClient for Shared {
    fn authenticate(&self) -> Option<&Arc<dyn Authenticate>> {
        self.authenticate.as_ref()
    }

    fn constants(&self) -> &dyn Any {
        &self.credentials
    }

    fn secrets(&self) -> Vec<Secret> {
        let mut all = self.credentials.secrets();
        all.extend_from_slice(self.http.secrets());
        if let Some(authenticate) = &self.authenticate {
            all.extend(authenticate.secrets());
        }
        all
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
