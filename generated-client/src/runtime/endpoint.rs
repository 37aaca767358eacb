//! Where requests go: a server of the document with its variables filled in, or an address that was given.
//!
//! An address is refused that would send a token unencrypted over a network, or to another host than it seems to.

use std::net::IpAddr;

use reqwest::Url;

use super::{
    error::Error,
    facts::{Api, Server},
};

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
        let url = Url::parse(text).map_err(|_| refuse("is no address such as `https://service.example.com`"))?;
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

    /// The address of the server that the variables pick: the first one that lists a given value, otherwise the first
    /// one that has the variable, and the first one of all when none is given.
    pub(super) fn of(api: &Api, variables: &[(&'static str, String)], allow_http: bool) -> Result<Self, Error> {
        for (name, value) in variables {
            if !is_host_safe(value) {
                return Err(Error::invalid(format!(
                    "`{name}` must be made of letters, digits, `-` and `.`, and begin and end with a letter or a digit"
                )));
            }
        }
        let lists = |server: &&Server| variables.iter().all(|(name, value)| has(server, name, Some(value)));
        let takes = |server: &&Server| variables.iter().all(|(name, _)| has(server, name, None));
        let server = api
            .servers
            .iter()
            .find(lists)
            .or_else(|| api.servers.iter().find(takes))
            .ok_or_else(|| {
                Error::invalid(if variables.is_empty() {
                    "no endpoint is set, and the document names no server"
                } else {
                    "no server of the document has these variables"
                })
            })?;
        let mut url = server.url.to_owned();
        for variable in server.variables {
            let given = variables.iter().rev().find(|(name, _)| *name == variable.name);
            let value = given.map_or(variable.default, |(_, value)| value);
            url = url.replace(&format!("{{{}}}", variable.name), value);
        }
        if !url.contains("://") {
            return Err(Error::invalid(
                "no endpoint is set, and the document's server is a path without a host",
            ));
        }
        Self::parse(&url, allow_http)
    }
}

/// Whether a server has a variable, and lists the value where one is asked for.
fn has(server: &Server, name: &str, value: Option<&str>) -> bool {
    server
        .variables
        .iter()
        .any(|variable| variable.name == name && value.is_none_or(|value| variable.values.contains(&value)))
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
