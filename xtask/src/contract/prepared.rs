//! What is prepared of a document once, before interactions are checked.

use codegen::Document;
use codegen::view::Api;

use super::counters::Counters;
use super::value::Keywords;
use super::value::secret::Secrets;

/// A document as the rules read it.
pub(crate) struct Prepared<'d> {
    /// What it promises.
    pub(crate) api: Api<'d>,
    pub(crate) keywords: Keywords,
    pub(crate) secrets: Secrets,
    pub(crate) counters: Counters<'d>,
}

impl<'d> Prepared<'d> {
    pub(crate) fn of(document: &'d Document, addresses: &[String]) -> Self {
        let api = Api::with_servers(document, addresses);
        Self {
            keywords: Keywords::of(document),
            secrets: Secrets::of(document),
            counters: Counters::of(document, &api.operations),
            api,
        }
    }
}
