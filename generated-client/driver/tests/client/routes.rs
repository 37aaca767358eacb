//! Which way a request goes: proxies, addresses without TLS, and who says that they send it.

use base64::{Engine, prelude::BASE64_STANDARD};
use driver::server::CannedResponse;
use huaweicloud_hss::{
    Error, ErrorKind,
    runtime::generated::{Config, Core, Request},
};
use serde_json::Value;

use crate::{
    small::{API, GET, core},
    support::{always, user_agent},
};

fn build(set: impl FnOnce(&mut Config)) -> Result<Core, Error> {
    let mut config = Config::new(&API);
    set(&mut config);
    config.build()
}

fn refused(set: impl FnOnce(&mut Config)) -> Error {
    let error = build(set).expect_err("it must be refused");
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    error
}

#[tokio::test]
async fn a_proxy_gets_the_request_and_its_own_password() {
    let proxy = always(CannedResponse::json(200, "{}"));
    let url = proxy.endpoint().replace("http://", "http://user:canary@");
    let core = core(&proxy, |config| {
        config.endpoint("http://hss.example.com".to_owned());
        config.allow_http();
        config.proxy(url.as_str().into());
        assert!(!format!("{config:?}").contains("canary"));
    });
    core.json::<Value>(Request::new(&GET)).await.expect("by the proxy");
    let received = proxy.received().remove(0);
    assert_eq!(received.target, "http://hss.example.com/things");
    assert_eq!(received.header("host"), Some("hss.example.com"));
    assert_eq!(received.header("proxy-authorization"), Some("Basic dXNlcjpjYW5hcnk="));
    assert!(!format!("{core:?}").contains("canary"));
}

/// Special characters of a password are percent-encoded in an address. What a proxy repeats of it, in any form, is not shown.
#[tokio::test]
async fn a_password_of_special_characters_is_sent_and_never_shown() {
    for (written, password) in [
        ("p%40ss%3Aword", "p@ss:word"),
        ("a%2Fb%3Fc%23d%25e", "a/b?c#d%e"),
        ("s%20pace+plus", "s pace+plus"),
        ("m%C3%BCllermeister", "müllermeister"),
        ("%22quote%22%27%5C", "\"quote\"'\\"),
        ("p@raw-word", "p@raw-word"),
        ("semi;colon,comma", "semi;colon,comma"),
    ] {
        let pair = BASE64_STANDARD.encode(format!("user:{password}"));
        let body = format!("refused: {password} {written} {pair}");
        let proxy = always(CannedResponse::new(407, &[("Proxy-Authenticate", "Basic")], body));
        let url = proxy.endpoint().replace("http://", &format!("http://user:{written}@"));
        let core = core(&proxy, |config| {
            config.endpoint("http://hss.example.com".to_owned());
            config.allow_http();
            config.proxy(url.as_str().into());
        });
        let error = core.json::<Value>(Request::new(&GET)).await.expect_err("refused");
        assert_eq!(error.status(), Some(407), "{error:?}");
        let sent = proxy.received().remove(0);
        assert_eq!(
            sent.header("proxy-authorization"),
            Some(&*format!("Basic {pair}")),
            "{written}"
        );
        let shown = format!("{error} {error:?} {error:#?} {core:?} {core:#?}");
        for secret in [password, written, &pair] {
            assert!(!shown.contains(secret), "{secret}: {shown}");
        }
    }
}

#[tokio::test]
async fn https_goes_through_a_tunnel_of_the_proxy() {
    let proxy = always(CannedResponse::new(407, &[], "canary"));
    let url = proxy.endpoint().replace("http://", "http://user:canary@");
    let core = core(&proxy, |config| {
        config.endpoint("https://hss.example.com".to_owned());
        config.proxy(url.as_str().into());
        config.retry_policy(crate::small::quick().max_attempts(2));
    });
    let error = core.json::<Value>(Request::new(&GET)).await.expect_err("no tunnel");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 2));
    assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    let received = proxy.received().remove(0);
    assert_eq!(
        (&*received.method, &*received.target),
        ("CONNECT", "hss.example.com:443")
    );
    assert_eq!(
        received.header("x-key"),
        None,
        "what is for the service stays in the tunnel"
    );
}

#[test]
fn an_invalid_proxy_is_refused_and_not_shown() {
    for url in [
        "",
        "canary",
        "socks5://canary:1",
        "http://",
        "ftp://user:canary@x.example",
        "http://[canary",
        "http://user:canary/1@localhost:1",
        "http://user:1/canary@localhost:1",
        "http://user:1?canary@localhost:1",
        "http://user:1#canary@localhost:1",
        "http://user:canary\n@localhost:1",
        "http://user:can%0Aary@localhost:1",
        "http://us%3Aer:canary@localhost:1",
    ] {
        let error = refused(|config| {
            config.endpoint("https://localhost".to_owned());
            config.proxy(url.into());
        });
        assert!(error.message().contains("the proxy"), "{url}: {error}");
    }
}

#[test]
fn an_address_without_tls_needs_allow_http() {
    let url = || "http://hss.example.com/base/".to_owned();
    assert!(
        refused(|config| config.endpoint(url()))
            .message()
            .contains("`allow_http`")
    );
    let core = build(|config| {
        config.endpoint(url());
        config.allow_http();
    });
    assert_eq!(core.expect("a client").endpoint(), "http://hss.example.com/base");
    // What else is wrong with an address stays wrong.
    refused(|config| {
        config.endpoint("http://user:canary@hss.example.com".to_owned());
        config.allow_http();
    });
}

#[tokio::test]
async fn a_program_can_add_its_name() {
    let server = always(CannedResponse::json(200, "{}"));
    let core = core(&server, |config| {
        config.user_agent_suffix("export/1.2 (night)".to_owned())
    });
    core.json::<Value>(Request::new(&GET)).await.expect("it is sent");
    let expected = format!("{} export/1.2 (night)", user_agent());
    assert_eq!(server.received()[0].header("user-agent"), Some(&*expected));
    for suffix in ["a\nb", "a\tb", "ä", "\u{7f}"] {
        let error = refused(|config| {
            config.endpoint("https://localhost".to_owned());
            config.user_agent_suffix(suffix.to_owned());
        });
        assert!(error.message().contains("User-Agent"), "{error}");
    }
}
