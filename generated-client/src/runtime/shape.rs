//! Whether a type reads an object.
//!
//! Types that derive `Deserialize` take a list as well, as their fields in order. A list under a success would then be
//! a page, and an empty list an empty page: an error that looks like a success. So the type is checked beforehand.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeOwned, Error, Visitor},
    forward_to_deserialize_any,
};

/// Whether `T` is deserialized from an object.
pub(super) fn is_object<T: DeserializeOwned>() -> bool {
    matches!(T::deserialize(Probe), Err(Outcome::Object))
}

/// A deserializer without a value: its error says which kind of value the type requested.
struct Probe;

#[derive(Debug)]
enum Outcome {
    Object,
    Other,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Outcome {}

impl Error for Outcome {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Other
    }
}

impl<'de> Deserializer<'de> for Probe {
    type Error = Outcome;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Outcome> {
        Err(Outcome::Other)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Outcome> {
        Err(Outcome::Object)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
