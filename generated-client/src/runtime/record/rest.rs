//! Structs that have a map for the members which no field is for.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    de::{DeserializeOwned, DeserializeSeed, Error, Visitor},
    ser::SerializeMap,
};
use serde_json::{Map, Value};

use super::{Count, Deserializer, Fields, MapAccess, Members, Name, Record, Serialize, Serializer};

/// A map of the other members.
pub trait Rest: Default {
    /// The type of their values.
    type Value: DeserializeOwned + Serialize;

    /// Adds a member. Of several with the same name, the last one stays.
    fn put(&mut self, name: String, value: Self::Value);

    /// The members.
    fn members(&self) -> impl Iterator<Item = (&String, &Self::Value)>;
}

impl<T: DeserializeOwned + Serialize> Rest for BTreeMap<String, T> {
    type Value = T;

    fn put(&mut self, name: String, value: T) {
        self.insert(name, value);
    }

    fn members(&self) -> impl Iterator<Item = (&String, &T)> {
        self.iter()
    }
}

impl Rest for Map<String, Value> {
    type Value = Value;

    fn put(&mut self, name: String, value: Value) {
        self.insert(name, value);
    }

    fn members(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.iter()
    }
}

/// The next member of an object.
pub enum Next {
    /// The index of its field.
    Field(usize),
    /// Its name, which is that of no field.
    Other(String),
}

impl<'de, A: MapAccess<'de>> Members<A, A::Error> {
    /// Reads the name of the next member. There is none at the end, and after an error.
    pub fn next_member(&mut self) -> Option<Next> {
        if self.error.is_some() {
            return None;
        }
        let name = Name {
            names: self.names,
            next: self.next,
        };
        match self.inner.next_key_seed(Named(name)) {
            Ok(Some(Next::Field(index))) => self.first_time(index).then_some(Next::Field(index)),
            Ok(next) => next,
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }

    /// Reads the value of a member that no field is for.
    pub fn other<R: Rest>(&mut self, rest: &mut R, name: String) {
        if let Some(value) = self.value() {
            rest.put(name, value);
        }
    }
}

/// Reads a struct with a map of the other members.
///
/// # Errors
/// Returns an error if the value is no object, or if its members do not fit.
pub fn read<'de, R: Record, D: Deserializer<'de>>(deserializer: D) -> Result<R, D::Error> {
    // Not as a struct: some formats have the names of its fields alone.
    deserializer.deserialize_map(super::Object(PhantomData))
}

/// Writes a struct with a map of the other members.
///
/// # Errors
/// Returns the errors of the serializer.
pub fn write<R: Record, S: Serializer>(record: &R, serializer: S) -> Result<S::Ok, S::Error> {
    let mut count = Count(0);
    record.write(&mut count);
    let mut written = Written {
        inner: serializer.serialize_map(Some(count.0))?,
        names: R::FIELDS,
        result: Ok(()),
    };
    record.write(&mut written);
    written.result?;
    written.inner.end()
}

/// The members as a serializer writes them.
struct Written<S: SerializeMap> {
    inner: S,
    names: &'static [&'static str],
    /// The first error. Nothing is written behind it.
    result: Result<(), S::Error>,
}

impl<S: SerializeMap> Fields for Written<S> {
    fn field<T: Serialize>(&mut self, index: usize, value: &T) {
        self.other(self.names[index], value);
    }

    fn other<T: Serialize>(&mut self, name: &str, value: &T) {
        if self.result.is_ok() {
            self.result = self.inner.serialize_entry(name, value);
        }
    }
}

/// Reads the name of a member as the index of its field, and that of no field as a text.
struct Named(Name);

impl<'de> DeserializeSeed<'de> for Named {
    type Value = Next;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Next, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Named {
    type Value = Next;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Next, E> {
        Ok(match self.0.find(name.as_bytes()) {
            usize::MAX => Next::Other(name.to_owned()),
            index => Next::Field(index),
        })
    }
}
