//! Documents of several files, from memory: names, positions, and what leads nowhere.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use codegen::bundle::{Loaded, Loader};
use codegen::{Document, bundle, validate};

/// Files by their paths.
struct Memory(BTreeMap<&'static str, &'static str>);

impl Loader for Memory {
    fn load(&mut self, path: &str) -> Result<Loaded, String> {
        let text = self.0.get(path).ok_or("no such file")?;
        Ok(Loaded {
            name: format!("api/{path}"),
            bytes: text.as_bytes().to_vec(),
        })
    }
}

/// A document with these components and files.
fn bundled(rest: &str, files: &[(&'static str, &'static str)]) -> Document {
    let text = format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n{rest}");
    let document = Document::parse("api/api.yaml", text.as_bytes()).unwrap();
    bundle(document, &mut Memory(files.iter().copied().collect()))
}

/// The names of the schemas.
fn schemas(document: &Document) -> Vec<&str> {
    let schemas = document.at("/components/schemas").unwrap().members();
    schemas.iter().map(|member| member.key.as_str()).collect()
}

#[test]
fn a_section_that_is_a_file_has_each_component_once() {
    let all = "One: {type: object, properties: {two: {$ref: '#/Two'}, other: {$ref: other.yaml}}}\n\
               Two: {type: object, properties: {one: {$ref: 'all.yaml#/One'}}}\n";
    let other =
        "{type: object, properties: {one: {$ref: 'api.yaml#/components/schemas/One'}, two: {$ref: 'all.yaml#/Two'}}}";
    let document = bundled(
        "components: {schemas: {$ref: all.yaml}}",
        &[("all.yaml", all), ("other.yaml", other)],
    );
    assert!(validate(&document).is_empty(), "{}", validate(&document));
    assert_eq!(schemas(&document), ["One", "Two", "other"]);
    let reference = |at: &str| document.at(at).unwrap().as_str().unwrap().to_owned();
    assert_eq!(
        reference("/components/schemas/other/properties/two/$ref"),
        "#/components/schemas/Two"
    );
    let position = document.position("/components/schemas/Two/properties/one").unwrap();
    assert_eq!((document.file(position), position.line), ("api/all.yaml", 2));
}

#[test]
fn references_that_lead_nowhere_are_reported_where_they_are() {
    let a = "type: object\nproperties:\n  b: {$ref: 'b.yaml#/nope'}\n  c: {$ref: https://example.com/c.yaml}\n  d: {$ref: d.yaml}\n  e: {$ref: /e.yaml}\n  \
             f: {$ref: '#/f'}\nf: {$ref: g.yaml}\n";
    let document = bundled(
        "components: {schemas: {A: {$ref: a.yaml}}}",
        &[("a.yaml", a), ("b.yaml", "{}"), ("g.yaml", "$ref: 'a.yaml#/f'\n")],
    );
    let found = validate(&document);
    let places: Vec<_> = (found.iter())
        .filter(|finding| finding.rule != "unknown-keyword")
        .map(|finding| (finding.rule, finding.position.unwrap().line, found.file_of(finding)))
        .collect();
    let at = |rule, line| (rule, line, "api/a.yaml");
    assert_eq!(
        places,
        [
            at("unresolved-ref", 3),
            at("external-ref", 4),
            at("external-ref", 5),
            at("external-ref", 6),
            at("endless-cycle", 7),
        ],
        "{found}"
    );
    assert!(found.to_string().contains("nothing is downloaded"), "{found}");
}
