//! Violations of the same kind at the same place of the document are one drift: the API has moved away.

use sha2::{Digest as _, Sha256};

use super::rules::Rule;
use super::violation::{Location, Violation};

/// What a violation has in common with others of its drift.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The rule.
    pub rule: &'static Rule,
    /// The place of the promise in the document.
    pub document: Option<String>,
    /// The place in the interaction, without the index of a list's item and the key of a map; with the status, the
    /// method or the path that the document has not.
    pub at: String,
}

impl Key {
    /// The key of a violation. Without a place in the document, the operation distinguishes it.
    pub fn new(violation: &Violation, operation: Option<&str>) -> Self {
        let mut at = Self::place(&violation.location, &violation.general);
        if let (None, Some(operation)) = (&violation.document, operation) {
            at = format!("{at} of {operation}");
        }
        Self {
            rule: violation.rule,
            document: violation.document.clone(),
            at,
        }
    }

    /// The key of what is at no place of an interaction.
    pub fn of(rule: &'static Rule, at: &str) -> Self {
        Self {
            rule,
            document: None,
            at: at.to_owned(),
        }
    }

    /// A place in an interaction. `general` is what [`Violation::general`] has.
    pub fn place(location: &Location, general: &str) -> String {
        if general.is_empty() {
            location.to_string()
        } else {
            format!("{location} {general}")
        }
    }

    /// What a person accepts the drift by: the rule, and a digest of what all of its violations have in common. It
    /// stays the same when lines of the document move, and for every recording.
    pub fn fingerprint(&self) -> String {
        let document = self.lasting_place();
        let digest = Sha256::digest(format!("{}\n{document}\n{}", self.rule.id, self.at));
        let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        format!("{}:{hex}", self.rule.id)
    }

    /// The place in the document for the fingerprint. What is not documented is reported at the list that lacks it, or at
    /// what has no such list yet: both are one place, so that the first entry of the list changes no fingerprint.
    fn lasting_place(&self) -> String {
        let document = self.document.as_deref().unwrap_or_default();
        let list = match self.rule.id {
            "undocumented-property" => "properties",
            "param-undocumented" => "parameters",
            _ => return document.to_owned(),
        };
        match document.rsplit_once('/') {
            Some((_, last)) if last == list => document.to_owned(),
            Some((owner, "allOf" | "oneOf" | "anyOf")) if list == "properties" => format!("{owner}/{list}"),
            _ if document.is_empty() => String::new(),
            _ => format!("{document}/{list}"),
        }
    }
}
