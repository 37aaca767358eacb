//! Temporary keys that are issued for something else: an ID token, other keys, the token of a pod.

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant, SystemTime},
};

use driver::{
    server::{CannedResponse, Received, Server, Step},
    verify::{Key, verify},
};
use huaweicloud_hss::{
    Client, ErrorKind,
    credentials::{Agency, Credentials, OidcAgency, OidcFederation, PodIdentity, ProvideCredentials},
};
use serde_json::{Value, json};

use crate::{
    chain::write,
    cloud::{AK, Cloud, PROJECT, SECURITY_TOKEN, SK, Started, fifty},
    issuer::issued,
    trace::Trace,
};

const ID_TOKEN: &str = "canary-id-token-77aa";
const IAM_TOKEN: &str = "canary-iam-token-55ee";
const BASE_AK: &str = "CANARYBASEKEY0001";
const BASE_SK: &str = "canary-base-secret-21f0";

const CANARIES: &[&str] = &[AK, SK, SECURITY_TOKEN, ID_TOKEN, IAM_TOKEN, BASE_AK, BASE_SK];

/// A file in a folder that is removed when the test ends.
struct File(tempfile::TempDir);

impl File {
    fn new(text: &str) -> Self {
        let file = Self(tempfile::tempdir().expect("a folder"));
        file.write(text);
        file
    }

    fn write(&self, text: &str) {
        write(&self.path(), text);
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("token")
    }
}

/// Issues keys that live `life`, and returns `faults` first.
#[derive(Default)]
struct Issuer {
    life: Duration,
    faults: Mutex<Vec<CannedResponse>>,
    issued: AtomicUsize,
}

impl Issuer {
    fn start(life: Duration, faults: Vec<CannedResponse>) -> Server {
        let issuer = Self {
            life,
            faults: Mutex::new(faults),
            ..Self::default()
        };
        Server::start(move |request: &Received| issuer.respond(request)).expect("a free port")
    }

    fn key(&self, object: &str) -> CannedResponse {
        self.issued.fetch_add(1, SeqCst);
        // Slow enough for other callers to wait.
        issued(object, SystemTime::now() + self.life).after(Duration::from_millis(30))
    }

    fn respond(&self, request: &Received) -> CannedResponse {
        if let Some(fault) = self.faults.lock().expect("a lock").pop() {
            return fault;
        }
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        match request.path() {
            "/v3.0/OS-AUTH/id-token/tokens" => {
                assert_eq!(request.header("x-idp-id"), Some("my-idp"));
                CannedResponse::new(201, &[("X-Subject-Token", IAM_TOKEN)], r#"{"token":{}}"#)
            }
            "/v3.0/OS-CREDENTIAL/securitytokens" => self.key("credential"),
            "/v5/agencies/assume-with-oidc" | "/v5/agencies/assume" => self.key("credentials"),
            "/pod" => {
                assert_eq!(body, json!({}));
                let token = request.header("authorization").expect("a token");
                assert!(token.starts_with(ID_TOKEN), "{token}");
                self.key("credential")
            }
            other => panic!("{other}"),
        }
    }
}

fn body(request: &Received) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

fn client(cloud: &Started, issuer: &Server, provider: impl ProvideCredentials) -> Client {
    let builder = cloud
        .builder()
        .iam_endpoint(issuer.endpoint())
        .sts_endpoint(issuer.endpoint())
        .project_id(PROJECT)
        .credentials(provider);
    builder.build().expect("settings")
}

fn federation(file: &Path) -> OidcFederation {
    OidcFederation::new("my-idp", file)
}

fn oidc_agency(file: &Path) -> OidcAgency {
    OidcAgency::new("iam::a:oidcProvider:p", "iam::a:agency:g", file)
}

fn agency() -> Agency {
    Agency::new(
        Credentials::access_key(BASE_AK, BASE_SK).with_project_id("other"),
        "account",
        "auditor",
    )
}

/// Every provider, with the path of its last request.
fn clients(cloud: &Started, issuer: &Server, file: &Path) -> Vec<(&'static str, Client)> {
    let urn = Agency::by_urn(Credentials::access_key(BASE_AK, BASE_SK), "iam::a:agency:g", "audit");
    let pod = PodIdentity::at(format!("{}/pod", issuer.endpoint()), file);
    vec![
        ("federation", client(cloud, issuer, federation(file))),
        ("OIDC and an agency", client(cloud, issuer, oidc_agency(file))),
        ("agency", client(cloud, issuer, agency())),
        ("agency by its URN", client(cloud, issuer, urn)),
        ("pod", client(cloud, issuer, pod)),
    ]
}

/// Longer than a response takes on a machine under load: a key that has expired when it comes is used for minutes.
const SHORT: Duration = Duration::from_secs(2);

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn an_id_token_is_exchanged_twice_for_a_key() {
    let (cloud, issuer, file) = (
        Cloud::new().start(),
        Issuer::start(HOUR, vec![]),
        File::new(&format!("{ID_TOKEN}\n")),
    );
    let client = client(&cloud, &issuer, federation(&file.path()));
    for outcome in fifty(&client).await {
        outcome.expect("a page");
    }
    let received = issuer.received();
    let bodies: Vec<_> = received.iter().map(body).collect();
    assert_eq!(
        bodies,
        [
            json!({"auth": {"id_token": {"id": ID_TOKEN}}}),
            json!({"auth": {"identity": {
                "methods": ["token"],
                "token": {"id": IAM_TOKEN, "duration_seconds": 21600},
            }}}),
        ]
    );
    assert_eq!(cloud.calls()[0].header("x-security-token"), Some(SECURITY_TOKEN));
}

#[tokio::test]
async fn an_agency_is_assumed_with_an_id_token() {
    let (cloud, issuer, file) = (Cloud::new().start(), Issuer::start(HOUR, vec![]), File::new(ID_TOKEN));
    let plain = client(&cloud, &issuer, oidc_agency(&file.path()));
    plain.list_container_image_logs().send().await.expect("a page");
    let restricted = oidc_agency(&file.path())
        .with_session_name("audit")
        .with_duration(Duration::from_secs(900))
        .with_policy("{}")
        .with_policy_ids(["p1", "p2"]);
    let restricted = client(&cloud, &issuer, restricted);
    restricted.list_container_image_logs().send().await.expect("a page");
    let bodies: Vec<_> = issuer.received().iter().map(body).collect();
    assert_eq!(
        bodies,
        [
            json!({
                "provider_urn": "iam::a:oidcProvider:p", "agency_urn": "iam::a:agency:g",
                "agency_session_name": "oidc-sts-session", "id_token": ID_TOKEN, "duration_seconds": 3600,
            }),
            json!({
                "provider_urn": "iam::a:oidcProvider:p", "agency_urn": "iam::a:agency:g",
                "agency_session_name": "audit", "id_token": ID_TOKEN, "duration_seconds": 900,
                "policy": "{}", "policy_ids": ["p1", "p2"],
            }),
        ]
    );
}

#[tokio::test]
async fn an_agency_is_assumed_with_signed_requests_or_a_token() {
    let (cloud, issuer) = (Cloud::new().start(), Issuer::start(HOUR, vec![]));
    let by_key = client(&cloud, &issuer, agency().with_duration(Duration::from_secs(900)));
    for outcome in fifty(&by_key).await {
        outcome.expect("a page");
    }
    let by_urn = Agency::by_urn(Credentials::access_key(BASE_AK, BASE_SK), "iam::a:agency:g", "audit");
    let by_urn = client(&cloud, &issuer, by_urn);
    by_urn.list_container_image_logs().send().await.expect("a page");
    let by_token = Agency::new(Credentials::token(IAM_TOKEN), "account", "auditor");
    let by_token = client(&cloud, &issuer, by_token);
    by_token.list_container_image_logs().send().await.expect("a page");

    let received = issuer.received();
    assert_eq!(received.len(), 3);
    let assume_role = |seconds: u32| {
        json!({"auth": {"identity": {"methods": ["assume_role"], "assume_role": {
            "domain_name": "account", "agency_name": "auditor", "duration_seconds": seconds,
        }}}})
    };
    let bodies: Vec<_> = received.iter().map(body).collect();
    assert_eq!(bodies[0], assume_role(900));
    let by_urn = json!({"agency_urn": "iam::a:agency:g", "agency_session_name": "audit", "duration_seconds": 3600});
    assert_eq!(bodies[1], by_urn);
    assert_eq!(bodies[2], assume_role(3600));
    let key = Key {
        access_key: BASE_AK,
        secret_key: BASE_SK,
    };
    for signed in &received[..2] {
        verify(signed, key).expect("a signature");
        assert_eq!(
            signed.header("x-project-id"),
            None,
            "that of the base credentials is not that of the agency"
        );
    }
    assert_eq!(received[2].header("x-auth-token"), Some(IAM_TOKEN));
    // The calls are made with the key of the agency, in the project that is set.
    let call = &cloud.calls()[0];
    assert_eq!(call.header("x-security-token"), Some(SECURITY_TOKEN));
    assert!(call.path().contains(PROJECT));
}

/// Platforms replace a token before it expires, and write the new one to the same file.
#[tokio::test]
async fn a_token_that_was_replaced_is_read_again_at_a_renewal() {
    for which in [0, 1, 4] {
        let (cloud, issuer) = (Cloud::new().start(), Issuer::start(SHORT, vec![]));
        let file = File::new(ID_TOKEN);
        let (name, client) = clients(&cloud, &issuer, &file.path()).swap_remove(which);
        client.list_container_image_logs().send().await.expect(name);
        let replaced = format!("{ID_TOKEN}-2");
        file.write(&replaced);
        tokio::time::sleep(SHORT).await;
        client.list_container_image_logs().send().await.expect(name);
        let received = issuer.received();
        let sends = |token: &str, request: &Received| {
            let body = String::from_utf8_lossy(&request.body).into_owned();
            body.contains(&format!("\"{token}\"")) || request.header("authorization") == Some(token)
        };
        assert!(sends(ID_TOKEN, &received[0]), "{name}");
        let second = &received[received.len() / 2];
        assert!(
            sends(&replaced, second) && !sends(ID_TOKEN, second),
            "{name}: {second:?}"
        );
    }
}

#[tokio::test]
async fn an_unreadable_token_is_an_error_that_names_the_file() {
    for which in [0, 1, 4] {
        for (text, part) in [
            (None, "it does not exist"),
            (Some(""), "it is empty"),
            (Some("canary\nline"), "it holds a control character"),
        ] {
            let (cloud, issuer) = (Cloud::new().start(), Issuer::start(HOUR, vec![]));
            let file = File::new(text.unwrap_or_default());
            if text.is_none() {
                std::fs::remove_file(file.path()).expect("removed");
            }
            let (name, client) = clients(&cloud, &issuer, &file.path()).swap_remove(which);
            let error = client.list_container_image_logs().send().await.expect_err(name);
            let shown = format!("{error} {error:?}");
            assert_eq!(error.kind(), ErrorKind::Credentials, "{shown}");
            assert!(
                shown.contains(part) && shown.contains(file.path().to_str().expect("text")),
                "{name}: {shown}"
            );
            assert!(!shown.contains("canary"), "{shown}");
            assert!(issuer.received().is_empty(), "{name}");
        }
    }
}

/// A refusal is remembered, names the service, has its status and code, and shows no secret, even one that it repeats.
#[tokio::test]
async fn a_refusal_is_remembered_and_shows_no_secret() {
    let all = CANARIES.join(" ");
    for which in 0..5 {
        let trace = Trace::start();
        let refusal = json!({"error": {"code": "IAM.0101", "message": format!("refused ALL {ID_TOKEN} {BASE_AK}")}});
        let refusal = CannedResponse::json(403, refusal.to_string());
        let (cloud, issuer) = (Cloud::new().start(), Issuer::start(HOUR, vec![refusal; 50]));
        let file = File::new(ID_TOKEN);
        let (name, client) = clients(&cloud, &issuer, &file.path()).swap_remove(which);
        let mut shown = format!("{client:?} {client:#?}");
        for outcome in fifty(&client).await {
            let error = outcome.expect_err(name);
            assert_eq!(
                (error.kind(), error.status()),
                (ErrorKind::Credentials, Some(403)),
                "{error:?}"
            );
            assert_eq!(error.code(), Some("IAM.0101"), "{error:?}");
            shown = format!("{error} {error:?} {error:#?} {}", client_debug(&client));
        }
        assert_eq!(issuer.received().len(), 1, "{name}");
        assert!(cloud.server.received().is_empty());
        shown.push_str(&trace.stop());
        let sent = if which == 2 || which == 3 { BASE_AK } else { ID_TOKEN };
        assert!(all.contains(sent) && !shown.contains(sent), "{name}: {shown}");
        assert!(!shown.contains(BASE_SK), "{name}: {shown}");
    }
}

fn client_debug(client: &Client) -> String {
    format!("{client:?} {client:#?}")
}

#[tokio::test]
async fn faults_are_errors_in_seconds() {
    for which in 0..5 {
        for (what, fault) in [
            ("garbage", CannedResponse::new(200, &[], "<html>")),
            (
                "no key",
                CannedResponse::json(201, r#"{"credential":{"access":"canary"}}"#),
            ),
            (
                "redirect",
                CannedResponse::new(302, &[("Location", "http://127.0.0.1:1/canary")], ""),
            ),
            ("huge", CannedResponse::new(200, &[], vec![b'['; 2 << 20])),
            (
                "cut",
                CannedResponse::json(200, r#"{"credential":{}}"#).cut(90, Step::Close),
            ),
        ] {
            let (cloud, issuer) = (Cloud::new().start(), Issuer::start(HOUR, vec![fault; 50]));
            let file = File::new(ID_TOKEN);
            let (name, client) = clients(&cloud, &issuer, &file.path()).swap_remove(which);
            let began = Instant::now();
            let error = client.list_container_image_logs().send().await.expect_err(name);
            assert!(began.elapsed() < Duration::from_secs(5), "{what} to {name}");
            let shown = format!("{error} {error:?}");
            assert_eq!(error.kind(), ErrorKind::Credentials, "{what} to {name}: {shown}");
            assert!(!shown.contains("canary"), "{what} to {name}: {shown}");
            assert!(cloud.server.received().is_empty(), "{what} to {name}");
        }
    }
}

/// 500 is tried again by the client's policy, and not remembered.
#[tokio::test]
async fn a_service_that_fails_once_is_tried_again() {
    for which in 0..5 {
        let fault = CannedResponse::new(500, &[], "");
        let (cloud, issuer) = (Cloud::new().start(), Issuer::start(HOUR, vec![fault]));
        let file = File::new(ID_TOKEN);
        let (name, client) = clients(&cloud, &issuer, &file.path()).swap_remove(which);
        client.list_container_image_logs().send().await.expect(name);
    }
}

#[tokio::test]
async fn a_service_that_hangs_ends_with_the_timeout_of_credentials() {
    for which in 0..5 {
        let hanging = CannedResponse::steps([Step::Stall]);
        let (cloud, issuer) = (Cloud::new().start(), Issuer::start(HOUR, vec![hanging; 5]));
        let file = File::new(ID_TOKEN);
        let limit = Duration::from_millis(300);
        let builder = cloud
            .builder()
            .iam_endpoint(issuer.endpoint())
            .sts_endpoint(issuer.endpoint())
            .credentials_timeout(limit);
        let path = file.path();
        let builder = match which {
            0 => builder.credentials(federation(&path)),
            1 => builder.credentials(oidc_agency(&path)),
            2 => builder.credentials(agency()),
            3 => builder.credentials(Agency::by_urn(Credentials::token(IAM_TOKEN), "u", "s")),
            _ => builder.credentials(PodIdentity::at(format!("{}/pod", issuer.endpoint()), path)),
        };
        let client = builder.build().expect("settings");
        let began = Instant::now();
        let error = client.list_container_image_logs().send().await.expect_err("hanging");
        assert!(began.elapsed() < Duration::from_secs(3), "{which}");
        assert!(error.to_string().contains("credentials_timeout"), "{error}");
    }
}

#[tokio::test]
async fn the_token_of_a_pod_is_sent_to_its_own_node_or_encrypted() {
    for url in [
        "http://10.0.0.1/pod",
        "http://agent.example.com/pod",
        "http://localhost/pod",
        "http://169.254.1.1@example.com/",
        "canary",
    ] {
        let cloud = Cloud::new().start();
        let file = File::new(ID_TOKEN);
        let provider = PodIdentity::at(url, file.path());
        let client = cloud.builder().credentials(provider).build().expect("settings");
        let error = client.list_container_image_logs().send().await.expect_err(url);
        let shown = format!("{error} {error:?}");
        assert!(
            shown.contains("must begin with `https://`") && !shown.contains("canary"),
            "{shown}"
        );
    }
}

/// No token is sent to a region that was not chosen.
#[tokio::test]
async fn without_an_address_the_security_token_service_is_not_called() {
    let (cloud, file) = (Cloud::new().start(), File::new(ID_TOKEN));
    let client = cloud
        .builder()
        .credentials(oidc_agency(&file.path()))
        .build()
        .expect("settings");
    let error = client.list_container_image_logs().send().await.expect_err("no address");
    assert!(
        format!("{error:?}").contains("set `sts_endpoint` or HUAWEICLOUD_SDK_STS_ENDPOINT"),
        "{error:?}"
    );
    let wrong = cloud
        .builder()
        .sts_endpoint("http://sts.example.com")
        .access_key("a", "s");
    let error = wrong.build().expect_err("no TLS");
    assert!(error.to_string().contains("`sts_endpoint`"), "{error}");
}

#[tokio::test]
async fn the_project_of_the_credentials_is_used() {
    let (cloud, issuer, file) = (Cloud::new().start(), Issuer::start(HOUR, vec![]), File::new(ID_TOKEN));
    let path = file.path();
    let builder = || {
        let builder = cloud.builder().iam_endpoint(issuer.endpoint());
        builder.sts_endpoint(issuer.endpoint())
    };
    for builder in [
        builder().credentials(federation(&path).with_project_id("of-token")),
        builder().credentials(oidc_agency(&path).with_project_id("of-token")),
    ] {
        let client = builder.build().expect("settings");
        client.list_container_image_logs().send().await.expect("a page");
    }
    for call in cloud.calls() {
        assert!(call.path().contains("/of-token/"), "{}", call.path());
    }
}

#[test]
fn no_debug_output_shows_a_secret() {
    let file = Path::new("/x");
    for shown in [
        format!("{:?}", agency()),
        format!("{:?}", federation(file)),
        format!("{:?}", oidc_agency(file)),
        format!("{:?}", PodIdentity::at("https://x", file)),
    ] {
        assert!(!CANARIES.iter().any(|canary| shown.contains(canary)), "{shown}");
    }
}
