//! The same comparison for OpenAPI 3.1, whose schemas are those of JSON Schema 2020-12: nothing has to be converted.

use codegen::Document;
use serde_json::{Map, Value, json};
use xtask::contract::{Contract, Level, Source};

use crate::common::forms::agree;
use crate::common::interactions::json_response;
use crate::random::Random;

/// How many schemas a document has by name.
const NAMED: usize = 3;
const NAMES: [&str; 4] = ["a", "b", "ab", "c"];
const TEXTS: [&str; 5] = ["", "a", "ab", "b", "é"];
const NUMBERS: [&str; 7] = ["0", "1", "2", "-1", "1.5", "1.0", "30"];

/// Random schemas.
struct Schemas {
    /// The number of the named schema that is being made. A schema that judges the same value may only be a later one:
    /// otherwise it might lead to itself.
    number: usize,
}

impl Schemas {
    fn one(&self, random: &mut Random, depth: usize, in_place: bool) -> Value {
        match random.below(12) {
            0 => return json!(random.one_in(4)),
            1 | 2 => {
                if let Some(reference) = self.reference(random, in_place) {
                    return json!({"$ref": reference});
                }
            }
            _ => {}
        }
        let mut schema = Map::new();
        for _ in 0..=random.below(3) {
            self.keyword(random, &mut schema, depth, in_place);
        }
        schema.into()
    }

    fn reference(&self, random: &mut Random, in_place: bool) -> Option<String> {
        let first = if in_place { self.number + 1 } else { 0 };
        (first < NAMED).then(|| format!("#/components/schemas/S{}", first + random.below(NAMED - first)))
    }

    fn list(&self, random: &mut Random, depth: usize, in_place: bool) -> Value {
        let count = 1 + random.below(3);
        let all: Vec<_> = (0..count).map(|_| self.one(random, depth + 1, in_place)).collect();
        all.into()
    }

    fn named(&self, random: &mut Random, names: &[&str], depth: usize, in_place: bool) -> Value {
        let count = 1 + random.below(3);
        let all: Map<_, _> = (0..count)
            .map(|_| (random.pick(names).to_owned(), self.one(random, depth + 1, in_place)))
            .collect();
        all.into()
    }

    fn keyword(&self, random: &mut Random, schema: &mut Map<String, Value>, depth: usize, in_place: bool) {
        let mut put = |key: &str, value: Value| drop(schema.insert(key.to_owned(), value));
        // Deep down, no schemas.
        match random.below(if depth > 3 { 14 } else { 36 }) {
            0 | 1 => put("type", json!(random.pick(&TYPES))),
            2 => put("type", json!([random.pick(&TYPES[..4]), random.pick(&TYPES[4..])])),
            3 => put("const", value(random, 2)),
            4 => put("enum", json!([value(random, 2), value(random, 3)])),
            5 => put(
                random.pick(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
                number(random),
            ),
            6 => put("multipleOf", json!(random.pick(&[1.5, 0.5, 2.0]))),
            7 => put(
                random.pick(&[
                    "minLength",
                    "maxLength",
                    "minItems",
                    "maxItems",
                    "minProperties",
                    "maxProperties",
                ]),
                json!(random.below(3)),
            ),
            8 => put("pattern", json!(random.pick(&["^a", "b$", "^$"]))),
            9 => put("uniqueItems", json!(random.one_in(2))),
            10 | 11 => put("required", json!([random.pick(&NAMES)])),
            12 => put("dependentRequired", json!({random.pick(&NAMES): [random.pick(&NAMES)]})),
            13 => put("description", json!("d")),
            14..=17 => put("properties", self.named(random, &NAMES, depth, false)),
            18 => put(
                "patternProperties",
                self.named(random, &["^a", "b$", "c"], depth, false),
            ),
            19 => put("additionalProperties", self.one(random, depth + 1, false)),
            20 => put("propertyNames", self.one(random, 4, false)),
            21 => put("dependentSchemas", self.named(random, &NAMES, depth, in_place)),
            22 => put("unevaluatedProperties", self.one(random, depth + 1, false)),
            23 => put("unevaluatedItems", self.one(random, depth + 1, false)),
            24 => put("prefixItems", self.list(random, depth, false)),
            25 => put("items", self.one(random, depth + 1, false)),
            26 => {
                put("contains", self.one(random, depth + 1, false));
                if random.one_in(2) {
                    put(random.pick(&["minContains", "maxContains"]), json!(random.below(3)));
                }
            }
            27 | 28 => put(
                random.pick(&["allOf", "anyOf", "oneOf"]),
                self.list(random, depth, in_place),
            ),
            29 => put("not", self.one(random, depth + 1, in_place)),
            30 => {
                for keyword in ["if", "then", "else"] {
                    put(keyword, self.one(random, depth + 1, in_place));
                }
            }
            31 => put("type", json!("object")),
            32 | 33 => {
                let mut branches = vec![self.one(random, depth + 1, in_place), json!({"type": "null"})];
                if random.one_in(2) {
                    branches.reverse();
                }
                put(random.pick(&["anyOf", "oneOf"]), branches.into());
            }
            _ => {
                if let Some(reference) = self.reference(random, in_place) {
                    put("$ref", json!(reference));
                }
            }
        }
    }
}

const TYPES: [&str; 7] = ["object", "array", "string", "integer", "null", "boolean", "number"];

fn number(random: &mut Random) -> Value {
    serde_json::from_str(random.pick(&NUMBERS)).unwrap()
}

fn value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth > 2 { 4 } else { 9 }) {
        0 => Value::Null,
        1 => json!(random.one_in(2)),
        2 => number(random),
        3 => json!(random.pick(&TEXTS)),
        4 | 5 => (0..random.below(4))
            .map(|_| value(random, depth + 1))
            .collect::<Vec<_>>()
            .into(),
        _ => {
            let members = (0..random.below(4)).map(|_| (random.pick(&NAMES).to_owned(), value(random, depth + 1)));
            members.collect::<Map<_, _>>().into()
        }
    }
}

/// How often each verdict was given.
#[derive(Debug, Default)]
struct Tally {
    left_out: usize,
    valid: usize,
    invalid: usize,
    accepted: usize,
}

fn run(seed: u64, tally: &mut Tally) {
    let random = &mut Random::new(seed);
    let named: Map<String, Value> = (0..NAMED)
        .map(|number| (format!("S{number}"), Schemas { number }.one(random, 0, true)))
        .collect();
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}});
    let text = json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": {"/x": {"get": {"operationId": "x", "responses": {"200": {"description": "d", "content": content}}}}},
        "components": {"schemas": named},
    });
    let document = Document::parse("random.json", text.to_string().as_bytes()).unwrap();
    let found = codegen::validate(&document).of_class(codegen::Class::NotOpenApi);
    // Schemas that are composed of themselves end here, and never end there.
    if found.iter().any(|finding| finding.rule == "endless-cycle") {
        tally.left_out += 1;
        return;
    }
    assert!(found.is_empty(), "seed {seed}: {found}");
    let contract = Contract::new(&document);
    let theirs = json!({"$ref": "#/components/schemas/S0", "components": {"schemas": named}});
    let theirs = jsonschema::options().build(&theirs).unwrap();
    for _ in 0..24 {
        let value = value(random, 0);
        let interaction = json_response(value.to_string());
        let checked = contract.check(&interaction, Source::Traffic);
        let errors = checked
            .violations
            .iter()
            .filter(|violation| violation.rule.level == Level::Error);
        let errors: Vec<_> = errors
            .map(|violation| (violation.rule.id, &violation.pointer))
            .collect();
        let is_valid = theirs.is_valid(&value);
        assert_eq!(
            errors.is_empty(),
            is_valid,
            "seed {seed}\n{}\n{value}\nours: {errors:?}\ntheirs: {:?}",
            serde_json::to_string(&named).unwrap(),
            theirs
                .iter_errors(&value)
                .map(|error| error.to_string())
                .collect::<Vec<_>>()
        );
        // The pass over the text says the same, and counts the same.
        tally.accepted += agree(&contract, &interaction).0.min(1);
        *if is_valid { &mut tally.valid } else { &mut tally.invalid } += 1;
    }
}

#[test]
#[allow(clippy::print_stderr, reason = "`--nocapture` shows how much was tried")]
fn both_give_the_same_verdict_of_json_schema_2020_12() {
    let number = |name: &str, otherwise: u64| std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap());
    let (first, count) = (number("SEED", 1), number("CASES", 40));
    let mut tally = Tally::default();
    for seed in first..first + count {
        run(seed, &mut tally);
    }
    let all = tally.valid + tally.invalid;
    eprintln!("seeds {first} to {}: {tally:?}", first + count - 1);
    assert!(tally.left_out * 24 < all, "{tally:?}");
    assert!(tally.valid * 5 > all && tally.invalid * 5 > all, "{tally:?}");
    assert!(tally.accepted * 4 > tally.valid, "{tally:?}");
}
