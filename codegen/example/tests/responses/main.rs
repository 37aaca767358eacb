//! What a call returns for each kind of documented response, over a real socket.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod server;

use example_build_script::responses::{
    CreateNoteError, ExportNoteError, ExportNoteOutput, Headers, ListNotesError, RedirectError,
};
use example_build_script::types::{Note, Problem};
use huaweicloud_hss::{Error, ErrorKind, RetryPolicy};
use serde_json::json;
use server::{respond, respond_as, respond_json};

async fn export(status: u16, media_type: &str, body: &str) -> Result<ExportNoteOutput, Error> {
    let (client, served) = respond_as(status, media_type, body);
    let response = client.export_note("n").send().await;
    let head = served.join().unwrap();
    assert!(head.contains("accept: application/json, text/plain\r\n"), "{head}");
    response.map(|response| {
        assert_eq!(response.status(), status);
        response.into_inner()
    })
}

#[tokio::test]
async fn several_success_types_are_an_enum_by_status() {
    let export_of = |status, body| export(status, "application/json", body);
    let ExportNoteOutput::Status200(found) = export_of(200, r#"{"notes":3}"#).await.unwrap() else {
        panic!("the status is 200");
    };
    assert_eq!(found.notes, 3);
    let ExportNoteOutput::Status202(job) = export_of(202, r#"{"job":"j"}"#).await.unwrap() else {
        panic!("the status is 202");
    };
    assert_eq!(job.job, "j");
    assert_eq!(export_of(204, "").await.unwrap(), ExportNoteOutput::Status204);
    let other = export(206, "text/plain", "a part").await.unwrap();
    assert_eq!(other, ExportNoteOutput::Status2xx("a part".to_owned()));
}

#[tokio::test]
async fn the_body_of_another_status_is_not_taken_for_that_of_this_one() {
    let error = export(202, "application/json", r#"{"notes":3}"#).await.unwrap_err();
    assert!(error.is_decode(), "{error}");
}

#[tokio::test]
async fn the_status_of_an_error_says_what_callers_do_about_it() {
    for (status, expected) in [
        (400, [false, false, false, false, false]),
        (401, [true, false, false, false, false]),
        (403, [false, true, false, false, false]),
        (404, [false, false, true, false, false]),
        (429, [false, false, false, true, true]),
        (503, [false, false, false, false, true]),
    ] {
        let (client, served) = respond_json(status, "{}");
        let call = client.export_note("n").retry_policy(RetryPolicy::off());
        let error = call.send().await.unwrap_err();
        served.join().unwrap();
        let found = [
            error.is_unauthorized(),
            error.is_forbidden(),
            error.is_not_found(),
            error.is_throttled(),
            error.is_retryable(),
        ];
        assert_eq!(found, expected, "{status}: {error}");
    }
}

#[tokio::test]
async fn a_documented_media_type_that_is_not_decoded_is_an_error_that_names_it() {
    let error = export(200, "Text/CSV; charset=utf-8", "[]").await.unwrap_err();
    assert!(error.is_decode());
    assert!(error.to_string().contains("`Text/CSV`"), "{error}");
    assert_eq!(error.raw_body(), Some(&b"[]"[..]));
    // Of another status it is not documented, and labels are often wrong.
    let job = export(202, "text/csv", r#"{"job":"j"}"#).await.unwrap();
    assert!(matches!(job, ExportNoteOutput::Status202(_)));
}

#[tokio::test]
async fn a_body_or_nothing_is_an_option() {
    let (client, served) = respond_json(200, r#"{"notes":3}"#);
    let found = client.find_export("n").send().await.unwrap();
    assert_eq!(found.as_ref().map(|export| export.notes), Some(3));
    // The more common media type comes first.
    let head = served.join().unwrap();
    assert!(
        head.contains("accept: application/json, application/vnd.notes+json\r\n"),
        "{head}"
    );
    let (client, _) = respond(204, &[], "");
    let found = client.find_export("n").send().await.unwrap();
    assert_eq!((found.status(), found.into_inner()), (204, None));
    let (client, _) = respond(200, &[], "");
    let error = client.find_export("n").send().await.unwrap_err();
    assert!(error.is_decode(), "an empty body is documented for 204 only: {error}");
}

#[tokio::test]
async fn one_schema_under_several_statuses_is_one_type() {
    for status in [200, 201] {
        let (client, _) = respond_json(status, r#"{"bytes":7}"#);
        let response = client.replace_export("n").send().await.unwrap();
        assert_eq!((response.status(), response.bytes), (status, Some(7)));
    }
}

#[tokio::test]
async fn head_has_no_body_whatever_the_document_says() {
    let (client, served) = respond_json(200, "");
    client.check_export("n").send().await.unwrap();
    assert!(served.join().unwrap().starts_with("head /notes/n/export "));
}

#[tokio::test]
async fn json_without_a_schema_is_any_value() {
    let (client, _) = respond_json(200, r#"[1,{"a":null}]"#);
    let value = client.read_raw().send().await.unwrap();
    assert_eq!(*value, json!([1, {"a": null}]));
}

#[tokio::test]
async fn media_types_without_json_are_all_requested() {
    let (client, served) = respond_as(200, "application/pdf", "%PDF\u{1}");
    let file = client.read_file().send().await.unwrap();
    assert_eq!(**file, *b"%PDF\x01");
    assert_eq!(file.header("content-type"), Some("application/pdf"));
    let head = served.join().unwrap();
    assert!(head.contains("accept: text/csv, application/pdf\r\n"), "{head}");
}

#[tokio::test]
async fn texts_are_strings_and_default_is_a_success_where_no_other_is_documented() {
    let (client, served) = respond_as(201, "text/markdown", "# Text");
    assert_eq!(*client.read_text().send().await.unwrap(), "# Text");
    let head = served.join().unwrap();
    assert!(head.contains("accept: text/plain, text/markdown\r\n"), "{head}");
    let (client, _) = respond_as(404, "text/plain", "none");
    let error = client.read_text().send().await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Api, "none"));
}

#[tokio::test]
async fn the_schema_of_any_media_type_says_whether_it_is_json() {
    let (client, served) = respond_json(200, r#"{"notes":3}"#);
    assert_eq!(client.read_anything().send().await.unwrap().notes, 3);
    assert!(served.join().unwrap().contains("accept: */*\r\n"));
}

#[tokio::test]
async fn a_redirect_is_a_success_where_no_other_is_documented() {
    let (client, _) = respond(303, &[("location", "/elsewhere")], "");
    let response = client.redirect().send().await.unwrap();
    assert_eq!(
        (response.status(), response.header("location")),
        (303, Some("/elsewhere"))
    );
    let (client, _) = respond_json(200, "{}");
    let error = client.redirect().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedStatus);
    assert!(matches!(
        RedirectError::from_error(&error),
        Some(RedirectError::Default(_))
    ));
}

async fn export_error(status: u16, body: &str) -> Error {
    export(status, "application/json", body).await.unwrap_err()
}

#[tokio::test]
async fn the_body_of_an_error_has_the_type_of_its_status() {
    let error = export_error(404, r#"{"missing":"n"}"#).await;
    let Some(ExportNoteError::Status404(body)) = ExportNoteError::from_error(&error) else {
        panic!("the status is 404: {error}");
    };
    assert_eq!(body.missing, "n");
    let error = export_error(422, r#"{"code":"c","message":"m"}"#).await;
    let Some(ExportNoteError::Status4xx(problem)) = ExportNoteError::from_error(&error) else {
        panic!("the status has the range's body: {error}");
    };
    assert_eq!(
        (problem.code.as_deref(), problem.message.as_deref()),
        (Some("c"), Some("m"))
    );
    assert_eq!(
        error.message(),
        r#"{"code":"c","message":"m"}"#,
        "the document has no `x-error-body`"
    );
}

#[tokio::test]
async fn an_error_without_a_documented_body_is_none_of_the_enum() {
    // 403 has no body, 409 a text, and `default` any JSON.
    for status in [403, 409, 400] {
        let error = export_error(status, r#"{"message":"m"}"#).await;
        let found = ExportNoteError::from_error(&error);
        assert_eq!(found.is_some(), status == 400, "{status}: {found:?}");
        assert_eq!(error.body::<Problem>().unwrap().message.as_deref(), Some("m"));
    }
    let error = export_error(404, r#"{"message":"m"}"#).await;
    assert_eq!(ExportNoteError::from_error(&error), None, "it lacks what is required");
    // Of another operation.
    let (client, _) = respond_json(418, r#"{"message":"m"}"#);
    let error = client.list_notes().send().await.unwrap_err();
    assert!(ListNotesError::from_error(&error).is_some());
    assert!(CreateNoteError::from_error(&error).is_none());
    // No response of the service.
    let error = client.create_note().send().await.unwrap_err();
    assert!(error.is_invalid_argument() && CreateNoteError::from_error(&error).is_none());
    let reason = error.body::<Problem>().unwrap_err();
    assert!(reason.to_string().contains("there is no response body"), "{reason}");
}

#[tokio::test]
async fn a_body_that_does_not_fit_says_where_and_shows_no_secret() {
    let body = r#"{"id":1,"title":"t","state":"draft","place":{"latitude":"a key of this test"}}"#;
    let error = export_error(400, body).await;
    let reason = error.body::<Note>().unwrap_err();
    assert_eq!(
        (reason.kind(), reason.path()),
        (ErrorKind::Decode, Some("place.latitude"))
    );
    assert_eq!((reason.status(), reason.operation()), (Some(400), Some("exportNote")));
    let source = std::error::Error::source(&reason).unwrap().to_string();
    assert!(source.contains("REDACTED") && !source.contains("a key"), "{source}");
}

#[tokio::test]
async fn documented_headers_have_their_types() {
    let headers = [
        ("content-type", "application/json"),
        ("x-pages", "12"),
        ("x-bytes", "18446744073709551615"),
        ("final", "true"),
        ("etag", "\"a\""),
    ];
    let (client, _) = respond(200, &headers, r#"{"notes":3}"#);
    let response = client.find_export("n").send().await.unwrap();
    assert_eq!(
        (response.x_pages_header(), response.final_header()),
        (Some(12), Some(true))
    );
    assert_eq!(response.x_bytes_header(), Some(u64::MAX));
    assert_eq!(
        (response.e_tag_header(), response.retry_after_header()),
        (Some("\"a\""), None)
    );
    // What is not of the type is absent.
    let (client, _) = respond(204, &[("x-pages", "many"), ("final", "yes")], "");
    let response = client.find_export("n").send().await.unwrap();
    assert_eq!((response.x_pages_header(), response.final_header()), (None, None));
    let (client, _) = respond(429, &[("retry-after", "30")], "");
    let call = client.find_export("n").retry_policy(RetryPolicy::off());
    let error = call.send().await.unwrap_err();
    assert_eq!(error.retry_after_header(), Some(30));
    assert_eq!(error.header("retry-after"), Some("30"));
}
