//! The default credentials of the provider's SDK and ours, in the same surroundings: the same requests for keys, in the
//! same order.

use std::{
    fs::File,
    io::Write,
    path::Path,
    process::Command,
    time::{Duration, SystemTime},
};

use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{
    Client,
    credentials::{DefaultCredentials, MetadataService},
};
use serde_json::{Value, json};

use crate::python::run;

const ID_TOKEN: &str = "provider-id-token";

/// Issues keys at every address where the SDK requests some, and answers calls.
fn services() -> Server {
    Server::start(|request: &Received| {
        let end = SystemTime::now() + Duration::from_secs(6 * 3600);
        let end = humantime::format_rfc3339_micros(end).to_string();
        let json = |status, value: Value| CannedResponse::json(status, value.to_string());
        let key = json!({"access": "PROVIDERISSUEDKEY", "secret": "s", "securitytoken": "t", "expires_at": end});
        match (&*request.method, request.path()) {
            ("POST", "/v5/agencies/assume-with-oidc") => json(
                200,
                json!({"credentials": {
                    "access_key_id": "PROVIDERISSUEDKEY", "secret_access_key": "s", "security_token": "t",
                    "expiration": end,
                }}),
            ),
            ("POST", "/v3.0/OS-AUTH/id-token/tokens") => {
                CannedResponse::new(201, &[("X-Subject-Token", "provider-token")], r#"{"token":{}}"#)
            }
            ("POST", "/v3.0/OS-CREDENTIAL/securitytokens" | "/pod") => json(201, json!({"credential": key})),
            ("PUT", "/meta-data/latest/api/token") => CannedResponse::new(200, &[], "provider-metadata-token"),
            ("GET", "/openstack/latest/securitykey") => json(200, json!({"credential": key})),
            ("GET", "/v3/projects") => json(200, json!({"projects": [{"id": "looked-up"}]})),
            _ => json(200, json!({"total_num": 0, "data_list": []})),
        }
    })
    .expect("a free port")
}

/// What both must send alike.
#[derive(Debug, PartialEq)]
struct Sent {
    method: String,
    target: String,
    body: Value,
    headers: Vec<(String, Option<String>)>,
}

const HEADERS: [&str; 7] = [
    "x-idp-id",
    "x-metadata-token",
    "x-metadata-token-ttl-seconds",
    "x-project-id",
    "x-security-token",
    "x-auth-token",
    "x-domain-id",
];

fn sent(request: &Received) -> Sent {
    let mut headers: Vec<_> = HEADERS
        .map(|name| (name.to_owned(), request.header(name).map(str::to_owned)))
        .into();
    // A signature holds the time; the scheme and the key must be the same. The token of a pod is sent as it is.
    let authorization = request.header("authorization");
    let authorization = authorization.map(|text| text.split(", SignedHeaders").next().unwrap_or(text).to_owned());
    headers.push(("authorization".to_owned(), authorization));
    Sent {
        method: request.method.clone(),
        target: request.target.clone(),
        body: serde_json::from_slice(&request.body).unwrap_or(Value::Null),
        headers,
    }
}

/// Calls the API with our default credentials.
#[tokio::test]
#[ignore = "run by the test below, with environment variables that it sets"]
async fn calls() {
    let variable = |name| std::env::var(name).expect("set by the test below");
    let metadata = MetadataService::new().with_loopback_endpoint(variable("METADATA"));
    let client = Client::builder()
        .region("eu-west-101")
        .endpoint(variable("ENDPOINT"))
        .credentials(DefaultCredentials::new().with_metadata(metadata))
        .build()
        .expect("settings");
    client.list_container_image_logs().send().await.expect("a page");
}

fn write(path: &Path, text: &str) {
    let mut file = File::create(path).expect("a file");
    file.write_all(text.as_bytes()).expect("written");
}

#[test]
fn both_find_the_same_credentials_with_the_same_requests() {
    let services = services();
    let endpoint = services.endpoint();
    let home = tempfile::tempdir().expect("a folder");
    let token = home.path().join("token");
    write(&token, &format!("{ID_TOKEN}\n"));
    let token = token.to_str().expect("text");
    let file = home.path().join("credentials");
    let federation = format!("[basic]\nidp_id = of-file\nid_token_file = {token}\nproject_id = of-file\n");
    let pod = format!("{endpoint}/pod");
    let base = [
        ("HUAWEICLOUD_SDK_IAM_ENDPOINT", &*endpoint),
        ("HUAWEICLOUD_SDK_STS_ENDPOINT", &*endpoint),
        ("HOME", home.path().to_str().expect("text")),
    ];
    let oidc = [
        ("HUAWEICLOUD_OIDC_PROVIDER_URN", "provider"),
        ("HUAWEICLOUD_OIDC_AGENCY_URN", "agency"),
        ("HUAWEICLOUD_OIDC_TOKEN_FILE", token),
        ("HUAWEICLOUD_SDK_PROJECT_ID", "of-environment"),
    ];
    let restricted = [
        ("HUAWEICLOUD_OIDC_ID_TOKEN", "literal-token"),
        ("HUAWEICLOUD_OIDC_SESSION_NAME", "audit"),
        ("HUAWEICLOUD_OIDC_DURATION_SECONDS", "900"),
        ("HUAWEICLOUD_OIDC_POLICY", "{}"),
        ("HUAWEICLOUD_OIDC_POLICY_IDS", "a, b,"),
    ];
    let environment = [
        ("HUAWEICLOUD_SDK_IDP_ID", "of-environment"),
        ("HUAWEICLOUD_SDK_ID_TOKEN_FILE", token),
        ("HUAWEICLOUD_SDK_PROJECT_ID", "of-environment"),
    ];
    let key = [
        ("HUAWEICLOUD_SDK_AK", "PROVIDERENVIRONMENTKEY"),
        ("HUAWEICLOUD_SDK_SK", "s"),
    ];
    let named = [("HUAWEICLOUD_SDK_CREDENTIALS_FILE", file.to_str().expect("text"))];
    let agent = [
        ("HC_CONTAINER_CREDENTIALS_FULL_URI", &*pod),
        ("HC_CONTAINER_AUTHORIZATION_TOKEN_FILE", token),
    ];
    let with_key = "[basic]\nak = PROVIDERFILEKEY\nsk = s\nsecurity_token = t\n";
    for (name, text, variables, first) in [
        (
            "OIDC and an agency",
            &*federation,
            [&oidc[..], &environment, &key, &named, &agent].concat(),
            "/v5/agencies/assume-with-oidc",
        ),
        (
            "a restricted agency",
            "",
            [&oidc[..], &restricted].concat(),
            "/v5/agencies/assume-with-oidc",
        ),
        (
            "federation",
            &federation,
            [&oidc[..1], &environment, &key, &named, &agent].concat(),
            "/v3.0/OS-AUTH/id-token/tokens",
        ),
        (
            "a key",
            &federation,
            [&key[..], &named, &agent].concat(),
            "/v3/projects",
        ),
        (
            "federation in the file",
            &federation,
            [&named[..], &agent].concat(),
            "/v3.0/OS-AUTH/id-token/tokens",
        ),
        (
            "a key in the file",
            with_key,
            [&named[..], &agent].concat(),
            "/v3/projects",
        ),
        (
            "the metadata service",
            "",
            agent.to_vec(),
            "/meta-data/latest/api/token",
        ),
    ] {
        write(&file, text);
        let variables = [&base[..], &variables].concat();
        let compared = compare(&services, &variables, &endpoint, name);
        let target = &compared[0].target;
        assert_eq!(target.split('?').next(), Some(first), "{name}");
    }
    // Pod identity comes behind a metadata service that has no key.
    let without_key = Server::start(|_: &Received| CannedResponse::new(404, &[], "")).expect("a free port");
    let variables = [&base[..], &agent].concat();
    let compared = compare(&services, &variables, &without_key.endpoint(), "pod identity");
    assert_eq!(compared[0].target, "/pod");
    let at_metadata: Vec<_> = without_key.received().iter().map(sent).collect();
    assert_eq!(at_metadata[..2], at_metadata[2..], "ours and theirs");
}

/// Has both call, and returns what both sent.
fn compare(services: &Server, variables: &[(&str, &str)], metadata: &str, name: &str) -> Vec<Sent> {
    let endpoint = services.endpoint();
    let before = services.received().len();
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "chain::calls", "--ignored", "--test-threads=1"])
        .env_clear()
        .envs(variables.iter().copied())
        .envs([("ENDPOINT", &*endpoint), ("METADATA", metadata)])
        .output()
        .expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{name}: {text}");
    let middle = services.received().len();
    let settings = json!({"endpoint": endpoint, "metadata": metadata});
    let said = run("chain.py", &[], variables, &settings.to_string());
    assert_eq!(said, [json!({"total_num": 0})], "{name}");
    let received: Vec<_> = services.received().iter().map(sent).collect();
    let (ours, theirs) = (&received[before..middle], &received[middle..]);
    assert_eq!(ours, theirs, "{name}");
    received.into_iter().skip(middle).collect()
}

/// The SDK calls the service of cn-north-4 for every region that it does not know; ours returns an error.
#[test]
fn each_region_uses_the_same_security_token_service_as_the_providers_sdk() {
    let theirs = run("sts_endpoints.py", &[], &[], "");
    let theirs = theirs[0].as_object().expect("an object");
    assert!(theirs.len() >= 12, "{theirs:?}");
    for (region, endpoint) in theirs
        .iter()
        .map(|(region, endpoint)| (&**region, endpoint.as_str()))
        .chain([("eu-west-101", None)])
    {
        let client = Client::builder()
            .region(region)
            .access_key("a", "s")
            .build()
            .expect("settings");
        let ours = format!("{client:?}").replace("\\\"", "\"");
        let expected = format!("sts: Sts {{ endpoint: {endpoint:?} }}");
        assert!(ours.contains(&expected), "{region}: {ours}, not {expected}");
    }
}
