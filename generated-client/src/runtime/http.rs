//! One HTTP client with the settings of a [`Config`](super::Config): for the operations of the document, and for what a
//! way to authenticate has to call another service.
//!
//! A request goes in whole but for what authenticates it, and a response comes out that was read whole, has a
//! successful status and hides no error. Nothing is redirected, and nothing is reused for the next request but the
//! connection.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use reqwest::{
    Url,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER, USER_AGENT},
};

use super::{
    attempt_outcome::{Failure, Success},
    attempts::{self, Course},
    authenticate::Authenticate,
    body::{self, Limits},
    clock::Deadline,
    decode::{Accepted, RawResponse},
    error::{Class, Classifier, Error, ErrorKind},
    facts::{Api, Operation},
    failure::Failures,
    measure,
    middleware::{self, Known, Middleware, SentRequest},
    opened::Terms,
    options::CallOptions,
    outgoing::Outgoing,
    rate_limit::RateLimit,
    response::Head,
    retry::{self, RetryPolicy},
    retry_budget::RetryBudget,
    secret::Secret,
    sender::{Connected, Sender},
    timeout::Timeout,
    trace, trace_context,
    upload::{Payload, Upload},
};

/// Looks at each request when it is whole.
pub(super) type Observer = Arc<dyn Fn(&Outgoing) + Send + Sync>;

/// Sends requests. It is cheap to clone: the clones share connections and settings.
#[derive(Clone)]
pub(crate) struct Http(Arc<Settings>);

pub(super) struct Settings {
    pub(super) api: &'static Api,
    pub(super) sender: Arc<Sender>,
    pub(super) encrypted: bool,
    pub(super) loopback: bool,
    pub(super) uses_environment: bool,
    pub(super) user_agent: HeaderValue,
    pub(super) allow_http: bool,
    pub(super) connect_timeout: Duration,
    pub(super) attempt_timeout: Duration,
    pub(super) timeout: Duration,
    pub(super) retry: RetryPolicy,
    pub(super) budget: RetryBudget,
    pub(super) rate_limit: Option<RateLimit>,
    pub(super) limits: Limits,
    pub(super) observer: Option<Observer>,
    /// The steps around each call and each attempt, the outermost first.
    pub(super) middleware: Box<[Arc<dyn Middleware>]>,
    /// What the codes of errors mean, where a provider says it.
    pub(super) classifier: Option<Classifier>,
    pub(super) trace_context: Option<trace_context::Source>,
    /// The passwords of proxies, which no error may show.
    pub(super) secrets: Vec<Secret>,
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("retry", &self.0.retry)
            .finish_non_exhaustive()
    }
}

impl Http {
    pub(super) fn new(settings: Settings) -> Self {
        measure::describe();
        Self(Arc::new(settings))
    }

    /// What sends its requests, for another client.
    pub(super) fn connected(&self) -> Connected {
        Connected {
            sender: self.0.sender.clone(),
            secrets: self.0.secrets.clone(),
            connect_timeout: self.0.connect_timeout,
            encrypted: self.0.encrypted,
            loopback: self.0.loopback,
            uses_environment: self.0.uses_environment,
        }
    }

    /// The settings that it was made with.
    pub(super) fn settings(&self) -> &Settings {
        &self.0
    }

    /// What no error may show, whatever is sent.
    pub(super) fn secrets(&self) -> &[Secret] {
        &self.0.secrets
    }

    /// The end of a whole call that begins now, if it has not begun before.
    pub(super) fn deadline(&self, options: &CallOptions) -> Result<Deadline, Error> {
        if [options.timeout, options.attempt_timeout].contains(&Some(Duration::ZERO)) {
            return Err(Error::invalid("a timeout of zero leaves no time for a call"));
        }
        let begun = || Deadline::new(Timeout::Total, options.timeout.unwrap_or(self.0.timeout));
        Ok(options.deadline.unwrap_or_else(begun))
    }

    /// What holds for each piece of a response that is read while it arrives.
    pub(super) fn terms(&self, options: &CallOptions) -> Terms {
        Terms {
            timeout: options.attempt_timeout.unwrap_or(self.0.attempt_timeout),
            limits: self.0.limits,
            failures: Failures {
                connect_timeout: self.0.connect_timeout,
            },
        }
    }

    /// A request that is not an operation of the document. `name` is what errors call it; `url` follows the same rules
    /// as an endpoint, and may also have a query in canonical form.
    pub(crate) fn request(&self, name: &'static str, method: &str, url: &str) -> Result<Outgoing, Error> {
        let mut outgoing = Outgoing::elsewhere(name, method, url, self.0.allow_http)?;
        outgoing
            .headers
            .insert(ACCEPT, HeaderValue::from_static("application/json"));
        self.identify(&mut outgoing);
        Ok(outgoing)
    }

    /// Sets the header `User-Agent`.
    pub(super) fn identify(&self, outgoing: &mut Outgoing) {
        outgoing.headers.insert(USER_AGENT, self.0.user_agent.clone());
    }

    /// Sends a request, authenticated if there is a way to, as often as the client's policy has it. The response is short
    /// enough to be decoded where the call runs.
    pub(crate) async fn send(
        &self,
        outgoing: Outgoing,
        authenticate: Option<&dyn Authenticate>,
    ) -> Result<RawResponse, Error> {
        let sent = self
            .call(&outgoing, &CallOptions::default(), authenticate, |accepted| {
                let response = accepted.countable()?.into_success()?;
                if response.body.len() > ON_WORKER {
                    return Err(body::too_large(ON_WORKER).with_status(response.head.status));
                }
                Ok(response)
            })
            .await;
        sent.map_err(|error| error.during(outgoing.name))
    }

    /// Sends a request, authenticated again for each attempt, and reads its response. That is a part of the attempt:
    /// what came only in part is tried again.
    pub(super) async fn call<A: Success + Send + 'static>(
        &self,
        outgoing: &Outgoing,
        options: &CallOptions,
        authenticate: Option<&dyn Authenticate>,
        read: impl Fn(Accepted) -> Result<A, Error> + Clone + Send + Sync + 'static,
    ) -> Result<A, Error> {
        if self.steps(outgoing).is_empty() {
            return self.attempts(outgoing, options, authenticate, read).await;
        }
        // Boxed: few clients have a middleware.
        Box::pin(async {
            let deadline = self.deadline(options)?;
            let mut options = options.clone();
            options.deadline = Some(deadline);
            let options = &options;
            // For the error of a step that takes too long afterwards.
            let made = &AtomicU32::new(0);
            let send = |outgoing: Outgoing| {
                let read = read.clone();
                async move {
                    let mut outcome = self.attempts(&outgoing, options, authenticate, read).await;
                    let attempts = match &mut outcome {
                        Ok(success) => success.head().attempts,
                        Err(error) => error.attempts(),
                    };
                    made.store(attempts, Ordering::Relaxed);
                    outcome
                }
            };
            let known = self.known(authenticate);
            let call = middleware::around_call(&self.0.middleware, known, outgoing.clone(), send);
            let outcome = deadline.bound(call).await;
            outcome.unwrap_or_else(|elapsed| Err(deadline.passed(elapsed).after(made.load(Ordering::Relaxed))))
        })
        .await
    }

    /// The steps around a request: those of the client, if it is a call of the program.
    fn steps(&self, outgoing: &Outgoing) -> &[Arc<dyn Middleware>] {
        match outgoing.operation {
            Some(_) => &self.0.middleware,
            None => &[],
        }
    }

    /// What steps around a request need to know.
    fn known(&self, authenticate: Option<&dyn Authenticate>) -> Known {
        let mut secrets = self.0.secrets.clone();
        secrets.extend(authenticate.into_iter().flat_map(Authenticate::secrets));
        Known {
            api: self.0.api,
            reserved: authenticate.map_or(&[], Authenticate::headers),
            secrets,
        }
    }

    /// Makes attempts until one succeeds or no further one is worth it.
    async fn attempts<A: Success + Send + 'static>(
        &self,
        outgoing: &Outgoing,
        options: &CallOptions,
        authenticate: Option<&dyn Authenticate>,
        read: impl Fn(Accepted) -> Result<A, Error> + Clone + Send + Sync + 'static,
    ) -> Result<A, Error> {
        let attempt_timeout = options.attempt_timeout.unwrap_or(self.0.attempt_timeout);
        let deadline = self.deadline(options)?;
        let course = Course {
            name: outgoing.name,
            budget: &self.0.budget,
            limit: self.0.rate_limit.as_ref(),
            policy: options.retry.as_ref().unwrap_or(&self.0.retry),
            deadline,
            idempotent: outgoing.idempotent,
            authenticate,
            body: outgoing.body.as_ref(),
        };
        let (read, times, steps) = (&read, (attempt_timeout, deadline), self.steps(outgoing));
        let attempt = |number| {
            let attempt = async move {
                if steps.is_empty() {
                    let outgoing = Box::new(outgoing.clone());
                    return self.attempt(outgoing, authenticate, times, options, read.clone()).await;
                }
                let mut outgoing = outgoing.clone();
                outgoing.attempt = number;
                let sent = AtomicBool::new(false);
                let send = |outgoing| {
                    sent.store(true, Ordering::Relaxed);
                    self.attempt(Box::new(outgoing), authenticate, times, options, read.clone())
                };
                let known = self.known(authenticate);
                let attempt = Box::pin(middleware::around_attempt(steps, known, outgoing, send));
                // A step that takes too long ends the call here, where the attempts are counted.
                let outcome = deadline.bound(attempt).await;
                outcome.unwrap_or_else(|elapsed| {
                    let error = deadline.passed(elapsed);
                    Err(match sent.load(Ordering::Relaxed) {
                        true => Failure::Attempt(error),
                        false => Failure::Call(error),
                    })
                })
            };
            trace::attempt(outgoing, number, measure::attempt(outgoing, attempt))
        };
        let call = measure::call(outgoing, attempts::run(course, attempt));
        trace::call(self.0.api, outgoing, call).await
    }

    /// One attempt: authenticate, send, read the whole response, distinguish a success from an error. Secrets are
    /// removed from the outcome at once, before it can be logged.
    async fn attempt<A: Success + Send + 'static>(
        &self,
        mut outgoing: Box<Outgoing>,
        authenticate: Option<&dyn Authenticate>,
        (timeout, deadline): (Duration, Deadline),
        options: &CallOptions,
        read: impl Fn(Accepted) -> Result<A, Error> + Send + 'static,
    ) -> Result<A, Failure> {
        if let Some(body) = outgoing.body.as_ref().filter(|body| body.memory().is_none()) {
            // Boxed: few calls have such a body.
            let checked = deadline.bound(Box::pin(body.check())).await;
            let checked = checked.unwrap_or_else(|elapsed| Err(deadline.passed(elapsed).waiting_for("its body")));
            outgoing.body = Some(checked.map_err(Failure::Call)?);
        }
        let mut authenticated = Ok(());
        if let Some(authenticate) = authenticate {
            let outcome = deadline.bound(authenticate.authenticate(&mut outgoing)).await;
            authenticated = outcome.unwrap_or_else(|elapsed| Err(deadline.passed(elapsed).waiting_for("credentials")));
            outgoing.secrets.extend(authenticate.secrets());
        }
        outgoing.secrets.extend(self.0.secrets.iter().cloned());
        let secrets = std::mem::take(&mut outgoing.secrets);
        if self.0.sender.is_own() {
            // What it prints of a request must not show them.
            outgoing.secrets.clone_from(&secrets);
        }
        authenticated.map_err(|error| Failure::Call(error.without(&secrets)))?;
        if let Some(observe) = &self.0.observer {
            observe(&outgoing);
        }
        let steps = self.steps(&outgoing);
        if !steps.is_empty() {
            let sent = SentRequest::new(self.0.api, &outgoing, &secrets);
            steps.iter().for_each(|step| step.sending(&sent));
        }
        let deadline = Deadline::new(Timeout::Attempt, timeout).earlier(deadline);
        let mut sent = authenticate.map(|_| Box::new(outgoing.take_without_body()));
        let operation = outgoing.operation;
        let reading = match (&outgoing.slot, options.accept) {
            (Some(_), _) => Reading::Later,
            (None, _) if options.is_raw => Reading::Raw,
            (None, Some(_)) => Reading::Other,
            (None, None) => Reading::Preferred,
        };
        let keeps_body = options.keeps_body;
        let url = outgoing.url.clone();
        // An error may be a refusal of the credentials, which only its body shows.
        let on_head = |status: u16| {
            if status < 400 {
                accepted(authenticate, &mut sent);
            }
        };
        let decoded = match self.exchange(outgoing, deadline, on_head).await {
            Ok(response) => {
                let (http, secrets) = (self.clone(), secrets.clone());
                let on_worker = if options.is_lenient {
                    ON_WORKER_LENIENT
                } else {
                    ON_WORKER
                };
                let is_large = response.body.len() > on_worker;
                let expected_items = options.expected_items;
                let decode = move || {
                    let accepted = http.accept(response, &url, operation, reading)?;
                    let accepted = accepted.without(secrets).expecting(expected_items);
                    let body = keeps_body.then(|| accepted.response.body.clone());
                    let mut success = read(accepted)?;
                    success.head().body = body;
                    Ok(success)
                };
                decode_within(deadline, is_large, decode).await
            }
            Err(error) => Err(error),
        };
        let error = match decoded {
            Ok(decoded) => return Ok(decoded),
            Err(error) => remove_secrets(deadline, error, secrets).await,
        };
        let sent = sent.map(|mut sent| {
            sent.responded_at = error.date();
            sent
        });
        Err(self.failure(error, authenticate, sent))
    }

    /// What an error means for the call in which `sent` was sent.
    fn failure(
        &self,
        error: Error,
        authenticate: Option<&dyn Authenticate>,
        mut sent: Option<Box<Outgoing>>,
    ) -> Failure {
        let error = error.classified(self.0.classifier);
        let class = match error.status() {
            // Whatever the code.
            Some(401) => Some(Class::Unauthorized),
            _ if error.kind() == ErrorKind::Api => error.class(),
            _ => None,
        };
        if error.status().is_some() && class != Some(Class::Unauthorized) {
            accepted(authenticate, &mut sent);
        }
        match class {
            None => Failure::Attempt(error),
            Some(Class::Throttled) => Failure::Attempt(error.transient()),
            Some(Class::Unauthorized) => Failure::Refused(error, sent),
            Some(Class::Forbidden | Class::NotFound) => Failure::Lasting(error),
        }
    }

    /// Sends a request and reads the whole response, whatever its status, which `on_head` is called with before.
    async fn exchange(
        &self,
        mut outgoing: Box<Outgoing>,
        deadline: Deadline,
        on_head: impl FnOnce(u16),
    ) -> Result<RawResponse, Error> {
        let failures = Failures {
            connect_timeout: self.0.connect_timeout,
        };
        let name = outgoing.name;
        let coding = if outgoing.slot.is_some() { "identity" } else { "gzip" };
        // Only now: a proxy may change this header, so it must not be signed.
        outgoing
            .headers
            .insert(ACCEPT_ENCODING, HeaderValue::from_static(coding));
        // This too: what forwards the request may change it. What credentials come from is no part of the trace, and may
        // belong to somebody else.
        if outgoing.operation.is_some()
            && let Some(source) = &self.0.trace_context
            && let Some(context) = source.current()
        {
            context.apply(&mut outgoing.headers);
        }
        measure::sent(name, outgoing.body.as_ref().and_then(Payload::length));
        if outgoing.body.as_ref().is_some_and(Payload::is_empty) {
            // The HTTP client states no length of a body without bytes, which some servers insist on.
            outgoing.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let (slot, operation) = (outgoing.slot.take(), outgoing.operation);
        let mut upload = Upload::default();
        let sent = deadline
            .bound(self.0.sender.send(outgoing, &mut upload, failures))
            .await;
        let mut response = sent.unwrap_or_else(|elapsed| Err(deadline.passed(elapsed)))?;
        let status = response.status();
        if status < 400 {
            upload.finish();
        }
        on_head(status);
        let mut head = Head {
            status,
            headers: response.take_headers(),
            request_id: None,
            attempts: 1,
            body: None,
        };
        head.request_id = self.0.api.error_body.request_id_header.and_then(|name| {
            let value = head.headers.get(name)?.to_str().ok()?;
            (!value.is_empty()).then(|| value.to_owned())
        });
        if let Some(slot) = slot
            && operation.is_some_and(|operation| operation.succeeds(status))
        {
            slot.put(response);
            let body = Bytes::new();
            return Ok(RawResponse { head, body });
        }
        let read = body::read(&mut response, &head.headers, self.0.limits, failures);
        let read = deadline.bound(read).await;
        match read.unwrap_or_else(|elapsed| Err(deadline.passed(elapsed))) {
            Ok(body) => {
                measure::received(name, body.len());
                Ok(RawResponse { head, body })
            }
            Err(error) => {
                let date = head.date();
                let error = upload.take_error().unwrap_or(error);
                Err(error
                    .with_status(status)
                    .with_request_id(head.request_id)
                    .with_date(date))
            }
        }
    }

    /// Tells a success from an error, by the status and by the body.
    fn accept(
        &self,
        response: RawResponse,
        url: &Url,
        operation: Option<&'static Operation>,
        reading: Reading,
    ) -> Result<Accepted, Error> {
        let shape = &self.0.api.error_body;
        let most_values = self.0.limits.values;
        let status = response.head.status;
        let succeeds = match operation {
            Some(operation) if reading != Reading::Raw => operation.succeeds(status),
            _ => status / 100 == 2,
        };
        let declared = operation.filter(|_| reading != Reading::Other);
        let declared = declared.and_then(|operation| operation.declared);
        if status / 100 >= 4 && !succeeds {
            let wait = response.header(RETRY_AFTER.as_str());
            // A date is one of the service's clock.
            let now = response.head.date().unwrap_or_else(std::time::SystemTime::now);
            let wait = wait.and_then(|text| retry::retry_after(text, now));
            return Err(response.into_api_error(shape, most_values).with_retry_after(wait));
        }
        let accepted = Accepted {
            response,
            declared: declared.filter(|_| status / 100 == 2),
            shape,
            most_values,
            expected_items: None,
            secrets: Vec::new(),
        };
        if succeeds {
            let content_type = accepted.response.header(CONTENT_TYPE.as_str()).unwrap_or_default();
            let essence = content_type.split(';').next().unwrap_or_default().trim();
            let undecoded = operation.is_some_and(|operation| operation.leaves_undecoded(status, essence));
            if undecoded && reading == Reading::Preferred {
                let essence = essence.to_owned();
                return Err(accepted.response.in_other_media_type(&essence));
            }
            return Ok(accepted);
        }
        let response = accepted.into_success()?;
        let error = match response.head.headers.get(LOCATION) {
            Some(target) if status / 100 == 3 => {
                let target = target.to_str().ok().and_then(|target| url.join(target).ok());
                let host = target
                    .as_ref()
                    .and_then(Url::host_str)
                    .unwrap_or("an address that cannot be read");
                Error::quoting(
                    ErrorKind::UnexpectedStatus,
                    "the server redirects to ",
                    host,
                    "; redirects are not followed",
                )
            }
            _ => Error::new(ErrorKind::UnexpectedStatus, "the document does not declare this status"),
        };
        let RawResponse { head, body } = response;
        Err(error
            .with_status(status)
            .with_request_id(head.request_id)
            .with_headers(head.headers)
            .with_raw_body(body))
    }
}

/// How the body of a success is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// In a media type that the operation requests.
    Preferred,
    /// In another one, of which the facts of the operation say nothing.
    Other,
    /// By the caller, as bytes.
    Raw,
    /// By the caller, while it arrives.
    Later,
}

/// Reports that the service accepted the credentials of `sent`, and drops the guard of the request.
fn accepted(authenticate: Option<&dyn Authenticate>, sent: &mut Option<Box<Outgoing>>) {
    if let (Some(authenticate), Some(sent)) = (authenticate, sent) {
        authenticate.accepted();
        sent.release();
    }
}

/// The largest body that is decoded where the call runs: a longer one would keep other tasks from running meanwhile.
const ON_WORKER: usize = 1 << 20;

/// The same where each record is decoded by itself: one of two bytes may become an error, which takes some
/// microseconds.
const ON_WORKER_LENIENT: usize = 64 << 10;

/// Decodes a body, a large one on a thread for blocking work. A deadline that passes meanwhile is an error.
async fn decode_within<T: Send + 'static>(
    deadline: Deadline,
    is_large: bool,
    decode: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    if !is_large {
        let decoded = decode();
        return if decoded.is_ok() && deadline.is_over() {
            Err(deadline.error())
        } else {
            decoded
        };
    }
    elsewhere(deadline, decode).await?
}

/// The longest text of an error that is searched for secrets where the call runs. Each of them is searched for in several
/// forms, and in a text that was written for it, in some dozens of ways to undo escapes.
const SEARCHED_HERE: usize = 16 << 10;

/// Removes secrets from an error, from one with a long text on a thread for blocking work.
async fn remove_secrets(deadline: Deadline, error: Error, secrets: Vec<Secret>) -> Error {
    if error.outside_length() <= SEARCHED_HERE {
        return error.without(&secrets);
    }
    let (status, date) = (error.status(), error.date());
    match elsewhere(deadline, move || error.without(&secrets)).await {
        Ok(error) => error,
        Err(error) => error.with_status(status).with_date(date),
    }
}

/// Does what takes long on a thread for blocking work. A deadline that passes meanwhile is an error.
async fn elsewhere<T: Send + 'static>(
    deadline: Deadline,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    match deadline.bound(tokio::task::spawn_blocking(work)).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(failed)) => match failed.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::new(
                ErrorKind::Transport,
                "the runtime shut down before the response was decoded",
            )),
        },
        Err(elapsed) => Err(deadline.passed(elapsed)),
    }
}
