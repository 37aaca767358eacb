//! Discriminators that are inherited by `allOf`: every schema of a family can be named, from wherever a value is
//! described.

use super::schemas;

/// A family of four generations, `Truck` beside them, and lists of some of them.
const FAMILY: &str = "
      Vehicle: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {auto: '#/components/schemas/Car'}}},
      Car: {allOf: [{$ref: '#/components/schemas/Vehicle'}, {type: object, properties: {doors: {type: integer}}}]},
      Taxi: {allOf: [{$ref: '#/components/schemas/Car'}, {type: object, required: [meter], properties: {meter: {type: number}}}]},
      Limousine: {allOf: [{allOf: [{$ref: '#/components/schemas/Taxi'}]}, {type: object, required: [bar], properties: {bar: {type: boolean}}}]},
      Cab: {$ref: '#/components/schemas/Taxi'},
      Truck: {allOf: [{$ref: '#/components/schemas/Vehicle'}, {type: object, properties: {load: {type: integer}}}]},
      Envelope: {allOf: [{$ref: '#/components/schemas/Vehicle'}, {type: object, required: [trace], properties: {trace: {type: string}}}]},
      Ship: {type: object, required: [kind], properties: {kind: {type: string}}}";

const VEHICLE: &str = "{$ref: '#/components/schemas/Vehicle'}";
const CAR: &str = "{$ref: '#/components/schemas/Car'}";

#[test]
fn every_descendant_can_be_named() {
    let list = format!("{{type: array, items: {VEHICLE}}}");
    let property = format!("{{type: object, properties: {{v: {VEHICLE}}}}}");
    let map = format!("{{type: object, additionalProperties: {VEHICLE}}}");
    schemas(
        FAMILY,
        &[
            (VEHICLE, r#"{"kind":"Vehicle"}"#, &[]),
            (VEHICLE, r#"{"kind":"Car","doors":4}"#, &[]),
            (VEHICLE, r#"{"kind":"auto","doors":4}"#, &[]),
            (VEHICLE, r#"{"kind":"Taxi","doors":4,"meter":1.5}"#, &[]),
            (VEHICLE, r#"{"kind":"Cab","doors":4,"meter":1.5}"#, &[]),
            (VEHICLE, r#"{"kind":"Limousine","doors":4,"meter":1.5,"bar":true}"#, &[]),
            (VEHICLE, r#"{"kind":"Taxi","doors":4}"#, &["required /meter"]),
            (VEHICLE, r#"{"kind":"Taxi","doors":"4","meter":1}"#, &["type /doors"]),
            (
                VEHICLE,
                r#"{"kind":"Limousine","doors":4,"meter":1.5}"#,
                &["required /bar"],
            ),
            (VEHICLE, r#"{"kind":"Limousine","bar":true}"#, &["required /meter"]),
            (
                VEHICLE,
                r#"{"kind":"Taxi","meter":1,"load":2}"#,
                &["undocumented-property /load"],
            ),
            (VEHICLE, r#"{"kind":"Ship"}"#, &["discriminator /kind"]),
            (VEHICLE, r#"{"kind":"taxi"}"#, &["discriminator /kind"]),
            (
                &list,
                r#"[{"kind":"Taxi","meter":1},{"kind":"Car"},{"kind":"Bus"}]"#,
                &["discriminator /2/kind"],
            ),
            (
                &property,
                r#"{"v":{"kind":"Limousine","meter":1,"bar":1}}"#,
                &["type /v/bar"],
            ),
            (
                &map,
                r#"{"a":{"kind":"Taxi","meter":1},"b":{"kind":"Taxi"}}"#,
                &["required /b/meter"],
            ),
        ],
    );
}

#[test]
fn a_schema_in_the_middle_knows_its_descendants() {
    let list = format!("{{type: array, items: {CAR}}}");
    schemas(
        FAMILY,
        &[
            (CAR, r#"{"kind":"Car","doors":4}"#, &[]),
            (CAR, r#"{"kind":"Taxi","doors":4,"meter":1}"#, &[]),
            (CAR, r#"{"kind":"Limousine","doors":4,"meter":1,"bar":false}"#, &[]),
            (CAR, r#"{"kind":"Taxi","doors":4}"#, &["required /meter"]),
            (CAR, r#"{"kind":"Limousine","meter":1,"bar":0}"#, &["type /bar"]),
            (CAR, r#"{"kind":"Ship"}"#, &["discriminator /kind"]),
            (
                &list,
                r#"[{"kind":"Taxi","meter":1},{"kind":"Taxi"}]"#,
                &["required /1/meter"],
            ),
            // What adds something to every vehicle is none of its kinds.
            (
                "{$ref: '#/components/schemas/Envelope'}",
                r#"{"trace":"t","kind":"Taxi","doors":4,"meter":1}"#,
                &[],
            ),
        ],
    );
}

#[test]
fn a_discriminator_in_the_middle_counts_too() {
    let family = "
      Animal: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}},
      Dog: {allOf: [{$ref: '#/components/schemas/Animal'}], type: object, required: [breed], properties: {breed: {type: string}},
        discriminator: {propertyName: breed, mapping: {spaniel: '#/components/schemas/Spaniel'}}},
      Spaniel: {allOf: [{$ref: '#/components/schemas/Dog'}, {type: object, required: [ears], properties: {ears: {type: integer}}}]},
      Cat: {allOf: [{$ref: '#/components/schemas/Animal'}], type: object, properties: {lives: {type: integer}},
        discriminator: {propertyName: kind, mapping: {tiger: '#/components/schemas/Tiger'}}},
      Tiger: {allOf: [{$ref: '#/components/schemas/Cat'}, {type: object, required: [stripes], properties: {stripes: {type: integer}}}]}";
    let animal = "{$ref: '#/components/schemas/Animal'}";
    let dog = "{$ref: '#/components/schemas/Dog'}";
    schemas(
        family,
        &[
            (dog, r#"{"kind":"Dog","breed":"spaniel","ears":2}"#, &[]),
            (dog, r#"{"kind":"Dog","breed":"spaniel"}"#, &["required /ears"]),
            (dog, r#"{"kind":"Dog","breed":"poodle"}"#, &["discriminator /breed"]),
            (animal, r#"{"kind":"Dog","breed":"spaniel","ears":2}"#, &[]),
            (animal, r#"{"kind":"Dog","breed":"Spaniel","ears":2}"#, &[]),
            (animal, r#"{"kind":"Dog","breed":"spaniel"}"#, &["required /ears"]),
            (animal, r#"{"kind":"Dog","breed":"poodle"}"#, &["discriminator /breed"]),
            // A schema in the middle maps values of the same property.
            (animal, r#"{"kind":"tiger","stripes":9,"lives":1}"#, &[]),
            (animal, r#"{"kind":"Tiger","stripes":9}"#, &[]),
            (animal, r#"{"kind":"tiger","lives":1}"#, &["required /stripes"]),
            (animal, r#"{"kind":"lion"}"#, &["discriminator /kind"]),
        ],
    );
}

#[test]
fn alternatives_accept_schemas_that_extend_them() {
    let list = "[{$ref: '#/components/schemas/Car'}, {$ref: '#/components/schemas/Truck'}]";
    let property = "discriminator: {propertyName: kind}";
    let (one, any) = (
        format!("{{oneOf: {list}, {property}}}"),
        format!("{{anyOf: {list}, {property}}}"),
    );
    let mapped = format!(
        "{{oneOf: {list}, discriminator: {{propertyName: kind, mapping: {{c: '#/components/schemas/Car', t: Taxi}}}}}}"
    );
    let undecided = format!("{{oneOf: {list}}}");
    let generations = "{oneOf: [{$ref: '#/components/schemas/Car'}, {$ref: '#/components/schemas/Taxi'}]}";
    schemas(
        FAMILY,
        &[
            (&one, r#"{"kind":"Car","doors":4}"#, &[]),
            (&one, r#"{"kind":"Taxi","doors":4,"meter":1}"#, &[]),
            (&one, r#"{"kind":"Limousine","meter":1,"bar":true}"#, &[]),
            (&one, r#"{"kind":"Taxi","doors":4}"#, &["required /meter"]),
            (&one, r#"{"kind":"Vehicle"}"#, &["discriminator /kind"]),
            (&any, r#"{"kind":"Taxi","doors":4,"meter":1}"#, &[]),
            (&any, r#"{"kind":"Taxi"}"#, &["required /meter"]),
            (&mapped, r#"{"kind":"c","doors":4}"#, &[]),
            (&mapped, r#"{"kind":"t","doors":4,"meter":1}"#, &[]),
            (&mapped, r#"{"kind":"Limousine","meter":1,"bar":true}"#, &[]),
            // Without a discriminator of its own, the one that the branches inherit distinguishes them.
            (&undecided, r#"{"kind":"Car","doors":4}"#, &[]),
            (&undecided, r#"{"kind":"auto","doors":4}"#, &[]),
            (&undecided, r#"{"kind":"Truck","load":4}"#, &[]),
            (&undecided, r#"{"kind":"Taxi","doors":4,"meter":1}"#, &[]),
            (&undecided, r#"{"kind":"Truck","load":"4"}"#, &["one-of"]),
            (&undecided, r#"{"kind":"Ship"}"#, &["one-of"]),
            (generations, r#"{"kind":"Taxi","doors":4,"meter":1}"#, &[]),
            (generations, r#"{"kind":"Limousine","meter":1,"bar":true}"#, &[]),
            (generations, r#"{"kind":"Car","doors":4}"#, &[]),
        ],
    );
}
