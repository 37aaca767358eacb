//! What one call adds to its request, and what it gets of its response: headers, parameters of the query, the raw body.

use driver::server::{CannedResponse, Received};
use huaweicloud_hss::{
    CallOptions, Error, ErrorKind,
    runtime::generated::{
        Api, Call, Config, Core, ErrorBody, Operation, Parameter, RetryPolicy, SchemeKind, SecurityScheme, Status,
    },
};
use serde_json::{Value, json};

use crate::{
    small,
    support::{TOKEN, always, client, start, user_agent},
};

const CANARY: &str = "canary-value-7d21";

/// A document without signatures, with credentials in every place.
static API: Api = Api {
    title: "places",
    version: "1",
    servers: &[],
    security_schemes: &[
        scheme("header", SchemeKind::Header("X-Key")),
        scheme("query", SchemeKind::Query("api key")),
        scheme("cookie", SchemeKind::Cookie("session")),
    ],
    error_body: ErrorBody {
        code: &["code"],
        message: &["message"],
        request_id: &[],
        request_id_header: None,
        details: &[],
    },
};

const fn scheme(name: &'static str, kind: SchemeKind) -> SecurityScheme {
    SecurityScheme {
        name,
        kind,
        setters: &[],
    }
}

static LIST: Operation = Operation {
    path: "/things",
    parameters: &[
        Parameter::query("tag"),
        Parameter::query("open").reserved(),
        Parameter::header("X-Language"),
        Parameter::cookie("theme"),
    ],
    accept: Some("application/json"),
    success: &[Status::Exact(200)],
    security: &[&["query", "cookie"], &[]],
    ..Operation::DEFAULT
};

fn places(endpoint: String) -> Core {
    let mut config = Config::new(&API);
    config.endpoint(endpoint);
    config.retry_policy(RetryPolicy::off());
    config.secret("query", "canary-query-1".into());
    config.secret("cookie", "canary-cookie-1".into());
    config.build().expect("the settings are right")
}

/// What the server sees of a call of [`LIST`].
async fn seen(change: impl FnOnce(CallOptions) -> CallOptions) -> Received {
    let server = always(CannedResponse::json(200, "{}"));
    let call = Call::new(&places(server.endpoint()), &LIST)
        .set_text(0, "a")
        .set_text(1, "x/y")
        .set_text(2, "en")
        .set_text(3, "dark");
    call.with_options(change).json::<Value>().await.expect("it is sent");
    server.received().remove(0)
}

#[tokio::test]
async fn headers_and_parameters_are_added_or_take_the_place_of_those_of_the_call() {
    let plain = seen(|options| options).await;
    assert_eq!(plain.query(), "tag=a&open=x/y&api%20key=canary-query-1");
    let request = seen(|options| {
        let options = options
            .header("X-Trace", "1")
            .header("x-trace", "2")
            .header("x-language", "de");
        options
            .header("User-Agent", "me/1")
            .query("tag", "b c")
            .query("tag", "d&e")
            .query("é", "+")
    })
    .await;
    assert_eq!(
        request.query(),
        "open=x/y&api%20key=canary-query-1&tag=b%20c&tag=d%26e&%C3%A9=%2B"
    );
    let values = |name: &str| -> Vec<String> {
        let headers = request
            .headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        headers.map(|(_, value)| value.clone()).collect()
    };
    assert_eq!(values("x-trace"), ["1", "2"]);
    assert_eq!(
        (values("x-language"), values("user-agent")),
        (vec!["de".to_owned()], vec!["me/1".to_owned()])
    );
    assert_eq!(request.header("cookie"), plain.header("cookie"));
}

#[tokio::test]
async fn a_query_stays_in_canonical_form_where_requests_are_signed() {
    let server = always(CannedResponse::json(200, "{}"));
    let call = client(&server).list_container_image_logs().limit(5).user_name("u");
    call.options(|options| {
        options
            .query("limit", "7")
            .query("a b", "*")
            .query("Z", "")
            .query("limit", "1")
    })
    .send()
    .await
    .expect("a page");
    assert_eq!(server.received()[0].query(), "Z=&a%20b=%2A&limit=1&limit=7&user_name=u");
}

#[tokio::test]
async fn what_belongs_to_the_client_cannot_be_added() {
    let server = always(CannedResponse::json(200, "{}"));
    let client = client(&server);
    let refused = async |change: &dyn Fn(CallOptions) -> CallOptions| -> Error {
        let outcome = client.list_container_image_logs().options(change).send().await;
        let error = outcome.expect_err("it is refused");
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::InvalidArgument, 0),
            "{error}"
        );
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains(CANARY) && error.operation() == Some("ListContainerImageLogs"),
            "{shown}"
        );
        error
    };
    for (name, instead) in [
        ("Authorization", "`credentials(…)`"),
        ("X-AUTH-TOKEN", "`credentials(…)`"),
        ("Host", "`endpoint(…)`"),
        ("content-LENGTH", "body"),
        ("Transfer-Encoding", "body"),
        ("Trailer", "body"),
        ("Connection", "connections"),
        ("Keep-Alive", "connections"),
        ("TE", "connections"),
        ("Upgrade", "connections"),
        ("HTTP2-Settings", "connections"),
        ("Expect", "connections"),
        ("Proxy-Authorization", "`proxy(…)`"),
        ("Proxy-Connection", "connections"),
        ("Accept-Encoding", "encodings"),
    ] {
        let error = refused(&|options| options.header("X-Fine", "1").header(name, CANARY)).await;
        let text = error.to_string();
        assert!(
            text.contains(&format!("`{}`", name.to_lowercase())) && text.contains(instead),
            "{text}"
        );
    }
    for (name, value) in [
        ("", CANARY),
        ("a b", CANARY),
        (CANARY, "line\r\nX-Injected: canary-value-7d21"),
        ("X-A\r\nX-Injected", CANARY),
        ("X-Null", "canary-value-7d21\0"),
    ] {
        let error = refused(&|options| options.header(name.replace(CANARY, "X-A"), value)).await;
        assert!(error.to_string().contains("invalid in a header"), "{error}");
    }
    assert!(server.received().is_empty(), "nothing was sent");
}

/// The headers of the way to authenticate are known only to it; and so are the places of a document's schemes.
#[tokio::test]
async fn the_places_of_credentials_cannot_be_added() {
    let server = always(CannedResponse::json(200, "{}"));
    let signed = crate::support::builder(&server.endpoint())
        .access_key("AK", "SK")
        .build()
        .expect("settings");
    for name in ["X-Sdk-Date", "X-Security-Token", "X-Project-Id", "x-sdk-content-sha256"] {
        let call = signed
            .list_container_image_logs()
            .options(|options| options.header(name, CANARY));
        let call = call.options(|options| options.credentials(&signed));
        let error = call.send().await.expect_err(name);
        assert!(
            error.is_invalid_argument() && error.to_string().contains(&name.to_lowercase()),
            "{error}"
        );
    }
    let core = places(server.endpoint());
    let refused = async |change: fn(CallOptions) -> CallOptions| {
        let outcome = Call::new(&core, &LIST).with_options(change).json::<Value>().await;
        outcome.expect_err("it is refused").to_string()
    };
    assert!(
        refused(|options| options.header("X-Key", CANARY))
            .await
            .contains("`x-key`")
    );
    assert!(
        refused(|options| options.header("Cookie", "a=b"))
            .await
            .contains("`cookie`")
    );
    assert!(
        refused(|options| options.query("api key", CANARY))
            .await
            .contains("`api key`")
    );
    assert!(server.received().is_empty());
    // No scheme of this document has cookies.
    let small = small::core(&server, |_| {});
    let call =
        Call::new(&small, &small::GET).with_options(|options| options.header("Cookie", "a=b").header("Cookie", "c=d"));
    call.json::<Value>().await.expect("it is sent");
    assert_eq!(server.received()[0].header("cookie"), Some("a=b; c=d"));
}

#[tokio::test]
async fn added_values_are_not_shown() {
    let repeat = |request: &Received| {
        let all = format!("{} {:?}", request.target, request.headers);
        CannedResponse::new(
            400,
            &[("X-Request-Id", CANARY)],
            json!({"error_msg": all, "error_code": CANARY}).to_string(),
        )
    };
    let server = start(repeat);
    let call = client(&server).list_container_image_logs().options(|options| {
        options
            .header("X-Trace", CANARY)
            .query("preview", CANARY)
            .idempotency_key(CANARY)
    });
    let shown = format!(
        "{call:?} {:?}",
        CallOptions::default().header("X-Trace", CANARY).idempotency_key(CANARY)
    );
    assert!(!shown.contains(CANARY), "{shown}");
    let call = call.options(|options| {
        options.idempotency_key(huaweicloud_hss::IdempotencyKey::new("canary-key-55a0").in_header("X-Key"))
    });
    let error = call.send().await.expect_err("an error");
    let shown = format!("{error} {error:?} {:?} {:?}", error.code(), error.request_id());
    assert!(!shown.contains("canary"), "{shown}");
    assert!(shown.contains("REDACTED") && server.received().len() == 1, "{shown}");
}

#[tokio::test]
async fn a_call_without_options_is_sent_as_before() {
    let server = always(CannedResponse::json(200, "{}"));
    client(&server)
        .list_container_image_logs()
        .options(|options| options)
        .send()
        .await
        .expect("a page");
    let request = server.received().remove(0);
    assert_eq!(
        (request.header("x-auth-token"), request.header("user-agent")),
        (Some(TOKEN), Some(&*user_agent()))
    );
    assert_eq!(request.headers.len(), 5, "{:?}", request.headers);
}

#[tokio::test]
async fn added_values_are_sent_for_each_page() {
    let body = |total: usize| CannedResponse::json(200, json!({"total_num": total, "data_list": []}).to_string());
    let server = always(body(0));
    let mut pages = client(&server)
        .list_container_image_logs()
        .options(|options| options.header("X-Trace", "1").query("preview", "true"))
        .pages();
    while pages.next().await.is_some() {}
    let received = server.received();
    assert!(!received.is_empty());
    for request in received {
        assert_eq!(request.header("x-trace"), Some("1"));
        assert!(request.query().contains("preview=true"), "{}", request.query());
    }
}

#[tokio::test]
async fn a_raw_response_has_everything_whatever_its_media_type() {
    let bytes = b"\xff\x00 not JSON";
    for status in [200, 206, 299] {
        let headers = [("Content-Type", "application/zip"), ("X-Two", "1"), ("X-Two", "2")];
        let server = always(CannedResponse::new(status, &headers, bytes));
        let response = client(&server)
            .list_container_image_logs()
            .send_raw()
            .await
            .expect("a response");
        assert_eq!((response.status(), &**response), (status, &bytes[..]));
        let two: Vec<_> = response
            .headers()
            .filter(|(name, _)| *name == "x-two")
            .map(|(_, value)| value)
            .collect();
        assert_eq!(two, [b"1", b"2"]);
    }
    let server = always(CannedResponse::json(404, r#"{"error_code":"A.1","error_msg":"gone"}"#));
    let error = client(&server)
        .list_container_image_logs()
        .send_raw()
        .await
        .expect_err("an error");
    assert_eq!((error.code(), error.status()), (Some("A.1"), Some(404)));
    // An error under the status of a success is one here as well.
    let server = always(CannedResponse::json(200, r#"{"error_code":"A.1","error_msg":"gone"}"#));
    let error = client(&server)
        .list_container_image_logs()
        .send_raw()
        .await
        .expect_err("an error");
    assert_eq!(error.code(), Some("A.1"));
    let server = always(CannedResponse::new(
        302,
        &[("Location", "https://elsewhere.example")],
        "",
    ));
    let error = client(&server)
        .list_container_image_logs()
        .send_raw()
        .await
        .expect_err("a redirect");
    assert_eq!(error.kind(), ErrorKind::UnexpectedStatus);
}

#[tokio::test]
async fn a_response_that_keeps_its_body_has_the_undeclared_properties() {
    let body = json!({
        "total_num": 1,
        "cursor/~": {"next": 2},
        "nothing": null,
        "data_list": [{"event_name": "e", "cluster": "c1"}, {"event_name": null, "time": 5}],
    });
    let server = always(CannedResponse::json(200, body.to_string()));
    let call = client(&server).list_container_image_logs();
    let plain = call.clone().send().await.expect("a page");
    assert_eq!((plain.raw_body(), plain.undeclared()), (None, None));
    let page = call.options(CallOptions::keep_body).send().await.expect("a page");
    assert_eq!((page.total_num, page.data_list.len()), (Some(1), 2));
    assert_eq!(page.raw_body(), Some(body.to_string().as_bytes()));
    let found: Vec<_> = page.undeclared().expect("the body is kept").into_iter().collect();
    assert_eq!(
        found,
        [
            ("/cursor~1~0".to_owned(), json!({"next": 2})),
            ("/data_list/0/cluster".to_owned(), json!("c1"))
        ]
    );
}
