//! Canaries: no credential and nothing that a call adds is in a span, an event, a label of a metric, or a trace context.

use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{Client, ClientBuilder, RetryPolicy, TraceContext};

use super::{Output, measured::Recorded, subscriber};

const AK: &str = "CANARYACCESSKEY01";
const SK: &str = "canary-secret-key-0123456789";
const SECURITY_TOKEN: &str = "canary-security-token-7e";
const PASSWORD: &str = "canary-password-5f";
const TOKEN: &str = "canary-token-of-the-login";

/// The path of a login.
const LOGIN: &str = "/v3/auth/tokens";

/// Repeats what it was sent as the ID of the request, and as the code and the message of an error.
fn echo(request: &Received) -> CannedResponse {
    if request.target.starts_with(LOGIN) {
        let body = r#"{"token":{"expires_at":"2099-01-01T00:00:00.000000Z"}}"#;
        return CannedResponse::new(201, &[("X-Subject-Token", TOKEN)], body);
    }
    let header = |name| request.header(name).unwrap_or_default();
    let sent = ["authorization", "x-auth-token", "x-security-token", "x-added"].map(header);
    let sent = format!("{} {}", sent.join(" "), request.target);
    let body = format!(r#"{{"error_code":"{sent}","error_msg":"{sent}"}}"#);
    CannedResponse::new(503, &[("X-Request-Id", &sent)], body)
}

/// What one failing call of a client left in spans, events and metrics.
async fn left_by(server: &Server, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> String {
    let (output, recorded) = (Output::default(), Recorded::default());
    let subscribed = tracing::subscriber::set_default(subscriber(&output));
    let recording = metrics::set_default_local_recorder(&recorded);
    let builder = Client::builder()
        .endpoint(server.endpoint())
        .iam_endpoint(server.endpoint());
    let builder = builder
        .region("eu-west-101")
        .project_id("p")
        .retry_policy(RetryPolicy::off());
    let builder = builder.trace_context(|| Some(TraceContext::new(1, 2, true)));
    let client = set(builder).build().expect("the settings are right");
    let call = client.list_container_image_logs();
    let call = call.options(|options| {
        options
            .header("X-Added", "canary-header")
            .query("added", "canary-query")
    });
    call.send().await.expect_err("the server is busy");
    drop((recording, subscribed));
    format!("{}\n{:?}", output.text(), recorded.all())
}

#[tokio::test]
async fn no_credential_is_in_a_span_an_event_a_metric_or_a_trace_context() {
    let server = Server::start(echo).expect("a free port");
    let keys = left_by(&server, |builder| builder.temporary_access_key(AK, SK, SECURITY_TOKEN)).await;
    let signed = server.received().pop().expect("a request");
    let signature = signed.header("authorization").and_then(|text| text.rsplit('=').next());
    let user = left_by(&server, |builder| builder.user("account", "reader", PASSWORD)).await;
    for (left, operations) in [
        (&keys, &["ListContainerImageLogs"][..]),
        (&user, &["ListContainerImageLogs", "KeystoneCreateUserTokenByPassword"]),
    ] {
        for operation in operations {
            assert!(left.contains(&format!("rpc.method=\"{operation}\"")), "{left}");
            assert!(left.contains(&format!("operation={operation}")), "{left}");
        }
        assert!(!left.to_lowercase().contains("canary"), "{left}");
        assert!(!left.contains(signature.expect("a signature")), "{left}");
    }
    // All of it was sent, and the trace to the service alone.
    let received = server.received();
    let sent = format!("{received:?}");
    for canary in [AK, SECURITY_TOKEN, TOKEN, "canary-header", "canary-query"] {
        assert!(sent.contains(canary), "{canary} was never sent");
    }
    let traced: Vec<_> = received
        .iter()
        .map(|request| {
            (
                request.target.starts_with(LOGIN),
                request.header("traceparent").is_some(),
            )
        })
        .collect();
    assert_eq!(traced, [(false, true), (true, false), (false, true)]);
}
