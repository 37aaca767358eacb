//! Writes what two documents differ in.

mod human;
mod json;

pub(crate) use human::write;
pub(crate) use json::write as write_json;
