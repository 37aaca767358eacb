//! The parts of a URL, still percent-encoded, and their decoding.

/// An absolute URL in its parts.
#[derive(Clone, Copy, Debug)]
pub struct Url<'a> {
    /// The scheme, as it is written.
    pub scheme: &'a str,
    /// The host with the port, if one is written.
    pub authority: &'a str,
    /// The path, from its first `/` on; empty if there is none.
    pub path: &'a str,
    /// The query without its `?`.
    pub query: Option<&'a str>,
}

impl<'a> Url<'a> {
    /// Takes a URL apart; nothing if it is not absolute.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (before, query) = match rest.split_once('?') {
            Some((before, query)) => (before, Some(query)),
            None => (rest, None),
        };
        let (authority, path) = before.split_at(before.find('/').unwrap_or(before.len()));
        Some(Self {
            scheme,
            authority,
            path,
            query,
        })
    }

    /// The authority in lower case, without the port that the scheme has anyway.
    pub fn host(&self) -> String {
        let port = match self.scheme.to_ascii_lowercase().as_str() {
            "https" => ":443",
            "http" => ":80",
            _ => "",
        };
        let mut authority = self.authority.to_ascii_lowercase();
        if let Some(host) = authority.strip_suffix(port) {
            authority.truncate(host.len());
        }
        let is_plain = |byte: u8| byte.is_ascii() && !matches!(byte, b'[' | b'%');
        let may_end_in_dot = authority.ends_with('.') || authority.contains(".:");
        if authority.bytes().all(is_plain) && !may_end_in_dot {
            return authority;
        }
        in_one_form(&authority)
    }

    /// The pairs of the query, still encoded.
    pub fn pairs(&self) -> Vec<(&'a str, &'a str)> {
        let pairs = self
            .query
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect()
    }
}

/// A host that can be written in several ways, in one of them: an IPv6 address in its short form, a name in Punycode and
/// without the dot at its end. What is no host stays as it is.
fn in_one_form(authority: &str) -> String {
    let port = authority.rfind(':').filter(|at| !authority[*at..].contains(']'));
    let (host, port) = authority.split_at(port.unwrap_or(authority.len()));
    let host = host.strip_suffix('.').unwrap_or(host);
    match url::Host::parse(host) {
        Ok(host) => format!("{host}{port}"),
        Err(_) => format!("{host}{port}"),
    }
}

/// Decodes a part of a path. A `%` that begins no escape stays as it is.
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        let digits = escape.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Decodes a part of a query, where a `+` is a space.
pub fn decode_query(text: &str) -> String {
    decode(&text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::{Url, decode, decode_query};

    #[test]
    fn a_url_is_taken_apart() {
        let url = Url::parse("HTTPS://Example.com:443/a/b%2Fc?x=1&y&z=a=b#top").unwrap();
        assert_eq!((url.host().as_str(), url.path), ("example.com", "/a/b%2Fc"));
        assert_eq!(url.pairs(), [("x", "1"), ("y", ""), ("z", "a=b")]);
        let bare = Url::parse("http://h:8080").unwrap();
        assert_eq!((bare.host().as_str(), bare.path, bare.query), ("h:8080", "", None));
        assert!(Url::parse("/a").is_none());
    }

    #[test]
    fn a_host_has_one_form() {
        for (one, other) in [
            ("https://[2001:0DB8:0:0:0:0:0:1]:443/", "https://[2001:db8::1]"),
            ("http://[0:0:0:0:0:0:0:1]:8080/a", "http://[::1]:8080/b"),
            ("https://api.example.com./a", "https://API.example.com"),
            ("https://api.example.com.:8443", "https://api.example.com:8443"),
            ("https://api.example.com.:443", "https://api.example.com"),
            ("https://b\u{fc}cher.example/", "https://xn--bcher-kva.example"),
            ("https://B\u{dc}CHER.example:444/", "https://xn--bcher-kva.example:444"),
            ("https://b%C3%BCcher.example/", "https://xn--bcher-kva.example"),
        ] {
            assert_eq!(Url::parse(one).unwrap().host(), Url::parse(other).unwrap().host());
        }
        for (one, other) in [
            ("https://[2001:db8::1]", "https://[2001:db8::2]"),
            ("https://[::1]:8080", "https://[::1]:8081"),
            ("https://a.example.:1", "https://a.example.:2"),
            ("https://b\u{fc}cher.example", "https://bucher.example"),
        ] {
            assert_ne!(Url::parse(one).unwrap().host(), Url::parse(other).unwrap().host());
        }
        // What is a template or no host stays as it is.
        for host in ["{region}.example.com", "[", "[::1", "a b.", "%zz", ""] {
            let url = format!("https://{host}/");
            assert_eq!(Url::parse(&url).unwrap().host(), host.trim_end_matches('.'));
        }
    }

    #[test]
    fn escapes_are_decoded_once() {
        assert_eq!(decode("a%2Fb%252F+%zz%+1%é%"), "a/b%2F+%zz%+1%é%");
        assert_eq!(decode_query("a+b%2Bc"), "a b+c");
    }
}
