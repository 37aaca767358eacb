//! What is no recording is refused, with its place and how to fix it, and no secret is ever shown.

use recording::Recording;

const GOOD: &str = r#"{
  "version": 1,
  "provenance": {
    "kind": "live",
    "source": "a test",
    "date": "2026-01-31"
  },
  "request": {
    "method": "GET",
    "url": "https://example.com/",
    "headers": {
      "X-Auth-Token": "REDACTED"
    }
  },
  "response": {
    "status": 200,
    "headers": {
      "Content-Type": "application/json"
    },
    "body": {
      "json": {
        "a": 1
      }
    }
  },
  "redacted": [
    "/a"
  ]
}
"#;

#[test]
fn a_valid_recording_is_read_and_written_unchanged() {
    assert_eq!(Recording::parse(GOOD.as_bytes()).unwrap().to_text(), GOOD);
}

#[test]
fn each_fault_is_reported_with_its_place() {
    // What is replaced by what; then the pointer, the place and a word of the message.
    let faults = [
        ("\"version\": 1", "\"version\": 2", "/version", "2:3", "version"),
        ("\"version\": 1", "\"version\": \"1\"", "/version", "2:3", "version"),
        (
            "\"version\": 1,",
            "\"version\": 1, \"extra\": 1,",
            "/extra",
            "2:17",
            "not known",
        ),
        ("\"live\"", "\"alive\"", "/provenance/kind", "4:5", "`alive`"),
        ("2026-01-31", "31.1.2026", "/provenance/date", "6:5", "not a date"),
        ("\"GET\"", "\"get\"", "/request/method", "9:5", "not an HTTP method"),
        ("https://", "", "/request/url", "10:5", "not an absolute URL"),
        ("https://", "https://me:pw@", "/request/url", "10:5", "credentials"),
        (
            "\"REDACTED\"",
            "\"hunter2\"",
            "/request/headers/X-Auth-Token",
            "12:7",
            "secret",
        ),
        (
            "\"REDACTED\"",
            "[\"REDACTED\", \"hunter2\"]",
            "/request/headers/X-Auth-Token/1",
            "12:36",
            "secret",
        ),
        (
            "X-Auth-Token\": \"REDACTED\"",
            "set-cookie\": \"hunter2\"",
            "/request/headers/set-cookie",
            "12:7",
            "secret",
        ),
        (
            "X-Auth-Token\": \"REDACTED\"",
            "Server\": \"x\"",
            "/request/headers/Server",
            "12:7",
            "not on the list",
        ),
        (
            "X-Auth-Token\": \"REDACTED\"",
            "X-Request-Id\": \"x\"",
            "/request/headers/X-Request-Id",
            "12:7",
            "call to call",
        ),
        ("200", "2000", "/response/status", "16:5", "not an HTTP status"),
        ("200", "\"200\"", "/response/status", "16:5", "not an HTTP status"),
        ("\"json\"", "\"yaml\"", "/response/body/yaml", "21:7", "not known"),
        (
            "\"json\": {",
            "\"text\": \"\", \"json\": {",
            "/response/body",
            "20:5",
            "one form",
        ),
        (
            "\"a\": 1",
            "\"a\": 1, \"a\": 2",
            "/response/body/json/a",
            "22:17",
            "twice",
        ),
        (
            "\"a\": 1",
            "\"a\": \"\\ud800\"",
            "/response/body/json/a",
            "22:15",
            "surrogate",
        ),
        (
            "\"a\": 1",
            "\"a\": NaN",
            "/response/body/json/a",
            "22:14",
            "not valid JSON",
        ),
        ("\"/a\"", "\"a\"", "/redacted/0", "27:5", "not a JSON pointer"),
        ("\"/a\"", "\"/b\"", "/redacted/0", "27:5", "has no such value"),
        (
            "\"source\": \"a test\",",
            "",
            "/provenance",
            "3:3",
            "`source` is missing",
        ),
    ];
    for (from, to, pointer, place, word) in faults {
        let bad = GOOD.replacen(from, to, 1);
        assert_ne!(bad, GOOD, "{from} is not there");
        let error = Recording::parse(bad.as_bytes()).unwrap_err();
        assert_eq!(
            (error.pointer(), error.position().unwrap().to_string().as_str()),
            (pointer, place),
            "{to}"
        );
        assert!(error.what().contains(word), "{to}: {error}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("hunter2") && !shown.contains("pw@"), "{shown}");
    }
}

#[test]
fn no_text_makes_it_panic() {
    // A text that is cut is refused; only the end of the last line may be missing.
    for end in 0..GOOD.len() {
        let read = Recording::parse(&GOOD.as_bytes()[..end]);
        assert_eq!(read.is_ok(), end == GOOD.len() - 1, "cut at {end}");
    }
    for (at, _) in GOOD.char_indices() {
        for byte in [0, 0xFF, b'"', b'[', b'9'] {
            let mut bytes = GOOD.as_bytes().to_owned();
            bytes[at] = byte;
            drop(Recording::parse(&bytes));
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let path = std::path::Path::new("no/such/recording.json");
    let error = Recording::read(path).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("no/such/recording.json: the file cannot be read"),
        "{error}"
    );
    assert!(std::error::Error::source(&error).is_some());
}
