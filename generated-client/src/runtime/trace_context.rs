//! The trace that a request belongs to, in the headers of W3C Trace Context.
//!
//! They are set after a request was signed: what forwards it may change them.

use std::{fmt, str::FromStr, sync::Arc};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::error::Error;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// The longest `tracestate`: the specification has 512 characters at least, and no more are needed.
const LONGEST_STATE: usize = 2048;

/// The trace that a request belongs to, and the span that sends it: the headers `traceparent` and `tracestate` of
/// [W3C Trace Context](https://www.w3.org/TR/trace-context/).
///
/// The function that a builder takes with `trace_context` returns it, once for each attempt of a call:
///
/// ```
/// use huaweicloud_hss::{Client, TraceContext};
///
/// # fn current() -> Option<(u128, u64)> { None }
/// // From the tracer of the program.
/// let builder = Client::builder().trace_context(|| {
///     let (trace, span) = current()?;
///     Some(TraceContext::new(trace, span, true))
/// });
///
/// let context: TraceContext = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".parse()?;
/// assert_eq!(context, TraceContext::new(0x4bf92f3577b34da6a3ce929d0e0e4736, 0x00f067aa0ba902b7, true));
/// # Ok::<(), huaweicloud_hss::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TraceContext {
    trace: u128,
    span: u64,
    flags: u8,
    state: Option<String>,
}

impl TraceContext {
    /// Returns the context of a span, by the IDs of its trace and of itself. `sampled` says whether the span is recorded.
    ///
    /// A context with an ID of zero is not sent.
    #[must_use]
    pub fn new(trace_id: u128, span_id: u64, sampled: bool) -> Self {
        Self {
            trace: trace_id,
            span: span_id,
            flags: u8::from(sampled),
            state: None,
        }
    }

    /// Sets the `tracestate`, which the vendors of tracers define. One that is too long, or has characters that are invalid
    /// in it, is not sent.
    #[must_use]
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
    }

    /// Adds the headers, if the request has none of its own.
    pub(super) fn apply(&self, headers: &mut HeaderMap) {
        if self.trace == 0 || self.span == 0 || headers.contains_key(TRACEPARENT) {
            return;
        }
        let Ok(parent) = HeaderValue::from_str(&self.to_string()) else {
            return;
        };
        headers.insert(TRACEPARENT, parent);
        let is_valid = |state: &&str| {
            let mut bytes = state.bytes();
            !state.is_empty()
                && state.len() <= LONGEST_STATE
                && bytes.all(|byte| byte == b' ' || byte.is_ascii_graphic())
        };
        let state = self.state.as_deref().filter(is_valid);
        if let Some(state) = state.and_then(|state| HeaderValue::from_str(state).ok())
            && !headers.contains_key(TRACESTATE)
        {
            headers.insert(TRACESTATE, state);
        }
    }
}

/// The header `traceparent`.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trace, span, flags, .. } = self;
        write!(f, "00-{trace:032x}-{span:016x}-{flags:02x}")
    }
}

/// Parses the header `traceparent`. Of a version that is unknown, the parts of the first one are read, as the specification
/// requires.
impl FromStr for TraceContext {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parsed = || {
            let mut parts = text.split('-');
            let mut part = |length: usize| {
                let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                parts
                    .next()
                    .filter(|part| part.len() == length && part.bytes().all(is_hex))
            };
            let version = part(2).filter(|version| *version != "ff")?;
            let trace = u128::from_str_radix(part(32)?, 16).ok()?;
            let span = u64::from_str_radix(part(16)?, 16).ok()?;
            let flags = u8::from_str_radix(part(2)?, 16).ok()?;
            let ends = version != "00" || parts.next().is_none();
            (ends && trace != 0 && span != 0).then_some(Self {
                trace,
                span,
                flags,
                state: None,
            })
        };
        parsed().ok_or_else(|| {
            Error::invalid(
                "the text is not a `traceparent` such as `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`",
            )
        })
    }
}

/// Where the context of a request comes from.
#[derive(Clone)]
pub(super) struct Source(Arc<dyn Fn() -> Option<TraceContext> + Send + Sync>);

impl Source {
    pub(super) fn new(current: impl Fn() -> Option<TraceContext> + Send + Sync + 'static) -> Self {
        Self(Arc::new(current))
    }

    /// The source of a client that was given none: the tracer of the program, with the feature `opentelemetry`.
    #[cfg(feature = "opentelemetry")]
    #[expect(clippy::unnecessary_wraps, reason = "without the feature there is none")]
    pub(super) fn of_program() -> Option<Self> {
        Some(Self::new(propagated))
    }

    #[cfg(not(feature = "opentelemetry"))]
    pub(super) fn of_program() -> Option<Self> {
        None
    }

    /// The context now.
    pub(super) fn current(&self) -> Option<TraceContext> {
        (self.0)()
    }
}

/// What the global propagator of OpenTelemetry makes of the current context. Its other headers are not sent: baggage is for
/// the services of the program, and not for the one that is called here.
#[cfg(feature = "opentelemetry")]
fn propagated() -> Option<TraceContext> {
    use opentelemetry::{Context, global};
    let mut headers = std::collections::HashMap::<String, String>::new();
    global::get_text_map_propagator(|propagator| propagator.inject_context(&Context::current(), &mut headers));
    let context: TraceContext = headers.get("traceparent")?.parse().ok()?;
    Some(match headers.remove("tracestate") {
        Some(state) => context.state(state),
        None => context,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_context_is_written_as_it_is_parsed() {
        let context: TraceContext = PARENT.parse().expect("it is valid");
        assert_eq!(context.to_string(), PARENT);
        assert_eq!(
            TraceContext::new(1, 2, false).to_string(),
            format!("00-{:032x}-{:016x}-00", 1, 2)
        );
        let newer: TraceContext = format!("cc-{}-more", &PARENT[3..]).parse().expect("a later version");
        assert_eq!(newer.to_string(), PARENT);
    }

    #[test]
    fn invalid_contexts_are_refused() {
        for text in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-é-00f067aa0ba902b7-01",
        ] {
            assert!(text.parse::<TraceContext>().is_err(), "{text}");
        }
    }

    #[test]
    fn headers_of_the_request_are_not_replaced() {
        let context = TraceContext::new(1, 2, true);
        let mut headers = HeaderMap::new();
        headers.insert(TRACEPARENT, HeaderValue::from_static(PARENT));
        context.clone().state("a=b").apply(&mut headers);
        assert_eq!((headers[TRACEPARENT].to_str().ok(), headers.len()), (Some(PARENT), 1));
        for (state, is_sent) in [
            ("a=b", true),
            ("", false),
            ("a\r\nb", false),
            (&*"a".repeat(2049), false),
        ] {
            let mut headers = HeaderMap::new();
            context.clone().state(state).apply(&mut headers);
            assert_eq!(headers.contains_key(TRACESTATE), is_sent, "{state:?}");
            assert!(headers.contains_key(TRACEPARENT));
        }
        let mut headers = HeaderMap::new();
        TraceContext::new(0, 2, true).apply(&mut headers);
        assert!(headers.is_empty());
    }
}
