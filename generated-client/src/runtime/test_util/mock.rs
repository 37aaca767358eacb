//! A transport that is given its responses.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    super::{
        future::BoxFuture,
        transport::{Transport, TransportError, TransportRequest, TransportResponse},
    },
    envelope::{Recorded, Recording},
    reply::Reply,
    sent::{SentRequest, decoded},
};

/// A transport that is given its responses, and records what was sent. Clones share both.
///
/// A request takes the next reply of the first [`When`] that applies to it and has one left, in the order in which they
/// were made. A request without a reply fails the call with an error that names it, and is not repeated.
///
/// ```
/// use huaweicloud_hss::{Client, test_util::{MockTransport, Reply}};
/// use serde_json::json;
///
/// # fn main() -> Result<(), huaweicloud_hss::Error> {
/// let mock = MockTransport::new();
/// mock.operation("ListThings").reply(json!({ "things": [] })).reply(Reply::no_connection());
/// mock.request("DELETE", "/things/7").reply(Reply::status(204));
/// mock.any().always(Reply::status(404));
/// let client = Client::builder().transport(mock.clone()).build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
///
/// A client with this transport needs neither an endpoint nor credentials. If none are set, requests go to
/// `https://test.invalid` without credentials, and parameters that are set once on the client have the value `test`.
#[derive(Clone, Default)]
pub struct MockTransport(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    sent: Vec<SentRequest>,
    unexpected: Vec<String>,
}

/// Replies to requests of one kind.
struct Rule {
    applies: Applies,
    replies: VecDeque<Reply>,
    then: Then,
}

/// What happens when no reply is left.
#[derive(Clone, Default)]
enum Then {
    #[default]
    Nothing,
    Always(Reply),
    With(Arc<dyn Fn(&SentRequest) -> Reply + Send + Sync>),
}

/// Which requests a rule is for.
enum Applies {
    Any,
    Operation(String),
    Request { method: String, path: String },
    Recorded(Recorded),
}

impl Applies {
    fn to(&self, request: &SentRequest) -> bool {
        match self {
            Self::Any => true,
            Self::Operation(id) => request.operation() == id,
            Self::Request { method, path } => {
                method.eq_ignore_ascii_case(request.method()) && decoded(path) == decoded(request.path())
            }
            Self::Recorded(recorded) => recorded.matches(request),
        }
    }
}

impl fmt::Display for Applies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any request"),
            Self::Operation(id) => write!(f, "the operation {id}"),
            Self::Request { method, path } => {
                write!(f, "{method} {path}")?;
                match never_sent(path) {
                    Some(why) => write!(f, " ({why})"),
                    None => Ok(()),
                }
            }
            Self::Recorded(recorded) => recorded.fmt(f),
        }
    }
}

/// Why no request has this path, if that is so; what to write instead.
fn never_sent(path: &str) -> Option<&'static str> {
    match path {
        _ if !path.starts_with('/') => Some("which no request has: begin the path with `/`, and leave out the host"),
        _ if path.contains('?') => Some("which no request has: leave out the query, since the rule is for any"),
        _ if path.contains('{') => Some("which no request has: write the values of the parameters"),
        _ => None,
    }
}

impl Applies {
    /// The same, for an error about a request that it is not for.
    fn beside(&self, request: &SentRequest) -> String {
        match self {
            Self::Recorded(recorded) => match recorded.differences(request).as_slice() {
                [] => recorded.to_string(),
                names => format!("{recorded} (the query differs in `{}`)", names.join("`, `")),
            },
            other => other.to_string(),
        }
    }
}

impl MockTransport {
    /// Creates a transport without responses.
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn when(&self, applies: Applies) -> When {
        let mut state = self.state();
        state.rules.push(Rule {
            applies,
            replies: VecDeque::new(),
            then: Then::Nothing,
        });
        When {
            transport: self.clone(),
            rule: state.rules.len() - 1,
        }
    }

    /// Begins a rule for all requests.
    pub fn any(&self) -> When {
        self.when(Applies::Any)
    }

    /// Begins a rule for the requests of an operation, by its `operationId`.
    pub fn operation(&self, id: impl Into<String>) -> When {
        self.when(Applies::Operation(id.into()))
    }

    /// Begins a rule for requests of a method to a path, whatever their query.
    pub fn request(&self, method: impl Into<String>, path: impl Into<String>) -> When {
        self.when(Applies::Request {
            method: method.into(),
            path: path.into(),
        })
    }

    /// Plays recordings: each is the response to the request that it was recorded for, by method, path and query, whose
    /// pairs may be in any order. Several recordings of one request are played in turn, the last one for good. A query
    /// that was not observed may be any.
    pub fn play(&self, recordings: impl IntoIterator<Item = Recording>) {
        let mut state = self.state();
        let first = state.rules.len();
        for recording in recordings {
            let (recorded, reply) = (recording.recorded(), recording.reply());
            let mut rules = state.rules[first..].iter_mut();
            let known = rules.find(|rule| matches!(&rule.applies, Applies::Recorded(known) if *known == recorded));
            match known {
                Some(rule) => {
                    if let Then::Always(before) = std::mem::replace(&mut rule.then, Then::Always(reply)) {
                        rule.replies.push_back(before);
                    }
                }
                None => state.rules.push(Rule {
                    applies: Applies::Recorded(recorded),
                    replies: VecDeque::new(),
                    then: Then::Always(reply),
                }),
            }
        }
        // An exact request is a better match than a path alone.
        state.rules[first..].sort_by_key(|rule| matches!(&rule.applies, Applies::Recorded(any) if any.has_any_query()));
    }

    /// Returns the requests that were sent, in their order. All attempts of a call are among them.
    pub fn requests(&self) -> Vec<SentRequest> {
        self.state().sent.clone()
    }

    /// Checks that every reply was used, and that no request was unexpected. Replies of
    /// [`always`](When::always), [`reply_with`](When::reply_with) and of recordings may be unused.
    ///
    /// # Panics
    /// Panics with a list of both if there are any.
    #[track_caller]
    pub fn assert_done(&self) {
        let problems = self.problems();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }

    fn problems(&self) -> Vec<String> {
        let state = self.state();
        let unexpected = state.unexpected.iter().cloned();
        let unused = state.rules.iter().filter_map(|rule| {
            let left = rule.replies.len();
            let is_recorded = matches!(rule.applies, Applies::Recorded(_));
            let noun = if left == 1 { "reply" } else { "replies" };
            (left > 0 && !is_recorded).then(|| format!("{left} unused {noun} to {}", rule.applies))
        });
        unexpected.chain(unused).collect()
    }

    /// Records a request, and returns the reply to it.
    fn reply_to(&self, request: SentRequest) -> Result<Reply, TransportError> {
        let mut state = self.state();
        state.sent.push(request.clone());
        let mut then = Then::Nothing;
        for rule in state.rules.iter_mut().filter(|rule| rule.applies.to(&request)) {
            if let Some(reply) = rule.replies.pop_front() {
                return Ok(reply);
            }
            then = rule.then.clone();
            if !matches!(then, Then::Nothing) {
                break;
            }
        }
        match then {
            Then::Always(reply) => Ok(reply),
            Then::With(reply) => {
                // It may look at the transport.
                drop(state);
                Ok(reply(&request))
            }
            Then::Nothing => {
                let rules: Vec<_> = state.rules.iter().map(|rule| rule.applies.beside(&request)).collect();
                let known = match &*rules {
                    [] => "there are no replies".to_owned(),
                    rules => format!("there are replies to {}", rules.join(", ")),
                };
                let is_known = state.rules.iter().any(|rule| rule.applies.to(&request));
                let why = if is_known { "no reply to it is left; " } else { "" };
                let message = format!("unexpected request {}: {why}{known}", request.in_full());
                state.unexpected.push(message.clone());
                Err(TransportError::permanent(message))
            }
        }
    }
}

impl Transport for MockTransport {
    fn send(&self, mut request: TransportRequest) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            let sent = SentRequest::read(&mut request).await?;
            let reply = self.reply_to(sent)?;
            reply.run(request.error_body()).await
        })
    }

    fn is_for_tests(&self) -> bool {
        true
    }
}

/// The requests, with credentials masked, and the rules that have replies left.
impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems = self.problems();
        f.debug_struct("MockTransport")
            .field("requests", &self.state().sent)
            .field("problems", &problems)
            .finish_non_exhaustive()
    }
}

/// Replies to the requests that a rule of a [`MockTransport`] is for.
#[derive(Debug)]
pub struct When {
    transport: MockTransport,
    rule: usize,
}

impl When {
    fn change(self, change: impl FnOnce(&mut Rule)) -> Self {
        if let Some(rule) = self.transport.state().rules.get_mut(self.rule) {
            change(rule);
        }
        self
    }

    /// Adds a reply to one request, after those before.
    pub fn reply(self, reply: impl Into<Reply>) -> Self {
        let reply = reply.into();
        self.change(|rule| rule.replies.push_back(reply))
    }

    /// Sets the reply to all further requests.
    pub fn always(self, reply: impl Into<Reply>) {
        let reply = reply.into();
        self.change(|rule| rule.then = Then::Always(reply));
    }

    /// Sets a function that replies to all further requests.
    pub fn reply_with(self, reply: impl Fn(&SentRequest) -> Reply + Send + Sync + 'static) {
        self.change(|rule| rule.then = Then::With(Arc::new(reply)));
    }
}
