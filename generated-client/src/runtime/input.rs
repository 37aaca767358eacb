//! Values that are sent: finished ones, and builders of such that may lack something. Only sending fails.

use std::{fmt, marker::PhantomData};

use serde::{Serialize, Serializer, de::DeserializeOwned, ser::Error as _};

use super::{
    bounds::{Bounds, Members},
    encode::Tree,
    error::Error,
};

/// A value that is sent as a `T`: a `T`, or its builder.
///
/// A builder need not be complete: what is missing is an error of the call's `send`.
#[derive(Clone)]
pub struct Input<T> {
    /// None if serde cannot write the value.
    tree: Option<Tree>,
    of: PhantomData<fn() -> T>,
}

impl<T> Input<T> {
    /// The value to send of what a setter was given.
    pub fn of(value: impl Into<Self>) -> Self {
        value.into()
    }

    /// The values to send of what a setter was given.
    pub fn list(values: impl IntoIterator<Item = impl Into<Self>>) -> Vec<Self> {
        values.into_iter().map(Into::into).collect()
    }
}

impl<T: Serialize> From<T> for Input<T> {
    fn from(value: T) -> Self {
        Self {
            tree: Tree::of(&value).ok(),
            of: PhantomData,
        }
    }
}

impl<T> From<Object> for Input<T> {
    fn from(object: Object) -> Self {
        Self {
            tree: object.into_tree(),
            of: PhantomData,
        }
    }
}

impl<T> Serialize for Input<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.tree {
            Some(tree) => tree.serialize(serializer),
            None => Err(S::Error::custom(super::request::UNWRITABLE)),
        }
    }
}

/// What was set of an object. Generated builders are made of it.
#[derive(Clone)]
pub struct Object {
    name: &'static str,
    members: &'static Members,
    /// In the order of `members`; of these the last one may be an object of properties without names in the document.
    values: Vec<Option<Tree>>,
    is_unwritable: bool,
}

impl Object {
    /// Nothing set of an object of the type `name`.
    pub fn new(name: &'static str, members: &'static Members) -> Self {
        Self {
            name,
            members,
            values: Vec::new(),
            is_unwritable: false,
        }
    }

    /// Sets the property at a position of the members.
    #[must_use]
    pub fn set(mut self, index: usize, value: impl Serialize) -> Self {
        match Tree::of(&value) {
            Ok(tree) => put(&mut self.values, index, Some(tree)),
            Err(_) => self.is_unwritable = true,
        }
        self
    }

    /// Sets the property at a position of the members to a text.
    #[must_use]
    pub fn set_text(self, index: usize, value: impl Into<String>) -> Self {
        self.set(index, value.into())
    }

    fn into_tree(self) -> Option<Tree> {
        (!self.is_unwritable).then(|| Tree::Object(named(self.members, self.values)))
    }

    /// The value of which all is set that is required.
    ///
    /// # Errors
    /// Names every required property that is not set, by its JSON pointer.
    pub fn build<T: DeserializeOwned>(self) -> Result<T, Error> {
        let (name, members) = (self.name, self.members);
        let unwritable = || Error::invalid(super::request::UNWRITABLE).during(name);
        let tree = self.into_tree().ok_or_else(unwritable)?;
        let mut missing = Vec::new();
        Bounds::NONE.members(members).missing(&tree, "", &mut missing);
        if !missing.is_empty() {
            let names: Vec<_> = missing.iter().map(|pointer| format!("`{pointer}`")).collect();
            return Err(Error::all_missing(name, &names));
        }
        serde_json::from_str(&tree.json()).map_err(|cause| Error::invalid(cause.to_string()).during(name))
    }
}

/// The names of the properties that are set, without their values: one may be a secret.
impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members = self.members.0.iter().zip(&self.values);
        let set = members
            .filter(|(_, value)| value.is_some())
            .map(|(member, _)| member.name);
        f.debug_tuple(self.name).field(&set.collect::<Vec<_>>()).finish()
    }
}

impl<T> fmt::Debug for Input<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").finish_non_exhaustive()
    }
}

/// Sets a value of a list that is as long as it needs to be.
pub(super) fn put<T: Default>(values: &mut Vec<T>, index: usize, value: T) {
    if values.len() <= index {
        values.resize_with(index + 1, T::default);
    }
    values[index] = value;
}

/// Values with the names of their members. The members of an object without a name become those of the whole.
pub(super) fn named(members: &Members, values: Vec<Option<Tree>>) -> Vec<(String, Tree)> {
    let mut all = Vec::new();
    for (member, value) in members.0.iter().zip(values) {
        match value {
            Some(Tree::Object(rest)) if member.name.is_empty() => all.extend(rest),
            Some(value) if !member.name.is_empty() => all.push((member.name.to_owned(), value)),
            _ => {}
        }
    }
    all
}
