//! Bodies of bytes and files of multipart: the setters, and what the crate exports for them, belong to the change of the
//! document.

use codegen::Document;
use xtask::diff::compare;

use crate::surface::is_alone;

const BYTES: &str = "application/octet-stream: {schema: {type: string, format: binary}}";
const TEXT: &str = "text/plain: {schema: {type: string}}";
const FILE: &str = "multipart/form-data: {schema: {type: object, properties: {photo: {type: string, format: binary}}}}";

/// A document with an operation for each of these bodies.
fn document(bodies: &[&str]) -> Document {
    let mut text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: https://a.b}]\npaths:\n".to_owned();
    for (number, body) in bodies.iter().enumerate() {
        text.push_str(&format!(
            "  /p{number}:\n    put:\n      operationId: op{number}\n      requestBody: {{content: {{{body}}}}}\n      \
             responses: {{'204': {{description: Done.}}}}\n"
        ));
    }
    Document::parse("uploads.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"))
}

#[test]
fn what_takes_bytes_and_files_has_the_change_of_its_body_as_its_cause() {
    for (base, revision, bump, expected) in [
        (&[TEXT, BYTES][..], &[TEXT][..], "major", &["ByteSource: removed"][..]),
        (&[TEXT], &[TEXT, BYTES], "minor", &["ByteSource: added"]),
        (
            &[TEXT, BYTES, FILE],
            &[TEXT],
            "major",
            &["ByteSource: removed", "FilePart: removed"],
        ),
        (
            &[TEXT],
            &[TEXT, FILE],
            "minor",
            &["ByteSource: added", "FilePart: added"],
        ),
        (
            &[TEXT, BYTES],
            &[BYTES, BYTES],
            "major",
            &["`fn(self, impl Into<String>) -> Self` is now `fn(self, impl Into<ByteSource>) -> Self`"],
        ),
        (
            &[BYTES, FILE],
            &[BYTES, TEXT],
            "major",
            &["FilePart: removed", "operations::Op1::photo(): removed"],
        ),
    ] {
        let comparison = compare(&document(base), &document(revision));
        assert!(comparison.has_crate_verdict(), "{:?}", comparison.not_judged);
        let alone: Vec<_> = comparison.changes.iter().filter(|change| is_alone(change)).collect();
        assert!(alone.is_empty(), "{base:?}, {revision:?}: {alone:#?}");
        assert_eq!(comparison.bump().word(), bump, "{base:?}, {revision:?}");
        let items = comparison.changes.iter().flat_map(|change| &change.items);
        let items: Vec<_> = items.map(|item| format!("{}: {}", item.path, item.what)).collect();
        for expected in expected {
            assert!(
                items.iter().any(|item| item.contains(expected)),
                "{expected}: {items:#?}"
            );
        }
    }
}
