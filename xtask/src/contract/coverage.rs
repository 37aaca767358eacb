//! What of the document there is evidence for.

use std::collections::HashMap;

/// What was seen of the document.
#[derive(Default)]
pub struct Evidence(pub(super) HashMap<Option<String>, usize>);

impl Evidence {
    /// Nothing yet.
    pub fn new(_contract: &super::Contract<'_>) -> Self {
        Self::default()
    }

    /// How many interactions of an operation were seen, or of none.
    pub fn interactions(&self, operation: Option<&str>) -> usize {
        self.0.get(&operation.map(str::to_owned)).copied().unwrap_or_default()
    }

    /// Takes over what another worker has seen.
    pub fn merge(&mut self, other: &Self) {
        for (operation, count) in &other.0 {
            *self.0.entry(operation.clone()).or_default() += count;
        }
    }
}

/// How much of a document was seen: of each kind of its places, how many were, and how many there are.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Operations.
    pub operations: [usize; 2],
    /// Statuses of operations that were seen.
    pub statuses: [usize; 2],
    /// Properties of schemas that were seen.
    pub properties: [usize; 2],
    /// What is worth knowing, in the document's order.
    pub notes: Vec<CoverageNote>,
}

/// Something of the document that the traffic does not bear out.
#[derive(Clone, Debug)]
pub struct CoverageNote {
    /// What kind it is.
    pub rule: &'static str,
    /// The operation that it is about, if it is about one.
    pub operation: Option<String>,
    /// Its place in the document.
    pub document: String,
    /// The line of that place.
    pub line: usize,
    /// The column of that place.
    pub column: usize,
    /// What was seen, in words.
    pub message: String,
    /// How often it was seen.
    pub seen: usize,
    /// How often it could have been.
    pub of: usize,
}
