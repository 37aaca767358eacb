//! Rust names for what the document names: valid, unique, and the same ones that progenitor arrives at.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Names that generated code uses unqualified, or that would shadow the prelude where it is used.
pub(super) const TAKEN_TYPES: &[&str] = &[
    "BTreeMap",
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Deserialize",
    "Eq",
    "Err",
    "Fn",
    "From",
    "Into",
    "None",
    "Ok",
    "Option",
    "Ord",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Some",
    "String",
    "Sync",
    "ToString",
    "Vec",
];

/// What every builder of a client has, and what the hand-written part of a crate adds to it.
pub(crate) const BUILDER_METHODS: &[&str] = &[
    "access_key",
    "allow_http",
    "attempt_timeout",
    "authenticate",
    "build",
    "complete",
    "compressed_response_limit",
    "config",
    "connect_timeout",
    "credentials",
    "credentials_timeout",
    "default_credentials",
    "endpoint",
    "from_environment",
    "http2_keep_alive",
    "http_proxy",
    "https_proxy",
    "iam_endpoint",
    "into_config",
    "metadata_credentials",
    "middleware",
    "new",
    "no_proxy",
    "parameters",
    "pool_idle_timeout",
    "pool_max_idle_per_host",
    "proxy",
    "rate_limit",
    "resolve",
    "response_limit",
    "response_value_limit",
    "retry_budget",
    "retry_policy",
    "root_certificate",
    "share_connections",
    "sts_endpoint",
    "tcp_keepalive",
    "temporary_access_key",
    "timeout",
    "tls_certificate",
    "trace_context",
    "transport",
    "user",
    "user_agent_suffix",
];

/// A set of names, each given out once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    given: BTreeSet<String>,
    /// For a name without a number, with its separator: the least number that may be free. Those below it were given out.
    next: BTreeMap<String, usize>,
}

impl Names {
    /// Names none of which is one of `reserved`.
    pub(crate) fn reserving(reserved: &[&str]) -> Self {
        Self {
            given: reserved.iter().map(|name| (*name).to_owned()).collect(),
            next: BTreeMap::new(),
        }
    }

    /// Names for types.
    pub(crate) fn of_types() -> Self {
        Self::reserving(TAKEN_TYPES)
    }

    /// Whether a name was given out.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.given.contains(name)
    }

    /// `wanted`, or with the least number behind it that makes it unique.
    pub(crate) fn unique(&mut self, wanted: &str, separator: &str) -> String {
        // Behind `self_` the number takes the place of the underscore, or progenitor would drop one of two.
        let stem = wanted.trim_end_matches('_');
        if self.given.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let stem = format!("{stem}{separator}");
        let mut number = self.next.get(&stem).copied().unwrap_or(2);
        let name = loop {
            let name = format!("{stem}{number}");
            number += 1;
            if self.given.insert(name.clone()) {
                break name;
            }
        };
        self.next.insert(stem, number);
        name
    }
}

/// The name of a field, a parameter or a method.
pub(crate) fn snake(text: &str) -> String {
    let name = ascii(text).to_snake_case();
    let name = if name.is_empty() {
        "value".to_owned()
    } else if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("n{name}")
    } else {
        name
    };
    // `gen` is a keyword since the edition 2024, which progenitor does not know.
    if name == "gen" {
        "gen_value".to_owned()
    } else if is_keyword(&name) {
        format!("{name}_")
    } else {
        name
    }
}

/// The name of a type or a variant.
pub(crate) fn pascal(text: &str) -> String {
    let name = ascii(text).to_upper_camel_case();
    let name = if name.is_empty() {
        "Value".to_owned()
    } else if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("N{name}")
    } else {
        name
    };
    if name == "Self" { "SelfValue".to_owned() } else { name }
}

/// Only what both heck and every Rust identifier agree on; the rest separates words.
fn ascii(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect()
}

/// Whether `name` cannot be an identifier in any edition.
fn is_keyword(name: &str) -> bool {
    syn::parse_str::<syn::Ident>(name).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_valid_and_stable_under_naming() {
        for (text, field, ty) in [
            ("petId", "pet_id", "PetId"),
            ("type", "type_", "Type"),
            ("2fa", "n2fa", "N2fa"),
            ("X-Language", "x_language", "XLanguage"),
            (">=", "value", "Value"),
            ("self", "self_", "SelfValue"),
            ("OpenTime<", "open_time", "OpenTime"),
        ] {
            assert_eq!((snake(text).as_str(), pascal(text).as_str()), (field, ty), "of {text}");
            assert_eq!(snake(&snake(text)), field);
        }
    }

    #[test]
    fn a_name_is_given_out_once() {
        let mut names = Names::of_types();
        assert_eq!(names.unique("Level", ""), "Level");
        assert_eq!(names.unique("Level", ""), "Level2");
        assert_eq!(names.unique("Option", ""), "Option2");
    }
}
