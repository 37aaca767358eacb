//! Texts that repeat themselves, without an end or more often than can be read: an error that says where, and no crash.

use std::fmt::Write as _;

use xtask::edit::{Action, Edit, EditError, EditErrorKind, Value, apply, apply_in_parts, everywhere};

fn insert(pointer: &str) -> Edit {
    Edit {
        pointer: pointer.to_owned(),
        action: Action::Insert {
            key: "new".to_owned(),
            value: Value::Bool(true),
            after: None,
        },
    }
}

/// What each way to edit says of a text.
fn refused(text: &str, pointer: &str) -> [EditError; 3] {
    let edits = [insert(pointer)];
    [
        apply("api.yaml", text, &edits).unwrap_err(),
        apply_in_parts("api.yaml", text, &edits).unwrap_err(),
        everywhere("api.yaml", text, &[&edits]).unwrap_err(),
    ]
}

#[test]
fn a_text_that_contains_itself_is_refused_with_the_line() {
    for (text, pointer, line) in [
        ("a: 1\nb: &self\n  <<: *self\n  c: 1\n", "/b", 3),
        ("a: 1\nb: &self\n  <<: *self\n", "/b/missing", 3),
        ("b: &self\n  c:\n    - 1\n    - *self\n", "/b", 4),
        ("b: &self {c: {d: [*self]}}\n", "/b/c", 1),
        ("b: &one\n  c: &two\n    <<: *one\n    d: *two\n", "/b/c", 3),
        ("b: &self\n  <<: [{x: 1}, *self]\n", "/b", 2),
        ("b: &self\n  *self : 1\n", "/b", 2),
        ("&self\na: *self\n", "", 2),
    ] {
        for error in refused(text, pointer) {
            assert_eq!(error.kind(), EditErrorKind::Unreadable, "{text}");
            assert_eq!(
                error.to_string(),
                format!(
                    "api.yaml:{line}: the alias is within the value that it refers to, so the value never ends; correct \
                     it first"
                ),
                "{text}"
            );
        }
    }
}

/// A text of mappings, each of which has the one before it, in a way.
fn chain(length: usize, way: &str) -> String {
    let mut text = "a0: &a0\n  k: 1\n".to_owned();
    for number in 1..length {
        let value = way.replace('*', &format!("*a{}", number - 1));
        let _ = write!(text, "a{number}: &a{number}\n  {value}\n");
    }
    text
}

#[test]
fn a_text_that_repeats_too_much_is_refused() {
    for (way, length, message) in [
        ("<<: *", 20_000, "deep"),
        ("b: *", 20_000, "deep"),
        ("<<: [*, *, *]", 60, "expand to more than"),
        ("b: [*, *, *]", 60, "expand to more than"),
    ] {
        let text = chain(length, way);
        for error in refused(&text, "/a1") {
            let message_is = error.to_string();
            assert!(message_is.contains(message), "{way}: {message_is}");
            assert!(message_is.starts_with("api.yaml:"), "{way}: {message_is}");
        }
    }
}

/// What can be read is edited: each value that repeats another one changes with it.
#[test]
fn a_chain_of_merges_is_followed_to_its_end() {
    for (way, inner) in [("<<: *", ""), ("b: *", "/b")] {
        let text = chain(30, way);
        let edits = [insert("/a0")];
        let all = everywhere("api.yaml", &text, &[&edits]).unwrap().remove(0);
        let expected = (0..30).map(|number| format!("/a{number}{}", inner.repeat(number)));
        let pointers: Vec<_> = all.iter().map(|edit| edit.pointer.clone()).collect();
        assert_eq!(pointers, expected.collect::<Vec<_>>(), "{way}");
        let new = apply("api.yaml", &text, &all).unwrap();
        assert_eq!(new, text.replace("  k: 1\n", "  k: 1\n  new: true\n"), "{way}");
        assert_eq!(apply_in_parts("api.yaml", &text, &all).unwrap(), new, "{way}");
    }
}
