//! Random schemas, and values that fit them more or less. The same seed gives the same.

use serde_json::{Map, Value, json};

/// A source of numbers (xorshift64*).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % limit
    }

    /// Whether one of so many comes up.
    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

const NAMES: [&str; 9] = ["a", "b", "c", "d", "x/y", "~", "é", "k\"q", "properties"];
const TEXTS: [&str; 22] = [
    "",
    "a",
    "aa",
    "abc",
    "b",
    "é",
    "😀",
    "😀😀",
    "2024-02-29",
    "2024-02-30",
    "2024-02-29T23:59:59Z",
    "2024-02-29T23:59:59.25+01:00",
    "1.2.3.4",
    "::1",
    "123e4567-e89b-12d3-a456-426614174000",
    "TWFu",
    "x\ny",
    "\"q\" \\ /",
    "\u{1}",
    "a longer text with spaces in it",
    "null",
    "1",
];
const NUMBERS: [&str; 22] = [
    "0",
    "-0",
    "1",
    "-1",
    "2",
    "3",
    "10",
    "1.0",
    "1e2",
    "0.1",
    "0.3",
    "0.35",
    "1E+2",
    "2147483647",
    "2147483648",
    "-2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1e400",
    "-1e400",
    "123456789012345678901234567890",
];
const BOUNDS: [&str; 8] = ["0", "1", "-1", "10", "0.1", "2147483647", "9223372036854775807", "1e2"];
const PATTERNS: [&str; 5] = ["^a+$", "b", "^[a-c]*$", "^.$", "^\\\\d"];
const FORMATS: [&str; 7] = ["date-time", "date", "ipv4", "ipv6", "uuid", "byte", "whatever"];

/// Which keywords a schema may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keywords {
    /// None that is made of alternatives.
    Plain,
    All,
}

/// How many schemas a document has by name: `S0` and so on.
pub(crate) const NAMED: usize = 4;

/// Schemas, as the text of their JSON.
pub(crate) struct Schemas {
    pub(crate) keywords: Keywords,
}

impl Schemas {
    pub(crate) fn one(&self, random: &mut Random, depth: usize) -> Value {
        let mut schema = Map::new();
        let leaf = depth >= 4;
        match random.below(if leaf { 6 } else { 13 }) {
            0 => self.string(random, &mut schema),
            1 | 2 => self.number(random, &mut schema),
            3 => put(&mut schema, "type", json!("boolean")),
            4 => listed(random, &mut schema),
            5 if random.one_in(2) => {}
            5 => return json!({"$ref": format!("#/components/schemas/S{}", random.below(NAMED))}),
            6 | 7 => self.array(random, &mut schema, depth),
            8 => {
                let branches: Vec<_> = (0..=random.below(3))
                    .map(|_| self.object_or_ref(random, depth))
                    .collect();
                put(&mut schema, "allOf", branches.into());
                if random.one_in(3) {
                    self.object(random, &mut schema, depth);
                }
            }
            9 if self.keywords == Keywords::All => {
                let keyword = random.pick(&["oneOf", "anyOf", "not"]);
                let branches: Vec<_> = (0..=random.below(3)).map(|_| self.one(random, depth + 1)).collect();
                let value = if keyword == "not" {
                    branches[0].clone()
                } else {
                    branches.into()
                };
                put(&mut schema, keyword, value);
                if random.one_in(3) {
                    self.object(random, &mut schema, depth);
                }
            }
            _ => self.object(random, &mut schema, depth),
        }
        if random.one_in(5) {
            put(&mut schema, "nullable", true.into());
        }
        schema.into()
    }

    fn object_or_ref(&self, random: &mut Random, depth: usize) -> Value {
        if random.one_in(3) {
            return json!({"$ref": format!("#/components/schemas/S{}", random.below(NAMED))});
        }
        let mut schema = Map::new();
        self.object(random, &mut schema, depth);
        schema.into()
    }

    fn string(&self, random: &mut Random, schema: &mut Map<String, Value>) {
        if !random.one_in(8) {
            put(schema, "type", json!("string"));
        }
        let least = random.below(3);
        if random.one_in(3) {
            put(schema, "minLength", least.into());
        }
        if random.one_in(3) {
            put(schema, "maxLength", (least + random.below(30)).into());
        }
        if random.one_in(6) {
            put(schema, "pattern", json!(random.pick(&PATTERNS)));
        }
        if random.one_in(4) {
            put(schema, "format", json!(random.pick(&FORMATS)));
        }
    }

    fn number(&self, random: &mut Random, schema: &mut Map<String, Value>) {
        if !random.one_in(8) {
            put(schema, "type", json!(random.pick(&["integer", "number"])));
        }
        if random.one_in(3) {
            put(
                schema,
                "format",
                json!(random.pick(&["int32", "int64", "float", "double"])),
            );
        }
        for (keyword, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            if random.one_in(5) {
                put(schema, keyword, serde_json::from_str(random.pick(&BOUNDS)).unwrap());
                if random.one_in(3) {
                    put(schema, exclusive, true.into());
                }
            }
        }
        if random.one_in(8) {
            put(
                schema,
                "multipleOf",
                serde_json::from_str(random.pick(&["1", "2", "0.1"])).unwrap(),
            );
        }
    }

    fn array(&self, random: &mut Random, schema: &mut Map<String, Value>, depth: usize) {
        put(schema, "type", json!("array"));
        put(schema, "items", self.one(random, depth + 1));
        let least = random.below(2);
        if random.one_in(4) {
            put(schema, "minItems", least.into());
        }
        if random.one_in(4) {
            put(schema, "maxItems", (least + random.below(3)).into());
        }
        if random.one_in(5) {
            put(schema, "uniqueItems", true.into());
        }
    }

    fn object(&self, random: &mut Random, schema: &mut Map<String, Value>, depth: usize) {
        if !random.one_in(6) {
            put(schema, "type", json!("object"));
        }
        let mut properties = Map::new();
        let count = if random.one_in(20) { 70 } else { random.below(5) };
        for index in 0..count {
            let name = match count {
                70 => format!("p{index}"),
                _ => random.pick(&NAMES).to_owned(),
            };
            let mut property = self.one(random, if count == 70 { 9 } else { depth + 1 });
            if random.one_in(8) && property.get("$ref").is_none() {
                let way = random.pick(&["readOnly", "writeOnly"]);
                property[way] = true.into();
            }
            properties.insert(name, property);
        }
        let required: Vec<String> = properties.keys().filter(|_| random.one_in(3)).cloned().collect();
        if !required.is_empty() {
            put(schema, "required", json!(required));
        }
        if !properties.is_empty() || random.one_in(4) {
            put(schema, "properties", properties.into());
        }
        match random.below(8) {
            0 => put(schema, "additionalProperties", false.into()),
            1 => put(schema, "additionalProperties", true.into()),
            2 => put(schema, "additionalProperties", self.one(random, depth + 1)),
            _ => {}
        }
        if random.one_in(12) {
            put(schema, "minProperties", 1.into());
        }
        if random.one_in(12) {
            put(schema, "maxProperties", 3.into());
        }
    }
}

fn put(schema: &mut Map<String, Value>, keyword: &str, value: Value) {
    schema.insert(keyword.to_owned(), value);
}

fn listed(random: &mut Random, schema: &mut Map<String, Value>) {
    let values = match random.below(5) {
        0 => json!(["a", "b", "é"]),
        1 => json!([1, 2.5, 10]),
        2 => json!([null, "a", true]),
        3 => json!([{"a": 1}, [1, 2], "b"]),
        _ => json!(["x\ny", "aa"]),
    };
    put(schema, "enum", values);
}

/// The text of a value that fits a schema more or less.
pub(crate) struct Values<'s> {
    /// The schemas by name.
    pub(crate) named: &'s [Value],
}

impl Values<'_> {
    pub(crate) fn text(&self, random: &mut Random, schema: &Value, depth: usize) -> String {
        if let Some(name) = schema["$ref"].as_str() {
            let index: usize = name.rsplit('S').next().unwrap().parse().unwrap();
            let target = &self.named[index];
            return if depth > 6 {
                "null".into()
            } else {
                self.text(random, target, depth + 1)
            };
        }
        if depth > 6 || random.one_in(25) {
            return any(random, depth);
        }
        if schema["nullable"] == true && random.one_in(4) {
            return "null".into();
        }
        if let Some(values) = schema["enum"].as_array() {
            let value = &values[random.below(values.len())];
            return value.to_string();
        }
        if let Some(branches) = ["oneOf", "anyOf"]
            .iter()
            .find_map(|keyword| schema[*keyword].as_array())
        {
            let branch = &branches[random.below(branches.len())];
            return self.text(random, branch, depth + 1);
        }
        if schema["allOf"].is_array() || schema["type"] == "object" || schema["properties"].is_object() {
            return self.object(random, schema, depth);
        }
        match schema["type"].as_str() {
            Some("string") => self.string(random, schema),
            Some("integer") => random.pick(&NUMBERS[..7]).to_owned(),
            Some("number") => random.pick(&NUMBERS).to_owned(),
            Some("boolean") => random.pick(&["true", "false"]).to_owned(),
            Some("array") => {
                let items: Vec<_> = (0..random.below(4))
                    .map(|_| self.text(random, &schema["items"], depth + 1))
                    .collect();
                format!("[{}{}]", space(random), items.join(","))
            }
            _ => any(random, depth),
        }
    }

    fn string(&self, random: &mut Random, schema: &Value) -> String {
        let text = match schema["format"].as_str() {
            Some("date-time") => TEXTS[10 + random.below(2)],
            Some("date") => "2024-02-29",
            Some("ipv4") => "1.2.3.4",
            Some("ipv6") => "::1",
            Some("uuid") => TEXTS[14],
            Some("byte") => "TWFu",
            _ => random.pick(&TEXTS),
        };
        quoted(random, text)
    }

    fn object(&self, random: &mut Random, schema: &Value, depth: usize) -> String {
        let mut members: Vec<(String, Value)> = Vec::new();
        self.members(random, schema, &mut members, 0);
        if random.one_in(8) {
            members.push((random.pick(&NAMES).to_owned(), json!({})));
        }
        // In no order at all.
        for index in (1..members.len()).rev() {
            if random.one_in(3) {
                members.swap(index, random.below(index + 1));
            }
        }
        let mut texts = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for (name, schema) in members {
            if seen.contains(&name) && !random.one_in(60) {
                continue;
            }
            let value = self.text(random, &schema, depth + 1);
            let (before, after) = (space(random), space(random));
            texts.push(format!(
                "{before}{}{after}:{}{value}",
                quoted(random, &name),
                space(random)
            ));
            seen.push(name);
        }
        format!("{{{}{}}}", texts.join(","), space(random))
    }

    /// Some members, by what a schema says of them.
    fn members(&self, random: &mut Random, schema: &Value, members: &mut Vec<(String, Value)>, depth: usize) {
        if depth > 4 {
            return;
        }
        if let Some(name) = schema["$ref"].as_str() {
            let index: usize = name.rsplit('S').next().unwrap().parse().unwrap();
            return self.members(random, &self.named[index], members, depth + 1);
        }
        for branch in schema["allOf"].as_array().into_iter().flatten() {
            self.members(random, branch, members, depth + 1);
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let required = schema["required"]
                .as_array()
                .is_some_and(|list| list.contains(&json!(name)));
            if (required && !random.one_in(20)) || (property["writeOnly"] != true && random.one_in(2)) {
                members.push((name.clone(), property.clone()));
            }
        }
        if !schema["additionalProperties"].is_null() && random.one_in(2) {
            let inner = &schema["additionalProperties"];
            let inner = if inner.is_object() { inner.clone() } else { json!({}) };
            let count = if random.one_in(10) { 12 } else { 1 };
            members.extend((0..count).map(|index| (format!("more {index}"), inner.clone())));
        }
    }
}

/// The text of any value.
fn any(random: &mut Random, depth: usize) -> String {
    match random.below(if depth > 5 { 4 } else { 6 }) {
        0 => "null".into(),
        1 => random.pick(&["true", "false"]).into(),
        2 => random.pick(&NUMBERS).into(),
        3 => {
            let text = random.pick(&TEXTS);
            quoted(random, text)
        }
        4 => format!("[{}]", any(random, depth + 2)),
        _ => {
            let name = random.pick(&NAMES);
            format!("{{{}:{}}}", quoted(random, name), any(random, depth + 2))
        }
    }
}

fn space(random: &mut Random) -> &'static str {
    if random.one_in(8) {
        random.pick(&[" ", "\n", "\t", "\r\n  "])
    } else {
        ""
    }
}

/// A string, sometimes with escapes that are not needed.
fn quoted(random: &mut Random, text: &str) -> String {
    if !random.one_in(6) {
        return Value::from(text).to_string();
    }
    let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    format!("\"{escaped}\"")
}

/// Spoils a text in some place.
pub(crate) fn spoil(random: &mut Random, text: &mut Vec<u8>) {
    const PIECES: [&str; 24] = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "\\ud800", "\\u12", "NaN", "\u{FEFF}", " ", "\0",
        "null", "\"a\":1,", "\t", "\\x", "é", "1",
    ];
    let at = random.below(text.len() + 1);
    match random.below(5) {
        0 => text.truncate(at),
        1 if at < text.len() => _ = text.remove(at),
        2 if at < text.len() => text[at] = random.pick(&[b'"', 0xFF, 0xC3, 0x80, b'}', b'0', b'\\', 0x1F]),
        3 if at < text.len() => {
            let end = (at + 1 + random.below(12)).min(text.len());
            let twice = text[at..end].to_vec();
            text.splice(at..at, twice);
        }
        _ => _ = text.splice(at..at, random.pick(&PIECES).bytes()),
    }
}
