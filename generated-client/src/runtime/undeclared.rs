//! Decodes an object, and collects its undeclared members in the same pass.
//!
//! Types ignore members that they do not know. One of them may be the code of an error, so they are stored here as
//! text, to be looked at afterwards: no response has to be gone through twice.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error, IntoDeserializer, MapAccess, Visitor},
    forward_to_deserialize_any,
};
use serde_json::value::RawValue;

use super::{budget::Budget, error_body::Level};

/// The value of a text of JSON, and its members that are not declared; nothing if the text is not an object, if it does not
/// fit, if it takes more memory than `budget`, or if `T` is not deserialized from an object.
pub(super) fn read<'de, T: DeserializeOwned>(
    text: &'de str,
    declared: &[&str],
    budget: &Budget,
) -> Option<(T, Level<'de>)> {
    let mut json = serde_json::Deserializer::from_str(text);
    let mut found = Level::new();
    let object = Object {
        json: budget.count(&mut json),
        declared,
        found: &mut found,
    };
    let value = T::deserialize(object).ok()?;
    json.end().ok()?;
    Some((value, found))
}

struct Object<'a, 'de, D> {
    json: D,
    declared: &'a [&'a str],
    found: &'a mut Level<'de>,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Object<'_, 'de, D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let members = Members {
            inner: visitor,
            declared: self.declared,
            found: self.found,
        };
        self.json.deserialize_struct(name, fields, members)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, D::Error> {
        Err(D::Error::custom("the type is not deserialized from an object"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// Stands before what reads the members: first as a visitor, then as the members themselves.
struct Members<'a, 'de, I> {
    inner: I,
    declared: &'a [&'a str],
    found: &'a mut Level<'de>,
}

/// A list is not taken, although a struct would take one.
impl<'de, V: Visitor<'de>> Visitor<'de> for Members<'_, 'de, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.inner.visit_map(Members {
            inner: members,
            declared: self.declared,
            found: self.found,
        })
    }
}

/// The name of a member, which is copied only where it is written with escapes.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<'_, 'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(name) = self.inner.next_key_seed(Name)? {
            if self.declared.contains(&&*name) {
                return seed.deserialize(name.into_deserializer()).map(Some);
            }
            let value: &RawValue = self.inner.next_value()?;
            self.found.insert(name.into_owned(), value);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.inner.next_value_seed(seed)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Page {
        total: Option<i32>,
        #[serde(default)]
        items: Vec<i32>,
    }

    fn found(text: &str) -> Option<(Page, Vec<(String, String)>)> {
        let (page, found) = read(text, &["total", "items"], &Budget::new(100))?;
        let found = found.into_iter().map(|(name, value)| (name, value.get().to_owned()));
        Some((page, found.collect()))
    }

    #[test]
    fn declared_members_are_decoded_and_others_are_collected_as_text() {
        let page = |total, items| Page { total, items };
        assert_eq!(
            found(r#" {"items":[1,2],"total":2} "#),
            Some((page(Some(2), vec![1, 2]), vec![]))
        );
        let text = r#"{"c\u006fde" : "X", "tot\u0061l":3, "error":{"code":[ 1 ]}}"#;
        let others = [("code", "\"X\""), ("error", r#"{"code":[ 1 ]}"#)];
        let others = others.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(found(text), Some((page(Some(3), vec![]), others.into())));
    }

    #[test]
    fn incomplete_objects_and_other_values_are_not_handled() {
        for text in [
            "",
            "[1,[2]]",
            "null",
            "7",
            "{",
            r#"{"total":1"#,
            r#"{"total":1} x"#,
            r#"{"total":"one"}"#,
        ] {
            assert_eq!(found(text), None, "{text}");
        }
        assert!(read::<Vec<i32>>("[1]", &[], &Budget::new(100)).is_none());
        assert!(read::<serde_json::Value>("{}", &[], &Budget::new(100)).is_none());
    }
}
