//! From what was seen to a schema, in the words of the document's version.
//!
//! It is no narrower than what was seen allows: no bounds, patterns or lists of values, nothing required, and a format
//! only if enough different values have it.

use crate::edit::Value;

use super::observe::Observed;

/// How schemas are inferred.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inference {
    /// Whether schemas are JSON Schema 2020-12: from OpenAPI 3.1 on.
    pub(super) is_json_schema: bool,
    /// How many different values must have a format before it is stated.
    pub(super) format_samples: usize,
}

/// What a new element is described as.
pub(super) const DESCRIPTION: &str = "Seen in recordings. Not documented by the provider.";

/// How many interactions must show values of several kinds before a union is stated.
const UNION: usize = 2;

/// How many types there are beside `null`: a union of all says nothing.
pub(super) const KINDS: usize = 5;

/// What an object that was found may be instead of a new schema: a reference to one that is there.
pub(super) type Known<'k> = dyn FnMut(&Observed) -> Option<String> + 'k;

impl Inference {
    /// The schema of the values. Where `known` has a schema for an object, it is referred to.
    pub(super) fn schema(self, observed: &Observed, known: &mut Known<'_>) -> Value {
        self.of(observed, known, false)
    }

    /// The same with the description of what is new.
    pub(super) fn described(self, observed: &Observed, known: &mut Known<'_>) -> Value {
        let mut schema = self.schema(observed, known);
        // Beside a reference, a description is ignored in 3.0, and would be that of the use in 3.1.
        if let Value::Map(members) = &mut schema
            && !members.iter().any(|(key, _)| key == "$ref")
        {
            // Before what is long, as people write it.
            let nested = ["items", "properties", "additionalProperties", "anyOf"];
            let at = members.iter().position(|(key, _)| nested.contains(&key.as_str()));
            members.insert(
                at.unwrap_or(members.len()),
                ("description".to_owned(), text(DESCRIPTION)),
            );
        }
        schema
    }

    fn of(self, observed: &Observed, known: &mut Known<'_>, is_item: bool) -> Value {
        let types = observed.types();
        match types.as_slice() {
            // Nothing but null was seen: the next value may be anything.
            [] => Value::Map(Vec::new()),
            [only] => self.one(observed, only, known),
            several => self.several(observed, several, known, is_item),
        }
    }

    /// Values of one type, and perhaps null.
    fn one(self, observed: &Observed, name: &'static str, known: &mut Known<'_>) -> Value {
        let is_nullable = observed.nulls > 0;
        if name == "object"
            && let Some(reference) = known(observed)
        {
            return match is_nullable {
                false => map([("$ref", text(&reference))]),
                true => self.nullable_reference(&reference, Some("object")),
            };
        }
        let mut members = vec![("type".to_owned(), text(name))];
        if is_nullable {
            match self.is_json_schema {
                true => members[0].1 = Value::List(vec![text(name), text("null")]),
                false => members.push(("nullable".to_owned(), Value::Bool(true))),
            }
        }
        match name {
            "integer" if !observed.is_beyond_i64 => members.push(("format".to_owned(), text("int64"))),
            "string" => {
                let format = observed.strings.format();
                if let Some(format) = format.filter(|_| observed.strings.different() >= self.format_samples) {
                    members.push(("format".to_owned(), text(format)));
                }
            }
            "array" => {
                let items = observed.items.as_deref().cloned().unwrap_or_default();
                members.push(("items".to_owned(), self.of(&items, known, true)));
            }
            "object" => self.object(observed, &mut members, known),
            _ => {}
        }
        Value::Map(members)
    }

    fn object(self, observed: &Observed, members: &mut Vec<(String, Value)>, known: &mut Known<'_>) {
        if observed.has_data_names() {
            let any = self.of(&observed.merged_members(), known, false);
            members.push(("additionalProperties".to_owned(), any));
        } else if !observed.members.is_empty() {
            let properties = observed.members.iter();
            let properties = properties.map(|(name, member)| (name.clone(), self.of(member, known, false)));
            members.push(("properties".to_owned(), Value::Map(properties.collect())));
        }
    }

    /// Values of several types. Items of lists become a union of them, if that was seen often enough and leaves something
    /// out; anything else is open.
    fn several(self, observed: &Observed, types: &[&'static str], known: &mut Known<'_>, is_item: bool) -> Value {
        if !is_item || observed.interactions < UNION || types.len() >= KINDS {
            return Value::Map(Vec::new());
        }
        let mut alternatives = self.alternatives(observed, known);
        if observed.nulls > 0 {
            match self.is_json_schema {
                true => alternatives.push(map([("type", text("null"))])),
                false => alternatives.iter_mut().for_each(|alternative| {
                    if let Value::Map(members) = alternative
                        && members.first().is_some_and(|(key, _)| key == "type")
                    {
                        members.insert(1, ("nullable".to_owned(), Value::Bool(true)));
                    }
                }),
            }
        }
        map([("anyOf", Value::List(alternatives))])
    }

    /// A schema for each type of the values.
    pub(super) fn alternatives(self, observed: &Observed, known: &mut Known<'_>) -> Vec<Value> {
        let types = observed.types().into_iter();
        types.map(|name| self.one(&observed.only(name), name, known)).collect()
    }

    /// A reference beside which null is allowed.
    pub(super) fn nullable_reference(self, reference: &str, of_type: Option<&str>) -> Value {
        let reference = map([("$ref", text(reference))]);
        let null = match self.is_json_schema {
            true => map([("type", text("null"))]),
            // `nullable` adds null to a type that stands beside it, and what `allOf` refers to would still forbid it.
            false => map([
                ("type", text(of_type.unwrap_or("object"))),
                ("nullable", Value::Bool(true)),
                ("enum", Value::List(vec![Value::Null])),
            ]),
        };
        map([("anyOf", Value::List(vec![reference, null]))])
    }
}

impl Observed {
    /// Only the values of a type.
    fn only(&self, name: &str) -> Self {
        let mut only = self.clone();
        only.nulls = 0;
        if name != "string" {
            only.strings = Default::default();
        }
        if name != "object" {
            only.objects = 0;
            only.members.clear();
            only.any_member = None;
        }
        if name != "array" {
            only.lists = 0;
            only.items = None;
        }
        only
    }
}

/// A string.
pub(super) fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// A mapping.
pub(super) fn map<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.into_iter().map(|(key, value)| (key.to_owned(), value));
    Value::Map(members.collect())
}
