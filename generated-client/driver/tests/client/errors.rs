//! How the client decodes responses that are no page: every shape of an error that is known, and shapes that are not.

use driver::server::CannedResponse;
use huaweicloud_hss::{Error, ErrorKind};

use crate::support::{call, fail};

/// The predicates that say what to do, by name.
fn said(error: &Error) -> Vec<&'static str> {
    let all = [
        ("unauthorized", error.is_unauthorized()),
        ("forbidden", error.is_forbidden()),
        ("not found", error.is_not_found()),
        ("throttled", error.is_throttled()),
        ("retryable", error.is_retryable()),
        ("timeout", error.is_timeout()),
        ("transport", error.is_transport()),
        ("decode", error.is_decode()),
    ];
    all.into_iter()
        .filter(|(_, holds)| *holds)
        .map(|(name, _)| name)
        .collect()
}

#[tokio::test]
async fn every_known_shape_is_read() {
    // Status, body, code, message and request ID; no code is `None`.
    let shapes = [
        (
            403,
            r#"{"error_code":"APIGW.0302","error_msg":"denied","request_id":"r1"}"#,
            "APIGW.0302",
            "denied",
            Some("r1"),
        ),
        (
            400,
            r#"{"errorCode":"HSS.0001","errorMsg":"bad"}"#,
            "HSS.0001",
            "bad",
            None,
        ),
        (401, r#"{"code":"C.1","message":"who"}"#, "C.1", "who", None),
        (
            401,
            r#"{"error":{"code":401,"message":"expired","title":"Unauthorized"}}"#,
            "401",
            "expired",
            None,
        ),
        (
            400,
            r#"{"error":{"error_code":"N.1","error_msg":"nested","request_id":"r2"}}"#,
            "N.1",
            "nested",
            Some("r2"),
        ),
        (
            400,
            r#"{"x":1,"inner":{"errorCode":"N.2","errorMsg":"nested"},"request_id":"r3"}"#,
            "N.2",
            "nested",
            Some("r3"),
        ),
        (
            400,
            r#"{"error_code":"A","error_msg":"m","code":"B","message":"n"}"#,
            "A",
            "m",
            None,
        ),
        (
            400,
            r#"{"error_code":null,"errorCode":"","code":"B","message":"n"}"#,
            "B",
            "n",
            None,
        ),
        (
            400,
            r#"{"error_code":"A","message":"of another shape"}"#,
            "A",
            "of another shape",
            None,
        ),
        (400, r#"{"message":"no code"}"#, "", "no code", None),
        (500, r#"{"error_code":12}"#, "12", r#"{"error_code":12}"#, None),
        (
            400,
            "\u{feff}{\"error_code\":\"A\",\"error_msg\":\"after a byte order mark\"}",
            "A",
            "after a byte order mark",
            None,
        ),
    ];
    for (status, body, code, message, request_id) in shapes {
        let error = fail(CannedResponse::json(status, body)).await;
        assert_eq!(error.kind(), ErrorKind::Api, "{body}");
        assert_eq!(error.status(), Some(status), "{body}");
        assert_eq!(error.code(), Some(code).filter(|code| !code.is_empty()), "{body}");
        assert_eq!(error.message(), message, "{body}");
        assert_eq!(error.request_id(), request_id, "{body}");
        assert_eq!(error.raw_body(), Some(body.as_bytes()), "{body}");
        assert_eq!(error.operation(), Some("ListContainerImageLogs"), "{body}");
    }
}

#[tokio::test]
async fn a_body_of_another_shape_is_a_message_without_a_code() {
    let page = "<html>\r\n<body>502 Bad Gateway</body>\r\n</html>";
    let html = fail(CannedResponse::new(502, &[("Content-Type", "text/html")], page)).await;
    assert_eq!(
        (html.kind(), html.status(), html.code()),
        (ErrorKind::Api, Some(502), None)
    );
    assert_eq!(html.message(), page);
    assert_eq!(html.raw_body(), Some(page.as_bytes()));
    assert_eq!(said(&html), ["retryable"]);
    assert!(!html.to_string().contains('\n'), "one line: {html}");
    // Nor does it change the direction of the text behind it.
    let turned = fail(CannedResponse::new(502, &[], "a\u{202e}b\u{2066}c\u{200f}d\u{2028}e")).await;
    assert!(
        turned.to_string().ends_with(r"a\u{202e}b\u{2066}c\u{200f}d\u{2028}e"),
        "{turned}"
    );

    // A label does not make it JSON.
    let labelled = fail(CannedResponse::json(502, page)).await;
    assert_eq!((labelled.code(), labelled.message()), (None, page));

    let empty = fail(CannedResponse::new(401, &[], "")).await;
    assert_eq!((empty.code(), empty.message()), (None, "the response is empty"));
    assert_eq!(said(&empty), ["unauthorized"]);

    for body in [
        "[]",
        "7",
        "null",
        r#""text""#,
        r#"{"other":["error_code"]}"#,
        "{\"error_code\":",
        "\u{0}",
    ] {
        let error = fail(CannedResponse::json(418, body)).await;
        assert_eq!((error.kind(), error.code()), (ErrorKind::Api, None), "{body}");
        assert_eq!(error.raw_body(), Some(body.as_bytes()));
    }

    let invalid = fail(CannedResponse::new(500, &[], b"\xff\xfe broken")).await;
    assert_eq!(invalid.raw_body(), Some(b"\xff\xfe broken".as_slice()));
    let long = fail(CannedResponse::new(500, &[], "x".repeat(100_000))).await;
    assert!(long.message().len() <= 1024 && long.to_string().len() < 500);
    assert_eq!(long.raw_body().map(<[u8]>::len), Some(100_000));
}

#[tokio::test]
async fn the_request_id_is_read_from_the_header_first() {
    let headers = [("Content-Type", "application/json"), ("x-request-id", "from-header")];
    let error = fail(CannedResponse::new(
        400,
        &headers,
        r#"{"error_code":"A","request_id":"from-body"}"#,
    ))
    .await;
    assert_eq!(error.request_id(), Some("from-header"));
    assert!(error.to_string().ends_with("(request from-header)"), "{error}");
    let page = call(CannedResponse::new(200, &headers, "{}")).await.expect("a page");
    assert_eq!(page.request_id(), Some("from-header"));
    assert_eq!(page.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn the_code_says_more_than_the_status() {
    let cases: [(u16, &str, &[&str]); 13] = [
        (429, "APIGW.0308", &["throttled", "retryable"]),
        (400, "APIGW.0308", &["throttled", "retryable"]),
        (404, "APIGW.0101", &["not found"]),
        (401, "APIGW.0301", &["unauthorized"]),
        (403, "APIGW.0302", &["forbidden"]),
        (401, "APIGW.0307", &["unauthorized"]),
        (403, "APIGW.0307", &["unauthorized"]),
        (500, "APIGW.0301", &["unauthorized"]),
        (400, "HSS.0001", &[]),
        (500, "HSS.0001", &["retryable"]),
        (403, "HSS.0009", &["forbidden"]),
        (429, "HSS.0009", &["throttled", "retryable"]),
        (501, "HSS.0009", &[]),
    ];
    for (status, code, expected) in cases {
        let error = fail(CannedResponse::json(
            status,
            format!(r#"{{"error_code":"{code}","error_msg":"m"}}"#),
        ))
        .await;
        assert_eq!(said(&error), expected, "{status} {code}");
    }
    for status in [408, 500, 502, 503, 504] {
        assert_eq!(
            said(&fail(CannedResponse::new(status, &[], "")).await),
            ["retryable"],
            "{status}"
        );
    }
}

#[tokio::test]
async fn an_error_under_200_is_an_error_and_never_an_empty_page() {
    for body in [
        r#"{"error_code":"HSS.0001","error_msg":"m"}"#,
        r#"{"errorCode":"HSS.0001","errorMsg":"m"}"#,
        r#"{"code":"HSS.0001","message":"m"}"#,
        r#"{"error":{"code":"HSS.0001","message":"m"}}"#,
        r#"{"total_num":0,"data_list":[],"error_code":"HSS.0001","error_msg":"m"}"#,
    ] {
        let error = fail(CannedResponse::json(200, body)).await;
        assert_eq!(error.kind(), ErrorKind::Api, "{body}");
        assert_eq!(
            (error.status(), error.code(), error.message()),
            (Some(200), Some("HSS.0001"), "m"),
            "{body}"
        );
        assert_eq!(error.raw_body(), Some(body.as_bytes()));
        assert!(said(&error).is_empty(), "{body}");
    }
    let throttled = fail(CannedResponse::json(
        200,
        r#"{"error_code":"APIGW.0308","error_msg":"m"}"#,
    ))
    .await;
    assert!(throttled.is_throttled());
}

#[tokio::test]
async fn an_additive_property_never_breaks_a_page() {
    for body in [
        r#"{"total_num":1,"data_list":[{"time":1}],"code":"OK"}"#,
        r#"{"total_num":1,"data_list":[{"time":1}],"code":200,"message":"fine"}"#,
        r#"{"total_num":1,"data_list":[{"time":1}],"meta":{"code":"X","message":"m"}}"#,
        r#"{"total_num":1,"data_list":[{"time":1}],"error_code":"X","error_msg":"m"}"#,
        r#"{"data_list":[{}],"error":{"code":"X","message":"m"}}"#,
        r#"{"total_num":1,"data_list":[{"time":1}],"error_code":null}"#,
        r#"{"total_num":1,"data_list":[{"time":1}],"error_code":""}"#,
        r#"{"total_num":1,"data_list":[{"time":1}],"code":0}"#,
        r#"{"total_num":1,"data_list":[{"time":1,"code":"x","message":"m"}]}"#,
        r#"{"total_num":1,"data_list":[{"time":1}],"image":{"code":"x"}}"#,
    ] {
        let page = call(CannedResponse::json(200, body)).await.expect(body);
        assert_eq!(page.data_list.len(), 1, "{body}");
    }
}

/// An empty page beside which all is said to be well, and a code without a message.
#[tokio::test]
async fn an_empty_page_with_a_code_that_is_no_error_is_empty() {
    for body in [
        r#"{"total_num":0,"data_list":[],"code":0,"message":"done"}"#,
        r#"{"total_num":0,"data_list":[],"code":"200","message":"done"}"#,
        r#"{"total_num":0,"data_list":[],"code":"Success","message":"done"}"#,
        r#"{"total_num":0,"data_list":[],"meta":{"code":200,"message":"done"}}"#,
        r#"{"total_num":0,"code":"X"}"#,
        r#"{"message":"m"}"#,
    ] {
        let page = call(CannedResponse::json(200, body)).await.expect(body);
        assert!(page.data_list.is_empty(), "{body}");
    }
}

#[tokio::test]
async fn other_success_statuses_are_not_pages() {
    for status in [201, 202, 204] {
        let error = fail(CannedResponse::json(status, if status == 204 { "" } else { "{}" })).await;
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::UnexpectedStatus, Some(status))
        );
        assert!(!error.is_retryable());
    }
    let accepted = fail(CannedResponse::json(202, r#"{"error_code":"A","error_msg":"m"}"#)).await;
    assert_eq!((accepted.kind(), accepted.code()), (ErrorKind::Api, Some("A")));
}

#[tokio::test]
async fn an_empty_200_is_an_error() {
    for body in ["", "  \r\n"] {
        let error = fail(CannedResponse::json(200, body)).await;
        assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
        assert_eq!(error.message(), "the response is empty");
        assert_eq!(error.raw_body(), Some(body.as_bytes()));
    }
}

#[tokio::test]
async fn a_value_of_another_type_is_named_and_the_body_is_available() {
    let body = r#"{"total_num":4,"data_list":[{},{},{},{"time":"2025-01-21"}]}"#;
    let headers = [("X-Request-Id", "r9")];
    let error = fail(CannedResponse::new(200, &headers, body)).await;
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("data_list[3].time"))
    );
    assert_eq!((error.status(), error.request_id()), (Some(200), Some("r9")));
    assert_eq!(error.raw_body(), Some(body.as_bytes()));
    assert_eq!(
        error.to_string(),
        "ListContainerImageLogs: status 200: the response does not fit the document at `data_list[3].time` (request r9)"
    );
    let cause = std::error::Error::source(&error).expect("a cause").to_string();
    assert!(
        cause.contains("invalid type: string") && cause.contains("i64"),
        "{cause}"
    );
    assert!(!error.to_string().contains(&cause), "the cause is not repeated");
    assert_eq!(format!("{error:#}"), format!("{error}: {cause}"));
    assert_eq!(said(&error), ["decode"]);
}

#[tokio::test]
async fn a_body_of_another_shape_is_not_a_page() {
    for body in ["[]", " [1]", "[[],3]", "7", "null", r#""text""#, "true"] {
        let error = fail(CannedResponse::json(200, body)).await;
        assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, None), "{body}");
        assert_eq!(error.raw_body(), Some(body.as_bytes()));
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_is_a_decode_error() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let bodies: [&[u8]; 7] = [
        b"<html></html>",
        b"{\"total_num\":",
        b"{} {}",
        b"NaN",
        b"{\"data_list\":[{\"content\":\"\xff\"}]}",
        b"\x1f\x8b\x08",
        deep.as_bytes(),
    ];
    for body in bodies {
        let error = fail(CannedResponse::json(200, body)).await;
        assert_eq!((error.kind(), error.raw_body()), (ErrorKind::Decode, Some(body)));
    }
}

#[tokio::test]
async fn a_string_that_is_not_utf_8_is_an_error_only_if_it_is_decoded() {
    let body: &[u8] = b"{\"total_num\":3,\"new\":\"\xff\",\"data_list\":[{\"content\":\"a\",\"new\":\"\xff\"}]}";
    let page = call(CannedResponse::json(200, body)).await.expect("a page");
    assert_eq!(page.total_num, Some(3));
    assert_eq!(page.data_list[0].content.as_deref(), Some("a"));
    let error = fail(CannedResponse::json(200, b"{\"new\":\"\xff\",\"total_num\":\"three\"}")).await;
    assert_eq!((error.kind(), error.path()), (ErrorKind::Decode, Some("total_num")));
}

#[tokio::test]
async fn json_is_decoded_under_any_content_type() {
    for label in [
        "application/json; charset=UTF-8",
        "application/problem+json",
        "text/plain",
        "application/octet-stream",
    ] {
        let page = call(CannedResponse::new(
            200,
            &[("Content-Type", label)],
            r#"{"total_num":3}"#,
        ))
        .await
        .expect(label);
        assert_eq!(page.total_num, Some(3));
    }
    assert!(call(CannedResponse::new(200, &[], "{}")).await.is_ok());
    assert!(call(CannedResponse::json(200, "\u{feff}{}")).await.is_ok());
}

#[tokio::test]
async fn null_is_absent_and_unknown_properties_are_ignored() {
    let body = r#"{"total_num":null,"data_list":null,"new":{"deep":[1]}}"#;
    let page = call(CannedResponse::json(200, body)).await.expect("a page");
    assert_eq!((page.total_num, page.data_list.len()), (None, 0));
    let body = r#"{"data_list":[{"time":null,"content":null,"new":1}]}"#;
    let page = call(CannedResponse::json(200, body)).await.expect("a page");
    assert_eq!((page.data_list[0].time, page.data_list.len()), (None, 1));
    assert_eq!(
        call(CannedResponse::json(200, "{}"))
            .await
            .expect("a page")
            .data_list
            .len(),
        0
    );
}
