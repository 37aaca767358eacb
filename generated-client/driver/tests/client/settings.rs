//! Endpoints, regions and timeouts: what a client can be made with, and what is refused before anything is sent.

use std::time::Duration;

use huaweicloud_hss::{Client, Error, ErrorKind};

use crate::support::builder;

fn refused(result: Result<Client, Error>) -> String {
    let error = result.expect_err("must be refused");
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
    error.to_string()
}

#[test]
fn a_region_picks_the_server_that_lists_it() {
    for (region, endpoint) in [
        ("ap-southeast-1", "https://hss.ap-southeast-1.myhuaweicloud.com"),
        ("sa-brazil-1", "https://hss.sa-brazil-1.myhuaweicloud.com"),
        ("eu-west-101", "https://hss.eu-west-101.myhuaweicloud.eu"),
        // Not listed: the pattern of the first server.
        ("eu-west-202", "https://hss.eu-west-202.myhuaweicloud.com"),
    ] {
        assert_eq!(
            Client::builder().region(region).build().expect(region).endpoint(),
            endpoint
        );
    }
    // Letter case does not matter: a host is the same in all.
    let shouted = Client::builder().region("EU-WEST-101").build().expect("a region");
    assert_eq!(shouted.endpoint(), "https://hss.eu-west-101.myhuaweicloud.eu");
    let shouted = Client::builder().region("Eu-West-202").build().expect("a region");
    assert_eq!(shouted.endpoint(), "https://hss.eu-west-202.myhuaweicloud.com");
}

#[test]
fn without_a_region_and_an_endpoint_there_is_no_client() {
    let error = Client::builder()
        .token("canary")
        .build()
        .expect_err("no region was set");
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    for way in ["`region(…)`", "`endpoint(…)`"] {
        assert!(error.to_string().contains(way), "{error}");
    }
}

#[test]
fn a_region_cannot_lead_to_another_host() {
    for region in [
        "",
        "evil.example/",
        "evil.example#",
        "a@evil.example",
        "a b",
        "a:1",
        "a?",
        "..",
        ".a",
        "a.",
        "-a",
        "a-",
        "é",
        "a\n",
        "a%2e",
    ] {
        let message = refused(Client::builder().region(region).build());
        assert!(message.contains("`region`"), "{region}: {message}");
    }
}

#[test]
fn an_endpoint_that_would_expose_the_token_is_refused() {
    for (endpoint, why) in [
        ("http://hss.example.com", "this machine alone"),
        ("http://127.0.0.1.example.com", "this machine alone"),
        ("http://localhost.example.com", "this machine alone"),
        ("http://10.0.0.1", "this machine alone"),
        ("http://[::2]", "this machine alone"),
        ("https://user@example.com", "user or a password"),
        ("https://user:canary@example.com", "user or a password"),
        ("http://localhost@example.com", "user or a password"),
        ("https://example.com?x=1", "query or a fragment"),
        ("https://example.com#x", "query or a fragment"),
        ("https://example.com/?", "query or a fragment"),
        ("ftp://example.com", "https://"),
        ("file:///etc/passwd", "https://"),
        ("example.com", "not an address"),
        ("", "not an address"),
        ("https://", "not an address"),
        (" https://example.com", "space"),
        ("https://exa\tmple.com", "space"),
        ("https:\\\\example.com", "backslash"),
    ] {
        let message = refused(builder(endpoint).build());
        assert!(message.contains(why), "{endpoint}: {message}");
        assert!(!message.contains("canary"), "{message}");
    }
    for endpoint in [
        "https://example.com",
        "https://example.com:8443/base/",
        "http://localhost:1",
        "http://127.8.9.1",
        "http://[::1]:80",
    ] {
        builder(endpoint).build().expect(endpoint);
    }
}

#[test]
fn a_token_that_is_invalid_in_a_header_is_refused_and_not_shown() {
    for token in ["canary\n", "canary\r\nX-Other: 1", "canary\0"] {
        let message = refused(builder("https://example.com").token(token).build());
        assert!(
            message.contains("`token`") && message.contains("line break"),
            "{message}"
        );
        assert!(!message.contains("canary"), "{message}");
    }
    assert!(refused(builder("https://example.com").token("").build()).contains("`token` is empty"));
}

#[test]
fn a_timeout_of_zero_is_refused() {
    assert!(refused(builder("https://example.com").timeout(Duration::ZERO).build()).contains("timeout"));
    assert!(refused(builder("https://example.com").connect_timeout(Duration::ZERO).build()).contains("timeout"));
}
