//! The raw layer: what is not JSON, what readers disagree about, and what is compressed.

use std::io::Write as _;

use super::{Wrong, headers, interaction, one};

const SCHEMA: &str = "{type: object, properties: {a: {type: integer}, s: {type: string}, n: {type: number}, l: {type: array, items: {}}, o: {type: object}}}";

fn expect(cases: &[(&[u8], &[&str])]) {
    let mut wrong = Wrong::default();
    let text = one("[]", SCHEMA, "");
    for (body, expected) in cases {
        let what = String::from_utf8_lossy(body).chars().take(60).collect::<String>();
        wrong.expect(
            &what,
            &text,
            &interaction("GET", "https://example.com/x", *body),
            expected,
        );
    }
}

#[test]
fn invalid_json() {
    expect(&[
        (b"{}", &[]),
        (b" \t\r\n{ } \n", &[]),
        (b"<html></html>", &["json"]),
        (b" ", &["json"]),
        (b"{", &["json"]),
        (b"{\"a\":1", &["json"]),
        (b"{\"a\":1,}", &["json"]),
        (b"{\"a\":1 \"s\":2}", &["json"]),
        (b"{a:1}", &["json"]),
        (b"{'a':1}", &["json"]),
        (b"{\"l\":[1,]}", &["json /l/1"]),
        (b"{\"a\":01}", &["json /a"]),
        (b"{\"a\":+1}", &["json /a"]),
        (b"{\"a\":.5}", &["json /a"]),
        (b"{\"a\":1.}", &["json /a"]),
        (b"{\"a\":0x1F}", &["json"]),
        (b"{\"n\":NaN}", &["json /n"]),
        (b"{\"n\":Infinity}", &["json /n"]),
        (b"{\"n\":-Infinity}", &["json /n"]),
        (b"{\"a\":True}", &["json /a"]),
        (b"{\"a\":nul}", &["json /a"]),
        (b"{\"a\":undefined}", &["json /a"]),
        (b"{} // comment", &["json"]),
        (b"{}{}", &["json"]),
        (b"{}\n{}", &["json"]),
        (b"{}]", &["json"]),
        (b"{}\0", &["json"]),
        (b")]}',\n{}", &["json"]),
        (b"\xEF\xBB\xBF{}", &["json"]),
        (b"\xFE\xFF\0{\0}", &["json"]),
        (b"{\"s\":\"\xFF\"}", &["json /s"]),
        (b"{\"s\":\"\xC0\xAF\"}", &["json /s"]),
        (b"{\"s\":\"\xED\xA0\x80\"}", &["json /s"]),
        (b"{\"s\":\"caf\xE9\"}", &["json /s"]),
        (b"{\"s\":\"a\nb\"}", &["json /s"]),
        (b"{\"s\":\"a\tb\"}", &["json /s"]),
        (b"{\"s\":\"\\x41\"}", &["json /s"]),
        (b"{\"s\":\"\\u12\"}", &["json /s"]),
        (b"{\"s\":\"\x7F\xE2\x80\xA8\"}", &[]),
    ]);
}

#[test]
fn texts_that_readers_disagree_about() {
    expect(&[
        (b"{\"a\":1,\"a\":2}", &["duplicate-key /a"]),
        (b"{\"a\":1,\"a\":2,\"a\":3}", &["duplicate-key /a"]),
        (b"{\"a\":1,\"\\u0061\":2}", &["duplicate-key /a"]),
        (b"{\"a\":1,\"A\":2}", &["undocumented-property /A"]),
        (b"{\"o\":{\"b\":{\"c\":1,\"c\":1}}}", &["duplicate-key /o/b/c"]),
        (b"{\"l\":[{\"c\":1},{\"c\":1,\"c\":2}]}", &["duplicate-key /l/1/c"]),
        (b"{\"o\":{\"x/y~\":1,\"x/y~\":1}}", &["duplicate-key /o/x~1y~0"]),
        // Of a member that occurs twice, the last one counts.
        (b"{\"a\":\"x\",\"a\":1}", &["duplicate-key /a"]),
        (b"{\"a\":1,\"a\":\"x\"}", &["duplicate-key /a", "type /a"]),
        (b"{\"s\":\"\\ud800\"}", &["lone-surrogate /s"]),
        (b"{\"s\":\"\\udc00\\ud800 \\ud800\"}", &["lone-surrogate /s"]),
        (b"{\"s\":\"\\ud83d\\ude00\"}", &[]),
        (b"{\"s\":\"\\\\ud800\"}", &[]),
        (b"{\"o\":{\"\\ud800\":1}}", &["lone-surrogate /o/\u{FFFD}"]),
    ]);
}

#[test]
fn numbers_keep_all_their_digits() {
    let digits = "9".repeat(400);
    let mut wrong = Wrong::default();
    for (schema, number, expected) in [
        ("{type: integer}", "-0", &[][..]),
        ("{type: integer}", digits.as_str(), &[]),
        ("{type: integer}", "1.0", &["type"]),
        ("{type: integer}", "1e2", &["type"]),
        ("{type: integer}", "-1E+2", &["type"]),
        ("{type: integer}", "1e400", &["type"]),
        ("{type: integer, format: int32}", "2147483647", &[]),
        ("{type: integer, format: int32}", "2147483648", &["format"]),
        ("{type: integer, format: int32}", "-2147483648", &[]),
        ("{type: integer, format: int32}", "-2147483649", &["format"]),
        ("{type: integer, format: int64}", "9223372036854775807", &[]),
        ("{type: integer, format: int64}", "9223372036854775808", &["format"]),
        ("{type: integer, format: int64}", "-9223372036854775809", &["format"]),
        ("{type: integer, format: int64}", "1e400", &["format"]),
        ("{type: integer, format: int64}", "1e2", &["type"]),
        ("{type: integer, format: int64}", digits.as_str(), &["format"]),
        (
            "{type: integer, maximum: 9007199254740992}",
            "9007199254740993",
            &["bounds"],
        ),
        ("{type: number}", "1e400", &[]),
        ("{type: number}", "-1e-400", &[]),
        ("{type: number, minimum: 0, exclusiveMinimum: true}", "1e-400", &[]),
        ("{type: number, format: double}", "1e308", &[]),
        ("{type: number, format: double}", "1e400", &["format"]),
        ("{type: number, format: float}", "1e39", &["format"]),
        ("{type: number, enum: [1, 0.1]}", "1.0", &[]),
        ("{type: number, enum: [1, 0.1]}", "1e-1", &[]),
        ("{type: number, enum: [1, 0.1]}", "0.10000000000000000001", &["enum"]),
        ("{type: integer, enum: [1]}", "1.0", &["type"]),
    ] {
        let answered = interaction("GET", "https://example.com/x", number.as_bytes());
        wrong.expect(
            &format!("{schema} {number}"),
            &one("[]", schema, ""),
            &answered,
            expected,
        );
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn compressed_bodies_are_read() {
    let (good, bad) = (gzip(b"{\"a\":1}"), gzip(b"{\"a\":\"x\"}"));
    let two: Vec<u8> = [gzip(b"{\"a\""), gzip(b":1}")].concat();
    let cut = &good[..good.len() - 9];
    let mut wrong = Wrong::default();
    let text = one("[]", SCHEMA, "");
    for (encoding, body, expected) in [
        (Some("gzip"), good.as_slice(), &[][..]),
        (Some("GZIP"), &good, &[]),
        (Some("x-gzip"), &bad, &["type /a"]),
        (Some("gzip"), &two, &[]),
        // The recorder may have decoded it, and kept the header.
        (Some("gzip"), b"{\"a\":1}", &[]),
        (Some("gzip"), b"{\"a\":true}", &["type /a"]),
        (Some("br"), b"{\"a\":true}", &["type /a"]),
        (Some("identity"), b"{\"a\":true}", &["type /a"]),
        (Some(""), b"{\"a\":true}", &["type /a"]),
        (Some("gzip"), b"<html>", &["json"]),
        (Some("gzip"), cut, &["json"]),
        // A client reads what the header says.
        (None, &good, &["json"]),
    ] {
        let mut answered = interaction("GET", "https://example.com/x", body);
        answered.response.headers.extend(headers(
            &encoding
                .map(|name| ("Content-Encoding", name))
                .into_iter()
                .collect::<Vec<_>>(),
        ));
        wrong.expect(
            &format!("{encoding:?} {}", String::from_utf8_lossy(body)),
            &text,
            &answered,
            expected,
        );
    }
    // What cannot be read is noted, not checked.
    let mut answered = interaction("GET", "https://example.com/x", b"\x8B\x03\x80");
    answered.response.headers.extend(headers(&[("Content-Encoding", "br")]));
    let checked = super::check_interaction(&text, &answered);
    assert!(checked.violations.is_empty() && checked.notes.len() == 1, "{checked:?}");
}
