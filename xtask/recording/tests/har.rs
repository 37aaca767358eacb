//! The entries of a HAR are found whatever stands around them, and nothing is made up where the file is cut.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

use recording::har::Entries;

#[test]
fn entries_are_found_wherever_they_stand() {
    let file = "\u{FEFF} {\"x\": [\"]\", {\"log\": 1}], \"l\\u006fg\": {\"pages\": [{\"a\\\"}\": 1}], \"entries\": [ {\"a\":\"\\\\\"} ,\n\"é\\\"]\", 1.5,[],null],\"creator\":{\"name\":\"n\",\"version\":\"1\"}},\"y\":1e5}\n ";
    let mut entries = Entries::new(file.as_bytes());
    let found: Vec<_> = entries.by_ref().map(Result::unwrap).collect();
    let seen: Vec<_> = found
        .iter()
        .map(|entry| {
            let place = entry.place;
            assert!(file.as_bytes()[usize::try_from(place.offset).unwrap()..].starts_with(&entry.text));
            (
                place.index,
                place.position.to_string(),
                std::str::from_utf8(&entry.text).unwrap(),
            )
        })
        .collect();
    let expected = [
        (0, "1:77", r#"{"a":"\\"}"#),
        (1, "2:1", r#""é\"]""#),
        (2, "2:9", "1.5"),
        (3, "2:13", "[]"),
        (4, "2:16", "null"),
    ];
    assert_eq!(
        seen,
        expected.map(|(index, place, text)| (index, place.to_owned(), text))
    );
    assert_eq!(entries.creator(), Some("n 1"));
}
