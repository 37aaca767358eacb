//! A summary of the values that were seen at one place: of which kinds they are, how many, and what they have in common.
//!
//! It needs the same memory for any number of values, and says the same of the same values in any order.

mod describe;
mod strings;

use std::collections::BTreeMap;

use recording::json::{Node, Value};

pub(super) use strings::Strings;

/// How many names of members are held. Objects with more have data for names.
const MOST_NAMES: usize = 400;

/// How deep summaries are nested.
const DEEPEST: usize = 48;

/// The values that were seen at one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Observed {
    /// How many values there were.
    pub(super) values: usize,
    /// In how many interactions; of several summaries together, at least in so many.
    pub(super) interactions: usize,
    /// The numbers of the first and of the last of them.
    first: Option<usize>,
    last: Option<usize>,
    pub(super) nulls: usize,
    pub(super) booleans: usize,
    /// Numbers without a fraction and an exponent.
    pub(super) integers: usize,
    /// Whether one of these does not fit 64 bits.
    pub(super) is_beyond_i64: bool,
    /// All other numbers.
    pub(super) fractions: usize,
    pub(super) strings: Strings,
    pub(super) lists: usize,
    /// The items of all lists.
    pub(super) items: Option<Box<Self>>,
    pub(super) objects: usize,
    pub(super) members: BTreeMap<String, Self>,
    /// All members together, if there are too many names.
    pub(super) any_member: Option<Box<Self>>,
}

impl Observed {
    /// Adds a value of the interaction of a number; numbers ascend.
    pub(super) fn add(&mut self, value: &Node, interaction: usize) {
        self.add_at(value, interaction, 0);
    }

    /// Adds a text that has no type of its own, as in a URL.
    pub(super) fn add_text(&mut self, text: &str, interaction: usize) {
        self.count(interaction);
        self.strings.add(text);
    }

    fn count(&mut self, interaction: usize) {
        self.values += 1;
        if self.last != Some(interaction) {
            self.first.get_or_insert(interaction);
            self.last = Some(interaction);
            self.interactions += 1;
        }
    }

    fn add_at(&mut self, value: &Node, interaction: usize, depth: usize) {
        self.count(interaction);
        match &value.value {
            Value::Null => self.nulls += 1,
            Value::Bool(_) => self.booleans += 1,
            Value::Number(text) if text.contains(['.', 'e', 'E']) => self.fractions += 1,
            Value::Number(text) => {
                self.integers += 1;
                self.is_beyond_i64 |= text.parse::<i64>().is_err();
            }
            Value::String(text) => self.strings.add(text),
            Value::Array(items) => {
                self.lists += 1;
                for item in items.iter().filter(|_| depth < DEEPEST) {
                    self.items.get_or_insert_default().add_at(item, interaction, depth + 1);
                }
            }
            Value::Object(members) => {
                self.objects += 1;
                for member in members.iter().filter(|_| depth < DEEPEST) {
                    self.member(&member.key).add_at(&member.node, interaction, depth + 1);
                }
                self.limit();
            }
        }
    }

    fn member(&mut self, name: &str) -> &mut Self {
        match &mut self.any_member {
            Some(any) => any,
            None => self.members.entry(name.to_owned()).or_default(),
        }
    }

    /// Beyond so many names, all members are one.
    fn limit(&mut self) {
        if self.members.len() > MOST_NAMES {
            self.forget_names();
        }
    }

    /// The summary of all members together.
    pub(super) fn merged_members(&self) -> Self {
        let mut merged = self.any_member.as_deref().cloned().unwrap_or_default();
        for member in self.members.values() {
            merged.merge(member);
        }
        merged
    }

    /// The members of the objects as one, whose name is data.
    pub(super) fn forget_names(&mut self) {
        self.any_member = Some(Box::new(self.merged_members()));
        self.members.clear();
    }

    /// Adds another summary.
    pub(super) fn merge(&mut self, other: &Self) {
        self.values += other.values;
        self.first = self.first.into_iter().chain(other.first).min();
        self.last = self.last.max(other.last);
        // One interaction may show both.
        let fewest = if self.first == self.last { 1 } else { 2 };
        self.interactions = self.interactions.max(other.interactions).max(fewest);
        self.nulls += other.nulls;
        self.booleans += other.booleans;
        self.integers += other.integers;
        self.is_beyond_i64 |= other.is_beyond_i64;
        self.fractions += other.fractions;
        self.strings.merge(&other.strings);
        self.lists += other.lists;
        if let Some(items) = &other.items {
            self.items.get_or_insert_default().merge(items);
        }
        self.objects += other.objects;
        if let Some(any) = &other.any_member {
            let merged = self.merged_members();
            self.members.clear();
            self.any_member.insert(Box::new(merged)).merge(any);
        }
        for (name, member) in &other.members {
            self.member(name).merge(member);
        }
        self.limit();
    }

    /// The types of the values in the words of JSON Schema, without `null`. A whole number is a `number` where others
    /// have a fraction.
    pub(super) fn types(&self) -> Vec<&'static str> {
        let number = match self.fractions {
            0 => (self.integers, "integer"),
            _ => (self.integers + self.fractions, "number"),
        };
        [
            (self.strings.count, "string"),
            number,
            (self.booleans, "boolean"),
            (self.lists, "array"),
            (self.objects, "object"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, name)| name)
        .collect()
    }

    /// Whether the names of the objects are data: there are many, most of them in few objects, or one is a value.
    pub(super) fn has_data_names(&self) -> bool {
        /// From so many names on it counts how often they occur.
        const MANY: usize = 20;
        /// The same for names that a person hardly chooses, such as `text/plain`.
        const SEVERAL: usize = 3;
        if self.any_member.is_some() || self.members.keys().any(|name| is_value(name)) {
            return true;
        }
        let uses = |is: &dyn Fn(&str) -> bool| {
            let members = self.members.iter().filter(|(name, _)| is(name));
            members.fold((0, 0), |(names, uses), (_, member)| (names + 1, uses + member.values))
        };
        let (names, all) = uses(&|_| true);
        let (odd_names, odd) = uses(&|name| !is_name(name));
        // Of each name, less than a third of the objects have it, of odd ones less than half.
        (names >= MANY && all * 3 < names * self.objects)
            || (odd_names >= SEVERAL && odd * 2 < odd_names * self.objects)
    }
}

/// Whether a name is a value: an identifier, a number, a time, or an address.
fn is_value(name: &str) -> bool {
    let is_address = name.starts_with('/') && name.len() > 1 || name.contains("://");
    let is_mail = name.get(1..).is_some_and(|inner| inner.contains('@'));
    let starts_with_digit = name.starts_with(|first: char| first.is_ascii_digit());
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    starts_with_digit || is_address || is_mail || name.len() > LONGEST || digits > DIGITS || is_replaced(name)
}

/// How long a name may be, in bytes.
const LONGEST: usize = 64;

/// How many digits a name may have.
const DIGITS: usize = 4;

/// Whether redaction put this in the place of a name.
fn is_replaced(name: &str) -> bool {
    let rest = name.strip_prefix("key-");
    rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a person may have chosen a name: letters, few digits, and what separates words.
pub(super) fn is_name(name: &str) -> bool {
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || "_$@".contains(first));
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_-.:$@".contains(&byte));
    starts && plain && !is_value(name)
}

#[cfg(test)]
mod tests {
    use recording::json;

    use super::{Observed, is_name};

    fn observed(values: &[&str]) -> Observed {
        let mut observed = Observed::default();
        for (number, value) in values.iter().enumerate() {
            observed.add(&json::parse(value.as_bytes()).unwrap().root, number);
        }
        observed
    }

    #[test]
    fn summaries_together_are_of_two_interactions_only_if_they_differ() {
        let of = |bodies: &[&str]| observed(bodies).merged_members().interactions;
        assert_eq!(of(&[r#"{"a": 1, "b": 2}"#, "{}"]), 1);
        assert_eq!(of(&[r#"{"a": 1}"#, r#"{"b": 2}"#]), 2);
        assert_eq!(of(&[r#"{"b": 1}"#, r#"{"a": 2}"#]), 2);
        assert_eq!(of(&[r#"{"a": 1}"#, r#"{"a": 2}"#, r#"{"a": 3, "b": 1}"#]), 3);
    }

    #[test]
    fn a_summary_is_independent_of_the_order() {
        let values = [
            "1",
            "{\"a\": [1, 2.5]}",
            "null",
            "\"x\"",
            "{\"b\": {}}",
            "9223372036854775808",
        ];
        let mut reversed = values;
        reversed.reverse();
        let (one, other) = (observed(&values), observed(&reversed));
        // The numbers of interactions are those of an order.
        let without = |text: &str, marker: &str| -> String {
            let mut parts = text.split(marker);
            let first = parts.next().unwrap_or_default().to_owned();
            let rest = parts.map(|part| part.split_once(", ").map_or(part, |(_, rest)| rest));
            first + &rest.collect::<String>()
        };
        let text = |observed: &Observed| without(&without(&format!("{observed:?}"), "first: "), "last: ");
        assert_eq!(text(&one), text(&other));
        assert_eq!(one.types(), ["string", "integer", "object"]);
        assert!(one.is_beyond_i64);
    }

    #[test]
    fn names_that_are_data_are_found() {
        for name in ["agent_id", "ipv4", "X-Request-Id", "@type", "resourceType2"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "550e8400-e29b-41d4", "10.0.0.1", "key-17", "a b", "2026-04-03", "é"] {
            assert!(!is_name(name), "{name}");
        }
        // A name that nobody should choose is one, unless there are several, each in few objects.
        for name in ["a/b", "a~b", "#", "%41", "\\\"x\\\"", "", "a b", "é"] {
            assert!(!observed(&[&format!("{{\"{name}\": 1}}")]).has_data_names(), "{name}");
        }
        let types = ["text/plain", "text/html", "image/png"];
        let types: Vec<_> = types.iter().map(|name| format!("{{\"{name}\": 1}}")).collect();
        let types: Vec<_> = types.iter().map(String::as_str).collect();
        assert!(observed(&types).has_data_names());
        assert!(!observed(&types[..2]).has_data_names());
        let all = r#"{"text/plain": 1, "text/html": 2, "image/png": 3}"#;
        assert!(!observed(&[all, all]).has_data_names());
        for name in [
            "/etc/passwd",
            "https://example.com",
            "alice@example.com",
            "42",
            "550e8400-e29b",
        ] {
            assert!(observed(&[&format!("{{\"{name}\": 1}}")]).has_data_names(), "{name}");
        }
        let many: Vec<_> = (b'a'..=b'z')
            .map(|letter| format!("{{\"{0}{0}\": 1}}", letter as char))
            .collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        assert!(observed(&many).has_data_names());
        assert!(!observed(&many[..10]).has_data_names());
        assert!(!observed(&["{\"a\": 1}"]).has_data_names());
    }

    #[test]
    fn objects_with_very_many_names_are_held_as_one() {
        let object: Vec<_> = (0..1000).map(|number| format!("\"k{number}\": {number}")).collect();
        let observed = observed(&[&format!("{{{}}}", object.join(","))]);
        assert!(observed.members.is_empty());
        assert_eq!(observed.merged_members().integers, 1000);
        assert!(observed.has_data_names());
    }
}
