//! What is sent of credentials, byte by byte, for every kind of a security scheme, and which alternative is chosen. The
//! expected texts are those of RFC 6750, RFC 6265, RFC 7617 and the standard, written by hand. A handshake with a client
//! certificate is in the tests of the driver.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod oauth;

use common::request::header;
use common::server::{Reply, Server};
use example_build_script::security::{Client, ClientBuilder};

fn no_content(_: &str, _: usize) -> Reply {
    Reply::new("204 No Content")
}

/// Sends a call with a client, and returns the request as it was received.
macro_rules! sent {
    (|$builder:ident| $set:expr, $call:ident $($setter:tt)*) => {{
        let server = Server::start(no_content);
        let $builder: ClientBuilder = Client::builder().endpoint(&server.url);
        let client = $set.build().unwrap();
        client.$call()$($setter)*.send().await.unwrap();
        server.received().remove(0)
    }};
}

#[tokio::test]
async fn a_key_is_sent_in_a_header_a_query_or_a_cookie() {
    let request = sent!(|b| b.header_key("secret=1, 2"), header);
    assert!(request.starts_with("GET /header HTTP/1.1\r\n"), "{request}");
    assert_eq!(header(&request, "x-key"), Some("secret=1, 2"));

    let request = sent!(|b| b.query_key("a&b=c d/ä"), query.q("x"));
    assert!(
        request.starts_with("GET /query?q=x&api%20key=a%26b%3Dc%20d%2F%C3%A4 HTTP/1.1\r\n"),
        "{request}"
    );

    let request = sent!(|b| b.cookie_key("abc=="), cookie);
    assert_eq!(header(&request, "cookie"), Some("session=abc=="));
    let request = sent!(|b| b.cookie_key("abc"), cookie.seen("1"));
    assert_eq!(header(&request, "cookie"), Some("seen=1; session=abc"));
}

#[tokio::test]
async fn the_header_authorization_has_the_form_of_its_scheme() {
    for (request, expected) in [
        // The example of RFC 7617, section 2.
        (
            sent!(|b| b.basic("Aladdin", "open sesame"), basic),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ),
        // That of its section 2.1, in UTF-8.
        (sent!(|b| b.basic("test", "123£"), basic), "Basic dGVzdDoxMjPCow=="),
        // A key in the place of the user name.
        (sent!(|b| b.basic("sk_1", ""), basic), "Basic c2tfMTo="),
        (sent!(|b| b.bearer("mF_9.B5f-4.1JqM"), bearer), "Bearer mF_9.B5f-4.1JqM"),
        (
            sent!(|b| b.digest(r#"Digest username="Mufasa", qop=auth"#), digest),
            r#"Digest username="Mufasa", qop=auth"#,
        ),
        (sent!(|b| b.open_id("id.token"), open_id), "Bearer id.token"),
        (sent!(|b| b.code("a.token"), code), "Bearer a.token"),
        (sent!(|b| b.client("a.token"), read), "Bearer a.token"),
    ] {
        assert_eq!(header(&request, "authorization"), Some(expected));
    }
}

#[tokio::test]
async fn the_first_alternative_that_is_complete_is_sent() {
    // Each of two.
    let request = sent!(|b| b.header_key("key-h").query_key("key-q"), either);
    assert!(request.starts_with("GET /either HTTP/1.1\r\n"), "{request}");
    assert_eq!(header(&request, "x-key"), Some("key-h"));
    let request = sent!(|b| b.query_key("key-q"), either);
    assert!(
        request.starts_with("GET /either?api%20key=key-q HTTP/1.1\r\n"),
        "{request}"
    );
    assert_eq!(header(&request, "x-key"), None);
    // All of three.
    let request = sent!(|b| b.header_key("key-h").query_key("key-q").cookie_key("key-c"), both);
    assert!(
        request.starts_with("GET /both?api%20key=key-q HTTP/1.1\r\n"),
        "{request}"
    );
    assert_eq!(header(&request, "x-key"), Some("key-h"));
    assert_eq!(header(&request, "cookie"), Some("session=key-c"));
    // Two together, or another one.
    let request = sent!(|b| b.header_key("key-h").basic("u", "p"), mixed);
    assert_eq!(header(&request, "x-key"), None, "the first alternative is not complete");
    assert_eq!(header(&request, "authorization"), Some("Basic dTpw"));
    let request = sent!(|b| b.header_key("key-h").client("t").basic("u", "p"), mixed);
    assert_eq!(header(&request, "x-key"), Some("key-h"));
    assert_eq!(header(&request, "authorization"), Some("Bearer t"));
}

#[tokio::test]
async fn an_operation_gets_no_credentials_that_it_does_not_take() {
    let all = |b: ClientBuilder| {
        b.header_key("key-h")
            .query_key("key-q")
            .cookie_key("key-c")
            .bearer("key-b")
    };
    for request in [sent!(|b| all(b), open), sent!(|b| b, optional), sent!(|b| b, open)] {
        assert!(!request.contains("key"), "{request}");
        assert_eq!(header(&request, "authorization"), None);
    }
    let request = sent!(|b| all(b), optional);
    assert_eq!(header(&request, "x-key"), Some("key-h"));
    assert!(!request.contains("key-q") && !request.contains("key-c"), "{request}");
}

#[tokio::test]
async fn missing_credentials_are_an_error_that_names_the_setters() {
    let server = Server::start(no_content);
    let builder = || Client::builder().endpoint(&server.url);
    let client = builder().build().unwrap();
    let half = builder().header_key("key-h").build().unwrap();
    for (error, expected) in [
        (client.header().send().await, "call `header_key` on"),
        (client.either().send().await, "call `header_key`, or `query_key` on"),
        (
            client.both().send().await,
            "call `header_key` and `query_key` and `cookie_key` on",
        ),
        (
            half.both().send().await,
            "call `query_key` and `cookie_key` (in addition to `header-key`, which is set) on",
        ),
        (
            client.read().send().await,
            "call `client` or `client_client_credentials` on",
        ),
        (client.certificate().send().await, "call `certificate` on"),
        (
            client.mixed().send().await,
            "call `header_key` and (`client` or `client_client_credentials`), or `basic` on",
        ),
    ] {
        let error = error.unwrap_err();
        assert_eq!(error.kind(), huaweicloud_hss::ErrorKind::Credentials, "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(server.received().is_empty());
}

#[test]
fn unusable_credentials_are_refused_when_the_client_is_built() {
    let builder = || Client::builder().endpoint("http://127.0.0.1:9");
    for (builder, name) in [
        (builder().header_key(""), "header-key"),
        (builder().header_key("canary\n"), "header-key"),
        (builder().query_key("canary\n"), "query-key"),
        (builder().cookie_key("canary;b"), "cookie-key"),
        (builder().basic("canary:b", "p"), "basic"),
        (builder().basic("", ""), "basic"),
        (builder().bearer("canary\r\nx: y"), "bearer"),
        (builder().digest("canary\0"), "digest"),
        (builder().certificate("canary", "canary"), "certificate"),
    ] {
        assert!(!format!("{builder:?}").contains("canary"), "{builder:?}");
        let error = builder.build().unwrap_err();
        assert!(error.is_invalid_argument(), "{error}");
        assert!(error.to_string().contains(name), "{error}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
}
