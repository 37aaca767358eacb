//! Discriminators that are inherited, and choices beside properties: which type a value is read as, and that everything is
//! written back as it came.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use example_build_script::values::types::{
    Cat, CatBase, Event, Household, HouseholdEither, Lion, Mark, Narrowed, NarrowedState, Notice, Outcome, Payment,
    PaymentCard, Pet, Setting, Shape, Signal, Version, Wild,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads a value, and asserts that it is written back as it was.
fn read<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let read: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    read
}

#[test]
fn a_schema_with_a_discriminator_includes_the_schemas_that_build_on_it() {
    assert!(matches!(read(json!({"kind": "Cat", "lives": 9})), Pet::Cat(cat) if cat.lives == Some(9)));
    assert!(
        matches!(read(json!({"kind": "Lion", "lives": 1, "mane": true})), Pet::Lion(lion) if lion.mane == Some(true))
    );
    assert!(matches!(read(json!({"kind": "Fish", "name": "a"})), Pet::Fish(fish) if fish.name.as_deref() == Some("a")));
    assert!(matches!(read(json!({"kind": "Pet", "name": "a"})), Pet::Base(_)));
    for unknown in [json!({"kind": "Bird", "wings": 2}), json!({"name": "a"}), json!(1)] {
        assert!(matches!(read(unknown), Pet::Unknown(_)));
    }
}

#[test]
fn a_value_without_the_property_that_shows_the_branch_is_of_the_branch_that_does_not_require_it() {
    assert!(matches!(read(json!({"text": "a"})), Notice::Base(base) if base.text.as_deref() == Some("a")));
    assert!(matches!(read(json!({})), Notice::Base(_)));
    assert!(matches!(read(json!({"kind": "Warning", "level": 3})), Notice::Warning(warning) if warning.level == 3));
    assert!(matches!(read(json!({"kind": "Alarm", "level": 3})), Notice::Unknown(_)));
    assert!(matches!(read(json!({"text": "a"})), Signal::Plain(_)));
    assert!(matches!(read(json!({"form": "rich", "text": "a"})), Signal::Rich(_)));
    for unknown in [json!({"form": "other"}), json!([]), json!(1)] {
        assert!(matches!(read(unknown), Signal::Unknown(_)));
    }
    // Both branches do without.
    assert!(matches!(read(json!({})), Mark::Unknown(_)));
    assert!(matches!(read(json!({"size": "large"})), Mark::Large(_)));
}

#[test]
fn a_schema_in_between_includes_those_below_it() {
    assert!(matches!(read(json!({"kind": "Lion", "mane": false})), Cat::Lion(_)));
    assert!(matches!(read(json!({"kind": "Cat"})), Cat::Base(_)));
    assert!(matches!(read(json!({"kind": "Fish"})), Cat::Unknown(_)));
}

#[test]
fn a_schema_that_lists_values_of_the_discriminator_means_the_schemas_with_these_values() {
    assert!(matches!(read(json!({"kind": "Lion", "mane": true})), Wild::Lion(lion) if lion.mane == Some(true)));
    assert!(matches!(read(json!({"kind": "Fish"})), Wild::Fish(_)));
    for unknown in [json!({"kind": "Cat", "lives": 9}), json!({"kind": "Wild"})] {
        assert!(matches!(read(unknown), Wild::Unknown(_)));
    }
    let household: Household = read(json!({"wild": {"kind": "Lion", "mane": true}}));
    assert!(matches!(household.wild, Some(Wild::Lion(_))));
}

#[test]
fn a_mapping_gives_the_values_of_those_that_it_names() {
    assert!(matches!(read(json!({"type": "up", "by": "a"})), Event::Started(_)));
    assert!(matches!(read(json!({"type": "down", "code": 3})), Event::Stopped(_)));
    assert!(matches!(read(json!({"type": "Renamed"})), Event::Renamed(_)));
    assert!(matches!(read(json!({"type": "Event"})), Event::Base(_)));
}

#[test]
fn references_to_such_a_schema_are_to_all_of_them() {
    let household: Household = read(json!({
        "pet": {"kind": "Cat"},
        "cat": {"kind": "Lion"},
        "pets": [{"kind": "Fish"}, {"kind": "Snake", "length": 1.5}],
        "described": {"kind": "Lion", "mane": true},
        "events": [{"type": "down", "code": 1}],
        "either": {"type": "up"}
    }));
    assert!(matches!(household.pet, Some(Pet::Cat(_))));
    assert!(matches!(household.cat, Some(Cat::Lion(_))));
    assert!(matches!(household.pets.as_slice(), [Pet::Fish(_), Pet::Unknown(_)]));
    assert!(matches!(household.described, Some(Pet::Lion(_))));
    assert!(matches!(household.events.as_slice(), [Event::Stopped(_)]));
    assert!(matches!(household.either, Some(HouseholdEither::Started(_))));
}

#[test]
fn such_a_value_is_made_of_one_of_the_schemas() {
    let lion = Lion::builder().kind("Lion").mane(true).build().unwrap();
    let cat = CatBase::builder().kind("Cat").build().unwrap();
    let household = Household::builder().pet(lion).cat(cat).build().unwrap();
    assert_eq!(
        serde_json::to_value(&household).unwrap(),
        json!({"pet": {"kind": "Lion", "mane": true}, "cat": {"kind": "Cat"}})
    );
}

#[test]
fn a_choice_beside_properties_has_them_in_every_branch() {
    assert!(matches!(read(json!({"amount": 1, "number": "4"})), Payment::Card(card) if card.amount == 1));
    assert!(matches!(read(json!({"amount": 1, "iban": "DE"})), Payment::Transfer(transfer) if transfer.iban == "DE"));
    assert!(matches!(read(json!({"amount": 1, "coins": 5})), Payment::Cash(cash) if cash.coins == 5));
    assert!(matches!(read(json!({"amount": 1})), Payment::Unknown(_)));
    // The amount is required of each.
    assert!(matches!(read(json!({"number": "4"})), Payment::Unknown(_)));
    let card = PaymentCard::builder().amount(2).number("4").build().unwrap();
    assert_eq!(
        serde_json::to_value(Payment::from(card)).unwrap(),
        json!({"amount": 2, "number": "4"})
    );
    assert!(matches!(read(json!({"form": "Circle", "radius": 1.5})), Shape::Circle(circle) if circle.form == "Circle"));
    assert!(matches!(read(json!({"name": "a", "mode": "off"})), Setting::Off(off) if off.name == "a"));
}

#[test]
fn an_integer_or_a_boolean_distinguishes_branches() {
    assert!(matches!(read(json!({"version": 1, "text": "a"})), Version::Version1(_)));
    assert!(matches!(
        read(json!({"version": 3, "texts": ["a"]})),
        Version::Version2(_)
    ));
    assert!(matches!(read(json!({"version": "1"})), Version::Unknown(_)));
    assert!(matches!(read(json!({"ok": true, "value": 1})), Outcome::OkTrue(_)));
    assert!(matches!(read(json!({"ok": false, "why": "a"})), Outcome::OkFalse(_)));
    assert!(matches!(read(json!({"ok": "true"})), Outcome::Unknown(_)));
}

#[test]
fn a_property_of_two_parts_is_read_as_what_both_allow() {
    let narrowed: Narrowed = read(json!({
        "id": 7,
        "state": "open",
        "tags": ["2024-02-29"],
        "counts": {"a": 1},
        "pet": {"kind": "Lion", "mane": true},
        "inner": {"a": "x", "b": 2}
    }));
    let id: i32 = narrowed.id;
    assert_eq!(id, 7);
    assert_eq!(narrowed.state, Some(NarrowedState::Open));
    assert_eq!(narrowed.tags[0].as_str(), "2024-02-29");
    assert_eq!(narrowed.counts.get("a"), Some(&1_i64));
    assert!(matches!(narrowed.pet, Some(Cat::Lion(_))));
    let inner = narrowed.inner.unwrap();
    assert_eq!((inner.a.as_deref(), inner.b), (Some("x"), 2));
    // Enums and formats are open, also where another part narrows them.
    read::<Narrowed>(json!({"id": 7, "state": "archived", "tags": ["soon"]}));
    let missing = Narrowed::builder().state("open").build().unwrap_err();
    assert!(missing.to_string().contains("id"), "{missing}");
}
