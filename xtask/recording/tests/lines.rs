//! A line of NDJSON is a recording, or raw traffic whose bodies keep their bytes; what could be either way is refused.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

use recording::json::{Position, position};
use recording::ndjson::interaction;
use std::collections::HashSet;

use recording::redaction::{Facts, Piece, Policy, Route, Vocabulary};
use recording::{Captured, Error, Header, Kind, Unobserved};

fn line(request: &str, response: &str) -> String {
    format!(
        r#"{{"id": 7, "request": {{"method": "GET", "url": "https://a.example/x", {request}}}, "response": {{"status": 200, {response}}}}}"#
    )
}

fn read(request: &str, response: &str) -> Captured {
    let text = line(request, response);
    interaction(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn refused(request: &str, response: &str) -> Error {
    interaction(line(request, response).as_bytes()).err().unwrap()
}

const NONE: &str = r#""headers": {}"#;

#[test]
fn a_body_keeps_its_bytes_in_every_form() {
    let cases: [(&str, &[u8]); 12] = [
        (
            r#""body": {"json": {"a" : 1.0,  "a": "\ud800", "\u0062":[1e400]}}"#,
            br#"{"a" : 1.0,  "a": "\ud800", "\u0062":[1e400]}"#,
        ),
        (r#""body": { "json" : null }"#, b"null"),
        (r#""body": {"text": "{\"a\": 1}\n"}"#, b"{\"a\": 1}\n"),
        (r#""body": {"base64": "/+k="}"#, b"\xFF\xE9"),
        (r#""body": "{\"a\": 1}\n\u00e9""#, "{\"a\": 1}\né".as_bytes()),
        (r#""body": """#, b""),
        (r#""body": null"#, b""),
        (r#""body_base64": "/+k""#, b"\xFF\xE9"),
        (r#""body_base64": null, "body": "x""#, b"x"),
        (r#""body_base64": "eA==", "body": null"#, b"x"),
        (r#""content_length": 3"#, b""),
        (r#""body": "\u001f\u008b""#, "\u{1F}\u{8B}".as_bytes()),
    ];
    for (body, bytes) in cases {
        let of_response = read(NONE, &format!("{NONE}, {body}")).interaction;
        assert_eq!(of_response.response.body, bytes, "{body}");
        assert!(of_response.unobserved.is_empty(), "{body}");
        let of_request = read(&format!("{NONE}, {body}"), NONE).interaction;
        assert_eq!(of_request.request.body.unwrap_or_default(), bytes, "{body}");
    }
    assert_eq!(read(NONE, NONE).interaction.request.body, None);
}

#[test]
fn a_body_that_could_be_read_two_ways_is_refused() {
    let cases = [
        (r#""body": {"a": 1}"#, "/response/body", "a body that is an object"),
        (
            r#""body": {"text": "x", "json": 1}"#,
            "/response/body",
            "a body that is an object",
        ),
        (
            r#""body": {"text": "x", "text": "y"}"#,
            "/response/body",
            "a body that is an object",
        ),
        (r#""body": {}"#, "/response/body", "a body that is an object"),
        (r#""body": 7"#, "/response/body", "a body that is a number"),
        (r#""body": [1]"#, "/response/body", "a body that is a list"),
        (r#""body": true"#, "/response/body", "a body that is a boolean"),
        (r#""body": {"text": 7}"#, "/response/body/text", "expected a string"),
        (
            r#""body": {"base64": "?"}"#,
            "/response/body/base64",
            "not valid base64",
        ),
        (r#""body_base64": "?""#, "/response/body_base64", "not valid base64"),
        (r#""body_base64": "", "body": """#, "/response/body_base64", "one form"),
        (r#""body": "x", "body": "y""#, "/response/body", "occurs twice"),
    ];
    for (body, pointer, what) in cases {
        let error = refused(NONE, &format!("{NONE}, {body}"));
        assert_eq!(error.pointer(), pointer, "{error}");
        assert!(error.what().contains(what), "{body}: {error}");
        assert!(!error.help().is_empty() || what == "expected a string", "{error}");
    }
    assert!(
        refused(NONE, &format!("{NONE}, \"body\": {{\"a\": 1}}"))
            .help()
            .contains("{\"json\": …}")
    );
}

#[test]
fn half_of_a_surrogate_pair_has_no_bytes() {
    for (body, pointer) in [
        (r#""body": "{\"s\":\"\ud800\"}""#, "/body"),
        (r#""body": {"text": "\udc00x"}"#, "/body/text"),
    ] {
        for (side, error) in [
            ("/response", refused(NONE, &format!("{NONE}, {body}"))),
            ("/request", refused(&format!("{NONE}, {body}"), NONE)),
        ] {
            assert_eq!(error.pointer(), format!("{side}{pointer}"), "{error}");
            assert!(error.what().contains("surrogate"), "{error}");
        }
    }
    // A whole pair is a character, and what is elsewhere is no part of a body.
    let body = read(NONE, &format!(r#"{NONE}, "body": "\ud83d\ude00", "note": "\ud800""#)).interaction;
    assert_eq!(body.response.body, "😀".as_bytes());
}

#[test]
fn a_request_without_a_response_is_no_exchange() {
    let upgrade = format!("{}, \"ok\": 1", r#""headers": {"Non-Authoritative-Reason": "HSTS"}"#);
    let text = line(NONE, &upgrade).replace("200", "307");
    assert!(interaction(text.as_bytes()).err().unwrap().is_no_exchange());
    let text = line(NONE, NONE).replace("GET", "connect");
    assert!(interaction(text.as_bytes()).err().unwrap().is_no_exchange());
}

#[test]
fn headers_are_in_an_object_or_in_a_list() {
    let wanted = [Header::new("A", "1"), Header::new("b", "2"), Header::new("b", "3")];
    let forms = [
        r#""headers": {"A": "1", "b": ["2", "3"], "c": []}"#,
        r#""headers": {"A": "1", "b": "2", "b": "3"}"#,
        r#""headers": [{"name": "A", "value": "1"}, {"name": "b", "value": "2"}, {"value": "3", "name": "b"}]"#,
        r#""headers": [["A", "1"], ["b", "2"], ["b", "3"]]"#,
        r#""headers": [{"key": "A", "value": "1"}, {"value": "2", "key": "b"}, {"key": "b", "value": "3"}]"#,
        // Loggers write numbers as such, and `null` for a header that is not there.
        r#""headers": {"A": 1, "b": [2, "3"], "c": null}"#,
        r#""headers": [["A", 1], ["b", 2], ["b", 3]]"#,
    ];
    for form in forms {
        assert_eq!(read(form, NONE).interaction.request.headers, wanted, "{form}");
        assert_eq!(read(NONE, form).interaction.response.headers, wanted, "{form}");
    }
    let cases = [
        (r#""headers": {"A": {}}"#, "/request/headers/A"),
        (r#""headers": {"A": ["1", null]}"#, "/request/headers/A/1"),
        (r#""headers": [{"name": "A"}]"#, "/request/headers/0"),
        (r#""headers": [["A"]]"#, "/request/headers/0"),
        (r#""headers": [["A", []]]"#, "/request/headers/0/1"),
        (r#""headers": "A: 1""#, "/request/headers"),
    ];
    for (headers, pointer) in cases {
        assert_eq!(refused(headers, NONE).pointer(), pointer);
    }
    // Where they are missing, they are unobserved; an empty list means that there were none.
    let interaction = read(r#""time": 1"#, r#""headers": null"#).interaction;
    assert_eq!(
        interaction.unobserved,
        [Unobserved::RequestHeaders, Unobserved::ResponseHeaders]
    );
}

#[test]
fn a_line_with_a_version_is_a_recording() {
    let text = r#"{"version": 1, "provenance": {"kind": "capture", "source": "a test", "date": "2026-01-31"}, "request": {"method": "GET", "url": "https://a/"}, "response": {"status": 200, "body": {"json": {"a": 1}}}}"#;
    let captured = interaction(text.as_bytes()).unwrap();
    assert!(!captured.whole);
    assert_eq!(captured.interaction.provenance.kind, Kind::Capture);
    let recording = recording::Recording::parse(text.as_bytes()).unwrap();
    assert_eq!(recording.interaction(), &captured.interaction);
    let place = position(text.as_bytes(), captured.place_in_body("/a"));
    assert_eq!(place, recording.place_in_body("/a"));
    // What raw traffic may have, a recording may not.
    for (from, to) in [
        ("\"version\": 1", "\"version\": 2"),
        ("\"status\"", "\"extra\": 1, \"status\""),
        ("{\"json\": {\"a\": 1}}", "\"x\""),
    ] {
        assert!(
            text.contains(from) && interaction(text.replace(from, to).as_bytes()).is_err(),
            "{to}"
        );
    }
}

#[test]
fn raw_traffic_has_no_provenance() {
    let captured = read(NONE, NONE);
    let provenance = &captured.interaction.provenance;
    assert!(captured.whole);
    assert_eq!((provenance.kind, provenance.date.as_str()), (Kind::Capture, ""));
    // Without a date, no recording can be made.
    let vocabulary = Vocabulary::default();
    let route = Route {
        operation: "GetThing".to_owned(),
        server: "https://example.com".to_owned(),
        path: vec![Piece::Text("/thing".to_owned())],
        vocabulary: &vocabulary,
        request: Facts::default(),
        response: Facts::default(),
        maps: HashSet::new(),
        open_query: false,
    };
    let error = recording::Recording::redact(captured.interaction, &route, &Policy::default()).unwrap_err();
    assert_eq!(error.pointer(), "/provenance/date");
}

#[test]
fn an_entry_of_a_har_is_a_line_too() {
    let text = r#"{"startedDateTime": "2026-01-31T00:00:00Z", "request": {"method": "GET", "url": "https://a/", "headers": []}, "response": {"status": 200, "headers": [], "content": {"size": 2, "text": "{}"}}}"#;
    let captured = interaction(text.as_bytes()).unwrap();
    assert!(captured.whole);
    assert_eq!(captured.interaction.response.body, b"{}");
    assert!(text[captured.place_in_body("/a")..].starts_with("\"text\""));
}

#[test]
fn mistakes_are_reported_with_their_place() {
    let cases = [
        ("{}", "", "the method is missing"),
        ("[]", "", "expected an object"),
        (r#"{"response": {"status": 200}}"#, "", "`request` is missing"),
        (r#"{"method": "GET", "path": "/"}"#, "", "the status is missing"),
        (r#"{"method": "GET", "status": 200}"#, "", "the URL or path is missing"),
        (
            r#"{"method": "GET", "path": "/", "status": 7}"#,
            "",
            "not valid in HTTP",
        ),
        (
            r#"{"request": 1, "response": {"status": 200}}"#,
            "/request",
            "expected an object",
        ),
        (r#"{"request": {}, "response": []}"#, "/response", "expected an object"),
        (
            r#"{"request": {}, "response": {"status": "200"}}"#,
            "/response/status",
            "not an HTTP status",
        ),
        (
            r#"{"request": {"url": "https://a/"}, "response": {"status": 200}}"#,
            "/request",
            "`method` is missing",
        ),
        (r#"{"log": {"entries": []}}"#, "", "neither an interaction"),
        ("not json", "", "not valid JSON"),
    ];
    for (text, pointer, what) in cases {
        let error = interaction(text.as_bytes()).err().unwrap();
        assert_eq!(error.pointer(), pointer, "{text}: {error}");
        assert!(error.what().contains(what), "{text}: {error}");
        assert_eq!(error.position().unwrap().line, 1);
    }
    let error = interaction(br#"{"request": {"method": "GET", "url": "https://a/"}, "response": {"status": 0}}"#);
    let error = error.err().unwrap();
    assert!(error.is_no_exchange());
    // On the same line as what begins there, behind it.
    let start = Position { line: 3, column: 11 };
    let error = error.within("/7", start).named("f");
    assert!(
        error
            .to_string()
            .starts_with("f:3:76: no server responded\n   at /7/response/status\n"),
        "{error}"
    );
}

#[test]
fn every_part_has_its_place_in_the_text() {
    let request = r#""headers": [{"name": "A", "value": "b"}], "body_base64": "eA==""#;
    let response = r#""headers": {"E": "f", "G": "h"}, "body": {"json": {"b": [1, {"c": 2}]}}"#;
    let text = line(request, response);
    let captured = read(request, response);
    let at = |pointer: &str| &text[captured.place(pointer)..];
    let cases = [
        ("/request/url", "\"url\""),
        ("/request/headers/a", "{\"name\": \"A\""),
        ("/request/body/json/x", "\"body_base64\""),
        ("/response/status", "\"status\""),
        ("/response/headers/g", "\"G\": \"h\""),
        ("/response/headers/X", "\"headers\": {\"E\""),
        ("/response/body/json/b/1/c", "\"c\": 2"),
        ("/response/body/json/b/1/d", "{\"c\": 2"),
        ("/response/body/json/x", "\"json\""),
    ];
    for (pointer, is) in cases {
        assert!(at(pointer).starts_with(is), "{pointer}: {}", at(pointer));
    }
    for body in [
        r#""body": "{}""#,
        r#""body": {"text": "{}"}"#,
        r#""body": {"base64": "e30="}"#,
        r#""body_base64": "e30=""#,
    ] {
        let place = read(NONE, body).place_in_body("/x/1");
        assert!(
            line(NONE, body)[place..].starts_with(body.split(':').next().unwrap()),
            "{body}"
        );
    }
}

#[test]
fn a_line_of_an_access_log_has_a_method_a_url_and_a_status() {
    // The format; the line; method, URL and status; whether the host is known.
    let cases = [
        (
            "nginx",
            r#"{"time_iso8601":"2026-01-31T00:00:00+00:00","remote_addr":"10.0.0.1","request_method":"POST","scheme":"https","host":"a.example","request_uri":"/x?y=1","status":"201","body_bytes_sent":7}"#,
            ("POST", "https://a.example/x?y=1", 201),
            true,
        ),
        (
            "nginx, taken apart",
            r#"{"request":"GET /x?y=1 HTTP/1.1","https":"","http_host":"a.example:8080","uri":"/x","args":"y=1","status":200}"#,
            ("GET", "http://a.example:8080/x?y=1", 200),
            true,
        ),
        (
            "nginx, the combined format in JSON",
            r#"{"remote_user":"-","request":"GET /x?y=1 HTTP/1.1","status":"404","http_referer":"-"}"#,
            ("GET", "https://unknown.invalid/x?y=1", 404),
            false,
        ),
        (
            "Apache",
            r#"{"method":"get","vhost":"a.example","path":"/x","query":"?y=1","status":200,"bytes":"-"}"#,
            ("GET", "https://a.example/x?y=1", 200),
            true,
        ),
        (
            "Kong",
            r#"{"latencies":{"request":1},"started_at":1,"request":{"method":"GET","uri":"/x?y=1","url":"http://a.example:8000/x?y=1","querystring":{"y":"1"},"headers":{"host":"a"},"size":7},"response":{"status":200,"size":7,"headers":{"via":"kong"}}}"#,
            ("GET", "http://a.example:8000/x?y=1", 200),
            true,
        ),
        (
            "Envoy",
            r#"{"method":"GET","path":"/x?y=1","protocol":"HTTP/2","response_code":200,"authority":"a.example","start_time":"t"}"#,
            ("GET", "https://a.example/x?y=1", 200),
            true,
        ),
        (
            "Caddy",
            r#"{"level":"info","logger":"http.log.access","request":{"method":"GET","host":"a.example","uri":"/x?y=1","headers":{"Accept":["*/*"]}},"status":200,"resp_headers":{}}"#,
            ("GET", "https://a.example/x?y=1", 200),
            true,
        ),
        (
            "Traefik",
            r#"{"RequestMethod":"GET","RequestPath":"/x?y=1","RequestHost":"a.example","RequestScheme":"http","DownstreamStatus":200,"OriginStatus":500}"#,
            ("GET", "http://a.example/x?y=1", 200),
            true,
        ),
        (
            "Google Cloud",
            r#"{"httpRequest":{"requestMethod":"GET","requestUrl":"https://me:pw@a.example/x?y=1#z","status":200}}"#,
            ("GET", "https://a.example/x?y=1", 200),
            true,
        ),
        (
            "Elastic Common Schema",
            r#"{"http":{"request":{"method":"GET"},"response":{"status_code":200}},"url":{"original":"/x?y=1","domain":"a.example","scheme":"https"}}"#,
            ("GET", "https://a.example/x?y=1", 200),
            true,
        ),
        (
            "pino",
            r#"{"level":30,"req":{"method":"GET","url":"/x?y=1","headers":{"host":"a.example"}},"res":{"statusCode":200}}"#,
            ("GET", "https://unknown.invalid/x?y=1", 200),
            false,
        ),
        (
            "API Gateway",
            r#"{"httpMethod":"GET","path":"/x?y=1","status":"200","domainName":"a.example"}"#,
            ("GET", "https://a.example/x?y=1", 200),
            true,
        ),
        (
            "a proxy",
            r#"{"request":"GET http://me:pw@a.example/x?y=1 HTTP/1.1","status":200.0}"#,
            ("GET", "http://a.example/x?y=1", 200),
            true,
        ),
    ];
    for (format, line, (method, url, status), host) in cases {
        let captured = interaction(line.as_bytes()).unwrap_or_else(|error| panic!("{format}: {error}"));
        let interaction = &captured.interaction;
        let found = (
            &*interaction.request.method,
            &*interaction.request.url,
            interaction.response.status,
        );
        assert_eq!(found, (method, url, status), "{format}");
        for part in [
            Unobserved::RequestHeaders,
            Unobserved::RequestBody,
            Unobserved::ResponseHeaders,
            Unobserved::ResponseBody,
        ] {
            assert!(interaction.is_unobserved(part), "{format}");
        }
        assert_eq!(!interaction.is_unobserved(Unobserved::RequestHost), host, "{format}");
        assert!(!interaction.is_unobserved(Unobserved::RequestQuery), "{format}");
    }
    // There was no response.
    for line in [
        r#"{"method":"GET","path":"/x","status":0}"#,
        r#"{"method":"CONNECT","path":"/x","status":200}"#,
        r#"{"request":"","status":400}"#,
        r#"{"request":"-","status":"408"}"#,
        r#"{"request":"\\x16\\x03\\x01","status":400}"#,
        r#"{"request":"GET /x HTTP/1.1","status":"-"}"#,
        r#"{"request":"OPTIONS * HTTP/1.0","status":200}"#,
    ] {
        assert!(interaction(line.as_bytes()).err().unwrap().is_no_exchange(), "{line}");
    }
    // Neither is a line of another kind taken for one.
    for line in [
        r#"{"level":"info","msg":"started"}"#,
        r#"{"status":400}"#,
        r#"{"method":"GET","path":"/x"}"#,
    ] {
        assert!(!interaction(line.as_bytes()).err().unwrap().is_no_exchange(), "{line}");
    }
    // What it could be is said, with every name that is read.
    let error = interaction(br#"{"verb": "GET", "code": 200}"#).err().unwrap();
    for name in ["`request` and `response`", "the status is missing"] {
        assert!(error.what().contains(name), "{error}");
    }
    for name in ["request_method", "request_uri", "response_code"] {
        assert!(error.help().contains(name), "{error}");
    }
}

#[test]
fn a_length_without_a_body_means_an_unobserved_body() {
    for (headers, body, seen) in [
        (r#""headers": {"Content-Length": "7"}"#, "", false),
        (r#""headers": {"Content-Length": "0"}"#, "", true),
        (r#""headers": {"Content-Length": "7"}"#, r#", "body": "{}""#, true),
        (r#""headers": {}"#, "", true),
    ] {
        let part = format!("{headers}{body}");
        let of_response = read(NONE, &part).interaction;
        assert_eq!(!of_response.is_unobserved(Unobserved::ResponseBody), seen, "{part}");
        let of_request = read(&part, NONE).interaction;
        assert_eq!(!of_request.is_unobserved(Unobserved::RequestBody), seen, "{part}");
    }
}
