//! A recording has the interaction unchanged: by value if the body is JSON, otherwise byte by byte.

use super::{Recording, write};
use crate::json;
use crate::{Header, Interaction, Kind, Provenance, REDACTED, Request, Response};

/// The recording of an interaction in which there is nothing to redact.
fn written(interaction: &Interaction) -> Recording {
    Recording::parse(write::text(interaction).as_bytes()).unwrap()
}

fn interaction(body: &[u8]) -> Interaction {
    Interaction {
        provenance: Provenance {
            kind: Kind::Synthetic,
            source: "a test".into(),
            date: "2026-01-31".into(),
        },
        unobserved: Vec::new(),
        request: Request {
            method: "GET".into(),
            url: "https://example.com/things?limit=1".into(),
            headers: vec![
                Header::new("X-Auth-Token", REDACTED),
                Header::new("Accept", "application/json"),
            ],
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

/// The form of the body in the recording's text.
fn form(text: &str) -> &'static str {
    let after = text.split("\"body\": {\n").nth(1).unwrap_or_default().trim_start();
    ["\"json\"", "\"text\"", "\"base64\""]
        .into_iter()
        .find(|form| after.starts_with(form))
        .unwrap_or("none")
}

fn survives(body: &[u8]) -> &'static str {
    let recording = written(&interaction(body));
    let text = recording.to_text();
    let again = Recording::parse(text.as_bytes()).unwrap();
    assert_eq!(again.to_text(), text, "writing a recording again changes it");
    let kept = &again.interaction().response.body;
    let form = form(&text);
    if form == "\"json\"" {
        let (before, after) = (json::parse(body).unwrap(), json::parse(kept).unwrap());
        assert!(before.root.same(&after.root), "{text}");
    } else {
        assert_eq!(kept, body, "{text}");
    }
    form
}

#[test]
fn json_that_is_unchanged_when_rewritten_is_kept_as_json() {
    let bodies = [
        "{}",
        "[]",
        "null",
        "\"\"",
        r#"{"b":1,"a":2,"":[[],{},[{}]]}"#,
        "[1.0, 1e2, 100, -0, 1E+400, 0.10, 18446744073709551616, 1.000000000000000000000000001]",
        r#"["é", "\u0000", "\ud83d\ude00", "😀", "\u202e", "\/", "\u007f", "\ufeff"]"#,
        " \n{\t}\r\n",
    ];
    for body in bodies {
        assert_eq!(survives(body.as_bytes()), "\"json\"", "{body}");
    }
}

#[test]
fn what_json_would_lose_is_kept_as_text() {
    let bodies = [
        "<html>\r\n</html>\n",
        r#"{"a":1,"a":2}"#,
        r#"{"a":{"\u0062":1,"b":2}}"#,
        r#"["\ud800"]"#,
        r#"["\udc00\ud800"]"#,
        "\u{FEFF}{}",
        "{} {}",
        "[NaN]",
        "[01]",
        "{\"a\":",
        " ",
        "\u{0}",
    ];
    for body in bodies {
        assert_eq!(survives(body.as_bytes()), "\"text\"", "{body:?}");
    }
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(survives(deep.as_bytes()), "\"text\"");
}

#[test]
fn binary_bodies_are_kept_in_base64() {
    for body in [&b"\xff"[..], b"{\"a\":\"caf\xe9\"}", b"\x1f\x8b\x08\0", b"\xed\xa0\x80"] {
        assert_eq!(survives(body), "\"base64\"", "{body:?}");
    }
    assert_eq!(survives(b""), "none");
}

/// Random bodies: made of the pieces that JSON, and what is almost JSON consist of.
#[test]
fn any_body_survives() {
    const PIECES: &[&[u8]] = &[
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\"",
        b"\"a\"",
        b"\"a\":",
        b"1",
        b"-",
        b"0.10",
        b"1e5",
        b"\\u",
        b"\\ud83d",
        b"\\ude00",
        b"null",
        b"true",
        b" ",
        b"\n",
        b"\xc3\xa9",
        b"\xc3",
        b"\xef\xbb\xbf",
        b"NaN",
        b"{\"k\":[1,2]}",
        b"\\n",
    ];
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % bound as u64).unwrap()
    };
    let mut forms = std::collections::BTreeSet::new();
    for _ in 0..20_000 {
        let body: Vec<u8> = (0..next(9))
            .flat_map(|_| PIECES[next(PIECES.len())].iter().copied())
            .collect();
        forms.insert(survives(&body));
    }
    assert_eq!(forms.len(), 4, "{forms:?}");
}

#[test]
fn values_have_their_positions() {
    let text = written(&interaction(br#"{"list":[{"x":1}]}"#)).to_text();
    let recording = Recording::parse(text.as_bytes()).unwrap();
    let place = recording.place_in_body("/list/0/x");
    let line = text.lines().nth(place.line - 1).unwrap();
    assert_eq!(&line[place.column - 1..], r#""x": 1"#);
    // Nothing is there: the place is that of the enclosing value.
    assert_eq!(recording.place_in_body("/list/0/y"), recording.place_in_body("/list/0"));
}
