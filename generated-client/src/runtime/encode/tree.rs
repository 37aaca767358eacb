//! An argument as a tree, read from its JSON.
//!
//! Unlike `serde_json::Value` it keeps the members of an object in the order in which they were written, which is the
//! order in which they are sent.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::{Number, Value};

use super::finite;

/// An argument, before it is encoded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// Converts an argument. The JSON text in between keeps `0.1_f32` the 0.1 that was written.
    pub(crate) fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        let text = serde_json::to_vec(value)?;
        // Otherwise no number has become one.
        if text.windows(4).any(|window| window == b"null") {
            finite::check(value)?;
        }
        serde_json::from_slice(&text)
    }

    /// Returns the same as JSON, the members in the order of their names.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(value) => Value::Number(value.clone()),
            Self::String(value) => Value::String(value.clone()),
            Self::List(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(members) => {
                let members = members.iter().map(|(name, value)| (name.clone(), value.to_value()));
                Value::Object(members.collect())
            }
        }
    }

    /// Returns the JSON text, the members in their own order.
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Tree {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => value.serialize(serializer),
            Self::String(value) => serializer.serialize_str(value),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Number::from_f64(value).map_or(Tree::Null, Tree::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(Tree::List(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Tree, A::Error> {
        let mut all = Vec::new();
        while let Some(member) = members.next_entry()? {
            all.push(member);
        }
        Ok(Tree::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_numbers_their_text() {
        let text = r#"{"z":[1,-2,0.1,18446744073709551615,null],"a":{"y":true,"b":"x"}}"#;
        let tree: Tree = serde_json::from_str(text).unwrap_or(Tree::Null);
        assert_eq!(tree.json(), text);
        assert_eq!(Tree::of(&0.1_f32).map(|tree| tree.json()).ok().as_deref(), Some("0.1"));
        let value: Value = serde_json::from_str(text).unwrap_or_default();
        assert_eq!(tree.to_value(), value);
    }

    #[test]
    fn a_number_that_is_not_finite_is_refused_wherever_it_is() {
        #[derive(Serialize)]
        struct Inner {
            a: Option<f32>,
            b: Vec<Option<f64>>,
            c: (bool, f64),
        }
        #[derive(Serialize)]
        enum Either {
            New(f64),
            Tuple(u8, f32),
            Struct { inner: Inner },
            Unit,
        }
        let inner = |a, b, c| Either::Struct {
            inner: Inner { a, b, c: (true, c) },
        };
        let rest = std::collections::BTreeMap::from([("k", 1.5)]);
        assert!(Tree::of(&(None::<()>, inner(None, vec![None, Some(0.5)], -0.0), Either::Unit, rest)).is_ok());
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let small = number as f32;
            assert!(Tree::of(&number).is_err() && Tree::of(&[0.0, small]).is_err());
            assert!(Tree::of(&Some(number)).is_err() && Tree::of(&[("k", number)]).is_err());
            assert!(Tree::of(&std::collections::BTreeMap::from([("k", number)])).is_err());
            for value in [
                Either::New(number),
                Either::Tuple(1, small),
                inner(Some(small), vec![], 1.0),
                inner(None, vec![None, Some(number)], 1.0),
                inner(None, vec![], number),
            ] {
                assert!(Tree::of(&value).is_err());
            }
        }
    }
}
