//! The value of a field that is absent: `null` for a type that has a value for it, and an error for others.

use std::marker::PhantomData;

use serde::{
    Deserializer,
    de::{Error, Visitor},
    forward_to_deserialize_any,
};

pub(super) struct Absent<E> {
    name: &'static str,
    error: PhantomData<E>,
}

impl<E> Absent<E> {
    /// The value of the field of this name.
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            error: PhantomData,
        }
    }
}

impl<'de, E: Error> Deserializer<'de> for Absent<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.name))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
