//! Each bound at its edge, in every notation of numbers.

use serde_json::{Value, json};

use super::*;

const fn at(value: &'static str) -> Option<Limit> {
    Some(Limit {
        value,
        exclusive: false,
    })
}

const fn beyond(value: &'static str) -> Option<Limit> {
    Some(Limit { value, exclusive: true })
}

fn said(bounds: &Bounds, value: &Value) -> String {
    let tree = Tree::of(value).unwrap_or(Tree::Null);
    bounds
        .check(&tree)
        .map_or_else(|fault| fault.describe("a"), |()| String::new())
}

#[test]
fn numbers_are_compared_exactly() {
    let none = Bounds::NONE;
    for (bounds, value, message) in [
        (
            Bounds {
                minimum: at("0"),
                ..none
            },
            json!(-1),
            "`a` is -1, and must be at least 0",
        ),
        (
            Bounds {
                minimum: at("0"),
                ..none
            },
            json!(0),
            "",
        ),
        (
            Bounds {
                minimum: beyond("0"),
                ..none
            },
            json!(0),
            "`a` is 0, and must be greater than 0",
        ),
        (
            Bounds {
                maximum: at("200"),
                ..none
            },
            json!(201),
            "`a` is 201, and must be at most 200",
        ),
        (
            Bounds {
                maximum: at("2e2"),
                ..none
            },
            json!(200),
            "",
        ),
        (
            Bounds {
                maximum: beyond("1.5"),
                ..none
            },
            json!(1.5),
            "`a` is 1.5, and must be less than 1.5",
        ),
        (
            Bounds {
                maximum: at("9007199254740992"),
                ..none
            },
            json!(9_007_199_254_740_993_u64),
            "`a` is 9007199254740993, and must be at most 9007199254740992",
        ),
        (
            Bounds {
                maximum: at("18446744073709551614"),
                ..none
            },
            json!(u64::MAX),
            "`a` is 18446744073709551615, and must be at most 18446744073709551614",
        ),
        (
            Bounds {
                maximum: at("1e300"),
                ..none
            },
            json!(1e301),
            "`a` is 1e+301, and must be at most 1e300",
        ),
        (
            Bounds {
                multiple_of: Some("0.1"),
                ..none
            },
            json!(0.3),
            "",
        ),
        (
            Bounds {
                multiple_of: Some("0.1"),
                ..none
            },
            json!(0.35),
            "`a` is 0.35, and must be a multiple of 0.1",
        ),
        (
            Bounds {
                multiple_of: Some("5"),
                ..none
            },
            json!(12),
            "`a` is 12, and must be a multiple of 5",
        ),
        (
            Bounds {
                minimum: at("5"),
                ..none
            },
            json!(null),
            "",
        ),
    ] {
        assert_eq!(said(&bounds, &value), message, "{value}");
    }
}

#[test]
fn lengths_are_counted_in_characters_and_texts_are_not_shown() {
    let bounds = Bounds {
        min_length: Some(2),
        max_length: Some(3),
        ..Bounds::NONE
    };
    assert_eq!(said(&bounds, &json!("äöü")), "");
    assert_eq!(
        said(&bounds, &json!("hush")),
        "`a` has 4 characters, and must have at most 3"
    );
    assert_eq!(
        said(&bounds, &json!("ä")),
        "`a` has 1 characters, and must have at least 2"
    );
}

#[test]
fn the_properties_of_objects_are_counted() {
    let bounds = Bounds {
        min_properties: Some(1),
        max_properties: Some(2),
        ..Bounds::NONE
    };
    for (value, message) in [
        (json!({}), "`a` has 0 properties, and must have at least 1"),
        (json!({"a": null}), ""),
        (json!({"a": 1, "b": 2}), ""),
        (
            json!({"a": 1, "b": 2, "c": 3}),
            "`a` has 3 properties, and must have at most 2",
        ),
        (json!([1, 2, 3]), ""),
    ] {
        assert_eq!(said(&bounds, &value), message, "{value}");
    }
}

#[test]
fn a_value_within_another_is_named_by_its_pointer() {
    static LIMITED: Bounds = Bounds {
        maximum: at("1"),
        ..Bounds::NONE
    };
    static NODE: Members = Members(&[
        Member::optional("n/m").within(Bounds::NONE.items(&LIMITED).max_items(2).unique()),
        Member::optional("next").within(Bounds::NONE.members(&NODE)),
    ]);
    let bounds = Bounds {
        members: Some(&NODE),
        ..Bounds::NONE
    };
    for (value, message) in [
        (
            json!({ "next": { "n/m": [0, 2] } }),
            "`a`: the value at `/next/n~1m/1` is 2, and must be at most 1",
        ),
        (
            json!({ "n/m": [0, 1, 2] }),
            "`a`: the value at `/n~1m` has 3 items, and must have at most 2",
        ),
        (
            json!({ "n/m": [1, 1] }),
            "`a`: the value at `/n~1m` has an item more than once, at position 1, and all must differ",
        ),
        (json!({ "other": 7, "n/m": [0, 1] }), ""),
    ] {
        assert_eq!(said(&bounds, &value), message, "{value}");
    }
}

#[test]
fn all_missing_properties_are_found_by_their_pointers() {
    static ITEM: Members = Members(&[Member::required("a/b"), Member::optional("c")]);
    static ITEMS: Bounds = Bounds::NONE.members(&ITEM);
    static WHOLE: Members = Members(&[
        Member::required("id"),
        Member::optional("list").within(Bounds::NONE.items(&ITEMS)),
        Member::required("one").within(Bounds::NONE.members(&ITEM)),
    ]);
    let missing = |value: Value| {
        let mut found = Vec::new();
        let tree = Tree::of(&value).unwrap();
        Bounds::NONE.members(&WHOLE).missing(&tree, "", &mut found);
        found
    };
    assert_eq!(
        missing(json!({ "list": [{ "a/b": null }, { "c": 1 }], "one": {} })),
        ["/id", "/list/1/a~1b", "/one/a~1b"]
    );
    assert!(missing(json!({ "id": 1, "one": { "a/b": 1 }, "more": {} })).is_empty());
    assert!(missing(json!([1])).is_empty());
}
