//! Types that contain each other, and `null` within lists and maps: the document decides what is required and what may be
//! null, also where the Rust type has a box.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::answer_once;
use example_build_script::cycles::Client;
use example_build_script::cycles::types::{
    A, Alias2, All, B, C, D, Derived, L1, L2, Loop, MapCycle, NullableLoop, Nulls, Req, Tree, Wrap, WrapInline,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, from_value, json, to_value};

fn written(value: impl Serialize) -> Value {
    to_value(value).unwrap()
}

#[test]
fn a_builder_demands_what_the_document_requires_and_nothing_else() {
    let a = || A::builder().id("a").build().unwrap();
    let l1 = || L1::builder().next(L2::builder().build().unwrap()).build().unwrap();
    let derived = || Derived::builder().y(1).build().unwrap();
    let req = || Req::builder().r_null().build().unwrap();
    // These types are also received, so that once they are built, what may be absent has one state for null and empty.
    for (found, expected) in [
        (written(a()), json!({"id": "a"})),
        (written(B::builder().build().unwrap()), json!({})),
        (written(C::builder().build().unwrap()), json!({})),
        (written(D::builder().x(1).build().unwrap()), json!({"x": 1})),
        (
            written(D::builder().x(1).self_(D::builder().x(2)).a(a()).build().unwrap()),
            json!({"x": 1, "self": {"x": 2}, "a": {"id": "a"}}),
        ),
        (
            written(
                A::builder()
                    .id("a")
                    .b(B::builder().c(C::builder().d(D::builder().x(1).a(a()))))
                    .build()
                    .unwrap(),
            ),
            json!({"id": "a", "b": {"c": {"d": {"x": 1, "a": {"id": "a"}}}}}),
        ),
        (written(l1()), json!({"next": {}})),
        (
            written(L2::builder().back(l1()).wr(l1()).nul_null().build().unwrap()),
            json!({"back": {"next": {}}, "wr": {"next": {}}}),
        ),
        (written(derived()), json!({"y": 1})),
        (
            written(
                Derived::builder()
                    .y(1)
                    .parent(derived())
                    .child(derived())
                    .build()
                    .unwrap(),
            ),
            json!({"y": 1, "parent": {"y": 1}, "child": {"y": 1}}),
        ),
        (written(Tree::builder().build().unwrap()), json!({})),
        (
            written(
                Tree::builder()
                    .left("l".to_owned())
                    .right(Tree::builder().right_null().build().unwrap())
                    .build()
                    .unwrap(),
            ),
            json!({"left": "l", "right": {}}),
        ),
        (
            written(Wrap::builder().inline(WrapInline::builder()).build().unwrap()),
            json!({"inline": {}}),
        ),
        (written(req()), json!({"r": null})),
        (
            written(Req::builder().r(req()).o(req()).build().unwrap()),
            json!({"r": {"r": null}, "o": {"r": null}}),
        ),
        (written(MapCycle::builder().build().unwrap()), json!({})),
        (
            written(
                MapCycle::builder()
                    .by(Default::default())
                    .list(vec![vec![]])
                    .nlist_null()
                    .build()
                    .unwrap(),
            ),
            json!({"list": [[]]}),
        ),
        (
            written(
                MapCycle::builder()
                    .one(MapCycle::builder().nlist(Vec::<MapCycle>::new()))
                    .build()
                    .unwrap(),
            ),
            json!({"one": {}}),
        ),
        (written(Alias2::builder().al2_null().build().unwrap()), json!({})),
        (
            written(Alias2::builder().al(Alias2::builder()).build().unwrap()),
            json!({"al": {}}),
        ),
        (written(NullableLoop::builder().self_null().build().unwrap()), json!({})),
        (written(Loop::builder().build().unwrap()), json!({})),
    ] {
        assert_eq!(found, expected);
    }
    for missing in [
        A::builder().build().unwrap_err(),
        L1::builder().build().unwrap_err(),
        D::builder().a(a()).build().unwrap_err(),
        Derived::builder().build().unwrap_err(),
        // `null` is a value that has to be set.
        Req::builder().build().unwrap_err(),
        Nulls::builder().build().unwrap_err(),
    ] {
        assert!(missing.to_string().contains(" required and "), "{missing}");
    }
}

/// Reads a value and writes it again.
fn again<T: Serialize + DeserializeOwned>(value: &Value) -> Value {
    written(from_value::<T>(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}")))
}

#[test]
fn what_is_read_is_written_again() {
    let required = json!({"rloop": null, "rword": null, "rnl": null, "ren": null, "ru": null});
    for more in [
        json!({}),
        json!({"items": [null, {}, {"self": {"self": {}}}]}),
        json!({"words": [null, "", "w"], "ens": [null, "a", "new"]}),
        json!({"nls": [null, [], [null, {}]]}),
        json!({"us": [null, "u", 1], "vs": [null, "v", 2]}),
        json!({"map": {"a": null, "b": {}}, "mapw": {"a": null, "b": "w"}}),
        json!({"mapmap": {"a": null, "b": {}, "c": {"d": null, "e": 1}}}),
        json!({"ll": [null, [], [null, 1]]}),
        json!({"rloop": {}, "rword": "", "rnl": [], "ren": "b", "ru": 1}),
        json!({"rnl": [null], "ru": "text", "ren": "new"}),
        json!({"en": "a", "u": 1, "v": "w"}),
    ] {
        let mut value = required.clone();
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(again::<Nulls>(&value), value);
    }
    for value in [
        json!({"id": "a", "b": {"c": {"d": {"x": 1, "a": {"id": "b", "b": {}}, "self": {"x": 2}}}}}),
        json!({"id": "a"}),
    ] {
        assert_eq!(again::<A>(&value), value);
    }
    for value in [
        json!({"by": {"a": {"by": {"b": {}}}}, "list": [[], [{}, {"one": {}}]], "nlist": [{}]}),
        json!({"one": {"one": {"one": {}}}}),
    ] {
        assert_eq!(again::<MapCycle>(&value), value);
    }
    for value in [
        json!({"left": "a", "right": {"left": {"right": "b"}}}),
        json!({"left": {"left": {"left": {}}}}),
    ] {
        assert_eq!(again::<Tree>(&value), value);
    }
    // A value that may be absent is absent, where it was null or empty.
    for (value, expected) in [
        (json!({"self": null}), json!({})),
        (json!({"self": {"self": null}}), json!({"self": {}})),
    ] {
        assert_eq!(again::<NullableLoop>(&value), expected);
    }
    assert_eq!(
        again::<MapCycle>(&json!({"by": null, "list": null, "nlist": null, "one": null})),
        json!({})
    );
    for value in [json!({"next": null}), json!({})] {
        assert!(from_value::<L1>(value).is_err(), "what is required is not made up");
    }
}

#[tokio::test]
async fn a_call_sends_what_was_set_of_a_cycle() {
    let (url, served) = answer_once(
        "200 OK",
        "application/json",
        r#"{"l1":{"next":{"nul":null,"back":{"next":{}}}}}"#,
    );
    let client = Client::builder().endpoint(url).build().unwrap();
    let all = All::builder()
        .a(A::builder().id("a").b(B::builder()))
        .req(Req::builder().r_null())
        .nl_null()
        .w(Wrap::builder())
        .m(MapCycle::builder()
            .nlist_null()
            .by(Default::default())
            .one(MapCycle::builder().list(vec![])))
        .al(Alias2::builder().al2_null())
        .l1(L1::builder().next(L2::builder().nul_null()))
        .u(Tree::builder().right_null());
    let response = client.put_all().body(all).send().await.unwrap();
    let back = response.l1.as_ref().and_then(|l1| l1.next.back.as_ref());
    assert!(back.is_some_and(|l1| l1.next.nul.is_none()));
    let sent: Value = serde_json::from_str(served.join().unwrap().lines().last().unwrap()).unwrap();
    assert_eq!(
        sent,
        json!({
            "a": {"id": "a", "b": {}},
            "req": {"r": null},
            "nl": null,
            "w": {},
            "m": {"nlist": null, "by": {}, "one": {"list": []}},
            "al": {"al2": null},
            "l1": {"next": {"nul": null}},
            "u": {"right": null},
        })
    );
}
