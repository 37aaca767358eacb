//! The headers that any request may have.

/// Whether a header is one that any request may have: of RFC 9110 and its neighbours, of Fetch, or of W3C's tracing.
pub(super) fn contains(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "authorization",
        "baggage",
        "cache-control",
        "connection",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-type",
        "cookie",
        "date",
        "dnt",
        "dpr",
        "expect",
        "forwarded",
        "from",
        "host",
        "http2-settings",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "keep-alive",
        "last-event-id",
        "max-forwards",
        "origin",
        "pragma",
        "prefer",
        "priority",
        "purpose",
        "range",
        "referer",
        "save-data",
        "te",
        "traceparent",
        "tracestate",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "upgrade-insecure-requests",
        "user-agent",
        "via",
        "viewport-width",
        "warning",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
    ];
    let name = name.to_ascii_lowercase();
    name.starts_with(':')
        || ["sec-", "proxy-", "access-control-"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
        || NAMES.contains(&name.as_str())
}
