//! What the next version is reckoned from: the base in git, and the manifest of the client.

use std::fs;

use xtask::Exit;

use super::world::{World, with_schema};
use crate::common::repository::{commit, git};

const THING: &str = "Thing: {type: object, properties: {a: {type: string}}}";
const MANIFEST: &str = "generated-client/Cargo.toml";

fn drifted(name: &str) -> World {
    let mut world = World::new(name, &with_schema("3.0.3", THING));
    world
        .sandbox
        .write(MANIFEST, "[package]\nname = \"things\"\nversion = \"1.2.3\"\n");
    world.responses(&[r#"{"new": 1}"#, r#"{"new": 2}"#]);
    world
}

fn repository(name: &str, branch: &str) -> World {
    let world = drifted(name);
    git(&world.sandbox.root, &["init", "--quiet", "--initial-branch", branch]);
    commit(&world.sandbox.root, "first");
    world
}

/// The proposal is there, and what is not known is an error.
fn unknown(world: &World, what: &[&str]) {
    let ran = world.sandbox.run(&["evolve"]);
    assert_eq!(ran.exit, Exit::Incomplete, "{}", ran.seen());
    assert!(
        ran.out.contains("new") && ran.err.contains("add-property"),
        "{}",
        ran.seen()
    );
    for what in what {
        assert!(ran.err.contains(what), "{what}\n{}", ran.seen());
    }
    assert!(world.json(&[])["verdict"]["next"].is_null());
}

#[test]
fn a_base_that_git_cannot_read_is_an_error_and_none_at_all_is_not() {
    let world = repository("base-lost", "main");
    let report = world.json(&[]);
    assert_eq!(report["verdict"]["next"], "1.3.0", "{report}");
    let head = git(&world.sandbox.root, &["rev-parse", "HEAD"]);
    let (first, rest) = head.split_at(2);
    fs::remove_file(world.sandbox.root.join(".git/objects").join(first).join(rest)).unwrap();
    let lost = ["the next version is not known: ", "`main`", "= help: run `git fsck`"];
    unknown(&world, &lost);
    // A repository that git refuses.
    world.sandbox.write(".git/config", "[core");
    unknown(
        &world,
        &["the next version is not known: ", "is not in a working tree of git"],
    );

    // Without a default branch there is no base: what is proposed is all that is known.
    let world = repository("base-none", "trunk");
    let report = world.json(&[]);
    assert_eq!(report["verdict"]["next"], "1.3.0", "{report}");
    assert_eq!(world.sandbox.run(&["evolve"]).exit, Exit::Findings);
}

#[test]
fn a_manifest_without_a_usable_version_is_an_error_with_its_line() {
    let world = drifted("base-manifest");
    let package = "[package]\nname = \"things\"\n";
    for (version, expected) in [
        (
            "version = \"1.2\"\n",
            "generated-client/Cargo.toml:3: `1.2` is not a version: ",
        ),
        (
            "version = 5\n",
            "generated-client/Cargo.toml:3: the version is not a text",
        ),
        (
            "\nversion = \"1.2\n",
            "generated-client/Cargo.toml:4: the text is not TOML: ",
        ),
        (
            "version.workspace = true\n",
            "generated-client/Cargo.toml:3: it refers to the version of the workspace, which states none",
        ),
    ] {
        world.sandbox.write(MANIFEST, format!("{package}{version}"));
        unknown(
            &world,
            &["the version of the client is not known: ", expected, "= help: "],
        );
    }
    world
        .sandbox
        .write(MANIFEST, b"[package]\n# \xff\nversion = \"1.2.3\"\n".as_slice());
    unknown(&world, &["generated-client/Cargo.toml:2: the text is not UTF-8"]);
    world
        .sandbox
        .write(MANIFEST, format!("{package}version.workspace = true\n"));
    world
        .sandbox
        .write("Cargo.toml", "[workspace.package]\nversion = \"x\"\n");
    unknown(&world, &["Cargo.toml:2: `x` is not a version: "]);
    // No version is a version of none.
    world.sandbox.write(MANIFEST, package);
    let ran = world.sandbox.run(&["evolve"]);
    assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
}
