//! From the text to the source files, step by step, and progenitor alone beside it on the same document.
//!
//! `cargo bench -p codegen`

use std::fmt::Write as _;

use codegen::{Document, Model, Options, generate, load};
use divan::Bencher;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};

/// One operation, and 64 of the same service.
const DOCUMENTS: [(&str, &str); 2] = [
    ("hss", include_str!("../../spec/hss.openapi.yaml")),
    (
        "hss-container",
        include_str!("../tests/documents/hss-container.openapi.yaml"),
    ),
];

fn main() {
    divan::main();
}

fn text(name: &str) -> &'static str {
    DOCUMENTS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("", |(_, text)| text)
}

fn names() -> impl Iterator<Item = &'static str> {
    DOCUMENTS.iter().map(|(name, _)| *name)
}

#[divan::bench(args = names())]
fn parse(bencher: Bencher<'_, '_>, name: &str) {
    let text = text(name);
    bencher
        .counter(divan::counter::BytesCount::of_str(text))
        .bench(|| Document::parse(name, text.as_bytes()));
}

#[divan::bench(args = names())]
fn model_parsed(bencher: Bencher<'_, '_>, name: &str) {
    let document = Document::parse(name, text(name).as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    bencher.bench(|| Model::new(&document));
}

#[divan::bench(args = names())]
fn generate_modelled(bencher: Bencher<'_, '_>, name: &str) {
    let (_, model) = load(name, text(name).as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    let options = Options::default();
    bencher.bench(|| generate(&model, &options));
}

#[divan::bench(args = names())]
fn whole(bencher: Bencher<'_, '_>, name: &str) {
    let text = text(name);
    let options = Options::default();
    bencher.bench(|| load(name, text.as_bytes()).and_then(|(_, model)| generate(&model, &options)));
}

/// The text of a document with one operation that has so many parameters, of which some share a name, and half are of the path.
fn of_many_parameters(count: usize) -> String {
    let mut item = String::new();
    let mut operation = String::new();
    for index in 0..count {
        let list = if index % 2 == 0 { &mut item } else { &mut operation };
        let (place, name) = match index % 4 {
            0 => ("query", format!("limit{index}")),
            1 => ("header", format!("X-Limit-{index}")),
            2 => ("query", format!("q{}", "-".repeat(index / 4 % 64))),
            _ => ("cookie", format!("limit{}", index - 3)),
        };
        let _ = writeln!(list, "    - {{name: '{name}', in: {place}, schema: {{type: string}}}}");
    }
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    parameters:\n{item}    get:\n      \
         operationId: get\n      parameters:\n{operation}      responses: {{'200': {{description: D}}}}\n"
    )
}

/// Many parameters of one operation: a step is double the one before it, and should take double the time.
#[divan::bench(args = [1_000, 2_000, 4_000, 8_000])]
fn parameters_of_one_operation(bencher: Bencher<'_, '_>, count: usize) {
    let text = of_many_parameters(count);
    let options = Options::default();
    bencher
        .counter(divan::counter::ItemsCount::new(count))
        .bench(|| load("parameters", text.as_bytes()).and_then(|(_, model)| generate(&model, &options)));
}

/// The peer: progenitor's own output for the same document, formatted as its command line tool would have it by the same
/// formatter.
#[divan::bench(args = names())]
fn progenitor_alone(bencher: Bencher<'_, '_>, name: &str) {
    let document: openapiv3::OpenAPI = serde_yaml::from_str(text(name)).unwrap_or_else(|error| panic!("{error}"));
    bencher.bench(|| {
        let mut settings = GenerationSettings::default();
        settings.with_interface(InterfaceStyle::Builder);
        let tokens = Generator::new(&settings).generate_tokens(&document)?;
        let file = syn::parse2(tokens).map_err(|error| progenitor::Error::UnexpectedFormat(error.to_string()))?;
        Ok::<_, progenitor::Error>(prettyplease::unparse(&file))
    });
}

/// The other peer: what reading the same text costs with serde_yaml alone, without positions, limits and checks.
#[divan::bench(args = names())]
fn serde_yaml_alone(bencher: Bencher<'_, '_>, name: &str) {
    let text = text(name);
    bencher
        .counter(divan::counter::BytesCount::of_str(text))
        .bench(|| serde_yaml::from_str::<openapiv3::OpenAPI>(text));
}
