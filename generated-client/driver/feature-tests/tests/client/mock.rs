//! The transport that is given its responses, of the feature `test-util`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::Duration,
};

use huaweicloud_hss::{
    Client, ErrorKind, Method, RetryPolicy, Timeout,
    test_util::{ErrorBuilder, MockTransport, Recording, Reply, ResponseBuilder, SentRequest},
    types::ListContainerImageLogsResponse,
};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::root;

const SECOND: Duration = Duration::from_secs(1);
const OPERATION: &str = "ListContainerImageLogs";

fn client(mock: &MockTransport) -> Client {
    Client::builder().transport(mock.clone()).build().expect("settings")
}

/// What the panic of a failed assertion says.
fn panics(mock: &MockTransport) -> String {
    let panic = catch_unwind(AssertUnwindSafe(|| mock.assert_done())).expect_err("it is not done");
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[tokio::test]
async fn replies_come_in_order_by_operation_and_by_path() {
    let mock = MockTransport::new();
    let page: ListContainerImageLogsResponse = serde_json::from_value(json!({"total_num": 2})).expect("a page");
    mock.operation(OPERATION)
        .reply(json!({"total_num": 1}))
        .reply(Reply::json(page));
    mock.request("POST", "/v5/a%20b").reply(Reply::status(204));
    mock.any().always(json!({"total_num": 9}));
    let client = client(&mock);
    let other = client.request(Method::POST, "/v5/a b").json(&json!({"name": "x"}));
    assert_eq!(other.send().await.expect("no content").status(), 204);
    for total in [1, 2, 9, 9] {
        let page = client.list_container_image_logs().limit(5).send().await;
        assert_eq!(page.expect("a page").total_num, Some(total));
    }
    mock.assert_done();

    let sent = mock.requests();
    assert_eq!(sent.len(), 5);
    assert_eq!((sent[0].method(), sent[0].path()), ("POST", "/v5/a%20b"));
    assert_eq!(sent[0].json::<Value>().expect("JSON"), json!({"name": "x"}));
    assert_eq!((sent[1].operation(), sent[1].host()), (OPERATION, "test.invalid"));
    assert_eq!(sent[1].path(), "/v5/test/container/image/events");
    assert_eq!(sent[1].query(), [("limit".to_owned(), "5".to_owned())]);
    assert_eq!(sent[1].query_value("limit"), Some("5"));
    assert_eq!(sent[1].header("Accept-Encoding"), Some("gzip"));
    assert_eq!(sent[1].header("x-auth-token"), None, "no credentials are made up");
    assert!(sent[1].body().is_empty());
}

#[tokio::test]
async fn credentials_and_addresses_that_are_set_are_used() {
    let mock = MockTransport::new();
    mock.any().always(json!({}));
    let builder = Client::builder().transport(mock.clone()).region("eu-west-101");
    let client = builder.project_id("p1").access_key("AKAKAKAK", "secret-key").build();
    let client = client.expect("settings");
    client.list_container_image_logs().send().await.expect("a page");
    let sent = mock.requests();
    assert_eq!(sent[0].host(), "hss.eu-west-101.myhuaweicloud.eu");
    assert!(sent[0].path().starts_with("/v5/p1/"));
    let signature = sent[0].header("authorization").expect("a signature");
    assert!(signature.starts_with("SDK-HMAC-SHA256 Access=AKAKAKAK"), "{signature}");
}

#[tokio::test(start_paused = true)]
async fn failures_are_retried_as_those_of_a_service_are() {
    let failures = [
        (Reply::error(503, "X.1", "busy"), 2, 1),
        (Reply::status(429).header("Retry-After", "7"), 2, 1),
        (Reply::error(400, "APIGW.0308", "too many calls"), 2, 1),
        (Reply::error(400, "X.1", "wrong"), 1, 1),
        (Reply::no_connection(), 2, 2),
        (Reply::connect_timeout(SECOND), 2, 2),
        (Reply::interrupted(), 2, 1),
        (Reply::no_response(), 2, 1),
        (Reply::json(json!({"a": "b"})).then_interrupted(), 2, 1),
        (Reply::status(200).chunks(["{\"a\":", "1"]).then_interrupted(), 2, 1),
    ];
    for (reply, of_get, of_post) in failures {
        for (method, attempts) in [(Method::GET, of_get), (Method::POST, of_post)] {
            let what = format!("{method:?} {reply:?}");
            let mock = MockTransport::new();
            mock.any().reply(reply.clone()).always(json!({"a": 1}));
            let outcome = client(&mock).request(method, "/things").send_json::<Value>().await;
            assert_eq!(mock.requests().len(), attempts, "{what}");
            match outcome {
                Ok(response) => assert_eq!((response.into_inner(), attempts), (json!({"a": 1}), 2), "{what}"),
                Err(error) => assert_eq!((error.attempts(), attempts), (1, 1), "{what}"),
            }
        }
    }
}

#[tokio::test]
async fn errors_have_the_form_of_the_document() {
    let mock = MockTransport::new();
    let replies = mock.any();
    replies
        .reply(Reply::error(403, "APIGW.0302", "not allowed").header("X-Request-Id", "r-1"))
        .reply(Reply::error(400, "APIGW.0308", "too many calls").header("Retry-After", "3"))
        .reply(Reply::error(404, "X.1", "gone").body("<html>not JSON"));
    let builder = Client::builder().transport(mock.clone());
    let client = builder.retry_policy(RetryPolicy::off()).build().expect("settings");
    let fail = async || client.list_container_image_logs().send().await.expect_err("an error");
    let error = fail().await;
    assert_eq!(
        (error.status(), error.code(), error.message(), error.request_id()),
        (Some(403), Some("APIGW.0302"), "not allowed", Some("r-1"))
    );
    assert!(error.is_forbidden());
    let error = fail().await;
    assert!(error.is_throttled());
    assert_eq!(error.retry_after(), Some(3 * SECOND));
    let error = fail().await;
    assert!(error.is_not_found() && error.code().is_none(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn delays_are_those_of_tokio() {
    let mock = MockTransport::new();
    mock.any()
        .reply(Reply::json(json!({})).delay(50 * SECOND))
        .always(Reply::no_response());
    let builder = Client::builder().transport(mock.clone()).timeout(55 * SECOND);
    let client = builder.build().expect("settings");
    let began = Instant::now();
    client.list_container_image_logs().send().await.expect("a page");
    assert_eq!(began.elapsed().as_secs(), 50);
    let error = client
        .list_container_image_logs()
        .send()
        .await
        .expect_err("no response");
    assert_eq!(
        (error.kind(), error.timeout()),
        (ErrorKind::Timeout, Some(Timeout::Total))
    );
    assert_eq!((began.elapsed().as_secs(), mock.requests().len()), (50 + 55, 2));
}

#[tokio::test]
async fn an_unexpected_request_is_an_error_that_names_it() {
    let mock = MockTransport::new();
    mock.operation("Other").reply(json!({}));
    mock.request("GET", "/never").reply(json!({})).reply(json!({}));
    let client = client(&mock);
    let call = client.list_container_image_logs().user_name("someone").send();
    let error = call.await.expect_err("there is no reply");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 1));
    assert_eq!(
        error.to_string(),
        "ListContainerImageLogs: unexpected request GET /v5/test/container/image/events?user_name=someone \
         (ListContainerImageLogs): there are replies to the operation Other, GET /never"
    );
    let lines = panics(&mock);
    let lines: Vec<_> = lines.lines().collect();
    assert!(lines[0].starts_with("unexpected request GET /v5/test"), "{lines:?}");
    assert_eq!(
        lines[1..],
        [
            "1 unused reply to the operation Other",
            "2 unused replies to GET /never"
        ]
    );
    let error = client.list_container_image_logs().send().await.expect_err("still none");
    assert!(error.message().starts_with("unexpected request"), "{error}");
    assert!(panics(&MockTransport::clone(&mock)).lines().count() == 4);
    MockTransport::new().assert_done();
}

#[tokio::test]
async fn a_function_replies_to_each_page() {
    let mock = MockTransport::new();
    mock.operation(OPERATION).reply_with(|request: &SentRequest| {
        let number = |name| request.query_value(name).and_then(|text| text.parse::<usize>().ok());
        let (offset, limit) = (number("offset").unwrap_or(0), number("limit").unwrap_or(10));
        let records: Vec<_> = (offset..25.min(offset + limit))
            .map(|id| json!({"event_id": id.to_string()}))
            .collect();
        Reply::json(json!({"total_num": 25, "data_list": records}))
    });
    let mut logs = client(&mock).list_container_image_logs().limit(10).items();
    let mut ids = Vec::new();
    while let Some(log) = logs.next().await {
        ids.extend(log.expect("a record").event_id);
    }
    assert_eq!(ids, (0..25).map(|id| id.to_string()).collect::<Vec<_>>());
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test]
async fn credentials_are_masked_in_debug() {
    let mock = MockTransport::new();
    mock.any().always(json!({}));
    for token in ["tok", "canary-token-8c1f"] {
        let builder = Client::builder().transport(mock.clone()).project_id("p1");
        let client = builder.token(token).build().expect("settings");
        let call = client.list_container_image_logs().user_name(token).limit(7);
        call.send().await.expect("a page");
        let request = client.request(Method::POST, "/x").json(&json!(token));
        request.send().await.expect("a response");
        let shown = format!("{mock:?}");
        assert!(
            !shown.contains(&format!("\"{token}\"")) && !shown.contains("canary"),
            "{shown}"
        );
        assert!(
            shown.contains(r#"("limit", "7")"#) && shown.contains("x-auth-token"),
            "{shown}"
        );
        // Those who ask for it get it.
        let sent = mock.requests();
        assert_eq!(sent.last().and_then(|sent| sent.header("X-Auth-Token")), Some(token));
    }
}

#[test]
fn responses_and_errors_can_be_made() {
    let page: ListContainerImageLogsResponse = serde_json::from_value(json!({"total_num": 3})).expect("a page");
    let response = ResponseBuilder::new(page).status(201).attempts(2).request_id("r-1");
    let response = response.header("X-A", "b").build();
    assert_eq!(
        (response.status(), response.attempts(), response.total_num),
        (201, 2, Some(3))
    );
    assert_eq!(
        (response.request_id(), response.header("x-a")),
        (Some("r-1"), Some("b"))
    );

    let error = ErrorBuilder::service(400, "APIGW.0308", "too many calls")
        .operation(OPERATION)
        .retry_after(3 * SECOND)
        .attempts(4)
        .header("X-A", "b")
        .raw_body("{}")
        .request_id("r-1")
        .build();
    assert!(error.is_throttled() && error.is_retryable());
    assert_eq!(
        error.to_string(),
        "ListContainerImageLogs: status 400, code APIGW.0308: too many calls after 4 attempts (request r-1)"
    );
    assert_eq!((error.header("x-a"), error.raw_body()), (Some("b"), Some(&b"{}"[..])));
    assert!(!ErrorBuilder::api(400, "APIGW.0308", "").build().is_throttled());
    for (status, is) in [(401, "unauthorized"), (403, "forbidden"), (404, "not found")] {
        let error = ErrorBuilder::api(status, "X", "").build();
        let found = [error.is_unauthorized(), error.is_forbidden(), error.is_not_found()];
        let names = ["unauthorized", "forbidden", "not found"];
        assert_eq!(names[found.iter().position(|found| *found).expect("one")], is);
    }
    let error = ErrorBuilder::timeout(Timeout::Total).build();
    assert_eq!((error.is_timeout(), error.timeout()), (true, Some(Timeout::Total)));
    assert!(ErrorBuilder::of(ErrorKind::Transport, "x").build().is_retryable());
    assert!(!ErrorBuilder::of(ErrorKind::Decode, "x").build().is_retryable());
}

fn json_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            json_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
}

/// The envelope has two readers: the one of the commands, which also checks it, and the small one of the client.
#[test]
fn both_readers_read_the_same_of_every_recording() {
    let mut files = Vec::new();
    for folder in ["spec/recordings", "xtask/tests", "generated-client/driver/tests"] {
        json_files(&root().join(folder), &mut files);
    }
    let mut texts: Vec<_> = files.iter().map(|file| std::fs::read(file).expect("a file")).collect();
    let envelope = |unobserved: &str, headers: &str, body: &str| {
        format!(
            r#"{{"version":1,"provenance":{{"kind":"synthetic","source":"x","date":"2026-04-03"}},"unobserved":{unobserved},
            "request":{{"method":"POST","url":"https://h.example/a%20b/c?x=1&y=a%20b","body":{{"text":"a\nb"}}}},
            "response":{{"status":201,"headers":{headers}{body}}}}}"#
        )
        .into_bytes()
    };
    texts.extend([
        envelope("[]", r#"{"X-A":["1","2"]}"#, ""),
        envelope(
            r#"["response.headers"]"#,
            "{}",
            r#","body":{"json": {"a" : 1.50, "a2":[ ] }}"#,
        ),
        envelope(
            r#"["request","response.body"]"#,
            "{}",
            r#","body":{"text":"\u00e9 <p>"}"#,
        ),
        envelope(r#"["request.query"]"#, "{}", r#","body":{"base64":"AAH/"}"#),
    ]);
    let mut compared = 0;
    for text in &texts {
        let Ok(full) = recording::Recording::parse(text) else {
            continue;
        };
        let interaction = full.interaction();
        let what = String::from_utf8_lossy(&text[..text.len().min(600)]);
        let small = Recording::parse(text).unwrap_or_else(|error| panic!("{error}: {what}"));
        assert_eq!(small.method(), interaction.request.method, "{what}");
        assert_eq!(small.url(), interaction.request.url, "{what}");
        assert_eq!(small.request_body(), interaction.request.body.as_deref(), "{what}");
        assert_eq!(
            (small.status(), small.body()),
            (interaction.response.status, &*interaction.response.body),
            "{what}"
        );
        let mut headers = interaction.response.headers.iter();
        let mut headers: Vec<_> = headers
            .by_ref()
            .map(|header| (header.name.clone(), header.value.clone()))
            .collect();
        let mut found = small.headers().to_vec();
        headers.sort();
        found.sort();
        assert_eq!(found, headers, "{what}");
        compared += 1;
    }
    assert!(compared > 25, "{compared}");
}

#[test]
fn what_is_no_recording_is_refused() {
    for (text, what) in [
        ("{", "this is not a recording: "),
        ("{}", "missing field `version`"),
        (
            r#"{"version":2}"#,
            "the version of the recording is 2; this crate reads version 1",
        ),
        (
            r#"{"version":1,"provenance":{},"request":{"method":"GET","url":"/a"},"response":{"status":200}}"#,
            "absolute URL",
        ),
        (r#"{"version":1,"provenance":{},"what":0}"#, "unknown field `what`"),
        (
            r#"{"version":1,"provenance":{},"request":{"method":"GET","url":"http://a/"},"response":{"status":200,"body":{"base64":"!"}}}"#,
            "not Base64",
        ),
    ] {
        let error = Recording::parse(text.as_bytes()).expect_err(what);
        assert!(error.is_invalid_argument() && error.message().contains(what), "{error}");
    }
    let error = Recording::read("no/such/file.json").expect_err("no file");
    assert!(error.message().contains("no/such/file.json"), "{error}");
}

#[tokio::test]
async fn recordings_are_played() {
    let folder = root().join("spec/recordings").join(OPERATION);
    let mut files = Vec::new();
    json_files(&folder, &mut files);
    assert!(files.len() >= 4);
    let mock = MockTransport::new();
    mock.play(files.iter().map(|file| Recording::read(file).expect("a recording")));
    let builder = Client::builder().transport(mock.clone()).region("ap-southeast-1");
    let client = builder.project_id("0".repeat(32)).build().expect("settings");
    let last = client
        .list_container_image_logs()
        .limit(10)
        .options(|options| options.query("offset", "20"));
    let last = last.send().await.expect("the last page");
    assert_eq!((last.total_num, last.data_list.len()), (Some(21), 1));
    let error = client
        .list_container_image_logs()
        .limit(10)
        .send()
        .await
        .expect_err("refused");
    assert_eq!((error.code(), error.is_forbidden()), (Some("APIGW.0302"), true));
    mock.assert_done();
    let call = client.request(Method::GET, "/v5/other/container/image/events");
    let error = call.send().await.expect_err("not recorded");
    assert!(error.message().contains("unexpected request GET /v5/other"), "{error}");
}

#[tokio::test]
async fn recordings_of_one_request_are_played_in_turn() {
    let recorded = |status: u16, unobserved: &str| {
        let text = format!(
            r#"{{"version":1,"provenance":{{}},"unobserved":[{unobserved}],"request":{{"method":"GET","url":"https://h/a?x=1&y=2"}},
            "response":{{"status":{status}}}}}"#
        );
        Recording::parse(text.as_bytes()).expect("a recording")
    };
    let mock = MockTransport::new();
    mock.play([recorded(209, "\"request.query\""), recorded(201, ""), recorded(202, "")]);
    let client = client(&mock);
    let mut statuses = Vec::new();
    for query in [["y", "x"], ["x", "y"], ["y", "x"], ["x", "z"]] {
        let mut request = client.request(Method::GET, "/a");
        for name in query {
            request = request.query(name, if name == "x" { "1" } else { "2" });
        }
        statuses.push(request.send().await.expect("a response").status());
    }
    assert_eq!(statuses, [201, 202, 202, 209]);
}

#[tokio::test(start_paused = true)]
async fn an_unexpected_request_is_shown_with_its_query_and_without_secrets() {
    let mock = MockTransport::new();
    mock.request("GET", "/things").reply(json!({}));
    let client = Client::builder().transport(mock.clone()).build().expect("settings");
    let call = client.list_container_image_logs().limit(3);
    let call = call.options(|options| options.query("key", "canary-query"));
    let error = call.send().await.expect_err("unexpected").to_string();
    assert!(error.contains("limit=3") && error.contains("key=REDACTED"), "{error}");
    assert!(
        error.contains("there are replies to GET /things") && !error.contains("left"),
        "{error}"
    );
    client.request("GET", "/things").send().await.expect("a reply");
    let error = client
        .request("GET", "/things")
        .send()
        .await
        .expect_err("no other")
        .to_string();
    assert!(error.contains("no reply to it is left"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_reply_does_what_it_was_told_or_fails() {
    let mock = MockTransport::new();
    let client = Client::builder()
        .transport(mock.clone())
        .retry_policy(RetryPolicy::off());
    let client = client.build().expect("settings");
    mock.any()
        .reply(Reply::error(400, "X.1", "bad").then_interrupted())
        .reply(Reply::no_connection().body("x"))
        .reply(Reply::interrupted().with_status(201));
    let error = client.request("GET", "/x").send().await.expect_err("it breaks off");
    assert!(error.is_transport() && error.code().is_none(), "{error:?}");
    for what in ["a body", "a status"] {
        let error = client
            .request("GET", "/x")
            .send()
            .await
            .expect_err("no response")
            .to_string();
        assert!(error.contains(what), "{error}");
    }
}
