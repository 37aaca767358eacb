//! Answers: statuses, media types, headers, and bodies that are there or not.

use recording::{Interaction, Unobserved};

use super::{Wrong, headers, interaction};

fn with(responses: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: v1}}\npaths: {{/x: {{get: {{operationId: x, responses: {responses}}}, \
         head: {{operationId: y, responses: {responses}}}, post: {{operationId: z, requestBody: {{content: \
         {{application/json: {{schema: {{type: integer}}}}, 'text/*': {{schema: {{type: string, maxLength: 2}}}}}}}}, \
         responses: {responses}}}}}}}\n"
    )
}

fn response_of(status: u16, sent: &[(&str, &str)], body: &[u8]) -> Interaction {
    let mut response_of = interaction("GET", "https://example.com/x", body);
    response_of.response.status = status;
    response_of.response.headers = headers(sent);
    response_of
}

const INTEGER: &str = "{description: d, content: {application/json: {schema: {type: integer}}}}";
const STRING: &str = "{description: d, content: {application/json: {schema: {type: string}}}}";
const JSON: (&str, &str) = ("Content-Type", "application/json");

#[test]
fn statuses() {
    let all = with(&format!(
        "{{'200': {INTEGER}, 2XX: {STRING}, '404': {INTEGER}, default: {{description: d, content: {{application/json: {{schema: {{type: boolean}}}}}}}}}}"
    ));
    let some = with(&format!("{{'200': {INTEGER}, 4XX: {STRING}}}"));
    let mut wrong = Wrong::default();
    for (text, status, body, expected) in [
        // The exact one before the range, the range before the default.
        (&all, 200, "1", &[][..]),
        (&all, 200, "true", &["type"]),
        (&all, 201, "\"a\"", &[]),
        (&all, 201, "1", &["type"]),
        (&all, 404, "1", &[]),
        (&all, 400, "true", &[]),
        (&all, 500, "true", &[]),
        (&all, 500, "1", &["type"]),
        (&some, 404, "\"a\"", &[]),
        (&some, 404, "1", &["type"]),
        (&some, 201, "1", &["status status"]),
        (&some, 302, "", &["status status"]),
        (&some, 500, "<html>", &["status status"]),
    ] {
        wrong.expect(
            &format!("{status}: {body}"),
            text,
            &response_of(status, &[JSON], body.as_bytes()),
            expected,
        );
    }
}

#[test]
fn media_types() {
    let content = |content: &str| with(&format!("{{'200': {{description: d, content: {content}}}}}"));
    let wrong_type: &[&str] = &["content-type response.header:Content-Type"];
    type OfType<'t> = (&'t str, &'t str, &'t [&'t str]);
    let cases: &[(&str, &[OfType<'_>])] = &[
        (
            "{application/json: {schema: {type: integer}}}",
            &[
                ("application/json", "1", &[]),
                ("application/json; charset=utf-8", "1", &[]),
                ("APPLICATION/Json;charset=UTF-8", "1", &[]),
                (" application/json ", "x", &["json"]),
                ("application/problem+json", "1", wrong_type),
                ("application/vnd.api+json", "1", wrong_type),
                ("application/jsonx", "1", wrong_type),
                ("text/json", "1", wrong_type),
                ("text/plain", "1", wrong_type),
                ("text/html", "<html>", wrong_type),
                ("application/octet-stream", "1", wrong_type),
                ("", "1", wrong_type),
            ],
        ),
        (
            "{application/problem+json: {schema: {type: integer}}}",
            &[
                ("application/problem+json", "1", &[]),
                ("application/Problem+JSON; x=y", "true", &["type"]),
                ("application/json", "1", wrong_type),
            ],
        ),
        (
            "{'application/json; charset=utf-8': {schema: {type: integer}}}",
            &[
                ("application/json", "1", &[]),
                ("application/json;charset=\"UTF-8\"", "true", &["type"]),
            ],
        ),
        // Parameters choose among several.
        (
            "{'application/json; v=1': {schema: {type: integer}}, 'application/json; v=2': {schema: {type: boolean}}, application/json: {schema: {type: string}}}",
            &[
                ("application/json; v=1", "1", &[]),
                ("application/json;V=2", "true", &[]),
                ("application/json", "\"a\"", &[]),
                ("application/json; v=2", "1", &["type"]),
            ],
        ),
        // The most specific entry.
        (
            "{'*/*': {schema: {type: boolean}}, 'application/*': {schema: {type: string}}, application/json: {schema: {type: integer}}}",
            &[
                ("application/json", "1", &[]),
                ("application/problem+json", "\"a\"", &[]),
                ("application/problem+json", "1", &["type"]),
                ("text/json", "true", &[]),
                ("text/json", "1", &["type"]),
                ("text/plain", "true", &[]),
                ("text/plain", "yes", &["type"]),
            ],
        ),
        (
            "{'*/*': {schema: {type: string}}}",
            &[
                ("image/png", "x", &[]),
                ("application/json", "x", &["json"]),
                ("application/json", "\"x\"", &[]),
            ],
        ),
        // A text is its own value.
        (
            "{text/plain: {schema: {type: string, maxLength: 3}}}",
            &[
                ("text/plain", "abc", &[]),
                ("text/plain", "abcd", &["length"]),
                ("text/plain", "", &[]),
            ],
        ),
        (
            "{text/plain: {schema: {type: integer, maximum: 5}}}",
            &[
                ("text/plain", "5", &[]),
                ("text/plain", "6", &["bounds"]),
                ("text/plain", "five", &["type"]),
                ("text/plain", "", &["type"]),
            ],
        ),
        (
            "{text/plain: {schema: {enum: [1, a]}}}",
            &[
                ("text/plain", "1", &[]),
                ("text/plain", "a", &[]),
                ("text/plain", "b", &["enum"]),
            ],
        ),
        (
            "{application/octet-stream: {schema: {type: string, format: binary}}}",
            &[
                ("application/octet-stream", "x", &[]),
                ("application/octet-stream", "", &[]),
                ("application/json", "1", wrong_type),
            ],
        ),
        (
            "{application/json: {}}",
            &[
                ("application/json", "{\"any\": 1}", &[]),
                ("application/json", "x", &["json"]),
            ],
        ),
    ];
    let mut wrong = Wrong::default();
    for (entries, responses) in cases {
        for (media_type, body, expected) in *responses {
            let sent = response_of(200, &[("content-type", media_type)], body.as_bytes());
            wrong.expect(
                &format!("{entries}: {media_type}, {body}"),
                &content(entries),
                &sent,
                expected,
            );
        }
        wrong.expect(
            &format!("{entries}: none"),
            &content(entries),
            &response_of(200, &[], b"1"),
            wrong_type,
        );
    }
    // An unobserved body is taken for JSON.
    let mut unseen = response_of(200, &[], b"true");
    unseen.unobserved = vec![Unobserved::ResponseHeaders];
    wrong.expect(
        "unseen headers",
        &with(&format!("{{'200': {INTEGER}}}")),
        &unseen,
        &["type"],
    );
}

#[test]
fn present_and_absent_bodies() {
    let text = with(&format!(
        "{{'200': {INTEGER}, '201': {{description: d}}, '202': {{description: d, content: {{}}}}, '204': {INTEGER}, '304': {INTEGER}, 4XX: {INTEGER}}}"
    ));
    let mut wrong = Wrong::default();
    for (status, sent, body, expected) in [
        (200, &[JSON][..], "1", &[][..]),
        (200, &[JSON], "", &["body-missing"]),
        (200, &[], "", &["body-missing"]),
        (200, &[JSON], " ", &["json"]),
        (200, &[], "1", &["content-type response.header:Content-Type"]),
        (404, &[JSON], "", &["body-missing"]),
        (201, &[JSON], "", &[]),
        (201, &[], "", &[]),
        (201, &[JSON], "1", &["body-undocumented"]),
        (202, &[JSON], "1", &["body-undocumented"]),
        (204, &[], "", &[]),
        (204, &[JSON], "", &[]),
        (204, &[JSON], "1", &["body-unexpected"]),
        (304, &[JSON], "", &[]),
        (304, &[JSON], "1", &["body-unexpected"]),
    ] {
        wrong.expect(
            &format!("{status} {sent:?} {body:?}"),
            &text,
            &response_of(status, sent, body.as_bytes()),
            expected,
        );
    }
    let mut head = response_of(200, &[JSON], b"");
    head.request.method = "HEAD".into();
    wrong.expect("HEAD", &text, &head, &[]);
    head.response.body = b"1".to_vec();
    wrong.expect("HEAD with a body", &text, &head, &["body-unexpected"]);
    let mut unseen = response_of(200, &[], b"");
    unseen.unobserved = vec![Unobserved::ResponseBody];
    wrong.expect("unseen body", &text, &unseen, &[]);
}

#[test]
fn bodies_of_requests() {
    let text = with("{'204': {description: d}}");
    let mut wrong = Wrong::default();
    for (media_type, body, expected) in [
        (Some("application/json"), Some("1"), &[][..]),
        (Some("application/json"), Some("\"x\""), &["type"]),
        (Some("application/json"), Some("{"), &["json"]),
        (Some("text/csv"), Some("ab"), &[]),
        (Some("text/csv"), Some("abc"), &["length"]),
        (Some("image/png"), Some("x"), &["content-type"]),
        (None, Some("1"), &["content-type"]),
        (Some("application/json"), Some(""), &[]),
        (None, None, &[]),
    ] {
        let mut other = response_of(204, &[], b"");
        other.request.method = "POST".into();
        other.request.body = body.map(|body| body.as_bytes().to_vec());
        other
            .request
            .headers
            .extend(media_type.map(|name| recording::Header::new("Content-Type", name)));
        wrong.expect(&format!("{media_type:?} {body:?}"), &text, &other, expected);
        let required = text.replace("requestBody: {", "requestBody: {required: true, ");
        if body.is_none_or(str::is_empty) {
            wrong.expect("required", &required, &other, &["body-missing"]);
        }
    }
    let mut unexpected = response_of(204, &[], b"");
    unexpected.request.body = Some(b"1".to_vec());
    wrong.expect("a body of GET", &text, &unexpected, &["body-undocumented"]);
}

#[test]
fn headers_of_responses() {
    let declared = "{X-N: {required: true, schema: {type: integer}}, X-L: {schema: {type: array, maxItems: 2, items: {type: \
                    integer}}}, X-O: {explode: true, schema: {type: object, properties: {a: {type: integer}}}}, X-J: \
                    {content: {application/json: {schema: {type: array, items: {}}}}}, X-D: {schema: {type: string, maxLength: 30}}, \
                    Content-Type: {required: true, schema: {type: string, enum: [never]}}}";
    let text = with(&format!("{{'204': {{description: d, headers: {declared}}}}}"));
    let mut wrong = Wrong::default();
    let n = ("X-N", "1");
    for (sent, expected) in [
        (&[n][..], &[][..]),
        (&[("x-n", "1")], &[]),
        (&[], &["header-missing response.header:X-N"]),
        (&[("X-N", "one")], &["type response.header:X-N"]),
        (&[("X-N", "1.0")], &["type response.header:X-N"]),
        (&[("X-N", "REDACTED")], &[]),
        (&[("X-N", "1"), ("x-n", "2")], &[]),
        (&[("X-N", "1"), ("x-n", "two")], &["type response.header:X-N"]),
        (&[n, ("X-L", "1, 2")], &[]),
        (&[n, ("X-L", "1"), ("x-l", "2")], &[]),
        (&[n, ("X-L", "1"), ("x-l", "2,3")], &["items response.header:X-L"]),
        (&[n, ("X-L", "1, x")], &["type response.header:X-L"]),
        (&[n, ("X-O", "a=1")], &[]),
        (&[n, ("X-O", "a=x")], &["type response.header:X-O"]),
        (&[n, ("X-J", "[1]")], &[]),
        (&[n, ("X-J", "1")], &["type response.header:X-J"]),
        (&[n, ("X-J", "a")], &["json response.header:X-J"]),
        (&[n, ("X-D", "Sat, 31 Jan 2026 10:00:00 GMT")], &[]),
        // Headers of responses are documented by exception: others are never reported.
        (&[n, ("X-Other", "1"), ("Server", "s"), ("Set-Cookie", "a=b")], &[]),
    ] {
        wrong.expect(&format!("{sent:?}"), &text, &response_of(204, sent, b""), expected);
    }
}
