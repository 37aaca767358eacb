//! No file is fatal, and nothing is made up where one is cut.

use std::io::{self, Read};

use proptest::prelude::*;
use recording::har::{self, Entries, MAX_BYTES};
use recording::{json, ndjson};

use crate::{FILE, Pieces, found};

#[test]
fn a_truncated_file_gives_its_complete_entries_and_one_error() {
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
                "the file is truncated"
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
fn a_read_error_returns_the_entries_before_it() {
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
fn an_entry_that_is_too_long_is_skipped() {
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
    let tree = json::parse_within(text.as_bytes(), usize::MAX).unwrap().root;
    assert!(json::parse_within(format!("[{text}]").as_bytes(), usize::MAX).is_err());
    let copy = tree.clone();
    assert!(copy == tree && copy.same(&tree));
    assert!(format!("{tree:?}").len() > text.len());
    let written = json::to_text(&tree);
    assert!(json::parse_within(written.as_bytes(), 1024).unwrap().root.same(&tree));
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
    fn the_chunking_of_a_file_does_not_matter(lengths in prop::collection::vec(0_usize..7, 1..20)) {
        prop_assume!(lengths.iter().any(|&length| length > 0));
        let pieces = Pieces { text: FILE.as_bytes(), lengths, read: 0 };
        prop_assert_eq!(found(pieces), found(FILE.as_bytes()));
    }

    #[test]
    fn no_mutated_file_is_fatal(
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
