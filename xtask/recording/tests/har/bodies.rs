//! A body is the bytes that were sent, in whatever form the tool saved it; a body that it did not save is unobserved.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use recording::{Header, Unobserved};

use crate::{REQUEST, RESPONSE, read, response};

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
fn the_body_is_the_same_in_every_encoding() {
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
fn a_body_that_was_not_captured_is_unobserved_and_an_absent_one_is_absent() {
    let lost = [Unobserved::ResponseBody];
    let json = &["Content-Type: application/json"][..];
    type Case<'a> = (u16, &'a [&'a str], &'a str, &'a str, &'a [Unobserved]);
    let cases: [Case<'_>; 22] = [
        (200, json, r#"{"size": 0}"#, "", &[]),
        (200, json, r#"{"size": 0, "text": null}"#, "", &[]),
        (200, json, r#"{"text": ""}"#, "", &[]),
        (200, json, r#"{}"#, "", &lost),
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
        (200, json, "null", "", &lost),
        (204, json, r#"{"size": 12}"#, "", &[]),
        (304, json, r#"{"size": 12}"#, "", &[]),
        // What the cache had is no response of the server.
        (304, json, r#"{"size": 2, "text": "{}"}"#, "", &[]),
        (
            304,
            json,
            r#"{"size": 2, "text": "e30=", "encoding": "base64"}"#,
            "",
            &[],
        ),
        // A proxy that let a long body pass saved nothing of it.
        (
            200,
            &["Content-Type: application/json", "Content-Length: 5242880"],
            r#"{"size": 0, "text": ""}"#,
            "",
            &lost,
        ),
        (
            200,
            &["Content-Type: application/json", "Content-Length: 0"],
            r#"{"size": 0, "text": ""}"#,
            "",
            &[],
        ),
        (205, &["Content-Length: 7"], r#"{"size": 0, "text": ""}"#, "", &[]),
        (304, &["Content-Length: 7"], r#"{"size": 0, "text": ""}"#, "", &[]),
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
    let of_wire = |status: u16, rest: &str| {
        let text = format!(r#"{{"status": {status}, "headers": [], "headersSize": 0, {rest}}}"#);
        read(REQUEST, &text).interaction
    };
    assert_eq!(of_wire(200, r#""bodySize": 5"#).unobserved, lost);
    let empty = r#""content": {"size": 0, "text": ""}"#;
    assert_eq!(of_wire(200, &format!("{empty}, \"bodySize\": 5")).unobserved, lost);
    assert_eq!(of_wire(200, &format!("{empty}, \"bodySize\": -1")).unobserved, []);
    // What did go over the wire under 304 is traffic as it was.
    let some = r#""content": {"size": 2, "text": "{}"}"#;
    let body = |size: i8| of_wire(304, &format!("{some}, \"bodySize\": {size}")).response.body;
    assert_eq!([body(-1), body(0), body(2)], [&b""[..], b"", b"{}"]);
}

#[test]
fn the_body_of_a_request_is_what_was_sent() {
    let post =
        |rest: &str| format!(r#"{{"method": "POST", "url": "https://a/", "headersSize": 0, "headers": [{rest}}}"#);
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
