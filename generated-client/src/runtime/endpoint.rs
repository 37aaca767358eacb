//! Where requests go: a server of the document with its variables filled in, or an address that was given.
//!
//! An address is refused that would send a token unencrypted over a network, or to another host than it seems to.

use std::net::IpAddr;

use reqwest::Url;

use super::{error::Error, facts::Server};

/// A checked address, without a slash at its end.
#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    pub(super) text: String,
    pub(super) encrypted: bool,
    pub(super) loopback: bool,
}

impl Endpoint {
    /// Checks an address. One without TLS is taken for this machine alone, unless `allow_http` takes it for any.
    pub(super) fn parse(text: &str, allow_http: bool) -> Result<Self, Error> {
        // Never shows the text: what was put in by mistake may be a secret.
        let refuse = |why: &str| Error::invalid(format!("the endpoint {why}"));
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(refuse("holds a space, a control character or a backslash"));
        }
        let url = Url::parse(text).map_err(|_| refuse("is not an address such as `https://service.example.com`"))?;
        let host = match (url.scheme(), url.host_str()) {
            ("https" | "http", Some(host)) => host,
            _ => return Err(refuse("must begin with `https://`")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("must not hold a user or a password"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refuse("must not hold a query or a fragment"));
        }
        let loopback = is_loopback(host);
        let encrypted = url.scheme() == "https";
        if !encrypted && !loopback && !allow_http {
            return Err(refuse(
                "must begin with `https://`: `http://` is for this machine alone, unless `allow_http` is set",
            ));
        }
        Ok(Self {
            text: url.as_str().trim_end_matches('/').to_owned(),
            encrypted,
            loopback,
        })
    }

    /// The address of one of `servers`, with its variables filled in. The first one that lists the given values is
    /// used, otherwise the first one that has the variables, and the first one of all if no value is given.
    pub(super) fn of(
        servers: &[Server],
        variables: &[(&'static str, String)],
        allow_http: bool,
    ) -> Result<Self, Error> {
        let url = filled(servers, variables)?;
        if !url.contains("://") {
            return Err(Error::invalid(
                "no endpoint is set, and the document's server is a path without a host: set one with `endpoint(…)`",
            ));
        }
        Self::parse(&url, allow_http)
    }
}

/// The address of one of `servers`, as in [`Endpoint::of`]; it may be a path.
fn filled(servers: &[Server], variables: &[(&'static str, String)]) -> Result<String, Error> {
    let variables: Vec<_> = variables
        .iter()
        .map(|(name, value)| (*name, canonical(servers, name, value)))
        .collect();
    let lists = |server: &&Server| variables.iter().all(|(name, value)| has(server, name, Some(value)));
    let takes = |server: &&Server| variables.iter().all(|(name, _)| has(server, name, None));
    let server = servers
        .iter()
        .find(lists)
        .or_else(|| servers.iter().find(takes))
        .ok_or_else(|| {
            Error::invalid(if variables.is_empty() {
                "no endpoint is set, and the document names no server: set one with `endpoint(…)`"
            } else {
                "no server of the document has these variables"
            })
        })?;
    let mut url = server.url.to_owned();
    for variable in server.variables {
        let given = variables.iter().rev().find(|(name, _)| *name == variable.name);
        if let Some((name, value)) = given
            && !variable.values.contains(&value.as_str())
        {
            let (is_safe, of) = if is_in_path(server, name) {
                let of =
                    "letters, digits, `-`, `.`, `_` and `~`, in parts with `/` between them, none of which is `..`";
                (is_path_safe(value), of)
            } else {
                let of = "letters, digits, `-` and `.`, and begin and end with a letter or a digit";
                (is_host_safe(value), of)
            };
            if !is_safe {
                return Err(Error::invalid(format!("`{name}` must consist of {of}")));
            }
        }
        let value = given.map(|(_, value)| value.as_str()).or(variable.default);
        let value = value.ok_or_else(|| {
            Error::invalid(format!(
                "it is not known where to send requests: set `{setter}(…)`, or the whole address with `endpoint(…)`",
                setter = variable.setter,
            ))
        })?;
        url = url.replace(&format!("{{{}}}", variable.name), value);
    }
    Ok(url)
}

/// What is needed to find the servers of an operation that has its own.
pub(super) struct OperationServers {
    /// Every variable that was given, for whichever server.
    pub(super) variables: Vec<(&'static str, String)>,
    pub(super) allow_http: bool,
}

impl OperationServers {
    /// The address of one of `servers`. Variables of other servers do not matter. One that is a path is on the host of
    /// `endpoint`, the document's server.
    pub(super) fn endpoint(&self, servers: &[Server], endpoint: &str) -> Result<Endpoint, Error> {
        let known = |name: &str| servers.iter().any(|server| has(server, name, None));
        let variables = self.variables.iter().filter(|(name, _)| known(name)).cloned();
        let url = filled(servers, &variables.collect::<Vec<_>>())?;
        if url.contains("://") {
            return Endpoint::parse(&url, self.allow_http);
        }
        let joined = Url::parse(endpoint).and_then(|base| base.join(&url));
        let joined = joined.map_err(|_| Error::invalid("the server of the operation does not make an address"))?;
        Endpoint::parse(joined.as_str(), self.allow_http)
    }
}

/// A value of a variable as the document writes it: hosts are the same in every letter case. A value that the document
/// does not list is in small letters where all listed ones are, unless it is a part of a path.
pub(super) fn canonical(servers: &[Server], name: &str, value: &str) -> String {
    let mut listed: Vec<&str> = Vec::new();
    for server in servers {
        for variable in server.variables.iter().filter(|variable| variable.name == name) {
            listed.extend_from_slice(variable.values);
        }
    }
    if listed.contains(&value) {
        return value.to_owned();
    }
    if let Some(known) = listed.iter().find(|known| known.eq_ignore_ascii_case(value)) {
        return (*known).to_owned();
    }
    if servers.iter().any(|server| is_in_path(server, name)) {
        return value.to_owned();
    }
    let has_capitals = |text: &&str| text.bytes().any(|byte| byte.is_ascii_uppercase());
    if !listed.is_empty() && !listed.iter().any(has_capitals) {
        value.to_ascii_lowercase()
    } else {
        value.to_owned()
    }
}

/// Whether a server has a variable, and lists the value if one is given.
fn has(server: &Server, name: &str, value: Option<&str>) -> bool {
    server
        .variables
        .iter()
        .any(|variable| variable.name == name && value.is_none_or(|value| variable.values.contains(&value)))
}

/// Whether a variable of a server is in the path of its address alone.
fn is_in_path(server: &Server, name: &str) -> bool {
    let behind_scheme = server.url.find("://").map_or(0, |at| at + 3);
    let path = server.url[behind_scheme..].find('/').map(|at| behind_scheme + at);
    let variable = server.url.find(&format!("{{{name}}}"));
    path.zip(variable).is_some_and(|(path, variable)| path < variable)
}

/// Whether a text is one or more segments of a path that mean nothing else.
fn is_path_safe(text: &str) -> bool {
    text.split('/').all(|segment| {
        !matches!(segment, "" | "." | "..")
            && segment
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    })
}

/// Whether a text is one or more labels of a host's name, so that it cannot reach out of its place in an address.
fn is_host_safe(text: &str) -> bool {
    text.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
