//! One HTTP client with the settings of a [`Config`](super::Config): for the operations of the document, and for what a
//! way to authenticate has to call another service.
//!
//! A request goes in whole but for what authenticates it, and a response comes out that was read whole, has a
//! successful status and hides no error. Nothing is redirected, and nothing is reused for the next request but the
//! connection.

mod attempt;
mod off_worker;
mod outcome;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use reqwest::header::{ACCEPT, HeaderValue, USER_AGENT};

use self::off_worker::ON_WORKER;
use super::{
    attempt_outcome::{Failure, Success},
    attempts::{self, Course},
    authenticate::Authenticate,
    body::{self, Limits},
    clock::Deadline,
    decode::{Accepted, RawResponse},
    error::{Classifier, Error},
    facts::Api,
    failure::Failures,
    measure,
    middleware::{self, Known, Middleware},
    opened::Terms,
    options::CallOptions,
    outgoing::Outgoing,
    rate_limit::RateLimit,
    response::Head,
    retry::RetryPolicy,
    retry_budget::RetryBudget,
    secret::Secret,
    sender::{Connected, Sender},
    timeout::Timeout,
    trace, trace_context,
};

/// Reads what an attempt received.
pub(super) type Read = Arc<dyn Fn(Accepted) -> Result<Success, Error> + Send + Sync>;

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
                Ok((response.body, response.head))
            })
            .await;
        let sent = sent.map(|(body, head)| RawResponse { head, body });
        sent.map_err(|error| error.during(outgoing.name))
    }

    /// Sends a request, authenticated again for each attempt, and reads its response. That is a part of the attempt:
    /// what came only in part is tried again.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        outgoing: &Outgoing,
        options: &CallOptions,
        authenticate: Option<&dyn Authenticate>,
        read: impl Fn(Accepted) -> Result<(T, Head), Error> + Send + Sync + 'static,
    ) -> Result<(T, Head), Error> {
        let read: Read = Arc::new(move |accepted| read(accepted).map(Success::new));
        self.call_as_any(outgoing, options, authenticate, read)
            .await?
            .into_parts()
    }

    /// The same, whatever the response is decoded as.
    async fn call_as_any(
        &self,
        outgoing: &Outgoing,
        options: &CallOptions,
        authenticate: Option<&dyn Authenticate>,
        read: Read,
    ) -> Result<Success, Error> {
        if self.steps(outgoing).is_empty() {
            let made = &AtomicU32::new(0);
            return self.attempts(outgoing, options, authenticate, read, made).await;
        }
        // Boxed: few clients have a middleware.
        Box::pin(async {
            let deadline = self.deadline(options)?;
            let mut options = options.clone();
            options.deadline = Some(deadline);
            let options = &options;
            // For the error of a step that fails or takes too long, which knows nothing of attempts.
            let made = &AtomicU32::new(0);
            let send = |outgoing: Outgoing| {
                let read = read.clone();
                async move {
                    let outcome = self.attempts(&outgoing, options, authenticate, read, made).await;
                    let attempts = match &outcome {
                        Ok(success) => success.head.attempts,
                        Err(error) => error.attempts(),
                    };
                    made.store(attempts, Ordering::Relaxed);
                    outcome
                }
            };
            let known = self.known(authenticate);
            let call = middleware::around_call(&self.0.middleware, known, outgoing.clone(), send);
            let outcome = deadline.bound(call).await;
            let outcome = outcome.unwrap_or_else(|elapsed| Err(deadline.passed(elapsed)));
            outcome.map_err(|error| match error.attempts() {
                0 => error.after(made.load(Ordering::Relaxed)),
                _ => error,
            })
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
        if let Some(authenticate) = authenticate {
            secrets.extend(authenticate.secrets());
        }
        Known {
            api: self.0.api,
            reserved: authenticate.map_or(&[], Authenticate::headers),
            secrets,
        }
    }

    /// Makes attempts until one succeeds or no further one is worth it. `made` is the number of the last one, also if this is
    /// dropped; it is kept only where steps are around the attempts.
    async fn attempts(
        &self,
        outgoing: &Outgoing,
        options: &CallOptions,
        authenticate: Option<&dyn Authenticate>,
        read: Read,
        made: &AtomicU32,
    ) -> Result<Success, Error> {
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
        let (read, times, steps) = (&read, &(attempt_timeout, deadline), self.steps(outgoing));
        let attempt = |number| {
            let attempt = async move {
                if steps.is_empty() {
                    let outgoing = Box::new(outgoing.clone());
                    return self.attempt(outgoing, authenticate, times, options, read).await;
                }
                let mut outgoing = outgoing.clone();
                outgoing.attempt = number;
                let sent = AtomicBool::new(false);
                let send = |outgoing| {
                    sent.store(true, Ordering::Relaxed);
                    made.store(number, Ordering::Relaxed);
                    self.attempt(Box::new(outgoing), authenticate, times, options, read)
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
}
