//! Rules on a message: which operation an interaction belongs to, its request and its response.

pub(crate) mod body;
pub(crate) mod parameter_encoding;
pub(crate) mod parameter_value;
pub(crate) mod parameters;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod routing;
pub(crate) mod security;
pub(crate) mod sent;
pub(crate) mod standard_headers;
pub(crate) mod unusable;

mod path_words;
mod reading;
pub(crate) mod shown_path;
mod subject;

pub(crate) use subject::{CheckBody, Subject};
