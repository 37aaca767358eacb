//! HARs whose export has removed the credentials: browsers leave them out unless the user selects them.
//!
//! One request alone cannot show that. So what is reported of missing credentials is postponed until a request of the
//! same file has some, or the file ends. If no request of several has any, they were removed, which is one note.

use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use recording::headers::{self, HeaderPolicy, header_policy};

use super::{Finding, Noted};
use crate::contract::{Contract, Location, rules};

/// The number of findings that are postponed. So many requests without credentials are evidence enough.
const MOST: usize = 10_000;

/// How many requests without credentials are no accident.
const FEWEST: usize = 2;

/// What is known of one HAR.
pub(super) struct Export {
    pub(super) file: Arc<str>,
    pub(super) entries: usize,
    /// Whether one of them has credentials.
    pub(super) shown: bool,
    /// The postponed findings, each with the number of its interaction.
    postponed: Vec<(Finding, usize)>,
}

impl Export {
    pub(super) fn new(file: Arc<str>) -> Self {
        Self {
            file,
            entries: 0,
            shown: false,
            postponed: Vec::new(),
        }
    }

    /// Defers a finding until it is known whether the export has removed credentials.
    pub(super) fn defer(&mut self, finding: Finding, number: usize) {
        if self.postponed.len() < MOST {
            self.postponed.push((finding, number));
        }
    }

    /// Returns the deferred findings that are confirmed. `ended` says that the file has no more entries.
    pub(super) fn release(&mut self, ended: bool) -> Vec<(Finding, usize)> {
        match self.shown || (ended && self.entries < FEWEST) {
            true => std::mem::take(&mut self.postponed),
            false => Vec::new(),
        }
    }

    /// Returns the note that replaces the findings that are still postponed at the end of the file.
    pub(super) fn note(&self) -> Option<Noted> {
        (!self.postponed.is_empty()).then(|| Noted {
            recording: self.file.to_string(),
            operation: None,
            location: Location::Security,
            pointer: String::new(),
            message: format!(
                "no request of {} has credentials: the export has removed them, and they were not checked",
                self.file
            ),
        })
    }
}

/// Whether a finding says that credentials are missing.
pub(super) fn is_about_credentials(finding: &Finding) -> bool {
    let rule = finding.rule.id;
    let is_secret = |name: &str| header_policy(name) == HeaderPolicy::Secret;
    match &finding.location {
        Location::Security => rule == rules::SECURITY.id,
        Location::Cookie(_) => rule == rules::PARAM_MISSING.id,
        Location::Header(name) => rule == rules::PARAM_MISSING.id && is_secret(name),
        Location::ResponseHeader(name) => rule == rules::HEADER_MISSING.id && is_secret(name),
        _ => false,
    }
}

/// Finds out whether an entry has credentials.
pub(super) struct Credentials {
    /// The names of their headers as they are in the text of an entry; `None` if there are too many to search for.
    names: Option<AhoCorasick>,
}

impl Credentials {
    pub(super) fn of(contract: &Contract<'_>) -> Self {
        let listed = headers::all().filter(|name| header_policy(name) == HeaderPolicy::Secret);
        let names = listed
            .map(str::to_owned)
            .chain(contract.vocabulary().credential_headers);
        let names = names.map(|name| format!("\"{name}\""));
        Self {
            names: AhoCorasickBuilder::new().ascii_case_insensitive(true).build(names).ok(),
        }
    }

    /// Whether the text of an entry may have credentials, without reading it. In a body, these quotes are escaped.
    pub(super) fn may_be_in(&self, text: &[u8]) -> bool {
        self.names.as_ref().is_none_or(|names| names.is_match(text))
    }
}
