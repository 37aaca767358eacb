//! The same drift tomorrow is the same proposal: whichever recordings show it, in whichever order, and whatever was accepted
//! before.

use std::collections::BTreeSet;

use serde_json::json;

use super::world::{DOCUMENT, World, get, ok, response, with_schema};

/// The fingerprints of what is proposed.
fn proposed(world: &World) -> BTreeSet<String> {
    let report = world.json(&[]);
    let proposals = report["proposals"].as_array().unwrap();
    proposals
        .iter()
        .map(|one| one["fingerprint"].as_str().unwrap().to_owned())
        .collect()
}

const THING: &str = "Thing:\n  type: object\n  required: [a]\n  properties:\n    a:\n      type: string\n    n:\n      type: integer\n    s:\n      type: string\n      enum: [on]\n    l:\n      type: string\n      maxLength: 2";

/// Adds a recording that drifts in a way of its own.
fn drift(world: &mut World, way: usize) {
    let (path, body) = match way {
        0 => ("/things", json!({"a": "x", "new": {"inner": 1}})),
        1 => ("/things", json!({"a": null})),
        2 => ("/things", json!({"a": "x", "n": 1.5})),
        3 => ("/things", json!({"a": "x", "s": "idle"})),
        4 => ("/things", json!({})),
        5 => ("/things", json!({"a": "x", "l": "long"})),
        6 => ("/things?sort=asc", json!({"a": "x"})),
        7 => ("/hosts/4711/disks", json!({"disks": []})),
        _ => {
            world.record(get("/things"), response(503, json!({"code": "x"})));
            return;
        }
    };
    world.record(get(path), ok(body));
}

const WAYS: usize = 9;

#[test]
fn each_subset_of_the_recordings_gives_the_same_proposals() {
    let document = with_schema("3.0.3", THING);
    let of = |name: &str, ways: &[usize]| {
        let mut world = World::new(&format!("fingerprints-{name}"), &document);
        ways.iter().for_each(|way| drift(&mut world, *way));
        world
    };
    let all: Vec<usize> = (0..WAYS).collect();
    let alone: Vec<_> = all
        .iter()
        .map(|way| proposed(&of(&format!("{way}"), &[*way])))
        .collect();
    assert!(alone.iter().all(|one| one.len() == 1), "{alone:?}");
    let together = proposed(&of("all", &all));
    assert_eq!(together.len(), WAYS);
    assert_eq!(together, alone.iter().flatten().cloned().collect());
    // What was accepted is gone, and nothing else has another name.
    for part in [&[0, 4, 7][..], &[1, 2, 3], &[5, 6, 8]] {
        let mut world = of(&format!("part-{}", part[0]), part);
        let accepted: BTreeSet<_> = part.iter().flat_map(|way| alone[*way].clone()).collect();
        assert_eq!(proposed(&world), accepted);
        world.write();
        all.iter().rev().for_each(|way| drift(&mut world, *way));
        assert_eq!(proposed(&world), together.difference(&accepted).cloned().collect());
    }
}

/// The same lines are one place, whichever of its users drifts.
#[test]
fn lines_that_are_used_twice_have_one_fingerprint() {
    let path = |name: &str| {
        format!(
            "  /{name}:\n    get:\n      operationId: {name}\n      responses:\n        '200':\n          description: OK\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/{name}'\n"
        )
    };
    let document = with_schema(
        "3.0.3",
        "Thing: {}\nzebra:\n  type: object\n  properties: &shared\n    a:\n      type: string\n      maxLength: 2\nbear:\n  type: object\n  properties: *shared",
    )
    .replace("components:\n", &format!("{}{}components:\n", path("zebra"), path("bear")));
    let of = |name: &str, users: &[&str]| {
        let mut world = World::new(&format!("fingerprints-shared-{name}"), &document);
        for user in users {
            world.record(get(&format!("/{user}")), ok(json!({"a": null})));
            world.record(get(&format!("/{user}")), ok(json!({"a": "long", "new": 1})));
        }
        world
    };
    let both = of("both", &["zebra", "bear"]);
    let expected = proposed(&both);
    assert_eq!(expected.len(), 3, "{expected:?}");
    assert_eq!(proposed(&of("first", &["zebra"])), expected);
    assert_eq!(proposed(&of("second", &["bear"])), expected);
    both.write();
    assert_eq!(both.sandbox.read(DOCUMENT).matches("new:").count(), 1);
}

/// What is accepted stays accepted when the list that it is missing from gets its first entry.
#[test]
fn what_is_accepted_stays_so_when_something_else_is_documented() {
    let schema = "Thing:\n  allOf:\n  - $ref: '#/components/schemas/Base'\nBase: {type: object, properties: {a: {}}}";
    let mut world = World::new("fingerprints-accepted", &with_schema("3.0.3", schema));
    for number in 0..2 {
        world.record(
            get(&format!("/things?sort=asc&page={number}")),
            ok(json!({"a": number, "one": 1, "two": 2})),
        );
    }
    let report = world.json(&[]);
    let of = |what: &str| -> String {
        let proposals = report["proposals"].as_array().unwrap().iter();
        let mut named = proposals.filter(|one| one["title"].as_str().unwrap().contains(what));
        let drift = named.next().unwrap_or_else(|| panic!("{what}: {report}"))["drift"].clone();
        let all = drift.as_array().unwrap().iter();
        all.map(|one| format!("[[drift]]\nfingerprint = {one}\nreason = \"so\"\n\n"))
            .collect()
    };
    world.sandbox.write("spec/accepted.toml", of("`two`") + &of("`page`"));
    world.write();
    let document = world.document();
    assert!(document.contains("sort") && document.contains("one:"), "{document}");
    assert!(!document.contains("page") && !document.contains("two:"), "{document}");
}
