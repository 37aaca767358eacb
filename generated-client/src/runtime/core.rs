//! What generated code sends with: a request is completed, sent, and its response decoded.

mod complete;

use std::{any::Any, fmt, future::Future, sync::Arc};

use serde::de::DeserializeOwned;

pub(super) use self::complete::Ready;

use super::{
    authenticate::Authenticate,
    call_credentials::{CallCredentials, Kind, OfClient},
    continuation::{Continuation, PageToken},
    credential::Credentials,
    decode::{self, Accepted},
    encode::Tree,
    endpoint::OperationServers,
    error::{Error, ErrorKind},
    extra::Extra,
    facts::{Api, Operation},
    http::Http,
    lenient, next_page,
    opened::Opened,
    options::CallOptions,
    received::{Decoded, Received},
    request::{Prepared, Request},
    response::{Head, Response},
    secret::Secret,
    slot::Slot,
};

/// Sends requests. It is cheap to clone: the clones share connections and settings.
#[derive(Clone)]
pub struct Core(Arc<Shared>);

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
