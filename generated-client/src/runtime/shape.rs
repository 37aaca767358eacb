//! Whether a type reads an object.
//!
//! Types that derive `Deserialize` take a list as well, as their fields in order. A list under a success would then be
//! a page, and an empty list an empty page: an error in disguise. So the type is asked beforehand.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeOwned, Error, Visitor},
    forward_to_deserialize_any,
};

/// Whether `T` asks for an object.
pub(super) fn is_object<T: DeserializeOwned>() -> bool {
    matches!(T::deserialize(Question), Err(Asked::ForObject))
}

/// Holds nothing, and tells what it was asked for.
struct Question;

#[derive(Debug)]
enum Asked {
    ForObject,
    Otherwise,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Asked {}

impl Error for Asked {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Otherwise
    }
}

impl<'de> Deserializer<'de> for Question {
    type Error = Asked;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Asked> {
        Err(Asked::Otherwise)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Asked> {
        Err(Asked::ForObject)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
