//! A machine whose clock is wrong, as seen by the service: its `Date` and the times that it takes are off by as much.

use std::{
    error::Error as _,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering::SeqCst},
    },
    time::{Duration, Instant, SystemTime},
};

use driver::{
    server::{CannedResponse, Received, Server, Step},
    verify::verify,
};
use huaweicloud_hss::{Client, Error};
use serde_json::json;

use crate::cloud::{AK, Cloud, KEY, PASSWORD, PROJECT, SK, fifty};

/// Seconds by which the service's clock is ahead of this machine's.
fn service_time(ahead: i64) -> SystemTime {
    let by = Duration::from_secs(ahead.unsigned_abs());
    if ahead < 0 {
        SystemTime::now() - by
    } else {
        SystemTime::now() + by
    }
}

fn date(time: SystemTime) -> String {
    httpdate::fmt_http_date(time)
}

/// The time of a signature, such as `20260403T120000Z`.
fn signed(request: &Received) -> SystemTime {
    let text = request.header("x-sdk-date").expect("a time");
    let (day, time) = text.split_once('T').expect("a day and a time");
    let text = format!(
        "{}-{}-{}T{}:{}:{}",
        &day[..4],
        &day[4..6],
        &day[6..],
        &time[..2],
        &time[2..4],
        &time[4..]
    );
    humantime::parse_rfc3339(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A service that takes signatures whose time is at most 15 minutes off its own clock.
pub(crate) fn strict(ahead: i64) -> Server {
    changing(Arc::new(AtomicI64::new(ahead)), Duration::ZERO)
}

/// The same with a clock that may change, and a pause before each response.
fn changing(ahead: Arc<AtomicI64>, pause: Duration) -> Server {
    Server::start(move |request: &Received| {
        let now = service_time(ahead.load(SeqCst));
        let headers = [("Date", &*date(now))];
        verify(request, KEY).expect("a good signature");
        let time = signed(request);
        let apart = now.duration_since(time).unwrap_or_else(|early| early.duration());
        if apart > Duration::from_secs(15 * 60) {
            let body =
                r#"{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: x-sdk-date"}"#;
            return CannedResponse::new(401, &headers, body).after(pause);
        }
        CannedResponse::new(200, &headers, "{}").after(pause)
    })
    .expect("a free port")
}

fn client(server: &Server) -> Client {
    let builder = Client::builder().endpoint(server.endpoint()).project_id(PROJECT);
    builder.access_key(AK, SK).build().expect("settings")
}

#[tokio::test]
async fn a_signature_is_corrected_by_the_date_of_its_refusal() {
    for ahead in [3600, -3600, 20 * 60, 400 * 24 * 3600] {
        let server = strict(ahead);
        let client = client(&server);
        for _ in 0..5 {
            client
                .list_container_image_logs()
                .send()
                .await
                .unwrap_or_else(|error| panic!("{ahead}: {error:?}"));
        }
        assert_eq!(server.received().len(), 6, "one was refused, and repeated at once");
    }
}

#[tokio::test]
async fn a_clock_within_tolerance_is_not_corrected() {
    for ahead in [0, 240, -240] {
        let server = strict(ahead);
        let client = client(&server);
        client.list_container_image_logs().send().await.expect("a page");
        let apart = signed(&server.received()[0]).duration_since(SystemTime::now());
        assert!(apart.unwrap_or_else(|early| early.duration()) < Duration::from_secs(10));
    }
}

/// Five refusals lock the key: fifty calls with a wrong clock must not begin with fifty of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_parallel_first_calls_only_one_is_refused() {
    for ahead in [3600, -3600] {
        let server = changing(Arc::new(AtomicI64::new(ahead)), Duration::from_millis(20));
        for outcome in fifty(&client(&server)).await {
            outcome.expect("a page");
        }
        assert_eq!(server.received().len(), 51, "one was refused");
    }
}

/// Calls do not wait for each other once the time is known to be right.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_the_first_call_goes_alone() {
    let server = changing(Arc::default(), Duration::from_millis(200));
    let client = client(&server);
    let began = Instant::now();
    for outcome in fifty(&client).await {
        outcome.expect("a page");
    }
    // One by one it would be ten seconds.
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

/// A clock that changes while calls are on their way: they were signed before the change was known.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_parallel_calls_that_are_refused_one_is_repeated_and_the_others_say_why() {
    let ahead = Arc::new(AtomicI64::new(0));
    let server = changing(Arc::clone(&ahead), Duration::from_millis(300));
    let client = client(&server);
    client.list_container_image_logs().send().await.expect("a page");
    ahead.store(7200, SeqCst);
    let outcomes = fifty(&client).await;
    let refused: Vec<Error> = outcomes.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 49, "one was repeated");
    for error in refused {
        assert!(error.is_unauthorized() && error.attempts() == 1, "{error:?}");
        let source = error.source().expect("the reason").to_string();
        assert!(
            source.starts_with("the time of the signature was 1") && source.contains("minutes off the service's clock"),
            "{source}"
        );
    }
    let before = server.received().len();
    for outcome in fifty(&client).await {
        outcome.expect("the time is corrected");
    }
    assert_eq!(server.received().len(), before + 50);
}

/// Whatever becomes of the first call, the others do not wait for it for long.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_first_call_that_ends_without_a_response_holds_up_nobody() {
    let is_first = AtomicBool::new(true);
    let server = Server::start(move |_: &Received| {
        if is_first.swap(false, SeqCst) {
            CannedResponse::steps([Step::Stall])
        } else {
            CannedResponse::new(200, &[], "{}")
        }
    })
    .expect("a free port");
    let client = client(&server);
    let first = tokio::spawn({
        let client = client.clone();
        async move { client.list_container_image_logs().send().await.map(drop) }
    });
    while server.received().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let began = Instant::now();
    let second = tokio::spawn({
        let client = client.clone();
        async move { client.list_container_image_logs().send().await.map(drop) }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(server.received().len(), 1, "the second one waits");
    first.abort();
    second.await.expect("no panic").expect("a page");
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}

/// Refuses everything, with this date.
fn refuses(date: impl Fn() -> Option<String> + Send + Sync + 'static) -> Server {
    Server::start(move |_: &Received| {
        let date = date();
        let headers: Vec<_> = date.iter().map(|date| ("Date", &**date)).collect();
        CannedResponse::new(401, &headers, r#"{"error_code":"APIGW.0301","error_msg":"no"}"#)
    })
    .expect("a free port")
}

#[tokio::test]
async fn a_signature_that_was_not_refused_for_its_time_is_not_repeated() {
    let dates: [fn() -> Option<String>; 5] = [
        || None,
        || Some(date(SystemTime::now())),
        || Some(date(service_time(290))),
        || Some(date(service_time(-290))),
        || Some("yesterday".to_owned()),
    ];
    for date in dates {
        let server = refuses(date);
        let client = client(&server);
        for number in 1..=3 {
            let error = client.list_container_image_logs().send().await.expect_err("refused");
            assert!(error.is_unauthorized(), "{error:?}");
            assert_eq!((error.attempts(), server.received().len()), (1, number));
        }
    }
}

/// A clock that no correction satisfies: the key must not be locked by repeating.
#[tokio::test]
async fn one_request_is_repeated_in_five_minutes_and_no_more() {
    let hours = AtomicU32::new(0);
    let server = refuses(move || Some(date(service_time(i64::from(hours.fetch_add(1, SeqCst) + 1) * 3600))));
    let client = client(&server);
    let mut attempts = Vec::new();
    for _ in 0..4 {
        let error = client.list_container_image_logs().send().await.expect_err("refused");
        attempts.push(error.attempts());
    }
    assert_eq!(attempts, [2, 1, 1, 1]);
    // But each call takes the time that the last refusal stated.
    let times: Vec<_> = server.received().iter().map(signed).collect();
    for pair in times.windows(2) {
        let later = pair[1].duration_since(pair[0]).expect("later");
        assert!((3590..=3610).contains(&later.as_secs()), "{later:?}");
    }
}

#[tokio::test]
async fn the_lookup_of_the_project_is_corrected_too() {
    let server = Server::start(move |request: &Received| {
        let now = service_time(7200);
        let headers = [("Date", &*date(now))];
        let apart = now
            .duration_since(signed(request))
            .unwrap_or_else(|early| early.duration());
        match request.path() {
            _ if apart > Duration::from_secs(900) => CannedResponse::new(401, &headers, "{}"),
            "/v3/projects" => CannedResponse::new(200, &headers, r#"{"projects":[{"id":"p1"}]}"#),
            _ => CannedResponse::new(200, &headers, "{}"),
        }
    })
    .expect("a free port");
    let builder = Client::builder().region("eu-west-101").endpoint(server.endpoint());
    let client = builder
        .iam_endpoint(server.endpoint())
        .access_key(AK, SK)
        .build()
        .expect("settings");
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(server.received().len(), 3, "the lookup twice, the call once");
}

/// Tokens that have expired as seen by this machine's clock, or soon will.
#[tokio::test]
async fn a_token_is_used_for_a_while_whatever_the_clock_says() {
    for (ahead, seconds) in [
        (0, -1),
        (0, -86_400),
        (0, 10),
        (-86_400 * 2, 86_400),
        (86_400 * 2, 86_400),
    ] {
        for says_date in [true, false] {
            let cloud = Cloud::new().start();
            let now = service_time(ahead);
            let expires_at = if seconds < 0 {
                now - Duration::from_secs(86_400)
            } else {
                now + Duration::from_secs(10)
            };
            let body = json!({"token": {"expires_at": humantime::format_rfc3339(expires_at).to_string()}});
            let token = [("X-Subject-Token", crate::cloud::TOKEN), ("Date", &date(now))];
            let headers = &token[..if says_date { 2 } else { 1 }];
            *cloud.cloud.login.lock().expect("a lock") = vec![CannedResponse::new(201, headers, body.to_string()); 50];
            let client = cloud
                .builder()
                .user("account", "reader", PASSWORD)
                .build()
                .expect("settings");
            for _ in 0..20 {
                client.list_container_image_logs().send().await.expect("a page");
            }
            assert_eq!(cloud.logins().len(), 1, "{ahead} {seconds} {says_date}");
        }
    }
}
