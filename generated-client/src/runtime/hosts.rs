//! Names of hosts in the settings of a client.
//!
//! The HTTP library compares them with the host of each request as text. What can never be equal to one, such as a name with
//! a port, would have no effect without a word. So it is refused here, and no text is shown: it may be an address with a
//! password.

use std::net::IpAddr;

use reqwest::Url;

/// The name of a host as requests have it: in small letters, and in ASCII. The error is the end of a sentence.
pub(super) fn name(text: &str) -> Result<String, &'static str> {
    const NO_NAME: &str = "is not the name of a host such as `service.example.com`";
    if text.contains(['/', '?', '#', '@', '\\']) {
        return Err("is an address: give the name of the host alone");
    }
    if address(text).is_some() {
        return Err("is an IP address, which has no name to look up");
    }
    if text.contains(':') {
        return Err("has a port: give the name of the host alone");
    }
    if text.contains('*') {
        return Err("has a `*`, which stands for no names here");
    }
    let parsed = Url::parse(&format!("http://{text}/")).map_err(|_| NO_NAME)?;
    let host = parsed.host_str().unwrap_or_default().trim_end_matches('.');
    match host.is_empty() || address(host).is_some() || text.chars().any(char::is_whitespace) {
        true => Err(NO_NAME),
        false => Ok(host.to_owned()),
    }
}

/// An entry of a list of hosts that are reached without a proxy, as the HTTP library reads it. The error is the end of a
/// sentence.
pub(super) fn without_proxy(entry: &str) -> Result<String, &'static str> {
    let entry = entry.trim();
    if entry.is_empty() || entry == "*" {
        return Ok(entry.to_owned());
    }
    if let Some(address) = address(entry) {
        return Ok(address.to_string());
    }
    if let Some((first, length)) = entry.split_once('/')
        && let Some(address) = address(first)
    {
        let most = if address.is_ipv4() { 32 } else { 128 };
        return match length.parse::<u8>() {
            Ok(length) if length <= most => Ok(format!("{address}/{length}")),
            _ => Err("is not a network such as `10.0.0.0/8`"),
        };
    }
    if entry.starts_with("*.") {
        return Err("begins with `*.`: leave that out, since a name stands for its subdomains, too");
    }
    name(entry.strip_prefix('.').unwrap_or(entry))
}

/// An IP address, which may be in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    inner.unwrap_or(text).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_one_that_requests_have() {
        for (text, expected) in [
            ("svc.test", "svc.test"),
            ("SVC.Test.", "svc.test"),
            ("münchen.test", "xn--mnchen-3ya.test"),
            ("under_score", "under_score"),
        ] {
            assert_eq!(name(text).as_deref(), Ok(expected), "{text}");
        }
        for (text, why) in [
            ("svc.test:443", "a port"),
            ("https://svc.test", "an address"),
            ("user:canary@svc.test", "an address"),
            ("127.0.0.1", "an IP address"),
            ("[::1]", "an IP address"),
            ("::1", "an IP address"),
            ("*.svc.test", "a `*`"),
            (" svc.test", "not the name"),
            ("", "not the name"),
            (".", "not the name"),
            ("2130706433", "not the name"),
            ("a\nb", "not the name"),
        ] {
            assert!(
                name(text).is_err_and(|error| error.contains(why)),
                "{text}: {:?}",
                name(text)
            );
        }
    }

    #[test]
    fn an_entry_is_one_that_the_library_can_find() {
        for (entry, expected) in [
            ("*", "*"),
            ("", ""),
            (" example.com ", "example.com"),
            (".Example.com", "example.com"),
            ("example.com.", "example.com"),
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("[::1]", "::1"),
            ("fe80::/10", "fe80::/10"),
        ] {
            assert_eq!(without_proxy(entry).as_deref(), Ok(expected), "{entry}");
        }
        for (entry, why) in [
            ("*.example.com", "`*.`"),
            ("example.com:8080", "a port"),
            ("http://example.com", "an address"),
            ("10.0.0.0/33", "a network"),
            ("10.0.0.0/x", "a network"),
            ("example.com/8", "an address"),
        ] {
            let error = without_proxy(entry);
            assert!(
                error.as_ref().is_err_and(|error| error.contains(why)),
                "{entry}: {error:?}"
            );
        }
    }
}
