//! The text of generated files: the tokens that it was printed from, in lines that fit.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;

use codegen::{Document, Model, Options, SourceFile, generate};
use common::root;
use proc_macro2::TokenStream;

fn files(document: &std::path::Path) -> Vec<SourceFile> {
    let name = document.display().to_string();
    let read = Document::parse(&name, &fs::read(document).unwrap()).unwrap();
    let model = Model::lossy(&read).unwrap();
    let generated = generate(&model, &Options::default()).unwrap();
    [generated.client, generated.driver].concat()
}

/// The printer knows the Rust that the emitters write. A space that it leaves out must not join two tokens.
#[test]
fn every_file_is_rust() {
    let own = [
        "codegen/example/wire.openapi.yaml",
        "codegen/example/notes.openapi.yaml",
    ];
    for document in own.map(|path| root().join(path)) {
        for file in files(&document) {
            let tokens: TokenStream = file
                .text
                .parse()
                .unwrap_or_else(|error| panic!("{}: {error}", file.path));
            if let Err(error) = syn::parse2::<syn::File>(tokens) {
                panic!("{}, {}: {error}", document.display(), file.path);
            }
            for line in file.text.lines() {
                assert_eq!(line.trim_end(), line, "{}: {}", document.display(), file.path);
            }
        }
    }
}
