//! Errors under a successful status, distinguished from responses by what the document declares; other parts of an
//! error.

use driver::server::CannedResponse;
use huaweicloud_hss::{
    Error, ErrorKind,
    runtime::generated::{Operation, Request},
};
use serde_json::Value;

use crate::{
    small::{GET, core},
    support::{always, fail},
};

static ANYTHING: Operation = Operation { declared: None, ..COPY };
static NOTHING: Operation = Operation {
    declared: Some(&[]),
    ..COPY
};
static CODED: Operation = Operation {
    declared: Some(&["code", "inner"]),
    ..COPY
};
const COPY: Operation = Operation {
    path: "/things",
    ..crate::small::operation("GET", &[])
};

async fn read(operation: &'static Operation, body: &str) -> Result<Value, Error> {
    let server = always(CannedResponse::json(200, body));
    let response = core(&server, |_| {}).json::<Value>(Request::new(operation)).await;
    response.map(|response| response.into_inner())
}

#[tokio::test]
async fn undeclared_code_and_message_are_an_error() {
    for body in [
        r#"{"code":"X","message":"m"}"#,
        r#"{"code":7,"message":"m","items":[]}"#,
        r#"{"error":{"code":"X","message":"m"}}"#,
        r#"{"total":0,"items":{},"other":{"code":"X","message":"m"}}"#,
    ] {
        let error = read(&GET, body).await.expect_err(body);
        assert_eq!(
            (error.kind(), error.status(), error.attempts()),
            (ErrorKind::Api, Some(200), 1),
            "{body}"
        );
    }
}

#[tokio::test]
async fn declared_properties_are_not_an_error() {
    for body in [
        r#"{"items":{"code":"X","message":"m"}}"#,
        r#"{"other":{"code":"X"}}"#,
        r#"{"other":[{"code":"X","message":"m"}]}"#,
        r#"{"other":{"deep":{"code":"X","message":"m"}}}"#,
        r#"{"code":0}"#,
        r#"{"code":""}"#,
        r#"{"code":"X"}"#,
        r#"{"message":"m"}"#,
        r#"{"total":1,"code":"X","message":"m"}"#,
        r#"{"total":1,"other":{"code":"X","message":"m"}}"#,
    ] {
        read(&GET, body).await.expect(body);
    }
    for body in [
        r#"{"code":"X","message":"m"}"#,
        r#"{"inner":{"code":"X","message":"m"}}"#,
    ] {
        read(&CODED, body).await.expect(body);
        read(&ANYTHING, body).await.expect(body);
        read(&NOTHING, body).await.expect(body);
    }
    read(&CODED, r#"{"error":{"code":"X","message":"m"}}"#)
        .await
        .expect_err("an error one level down");
}

/// Also where the page is empty, so that no declared property has a value.
#[tokio::test]
async fn a_code_of_a_success_is_not_an_error() {
    for code in [
        "0",
        "0.0",
        "\"0\"",
        "\"0000\"",
        "\"000000\"",
        "200",
        "201",
        "\"204\"",
        "\"200 OK\"",
        "\"OK\"",
        "\"Success\"",
        "\"SUCCEEDED\"",
        "\"no_error\"",
    ] {
        for body in [
            format!(r#"{{"total":0,"items":[],"code":{code},"message":"m"}}"#),
            format!(r#"{{"items":[],"meta":{{"code":{code},"message":"m"}}}}"#),
        ] {
            read(&GET, &body).await.expect(&body);
        }
    }
    for code in [
        "1",
        "-1",
        "300",
        "400",
        "\"0001\"",
        "\"2000\"",
        "\"X200\"",
        "\"404 Not Found\"",
        "\"HSS.0000\"",
        "\"nan\"",
        "\"inf\"",
        "\"not ok\"",
    ] {
        let body = format!(r#"{{"total":0,"items":[],"code":{code},"message":"m"}}"#);
        read(&GET, &body).await.expect_err(&body);
    }
}

#[tokio::test]
async fn members_beside_the_code_are_returned() {
    for body in [
        r#"{"code":"X","message":"m","hint":"h","unknown":"u"}"#,
        r#"{"error":{"code":"X","message":"m","hint":"h"}}"#,
        r#"{"error":{"code":"X","message":"m"},"hint":"h"}"#,
        r#"{"hint":"h"}"#,
    ] {
        let server = always(CannedResponse::json(403, body));
        let error = core(&server, |_| {}).empty(Request::new(&GET)).await.expect_err(body);
        assert_eq!(
            (error.detail("hint"), error.detail("other")),
            (Some("h"), None),
            "{body}"
        );
        assert_eq!(error.detail("unknown"), None, "the document does not name it");
    }
}

#[tokio::test]
async fn the_encoded_authorization_message_is_returned() {
    let body = r#"{"error_code":"HSS.1","error_msg":"denied","encoded_authorization_message":"a1b2"}"#;
    let error = fail(CannedResponse::json(403, body)).await;
    assert_eq!(error.encoded_authorization_message(), Some("a1b2"));
    assert_eq!(
        fail(CannedResponse::json(403, "{}"))
            .await
            .encoded_authorization_message(),
        None
    );
}
