//! Documents of several files, from the command line: what is generated, where findings are, and what leads nowhere.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use common::Sandbox;
use xtask::Exit;

const API: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: 'https://api.example.com'}]
paths:
  /pets: {$ref: paths/pets.yaml}
components:
  schemas:
    Pet: {$ref: schemas/pet.yaml}
";
const PETS: &str = "
get:
  operationId: listPets
  parameters:
    - $ref: ../common.yaml#/components/parameters/Limit
  responses:
    '200':
      description: Pets.
      content:
        application/json:
          schema: {type: array, items: {$ref: ../schemas/pet.yaml}}
    default: {$ref: '../common.yaml#/components/responses/Error'}
";
const PET: &str = "
type: object
required: [name]
properties:
  name: {type: string}
  owner: {$ref: owner.json}
";
const OWNER: &str = r#"{
  "type": "object",
  "properties": {"pets": {"type": "array", "items": {"$ref": "pet.yaml"}}, "name": {"$ref": "../common.yaml#/Name"}}
}"#;
const COMMON: &str = "
Name: {type: string, minLength: 1}
components:
  parameters:
    Limit: {name: limit, in: query, schema: {type: integer}}
  responses:
    Error:
      description: An error.
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Problem'}
  schemas:
    Problem: {type: object, properties: {code: {type: string}, cause: {$ref: '#/components/schemas/Problem'}}}
";

/// A workspace with the document and its files.
fn sandbox(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    for (path, text) in [
        ("api/api.yaml", API),
        ("api/paths/pets.yaml", PETS),
        ("api/schemas/pet.yaml", PET),
        ("api/schemas/owner.json", OWNER),
        ("api/common.yaml", COMMON),
    ] {
        sandbox.write(path, text);
    }
    sandbox
}

const GENERATE: [&str; 5] = ["regenerate", "--document", "api/api.yaml", "--out", "out"];

#[test]
fn a_document_of_several_files_is_generated_like_one() {
    let sandbox = sandbox("bundle-generate");
    let ran = sandbox.run(&GENERATE);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.seen());
    assert!(
        ran.err.contains("1 of 1 operation in full") || ran.err.contains("client: "),
        "{}",
        ran.seen()
    );
    let types = sandbox.read("out/types.rs");
    for name in ["struct Pet ", "struct Owner ", "struct Problem "] {
        assert!(types.contains(name), "no {name}in {types}");
    }
    assert!(
        !types.contains("Pet2") && !types.contains("serde_json::Value"),
        "{types}"
    );
    // A change of any file makes the generated files stale.
    let check = [&GENERATE[..], &["--check"]].concat();
    assert_eq!(sandbox.run(&check).exit, Exit::Fine);
    sandbox.write("api/common.yaml", COMMON.replace("An error.", "Another error."));
    assert_eq!(sandbox.run(&check).exit, Exit::Findings);
}
