//! What importing the client brings along: its licences, and the toolchain that it asks for.

use std::collections::BTreeSet;

use spdx::Expression;
use spdx::expression::ExprNode;

use crate::crates::{Kind, Package, built_with, graph};
use crate::files::read;

/// What an importer may be asked to accept, none of it copyleft: to keep a notice is all that they want. CDLA is the
/// licence of the root certificates that take the operating system's place on WebAssembly.
const ALLOWED: [&str; 7] = [
    "Apache-2.0",
    "BSD-3-Clause",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Zlib",
];

/// What the tests are built with besides: it wants nothing at all.
const ALLOWED_IN_TESTS: [&str; 1] = ["MIT-0"];

/// What the generator is built from and no importer ever builds. The README of the crate says so.
const OF_THE_GENERATOR_ALONE: [&str; 2] = ["progenitor", "progenitor-impl"];

fn parse(package: &Package) -> Expression {
    Expression::parse_mode(&package.licence, spdx::ParseMode::LAX)
        .unwrap_or_else(|error| panic!("{} {}: {:?}: {error}", package.name, package.version, package.licence))
}

/// Whether the licences allowed suffice. What adds an exception to a licence is not the licence.
fn is_allowed(expression: &Expression) -> bool {
    expression.evaluate(|requirement| ALLOWED.contains(&requirement.to_string().as_str()))
}

#[test]
fn importers_get_only_permissive_licences() {
    let built = built_with("huaweicloud-hss", &[Kind::Normal, Kind::Build]);
    assert!(built.len() > 20, "{} packages: the graph was not read", built.len());
    let refused: Vec<_> = built
        .values()
        .filter(|package| !is_allowed(&parse(package)))
        .map(|package| format!("{} {}: {}", package.name, package.version, package.licence))
        .collect();
    assert!(
        refused.is_empty(),
        "not on the list of what importers are asked to accept: {refused:#?}"
    );
}

#[test]
fn every_licence_on_the_list_is_needed() {
    let built = built_with("huaweicloud-hss", &[Kind::Normal, Kind::Build]);
    let mut named = BTreeSet::new();
    for package in built.values() {
        for node in parse(package).iter() {
            if let ExprNode::Req(licence) = node {
                named.insert(licence.req.to_string());
            }
        }
    }
    for licence in ALLOWED {
        assert!(named.contains(licence), "{licence} is allowed, and nothing is under it");
    }
}

#[test]
fn only_the_generator_depends_on_copyleft() {
    let others: BTreeSet<_> = graph()
        .values()
        .filter(|package| !is_allowed(&parse(package)) && !ALLOWED_IN_TESTS.contains(&package.licence.as_str()))
        .map(|package| package.name.as_str())
        .collect();
    assert_eq!(
        others,
        BTreeSet::from(OF_THE_GENERATOR_ALONE),
        "others than those that the README names"
    );
    for name in ["README.md", "generated-client/README.md"] {
        assert!(
            read(name).contains("MPL-2.0"),
            "{name} says nothing of progenitor's licence"
        );
    }
}

#[test]
fn no_dependency_needs_a_newer_toolchain_than_is_promised() {
    let promised = graph()
        .values()
        .find(|package| package.name == "huaweicloud-hss")
        .and_then(|package| package.rust_version.as_deref())
        .expect("the client has a `rust-version`");
    let newer: Vec<_> = graph()
        .values()
        .filter(|package| {
            package
                .rust_version
                .as_deref()
                .is_some_and(|needed| numbers(needed) > numbers(promised))
        })
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.rust_version))
        .collect();
    assert!(newer.is_empty(), "newer than {promised}: {newer:#?}");
    for package in graph().values().filter(|package| package.ours) {
        assert_eq!(package.rust_version.as_deref(), Some(promised), "{}", package.name);
    }
    assert!(
        read("clippy.toml").contains(&format!("msrv = \"{promised}\"")),
        "clippy looks for another version"
    );
}

fn numbers(version: &str) -> [u32; 3] {
    let mut numbers = [0; 3];
    for (number, text) in numbers.iter_mut().zip(version.split('.')) {
        *number = text
            .parse()
            .unwrap_or_else(|_| panic!("{version} is no version of Rust"));
    }
    numbers
}
