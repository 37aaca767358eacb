//! Which parts of an interaction are kept, and what replaces the others.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

use std::collections::HashSet;
use std::io::Write as _;

use recording::redaction::{Facts, Piece, Policy, Route, Vocabulary};
use recording::{Header, Interaction, Kind, Provenance, Recording, Request, Response, Unobserved};

fn interaction(url: &str, body: &[u8]) -> Interaction {
    Interaction {
        provenance: Provenance {
            kind: Kind::Synthetic,
            source: "a test".into(),
            date: "2026-01-31".into(),
        },
        unobserved: Vec::new(),
        request: Request {
            method: "GET".into(),
            url: url.into(),
            headers: Vec::new(),
            body: None,
        },
        response: Response {
            status: 200,
            headers: vec![Header::new("Content-Type", "application/json")],
            body: body.to_owned(),
        },
        redacted: Vec::new(),
    }
}

fn vocabulary() -> Vocabulary {
    Vocabulary {
        names: ["a very long name", "limit", "filter", "x"].map(str::to_owned).into(),
        headers: ["x-declared"].map(str::to_owned).into(),
        credentials: ["api_key"].map(str::to_owned).into(),
        ..Vocabulary::default()
    }
}

fn redact_on(path: Vec<Piece>, interaction: Interaction, policy: &str) -> Recording {
    let vocabulary = vocabulary();
    let route = Route {
        operation: "ListThings".into(),
        server: "https://api.example.com/v1".into(),
        path,
        vocabulary: &vocabulary,
        request: Facts::default(),
        response: Facts::default(),
        maps: HashSet::new(),
        open_query: false,
    };
    Recording::redact(interaction, &route, &Policy::parse(policy).unwrap()).unwrap()
}

fn redact(interaction: Interaction, policy: &str) -> Recording {
    redact_on(vec![Piece::Text("/things".into())], interaction, policy)
}

/// The body that is kept of one, and where it was replaced.
fn body(text: &[u8], policy: &str) -> (String, Vec<String>) {
    let recording = redact(interaction("https://h/", text), policy);
    let kept = recording.interaction();
    (
        String::from_utf8_lossy(&kept.response.body).into_owned(),
        kept.redacted.clone(),
    )
}

/// The same without white space.
fn squeezed(text: &[u8], policy: &str) -> String {
    body(text, policy).0.split_whitespace().collect()
}

#[test]
fn only_values_that_the_policy_allows_are_kept() {
    let text = br#"{"total":21,"items":[{"kind":"pull","user":"alice","at":{"kind":"x"}}],"kind":"pull"}"#;
    let (kept, redacted) = body(text, "keep = [\"/total\", \"/items/*/kind\", \"/items/*/at\"]");
    let kept: String = kept.split_whitespace().collect();
    assert_eq!(
        kept,
        r#"{"total":21,"items":[{"kind":"pull","user":"aaaaa","at":{"kind":"a"}}],"kind":"aaaa"}"#
    );
    assert_eq!(redacted, ["/items/0/user", "/items/0/at/kind", "/kind"]);
    assert_eq!(
        squeezed(text, ""),
        r#"{"total":11,"items":[{"kind":"aaaa","user":"aaaaa","at":{"kind":"a"}}],"kind":"aaaa"}"#
    );
    // For one operation as well.
    let policy =
        "keep = [\"/total\"]\n[operation.ListThings]\nkeep = [\"/*/*/user\"]\n[operation.Other]\nkeep = [\"/kind\"]\n";
    assert_eq!(
        squeezed(text, policy),
        r#"{"total":21,"items":[{"kind":"aaaa","user":"alice","at":{"kind":"a"}}],"kind":"aaaa"}"#
    );
}

#[test]
fn types_and_unique_shapes_are_kept() {
    let text = br#"[true,false,true,null,"",0,-0.0,"-",12,-3.50,"12"]"#;
    let (kept, redacted) = body(text, "");
    let kept: String = kept.split_whitespace().collect();
    assert_eq!(kept, r#"[false,true,false,null,"",0,-0.0,"-",11,-1.10,"11"]"#);
    assert_eq!(redacted, ["/0", "/1", "/2", "/8", "/9", "/10"]);
}

#[test]
fn names_that_look_like_values_are_numbered() {
    let text = br#"{"user_id":1,"a very long name":2,"alice smith":{"f00dbabe99":3},"alice smith2":4,"key-1":5}"#;
    let (kept, redacted) = body(text, "");
    let kept: String = kept.split_whitespace().collect();
    assert_eq!(
        kept,
        r#"{"user_id":2,"averylongname":1,"key-1":{"key-2":4},"key-3":3,"key-4":6}"#
    );
    assert_eq!(redacted[2..], ["/key-1/key-2", "/key-3", "/key-4"]);
    // A name that a person wrote into the policy is no secret.
    let kept = squeezed(br#"{"10.0.0.1":1,"10.0.0.2":1}"#, "keep = [\"/10.0.0.1\"]");
    assert_eq!(kept, r#"{"10.0.0.1":1,"key-1":2}"#);
}

#[test]
fn a_flawed_text_remains_flawed() {
    for (text, kept) in [
        (&br#"{"a":"secret","a":"secret"}"#[..], r#"{"a":"aaaaaa","a":"aaaaaa"}"#),
        (br#"["sec\ud800ret"]"#, r#"["aaaaaaa\ud800"]"#),
        (b"\xEF\xBB\xBF[\"secret\"]", "\u{FEFF}[\"aaaaaa\"]"),
        (
            br#"{"a":NaN,"b":-Infinity,"c":"x"}"#,
            r#"{"a":NaN,"b":-Infinity,"c":"a"}"#,
        ),
        (b"[\"caf\xE9\"]", "[\"aaaa\u{FFFD}\"]"),
        (b"[\"a\nb\"]", "[\"aaa\u{1}\"]"),
        (br#"["a\qb"]"#, r#"["aaa\x"]"#),
        (b"[017, 1., -, 1e]", "[011,1.,-,1e]"),
        (
            br#"{"items":[{"user":"alice","at":17374"#,
            r#"{"items":[{"user":"aaaaa","at":10001"#,
        ),
        (br#"{"items":["ali"#, r#"{"items":["aaa"#),
        (br#"{"items":["ali\u00"#, r#"{"items":["aaa"#),
        (br#"{"it"#, r#"{"it"#),
        (b"[tru", "[tru"),
        (br#"{"a":1} {"b":"secret"}"#, r#"{"a":2}{redacted"#),
        (b"<html>secret</html>", "<redacted"),
        (b"secret", "xredacted"),
        (b"[1,]secret", "[2,]redacted"),
        (b"{'a':'secret'}", "{'redacted"),
        (b"\x1F\x8Bsecret", "\u{1}redacted"),
        (b"\xFF\xFE", "\u{FFFD}redacted"),
        (b"   ", ""),
    ] {
        assert_eq!(squeezed(text, ""), kept, "{}", String::from_utf8_lossy(text));
        let read = recording::json::parse(text);
        let recording = redact(interaction("https://h/", text), "");
        let again = recording::json::parse(&recording.interaction().response.body);
        assert_eq!(read.is_ok(), again.is_ok(), "{}", String::from_utf8_lossy(text));
    }
    assert_eq!(body(b"   ", "").0, " ");
    let deep = [b"[".repeat(10_000), b"1".to_vec(), b"]".repeat(10_000)].concat();
    assert!(body(&deep, "").0.ends_with("[redacted"));
}

#[test]
fn other_bodies_keep_their_kind_and_rough_length() {
    for (media_type, bytes, kept) in [
        (
            "text/html",
            &b"<html>secret</html>"[..],
            "redacted: text of less than 100 bytes\n",
        ),
        (
            "application/xml",
            &[b'x'; 1000],
            "redacted: text of less than 10000 bytes\n",
        ),
        ("image/png", b"\x89PNG\xFF", "\u{FFFD}redacted: less than 10 bytes\n"),
        (
            "application/octet-stream",
            br#"{"a":"secret"}"#,
            "{\n        \"a\": \"aaaaaa\"\n      }",
        ),
        ("text/plain", b"42", "11"),
    ] {
        let mut raw = interaction("https://h/", bytes);
        raw.response.headers[0].value = media_type.to_owned();
        let recording = redact(raw, "");
        let response = &recording.interaction().response;
        assert_eq!(String::from_utf8_lossy(&response.body), kept, "{media_type}");
        assert_eq!(response.headers[0].value, media_type);
    }
}

#[test]
fn bodies_are_decompressed_or_unobserved() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(br#"{"a":"secret"}"#).unwrap();
    let packed = packed.finish().unwrap();
    let of = |bytes: &[u8], coding: &str| {
        let mut raw = interaction("https://h/", bytes);
        raw.response.headers.push(Header::new("Content-Encoding", coding));
        redact(raw, "").interaction().clone()
    };
    let unpacked = of(&packed, "gzip");
    assert_eq!(unpacked.response.body, b"{\n        \"a\": \"aaaaaa\"\n      }");
    assert_eq!(Header::find(&unpacked.response.headers, "Content-Encoding"), None);
    let damaged = of(&packed[..packed.len() - 10], "gzip");
    assert_eq!(damaged.response.body, b"\x01redacted");
    assert_eq!(
        Header::find(&damaged.response.headers, "Content-Encoding"),
        Some("gzip")
    );
    let unknown = of(b"\xFF\xFE", "br");
    assert!(unknown.response.body.is_empty() && unknown.is_unobserved(Unobserved::ResponseBody));
}

#[test]
fn a_url_keeps_only_what_the_document_declares() {
    let url = "https://mallory:pw@10.0.0.1:8443/v1/things/2b31ed52?limit=10&name=alice&alice%20smith=1&filter[x]=a,b&flag&&limit=a+b%2C|c#frag";
    let path = vec![
        Piece::Text("/things/".into()),
        Piece::Value {
            name: "id".into(),
            text: "2b31ed52".into(),
        },
    ];
    let recording = redact_on(path.clone(), interaction(url, b"\"alice\""), "");
    let kept = recording.interaction();
    assert_eq!(
        kept.request.url,
        "https://api.example.com/v1/things/0a00aa00\
         ?limit=20&name=aaaaa&key-1=2&filter%5Bx%5D=b,a&flag&limit=b+aa|d"
    );
    // The same value in the URL and in a body has one placeholder.
    assert_eq!(kept.response.body, b"\"aaaaa\"");
    assert_eq!(
        kept.redacted,
        [
            "path:id",
            "query:limit",
            "query:name",
            "query:key-1",
            "query:filter[x]",
            ""
        ]
    );
    let policy = "keep_query = [\"limit\", \"name\"]\nkeep_path = [\"id\"]";
    let kept = redact_on(path, interaction(url, b"1"), policy);
    let url = &kept.interaction().request.url;
    assert!(url.contains("/things/2b31ed52?limit=10&name=alice&key-1="), "{url}");
}

#[test]
fn headers_are_those_of_the_list_and_names_that_the_document_declares() {
    let mut raw = interaction("https://h/", b"{}");
    raw.request.headers = [
        ("accept", "application/json"),
        ("x-auth-token", "hunter2"),
        ("Cookie", "a=hunter2"),
        ("X-Declared", "hunter2"),
        ("X-Other", "hunter2"),
        ("Host", "hunter2"),
    ]
    .map(|(name, value)| Header::new(name, value))
    .to_vec();
    let recording = redact(raw, "");
    let shown: Vec<_> = recording
        .interaction()
        .request
        .headers
        .iter()
        .map(|header| format!("{}: {}", header.name, header.value))
        .collect();
    assert_eq!(
        shown,
        [
            "Accept: application/json",
            "X-Auth-Token: REDACTED",
            "Cookie: REDACTED",
            "X-Declared: REDACTED"
        ]
    );
}

#[test]
fn credentials_never_pass_whatever_the_policy_says() {
    let policy = "keep = [\"/*\", \"/*/*\"]\nkeep_query = [\"api_key\", \"name\"]";
    let url = "https://h/things?api_key=hunter2hunter2&name=hunter2hunter2";
    let text = br#"{"Authorization":"abc","a":{"x-auth-token":"abc","set-cookie":"abc"},"echo":"it was hunter2hunter2","fine":"abc"}"#;
    let mut raw = interaction(url, text);
    raw.response
        .headers
        .push(Header::new("X-Subject-Token", "Bearer tokentoken"));
    let recording = redact(raw, policy);
    let shown = recording.to_text();
    assert!(!shown.contains("hunter2") && !shown.contains("tokentoken"), "{shown}");
    assert_eq!(shown.matches("\"abc\"").count(), 1, "{shown}");
    for name in [
        "X-Auth-Token",
        "x-security-token",
        "X-Subject-Token",
        "Authorization",
        "Cookie",
        "Set-Cookie",
    ] {
        for policy in [
            format!("keep = [\"/a/{name}\"]"),
            format!("keep_query = [\"{name}\"]"),
            format!("keep_path = [\"{name}\"]"),
        ] {
            let error = Policy::parse(&policy).unwrap_err();
            assert!(error.what().contains("never kept"), "{policy}: {error}");
        }
    }
}

#[test]
fn mistakes_in_a_policy_are_reported_with_their_place() {
    for (text, place, words) in [
        ("keep = [", "1:9", "this is not valid TOML"),
        ("keep = \"/a\"", "1:8", "expected a list"),
        ("keep = [\n  1,\n]", "2:3", "expected a string"),
        ("keep = [\"a\"]", "1:9", "`a` is not a JSON pointer"),
        ("keep = [\"/a/**\"]", "1:9", "`**` is not known"),
        ("kept = []", "1:1", "`kept` is not known"),
        ("keep_headers = []", "1:1", "`keep_headers` is not known"),
        ("keep_query = [\"\"]", "1:15", "expected a name"),
        ("operation = 1", "1:13", "expected a table"),
        ("[operation]\nA = 1", "2:5", "expected a table"),
        ("[operation.A]\noperation = 1", "2:1", "`operation` is not known"),
        (
            "[operation.A]\nkeep = [\"/a\", \"x\"]",
            "2:15",
            "`x` is not a JSON pointer",
        ),
    ] {
        let error = Policy::parse(text).unwrap_err().named("redaction.toml");
        assert!(
            error.to_string().starts_with(&format!("redaction.toml:{place}: ")),
            "{text}: {error}"
        );
        assert!(
            error.what().contains(words) && !error.help().is_empty(),
            "{text}: {error}"
        );
    }
    let error = Policy::parse("keep_headers = []").unwrap_err();
    assert!(error.help().contains("headers.rs"), "{error}");
    let policy = Policy::parse("[operation.A]\n[operation.B]\nkeep = []").unwrap();
    let places: Vec<_> = policy
        .operations()
        .map(|(name, place)| format!("{name} {place}"))
        .collect();
    assert_eq!(places, ["A 1:12", "B 2:12"]);
}
