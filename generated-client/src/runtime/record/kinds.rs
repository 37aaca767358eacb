//! How the fields of a struct are read and written, by whether they may be absent.
//!
//! Each kind has `unset`, which a field is before it is read, `read` and `write`; those of required fields have `finish`, which
//! checks that they were read.

use std::collections::BTreeMap;

/// A list or a map.
pub trait Collection {
    /// Whether it has no items.
    fn is_empty(&self) -> bool;
}

impl<T> Collection for Vec<T> {
    #[inline(always)]
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<K, V> Collection for BTreeMap<K, V> {
    #[inline(always)]
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl Collection for serde_json::Map<String, serde_json::Value> {
    #[inline(always)]
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

/// A field that is always there.
pub mod required {
    use serde::{Deserialize, Serialize, de::DeserializeOwned};

    use super::super::{Fields, MapAccess, Members, absent::Absent};

    #[inline(always)]
    pub fn unset<T>() -> Option<T> {
        None
    }

    #[inline(always)]
    pub fn read<'de, T: DeserializeOwned, A: MapAccess<'de>>(
        field: &mut Option<T>,
        members: &mut Members<A, A::Error>,
    ) {
        *field = members.value();
    }

    /// What is absent is read as `null` is, where the type has a value for it.
    #[inline(always)]
    pub fn finish<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
        field: Option<T>,
        index: usize,
        members: &mut Members<A, A::Error>,
    ) -> Option<T> {
        field.or_else(|| members.absent(index, |name| T::deserialize(Absent::new(name))))
    }

    #[inline(always)]
    pub fn write<T: Serialize, F: Fields>(field: &T, index: usize, fields: &mut F) {
        fields.field(index, field);
    }
}

/// A field that may be absent or `null`.
pub mod optional {
    use serde::{Serialize, de::DeserializeOwned};

    use super::super::{Fields, MapAccess, Members};

    #[inline(always)]
    pub fn unset<T>() -> Option<T> {
        None
    }

    #[inline(always)]
    pub fn read<'de, T: DeserializeOwned, A: MapAccess<'de>>(
        field: &mut Option<T>,
        members: &mut Members<A, A::Error>,
    ) {
        members.read_into(field);
    }

    #[inline(always)]
    pub fn write<T: Serialize, F: Fields>(field: &Option<T>, index: usize, fields: &mut F) {
        if field.is_some() {
            fields.field(index, field);
        }
    }
}

/// A field that may be absent or `null`, which are different.
pub mod optional_or_null {
    use serde::{Serialize, de::DeserializeOwned};

    use super::super::{Fields, MapAccess, Members};

    #[inline(always)]
    pub fn unset<T>() -> Option<Option<T>> {
        None
    }

    #[inline(always)]
    pub fn read<'de, T: DeserializeOwned, A: MapAccess<'de>>(
        field: &mut Option<Option<T>>,
        members: &mut Members<A, A::Error>,
    ) {
        *field = members.value();
    }

    #[inline(always)]
    pub fn write<T: Serialize, F: Fields>(field: &Option<Option<T>>, index: usize, fields: &mut F) {
        if let Some(value) = field {
            fields.field(index, value);
        }
    }
}

/// A list or a map that may be absent, which is to be empty. So is `null`.
pub mod list {
    use serde::{Serialize, de::DeserializeOwned};

    use super::super::{Fields, MapAccess, Members};
    use super::Collection;

    #[inline(always)]
    pub fn unset<T: Default>() -> T {
        T::default()
    }

    #[inline(always)]
    pub fn read<'de, T: Default + DeserializeOwned, A: MapAccess<'de>>(
        field: &mut T,
        members: &mut Members<A, A::Error>,
    ) {
        if let Some(value) = members.value::<Option<T>>().flatten() {
            *field = value;
        }
    }

    #[inline(always)]
    pub fn write<T: Serialize + Collection, F: Fields>(field: &T, index: usize, fields: &mut F) {
        if !field.is_empty() {
            fields.field(index, field);
        }
    }
}

/// A list or a map that is always there. Services send `null` for an empty one.
pub mod required_list {
    use serde::{
        Serialize,
        de::{DeserializeOwned, Error},
    };

    use super::super::{Fields, MapAccess, Members};

    #[inline(always)]
    pub fn unset<T>() -> Option<T> {
        None
    }

    #[inline(always)]
    pub fn read<'de, T: Default + DeserializeOwned, A: MapAccess<'de>>(
        field: &mut Option<T>,
        members: &mut Members<A, A::Error>,
    ) {
        *field = members.value::<Option<T>>().map(Option::unwrap_or_default);
    }

    #[inline(always)]
    pub fn finish<'de, T, A: MapAccess<'de>>(
        field: Option<T>,
        index: usize,
        members: &mut Members<A, A::Error>,
    ) -> Option<T> {
        field.or_else(|| members.absent(index, |name| Err(A::Error::missing_field(name))))
    }

    #[inline(always)]
    pub fn write<T: Serialize, F: Fields>(field: &T, index: usize, fields: &mut F) {
        fields.field(index, field);
    }
}
