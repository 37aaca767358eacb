//! Unions of generated types: what is read, what is kept, and that everything is written back as it came.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use example_build_script::types::{
    Attachment, Author, Cell, Formula, Frame, Link, Person, Picture, Place, Priority, Reminder, Robot, Room,
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
fn enums_of_one_value_are_one_open_enum() {
    assert_eq!(read::<Priority>(json!("low")), Priority::Low);
    assert_eq!(read::<Priority>(json!("high")), Priority::High);
    assert_eq!(read::<Priority>(json!("none")).as_str(), "none");
}

#[test]
fn the_kind_of_json_distinguishes_branches() {
    assert!(matches!(read::<Cell>(json!("a")), Cell::String(text) if text == "a"));
    assert!(matches!(read::<Cell>(json!(1.5)), Cell::Number(number) if number == 1.5));
    assert!(matches!(read::<Cell>(json!(true)), Cell::Boolean(true)));
    let Cell::List(cells) = read::<Cell>(json!(["a", [true], {"expression": "1", "fallback": "b"}])) else {
        panic!("no list");
    };
    assert!(matches!(&cells[2], Cell::Formula(formula) if formula.fallback.is_some()));
    assert!(matches!(read::<Cell>(Value::Null), Cell::Unknown(Value::Null)));
}

#[test]
fn a_discriminator_distinguishes_branches() {
    assert!(
        matches!(read(json!({"kind": "img", "width": 3})), Attachment::Picture(picture) if picture.width == Some(3))
    );
    assert!(matches!(
        read(json!({"kind": "Link", "href": "/"})),
        Attachment::Link(_)
    ));
    // The mapping names the picture otherwise, and another value may be that of a later branch.
    for unknown in [
        json!({"kind": "Picture"}),
        json!({"kind": "video", "url": "/"}),
        json!({"href": "/"}),
        json!(1),
    ] {
        assert!(matches!(read(unknown), Attachment::Unknown(_)));
    }
}

#[test]
fn the_value_of_a_property_distinguishes_branches() {
    assert!(matches!(read(json!({"when": "once", "at": 3})), Reminder::Once(once) if once.at == 3));
    assert!(matches!(read(json!({"when": "weekly"})), Reminder::Daily(daily) if daily.hour.is_none()));
    assert!(matches!(read(json!({"when": "yearly"})), Reminder::Unknown(_)));
}

#[test]
fn a_property_of_its_own_distinguishes_branches() {
    assert!(matches!(read(json!({"email": "a@b", "name": "a"})), Author::Person(_)));
    assert!(matches!(read(json!({"name": "a"})), Author::Robot(_)));
    assert!(matches!(read(json!({"id": 1})), Author::Unknown(_)));
}

#[test]
fn a_value_that_is_not_of_the_branch_that_it_shows_is_kept() {
    assert!(matches!(
        read(json!({"kind": "img", "width": "wide"})),
        Attachment::Unknown(_)
    ));
    assert!(matches!(read(json!({"email": 1})), Author::Unknown(_)));
}

#[test]
fn a_union_whose_branches_look_alike_keeps_the_value() {
    let place: Place = read(json!({"number": 3, "floor": 1}));
    assert_eq!(place.value(), &json!({"number": 3, "floor": 1}));
    assert_eq!(place.as_room().unwrap().number, Some(3));
    assert!(read::<Place>(json!([])).as_town().is_none());
    let room = Room::builder().number(4).build().unwrap();
    assert_eq!(Place::from(room).value(), &json!({"number": 4}));
}

#[test]
fn a_branch_or_null_is_an_option() {
    let frame: Frame = read(json!({"cell": 1.0, "priority": "low", "place": {}}));
    assert!(frame.attachment.is_none());
    let frame: Frame = serde_json::from_value(json!({"attachment": null})).unwrap();
    assert!(frame.attachment.is_none());
}

#[test]
fn a_reference_beside_a_nullable_object_is_an_option() {
    let frame: Frame = read(json!({"author": {"name": "r"}, "mood": "low", "moved_by": {"reason": "none"}}));
    assert_eq!(frame.author.unwrap().name, "r");
    assert_eq!(frame.mood, Some(Priority::Low));
    assert_eq!(frame.moved_by.unwrap().value(), &json!({"reason": "none"}));
    let frame: Frame = serde_json::from_value(json!({"author": null, "mood": null})).unwrap();
    assert!(frame.author.is_none() && frame.mood.is_none());
}

#[test]
fn setters_take_a_branch() {
    let formula = Formula::builder().expression("1").fallback(2.5).build().unwrap();
    let picture = Picture::builder().kind("img").build().unwrap();
    let frame = Frame::builder()
        .cell(formula)
        .attachment(picture)
        .priority("low")
        .build()
        .unwrap();
    let written = serde_json::to_value(&frame).unwrap();
    let expected = json!({
        "cell": {"expression": "1", "fallback": 2.5},
        "attachment": {"kind": "img"},
        "priority": "low",
    });
    assert_eq!(written, expected);
    let link = Link::builder().kind("Link").href("/").build().unwrap();
    assert!(matches!(Attachment::from(link), Attachment::Link(_)));
    let person = Person::builder().email("a@b").build().unwrap();
    assert!(matches!(Author::from(person), Author::Person(_)));
    let robot = Robot::builder().name("r").build().unwrap();
    assert!(matches!(Author::from(robot), Author::Robot(_)));
}
