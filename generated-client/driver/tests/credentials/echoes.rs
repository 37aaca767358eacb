//! What a server or a proxy repeats of what it was sent: no secret is shown in any form, and our own words stay whole.

use std::{error::Error as _, process::Command};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD},
};
use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{Client, Error};

use crate::cloud::{AK, Cloud, SK};

const PASSWORD: &str = "canary pass/word+9%";

/// All that an error shows of itself, but for the body, which is the server's own words.
fn shown(error: &Error) -> String {
    let mut all = format!("{error}\n{error:?}\n{error:#?}\n{}\n", error.message());
    let detail = error.encoded_authorization_message();
    for text in [error.code(), error.request_id(), error.path(), detail]
        .into_iter()
        .flatten()
    {
        all.push_str(text);
    }
    let mut cause = error.source();
    while let Some(this) = cause {
        all.push_str(&format!("\n{this}\n{this:?}\n{this:#?}"));
        cause = this.source();
    }
    all
}

/// The forms in which a proxy may repeat what it was sent, and what of them must not be seen.
fn forms(header: &str) -> Vec<String> {
    let encoded = header.trim_start_matches("Basic ");
    let pair = BASE64_STANDARD.decode(encoded).expect("Base64");
    vec![
        header.to_owned(),
        encoded.trim_end_matches('=').to_owned(),
        BASE64_URL_SAFE.encode(&pair),
        BASE64_URL_SAFE_NO_PAD.encode(&pair),
        encoded.replace('=', "%3D").replace('+', "%2B").replace('/', "%2F"),
        String::from_utf8(pair).expect("text"),
        "canary%20pass%2Fword%2B9%25".to_owned(),
        "canary%20pass%2fword%2b9%25".to_owned(),
        "canary+pass%2Fword%2B9%25".to_owned(),
        r"canary pass\/word+9%".to_owned(),
        "canary pass/word&#43;9%".to_owned(),
    ]
}

/// A proxy that repeats the password that it was sent, in the form of a number.
fn proxy(form: usize) -> Server {
    Server::start(move |request: &Received| {
        let header = request.header("proxy-authorization").unwrap_or_default();
        let text = forms(header).remove(form);
        CannedResponse::new(407, &[("X-Request-Id", &text)], format!("<p>refused: {text}</p>"))
    })
    .expect("a free port")
}

/// The address of a proxy with a user and the password, percent-encoded.
fn with_password(proxy: &Server) -> String {
    proxy
        .endpoint()
        .replace("http://", "http://proxy-user:canary%20pass%2Fword%2B9%25@")
}

/// The number of forms, each of which is tried.
const FORMS: usize = 11;

fn check(form: usize, text: &str) {
    for part in [
        "canary",
        "pass/",
        "pass%",
        "word+",
        "word%",
        "word&",
        "Y2FuYXJ5",
        "NhbmFye",
        "jYW5hcn",
        "cHJveHktdXNlc",
    ] {
        assert!(!text.contains(part), "{part} of form {form}: {text}");
    }
}

#[tokio::test]
async fn the_password_of_a_proxy_is_not_shown_when_the_proxy_repeats_it() {
    for form in 0..FORMS {
        let proxy = proxy(form);
        let client = Client::builder()
            .endpoint("http://hss.example.com")
            .allow_http()
            .project_id("p1")
            .token("the-token")
            .proxy(with_password(&proxy))
            .build()
            .expect("settings");
        let error = client.list_container_image_logs().send().await.expect_err("refused");
        assert_eq!(error.status(), Some(407), "{error}");
        assert!(error.message().contains("REDACTED"), "{form}: {error}");
        check(form, &shown(&error));
        assert_eq!(
            proxy.received()[0].header("proxy-authorization"),
            Some(&*format!(
                "Basic {}",
                BASE64_STANDARD.encode(format!("proxy-user:{PASSWORD}"))
            )),
        );
    }
}

/// On the way to the identity service it is the same proxy.
#[tokio::test]
async fn the_password_of_a_proxy_is_not_shown_during_a_login() {
    for form in 0..FORMS {
        let proxy = proxy(form);
        let client = Client::builder()
            .region("eu-west-101")
            .endpoint("http://hss.example.com")
            .iam_endpoint("http://iam.example.com")
            .allow_http()
            .user("account", "reader", "another-password")
            .proxy(with_password(&proxy))
            .build()
            .expect("settings");
        let error = client.list_container_image_logs().send().await.expect_err("refused");
        assert_eq!(error.status(), Some(407), "{error}");
        check(form, &shown(&error));
    }
}

/// Calls through the proxy that the environment names, and prints all that the error shows.
#[tokio::test]
#[ignore = "run by the test below, with environment variables that it sets"]
async fn calls() {
    let client = Client::builder().endpoint("http://hss.example.com").allow_http();
    let client = client.project_id("p1").token("the-token").build().expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("refused");
    assert_eq!(error.status(), Some(407), "{error}");
    assert!(error.message().contains("REDACTED"), "{error}");
    for form in 0..FORMS {
        check(form, &shown(&error));
    }
}

#[test]
fn the_password_of_an_environment_proxy_is_not_shown() {
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        for form in 0..FORMS {
            let proxy = proxy(form);
            let output = Command::new(std::env::current_exe().expect("this program"))
                .args(["--exact", "echoes::calls", "--ignored", "--test-threads=1"])
                .env_clear()
                .env(variable, with_password(&proxy))
                .output()
                .expect("it runs");
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(
                output.status.success() && text.contains("1 passed"),
                "{variable} {form}: {text}"
            );
            assert!(!proxy.received().is_empty(), "it went through the proxy");
        }
    }
}

/// Words of ours, among them some that tests of tokens like to use.
const WORDS: [&str; 10] = [
    "t",
    "the service is out of order",
    "response",
    "redirects are not followed",
    "the server redirects to",
    "the document does not declare this status",
    "the identity service gave no token for the user",
    "ListContainerImageLogs",
    "the call was not over within",
    "no response came",
];

/// The client's own words cannot contain a secret, whatever the secret is.
#[tokio::test]
async fn our_own_messages_are_never_redacted() {
    for word in WORDS {
        for (response, message) in [
            (CannedResponse::new(401, &[], ""), "the response is empty"),
            (
                CannedResponse::new(302, &[("Location", "https://x.example/")], ""),
                "the server redirects to x.example; redirects are not followed",
            ),
            (
                CannedResponse::json(206, "{}"),
                "the document does not declare this status",
            ),
            (CannedResponse::json(200, "{"), "the response is not JSON"),
        ] {
            let server = Server::start(move |_: &Received| response.clone()).expect("a free port");
            let builder = Client::builder().endpoint(server.endpoint()).project_id("p1");
            let client = builder.token(word).build().expect("settings");
            let client_error = client.list_container_image_logs();
            let error = client_error
                .retry_policy(huaweicloud_hss::RetryPolicy::off())
                .send()
                .await;
            let error = error.expect_err("an error");
            assert_eq!(error.message(), message, "{word}");
            assert_eq!(error.operation(), Some("ListContainerImageLogs"));
            assert!(!format!("{error} {error:?}").contains("REDACTED"), "{word}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_short_secret_changes_no_text_and_no_code() {
    for secret in ["t", "0301", "APIGW", "of", "1234567"] {
        let body =
            r#"{"error_code":"APIGW.0301","error_msg":"the service is out of order: 1234567","request_id":"0301-t"}"#;
        let server = Server::start(move |_: &Received| CannedResponse::json(403, body)).expect("a free port");
        let builder = || Client::builder().endpoint(server.endpoint()).project_id("p1");
        for client in [builder().token(secret), builder().access_key(secret, secret)] {
            let client = client.build().expect("settings");
            let error = client.list_container_image_logs().send().await.expect_err("refused");
            assert_eq!(error.code(), Some("APIGW.0301"));
            assert_eq!(error.message(), "the service is out of order: 1234567");
            assert_eq!(error.request_id(), Some("0301-t"));
        }
    }
}

#[tokio::test]
async fn a_code_or_request_id_with_a_whole_secret_is_none() {
    let token = "APIGW.0301";
    for (code, expected) in [
        ("APIGW.0301", None),
        ("x-APIGW.0301-y", None),
        ("APIGW%2E0301", None),
        ("APIGW.0302", Some("APIGW.0302")),
        ("APIGW.030", Some("APIGW.030")),
    ] {
        let body = format!(r#"{{"error_code":"{code}","error_msg":"code {code}","request_id":"{code}"}}"#);
        let server = Server::start(move |_: &Received| CannedResponse::json(400, &body)).expect("a free port");
        let builder = Client::builder().endpoint(server.endpoint()).project_id("p1");
        let client = builder.token(token).build().expect("settings");
        let error = client.list_container_image_logs().send().await.expect_err("refused");
        assert_eq!((error.code(), error.request_id()), (expected, expected), "{error:?}");
        assert!(!format!("{error} {error:?}").contains(token), "{error:?}");
    }
}

/// Each part of what signs a request, repeated by itself.
#[tokio::test]
async fn a_signature_is_not_shown_without_its_header_either() {
    let cloud = Cloud::new().start();
    let client = cloud
        .builder()
        .project_id("p1")
        .access_key(AK, SK)
        .build()
        .expect("settings");
    client.list_container_image_logs().send().await.expect("a page");
    let server = Server::start(|request: &Received| {
        let header = request.header("authorization").unwrap_or_default();
        let signature = header.rsplit('=').next().unwrap_or_default();
        CannedResponse::json(403, format!(r#"{{"error_code":"x","error_msg":"not {signature}"}}"#))
    })
    .expect("a free port");
    let builder = Client::builder().endpoint(server.endpoint()).project_id("p1");
    let client = builder.access_key(AK, SK).build().expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("refused");
    assert_eq!(error.message(), "not REDACTED");
}
