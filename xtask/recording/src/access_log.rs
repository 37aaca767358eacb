//! Lines of JSON as servers and gateways log them: method, URL and status of a request. Nothing else of it was
//! observed.
//!
//! Every server lets its owner choose the names of the fields. The names that are read are those of the servers' own
//! defaults and documentation, and those that are common in examples:
//!
//! | part | fields |
//! |---|---|
//! | method | `method`, `request_method`, `http_method`, `verb`, `requestMethod`, `RequestMethod`, `httpMethod` |
//! | status | `status`, `status_code`, `response_code`, `response_status`, `http_status`, `DownstreamStatus`, `statusCode` |
//! | URL | `url`, `request_url`, `requestUrl`, `full_url`, whole or from the path on |
//! | path | `request_uri`, `uri`, `path`, `request_path`, `requestURI`, `RequestPath`, with or without a query |
//! | query | `args`, `query`, `query_string`, `querystring`, where the path has none |
//! | host | `host`, `http_host`, `server_name`, `vhost`, `authority`, `request_host`, `RequestHost`, `domain`, `domainName` |
//! | scheme | `scheme`, `request_scheme`, `RequestScheme`, `x_forwarded_proto`, or `https` as in nginx: `on` |
//! | first line | `request`, `request_line`: `GET /path?query HTTP/1.1`, in the place of method, path and query |
//!
//! They are in the line itself, or in an object `request`, `response`, `httpRequest`, `http`, `http.request`,
//! `http.response`, `url`, `req` or `res`. So the formats of nginx, Apache, Kong, Envoy, Caddy, Traefik, Google Cloud, API
//! Gateway, pino and the Elastic Common Schema are read.
//!
//! What a server logs of a connection that sent no request, such as `"request": "-"` with the status 400, and a line without
//! a status, are no exchange: they are counted, and not checked.

use crate::Error;
use crate::interaction::{Header, Interaction, Kind, Provenance, Request, Response, Unobserved};
use crate::json::{Node, Value};
use crate::part::Part;

const METHOD: &[&str] = &[
    "method",
    "request_method",
    "http_method",
    "verb",
    "requestMethod",
    "RequestMethod",
    "httpMethod",
];
const STATUS: &[&str] = &[
    "status",
    "status_code",
    "response_code",
    "response_status",
    "http_status",
    "DownstreamStatus",
    "statusCode",
];
const URL: &[&str] = &["url", "request_url", "requestUrl", "full_url", "full", "original"];
const PATH: &[&str] = &[
    "request_uri",
    "uri",
    "path",
    "request_path",
    "requestURI",
    "RequestPath",
];
const QUERY: &[&str] = &["args", "query", "query_string", "querystring"];
const HOST: &[&str] = &[
    "host",
    "http_host",
    "server_name",
    "vhost",
    "authority",
    "request_host",
    "RequestHost",
    "domain",
    "domainName",
];
const SCHEME: &[&str] = &["scheme", "request_scheme", "RequestScheme", "x_forwarded_proto"];
const FIRST_LINE: &[&str] = &["request", "request_line"];

/// Objects in which the fields may be.
const INSIDE: [&[&str]; 10] = [
    &[],
    &["request"],
    &["response"],
    &["httpRequest"],
    &["http"],
    &["http", "request"],
    &["http", "response"],
    &["url"],
    &["req"],
    &["res"],
];

/// Whether a line can only be one of an access log: it has no `response` of an interaction.
pub(crate) fn is_line(root: &Node) -> bool {
    // Kong writes both, and its own times beside them.
    root.get("response").is_none() || (root.get("latencies").is_some() && root.get("started_at").is_some())
}

/// The interaction of a line.
pub(crate) fn interaction(line: &Part<'_>) -> Result<Interaction, Error> {
    line.object()?;
    let root = line.node;
    let first = text(root, FIRST_LINE).unwrap_or_default();
    let mut words = first.split_ascii_whitespace();
    let (first_method, first_path) = (words.next(), words.next());
    let method = text(root, METHOD).or(first_method);
    let status = number(root, STATUS);
    let is_method = |method: &str| method.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    // Servers write an empty line or `-` where a connection ended early, and as it was what is not HTTP.
    let has_line = field(root, FIRST_LINE, Node::as_str).is_some();
    let is_none =
        has_line && method.is_none_or(|method| !is_method(method)) && status.is_some_and(|status| status >= 400);
    let is_open = method.is_some() && field(root, STATUS, |node| node.as_str().filter(|text| *text == "-")).is_some();
    if is_none || (is_open && status.is_none()) || first_path == Some("*") {
        return Err(line
            .error("no request was made", "there is nothing to check")
            .without_exchange());
    }
    let (Some(method), Some(status)) = (method, status) else {
        let missing = if method.is_none() { "method" } else { "status" };
        return Err(unknown(line, missing));
    };
    if method.eq_ignore_ascii_case("CONNECT") || status == 0 {
        let what = "no server of the URL has responded";
        return Err(line.error(what, "there is nothing to check").without_exchange());
    }
    if !is_method(method) || !(100..600).contains(&status) {
        let what = "the method or the status of this line is not valid in HTTP";
        return Err(line.error(what, "write the method as in GET, and a status from 100 to 599"));
    }
    let (url, host) = url(line, first_path)?;
    let mut unobserved = vec![
        Unobserved::RequestHeaders,
        Unobserved::RequestBody,
        Unobserved::ResponseHeaders,
        Unobserved::ResponseBody,
    ];
    if !host {
        unobserved.insert(0, Unobserved::RequestHost);
    }
    Ok(Interaction {
        provenance: Provenance {
            kind: Kind::Capture,
            source: "a line of an access log".to_owned(),
            date: String::new(),
        },
        unobserved,
        request: Request {
            method: method.to_ascii_uppercase(),
            url,
            headers: Vec::<Header>::new(),
            body: None,
        },
        response: Response {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        },
        redacted: Vec::new(),
    })
}

/// Where what is logged without a host was sent. The domain is reserved (RFC 2606).
const UNKNOWN_HOST: &str = "unknown.invalid";

/// The URL of a request, and whether its host is known.
fn url(line: &Part<'_>, first_path: Option<&str>) -> Result<(String, bool), Error> {
    let root = line.node;
    // A proxy is asked for a whole URL.
    let whole = text(root, URL).or_else(|| first_path.filter(|path| path.contains("://")));
    if let Some((scheme, rest)) = whole.and_then(|url| url.split_once("://"))
        && ["http", "https"].contains(&scheme.to_ascii_lowercase().as_str())
    {
        let rest = rest.split('#').next().unwrap_or_default();
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let host = authority.rsplit('@').next().unwrap_or_default();
        if !host.is_empty() {
            return Ok((format!("{}://{host}{path}", scheme.to_ascii_lowercase()), true));
        }
    }
    let is_path = |text: &&str| text.starts_with('/');
    let path = whole
        .filter(is_path)
        .or_else(|| text(root, PATH).filter(is_path))
        .or_else(|| first_path.filter(is_path));
    let Some(path) = path else {
        return Err(unknown(line, "URL or path"));
    };
    let path = path.split('#').next().unwrap_or_default();
    let query = text(root, QUERY).map(|query| query.trim_start_matches('?'));
    let query = query.filter(|query| !query.is_empty() && !path.contains('?'));
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    // nginx writes `_` where a server has no name.
    let host = text(root, HOST).filter(|host| *host != "_" && !host.contains(['/', '?', '#', '@', ' ']));
    let scheme = match (text(root, SCHEME), text(root, &["https"])) {
        (Some(scheme), _) if scheme.eq_ignore_ascii_case("http") => "http",
        (None, Some("")) => "http",
        _ => "https",
    };
    let shown = host.unwrap_or(UNKNOWN_HOST);
    Ok((format!("{scheme}://{shown}{path}{query}"), host.is_some()))
}

/// The first field of these names that says something. Servers write `-` for nothing.
fn field<'n, T>(root: &'n Node, names: &[&str], read: impl Fn(&'n Node) -> Option<T>) -> Option<T> {
    let objects = INSIDE.iter().filter_map(|way| {
        let inner = way.iter().try_fold(root, |node, step| node.get(step));
        inner.filter(|node| matches!(node.value, Value::Object(_)))
    });
    objects
        .flat_map(|object| names.iter().filter_map(|name| object.get(name)))
        .find_map(read)
}

fn text<'n>(root: &'n Node, names: &[&str]) -> Option<&'n str> {
    field(root, names, |node| node.as_str().filter(|text| *text != "-"))
}

fn number(root: &Node, names: &[&str]) -> Option<u16> {
    field(root, names, |node| {
        let text = node.as_number().or_else(|| node.as_str())?;
        text.trim_end_matches('0')
            .strip_suffix('.')
            .unwrap_or(text)
            .parse()
            .ok()
    })
}

/// A line that is nothing that is known here.
fn unknown(line: &Part<'_>, missing: &str) -> Error {
    line.error(
        format!(
            "this line is neither an interaction (`request` and `response`) nor one of an access log, which has a method, a \
             URL and a status: the {missing} is missing"
        ),
        format!(
            "for an access log, add one of the fields {}, one of {}, and one of {}",
            METHOD.join(", "),
            [URL, PATH].concat().join(", "),
            STATUS.join(", ")
        ),
    )
}
