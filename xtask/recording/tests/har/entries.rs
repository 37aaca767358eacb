//! The entries of a HAR are found whatever is around them.

use recording::har::Entries;

use crate::{FILE, Pieces, found};

#[test]
fn entries_are_found_anywhere_in_the_file() {
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
fn an_invalid_har_is_reported_with_its_place() {
    let cases = [
        ("", "f:1:1: this is not a HAR: the file is empty"),
        ("\u{FEFF}\n ", "f:2:2: this is not a HAR: the file is empty"),
        ("[]", "f:1:1: this is not a HAR: expected `{`, found `[`"),
        (
            "\u{FFFD}",
            "f:1:1: this is not a HAR: expected `{`, found the byte 0xEF",
        ),
        ("{}", "f:1:3: this is not a HAR: `log` is missing"),
        ("\u{FEFF}{}", "f:1:3: this is not a HAR: `log` is missing"),
        ("{\"a\":\n1} ", "f:2:3: this is not a HAR: `log` is missing"),
        (
            "{\"log\":[]}",
            "f:1:8: this is not a HAR: expected an object, found `[`\n   at /log",
        ),
        (
            "{\"log\":{}}",
            "f:1:10: this is not a HAR: `entries` is missing\n   at /log",
        ),
        (
            "{\"log\":{\"entries\":null}}",
            "f:1:19: this is not a HAR: expected a list, found `n`\n   at /log/entries",
        ),
        (
            "{\"log\":{\"entries\":[]}} é",
            "f:1:24: there is text after the end of the HAR",
        ),
        (
            "{\"log\":{\"entries\":[]},}",
            "f:1:23: this is not valid JSON: expected a member's name, found `}`",
        ),
        (
            "{\"log\":{\"entries\":[]} \"a\":1}",
            "f:1:23: this is not valid JSON: expected `,` or `}`, found `\"`",
        ),
        (
            "{\"log\":{\"entries\" []}}",
            "f:1:19: this is not valid JSON: expected `:`, found `[`\n   at /log",
        ),
        (
            "{\"log\":{\"\\x\":1}}",
            "f:1:9: this is not valid JSON: the name of a member is broken\n   at /log",
        ),
        (
            "{\"log\":{\"entries\":[,]}}",
            "f:1:20: this is not valid JSON: expected a value, found `,`\n   at /log/entries/0",
        ),
        (
            "{\"log\":{\"entries\":[}",
            "f:1:20: this is not valid JSON: expected a value, found `}`\n   at /log/entries/0",
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
fn entries_before_a_fault_are_returned() {
    let cases = [
        (
            "{\"log\":{\"entries\":[1,2 3]}}",
            2,
            "f:1:24: this is not valid JSON: expected `,` or `]`, found `3`",
        ),
        (
            "{\"log\":{\"entries\":[1,2,]}}",
            2,
            "f:1:24: this is not valid JSON: expected a value, found `]`",
        ),
        (
            "{\"log\":{\"entries\":[1,2],\"entries\":[3]}}",
            2,
            "f:1:35: `entries` occurs twice",
        ),
        (
            "{\"log\":{\"entries\":[1]},\"log\":{\"entries\":[2]}}",
            1,
            "f:1:30: `log` occurs twice",
        ),
        (
            "{\"log\":{\"entries\":[1]}}{}",
            1,
            "f:1:24: there is text after the end",
        ),
        (
            "{\"log\":{\"entries\":[1,2",
            1,
            "f:1:23: the file is truncated: it ends after one complete entry\n   at /log/entries/1",
        ),
        (
            "{\"log\":{\"entries\":[1,2]",
            2,
            "f:1:24: the file is truncated: it ends after 2 complete entries\n   at /log",
        ),
        (
            "{\"log\":{\"pages\":[1,",
            0,
            "f:1:20: the file is truncated: it ends before its first entry does\n   at /log",
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

/// More than is read at a time, so that entries begin in one piece of the file and end in another.
#[test]
fn entries_are_complete_for_any_chunking_of_the_file() {
    let entries: Vec<_> = (0..700_usize)
        .map(|index| {
            let length = if index == 300 { 900_000 } else { index * 7919 % 3001 };
            format!("{{\"{index}\":\"{}\\\"\"}}", "é\n".replace('\n', "\\n").repeat(length))
        })
        .collect();
    let file = format!("{{\"log\":{{\"entries\":[\n{}]}}}}", entries.join(",\n"));
    for lengths in [vec![usize::MAX], vec![65_536, 1, 100_003], vec![4_099]] {
        let pieces = Pieces {
            text: file.as_bytes(),
            lengths,
            read: 0,
        };
        let found = found(pieces);
        assert_eq!(found.len(), entries.len());
        for (index, (found, entry)) in found.into_iter().zip(&entries).enumerate() {
            let (place, text) = found.unwrap();
            assert!(text == entry.as_bytes(), "{index}");
            assert_eq!(
                (place.index, place.position.to_string()),
                (index, format!("{}:1", index + 2))
            );
            assert!(
                file[usize::try_from(place.offset).unwrap()..].starts_with(entry),
                "{index}"
            );
        }
    }
}

#[test]
fn reading_one_byte_at_a_time_works() {
    let pieces = Pieces {
        text: FILE.as_bytes(),
        lengths: vec![1],
        read: 0,
    };
    assert_eq!(found(pieces), found(FILE.as_bytes()));
    assert_eq!(found(FILE.as_bytes()).len(), 5);
}
