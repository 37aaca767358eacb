//! Values of one of several types: which one a value is of, as far as it shows it.
//!
//! A value of none of them, or one that cannot be decoded as the type that it claims to be, is stored unchanged.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Whether a property of an object is one of these strings.
pub fn has_tag(value: &Value, property: &str, tags: &[&str]) -> bool {
    let tag = value.get(property).and_then(Value::as_str);
    tag.is_some_and(|tag| tags.contains(&tag))
}

/// Whether a property of an object is one of these numbers or booleans, as JSON writes them.
pub fn has_value(value: &Value, property: &str, values: &[&str]) -> bool {
    let found = value
        .get(property)
        .filter(|found| found.is_number() || found.is_boolean());
    found.is_some_and(|found| values.contains(&found.to_string().as_str()))
}

/// Whether a value is an object without a property, or with `null` as its value.
pub fn lacks(value: &Value, property: &str) -> bool {
    value
        .as_object()
        .is_some_and(|members| members.get(property).is_none_or(Value::is_null))
}

/// Whether an object has all of these properties.
pub fn has(value: &Value, properties: &[&str]) -> bool {
    properties.iter().all(|property| value.get(property).is_some())
}

/// Decodes a value as one branch of a union, and stores it unchanged if that fails.
pub fn read<T: DeserializeOwned, U>(value: Value, branch: fn(T) -> U, unknown: fn(Value) -> U) -> U {
    T::deserialize(&value).map_or_else(|_| unknown(value), branch)
}

/// Reads a value as one branch of a union that the value does not show.
pub fn read_as<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// The value of one branch of a union that the value does not show.
pub fn write<T: Serialize>(value: &T) -> Value {
    // A generated type has nothing that JSON cannot say: the keys of its maps are strings.
    serde_json::to_value(value).unwrap_or_default()
}
