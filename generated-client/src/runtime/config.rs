//! The settings of a client: endpoint, credentials, timeouts, limits, retries.

mod build;
mod connections;
mod credentials;
mod surroundings;

use std::{fmt, sync::Arc, time::Duration};

use serde::Serialize;

pub(crate) use self::surroundings::Surroundings;
use self::surroundings::find;
use super::{
    authenticate::Authenticate,
    connections::Connections,
    credential::Given,
    encode::Tree,
    endpoint::Endpoint,
    error::{Classifier, Error},
    facts::Api,
    http::Observer,
    middleware::Middleware,
    outgoing::Outgoing,
    rate_limit::RateLimit,
    retry::RetryPolicy,
    retry_budget::RetryBudget,
    sender::Connected,
    trace_context::{Source, TraceContext},
    transport::Transport,
};

/// The most time that making a connection takes.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The most time that one attempt takes, from connecting to the last byte of the response.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);

/// The most time that a whole call takes, with all its attempts and the waits between them.
const TIMEOUT: Duration = Duration::from_secs(180);

/// The longest body that is read. A page of records is far below it; without a bound a server could fill the memory.
const RESPONSE_LIMIT: usize = 64 << 20;

/// The most JSON values that are decoded. The shortest value of a list is a record of some hundred bytes in memory, so
/// that a response of 64 MiB could take some GiB without a limit.
pub(super) const VALUE_LIMIT: usize = 250_000;

/// The most time that fetching credentials takes.
const CREDENTIALS_TIMEOUT: Duration = Duration::from_secs(30);

/// The `User-Agent`, to which a program may add its name.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// The settings of a client, filled in by the generated `ClientBuilder`. [`build`](Config::build) checks them all.
pub struct Config {
    api: &'static Api,
    endpoint: Option<String>,
    allow_http: bool,
    variables: Vec<(&'static str, String)>,
    /// Variables that only servers of single operations have.
    operation_variables: Vec<(&'static str, String)>,
    settings: Vec<(&'static str, String)>,
    credentials: Vec<(&'static str, Given)>,
    parameters: Vec<(&'static str, Tree)>,
    /// The parameters of the client that were not set.
    #[cfg(feature = "test-util")]
    unset: Vec<&'static str>,
    authenticate: Option<Way>,
    ways: &'static [&'static str],
    connections: Connections,
    shared: Option<Connected>,
    roots: Vec<Vec<u8>>,
    user_agent_suffix: Option<String>,
    connect_timeout: Option<Duration>,
    transport: Option<Arc<dyn Transport>>,
    attempt_timeout: Duration,
    timeout: Duration,
    credentials_timeout: Duration,
    retry: RetryPolicy,
    budget: RetryBudget,
    rate_limit: Option<RateLimit>,
    response_limit: usize,
    compressed_limit: Option<usize>,
    value_limit: usize,
    observer: Option<Observer>,
    middleware: Vec<Arc<dyn Middleware>>,
    trace_context: Option<Source>,
    classifier: Option<Classifier>,
    /// Why the settings cannot be completed.
    refused: Option<Error>,
}

/// A way to authenticate, made when all other settings are known.
type Way = Box<dyn FnOnce(&Surroundings<'_>) -> Result<Arc<dyn Authenticate>, Error> + Send + Sync>;

impl Config {
    /// The defaults: the document's first server, no credentials, 10 s to connect, 60 s for an attempt and 180 s for a
    /// whole call of four attempts.
    pub fn new(api: &'static Api) -> Self {
        Self {
            api,
            endpoint: None,
            allow_http: false,
            variables: Vec::new(),
            operation_variables: Vec::new(),
            settings: Vec::new(),
            credentials: Vec::new(),
            parameters: Vec::new(),
            #[cfg(feature = "test-util")]
            unset: Vec::new(),
            authenticate: None,
            ways: &[],
            connections: Connections::default(),
            shared: None,
            roots: Vec::new(),
            user_agent_suffix: None,
            connect_timeout: None,
            transport: None,
            attempt_timeout: ATTEMPT_TIMEOUT,
            timeout: TIMEOUT,
            credentials_timeout: CREDENTIALS_TIMEOUT,
            retry: RetryPolicy::default(),
            budget: RetryBudget::default(),
            rate_limit: None,
            response_limit: RESPONSE_LIMIT,
            compressed_limit: None,
            value_limit: VALUE_LIMIT,
            observer: None,
            middleware: Vec::new(),
            trace_context: Source::of_program(),
            classifier: None,
            refused: None,
        }
    }

    /// Sets an address to use instead of a server of the document. `http://` is accepted only for this machine.
    pub fn endpoint(&mut self, url: String) {
        self.endpoint = Some(url);
    }

    /// Allows `http://` for other machines, too. Anyone on the network path can read the credentials and use them.
    pub fn allow_http(&mut self) {
        self.allow_http = true;
    }

    /// Sets a variable of the server's address. It picks the server that lists the value; a value that none lists
    /// follows the pattern of the first server that has the variable.
    pub fn server_variable(&mut self, name: &'static str, value: String) {
        self.variables.retain(|(given, _)| *given != name);
        self.variables.push((name, value));
    }

    /// Sets a variable that only the servers of single operations have.
    pub fn operation_server_variable(&mut self, name: &'static str, value: String) {
        self.operation_variables.retain(|(given, _)| *given != name);
        self.operation_variables.push((name, value));
    }

    /// Sets a parameter for calls that do not set it, under each name that operations have for it.
    pub fn parameter(&mut self, names: &[&'static str], value: impl Serialize) {
        // What serde cannot write is missing then.
        if let Ok(tree) = Tree::of(&value) {
            self.parameters.retain(|(known, _)| !names.contains(known));
            self.parameters.extend(names.iter().map(|name| (*name, tree.clone())));
        }
    }

    /// Those of the parameters of the client that were not set.
    pub fn unset(&mut self, names: &[&'static str]) -> Vec<&'static str> {
        let is_set = |name: &&str| self.parameters.iter().any(|(known, _)| known == name);
        let unset: Vec<_> = names.iter().filter(|name| !is_set(name)).copied().collect();
        #[cfg(feature = "test-util")]
        self.unset.clone_from(&unset);
        unset
    }

    /// Says what the codes of errors mean.
    pub(crate) fn classify_errors(&mut self, classifier: Classifier) {
        self.classifier = Some(classifier);
    }

    /// Stores a setting of the provider for its way to authenticate. The runtime does not use it.
    pub(crate) fn setting(&mut self, name: &'static str, value: String) {
        self.settings.push((name, value));
    }

    /// Whether a setting of the provider is made.
    pub(crate) fn has_setting(&self, name: &str) -> bool {
        find(&self.settings, name).is_some()
    }

    /// The value of a variable of the server's address that was set.
    pub(crate) fn variable_that_was_set(&self, name: &str) -> Option<&str> {
        find(&self.variables, name)
    }

    /// Whether an address of the document's servers has this variable.
    pub(crate) fn takes_variable(&self, name: &str) -> bool {
        let mut variables = self.api.servers.iter().flat_map(|server| server.variables);
        variables.any(|variable| variable.name == name)
    }

    /// Whether an endpoint is set.
    pub(crate) fn has_endpoint(&self) -> bool {
        self.endpoint.is_some()
    }

    /// Checks an address for [`endpoint`](Self::endpoint).
    pub(crate) fn check_endpoint(&self, url: &str) -> Result<(), Error> {
        Endpoint::parse(url, self.allow_http).map(drop)
    }

    /// Has `build` return an error.
    pub(crate) fn refuse(&mut self, error: Error) {
        self.refused = Some(error);
    }

    /// Trusts the certificates of a PEM text, in addition to those that the operating system trusts.
    pub fn root_certificate(&mut self, pem: Vec<u8>) {
        self.roots.push(pem);
    }

    /// Adds the name of the program to the `User-Agent`, such as `export/1.2`.
    pub fn user_agent_suffix(&mut self, suffix: String) {
        self.user_agent_suffix = Some(suffix);
    }

    /// Sets the most time that making a connection takes (10 s).
    pub fn connect_timeout(&mut self, duration: Duration) {
        self.connect_timeout = Some(duration);
    }

    /// Sets what sends the requests, instead of the HTTP client of this crate.
    pub fn transport(&mut self, transport: impl Transport) {
        self.transport = Some(Arc::new(transport));
    }

    /// Sets the most time that one attempt takes, from connecting to the last byte of the response (60 s). Sending the body
    /// is a part of it.
    pub fn attempt_timeout(&mut self, duration: Duration) {
        self.attempt_timeout = duration;
    }

    /// Sets the most time that a whole call takes, with all its attempts and the waits between them (180 s).
    pub fn timeout(&mut self, duration: Duration) {
        self.timeout = duration;
    }

    /// Sets the most time that fetching credentials takes (30 s).
    pub(crate) fn credentials_timeout(&mut self, duration: Duration) {
        self.credentials_timeout = duration;
    }

    /// Sets when a call is retried.
    pub fn retry_policy(&mut self, policy: RetryPolicy) {
        self.retry = policy;
    }

    /// Sets how many retries are made while calls keep failing (500 tokens).
    pub fn retry_budget(&mut self, budget: RetryBudget) {
        self.budget = budget;
    }

    /// Sets how many requests are sent in a time (no limit).
    pub fn rate_limit(&mut self, limit: RateLimit) {
        self.rate_limit = Some(limit);
    }

    /// Sets the most bytes of a response that are read, counted without compression (64 MiB).
    pub fn response_limit(&mut self, bytes: usize) {
        self.response_limit = bytes;
    }

    /// Sets the most bytes of a compressed response that are read, counted as they are sent (the limit of a response).
    pub fn compressed_response_limit(&mut self, bytes: usize) {
        self.compressed_limit = Some(bytes);
    }

    /// Sets the most JSON values of a response that are decoded (250,000). The structs that they are decoded to may
    /// take 512 bytes for each of these values, 122 MiB by default.
    pub fn response_value_limit(&mut self, values: usize) {
        self.value_limit = values;
    }

    /// Sets where the trace comes from that a request belongs to (with the feature `opentelemetry` the tracer of the program,
    /// otherwise none).
    pub fn trace_context(&mut self, current: impl Fn() -> Option<TraceContext> + Send + Sync + 'static) {
        self.trace_context = Some(Source::new(current));
    }

    /// Passes each complete request, including its credentials, to an observer before it is sent.
    pub fn observe(&mut self, observer: impl Fn(&Outgoing) + Send + Sync + 'static) {
        self.observer = Some(Arc::new(observer));
    }

    /// Adds a step around each call and each attempt, inside of those that were added before.
    pub fn middleware(&mut self, step: impl Middleware) {
        self.middleware.push(Arc::new(step));
    }
}

/// The names of the settings. An invalid address is not shown: it may contain a password.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoint = self
            .endpoint
            .as_deref()
            .map(|url| Endpoint::parse(url, self.allow_http).map_or("refused", |_| url));
        let schemes: Vec<_> = self.credentials.iter().map(|(scheme, _)| scheme).collect();
        f.debug_struct("Config")
            .field("api", &self.api.title)
            .field("endpoint", &endpoint)
            .field("variables", &self.variables)
            .field("credentials", &schemes)
            .field("authenticate", &self.authenticate.is_some())
            .field("connections", &self.connections)
            .field("share_connections", &self.shared.is_some())
            .field("root_certificates", &self.roots.len())
            .field("user_agent_suffix", &self.user_agent_suffix)
            .field("connect_timeout", &self.connect_timeout.unwrap_or(CONNECT_TIMEOUT))
            .field("transport", &self.transport.is_some())
            .field("attempt_timeout", &self.attempt_timeout)
            .field("timeout", &self.timeout)
            .field("credentials_timeout", &self.credentials_timeout)
            .field("retry", &self.retry)
            .field("budget", &self.budget)
            .field("rate_limit", &self.rate_limit)
            .field("response_limit", &self.response_limit)
            .field("compressed_limit", &self.compressed_limit)
            .field("value_limit", &self.value_limit)
            .finish_non_exhaustive()
    }
}
