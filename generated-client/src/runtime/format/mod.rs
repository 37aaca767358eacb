//! Strings with a format: dates, times, identifiers, addresses, bytes and decimal numbers.
//!
//! Each type keeps the text as it is: reading never fails because of a value's format, and what was read is written back
//! unchanged. Equality, order and hash are those of the text. A conversion, which can fail, gives the value as a type of
//! another crate; the features `jiff`, `time`, `chrono`, `uuid`, `url` and `rust_decimal` each add those to that crate.
//!
//! Everything that takes such a value takes a text as well.

mod base64;
mod date;
mod date_time;
mod decimal;
mod duration;
mod time;
mod uri;
mod uuid;

use std::error::Error;
use std::fmt;

pub use self::{
    base64::Base64, date::Date, date_time::DateTime, decimal::Decimal, duration::Duration, time::Time, uri::Uri,
    uuid::Uuid,
};

/// Defines a string with a format.
macro_rules! formatted {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text, as it was received or set.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, text: &str) -> bool {
                self.0 == text
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                self.0 == *text
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        $crate::runtime::generated::converted!($name, String, as_str);
    };
}
use formatted;

/// The error of a conversion: a text that is not of its format, or that the other type cannot hold.
#[derive(Debug)]
pub struct InvalidFormat {
    format: &'static str,
    source: Box<dyn Error + Send + Sync>,
}

impl InvalidFormat {
    #[allow(dead_code, reason = "needed by the conversions, each behind a feature")]
    fn new(format: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            format,
            source: source.into(),
        }
    }
}

impl fmt::Display for InvalidFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The text may be long or a secret.
        write!(f, "the text cannot be converted as `{}`", self.format)
    }
}

impl Error for InvalidFormat {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
