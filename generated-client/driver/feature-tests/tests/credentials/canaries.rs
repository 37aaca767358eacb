//! Canaries: secrets that were set are never shown, whatever goes wrong.

use std::{
    error::Error as _,
    panic::{AssertUnwindSafe, catch_unwind},
};

use driver::server::{CannedResponse, Step};
use huaweicloud_hss::{
    Client, Error,
    credentials::{
        BoxError, BoxFuture, Credentials, CredentialsFile, DefaultCredentials, Environment, ProvideCredentials,
    },
};

use crate::{
    cloud::{AK, Cloud, PASSWORD, PROJECT, SECURITY_TOKEN, SK, Started, TOKEN},
    trace::Trace,
};

const CANARIES: &[&str] = &[AK, SK, SECURITY_TOKEN, PASSWORD, TOKEN];

fn check(what: &str, text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{what} shows {canary}: {text}");
    }
}

/// Returns all text of an error, except the body, which is unchanged by definition.
fn shown(error: &Error) -> String {
    let mut all = format!("{error}\n{error:?}\n{error:#?}\n{}\n", error.message());
    for text in [error.code(), error.request_id(), error.path()].into_iter().flatten() {
        all.push_str(text);
    }
    let mut cause = error.source();
    while let Some(this) = cause {
        all.push_str(&format!("\n{this}\n{this:?}\n{this:#?}"));
        cause = this.source();
    }
    all
}

/// Returns a client for each way to authenticate.
fn clients(cloud: &Started) -> Vec<(&'static str, Client)> {
    let with = |builder: huaweicloud_hss::ClientBuilder| {
        check("a builder", &format!("{builder:?} {builder:#?}"));
        builder.build().expect("settings")
    };
    vec![
        ("user", with(cloud.builder().user("account", "reader", PASSWORD))),
        ("key", with(cloud.builder().access_key(AK, SK))),
        (
            "temporary key",
            with(cloud.builder().temporary_access_key(AK, SK, SECURITY_TOKEN)),
        ),
        ("token", with(cloud.builder().credentials(Credentials::token(TOKEN)))),
        (
            "key and project",
            with(cloud.builder().project_id(PROJECT).access_key(AK, SK)),
        ),
    ]
}

/// Responses that repeat what the server was sent, in every place that a client may show. A client cannot know the
/// secrets of others, so that only its own are repeated.
fn echoes(sent: &[&str]) -> Vec<(&'static str, CannedResponse)> {
    let all = sent.join(" ");
    let first = sent[0];
    let json = |status, text: &str| CannedResponse::json(status, text.replace("ALL", &all));
    vec![
        (
            "code and message",
            json(401, r#"{"error_code":"ALL","error_msg":"bad ALL!","request_id":"ALL"}"#),
        ),
        ("nested", json(403, r#"{"error":{"code":403,"message":"ALL"}}"#)),
        (
            "authorization message",
            json(
                403,
                r#"{"error_code":"x","error_msg":"y","encoded_authorization_message":"ALL"}"#,
            ),
        ),
        ("text", CannedResponse::new(502, &[("X-Request-Id", &all)], all.clone())),
        (
            "redirect",
            CannedResponse::new(302, &[("Location", &format!("https://x.example/?{first}"))], ""),
        ),
        (
            "redirect to a user",
            CannedResponse::new(302, &[("Location", &format!("https://{first}@x.example/"))], ""),
        ),
        ("wrong value", json(200, r#"{"total_num":"ALL","projects":"ALL"}"#)),
        ("no JSON", CannedResponse::new(200, &[], all.clone())),
        (
            "no HTTP",
            CannedResponse::steps([Step::Send(format!("{all}\r\n\r\n").into_bytes()), Step::Close]),
        ),
        ("cut", json(200, r#"{"x":"ALL ALL ALL ALL"}"#).cut(120, Step::Close)),
    ]
}

#[tokio::test]
async fn a_successful_call_shows_no_secret() {
    let cloud = Cloud::new().start();
    let trace = Trace::start();
    for (name, client) in clients(&cloud) {
        check(name, &format!("{client:?} {client:#?}"));
        let call = client.list_container_image_logs();
        check(name, &format!("{call:?} {call:#?}"));
        let page = call.send().await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        check(name, &format!("{page:?}"));
        check(name, &format!("{client:?} {client:#?}"));
    }
    let traced = trace.stop();
    assert!(
        traced.contains("KeystoneCreateUserTokenByPassword") && traced.contains("succeeded"),
        "{traced}"
    );
    check("the trace", &traced);
    // They were sent, all but the secret key and the password's place in the body.
    let sent = format!("{:?}", cloud.server.received());
    for canary in [AK, SECURITY_TOKEN, TOKEN] {
        assert!(sent.contains(canary), "{canary} was never sent");
    }
    assert!(!sent.contains(SK), "the secret key is never sent");
}

#[tokio::test]
async fn no_error_shows_a_secret() {
    let trace = Trace::start();
    let token = format!("{TOKEN}-1");
    let mut seen = 0;
    for (target, sent) in [
        ("login", [&[PASSWORD][..], &[], &[], &[], &[]]),
        (
            "projects",
            [&[PASSWORD, &token], &[AK, SK], &[AK, SK, SECURITY_TOKEN], &[TOKEN], &[]],
        ),
        (
            "api",
            [
                &[PASSWORD, &token],
                &[AK, SK],
                &[AK, SK, SECURITY_TOKEN],
                &[TOKEN],
                &[AK, SK],
            ],
        ),
    ] {
        for (number, sent) in sent.into_iter().enumerate().filter(|(_, sent)| !sent.is_empty()) {
            for (place, response) in echoes(sent) {
                let cloud = Cloud::new().start();
                let responses = match target {
                    "login" => &cloud.cloud.login,
                    "projects" => &cloud.cloud.projects,
                    _ => &cloud.cloud.api,
                };
                *responses.lock().expect("a lock") = vec![response; 20];
                let (name, client) = clients(&cloud).swap_remove(number);
                let what = format!("{place} from {target} to {name}");
                let error = client.list_container_image_logs().send().await.expect_err(&what);
                assert!(responses.lock().expect("a lock").len() < 20, "{what} was not given");
                check(&what, &shown(&error));
                check(&what, &format!("{client:?} {client:#?}"));
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 100);
    let traced = trace.stop();
    assert!(traced.contains("failed"), "{traced}");
    check("the trace", &traced);
}

/// A provider that panics.
struct Panics;

impl ProvideCredentials for Panics {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        let credentials = Credentials::temporary_access_key(AK, SK, SECURITY_TOKEN);
        Box::pin(async move { panic!("no luck with {credentials:?}") })
    }
}

#[test]
fn a_panicking_provider_shows_no_secret_and_does_not_break_the_client() {
    let client = Client::builder()
        .region("eu-west-101")
        .project_id("p")
        .credentials(Panics)
        .build()
        .expect("settings");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    for _ in 0..2 {
        // Each call panics by itself: none finds a lock that another one left poisoned.
        let call = || runtime.block_on(client.list_container_image_logs().send());
        let panic = catch_unwind(AssertUnwindSafe(call)).expect_err("it panics");
        let message = panic.downcast_ref::<String>().expect("a message");
        assert!(
            message.starts_with("no luck with Credentials { kind: \"temporary access key\""),
            "{message}"
        );
        check("the panic", message);
    }
    let given = runtime.block_on(Credentials::access_key(AK, SK).provide());
    let panic = catch_unwind(AssertUnwindSafe(|| given.expect_err("an expectation"))).expect_err("it panics");
    check("an expectation", panic.downcast_ref::<String>().expect("a message"));
}

#[test]
fn no_debug_output_shows_a_secret() {
    for credentials in [
        Credentials::token(TOKEN),
        Credentials::access_key(AK, SK),
        Credentials::temporary_access_key(AK, SK, SECURITY_TOKEN).with_project_id("p"),
    ] {
        check("credentials", &format!("{credentials:?} {credentials:#?}"));
    }
    let sources: [&dyn std::fmt::Debug; 3] = [
        &Environment::new(),
        &CredentialsFile::at("/x"),
        &DefaultCredentials::new(),
    ];
    for source in sources {
        check("a source", &format!("{source:?}"));
    }
}

/// The signature is removed on the first call of a client and on later ones.
#[tokio::test]
async fn no_signature_is_shown_when_a_gateway_repeats_it() {
    for call in 1..=3 {
        let server = driver::server::Server::start(move |request: &driver::server::Received| {
            let said = request.header("authorization").unwrap_or_default();
            CannedResponse::new(403, &[], format!("Authorization: {said}"))
        })
        .expect("a free port");
        let client = Client::builder().endpoint(server.endpoint()).project_id("p1");
        let client = client.access_key(AK, SK).build().expect("settings");
        for _ in 1..call {
            drop(client.list_container_image_logs().send().await);
        }
        let error = client.list_container_image_logs().send().await.expect_err("forbidden");
        let shown = shown(&error);
        check("a signature", &shown);
        let sent = server.received().pop().expect("a request");
        let signature = sent.header("authorization").expect("a signature");
        let signature = signature.rsplit('=').next().expect("a signature");
        assert!(!shown.contains(signature), "{shown}");
        assert_eq!(error.message(), "Authorization: REDACTED");
    }
}

#[tokio::test]
async fn a_password_with_quotes_is_not_shown_as_json_has_it() {
    let password = "canary\"quoted\\9a";
    let server = driver::server::Server::start(|request: &driver::server::Received| {
        CannedResponse::new(400, &[], String::from_utf8_lossy(&request.body).into_owned())
    })
    .expect("a free port");
    let client = Client::builder()
        .endpoint(server.endpoint())
        .iam_endpoint(server.endpoint())
        .region("eu-west-101")
        .user("account", "reader", password);
    let client = client.build().expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("refused");
    let shown = shown(&error);
    assert!(!shown.contains("canary") && !shown.contains("9a"), "{shown}");
}
