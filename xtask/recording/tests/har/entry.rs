//! One entry of a HAR gives what went over the wire, whatever tool wrote it, and claims nothing that it has not.

use recording::har::interaction;
use recording::json::{Position, position};
use recording::{Header, Kind, Unobserved};

use crate::{REQUEST, RESPONSE, entry, read, refused, response};

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

    // Some tools show the media type beside the body alone.
    let typed = response(200, &["Server: s"], r#"{"mimeType": "c/d", "size": 0}"#);
    assert_eq!(
        read(REQUEST, &typed).interaction.response.headers,
        [Header::new("Server", "s"), Header::new("Content-Type", "c/d")]
    );
    for (mime, found) in [("c/d", Some("c/d")), ("", None), ("x-unknown", None)] {
        let content = format!(r#"{{"mimeType": "{mime}", "size": 0}}"#);
        let interaction = read(REQUEST, &format!(r#"{{"status": 200, "content": {content}}}"#)).interaction;
        assert_eq!(Header::find(&interaction.response.headers, "Content-Type"), found);
        assert!(interaction.is_unobserved(Unobserved::ResponseHeaders));
    }
    let nobody_knows = read(
        r#"{"method": "GET", "url": "http://a/"}"#,
        r#"{"status": 200, "content": {}}"#,
    );
    assert_eq!(
        nobody_knows.interaction.unobserved,
        [
            Unobserved::RequestHeaders,
            Unobserved::ResponseHeaders,
            Unobserved::ResponseBody
        ]
    );
}

#[test]
fn a_url_is_read_as_it_is_sent() {
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
fn the_provenance_is_recorded_and_nothing_else() {
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
fn mistakes_are_reported_with_their_place() {
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
    ok(
        "/request/method",
        "not an HTTP method",
        &REQUEST.replace("GET", "G T"),
        RESPONSE,
    );
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
        "occurs twice",
        REQUEST,
        r#"{"status": 200, "status": 201}"#,
    );
    ok(
        "/response/status",
        "not an HTTP status",
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
        "not valid base64",
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
        let line = "f.har:11:15: no server responded\n   at /log/entries/7/response/status\n";
        assert!(error.to_string().starts_with(line), "{error}");
    }
    // Requests that no server of the URL received, or to which none responded.
    for url in ["https://a.example:443", "a.example:443"] {
        let tunnel = REQUEST.replace("GET", "CONNECT").replace("https://a.example/x", url);
        assert!(ok("/request/method", "tunnel", &tunnel, RESPONSE).is_no_exchange());
    }
    let upgrade = response(307, &["non-authoritative-reason: HSTS"], r#"{"size": 0, "text": ""}"#);
    let plain = REQUEST.replace("https", "http");
    assert!(ok("/response", "in place of a server", &plain, &upgrade).is_no_exchange());
    for (from, to) in [("307", "200"), ("non-authoritative-reason", "x-reason")] {
        read(&plain, &upgrade.replace(from, to));
    }
    let error = interaction(b"null").err().unwrap();
    assert!(error.what().contains("expected an object, found null") && !error.is_no_exchange());
    assert!(
        interaction(b"{\"a\": 1")
            .err()
            .unwrap()
            .what()
            .contains("not valid JSON")
    );
}

/// Secrets are everywhere in an entry; no message shows one.
#[test]
fn no_error_shows_a_secret() {
    let good = entry(
        r#"{"method": "GET", "url": "https://me:hunter2@a/?hunter2", "headers": [{"name": "X-Auth-Token", "value": "hunter2"}], "postData": {"text": "hunter2"}}"#,
        r#"{"status": 200, "headers": [{"name": "Set-Cookie", "value": "hunter2"}], "content": {"text": "hunter2", "encoding": "base64"}}"#,
    );
    let mut reported = 0;
    for at in 0..good.len() {
        for with in ["", "\"", "7", "x", "{", "\\", "\u{1}"] {
            let text = format!("{}{with}{}", &good[..at], &good[at + 1..]);
            if let Err(error) = interaction(text.as_bytes()) {
                let error = error.named("f").to_string();
                assert!(
                    !error.contains("hunter") && !error.contains("unter2"),
                    "{error}\n{text}"
                );
                reported += 1;
            }
        }
    }
    assert!(reported > 1000);
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
    for (pointer, is) in cases {
        assert!(at(pointer).starts_with(is), "{pointer}: {}", at(pointer));
    }
    let place = captured.place_in_body("/b/1");
    assert!(text[place..].starts_with("\"text\": \"{}\""));
    assert_eq!(position(text.as_bytes(), place).line, 3);
    let empty = read(REQUEST, RESPONSE);
    assert!(entry(REQUEST, RESPONSE)[empty.place_in_body("/b/1")..].starts_with("\"content\""));
}
