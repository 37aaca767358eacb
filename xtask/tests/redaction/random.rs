//! Random schemas, values that fit them more or less, and texts that are more or less JSON. The same seed gives the
//! same.

use serde_json::{Map, Value, json};

/// A source of numbers (xorshift64*).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % limit
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

const NAMES: [&str; 8] = ["id", "name", "kind", "x/y", "~", "é", "properties", "0"];
const OTHER_NAMES: [&str; 6] = ["alice smith", "10.0.0.1", "f00dbabe99", "key-1", "label", ""];
const TEXTS: [&str; 26] = [
    "",
    "a",
    "b",
    "aa",
    "abc",
    "é",
    "😀😀",
    "2024-02-29",
    "2024-02-30",
    "2024-02-29T23:59:59Z",
    "1.2.3.4",
    "::1",
    "123e4567-e89b-12d3-a456-426614174000",
    "TWFu",
    "x\ny",
    "\"q\" \\ /",
    "\u{1}",
    "a text, with spaces",
    "null",
    "true",
    "1",
    "1.0",
    "007",
    "-",
    "alice@example.org",
    "https://example.org/x",
];
const NUMBERS: [&str; 18] = [
    "0",
    "-0",
    "1",
    "-1",
    "2",
    "3",
    "10",
    "100",
    "1.0",
    "1e2",
    "0.1",
    "0.35",
    "2147483647",
    "2147483648",
    "9223372036854775808",
    "1e400",
    "-1e400",
    "123456789012345678901234567890",
];
const FORMATS: [&str; 6] = ["date-time", "date", "ipv4", "uuid", "byte", "whatever"];

/// A schema. `whole` has compositions as well.
pub(crate) fn schema(random: &mut Random, depth: usize, whole: bool) -> Value {
    let mut schema = match random.below(if depth > 3 { 4 } else { 9 }) {
        0 => text(random),
        1 => number(random),
        2 => json!({"type": "boolean"}),
        3 => json!({}),
        4 | 5 => {
            let mut list = json!({"type": "array", "items": schema(random, depth + 1, whole)});
            if random.one_in(2) {
                list["uniqueItems"] = true.into();
            }
            list
        }
        6 if whole => {
            let keyword = random.pick(&["allOf", "oneOf", "anyOf", "not"]);
            let mut branches: Vec<_> = (0..=random.below(3))
                .map(|_| schema(random, depth + 1, whole))
                .collect();
            match keyword {
                "not" => json!({"not": branches.swap_remove(0)}),
                _ => json!({keyword: branches}),
            }
        }
        _ => object(random, depth, whole),
    };
    if random.one_in(5) {
        schema["nullable"] = true.into();
    }
    if random.one_in(6) {
        let list: Vec<_> = (0..=random.below(3)).map(|_| json!(random.pick(&TEXTS))).collect();
        schema["enum"] = list.into();
    }
    schema
}

fn text(random: &mut Random) -> Value {
    let mut schema = json!({"type": "string"});
    match random.below(5) {
        0 => schema["format"] = random.pick(&FORMATS).into(),
        1 => schema["minLength"] = random.below(3).into(),
        2 => schema["maxLength"] = random.below(3).into(),
        3 => schema["pattern"] = random.pick(&["^a+$", "b", "^[0-9]*$"]).into(),
        _ => {}
    }
    schema
}

fn number(random: &mut Random) -> Value {
    let kind = random.pick(&["integer", "number"]);
    let mut schema = json!({"type": kind});
    match random.below(4) {
        0 => {
            schema["format"] = if kind == "integer" {
                random.pick(&["int32", "int64"])
            } else {
                "double"
            }
            .into()
        }
        1 => schema["minimum"] = random.below(11).into(),
        2 => schema["multipleOf"] = json!(random.below(3) + 1),
        _ => {}
    }
    schema
}

fn object(random: &mut Random, depth: usize, whole: bool) -> Value {
    let mut properties = Map::new();
    for _ in 0..random.below(4) {
        properties.insert(random.pick(&NAMES).to_owned(), schema(random, depth + 1, whole));
    }
    let mut object = json!({"type": "object"});
    let names: Vec<_> = properties.keys().cloned().collect();
    if !names.is_empty() {
        object["properties"] = properties.into();
        if random.one_in(2) {
            object["required"] = json!([names[random.below(names.len())]]);
        }
    }
    match random.below(4) {
        0 => object["additionalProperties"] = false.into(),
        1 => object["additionalProperties"] = schema(random, depth + 1, whole),
        2 => object["minProperties"] = random.below(3).into(),
        _ => {}
    }
    object
}

/// The text of a value that fits a schema more or less; of objects, names may occur twice.
pub(crate) fn value(random: &mut Random, schema: &Value, depth: usize) -> String {
    if random.one_in(12) || depth > 6 {
        return scalar(random);
    }
    let wanted = schema["type"].as_str().unwrap_or_default();
    for keyword in ["allOf", "oneOf", "anyOf"] {
        if let Some(branches) = schema[keyword].as_array() {
            let branch = &branches[random.below(branches.len())];
            return value(random, branch, depth + 1);
        }
    }
    match wanted {
        "string" => string(random),
        "integer" | "number" => random.pick(&NUMBERS).to_owned(),
        "boolean" => random.pick(&["true", "false"]).to_owned(),
        "array" => {
            let items: Vec<_> = (0..random.below(4))
                .map(|_| value(random, &schema["items"], depth + 1))
                .collect();
            format!("[{}]", items.join(","))
        }
        "object" => {
            let mut members = Vec::new();
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                if !random.one_in(4) {
                    members.push(format!("{}:{}", json!(name), value(random, property, depth + 1)));
                }
            }
            for _ in 0..random.below(3) {
                let name = if random.one_in(2) {
                    random.pick(&NAMES)
                } else {
                    random.pick(&OTHER_NAMES)
                };
                members.push(format!(
                    "{}: {}",
                    json!(name),
                    value(random, &schema["additionalProperties"], depth + 1)
                ));
            }
            format!("{{{}}}", members.join(", "))
        }
        _ => scalar(random),
    }
}

fn scalar(random: &mut Random) -> String {
    match random.below(6) {
        0 => "null".to_owned(),
        1 => random.pick(&["true", "false"]).to_owned(),
        2 => random.pick(&NUMBERS).to_owned(),
        3 => random.pick(&["[]", "{}", "[1,1]", "{\"a b\":1,\"a b\":1}"]).to_owned(),
        _ => string(random),
    }
}

fn string(random: &mut Random) -> String {
    let text = json!(random.pick(&TEXTS)).to_string();
    match random.below(20) {
        0 => text.replacen('"', "\"\\ud800", 1),
        _ => text,
    }
}

/// The text with a fault in it, now and then: what begins at a random byte is cut or replaced.
pub(crate) fn faulty(random: &mut Random, text: String) -> Vec<u8> {
    const FAULTS: [&[u8]; 16] = [
        b"NaN", b"\xFF", b"\x01", b"<html>", b"// no", b"01", b"1.", b"-", b"\"", b"}", b"]", b",", b"tru", b"\\x",
        b"\xC3", b" {}",
    ];
    let mut bytes = text.into_bytes();
    match random.below(8) {
        0 => bytes.truncate(random.below(bytes.len() + 1)),
        1 => bytes.splice(0..0, *b"\xEF\xBB\xBF").for_each(drop),
        2 | 3 => {
            let at = random.below(bytes.len() + 1);
            let fault = random.pick(&FAULTS);
            let end = (at + random.below(3)).min(bytes.len());
            bytes.splice(at..end, fault.iter().copied()).for_each(drop);
        }
        4 => bytes.extend(random.pick(&FAULTS)),
        _ => {}
    }
    bytes
}

/// A parameter's schema and a text for it.
pub(crate) fn parameter(random: &mut Random) -> (Value, String) {
    let scalar = if random.one_in(2) { text(random) } else { number(random) };
    let mut texts = Vec::new();
    for _ in 0..=random.below(3) {
        let text = if random.one_in(2) {
            random.pick(&TEXTS)
        } else {
            random.pick(&NUMBERS)
        };
        let encoded = text.bytes().map(|byte| match byte.is_ascii_alphanumeric() {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        });
        texts.push(encoded.collect::<String>());
    }
    match random.below(3) {
        0 => (scalar, texts.swap_remove(0)),
        _ => (
            json!({"type": "array", "items": scalar, "uniqueItems": true}),
            texts.join(","),
        ),
    }
}
