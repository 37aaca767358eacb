//! Limits the memory that the types of a response take.
//!
//! `{}` in a list is two bytes of text, and a struct of some hundred bytes or some thousand bytes in memory. The number of
//! values alone does not limit that, because the size of a struct depends on the document. Here the size of whatever gets
//! a place of its own in memory is counted before it is decoded: each item of a list, each value of a map, each struct in
//! a box.

use std::{cell::Cell, fmt};

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};

/// The bytes for each value that a response may have. A struct has about 25 bytes for each of its properties, so that only
/// responses that leave out nearly all properties come near it.
const BYTES_PER_VALUE: usize = 512;

/// The memory that the values of one response may still take.
pub(super) struct Budget {
    limit: usize,
    left: Cell<usize>,
    is_exceeded: Cell<bool>,
    /// How many items the first list probably has. Growing a list step by step copies its items again and again.
    expected_items: Cell<Option<usize>>,
}

impl Budget {
    /// Returns the budget of a response that may have this many values.
    pub(super) fn new(values: usize) -> Self {
        let limit = values.saturating_mul(BYTES_PER_VALUE);
        Self {
            limit,
            left: Cell::new(limit),
            is_exceeded: Cell::new(false),
            expected_items: Cell::new(None),
        }
    }

    /// Sets how many items the first list probably has. Room for them is made at once, of one MiB at most.
    pub(super) fn expecting(self, items: Option<usize>) -> Self {
        self.expected_items.set(items);
        self
    }

    /// Returns whether decoding failed because the budget was exceeded.
    pub(super) fn is_exceeded(&self) -> bool {
        self.is_exceeded.get()
    }

    /// The bytes that all values together may take.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// Takes bytes from the budget. Returns whether there were enough.
    #[inline(always)]
    pub(super) fn take(&self, bytes: usize) -> bool {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or(0));
        if left.is_none() {
            self.is_exceeded.set(true);
        }
        left.is_some()
    }

    /// Counts what is decoded from `inner`.
    #[inline(always)]
    pub(super) fn count<D>(&self, inner: D) -> Counted<'_, D> {
        Counted {
            inner,
            budget: self,
            counted: 0,
            is_property: false,
        }
    }
}

/// A deserializer, a visitor, or a part of a text: whatever is decoded from it is counted.
pub(super) struct Counted<'b, T> {
    inner: T,
    budget: &'b Budget,
    /// The bytes that are counted already for the value: those of its place in a list or in another struct.
    counted: usize,
    /// Whether it is a property of a struct, or has members that are: these have their places in the struct.
    is_property: bool,
}

impl<'b, T> Counted<'b, T> {
    /// Another part of the same value.
    #[inline(always)]
    fn same<U>(&self, inner: U) -> Counted<'b, U> {
        Counted {
            counted: self.counted,
            ..self.budget.count(inner)
        }
    }
}

fn too_much<E: Error>() -> E {
    E::custom("the values take too much memory")
}

/// Passes on a request for a value that contains no other, so that there is nothing to count.
macro_rules! scalar {
    ($($method:ident)*) => {$(
        #[inline(always)]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.inner.$method(visitor)
        }
    )*};
}

/// Passes on a request for a value, with the visitor counted.
macro_rules! request {
    ($($method:ident($($argument:ident: $type:ty),*);)*) => {$(
        #[inline(always)]
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            let visitor = self.same(visitor);
            self.inner.$method($($argument,)* visitor)
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Counted<'_, D> {
    type Error = D::Error;

    #[inline(always)]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        if !self.budget.take(size_of::<V::Value>().saturating_sub(self.counted)) {
            return Err(too_much());
        }
        let visitor = Counted {
            is_property: true,
            ..self.budget.count(visitor)
        };
        self.inner.deserialize_struct(name, fields, visitor)
    }

    // The JSON deserializer gives a scalar, or fails.
    scalar! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_unit deserialize_identifier
        deserialize_ignored_any
    }

    request! {
        deserialize_any(); deserialize_bytes(); deserialize_byte_buf(); deserialize_option();
        deserialize_unit_struct(name: &'static str); deserialize_newtype_struct(name: &'static str);
        deserialize_seq(); deserialize_tuple(length: usize);
        deserialize_tuple_struct(name: &'static str, length: usize); deserialize_map();
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// Passes on a value that contains no other.
macro_rules! value {
    ($($method:ident($type:ty);)*) => {$(
        #[inline(always)]
        fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.inner.$method(value)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Counted<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    value! {
        visit_bool(bool); visit_char(char);
        visit_i8(i8); visit_i16(i16); visit_i32(i32); visit_i64(i64); visit_i128(i128);
        visit_u8(u8); visit_u16(u16); visit_u32(u32); visit_u64(u64); visit_u128(u128);
        visit_f32(f32); visit_f64(f64);
        visit_str(&str); visit_borrowed_str(&'de str); visit_string(String);
        visit_bytes(&[u8]); visit_borrowed_bytes(&'de [u8]); visit_byte_buf(Vec<u8>);
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }

    #[inline(always)]
    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        let value = self.same(value);
        self.inner.visit_some(value)
    }

    #[inline(always)]
    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        let value = self.same(value);
        self.inner.visit_newtype_struct(value)
    }

    #[inline(always)]
    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.inner.visit_seq(self.budget.count(items))
    }

    #[inline(always)]
    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        let members = Counted {
            is_property: self.is_property,
            ..self.budget.count(members)
        };
        self.inner.visit_map(members)
    }

    /// The generator writes no enums that serde reads as such: unions are read from a `Value`.
    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        self.inner.visit_enum(variant)
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Counted<'_, S> {
    type Value = S::Value;

    #[inline(always)]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        // Here and not in `next_element_seed`, because a list may have ended.
        if !self.is_property && !self.budget.take(self.counted) {
            return Err(too_much());
        }
        let deserializer = self.same(deserializer);
        self.inner.deserialize(deserializer)
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Counted<'_, A> {
    type Error = A::Error;

    #[inline(always)]
    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        let seed = Counted {
            counted: size_of::<S::Value>(),
            ..self.budget.count(seed)
        };
        self.inner.next_element_seed(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        // Serde limits what it reserves for a hint.
        self.inner.size_hint().or_else(|| self.budget.expected_items.take())
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Counted<'_, A> {
    type Error = A::Error;

    #[inline(always)]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        self.inner.next_key_seed(seed)
    }

    #[inline(always)]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let seed = Counted {
            counted: size_of::<S::Value>(),
            is_property: self.is_property,
            ..self.budget.count(seed)
        };
        self.inner.next_value_seed(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Default, Deserialize)]
    #[serde(default)]
    #[allow(dead_code, reason = "it is there to take memory")]
    struct Part {
        text: Option<String>,
    }

    #[derive(Default, Deserialize)]
    #[serde(default)]
    #[allow(dead_code, reason = "it is there to take memory")]
    struct Whole {
        part: Option<Part>,
        boxed: Option<Box<Part>>,
        list: Vec<Part>,
        map: BTreeMap<String, Part>,
    }

    /// The bytes that are taken for a text.
    fn taken(text: &str) -> usize {
        let budget = Budget::new(1000);
        let mut json = serde_json::Deserializer::from_str(text);
        Whole::deserialize(budget.count(&mut json)).unwrap_or_else(|error| panic!("{text}: {error}"));
        budget.limit() - budget.left.get()
    }

    #[test]
    fn what_has_a_place_of_its_own_is_counted_once() {
        let (whole, part) = (size_of::<Whole>(), size_of::<Part>());
        for (text, expected) in [
            ("{}", whole),
            (r#"{"part":{"text":"a"},"list":[]}"#, whole),
            (r#"{"list":[{},{"text":"a"}]}"#, whole + 2 * part),
            (r#"{"map":{"a":{},"b":{}}}"#, whole + 2 * part),
            // The pointer to it is a part of the struct.
            (r#"{"boxed":{}}"#, whole + part - size_of::<Box<Part>>()),
        ] {
            assert_eq!(taken(text), expected, "{text}");
        }
    }

    #[test]
    fn what_exceeds_the_budget_is_an_error() {
        let budget = Budget::new(1);
        let text = format!("[{}{{}}]", "{},".repeat(BYTES_PER_VALUE / size_of::<Part>()));
        let mut json = serde_json::Deserializer::from_str(&text);
        assert!(Vec::<Part>::deserialize(budget.count(&mut json)).is_err());
        assert!(budget.is_exceeded());
    }
}
