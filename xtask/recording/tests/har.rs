//! The entries of a HAR are found whatever stands around them, and nothing is made up where the file is cut.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

use std::io::{self, Read};

use proptest::prelude::*;
use recording::har::{self, Entries, MAX_BYTES, Place};
use recording::{Error, ndjson};

/// Whatever stands around entries in the files of strangers.
const FILE: &str = "\u{FEFF} {\"x\": [\"]\", {\"log\": 1}], \"l\\u006fg\": {\"pages\": [{\"a\\\"}\": 1}],\r\n \
    \"entries\": [ {\"a\":\"\\\\\"} ,\n\"é\\\"]\", 1.5,[],null],\"creator\":{\"name\":\"n\",\"version\":\"1\"}},\"y\":1e5}\n ";

/// Gives the bytes of a text in pieces of these lengths, over and over.
struct Pieces<'a> {
    text: &'a [u8],
    lengths: Vec<usize>,
    read: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.lengths[self.read % self.lengths.len()];
        self.read += 1;
        if length == 0 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let length = length.min(buffer.len());
        self.text.read(&mut buffer[..length])
    }
}

/// All that is found: places and texts, and errors as a person sees them.
fn found(reader: impl Read) -> Vec<Result<(Place, Vec<u8>), String>> {
    Entries::new(reader)
        .map(|entry| match entry {
            Ok(entry) => Ok((entry.place, entry.text)),
            Err(error) => Err(seen(error)),
        })
        .collect()
}

fn seen(error: Error) -> String {
    error.named("f").to_string()
}

#[test]
fn entries_are_found_wherever_they_stand() {
    let mut entries = Entries::new(FILE.as_bytes());
    let found: Vec<_> = entries.by_ref().map(Result::unwrap).collect();
    let seen: Vec<_> = found
        .iter()
        .map(|entry| {
            let place = entry.place;
            let rest = &FILE.as_bytes()[usize::try_from(place.offset).unwrap()..];
            assert!(rest.starts_with(&entry.text), "{place:?}");
            let text = std::str::from_utf8(&entry.text).unwrap();
            (place.index, place.position.to_string(), text)
        })
        .collect();
    let expected = [
        (0, "2:15", r#"{"a":"\\"}"#),
        (1, "3:1", r#""é\"]""#),
        (2, "3:9", "1.5"),
        (3, "3:13", "[]"),
        (4, "3:16", "null"),
    ];
    assert_eq!(
        seen,
        expected.map(|(index, place, text)| (index, place.to_owned(), text))
    );
    assert_eq!(entries.creator(), Some("n 1"));
}

#[test]
fn what_is_no_har_is_told_with_its_place() {
    let cases = [
        ("", "f:1:1: this is no HAR: the file is empty"),
        ("\u{FEFF}\n ", "f:2:2: this is no HAR: the file is empty"),
        ("[]", "f:1:1: this is no HAR: `[` stands where `{` is wanted"),
        (
            "\u{FFFD}",
            "f:1:1: this is no HAR: the byte 0xEF stands where `{` is wanted",
        ),
        ("{}", "f:1:3: this is no HAR: `log` is missing"),
        ("{\"a\":\n1} ", "f:2:3: this is no HAR: `log` is missing"),
        (
            "{\"log\":[]}",
            "f:1:8: this is no HAR: `[` stands where an object is wanted\n   at /log",
        ),
        (
            "{\"log\":{}}",
            "f:1:10: this is no HAR: `entries` is missing\n   at /log",
        ),
        (
            "{\"log\":{\"entries\":null}}",
            "f:1:19: this is no HAR: `n` stands where a list is wanted\n   at /log/entries",
        ),
        (
            "{\"log\":{\"entries\":[]}} é",
            "f:1:24: something stands after the end of the HAR",
        ),
        (
            "{\"log\":{\"entries\":[]},}",
            "f:1:23: this is no JSON: `}` stands where a member's name is wanted",
        ),
        (
            "{\"log\":{\"entries\":[]} \"a\":1}",
            "f:1:23: this is no JSON: `\"` stands where `,` or `}` is wanted",
        ),
        (
            "{\"log\":{\"entries\" []}}",
            "f:1:19: this is no JSON: `[` stands where `:` is wanted\n   at /log",
        ),
        (
            "{\"log\":{\"\\x\":1}}",
            "f:1:9: this is no JSON: the name of a member is broken\n   at /log",
        ),
        (
            "{\"log\":{\"entries\":[,]}}",
            "f:1:20: this is no JSON: `,` stands where a value is wanted\n   at /log/entries/0",
        ),
        (
            "{\"log\":{\"entries\":[}",
            "f:1:20: this is no JSON: `}` stands where a value is wanted\n   at /log/entries/0",
        ),
    ];
    for (text, message) in cases {
        let found = found(text.as_bytes());
        let [Err(error)] = &found[..] else {
            panic!("{text}: {found:?}")
        };
        assert!(error.starts_with(message), "{text}\nsaid {error}\nnot  {message}");
        assert!(error.contains("= help: "), "{text}: {error}");
    }
}

#[test]
fn what_comes_before_a_fault_is_given() {
    let cases = [
        (
            "{\"log\":{\"entries\":[1,2 3]}}",
            2,
            "f:1:24: this is no JSON: `3` stands where `,` or `]` is wanted",
        ),
        (
            "{\"log\":{\"entries\":[1,2,]}}",
            2,
            "f:1:24: this is no JSON: `]` stands where a value is wanted",
        ),
        (
            "{\"log\":{\"entries\":[1,2],\"entries\":[3]}}",
            2,
            "f:1:35: `entries` stands twice",
        ),
        (
            "{\"log\":{\"entries\":[1]},\"log\":{\"entries\":[2]}}",
            1,
            "f:1:30: `log` stands twice",
        ),
        (
            "{\"log\":{\"entries\":[1]}}{}",
            1,
            "f:1:24: something stands after the end",
        ),
        (
            "{\"log\":{\"entries\":[1,2",
            1,
            "f:1:23: the file is cut: it ends after one whole entry\n   at /log/entries/1",
        ),
        (
            "{\"log\":{\"entries\":[1,2]",
            2,
            "f:1:24: the file is cut: it ends after 2 whole entries\n   at /log",
        ),
        (
            "{\"log\":{\"pages\":[1,",
            0,
            "f:1:20: the file is cut: it ends before its first entry does\n   at /log",
        ),
    ];
    for (text, whole, message) in cases {
        let found = found(text.as_bytes());
        assert_eq!(found.len(), whole + 1, "{text}: {found:?}");
        assert_eq!(
            found.iter().filter(|entry| entry.is_ok()).count(),
            whole,
            "{text}: {found:?}"
        );
        let error = found[whole].as_ref().unwrap_err();
        assert!(error.starts_with(message), "{text}\nsaid {error}\nnot  {message}");
    }
}

#[test]
fn a_file_that_is_cut_gives_what_is_whole_and_one_error() {
    let whole: Vec<_> = found(FILE.as_bytes());
    let end = FILE.trim_end().len();
    for length in 0..FILE.len() {
        let mut cut = found(&FILE.as_bytes()[..length]);
        if length < end {
            let error = cut.pop().unwrap().unwrap_err();
            // The mark and what is white around the text say nothing yet.
            let wanted = if length < 5 {
                "the file is empty"
            } else {
                "the file is cut"
            };
            assert!(length < 3 || error.contains(wanted), "{length}: {error}");
        }
        assert!(
            cut.len() <= whole.len() && cut == whole[..cut.len()],
            "{length}: {cut:?}"
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_on_gives_what_was_read() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let start = &b"{\"log\":{\"entries\":[{},"[..];
    let mut entries = Entries::new(start.chain(Broken));
    assert!(entries.next().unwrap().is_ok());
    let error = entries.next().unwrap().unwrap_err();
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "the disk is gone"
    );
    assert!(entries.next().is_none());
}

#[test]
fn an_entry_that_is_too_long_is_passed_over() {
    // `"aaa…"` as long as the limit with its quotes, and one byte longer.
    for (length, taken) in [(MAX_BYTES - 2, true), (MAX_BYTES - 1, false)] {
        let long = io::repeat(b'a').take(length as u64);
        let file = b"{\"log\":{\"entries\":[1,\n\""
            .chain(long)
            .chain(&b"\", {\"after\": 1}]}}"[..]);
        let found = found(file);
        assert_eq!(found.len(), 3);
        match &found[1] {
            Ok((place, text)) => {
                assert!(taken && text.len() == length + 2, "{length}");
                assert_eq!((place.index, place.position.to_string()), (1, "2:1".to_owned()));
            }
            Err(error) => {
                assert!(!taken, "{length}: {error}");
                assert!(
                    error
                        .starts_with("f:2:1: the entry is longer than 64 MiB, and passed over\n   at /log/entries/1\n")
                );
            }
        }
        let (place, text) = found[2].as_ref().unwrap();
        assert_eq!((place.index, &text[..]), (2, &b"{\"after\": 1}"[..]));
        assert_eq!(place.position.column, length + 5);
    }
}

#[test]
fn depth_is_an_error_and_exhausts_nothing() {
    for depth in [1_000, 1_025, 10_000, 1_000_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let entry = format!(
                "{{\"_deep\":{deep},\"request\":{{\"method\":\"GET\",\"url\":\"https://a/\"}},\"response\":{{\"status\":200}}}}"
            );
            let file = format!("{{\"_deep\":{deep},\"log\":{{\"entries\":[{entry}]}}}}");
            let entries: Vec<_> = Entries::new(file.as_bytes()).map(Result::unwrap).collect();
            assert_eq!(entries.len(), 1);
            assert_eq!(entries[0].text, entry.as_bytes());
            match har::interaction(entry.as_bytes()) {
                Ok(_) => assert!(depth < 1_024),
                Err(error) => {
                    assert!(
                        depth >= 1_024 && error.what().contains("more than 1024 deep"),
                        "{}",
                        error.what()
                    );
                }
            }
            let error = ndjson::interaction(entry.as_bytes()).err().unwrap();
            assert!(error.what().contains("more than 130 deep"), "{}", error.what());
        }
    }
}

/// A tree as deep as one can be is cloned, compared, printed and dropped.
#[test]
fn the_deepest_tree_can_be_used() {
    let text = format!("{}1{}", "[{\"a\":".repeat(512), "}]".repeat(512));
    let tree = recording::json::parse_within(text.as_bytes(), usize::MAX).unwrap().root;
    assert!(recording::json::parse_within(format!("[{text}]").as_bytes(), usize::MAX).is_err());
    let copy = tree.clone();
    assert!(copy == tree && copy.same(&tree));
    assert!(format!("{tree:?}").len() > text.len());
    let written = recording::json::to_text(&tree);
    assert!(
        recording::json::parse_within(written.as_bytes(), 1024)
            .unwrap()
            .root
            .same(&tree)
    );
}

/// An entry as tools write them.
const ENTRY: &str = r#"{"startedDateTime": "2026-04-03T10:00:00.000Z", "_x": [[{}], "\ud83d\ude00"],
 "request": {"method": "POST", "url": "https://a.example/x?y=1", "headers": [{"name": "A", "value": "b"}],
  "postData": {"mimeType": "a/b", "params": [{"name": "p q", "value": "é"}]}},
 "response": {"status": 200, "headers": [{"name": "Content-Encoding", "value": "gzip"}],
  "content": {"size": 7, "mimeType": "application/json", "text": "H4sIAAAA", "encoding": "base64"}}}"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000,
        failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn how_the_file_arrives_makes_no_difference(lengths in prop::collection::vec(0_usize..7, 1..20)) {
        prop_assume!(lengths.iter().any(|&length| length > 0));
        let pieces = Pieces { text: FILE.as_bytes(), lengths, read: 0 };
        prop_assert_eq!(found(pieces), found(FILE.as_bytes()));
    }

    #[test]
    fn no_change_of_a_file_is_fatal(
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![any::<u8>(), prop::sample::select(&b"\"\\{}[]:, 0"[..])]), 1..6),
        kept in any::<prop::sample::Index>(),
    ) {
        let mut file = format!("{{\"log\":{{\"entries\":[{ENTRY},{ENTRY}]}}}}").into_bytes();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        file.truncate(kept.index(2 * file.len()));
        let found = found(&file[..]);
        for (place, text) in found.iter().flatten() {
            let start = usize::try_from(place.offset).unwrap();
            prop_assert_eq!(&file[start..start + text.len()], &text[..]);
            for read in [har::interaction(text), ndjson::interaction(text)] {
                match read {
                    Ok(captured) => {
                        prop_assert!(captured.place_in_body("/a/0") < text.len());
                        drop(captured.payload());
                    }
                    Err(error) => {
                        prop_assert!(!error.what().is_empty());
                    }
                }
            }
        }
    }
}

#[test]
fn one_byte_at_a_time_is_enough() {
    let pieces = Pieces {
        text: FILE.as_bytes(),
        lengths: vec![1],
        read: 0,
    };
    assert_eq!(found(pieces), found(FILE.as_bytes()));
    assert_eq!(found(FILE.as_bytes()).len(), 5);
}
