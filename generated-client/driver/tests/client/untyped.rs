//! Requests that the document does not have: sent like operations, and never to another host.

use std::sync::atomic::{AtomicUsize, Ordering};

use driver::{
    server::{CannedResponse, Received, Server},
    verify::{Key, verify},
};
use huaweicloud_hss::{
    CallCredentials, Client, Error, ErrorKind, IdempotencyKey, Method, RetryPolicy, credentials::Credentials,
};
use serde_json::{Value, json};

use crate::{
    small::quick,
    support::{TOKEN, always, builder, client, start, user_agent},
};

fn fine() -> Server {
    always(CannedResponse::json(200, r#"{"total":1,"more":[2]}"#))
}

#[tokio::test]
async fn a_request_has_the_address_the_credentials_and_the_headers_of_the_client() {
    let server = fine();
    let under = builder(&format!("{}/base/", server.endpoint()))
        .build()
        .expect("settings");
    let response = under
        .request(Method::GET, "/v5/{project_id}/policies/{id}")
        .path_parameter("id", "a/b é")
        .query("b", "x y")
        .query("a", "*")
        .query("a", "&")
        .header("X-Trace", "7")
        .send_json::<Value>()
        .await
        .expect("a response");
    assert_eq!(
        (response.status(), &*response),
        (200, &json!({"total": 1, "more": [2]}))
    );
    let request = server.received().remove(0);
    assert_eq!(request.method, "GET");
    assert_eq!(
        request.target,
        "/base/v5/p1/policies/a%2Fb%20%C3%A9?a=%26&a=%2A&b=x%20y"
    );
    let user_agent = user_agent();
    for (name, value) in [
        ("x-auth-token", TOKEN),
        ("x-trace", "7"),
        ("accept", "application/json"),
        ("user-agent", &user_agent),
    ] {
        assert_eq!(request.header(name), Some(value), "{name}");
    }
    assert!(request.body.is_empty() && request.header("content-type").is_none());
}

#[tokio::test]
async fn bodies_and_responses_have_every_form() {
    let server = fine();
    let client = client(&server);
    client
        .request("POST", "/j")
        .json(&json!({"a": [1, "é"]}))
        .send()
        .await
        .expect("ignored");
    client
        .request("PUT", "/b")
        .bytes("text/csv", "a,b\n")
        .send_text()
        .await
        .expect("text");
    let raw = client
        .request("PROPFIND", "/r")
        .bytes("application/x", Vec::new())
        .send_raw()
        .await
        .expect("bytes");
    assert_eq!(&**raw, br#"{"total":1,"more":[2]}"#);
    let received: Vec<_> = server.received().into_iter().collect();
    let seen: Vec<_> = received
        .iter()
        .map(|request| {
            (
                &*request.method,
                request.header("content-type"),
                String::from_utf8_lossy(&request.body),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("POST", Some("application/json"), r#"{"a":[1,"é"]}"#.into()),
            ("PUT", Some("text/csv"), "a,b\n".into()),
            ("PROPFIND", Some("application/x"), "".into()),
        ]
    );
    let nothing = always(CannedResponse::new(204, &[], ""));
    let client = self::client(&nothing);
    assert_eq!(
        client
            .request("DELETE", "/x")
            .send()
            .await
            .expect("no content")
            .status(),
        204
    );
    let error = client
        .request("GET", "/x")
        .send_json::<Value>()
        .await
        .expect_err("no JSON");
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Decode, Some("request")));
}

/// Whatever the path is, a request goes to the server of the client, in a segment that the caller wrote, or not at all.
#[tokio::test]
async fn no_path_leads_to_another_host_or_out_of_itself() {
    let server = fine();
    // A server that must never be reached.
    let other = fine();
    let elsewhere = other.endpoint().replace("http://", "");
    let client = builder(&format!("{}/base", server.endpoint()))
        .build()
        .expect("settings");
    let refused = [
        "",
        "v5",
        ".",
        "..",
        "*",
        " /a",
        "@evil.example/a",
        ":80/a",
        ".evil.example/a",
        "-x/",
        "?a=b",
        "#a",
        "//evil.example/a",
        "///a",
        "\\\\evil.example\\a",
        "/\\evil.example/a",
        "/a\\..\\b",
        "\t//evil.example",
        "/\t/evil.example",
        "/a\nb",
        "/a\r\nX-Injected: 1",
        "/a\0b",
        "/a\u{7f}",
        "/a\u{85}",
        "\u{feff}/a",
        "/..",
        "/.",
        "/a/..",
        "/a/../b",
        "/a/./b",
        "/..;/a",
        "/a/..;/b",
        "/a/..;x=1/b",
        "/a/.;/b",
        "/a/%2e%2e%3b/b",
        "/./a",
        "/../base2",
        "/%2e%2e/a",
        "/%2E%2e",
        "/a/.%2e/b",
        "/a/%2e",
        "/..%2fa",
        "/a%2f..%2fb",
        "/a/..%5cb",
        "/%2e%2e%2f",
        "/a?b=c",
        "/a#b",
        "/a%",
        "/a%2",
        "/a%zz",
        "/a%%41",
        "/a%é1",
        "/{",
        "/}",
        "/a{b",
        "/a}b{c}",
        "/{}",
        "/{a/b}",
        "/{{project_id}}",
        "/{project_id",
        "/{unknown}",
        "https://evil.example/a",
        "HTTPS://evil.example",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:,x",
        "http:/evil.example",
    ];
    let at_other = [
        format!("http://{elsewhere}/a"),
        format!("//{elsewhere}/a"),
        format!("@{elsewhere}/a"),
        format!("\\\\{elsewhere}"),
    ];
    for path in refused.iter().copied().chain(at_other.iter().map(String::as_str)) {
        let error = client.request("GET", path).send().await.expect_err(path);
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::InvalidArgument, 0),
            "{path:?}: {error}"
        );
        let shown = format!("{error:?}");
        assert!(!shown.contains("evil") && !shown.contains(&elsewhere), "{shown}");
    }
    assert!(server.received().is_empty(), "{:?}", server.received());
    for (path, seen) in [
        ("/", "/base/"),
        ("/a", "/base/a"),
        ("/a/", "/base/a/"),
        ("/a//b", "/base/a//b"),
        ("/@evil.example/a", "/base/@evil.example/a"),
        ("/a@evil.example:80", "/base/a@evil.example:80"),
        ("/:80/a", "/base/:80/a"),
        ("/https://evil.example", "/base/https://evil.example"),
        ("/http:%2F%2Fevil.example", "/base/http:%2F%2Fevil.example"),
        ("/%2F%2Fevil.example", "/base/%2F%2Fevil.example"),
        ("/%5C%5Cevil.example", "/base/%5C%5Cevil.example"),
        ("/...", "/base/..."),
        ("/a..b/.c/d.", "/base/a..b/.c/d."),
        ("/a%0d%0aX-Injected:1", "/base/a%0d%0aX-Injected:1"),
        ("/a%25b%3Fc%23d", "/base/a%25b%3Fc%23d"),
        ("/a b\"<>^`|[]", "/base/a%20b%22%3C%3E%5E%60%7C%5B%5D"),
        ("/é汉😀", "/base/%C3%A9%E6%B1%89%F0%9F%98%80"),
        (
            "/\u{ff0f}\u{ff0e}\u{3002}\u{2025}",
            "/base/%EF%BC%8F%EF%BC%8E%E3%80%82%E2%80%A5",
        ),
        ("/\u{a0}\u{202e}\u{200b}", "/base/%C2%A0%E2%80%AE%E2%80%8B"),
        ("/-._~!$&'()*+,;=:@", "/base/-._~!$&'()*+,;=:@"),
        ("/{project_id}{project_id}", "/base/p1p1"),
    ] {
        client.request("GET", path).send().await.expect(path);
        assert_eq!(
            server
                .received()
                .last()
                .map(|request| request.target.clone())
                .as_deref(),
            Some(seen),
            "{path:?}"
        );
    }
    for value in ["..", ".", "", "%2e%2e"] {
        let outcome = client
            .request("GET", "/a/{x}/b")
            .path_parameter("x", value)
            .send()
            .await;
        let is_sent = outcome.is_ok();
        assert_eq!(is_sent, value == "%2e%2e", "{value}");
    }
    assert_eq!(server.received().last().expect("one").target, "/base/a/%252e%252e/b");
    // Two that are harmless each by itself.
    let error = client
        .request("GET", "/a/{x}{x}/b")
        .path_parameter("x", ".")
        .send()
        .await
        .expect_err("a dot");
    assert!(error.is_invalid_argument());
    let error = client
        .request("GET", "/a/{x}./b")
        .path_parameter("x", "\u{2e}")
        .send()
        .await
        .expect_err("a dot");
    assert!(error.is_invalid_argument());
    assert!(other.received().is_empty(), "another host was reached");
}

#[tokio::test]
async fn methods_are_checked() {
    let server = fine();
    let client = client(&server);
    for method in ["", "get", "Get", "GET ", "GET\r\nX: 1", "GÉT", "CONNECT", "GET /x"] {
        let error = client.request(method, "/a").send().await.expect_err(method);
        assert!(
            error.is_invalid_argument() && error.to_string().contains("method"),
            "{error}"
        );
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn headers_and_parameters_of_the_client_are_refused_here_too() {
    let server = fine();
    let client = client(&server);
    for name in ["Host", "authorization", "X-Auth-Token", "Content-Length", "Cookie\n"] {
        let error = client
            .request("GET", "/a")
            .header(name, "canary-value-1")
            .send()
            .await
            .expect_err(name);
        assert!(
            error.is_invalid_argument() && !format!("{error:?}").contains("canary"),
            "{error}"
        );
    }
    let error = client
        .request("GET", "/a")
        .bytes("a\r\nb", "x")
        .send()
        .await
        .expect_err("a line break");
    assert!(
        error.is_invalid_argument() && error.to_string().contains("content type"),
        "{error}"
    );
    let error = client
        .request("GET", "/a")
        .json(&json!({}))
        .options(|o| o.timeout(std::time::Duration::ZERO))
        .send()
        .await;
    assert!(error.expect_err("no time").is_invalid_argument());
    // JSON would have `null` in their place.
    for number in [f64::NAN, f64::INFINITY] {
        let call = client.request("POST", "/a").json(&vec![1.0, number]);
        let error = call.send().await.expect_err("no JSON");
        assert!(
            error.is_invalid_argument() && error.message().contains("not finite"),
            "{error}"
        );
    }
    struct Unwritable;
    impl serde::Serialize for Unwritable {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("canary"))
        }
    }
    let error = client
        .request("POST", "/a")
        .json(&Unwritable)
        .send()
        .await
        .expect_err("no JSON");
    assert!(
        error.is_invalid_argument() && error.to_string().contains("`body`"),
        "{error}"
    );
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn requests_are_retried_by_their_method_and_errors_are_those_of_operations() {
    let busy_once = || {
        let next = AtomicUsize::new(0);
        start(move |_: &Received| match next.fetch_add(1, Ordering::SeqCst) {
            0 => CannedResponse::json(503, r#"{"error_code":"B.1","error_msg":"busy"}"#),
            _ => CannedResponse::json(200, "{}"),
        })
    };
    for (method, attempts) in [
        ("GET", 2),
        ("HEAD", 2),
        ("PUT", 2),
        ("DELETE", 2),
        ("OPTIONS", 2),
        ("POST", 1),
        ("PATCH", 1),
        ("BREW", 1),
    ] {
        let server = busy_once();
        let client = builder(&server.endpoint())
            .retry_policy(quick())
            .build()
            .expect("settings");
        let outcome = client.request(method, "/a").send().await;
        assert_eq!(
            (outcome.is_ok(), server.received().len()),
            (attempts == 2, attempts),
            "{method}"
        );
        if let Err(error) = outcome {
            assert_eq!(
                (error.code(), error.message(), error.status()),
                (Some("B.1"), "busy", Some(503))
            );
        }
    }
    let server = busy_once();
    let client = builder(&server.endpoint())
        .retry_policy(quick())
        .build()
        .expect("settings");
    let key = IdempotencyKey::random().in_header("Idempotency-Key");
    client
        .request("POST", "/a")
        .options(|options| options.idempotency_key(key))
        .send()
        .await
        .expect("the second attempt");
    let keys: Vec<_> = server
        .received()
        .iter()
        .map(|request| request.header("idempotency-key").map(str::to_owned))
        .collect();
    assert!(keys.len() == 2 && keys[0].is_some() && keys[0] == keys[1], "{keys:?}");
    // The limits of the client.
    let server = fine();
    let client = builder(&server.endpoint()).response_limit(4).build().expect("settings");
    let error = client.request("GET", "/a").send_raw().await.expect_err("too large");
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    let server = always(CannedResponse::new(302, &[("Location", "https://evil.example/")], ""));
    let error = self::client(&server)
        .request("GET", "/a")
        .send_raw()
        .await
        .expect_err("a redirect");
    assert_eq!(error.kind(), ErrorKind::UnexpectedStatus);
}

#[tokio::test]
async fn credentials_are_those_of_the_document_or_selected_ones() {
    let server = fine();
    let endpoint = server.endpoint();
    let both = builder(&endpoint).access_key("AK1", "SK1").build().expect("settings");
    let signed = Client::builder()
        .endpoint(&*endpoint)
        .project_id("p")
        .access_key("AK1", "SK1")
        .build()
        .expect("settings");
    let none = Client::builder()
        .endpoint(&*endpoint)
        .project_id("p")
        .retry_policy(RetryPolicy::off())
        .build()
        .expect("settings");
    both.request("GET", "/1").send().await.expect("a token");
    both.request("GET", "/2")
        .schemes(["signing"])
        .send()
        .await
        .expect("a signature");
    signed
        .request("GET", "/3")
        .query("b", "1")
        .query("a", "é")
        .send()
        .await
        .expect("a signature");
    none.request("GET", "/4")
        .schemes::<String>([])
        .send()
        .await
        .expect("nothing");
    none.request("GET", "/5")
        .options(|o| o.credentials(CallCredentials::secret("token", "other")))
        .send()
        .await
        .expect("a token");
    let of = |request: &Received| {
        let key = request
            .header("authorization")
            .map(|value| value.contains("Access=AK1"));
        (request.header("x-auth-token").map(str::to_owned), key)
    };
    let seen: Vec<_> = server.received().iter().map(of).collect();
    let token = |text: &str| Some(text.to_owned());
    assert_eq!(
        seen,
        [
            (token(TOKEN), None),
            (None, Some(true)),
            (None, Some(true)),
            (None, None),
            (token("other"), None)
        ]
    );
    assert_eq!(
        none.request("GET", "/x").send().await.expect_err("none").kind(),
        ErrorKind::Credentials
    );
    let error: Error = both
        .request("GET", "/x")
        .schemes(["sining"])
        .send()
        .await
        .expect_err("unknown");
    assert!(
        error.is_invalid_argument() && error.to_string().contains("`signing`"),
        "{error}"
    );
    assert_eq!(server.received().len(), 5);
}

/// Headers and parameters that are added are a part of the signature.
#[tokio::test]
async fn what_is_added_is_signed() {
    let key = Key {
        access_key: "AK1",
        secret_key: "SK1",
    };
    let server = start(move |request: &Received| match verify(request, key) {
        Ok(()) => CannedResponse::json(200, "{}"),
        Err(why) => CannedResponse::json(403, json!({"error_msg": why.to_string()}).to_string()),
    });
    let builder = Client::builder().endpoint(server.endpoint()).project_id("p");
    let client = builder.access_key("AK1", "SK1").build().expect("settings");
    for path in ["/a", "/a%2Fb/é@x", "/a b+c*d~e", "/%41//b/"] {
        let request = client
            .request("POST", path)
            .query("b", "x y*")
            .query("a", "é&=")
            .header("X-Trace", "1, 2");
        request
            .json(&json!({"a": "é"}))
            .send()
            .await
            .unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let call = client.list_container_image_logs().limit(5).user_name("é");
    let call = call.options(|options| options.header("X-Trace", "1").query("limit", "*").query("zz", "a b"));
    call.send().await.unwrap_or_else(|error| panic!("{error}"));
    let last = server.received().pop().expect("a request");
    let authorization = last.header("authorization").expect("a signature");
    assert!(
        authorization.contains("x-trace") && last.query().contains("limit=%2A"),
        "{authorization}"
    );
}

#[tokio::test]
async fn a_parameter_of_the_path_comes_with_the_credentials() {
    let server = fine();
    let fixed = Credentials::token(TOKEN).with_project_id("p-of-iam");
    let client = Client::builder()
        .endpoint(server.endpoint())
        .credentials(fixed)
        .build()
        .expect("settings");
    client
        .request("GET", "/v5/{project_id}/x")
        .send()
        .await
        .expect("a response");
    client
        .request("GET", "/v5/{project_id}/x")
        .path_parameter("project_id", "mine")
        .send()
        .await
        .expect("a response");
    let paths: Vec<_> = server.received().iter().map(|request| request.target.clone()).collect();
    assert_eq!(paths, ["/v5/p-of-iam/x", "/v5/mine/x"]);
    let error = client.request("GET", "/{other}").send().await.expect_err("unknown");
    assert!(
        error.is_invalid_argument() && error.to_string().contains("`other`"),
        "{error}"
    );
}

#[tokio::test]
async fn nothing_of_a_request_is_shown() {
    let server =
        start(|request: &Received| CannedResponse::json(400, json!({"error_msg": request.target}).to_string()));
    let request = client(&server)
        .request("GET", "/a/canary-path-1/{x}")
        .path_parameter("x", "canary-value-1")
        .query("q", "canary-query-1")
        .header("X-A", "canary-header-1")
        .json(&"canary-body-1");
    let shown = format!("{request:?} {request:#?}");
    assert!(!shown.contains("canary"), "{shown}");
    let error = request.send().await.expect_err("an error");
    // The path is the caller's own words, as with operations; a value of the query may be a secret.
    assert!(!format!("{error} {error:?}").contains("canary-query"), "{error}");
}
