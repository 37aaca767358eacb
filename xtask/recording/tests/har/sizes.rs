//! Sizes and lists are evidence of which parts of an interaction the tool saved; the others are unobserved.

use recording::{Header, Unobserved};

use crate::{REQUEST, RESPONSE, read};

/// What is expected of a body: its bytes, or nothing if it is unobserved.
type Body<'a> = Option<&'a str>;

#[test]
fn the_body_of_a_response_is_compared_with_its_sizes() {
    let long = "x".repeat(4000);
    let whole = format!("{{\"a\": \"{long}\"}}");
    // Headers; `content` without its braces; `bodySize`; the body.
    let cases: [(&str, String, &str, Body<'_>); 24] = [
        // Whole, and the sizes say so or say nothing.
        ("", r#""text": "{\"a\": 1}", "size": 8"#.into(), "8", Some("{\"a\": 1}")),
        ("", r#""text": "{\"a\": 1}""#.into(), "-1", Some("{\"a\": 1}")),
        (
            "Content-Length: 8",
            r#""text": "{\"a\": 1}", "size": 8"#.into(),
            "8",
            Some("{\"a\": 1}"),
        ),
        // Observed, and empty.
        ("Content-Length: 0", r#""size": 0"#.into(), "0", Some("")),
        ("Content-Length: 0", r#""mimeType": "a/b""#.into(), "-1", Some("")),
        ("", r#""size": 0, "text": """#.into(), "0", Some("")),
        ("", r#""mimeType": "a/b""#.into(), "0", Some("")),
        // Longer than its size: it was encoded again.
        ("", r#""text": "\"é\"", "size": 3"#.into(), "3", Some("\"é\"")),
        (
            "Content-Length: 3",
            r#""text": "\"é\"", "size": 3"#.into(),
            "3",
            Some("\"é\""),
        ),
        // Compressed on the wire: the sizes there are others than those of the text.
        (
            "Content-Encoding: gzip; Content-Length: 40",
            format!(r#""text": {}, "size": {}"#, json(&whole), whole.len()),
            "40",
            Some(&whole),
        ),
        // Compression makes what is short longer, and chunks add their own lengths.
        (
            "Content-Encoding: br; Content-Length: 30",
            r#""text": "{\"a\": 1}", "size": 8"#.into(),
            "30",
            Some("{\"a\": 1}"),
        ),
        (
            "Transfer-Encoding: chunked",
            r#""text": "{\"a\": 1}", "size": 8"#.into(),
            "21",
            Some("{\"a\": 1}"),
        ),
        (
            "",
            r#""text": "{\"a\": 1}", "size": 8"#.into(),
            "17",
            Some("{\"a\": 1}"),
        ),
        // A byte order mark is not part of the text in most tools.
        (
            "Content-Length: 11",
            r#""text": "{\"a\": 1}", "size": 11"#.into(),
            "11",
            Some("{\"a\": 1}"),
        ),
        (
            "Content-Type: application/json; charset=utf-16; Content-Length: 18",
            r#""text": "{\"a\": 1}", "size": 18"#.into(),
            "18",
            Some("{\"a\": 1}"),
        ),
        // Cut, whichever size says so.
        ("", r#""text": "{\"a\": 1, \"b", "size": 4000"#.into(), "-1", None),
        ("", r#""text": "{\"a\": 1, \"b", "size": 12"#.into(), "4000", None),
        (
            "Content-Length: 4000",
            r#""text": "{\"a\": 1, \"b", "size": 12"#.into(),
            "-1",
            None,
        ),
        (
            "Transfer-Encoding: chunked",
            r#""text": "{\"a\": 1, \"b", "size": 11"#.into(),
            "30",
            None,
        ),
        (
            "Content-Encoding: gzip; Content-Length: 4000",
            r#""text": "{\"a\": 1, \"b""#.into(),
            "-1",
            None,
        ),
        // So is what looks whole: the start of a number, or a replacement for the body.
        ("", r#""text": "12", "size": 4"#.into(), "-1", None),
        (
            "Content-Length: 4000",
            r#""text": "{}", "size": 2"#.into(),
            "4000",
            None,
        ),
        // Saved in another file.
        ("", r#""_file": "a.json", "mimeType": "a/b""#.into(), "0", None),
        ("", r#""size": -1, "text": """#.into(), "-1", None),
    ];
    for (headers, content, body_size, body) in cases {
        let headers: Vec<_> = headers
            .split("; ")
            .filter(|header| header.contains(": "))
            .map(|header| {
                let (name, value) = header.split_once(": ").unwrap();
                let value = if name == "Content-Type" {
                    "application/json; charset=utf-16"
                } else {
                    value
                };
                format!(r#"{{"name": "{name}", "value": "{value}"}}"#)
            })
            .chain([r#"{"name": "X-A", "value": "b"}"#.to_owned()])
            .collect();
        let response = format!(
            r#"{{"status": 200, "headers": [{}], "content": {{{content}}}, "bodySize": {body_size}}}"#,
            headers.join(", ")
        );
        let interaction = read(REQUEST, &response).interaction;
        let seen = !interaction.is_unobserved(Unobserved::ResponseBody);
        assert_eq!(seen, body.is_some(), "{response}");
        assert_eq!(
            interaction.response.body,
            body.unwrap_or_default().as_bytes(),
            "{response}"
        );
    }
}

/// A text as a string of JSON.
fn json(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}

#[test]
fn the_body_of_a_request_is_compared_with_its_sizes() {
    let form = r#""mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "b c"}]"#;
    // Method; `Content-Length`; the members that are the body; the body, where the empty one is none.
    let cases: [(&str, &str, String, Body<'_>); 27] = [
        (
            "POST",
            "2",
            r#""bodySize": 2, "postData": {"text": "{}"}"#.into(),
            Some("{}"),
        ),
        (
            "POST",
            "",
            r#""bodySize": -1, "postData": {"text": "{}"}"#.into(),
            Some("{}"),
        ),
        (
            "POST",
            "2",
            r#""bodySize": 2, "postData": {"text": "é"}"#.into(),
            Some("é"),
        ),
        (
            "POST",
            "1",
            r#""bodySize": 1, "postData": {"text": "é"}"#.into(),
            Some("é"),
        ),
        // Sent, and not saved.
        (
            "POST",
            "25",
            r#""bodySize": 25, "postData": {"mimeType": "a/b"}"#.into(),
            None,
        ),
        (
            "POST",
            "25",
            r#""bodySize": 25, "postData": {"mimeType": "a/b", "text": "", "params": []}"#.into(),
            None,
        ),
        ("POST", "25", String::new(), None),
        ("POST", "25", r#""bodySize": 0"#.into(), None),
        ("POST", "0", r#""bodySize": 25"#.into(), None),
        ("POST", "", r#""bodySize": -1, "postData": {}"#.into(), None),
        (
            "POST",
            "",
            r#""bodySize": 0, "postData": {"_file": "a.json"}"#.into(),
            None,
        ),
        ("POST", "", r#""postData": null"#.into(), None),
        ("DELETE", "", r#""bodySize": -1"#.into(), None),
        ("GET", "", r#""bodySize": 3"#.into(), None),
        // Saved in part.
        ("POST", "25", r#""postData": {"text": "{\"a\": 1"}"#.into(), None),
        ("POST", "", r#""bodySize": 25, "postData": {"text": "{}"}"#.into(), None),
        (
            "POST",
            "",
            r#""bodySize": 0, "postData": {"mimeType": "multipart/form-data", "params": [{"name": "a"}]}"#.into(),
            None,
        ),
        (
            "POST",
            "",
            r#""bodySize": 9, "postData": {"mimeType": "application/json", "params": [{"name": "a"}]}"#.into(),
            None,
        ),
        (
            "POST",
            "",
            r#""bodySize": 9, "postData": {"params": [{"name": "a", "fileName": "b"}]}"#.into(),
            None,
        ),
        // None was sent.
        ("POST", "0", String::new(), Some("")),
        ("POST", "", r#""bodySize": 0"#.into(), Some("")),
        (
            "POST",
            "",
            r#""bodySize": 0, "postData": {"mimeType": "", "text": ""}"#.into(),
            Some(""),
        ),
        ("GET", "", r#""bodySize": -1"#.into(), Some("")),
        // A form that was taken apart may have been written in several ways.
        (
            "POST",
            "5",
            format!(r#""bodySize": 5, "postData": {{{form}}}"#),
            Some("a=b+c"),
        ),
        (
            "POST",
            "7",
            format!(r#""bodySize": 7, "postData": {{{form}}}"#),
            Some("a=b+c"),
        ),
        (
            "POST",
            "",
            format!(r#""bodySize": -1, "postData": {{{form}}}"#),
            Some("a=b+c"),
        ),
        (
            "POST",
            "700",
            format!(r#""bodySize": 700, "postData": {{{form}}}"#),
            None,
        ),
    ];
    for (method, length, body_text, body) in cases {
        let comma = if body_text.is_empty() { "" } else { ", " };
        let length = match length {
            "" => String::new(),
            length => format!(r#", {{"name": "content-length", "value": "{length}"}}"#),
        };
        let request = format!(
            r#"{{"method": "{method}", "url": "https://a/", "headers": [{{"name": "A", "value": "b"}}{length}]{comma}{body_text}}}"#
        );
        let interaction = read(&request, RESPONSE).interaction;
        let seen = !interaction.is_unobserved(Unobserved::RequestBody);
        assert_eq!(seen, body.is_some(), "{request}");
        let sent = interaction.request.body.unwrap_or_default();
        assert_eq!(sent, body.unwrap_or_default().as_bytes(), "{request}");
    }
}

#[test]
fn a_list_of_headers_is_compared_with_its_size() {
    let one = r#"[{"name": "Accept", "value": "*/*"}]"#;
    let repr = r#"Headers[(b'Accept', b'*/*')]"#.len();
    let cases = [
        (r#""headers": [], "headersSize": -1"#.to_owned(), false),
        (r#""headers": [], "headersSize": 300"#.to_owned(), false),
        (r#""headers": []"#.to_owned(), false),
        (r#""headersSize": 300"#.to_owned(), false),
        (r#""headers": [], "headersSize": 0"#.to_owned(), true),
        (format!(r#""headers": {one}, "headersSize": -1"#), true),
        (format!(r#""headers": {one}"#), true),
        (format!(r#""headers": {one}, "headersSize": 40"#), true),
        (format!(r#""headers": {one}, "headersSize": {repr}"#), true),
        // Some were left out.
        (format!(r#""headers": {one}, "headersSize": 1200"#), false),
    ];
    for (members, seen) in cases {
        let request = format!(r#"{{"method": "GET", "url": "https://a.example/x", {members}}}"#);
        let interaction = read(&request, RESPONSE).interaction;
        assert_eq!(
            !interaction.is_unobserved(Unobserved::RequestHeaders),
            seen,
            "{members}"
        );
        let response = format!(r#"{{"status": 200, "content": {{"size": 0}}, {members}}}"#);
        let interaction = read(REQUEST, &response).interaction;
        assert_eq!(
            !interaction.is_unobserved(Unobserved::ResponseHeaders),
            seen,
            "{members}"
        );
    }
}

#[test]
fn lists_replace_headers_and_the_query() {
    let header = |headers: &[Header], name: &str| Header::find(headers, name).map(str::to_owned);
    let request = r#"{"method": "GET", "url": "https://a.example/x", "headers": [],
        "cookies": [{"name": "sid", "value": "1"}, {"name": "b"}, {"value": "no name"}, 7],
        "queryString": [{"name": "a b", "value": "é"}, {"name": "c"}]}"#;
    let response = r#"{"status": 302, "headers": [{"name": "Server", "value": "s"}], "redirectURL": "/y",
        "cookies": [{"name": "n", "value": "2", "path": "/"}], "content": {"size": 0, "mimeType": "a/b"}}"#;
    let interaction = read(request, response).interaction;
    assert_eq!(interaction.request.url, "https://a.example/x?a+b=%C3%A9&c=");
    assert_eq!(header(&interaction.request.headers, "Cookie").unwrap(), "sid=1; b=");
    let headers = &interaction.response.headers;
    assert_eq!(header(headers, "Set-Cookie").unwrap(), "n=2");
    assert_eq!(header(headers, "Location").unwrap(), "/y");
    assert_eq!(header(headers, "Content-Type").unwrap(), "a/b");

    // What is in its own place is what was sent.
    let request = r#"{"method": "GET", "url": "https://a.example/x?z", "headers": [{"name": "cookie", "value": "c=d"}],
        "cookies": [{"name": "sid", "value": "1"}], "queryString": [{"name": "a", "value": "b"}]}"#;
    let interaction = read(request, RESPONSE).interaction;
    assert_eq!(interaction.request.url, "https://a.example/x?z");
    assert_eq!(interaction.request.headers, [Header::new("cookie", "c=d")]);
}
