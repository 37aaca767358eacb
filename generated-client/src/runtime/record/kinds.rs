//! How the fields of a struct are read and written, by whether they may be absent.
//!
//! Each kind has `unset`, which a field is before it is read, `read`, `finish`, which makes the field, and `write`.

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
    pub fn read<'de, T: DeserializeOwned, A: MapAccess<'de>>(members: &mut Members<A>) -> Result<Option<T>, A::Error> {
        members.value().map(Some)
    }

    /// What is absent is read as `null` is, where the type has a value for it.
    #[inline(always)]
    pub fn finish<'de, T: Deserialize<'de>, E: serde::de::Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
        value.map_or_else(|| T::deserialize(Absent::new(name)), Ok)
    }

    #[inline(always)]
    pub fn write<T: Serialize, F: Fields>(value: &T, index: usize, fields: &mut F) -> Result<(), F::Error> {
        fields.field(index, value)
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
    pub fn read<'de, T: DeserializeOwned, A: MapAccess<'de>>(members: &mut Members<A>) -> Result<Option<T>, A::Error> {
        members.value()
    }

    #[inline(always)]
    pub fn finish<T, E>(value: Option<T>, _: &'static str) -> Result<Option<T>, E> {
        Ok(value)
    }

    #[inline(always)]
    pub fn write<T: Serialize, F: Fields>(value: &Option<T>, index: usize, fields: &mut F) -> Result<(), F::Error> {
        match value {
            Some(_) => fields.field(index, value),
            None => Ok(()),
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
        members: &mut Members<A>,
    ) -> Result<T, A::Error> {
        members.value::<Option<T>>().map(Option::unwrap_or_default)
    }

    #[inline(always)]
    pub fn finish<T, E>(value: T, _: &'static str) -> Result<T, E> {
        Ok(value)
    }

    #[inline(always)]
    pub fn write<T: Serialize + Collection, F: Fields>(
        value: &T,
        index: usize,
        fields: &mut F,
    ) -> Result<(), F::Error> {
        if value.is_empty() {
            Ok(())
        } else {
            fields.field(index, value)
        }
    }
}

/// A list or a map that is always there. Services send `null` for an empty one.
pub mod required_list {
    use serde::{Serialize, de::DeserializeOwned};

    use super::super::{Fields, MapAccess, Members};

    #[inline(always)]
    pub fn unset<T>() -> Option<T> {
        None
    }

    #[inline(always)]
    pub fn read<'de, T: Default + DeserializeOwned, A: MapAccess<'de>>(
        members: &mut Members<A>,
    ) -> Result<Option<T>, A::Error> {
        members
            .value::<Option<T>>()
            .map(|value| Some(value.unwrap_or_default()))
    }

    #[inline(always)]
    pub fn finish<T, E: serde::de::Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
        value.ok_or_else(|| E::missing_field(name))
    }

    #[inline(always)]
    pub fn write<T: Serialize, F: Fields>(value: &T, index: usize, fields: &mut F) -> Result<(), F::Error> {
        fields.field(index, value)
    }
}
