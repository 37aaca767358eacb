//! Validates reports in SARIF with the schema of OASIS.

use std::fs;

use serde_json::Value;

use crate::common::{Ran, here};

/// The schema of SARIF.
pub(crate) fn schema() -> jsonschema::Validator {
    let schema = fs::read(here().join("tests/schemas/sarif-2.1.0.json")).unwrap();
    let mut schema: Value = serde_json::from_slice(&schema).unwrap();
    // As it is published, this pattern is no regular expression: a bracket of it was never opened.
    for owner in ["run", "toolComponent"] {
        let language = format!("/definitions/{owner}/properties/language");
        let language = schema.pointer_mut(&language).and_then(Value::as_object_mut).unwrap();
        assert!(language.remove("pattern").is_some());
    }
    jsonschema::validator_for(&schema).unwrap()
}

/// The report, which must conform to the schema.
pub(crate) fn valid_sarif(ran: &Ran) -> Value {
    let report = serde_json::from_str(&ran.out).unwrap();
    let errors: Vec<_> = schema().iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    report
}
