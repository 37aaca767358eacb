//! One entry of a HAR gives the bytes that went over the wire, whatever tool wrote it, and claims nothing that it has not.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use recording::har::interaction;
use recording::json::{Position, position};
use recording::{Captured, Error, Header, Kind, Unobserved};

const REQUEST: &str = r#"{"method": "GET", "url": "https://a.example/x", "headers": []}"#;
const RESPONSE: &str = r#"{"status": 200, "headers": [], "content": {"size": 0}}"#;

fn entry(request: &str, response: &str) -> String {
    format!("{{\"request\": {request},\n \"response\": {response}}}")
}

fn read(request: &str, response: &str) -> Captured {
    let text = entry(request, response);
    interaction(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn refused(request: &str, response: &str) -> Error {
    interaction(entry(request, response).as_bytes()).err().unwrap()
}

/// A response with these headers (`Name: value`) and this content.
fn response(status: u16, headers: &[&str], content: &str) -> String {
    let headers: Vec<_> = headers
        .iter()
        .map(|header| header.split_once(": ").unwrap())
        .map(|(name, value)| format!(r#"{{"name": "{name}", "value": "{value}"}}"#))
        .collect();
    let headers = headers.join(", ");
    format!(r#"{{"status": {status}, "headers": [{headers}], "content": {content}}}"#)
}

/// A text as JSON writes it, with every character but the plainest as an escape.
fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() => quoted.push(char::from(byte)),
            _ => quoted.push_str(&format!("\\u{unit:04x}")),
        }
    }
    format!("\"{quoted}\"")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_body_is_what_was_sent_however_it_is_kept() {
    let body = "{\"é\": \"\\ud83d\", \"n\": 1.0}\n".as_bytes();
    let packed = gzip(body);
    let latin: String = packed.iter().copied().map(char::from).collect();
    let base64 = STANDARD.encode(&packed);
    let (first, second) = base64.split_at(20);
    let zipped = &["Content-Type: application/json", "content-encoding: gzip"][..];
    let plain = &["Content-Type: application/json"][..];
    // The headers, the content, and the bytes of the body before they are decompressed.
    let cases: [(_, _, &[u8]); 9] = [
        (
            plain,
            format!(r#"{{"text": {}}}"#, quoted(std::str::from_utf8(body).unwrap())),
            body,
        ),
        (
            plain,
            format!(r#"{{"text": "{}", "encoding": "base64"}}"#, STANDARD.encode(body)),
            body,
        ),
        (
            zipped,
            format!(r#"{{"text": "{}", "encoding": "base64"}}"#, STANDARD.encode(body)),
            body,
        ),
        (
            zipped,
            format!(r#"{{"text": {}}}"#, quoted(std::str::from_utf8(body).unwrap())),
            body,
        ),
        (
            zipped,
            format!(r#"{{"text": "{base64}", "encoding": "Base64"}}"#),
            &packed,
        ),
        (
            zipped,
            format!(r#"{{"text": "{first}\r\n{second}", "encoding": "base64"}}"#),
            &packed,
        ),
        (
            zipped,
            format!(
                r#"{{"text": "{}", "encoding": "base64"}}"#,
                base64.trim_end_matches('=')
            ),
            &packed,
        ),
        (zipped, format!(r#"{{"text": {}}}"#, quoted(&latin)), &packed),
        // What is packed twice over is unpacked once: the second time it is what was sent.
        (
            plain,
            format!(r#"{{"text": "{base64}", "encoding": "base64"}}"#),
            &packed,
        ),
    ];
    for (index, (headers, content, bytes)) in cases.into_iter().enumerate() {
        let captured = read(REQUEST, &response(200, headers, &content));
        assert_eq!(captured.interaction.response.body, bytes, "{index}");
        let payload = if headers == plain { bytes } else { body };
        assert_eq!(*captured.payload(), *payload, "{index}");
        assert!(captured.interaction.unobserved.is_empty(), "{index}");
    }
}

#[test]
fn a_body_that_was_not_kept_is_unobserved_and_none_is_none() {
    let lost = [Unobserved::ResponseBody];
    let json = &["Content-Type: application/json"][..];
    type Case<'a> = (u16, &'a [&'a str], &'a str, &'a str, &'a [Unobserved]);
    let cases: [Case<'_>; 15] = [
        (200, json, r#"{"size": 0}"#, "", &[]),
        (200, json, r#"{"size": 0, "text": null}"#, "", &[]),
        (200, json, r#"{}"#, "", &[]),
        (200, json, r#"{"size": 0, "text": ""}"#, "", &[]),
        (200, json, r#"{"size": 12}"#, "", &lost),
        (200, json, r#"{"size": 12, "text": ""}"#, "", &lost),
        (200, json, r#"{"size": -1}"#, "", &lost),
        (
            302,
            &["Content-Type: text/html", "Content-Length: 154"],
            r#"{"size": 0}"#,
            "",
            &lost,
        ),
        (200, json, "null", "", &[]),
        (204, json, r#"{"size": 12}"#, "", &[]),
        (304, json, r#"{"size": 12}"#, "", &[]),
        // A body where HTTP has none is traffic as it was.
        (204, json, r#"{"size": 2, "text": "{}"}"#, "{}", &[]),
        // A browser keeps the start of what is long; a server that sends half of it is another matter.
        (200, json, r#"{"size": 12, "text": "{\"a\": [1,"}"#, "", &lost),
        (200, json, r#"{"size": 9, "text": "{\"a\": [1,"}"#, "{\"a\": [1,", &[]),
        // Compressed bytes that were read as UTF-8 are lost.
        (
            200,
            &["Content-Type: application/json", "Content-Encoding: gzip"],
            r#"{"text": "\u001f\ufffd\b"}"#,
            "",
            &lost,
        ),
    ];
    for (status, headers, content, body, unobserved) in cases {
        let captured = read(REQUEST, &response(status, headers, content));
        assert_eq!(
            captured.interaction.response.body,
            body.as_bytes(),
            "{status} {content}"
        );
        assert_eq!(captured.interaction.unobserved, unobserved, "{status} {content}");
    }
    let head = REQUEST.replace("GET", "HEAD");
    let captured = read(&head, &response(200, &["Content-Length: 5"], r#"{"size": 0}"#));
    assert!(captured.interaction.unobserved.is_empty());
    let captured = read(REQUEST, r#"{"status": 200, "headers": [], "bodySize": 5}"#);
    assert_eq!(captured.interaction.unobserved, lost);
}

#[test]
fn headers_are_those_that_were_sent() {
    let request = r#"{"method": "get", "url": "https://a.example/x", "headers": [
        {"name": ":authority", "value": "a.example"}, {"name": ":path", "value": "/x"},
        {"name": "X-A", "value": "1"}, {"name": "x-a", "value": "2", "_c": 3}]}"#;
    let with_type = response(200, &["Content-Type: a/b"], r#"{"mimeType": "c/d", "size": 0}"#);
    let captured = read(request, &with_type);
    let interaction = captured.interaction;
    assert_eq!(interaction.request.method, "GET");
    assert_eq!(
        interaction.request.headers,
        [Header::new("X-A", "1"), Header::new("x-a", "2")]
    );
    assert_eq!(interaction.response.headers, [Header::new("Content-Type", "a/b")]);
    assert!(interaction.unobserved.is_empty());

    // The media type stands in for the header only where the tool shows no headers at all.
    let typed = response(200, &["Server: s"], r#"{"mimeType": "c/d", "size": 0}"#);
    assert_eq!(
        read(REQUEST, &typed).interaction.response.headers,
        [Header::new("Server", "s")]
    );
    for (mime, found) in [("c/d", Some("c/d")), ("", None), ("x-unknown", None)] {
        let content = format!(r#"{{"mimeType": "{mime}", "size": 0}}"#);
        let interaction = read(REQUEST, &response(200, &[], &content)).interaction;
        assert_eq!(Header::find(&interaction.response.headers, "Content-Type"), found);
        assert_eq!(interaction.is_unobserved(Unobserved::ResponseHeaders), found.is_some());
    }
    let nobody_knows = read(
        r#"{"method": "GET", "url": "http://a/"}"#,
        r#"{"status": 200, "content": {}}"#,
    );
    assert_eq!(
        nobody_knows.interaction.unobserved,
        [Unobserved::RequestHeaders, Unobserved::ResponseHeaders]
    );
}

#[test]
fn the_body_of_a_request_is_what_was_sent() {
    let post = |rest: &str| format!(r#"{{"method": "POST", "url": "https://a/", "headers": [{rest}}}"#);
    let typed = r#"{"name": "content-type", "value": "a/b"}]"#;
    // What follows the headers' first bracket; the body; the Content-Type; whether it was seen.
    let cases = [
        (format!(r#"{typed}, "postData": {{"mimeType": "c/d", "text": "é"}}"#), Some("é"), Some("a/b"), true),
        (r#"], "postData": {"mimeType": "c/d", "text": "{}"}"#.to_owned(), Some("{}"), Some("c/d"), true),
        (r#"], "postData": {"text": "e30=", "encoding": "base64"}"#.to_owned(), Some("{}"), None, true),
        (
            r#"], "postData": {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a b", "value": "é&="}, {"name": "c"}]}"#.to_owned(),
            Some("a+b=%C3%A9%26%3D&c="),
            Some("application/x-www-form-urlencoded"),
            true,
        ),
        (
            r#"], "postData": {"mimeType": "multipart/form-data; boundary=x", "params": [{"name": "a", "value": "b"}]}"#.to_owned(),
            None,
            Some("multipart/form-data; boundary=x"),
            false,
        ),
        (r#"], "postData": {"mimeType": "", "text": ""}, "bodySize": 0"#.to_owned(), None, None, true),
        (r#"], "bodySize": 0"#.to_owned(), None, None, true),
        (r#"], "bodySize": 7"#.to_owned(), None, None, false),
        (r#"], "bodySize": -1"#.to_owned(), None, None, false),
    ];
    for (rest, body, media, seen) in cases {
        let interaction = read(&post(&rest), RESPONSE).interaction;
        let sent = interaction.request.body.as_deref();
        assert_eq!(sent, body.map(str::as_bytes), "{rest}");
        assert_eq!(
            Header::find(&interaction.request.headers, "Content-Type"),
            media,
            "{rest}"
        );
        assert_eq!(!interaction.is_unobserved(Unobserved::RequestBody), seen, "{rest}");
    }
    let get = REQUEST.replace("[]", r#"[], "bodySize": -1"#);
    assert!(read(&get, RESPONSE).interaction.unobserved.is_empty());
}

#[test]
fn a_url_is_what_goes_over_the_wire() {
    let of = |url: &str| REQUEST.replace("https://a.example/x", url);
    let cases = [
        ("https://a.example/x?y=1#part", "https://a.example/x?y=1"),
        ("HTTPS://me:hunter2@a.example/@x", "https://a.example/@x"),
        ("http://hunter2@a.example?x=@", "http://a.example?x=@"),
    ];
    for (url, sent) in cases {
        assert_eq!(read(&of(url), RESPONSE).interaction.request.url, sent);
    }
    for url in [
        "wss://a.example/",
        "data:text/plain,x",
        "blob:https://a/1",
        "chrome-extension://a/b",
    ] {
        let error = refused(&of(url), RESPONSE);
        assert!(error.is_no_exchange(), "{url}: {error}");
    }
    for url in ["/x", "a.example:80/x", "", "https:///x", "https://me@/x"] {
        let error = refused(&of(url), RESPONSE);
        assert!(
            !error.is_no_exchange() && error.pointer() == "/request/url",
            "{url}: {error}"
        );
    }
}

#[test]
fn where_it_comes_from_is_said_and_not_more() {
    let text = entry(REQUEST, RESPONSE);
    let at = |time: &str| {
        let text = text.replacen('{', &format!("{{\"startedDateTime\": {time}, "), 1);
        interaction(text.as_bytes()).unwrap()
    };
    let captured = at("\"2026-04-03T23:59:59.999+08:00\"").captured_by("Browser 1.0");
    let provenance = &captured.interaction.provenance;
    assert_eq!(
        (provenance.kind, provenance.date.as_str()),
        (Kind::Capture, "2026-04-03")
    );
    assert_eq!(provenance.source, "a HAR of Browser 1.0");
    assert!(captured.whole);
    for time in ["\"yesterday\"", "\"\"", "7", "null", "\"2026-04-é3T\""] {
        assert_eq!(at(time).interaction.provenance.date, "", "{time}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let ok = |pointer: &str, what: &str, request: &str, response: &str| {
        let error = refused(request, response);
        assert_eq!(error.pointer(), pointer, "{error}");
        assert!(error.what().contains(what), "{error}");
        assert!(error.position().is_some());
        error
    };
    let content = |content: &str| response(200, &[], content);
    ok("/request", "an object", "[]", RESPONSE);
    ok("/request", "`method` is missing", r#"{"url": "https://a/"}"#, RESPONSE);
    ok("/request/method", "no method", &REQUEST.replace("GET", "G T"), RESPONSE);
    ok(
        "/request/headers/0",
        "`value` is missing",
        &REQUEST.replace("[]", r#"[{"name": "a"}]"#),
        RESPONSE,
    );
    ok(
        "/request/headers",
        "an object or a list",
        &REQUEST.replace("[]", "7"),
        RESPONSE,
    );
    ok(
        "/response/status",
        "stands twice",
        REQUEST,
        r#"{"status": 200, "status": 201}"#,
    );
    ok(
        "/response/status",
        "no HTTP status",
        REQUEST,
        &RESPONSE.replace("200", "99"),
    );
    ok("/response/content", "an object", REQUEST, &content("[]"));
    ok(
        "/response/content/text",
        "a string",
        REQUEST,
        &content(r#"{"text": {}}"#),
    );
    ok(
        "/response/content/text",
        "no base64",
        REQUEST,
        &content(r#"{"text": "?", "encoding": "base64"}"#),
    );
    ok(
        "/response/content/encoding",
        "not known",
        REQUEST,
        &content(r#"{"text": "", "encoding": "rot13"}"#),
    );
    ok(
        "/response/content/text",
        "surrogate",
        REQUEST,
        &content(r#"{"text": "a\ud83d"}"#),
    );
    for status in ["0", "-1"] {
        let error = ok(
            "/response/status",
            "no server",
            REQUEST,
            &RESPONSE.replace("200", status),
        );
        assert!(error.is_no_exchange());
        let start = Position { line: 10, column: 5 };
        let error = error.within("/log/entries/7", start).named("f.har");
        let line = "f.har:11:15: no server answered\n   at /log/entries/7/response/status\n";
        assert!(error.to_string().starts_with(line), "{error}");
    }
    let error = interaction(b"null").err().unwrap();
    assert!(error.what().contains("an object is wanted, not null") && !error.is_no_exchange());
    assert!(interaction(b"{\"a\": 1").err().unwrap().what().contains("no JSON"));
}

/// Secrets stand everywhere in an entry; no message shows one.
#[test]
fn no_error_shows_what_it_is_about() {
    let good = entry(
        r#"{"method": "GET", "url": "https://me:hunter2@a/?hunter2", "headers": [{"name": "X-Auth-Token", "value": "hunter2"}], "postData": {"text": "hunter2"}}"#,
        r#"{"status": 200, "headers": [{"name": "Set-Cookie", "value": "hunter2"}], "content": {"text": "hunter2", "encoding": "base64"}}"#,
    );
    let mut told = 0;
    for at in 0..good.len() {
        for with in ["", "\"", "7", "x", "{", "\\", "\u{1}"] {
            let text = format!("{}{with}{}", &good[..at], &good[at + 1..]);
            if let Err(error) = interaction(text.as_bytes()) {
                let error = error.named("f").to_string();
                assert!(
                    !error.contains("hunter") && !error.contains("unter2"),
                    "{error}\n{text}"
                );
                told += 1;
            }
        }
    }
    assert!(told > 1000);
}

#[test]
fn every_part_has_its_place_in_the_text() {
    let request = r#"{"method": "POST", "url": "https://a/", "headers": [{"name": "A", "value": "b"}, {"name": "C", "value": "d"}],
        "postData": {"text": "x"}}"#;
    let response = response(200, &["E: f"], r#"{"text": "{}"}"#);
    let text = entry(request, &response);
    let captured = read(request, &response);
    let at = |pointer: &str| &text[captured.place(pointer)..];
    let cases = [
        ("/request/method", "\"method\""),
        ("/request/url", "\"url\""),
        ("/request/headers", "\"headers\": [{\"name\": \"A\""),
        ("/request/headers/c", "{\"name\": \"C\""),
        ("/request/headers/X", "\"headers\": [{\"name\": \"A\""),
        ("/request/body/json/a/0", "\"text\": \"x\""),
        ("/response/status", "\"status\""),
        ("/response/headers/e", "{\"name\": \"E\""),
        ("/response/body/json", "\"text\": \"{}\""),
        ("", "{\"request\""),
    ];
    for (pointer, stands) in cases {
        assert!(at(pointer).starts_with(stands), "{pointer}: {}", at(pointer));
    }
    let place = captured.place_in_body("/b/1");
    assert!(text[place..].starts_with("\"text\": \"{}\""));
    assert_eq!(position(text.as_bytes(), place).line, 3);
    let empty = read(REQUEST, RESPONSE);
    assert!(entry(REQUEST, RESPONSE)[empty.place_in_body("/b/1")..].starts_with("\"content\""));
}
