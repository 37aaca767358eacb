//! Proxies: the one that the builder names, and the passwords of those that the environment names.
//!
//! A proxy receives user and password as HTTP's `Basic` scheme has them, in Base64. It may repeat them in the page that
//! says why it refuses to connect.

use std::env;

use base64::{Engine, prelude::BASE64_STANDARD};
use percent_encoding::percent_decode_str;
use reqwest::{NoProxy, Proxy, Url};

use super::{
    error::Error,
    secret::{Place, Secret, unusable},
};

/// The variables in which the HTTP library looks for a proxy.
const VARIABLES: [&str; 6] = [
    "ALL_PROXY",
    "all_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
];

/// Which requests a proxy is for, by the scheme of their address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    All,
    Http,
    Https,
}

impl Scheme {
    /// The method of the builder that sets such a proxy.
    pub(super) fn setting(self) -> &'static str {
        match self {
            Self::All => "`proxy`",
            Self::Http => "`http_proxy`",
            Self::Https => "`https_proxy`",
        }
    }
}

/// The hosts that no proxy is used for.
pub(super) fn except(hosts: &[String]) -> Option<NoProxy> {
    NoProxy::from_string(&hosts.join(",")).filter(|_| !hosts.is_empty())
}

/// The proxy at an address, and what no error may show of it. The address is not repeated in an error.
pub(super) fn named(scheme: Scheme, url: &Secret) -> Result<(Proxy, Vec<Secret>), Error> {
    let setting = scheme.setting();
    let refuse = || {
        Error::invalid(format!(
            "the proxy ({setting}) is not an address such as `http://proxy.example.com:3128`"
        ))
    };
    let text = url.expose();
    // The parser of addresses would pass over these.
    if let Some(why) = unusable(text, Place::Query) {
        return Err(Error::invalid(format!("the address of the proxy ({setting}) {why}")));
    }
    let parsed = Url::parse(text).map_err(|_| refuse())?;
    if !matches!(parsed.scheme(), "http" | "https") || parsed.host_str().is_none() {
        return Err(refuse());
    }
    // A `/`, `?` or `#` in a password would end the address there, and the rest would be taken for a host.
    if !matches!(parsed.path(), "" | "/") || parsed.query().is_some() || parsed.fragment().is_some() {
        return Err(Error::invalid(format!(
            "the proxy ({setting}) has more than an address: percent-encode `/`, `?` and `#` in its user name and password"
        )));
    }
    let decoded = |text: &str| Secret::from(percent_decode_str(text).decode_utf8_lossy().into_owned());
    if !parsed.username().is_empty()
        && let Some(why) = unusable(decoded(parsed.username()).expose(), Place::BasicUser)
    {
        return Err(Error::invalid(format!("the user name of the proxy ({setting}) {why}")));
    }
    if let Some(password) = parsed.password()
        && let Some(why) = unusable(decoded(password).expose(), Place::BasicPassword)
    {
        return Err(Error::invalid(format!("the password of the proxy ({setting}) {why}")));
    }
    let proxy = match scheme {
        Scheme::All => Proxy::all(text),
        Scheme::Http => Proxy::http(text),
        Scheme::Https => Proxy::https(text),
    };
    let proxy = proxy.map_err(|_| refuse())?;
    Ok((proxy, secrets(text)))
}

/// What no error may show of the proxies that the environment names.
pub(super) fn secrets_of_environment() -> Vec<Secret> {
    let mut all = Vec::new();
    for variable in VARIABLES {
        if let Some(url) = env::var_os(variable) {
            all.extend(secrets(&url.to_string_lossy()));
        }
    }
    all
}

/// The password in the address of a proxy: as it is written, as it is decoded, and as it is sent. Without a password
/// the user name is one: it is a token then.
fn secrets(url: &str) -> Vec<Secret> {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((user_info, _)) = authority.rsplit_once('@') else {
        return Vec::new();
    };
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
    let secret = if password.is_empty() { user } else { password };
    let pair = Secret::from(format!("{}:{}", decoded(user), decoded(password)));
    vec![
        secret.into(),
        decoded(secret).into(),
        BASE64_STANDARD.encode(pair.expose()).into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exposed(url: &str) -> Vec<String> {
        secrets(url).iter().map(|secret| secret.expose().to_owned()).collect()
    }

    #[test]
    fn the_password_is_found_in_every_form_of_an_address() {
        for url in [
            "http://user:p%40ss@proxy.example.com:3128",
            "http://user:p%40ss@proxy.example.com:3128/",
            "user:p%40ss@proxy.example.com:3128",
            "https://user:p%40ss@[::1]:3128/?x=a@b",
        ] {
            assert_eq!(exposed(url), ["p%40ss", "p@ss", "dXNlcjpwQHNz"], "{url}");
        }
        assert_eq!(exposed("http://token@proxy:1"), ["token", "token", "dG9rZW46"]);
        assert_eq!(exposed("http://proxy:1/@"), [""; 0]);
        assert_eq!(exposed(""), [""; 0]);
    }
}
