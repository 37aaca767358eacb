//! Properties of every comparison: a document against itself, in another order, in JSON, with references written out, and in
//! several files; and both directions of a pair.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use codegen::Document;
use codegen::bundle::{Loaded, Loader};
use codegen::document::{Node, Value};
use xtask::diff::{Change, Comparison, Wire, compare_wire};

use crate::common::here;
use crate::ledger::opposites;
use crate::pages::{Page, read, rules};

/// The documents of the cases by their names.
fn cases() -> BTreeMap<String, String> {
    let folder = here().join("tests/diff/cases");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let documents = entries.filter(|path| path.extension().is_some_and(|end| end == "yaml"));
    let named = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    documents.map(named).collect()
}

fn shown(comparison: &Comparison) -> Vec<String> {
    let line = |change: &Change| format!("{} {}: {}", change.rule.id, change.pointer(), change.message);
    comparison.changes.iter().map(line).collect()
}

/// A document as JSON, its members in the other order.
fn reversed(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.clone(),
        Value::String(text) => serde_json::to_string(text).unwrap(),
        Value::Array(items) => format!("[{}]", items.iter().map(reversed).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let member = |member: &codegen::document::Member| {
                format!(
                    "{}: {}",
                    serde_json::to_string(&member.key).unwrap(),
                    reversed(&member.node)
                )
            };
            format!("{{{}}}", members.iter().rev().map(member).collect::<Vec<_>>().join(","))
        }
    }
}

#[test]
fn a_document_against_itself_has_no_change_in_any_order_and_in_json() {
    for (name, text) in cases() {
        let document = read(&name, &text);
        let again = read(&name, &text);
        let other = read("reversed", &reversed(document.root()));
        assert!(shown(&compare_wire(&document, &again)).is_empty(), "{name}");
        assert!(
            shown(&compare_wire(&document, &other)).is_empty(),
            "{name}: {:?}",
            shown(&compare_wire(&document, &other))
        );
    }
}

/// A document with everything in its place, and the same one with references.
const WRITTEN_OUT: &str = "
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /things/{id}:
    parameters:
    - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: getThing
      parameters:
      - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: ok
          headers: {X-Total: {schema: {type: integer}}}
          content: {application/json: {schema: {type: string}, examples: {one: {value: a}}}}
          links: {self: {operationId: getThing}}
    put:
      operationId: putThing
      parameters:
      - {name: limit, in: query, schema: {type: integer}}
      requestBody: {required: true, content: {application/json: {schema: {type: string}}}}
      responses: {'204': {description: put}}
      callbacks: {done: {'{$request.query.url}': {post: {responses: {'200': {description: received}}}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
security: [{key: []}]
";

const WITH_REFERENCES: &str = "
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /things/{id}:
    get:
      operationId: getThing
      parameters: [{$ref: '#/components/parameters/Id'}, {$ref: '#/components/parameters/Limit'}]
      responses: {'200': {$ref: '#/components/responses/Ok'}}
    put:
      operationId: putThing
      parameters: [{$ref: '#/components/parameters/Limit'}, {$ref: '#/components/parameters/Id'}]
      requestBody: {$ref: '#/components/requestBodies/Body'}
      responses: {'204': {description: put}}
      callbacks: {done: {$ref: '#/components/callbacks/Done'}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  parameters:
    Id: {name: id, in: path, required: true, schema: {type: string}}
    Limit: {name: limit, in: query, schema: {type: integer}}
  headers: {Total: {schema: {type: integer}}}
  examples: {One: {value: a}}
  links: {Self: {operationId: getThing}}
  responses:
    Ok:
      description: ok
      headers: {X-Total: {$ref: '#/components/headers/Total'}}
      content: {application/json: {schema: {type: string}, examples: {one: {$ref: '#/components/examples/One'}}}}
      links: {self: {$ref: '#/components/links/Self'}}
  requestBodies: {Body: {required: true, content: {application/json: {schema: {type: string}}}}}
  callbacks: {Done: {'{$request.query.url}': {post: {responses: {'200': {description: received}}}}}}
security: [{key: []}]
";

#[test]
fn references_and_what_they_lead_to_are_the_same() {
    let (out, with) = (read("out", WRITTEN_OUT), read("with", WITH_REFERENCES));
    assert!(
        shown(&compare_wire(&out, &with)).is_empty(),
        "{:?}",
        shown(&compare_wire(&out, &with))
    );
    assert!(
        shown(&compare_wire(&with, &out)).is_empty(),
        "{:?}",
        shown(&compare_wire(&with, &out))
    );
}

/// The other files of a document.
struct Files(BTreeMap<&'static str, String>);

impl Loader for Files {
    fn load(&mut self, path: &str) -> Result<Loaded, String> {
        let text = self.0.get(path).ok_or("No such file or directory")?;
        Ok(Loaded {
            name: path.to_owned(),
            bytes: text.clone().into_bytes(),
        })
    }
}

#[test]
fn a_document_in_several_files_is_the_same() {
    let whole = read("whole", WITH_REFERENCES);
    let (paths, components) = WITH_REFERENCES.split_once("components:\n").unwrap();
    let (components, security) = components.split_at(components.find("security: ").unwrap());
    let (schemes, parts) = components.split_at(components.find("  parameters:").unwrap());
    let main = format!("{paths}components:\n{schemes}{security}").replace("'#/components/", "'parts.yaml#/components/");
    let files = BTreeMap::from([("parts.yaml", format!("components:\n{parts}"))]);
    let split = Document::parse("main.yaml", main.as_bytes()).unwrap();
    let split = codegen::bundle(split, &mut Files(files));
    for (base, revision) in [(&whole, &split), (&split, &whole)] {
        let comparison = compare_wire(base, revision);
        assert!(shown(&comparison).is_empty(), "{:?}", shown(&comparison));
    }
}

/// Whether one change is the other one, seen from the other document.
fn mirrors(one: &Change, other: &Change, opposites: &BTreeMap<&str, BTreeSet<&str>>) -> bool {
    let pointer = |site: &Option<xtask::diff::Site>| site.as_ref().map(|site| site.pointer.clone());
    // A text takes what a number does, but not the other way; and what is sent and received shows what is worse of both.
    let kind = |id: &str| {
        let id = id.trim_start_matches("request-").trim_start_matches("response-");
        if id.starts_with("type-") {
            "type".to_owned()
        } else {
            id.to_owned()
        }
    };
    let is_type = kind(one.rule.id) == "type" && kind(other.rule.id) == "type";
    let mut all = opposites.get(one.rule.id).into_iter().flatten();
    let is_opposite = is_type || all.any(|id| kind(id) == kind(other.rule.id));
    is_opposite && pointer(&one.base) == pointer(&other.revision) && pointer(&one.revision) == pointer(&other.base)
}

#[test]
fn both_directions_of_a_pair_mirror_each_other() {
    let opposites = opposites();
    let all = cases();
    let base = &all["base"];
    let mut pairs: Vec<_> = all
        .iter()
        .map(|(name, text)| (name.clone(), base.clone(), text.clone()))
        .collect();
    for rule in rules() {
        let page = Page::of(rule).unwrap();
        pairs.push((rule.id.to_owned(), page.base, page.revision));
    }
    let mut wrong = Vec::new();
    for (name, base, revision) in pairs {
        let (base, revision) = (read("base", &base), read("revision", &revision));
        let (there, back) = (compare_wire(&base, &revision), compare_wire(&revision, &base));
        for (from, to) in [(&there, &back), (&back, &there)] {
            for change in &from.changes {
                if !to.changes.iter().any(|other| mirrors(change, other, &opposites)) {
                    wrong.push(format!(
                        "{name}: {} {} has no mirror in {:?}",
                        change.rule.id,
                        change.pointer(),
                        shown(to)
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} have no mirror:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Two operations that change places, as a whole and in their names alone.
#[test]
fn operations_that_change_places_are_moved() {
    let operation = |id: &str, schema: &str| {
        format!(
            "{{operationId: {id}, summary: The {id}, responses: {{'200': {{description: {id}, content: {{application/json: {{schema: {{type: {schema}}}}}}}}}}}}}"
        )
    };
    let document = |first: &str, second: &str| {
        let head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";
        format!("{head}paths:\n  /first: {{get: {first}}}\n  /second: {{get: {second}}}\n")
    };
    let (one, other) = (operation("one", "string"), operation("other", "integer"));
    let base = read("base", &document(&one, &other));
    let ids =
        |comparison: &Comparison| -> Vec<&str> { comparison.changes.iter().map(|change| change.rule.id).collect() };
    let swapped = compare_wire(&base, &read("revision", &document(&other, &one)));
    assert_eq!(ids(&swapped), ["operation-moved", "operation-moved"]);
    assert_eq!(swapped.wire(), Wire::Breaking);
    let renamed =
        |text: &str, from: &str, to: &str| text.replace(&format!("operationId: {from}"), &format!("operationId: {to}"));
    let revision = document(&renamed(&one, "one", "other"), &renamed(&other, "other", "one"));
    let renamed = compare_wire(&base, &read("revision", &revision));
    assert_eq!(ids(&renamed), ["operation-id-changed", "operation-id-changed"]);
    assert_eq!(renamed.wire(), Wire::Safe);
}

/// A change of what several operations use is one change.
#[test]
fn what_several_operations_use_changes_once() {
    let document = |header: &str, limit: &str, server: &str| {
        let operation = |id: &str| {
            format!(
                "{{get: {{operationId: {id}, parameters: [{{$ref: '#/components/parameters/Limit'}}], responses: {{'200': {{description: ok}}}}}}}}"
            )
        };
        format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\nservers: [{{url: {server}}}]\nsecurity: [{{key: []}}]\npaths:\n  /a: {}\n  /b: {}\n  /c: {}\ncomponents:\n  securitySchemes: {{key: {{type: apiKey, in: header, name: {header}}}}}\n  parameters: {{Limit: {{name: limit, in: query{limit}, schema: {{type: integer}}}}}}\n",
            operation("a"),
            operation("b"),
            operation("c")
        )
    };
    let base = read("base", &document("X-Key", "", "https://a.example.com"));
    let revision = read(
        "revision",
        &document("X-Token", ", required: true", "https://b.example.com"),
    );
    let comparison = compare_wire(&base, &revision);
    let mut found: Vec<_> = comparison
        .changes
        .iter()
        .map(|change| (change.rule.id, change.used_in.join(" ")))
        .collect();
    found.sort();
    let all = || "a b c".to_owned();
    assert_eq!(
        found,
        [
            ("parameter-became-required", all()),
            ("security-scheme-changed", all()),
            ("server-url-changed", all()),
        ]
    );
}

/// A document without operations, with one tag for each name.
fn with_tags(name: &str, description: &str, names: impl Iterator<Item = usize>) -> Document {
    let tags: Vec<_> = names
        .map(|number| format!("{{\"name\": \"t{number}\", \"description\": \"{description} {number}\"}}"))
        .collect();
    let start = "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"t\", \"version\": \"1\"}, \"paths\": {}";
    read(name, &format!("{start}, \"tags\": [{}]}}", tags.join(",")))
}

/// Each tag is found by its name. To search the whole list for each of them took minutes for tens of thousands.
#[test]
fn thousands_of_tags_are_paired_by_their_names() {
    const TAGS: usize = 5_000;
    let base = with_tags("base", "old", 0..TAGS);
    // The first is gone, a new one comes last.
    let revision = with_tags("revision", "new", 1..=TAGS);
    let count = |comparison: &Comparison| {
        let mut counts = BTreeMap::new();
        for change in &comparison.changes {
            *counts.entry(change.rule.id).or_insert(0) += 1;
        }
        counts
    };
    let mut expected = BTreeMap::from([
        ("description-changed", TAGS - 1),
        ("tag-declared", 1),
        ("tag-undeclared", 1),
    ]);
    let compared = compare_wire(&base, &revision);
    assert_eq!(count(&compared), expected);
    for change in &compared.changes {
        let known = change.rule.id != "description-changed" || {
            let (base, revision) = (change.base.as_ref().unwrap(), change.revision.as_ref().unwrap());
            let index = |pointer: &str| pointer.split('/').nth(2).unwrap().parse::<usize>().unwrap();
            index(&base.pointer) == index(&revision.pointer) + 1
        };
        assert!(known, "{change:?}");
    }
    let turned = with_tags("turned", "new", (1..=TAGS).rev());
    expected.insert("tags-reordered", 1);
    assert_eq!(count(&compare_wire(&base, &turned)), expected);
}

/// Of several tags with one name, the first of the revision is what each of the base became.
#[test]
fn tags_with_one_name_are_compared_with_the_first() {
    let base = with_tags("base", "old", [1, 1, 2].into_iter());
    let revision = with_tags("revision", "new", [2, 1, 1].into_iter());
    let places: BTreeSet<_> = compare_wire(&base, &revision)
        .changes
        .iter()
        .filter(|change| change.rule.id == "description-changed")
        .map(|change| {
            let pointer = |site: &Option<xtask::diff::Site>| site.as_ref().unwrap().pointer.clone();
            (pointer(&change.base), pointer(&change.revision))
        })
        .collect();
    let pair = |base: usize, revision: usize| {
        let at = |index| format!("/tags/{index}/description");
        (at(base), at(revision))
    };
    assert_eq!(places, BTreeSet::from([pair(0, 1), pair(1, 1), pair(2, 0)]));
}
