//! Reads and writes structs by a table of their fields.
//!
//! What `serde_derive` writes for a struct is several types and a dozen functions, which the compiler has to check for every
//! struct of the document. Here the names of the fields are data, and a struct has one function that reads its fields and one
//! that writes them.

use std::{fmt, marker::PhantomData};

use serde::{
    de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, Visitor},
    ser::SerializeStruct,
};

mod absent;
mod kinds;
pub mod rest;

pub use self::kinds::{list, optional, optional_or_null, required, required_list};
// Generated code names them here, so that no name of the document can stand in their way.
pub use serde::{Deserialize, Deserializer, Serialize, Serializer, de::MapAccess};

/// A struct with a table of its fields.
///
/// Errors are stored in what is read from and written to, because a return for each field would be most of what the compiler
/// checks.
pub trait Record: Sized {
    /// The name of the struct.
    const NAME: &'static str;
    /// The names of the fields on the wire.
    const FIELDS: &'static [&'static str];

    /// Reads the fields of an object. There is nothing without an error in `members`, and whatever there is with one is
    /// incomplete.
    fn read<'de, A: MapAccess<'de>>(members: &mut Members<A, A::Error>) -> Option<Self>;

    /// Writes the fields that have a value.
    fn write<F: Fields>(&self, fields: &mut F);
}

/// Reads a struct.
///
/// # Errors
/// Returns an error if the value is no object, or if its members do not fit.
pub fn read<'de, R: Record, D: Deserializer<'de>>(deserializer: D) -> Result<R, D::Error> {
    deserializer.deserialize_struct(R::NAME, R::FIELDS, Object(PhantomData))
}

/// Writes a struct.
///
/// # Errors
/// Returns the errors of the serializer.
pub fn write<R: Record, S: Serializer>(record: &R, serializer: S) -> Result<S::Ok, S::Error> {
    // Some formats write the number of fields first.
    let mut count = Count(0);
    record.write(&mut count);
    let mut written = Written {
        inner: serializer.serialize_struct(R::NAME, count.0)?,
        names: R::FIELDS,
        result: Ok(()),
    };
    record.write(&mut written);
    written.result?;
    written.inner.end()
}

/// What the fields of a struct are written to.
pub trait Fields {
    /// Writes a field, by its index.
    fn field<T: Serialize>(&mut self, index: usize, value: &T);

    /// Writes a member that no field is for.
    fn other<T: Serialize>(&mut self, name: &str, value: &T);
}

/// The number of fields.
struct Count(usize);

impl Fields for Count {
    #[inline(always)]
    fn field<T: Serialize>(&mut self, _: usize, _: &T) {
        self.0 += 1;
    }

    fn other<T: Serialize>(&mut self, _: &str, _: &T) {
        self.0 += 1;
    }
}

/// The fields as a serializer writes them.
struct Written<S: SerializeStruct> {
    inner: S,
    names: &'static [&'static str],
    /// The first error. Nothing is written behind it.
    result: Result<(), S::Error>,
}

impl<S: SerializeStruct> Fields for Written<S> {
    #[inline(always)]
    fn field<T: Serialize>(&mut self, index: usize, value: &T) {
        if self.result.is_ok() {
            self.result = self.inner.serialize_field(self.names[index], value);
        }
    }

    /// A struct without a map has no such members.
    fn other<T: Serialize>(&mut self, _: &str, _: &T) {}
}

/// Reads the object of a struct.
struct Object<R>(PhantomData<R>);

impl<'de, R: Record> Visitor<'de> for Object<R> {
    type Value = R;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", R::NAME)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<R, A::Error> {
        let mut members = Members {
            inner,
            names: R::FIELDS,
            next: 0,
            seen: Seen::default(),
            error: None,
        };
        let record = R::read(&mut members);
        // Not matched together: a struct is not moved into a pair and out of it then.
        if let Some(error) = members.error {
            return Err(error);
        }
        record.ok_or_else(|| A::Error::custom("a struct was not read"))
    }
}

/// The members of an object, while they are read.
pub struct Members<A, E> {
    inner: A,
    names: &'static [&'static str],
    /// The index behind the last field: services write members in the order of their document.
    next: usize,
    seen: Seen,
    /// The first error. Nothing is read behind it.
    error: Option<E>,
}

impl<'de, A: MapAccess<'de>> Members<A, A::Error> {
    /// Reads the name of the next member, and returns the index of its field; for a name that the struct does not have, an
    /// index behind the last field. There is none at the end, and after an error.
    #[inline]
    pub fn next_field(&mut self) -> Option<usize> {
        if self.error.is_some() {
            return None;
        }
        let name = Name {
            names: self.names,
            next: self.next,
        };
        let index = match self.inner.next_key_seed(name) {
            Ok(index) => index?,
            Err(error) => {
                self.error = Some(error);
                return None;
            }
        };
        self.first_time(index).then_some(index)
    }

    /// Whether a field occurs for the first time. It is an error otherwise.
    #[inline]
    fn first_time(&mut self, index: usize) -> bool {
        let Some(name) = self.names.get(index) else { return true };
        self.next = index + 1;
        let is_new = self.seen.insert(index);
        if !is_new {
            self.error = Some(A::Error::duplicate_field(name));
        }
        is_new
    }

    /// Reads the value of the member.
    #[inline(always)]
    fn value<T: DeserializeOwned>(&mut self) -> Option<T> {
        match self.inner.next_value() {
            Ok(value) => Some(value),
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }

    /// Reads the value of the member into its field. A function for all fields of a type, and not a copy for each: the code
    /// that reads a struct stays small enough for the processor's caches.
    #[inline(never)]
    fn read_into<T: DeserializeOwned>(&mut self, field: &mut T) {
        match self.inner.next_value() {
            Ok(value) => *field = value,
            Err(error) => self.error = Some(error),
        }
    }

    /// Passes over the value of the member.
    #[inline]
    pub fn skip(&mut self) {
        let _: Option<IgnoredAny> = self.value();
    }

    /// The value of a field that is absent, if its type has one. After an error nothing is absent.
    #[cold]
    fn absent<T>(&mut self, index: usize, value: impl FnOnce(&'static str) -> Result<T, A::Error>) -> Option<T> {
        if self.error.is_some() {
            return None;
        }
        match value(self.names[index]) {
            Ok(value) => Some(value),
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }
}

/// The indexes of the fields that were read.
#[derive(Default)]
struct Seen {
    first: u64,
    /// Those behind the first 64.
    others: Vec<u64>,
}

impl Seen {
    /// Returns whether the index is new.
    #[inline]
    fn insert(&mut self, index: usize) -> bool {
        let word = match index / 64 {
            0 => &mut self.first,
            word => {
                if self.others.len() < word {
                    self.others.resize(word, 0);
                }
                &mut self.others[word - 1]
            }
        };
        let bit = 1 << (index % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

/// Reads the name of a member as the index of its field.
#[derive(Clone, Copy)]
struct Name {
    names: &'static [&'static str],
    next: usize,
}

impl Name {
    #[inline]
    fn find(self, name: &[u8]) -> usize {
        let is_next = |next: &&str| is_same(next.as_bytes(), name);
        if self.names.get(self.next).is_some_and(is_next) {
            return self.next;
        }
        let found = self.names.iter().position(is_next);
        found.unwrap_or(usize::MAX)
    }
}

/// Whether two names are the same. They are short, so that a call of the function that compares memory would take longer.
#[inline]
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let ((words, rest), (others, other_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    one.len() == other.len()
        && words.iter().zip(others).all(|(one, other)| one == other)
        && rest.iter().zip(other_rest).all(|(one, other)| one == other)
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        Ok(self.find(name.as_bytes()))
    }

    #[inline]
    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<usize, E> {
        Ok(self.find(name))
    }
}

#[cfg(test)]
mod tests;
