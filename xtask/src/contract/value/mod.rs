//! Rules on a value: whether a JSON value is as its schema wants it.

pub(crate) mod decimal;
pub(crate) mod format;
pub(crate) mod object;
pub(crate) mod pattern;
pub(crate) mod secret;
pub(crate) mod unique;

mod array;
mod combine;
mod condition;
mod discriminator;
mod found;
mod keywords;
mod kinds;
mod number;
mod reach;
mod schema;
mod scope;
mod string;
mod text;
mod unevaluated;

pub(crate) use found::{Found, MOST_NOTES};
pub(crate) use keywords::Keywords;
pub(crate) use number::bounds;
pub(crate) use schema::{Context, MAX_NESTED, Walk, check, conforms};
pub(crate) use text::cut;
