//! Credentials of one call, instead of those of the client.

use driver::server::CannedResponse;
use huaweicloud_hss::{CallCredentials, Client, ErrorKind, RetryPolicy, runtime::generated::Call};
use serde_json::Value;

use crate::{
    small,
    support::{TOKEN, always, builder, client},
};

const OTHER: &str = "canary-token-of-the-call";

#[tokio::test]
async fn a_token_of_the_call_takes_the_place_of_the_clients() {
    let server = always(CannedResponse::json(200, "{}"));
    let call = client(&server).list_container_image_logs();
    // By the name of the scheme, or by that of the builder's method: both are `token` here.
    let own = CallCredentials::secret("token", OTHER);
    call.clone()
        .options(|options| options.credentials(own))
        .send()
        .await
        .expect("a page");
    call.send().await.expect("a page");
    let tokens: Vec<_> = server.received();
    let tokens: Vec<_> = tokens.iter().map(|request| request.header("x-auth-token")).collect();
    assert_eq!(tokens, [Some(OTHER), Some(TOKEN)]);
}

#[tokio::test]
async fn a_call_can_use_the_credentials_of_another_client() {
    let server = always(CannedResponse::json(200, "{}"));
    let other = Client::builder()
        .endpoint("https://nowhere.invalid")
        .access_key("AK2", "SK2")
        .build()
        .expect("settings");
    let call = client(&server)
        .list_container_image_logs()
        .options(|options| options.credentials(&other));
    call.send().await.expect("a page");
    let request = server.received().remove(0);
    assert_eq!(request.header("x-auth-token"), None);
    assert!(
        request
            .header("authorization")
            .is_some_and(|value| value.contains("Access=AK2")),
        "{:?}",
        request.headers
    );
    // And the other way round: the key of this client is not used.
    let keyed = Client::builder()
        .endpoint(server.endpoint())
        .project_id("p")
        .access_key("AK1", "SK1")
        .build()
        .expect("settings");
    let own = CallCredentials::secret("token", OTHER);
    keyed
        .list_container_image_logs()
        .options(|options| options.credentials(own))
        .send()
        .await
        .expect("a page");
    let request = server.received().remove(1);
    assert_eq!(
        (request.header("x-auth-token"), request.header("authorization")),
        (Some(OTHER), None)
    );
}

#[tokio::test]
async fn a_parameter_comes_from_the_credentials_of_the_call() {
    let server = always(CannedResponse::json(200, "{}"));
    let fixed = huaweicloud_hss::credentials::Credentials::token(OTHER).with_project_id("p-of-the-call");
    let other = Client::builder()
        .endpoint(server.endpoint())
        .credentials(fixed)
        .build()
        .expect("settings");
    let fixed = huaweicloud_hss::credentials::Credentials::token(TOKEN).with_project_id("p-of-the-client");
    let client = Client::builder()
        .endpoint(server.endpoint())
        .credentials(fixed)
        .build()
        .expect("settings");
    let call = client.list_container_image_logs();
    call.clone()
        .options(|options| options.credentials(&other))
        .send()
        .await
        .expect("a page");
    call.clone().send().await.expect("a page");
    let paths: Vec<_> = server
        .received()
        .iter()
        .map(|request| request.path().to_owned())
        .collect();
    assert_eq!(
        paths,
        [
            "/v5/p-of-the-call/container/image/events",
            "/v5/p-of-the-client/container/image/events"
        ]
    );
    // A constant token knows no project, and that of the client may be another one's.
    let call = call.options(|options| options.credentials(CallCredentials::secret("token", OTHER)));
    let error = call.send().await.expect_err("no project");
    assert!(
        error.is_invalid_argument() && error.message().contains("`project_id`"),
        "{error}"
    );
}

#[tokio::test]
async fn wrong_credentials_are_errors_that_show_none_of_them() {
    let server = always(CannedResponse::new(401, &[], format!("refused: {OTHER}")));
    let call = client(&server).list_container_image_logs();
    for (own, kind, part) in [
        (CallCredentials::none(), ErrorKind::Credentials, "no credentials"),
        (
            CallCredentials::secret("tokn", OTHER),
            ErrorKind::InvalidArgument,
            "it has `token`",
        ),
        (
            CallCredentials::secret(OTHER, OTHER),
            ErrorKind::InvalidArgument,
            "it has `token`",
        ),
        (
            CallCredentials::secret("token", "canary\n"),
            ErrorKind::InvalidArgument,
            "line break",
        ),
        (
            CallCredentials::basic("token", "user", OTHER),
            ErrorKind::InvalidArgument,
            "kind",
        ),
        (CallCredentials::secret("token", OTHER), ErrorKind::Api, "REDACTED"),
    ] {
        let shown = format!("{own:?}").replace(&format!("{OTHER:?}"), "");
        assert!(!shown.contains("canary"), "{shown}");
        let error = call
            .clone()
            .options(|options| options.credentials(own))
            .send()
            .await
            .expect_err(part);
        let text = format!("{error} {error:?}");
        assert!(
            error.kind() == kind && text.contains(part) && !text.contains("canary"),
            "{text}"
        );
    }
    assert_eq!(server.received().len(), 1);
}

/// A scheme is found by the builder's method as well, and an operation without security takes none.
#[tokio::test]
async fn credentials_are_sent_only_where_the_operation_takes_them() {
    let server = always(CannedResponse::json(200, "{}"));
    let core = small::core(&server, |config| config.retry_policy(RetryPolicy::off()));
    let call = Call::new(&core, &small::GET)
        .with_options(|options| options.credentials(CallCredentials::secret("key", OTHER)));
    call.json::<Value>().await.expect("it is sent");
    assert_eq!(server.received()[0].header("x-key"), None);
    let debug = format!("{:?}", builder("https://localhost"));
    assert!(!debug.contains("canary"));
}
