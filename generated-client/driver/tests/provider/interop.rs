//! Tests of both sides of a signature, of which one is always the provider's.

use base64::{Engine, prelude::BASE64_STANDARD};
use driver::{
    server::{CannedResponse, Received, Server},
    verify::{Key, verify},
};
use huaweicloud_hss::Client;
use serde_json::{Value, json};

use crate::python::run;

const KEY: Key<'static> = Key {
    access_key: "PROVIDERTESTKEY00001",
    secret_key: "provider-test-secret-key-0123456789abcdef",
};
const SECURITY_TOKEN: &str = "provider/test+security==";
const PROJECT: &str = "0a1b2c3d";

/// Texts that encoders treat differently.
const TEXTS: &[&str] = &[
    "plain",
    "a b",
    "a+b",
    "*",
    "~",
    "a/b",
    "100%",
    "%2F",
    "a=b&c",
    "a,b;c:d@e",
    "日志",
    "🔒",
    "é",
    "",
    "'\"<>\\^`{|}",
];

/// Starts a server that returns a page to a signed request, and 401 to any other.
fn server() -> Server {
    let handler = |request: &Received| match verify(request, KEY) {
        Ok(()) if request.path() == "/v3/projects" => {
            CannedResponse::json(200, json!({"projects": [{"id": PROJECT}]}).to_string())
        }
        Ok(()) => CannedResponse::json(
            200,
            r#"{"total_num":21,"data_list":[{"event_id":"1"},{"event_id":"2"}]}"#,
        ),
        Err(refused) => CannedResponse::json(
            401,
            json!({"error_code": "APIGW.0301", "error_msg": refused.to_string()}).to_string(),
        ),
    };
    Server::start(handler).expect("a free port")
}

/// The calls of the provider's client: all parameters of the operation, and each text.
fn calls() -> Vec<Value> {
    let mut calls = vec![
        json!({}),
        json!({"limit": 200, "offset": 0, "start_time": 1, "end_time": 1_737_465_650_731_i64}),
    ];
    calls.extend(
        TEXTS
            .iter()
            .map(|text| json!({"resource_name": text, "user_name": text, "limit": 10})),
    );
    calls
}

fn settings(server: &Server) -> Value {
    json!({"endpoint": server.endpoint(), "ak": KEY.access_key, "sk": KEY.secret_key, "calls": calls()})
}

#[test]
fn our_signer_accepts_what_the_providers_client_signs() {
    let server = server();
    let mut settings = settings(&server);
    settings["project_id"] = PROJECT.into();
    for security_token in [Value::Null, SECURITY_TOKEN.into()] {
        settings["security_token"] = security_token;
        let responses = run("call.py", &[], &[], &settings.to_string());
        assert_eq!(responses.len(), calls().len());
        for (call, response) in calls().iter().zip(&responses) {
            assert_eq!(*response, json!({"total_num": 21, "records": 2}), "{call}");
        }
    }
    let received = server.received();
    assert_eq!(received.len(), 2 * calls().len());
    let agent = received[0].header("user-agent").unwrap_or_default();
    assert!(
        agent.contains("huaweicloud-usdk-python"),
        "it was the provider's client: {agent}"
    );
    assert_eq!(received[0].header("x-security-token"), None);
    assert_eq!(received[calls().len()].header("x-security-token"), Some(SECURITY_TOKEN));
}

#[test]
fn our_signer_refuses_what_the_providers_client_signs_with_another_key() {
    let server = server();
    let mut settings = settings(&server);
    settings["project_id"] = PROJECT.into();
    settings["sk"] = "another key".into();
    let responses = run("call.py", &[], &[], &settings.to_string());
    assert_eq!(responses.len(), calls().len());
    for response in responses {
        let error = response["error"].as_str().expect("an error");
        assert!(
            error.contains("401") && error.contains("the signature does not match"),
            "{error}"
        );
    }
}

#[test]
fn the_providers_client_finds_its_project_as_ours_does() {
    let server = server();
    let endpoint = server.endpoint();
    let responses = run(
        "call.py",
        &[],
        &[("HUAWEICLOUD_SDK_IAM_ENDPOINT", &endpoint)],
        &settings(&server).to_string(),
    );
    assert_eq!(responses[0], json!({"total_num": 21, "records": 2}));
    let theirs = server.received()[0].clone();
    let ours = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(async {
            let builder = Client::builder()
                .region("eu-west-101")
                .endpoint(&endpoint)
                .iam_endpoint(&endpoint);
            let client = builder
                .access_key(KEY.access_key, KEY.secret_key)
                .build()
                .expect("settings");
            let before = server.received().len();
            client.list_container_image_logs().send().await.expect("a page");
            server.received()[before].clone()
        });
    assert_eq!((&ours.method, &ours.target), (&theirs.method, &theirs.target));
    assert_eq!(theirs.target, "/v3/projects?name=eu-west-101");
}

/// Formats a request for the program that verifies it.
fn line(request: &Received) -> String {
    let line = json!({
        "method": request.method,
        "target": request.target,
        "headers": request.headers,
        "body": BASE64_STANDARD.encode(&request.body),
        "ak": KEY.access_key,
        "sk": KEY.secret_key,
    });
    format!("{line}\n")
}

#[tokio::test]
async fn the_providers_signer_accepts_what_our_client_signs() {
    let server = server();
    let builder = || {
        Client::builder()
            .region("eu-west-101")
            .endpoint(server.endpoint())
            .iam_endpoint(server.endpoint())
    };
    let keys = builder().access_key(KEY.access_key, KEY.secret_key);
    let temporary = builder().temporary_access_key(KEY.access_key, KEY.secret_key, SECURITY_TOKEN);
    for builder in [keys, temporary] {
        let client = builder.build().expect("settings");
        for text in TEXTS {
            let call = client
                .list_container_image_logs()
                .resource_name(*text)
                .user_name(*text)
                .limit(10);
            call.send().await.unwrap_or_else(|error| panic!("{text}: {error:?}"));
        }
    }
    let received = server.received();
    // Each client looks up its project first, in a signed request.
    assert_eq!(received.len(), 2 * (TEXTS.len() + 1));
    let verdicts = run("verify.py", &[], &[], &received.iter().map(line).collect::<String>());
    assert_eq!(verdicts.len(), received.len());
    for (request, verdict) in received.iter().zip(&verdicts) {
        assert_eq!(verdict["matches"], true, "{}: {verdict:#}", request.target);
    }

    let mut changed = received[1].clone();
    changed.target.push_str("&z=1");
    let verdicts = run("verify.py", &[], &[], &line(&changed));
    assert_eq!(verdicts[0]["matches"], false, "it does look");
}

#[test]
fn the_vectors_match_the_providers_signer() {
    run("make_vectors.py", &["--check"], &[], "");
}

#[test]
fn each_region_uses_the_same_identity_service_as_the_providers_sdk() {
    let theirs = run("iam_endpoints.py", &[], &[], "");
    let theirs = theirs[0].as_object().expect("an object");
    assert!(theirs.len() > 30 && theirs.contains_key("eu-west-101"), "{theirs:?}");
    for (region, endpoint) in theirs {
        let client = Client::builder()
            .region(region.as_str())
            .access_key("a", "s")
            .build()
            .expect("settings");
        // What authenticates is shown as a text within the text.
        let ours = format!("{client:?}").replace("\\\"", "\"");
        let expected = format!("iam: Iam {{ endpoint: {endpoint}, region: Some({region:?})");
        assert!(ours.contains(&expected), "{region}: {ours}, not {endpoint}");
    }
}
