//! Keys from the metadata service of a cloud server.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant, SystemTime},
};

use driver::server::{CannedResponse, Received, Server, Step};
use huaweicloud_hss::{
    Client, ErrorKind,
    credentials::{MetadataService, ProvideCredentials},
};
use serde_json::json;

use crate::{
    cloud::{AK, Cloud, PROJECT, SECURITY_TOKEN, SK, Started, fifty},
    issuer::{self, issued},
};

const TOKEN: &str = "canary-metadata-token-03d1";

/// A metadata service that returns `responses` to requests for keys, in their order, and the last one again and again.
pub(crate) fn service(responses: Vec<CannedResponse>) -> Server {
    let number = AtomicUsize::new(0);
    Server::start(move |request: &Received| match (&*request.method, request.path()) {
        ("PUT", "/meta-data/latest/api/token") => {
            assert_eq!(request.header("x-metadata-token-ttl-seconds"), Some("21600"));
            assert!(request.body.is_empty());
            CannedResponse::new(200, &[], TOKEN)
        }
        ("GET", "/openstack/latest/securitykey") => {
            assert_eq!(request.header("x-metadata-token"), Some(TOKEN));
            let number = number.fetch_add(1, SeqCst).min(responses.len() - 1);
            responses[number].clone()
        }
        other => panic!("{other:?}"),
    })
    .expect("a free port")
}

fn client(cloud: &Started, metadata: &str) -> Client {
    let provider = MetadataService::new().with_loopback_endpoint(metadata);
    let builder = cloud.builder().project_id(PROJECT).credentials(provider);
    builder.build().expect("settings")
}

fn key(life: Duration) -> CannedResponse {
    issued("credential", SystemTime::now() + life)
}

#[tokio::test]
async fn many_calls_at_once_fetch_one_key_with_a_token() {
    let cloud = Cloud::new().start();
    let metadata = service(vec![key(Duration::from_secs(3600)).after(Duration::from_millis(50))]);
    let client = client(&cloud, &metadata.endpoint());
    for outcome in fifty(&client).await {
        outcome.expect("a page");
    }
    let received = metadata.received();
    let received: Vec<_> = received.iter().map(|request| &*request.method).collect();
    assert_eq!(received, ["PUT", "GET"]);
    let call = &cloud.calls()[0];
    assert_eq!(call.header("x-security-token"), Some(SECURITY_TOKEN));
}

#[tokio::test]
async fn the_project_is_looked_up_with_the_key() {
    let (cloud, metadata) = (Cloud::new().start(), service(vec![key(Duration::from_secs(3600))]));
    let provider = MetadataService::new().with_loopback_endpoint(metadata.endpoint() + "/");
    let client = cloud.builder().credentials(provider).build().expect("settings");
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(cloud.lookups()[0].header("x-security-token"), Some(SECURITY_TOKEN));
    assert!(cloud.calls()[0].path().contains(PROJECT));
}

#[tokio::test]
async fn a_service_without_tokens_is_called_without_one() {
    for status in [404, 405, 503] {
        let cloud = Cloud::new().start();
        let metadata = Server::start(move |request: &Received| match &*request.method {
            "PUT" => CannedResponse::new(status, &[], ""),
            _ => key(Duration::from_secs(3600)),
        })
        .expect("a free port");
        let client = client(&cloud, &metadata.endpoint());
        client.list_container_image_logs().send().await.expect("a page");
        let last = metadata.received().pop().expect("a request");
        assert_eq!(
            (&*last.method, last.header("x-metadata-token")),
            ("GET", None),
            "{status}"
        );
    }
}

/// A renewal that fails does not fail a call while the key has not expired.
#[tokio::test]
async fn a_key_is_renewed_before_it_expires() {
    // On a machine under load a call may take longer than a short life: then a longer one decides.
    for seconds in [2, 4, 8, 16, 32] {
        if renews(Duration::from_secs(seconds)).await {
            return;
        }
    }
    panic!("a call takes longer than a key of 32 seconds lives");
}

/// Checks the renewal of a key that lives `life`. Returns false if the calls took so long that they show nothing.
async fn renews(life: Duration) -> bool {
    let cloud = Cloud::new().start();
    let ends = Arc::new(Mutex::new(Vec::new()));
    let fetched = Arc::clone(&ends);
    let metadata = Server::start(move |request: &Received| {
        if request.method == "PUT" {
            return CannedResponse::new(200, &[], TOKEN);
        }
        let mut ends = fetched.lock().expect("a lock");
        ends.push(SystemTime::now() + life);
        match ends.len() {
            1 => issued("credential", ends[0]),
            _ => CannedResponse::new(404, &[], ""),
        }
    })
    .expect("a free port");
    let client = client(&cloud, &metadata.endpoint());
    let fetches = || ends.lock().expect("a lock").len();
    client.list_container_image_logs().send().await.expect("a page");
    let end = ends.lock().expect("a lock")[0];
    let second = client.list_container_image_logs().send().await;
    // It is renewed when a tenth of its life is left.
    if SystemTime::now() >= end - life / 10 {
        return false;
    }
    second.expect("a page");
    assert_eq!(fetches(), 1, "it is not due yet");
    let due = end - life / 20;
    tokio::time::sleep(due.duration_since(SystemTime::now()).unwrap_or_default()).await;
    let third = client.list_container_image_logs().send().await;
    if SystemTime::now() >= end {
        return false;
    }
    third.expect("the key has not expired");
    assert_eq!(fetches(), 2, "a renewal that failed");
    true
}

/// The clock of this machine may be wrong, so that one that has expired is used until it is refused.
#[tokio::test]
async fn a_key_that_has_expired_is_not_fetched_for_each_call() {
    let cloud = Cloud::new().start();
    let metadata = service(vec![issued("credential", SystemTime::now() - Duration::from_secs(600))]);
    let client = client(&cloud, &metadata.endpoint());
    for _ in 0..3 {
        client.list_container_image_logs().send().await.expect("a page");
    }
    assert_eq!(metadata.received().len(), 2);
    *cloud.cloud.api.lock().expect("a lock") = vec![CannedResponse::new(401, &[], "")];
    client.list_container_image_logs().send().await.expect_err("refused");
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(metadata.received().len(), 4, "the next call fetches it again");
}

/// The lifetime is measured by the clock of the service.
#[tokio::test]
async fn a_wrong_clock_does_not_shorten_the_life_of_a_key() {
    let cloud = Cloud::new().start();
    let behind = SystemTime::now() - Duration::from_secs(7200);
    let body = issuer::body("credential", behind + Duration::from_secs(3600));
    let date = httpdate::fmt_http_date(behind);
    let metadata = service(vec![CannedResponse::new(200, &[("Date", &date)], body)]);
    let client = client(&cloud, &metadata.endpoint());
    client.list_container_image_logs().send().await.expect("a page");
    // This fetch would make the first call use the key for five minutes only if it were expired.
    assert!(format!("{client:?}").contains("MetadataService"), "{client:?}");
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(metadata.received().len(), 2);
}

#[tokio::test]
async fn a_refusal_says_what_to_do_and_is_remembered() {
    for status in [401, 404] {
        let cloud = Cloud::new().start();
        let metadata = service(vec![CannedResponse::new(
            status,
            &[],
            "Please configure Cloud Service Agency first",
        )]);
        let client = client(&cloud, &metadata.endpoint());
        let mut last = None;
        for outcome in fifty(&client).await {
            let error = outcome.expect_err("no key");
            assert_eq!((error.kind(), error.status()), (ErrorKind::Credentials, Some(status)));
            last = Some(error);
        }
        let text = last.expect("an error").to_string();
        assert!(text.contains("the cloud server needs an agency"), "{text}");
        assert_eq!(metadata.received().len(), 2, "it is remembered");
        assert!(cloud.server.received().is_empty());
    }
}

#[tokio::test]
async fn faults_are_errors_in_seconds() {
    let huge = CannedResponse::new(200, &[], "x".repeat(1 << 20));
    let endless = CannedResponse::steps([
        Step::Send(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
        Step::Forever(vec![b' '; 1024]),
    ]);
    let unusable = json!({"credential": {"access": format!("{AK}\n"), "secret": SK}});
    for (what, response, part) in [
        ("hanging", CannedResponse::steps([Step::Stall]), "within"),
        ("500", CannedResponse::new(500, &[], "out of order"), "out of order"),
        ("garbage", CannedResponse::new(200, &[], "<html>"), "is not JSON"),
        ("nothing", CannedResponse::new(200, &[], ""), "is not JSON"),
        (
            "no HTTP",
            CannedResponse::steps([Step::Send(b"x\r\n\r\n".to_vec()), Step::Close]),
            "no response",
        ),
        ("huge", huge, "longer than 65536 bytes"),
        ("endless", endless, "longer than 65536 bytes"),
        (
            "redirect",
            CannedResponse::new(302, &[("Location", "http://127.0.0.1:1/")], ""),
            "redirects",
        ),
        (
            "no key",
            CannedResponse::json(200, r#"{"credential":{}}"#),
            "has no access key's ID",
        ),
        (
            "no secret",
            CannedResponse::json(200, json!({"access": AK}).to_string()),
            "has no secret key",
        ),
        (
            "unusable",
            CannedResponse::json(200, unusable.to_string()),
            "ends with a line break",
        ),
    ] {
        let cloud = Cloud::new().start();
        let metadata = service(vec![response]);
        let client = client(&cloud, &metadata.endpoint());
        let began = Instant::now();
        let error = client.list_container_image_logs().send().await.expect_err(what);
        assert!(
            began.elapsed() < Duration::from_secs(8),
            "{what}: {:?}",
            began.elapsed()
        );
        assert_eq!(error.kind(), ErrorKind::Credentials, "{what}: {error:?}");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(part), "{what}: {shown}");
        assert!(!shown.contains("canary") && !shown.contains(AK), "{what}: {shown}");
        assert!(cloud.server.received().is_empty(), "{what}");
    }
}

#[tokio::test]
async fn only_this_machine_can_stand_in_for_the_service() {
    for endpoint in [
        "http://localhost",
        "http://10.0.0.1",
        "https://127.0.0.1",
        "http://metadata.example.com",
        "http://169.254.169.253",
        "http://169.254.169.254@example.com",
        "canary",
    ] {
        let cloud = Cloud::new().start();
        let client = client(&cloud, endpoint);
        let error = client.list_container_image_logs().send().await.expect_err(endpoint);
        assert!(error.to_string().contains("an address of this machine"), "{error:?}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
}

#[tokio::test]
async fn without_a_client_nothing_is_sent() {
    let why = MetadataService::new()
        .provide()
        .await
        .expect_err("no client")
        .to_string();
    assert!(why.contains("`provide_with`"), "{why}");
}

/// The token and the keys are in no text.
#[tokio::test]
async fn no_error_shows_the_token_of_the_service() {
    let repeated = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&repeated);
    let metadata = Server::start(move |request: &Received| match &*request.method {
        "PUT" => CannedResponse::new(200, &[], TOKEN),
        _ => {
            let token = request.header("x-metadata-token").unwrap_or_default().to_owned();
            seen.lock().expect("a lock").clone_from(&token);
            CannedResponse::new(403, &[], format!("{token} may not"))
        }
    })
    .expect("a free port");
    let (cloud, trace) = (Cloud::new().start(), crate::trace::Trace::start());
    let client = client(&cloud, &metadata.endpoint());
    let error = client.list_container_image_logs().send().await.expect_err("refused");
    assert_eq!(*repeated.lock().expect("a lock"), TOKEN);
    let traced = trace.stop();
    let shown = format!("{error} {error:?} {error:#?} {client:?} {traced}");
    assert!(shown.contains("may not") && !shown.contains(TOKEN), "{shown}");
}
