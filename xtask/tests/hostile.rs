//! Inputs that were made to hurt, and such as are only large: each gets its verdict, and none takes the stack or the
//! memory, or goes on for ever.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;

use codegen::Document;
use common::{Sandbox, here, interactions::json_response};
use recording::{Interaction, Recording};
use xtask::Exit;
use xtask::contract::{Checked, Contract, Source};

/// The stack of a worker.
const STACK: usize = 64 << 20;

fn document(schema: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: v1}}\npaths:\n  /x:\n    get:\n      operationId: x\n      \
         responses:\n        '200':\n          description: d\n          content: {{application/json: {{schema: \
         {schema}}}}}\ncomponents:\n  schemas:\n    Any: {{}}\n{schemas}"
    )
}

/// Checks a body, as a worker does.
fn check_body(schema: &str, schemas: &str, body: impl Into<Vec<u8>>, redacted: Vec<String>) -> Checked {
    let interaction = Interaction {
        redacted,
        ..json_response(body)
    };
    check_in(document(schema, schemas), interaction)
}

/// The same with schemas of JSON Schema 2020-12.
fn check_newer(schema: &str, schemas: &str, body: impl Into<Vec<u8>>) -> Checked {
    let text = document(schema, schemas).replacen("openapi: 3.0.3", "openapi: 3.1.0", 1);
    check_in(text, json_response(body))
}

fn check_in(text: String, interaction: Interaction) -> Checked {
    let work = move || {
        let document = Document::parse("hard.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
        Contract::new(&document).check(&interaction, Source::Traffic)
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap();
    thread.join().unwrap()
}

fn rules(checked: &Checked) -> Vec<(&str, &str)> {
    let one = |violation: &'static xtask::contract::Rule| violation.id;
    checked
        .violations
        .iter()
        .map(|reported| (one(reported.rule), reported.pointer.as_str()))
        .collect()
}

#[test]
fn ten_thousand_levels_of_values() {
    for (open, inner, close) in [("[", "", "]"), ("{\"a\":", "1", "}"), ("[{\"a\":", "1", "}]")] {
        let deep = |levels: usize| format!("{}{inner}{}", open.repeat(levels), close.repeat(levels));
        let reported = check_body("{}", "", deep(10_000), Vec::new());
        assert_eq!(reported.violations.len(), 1, "{:?}", reported.violations);
        assert!(reported.violations[0].message.contains("deep"));
        let reported = check_body("{}", "", open.repeat(1_000_000), Vec::new());
        assert_eq!(reported.violations[0].rule.id, "json");
    }
    // As deep as the client reads, through a schema that leads to itself, every value in a composition.
    let tree = "    T: {oneOf: [{type: object, required: [a], properties: {a: {$ref: '#/components/schemas/T'}}}, {type: integer}]}\n";
    let deep = |inner: &str| format!("{}{inner}{}", "{\"a\":".repeat(120), "}".repeat(120));
    assert!(
        check_body("{$ref: '#/components/schemas/T'}", tree, deep("1"), Vec::new())
            .violations
            .is_empty()
    );
    let reported = check_body("{$ref: '#/components/schemas/T'}", tree, deep("true"), Vec::new());
    assert_eq!(rules(&reported), [("one-of", "")]);
}

#[test]
fn ten_thousand_nested_schemas() {
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let mut schemas = String::new();
        for level in 0..10_000 {
            let next = level + 1;
            writeln!(
                schemas,
                "    S{level}: {{{keyword}: [{{$ref: '#/components/schemas/S{next}'}}]}}"
            )
            .unwrap();
        }
        schemas.push_str("    S10000: {type: string}\n");
        let reported = check_body("{$ref: '#/components/schemas/S0'}", &schemas, "1", Vec::new());
        assert!(reported.violations.is_empty(), "{keyword}: {:?}", rules(&reported));
        assert!(
            reported.notes[0].message.contains("are nested in each other"),
            "{keyword}: {:?}",
            reported.notes
        );
    }
}

/// Two ways lead from each schema to the next: to follow each anew would take 2^60 steps.
#[test]
fn branches_that_lead_to_the_same_schema() {
    let chain = |level: &dyn Fn(usize) -> String| -> String { (0..60).map(level).collect() };
    let body = |levels: usize| format!("{}{{}}{}", "{\"n\":".repeat(levels), "}".repeat(levels));
    let root = "{$ref: '#/components/schemas/S0'}";
    let at = |level: usize| format!("{{$ref: '#/components/schemas/S{level}'}}");
    let last = "    S60: {type: object, properties: {n: {type: object}}}\n";
    let all = chain(&|level| {
        let next = at(level + 1);
        format!(
            "    S{level}: {{allOf: [{{$ref: '#/components/schemas/L{level}'}}, {{$ref: '#/components/schemas/R{level}'}}]}}\n    \
             L{level}: {{allOf: [{next}]}}\n    R{level}: {{allOf: [{next}]}}\n"
        )
    });
    for (last, body) in [
        ("{type: string}", "1"),
        ("{type: object, required: [a], properties: {a: {}}}", "{}"),
        ("{maxItems: 0}", "[1]"),
    ] {
        let reported = check_body(root, &format!("{all}    S60: {last}\n"), body, Vec::new());
        assert_eq!(reported.violations.len(), 1, "{body}: {:?}", rules(&reported));
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        // In place: the alternatives share what is behind them.
        let in_place = chain(&|level| {
            let next = at(level + 1);
            format!(
                "    S{level}: {{{keyword}: [{{$ref: '#/components/schemas/L{level}'}}, {{$ref: '#/components/schemas/R{level}'}}]}}\n    \
                 L{level}: {{allOf: [{next}]}}\n    R{level}: {{anyOf: [{next}, {{type: string}}]}}\n"
            )
        });
        let reported = check_body(root, &format!("{in_place}{last}"), "{\"n\":1}", Vec::new());
        assert!(!reported.violations.is_empty(), "{keyword}");
        // Of what is no object, too.
        let reported = check_body(root, &format!("{in_place}    S60: {{type: string}}\n"), "1", Vec::new());
        assert!(!reported.violations.is_empty(), "{keyword}");
        // Level by level of the value.
        let nested = chain(&|level| {
            let next = at(level + 1);
            format!(
                "    S{level}: {{{keyword}: [{{type: object, properties: {{n: {next}}}}}, {{type: object, properties: {{n: {next}, m: \
                 {next}}}}}]}}\n"
            )
        });
        let reported = check_body(root, &format!("{nested}{last}"), body(61), Vec::new());
        assert_eq!(
            reported.violations.is_empty(),
            keyword != "oneOf",
            "{keyword}: {:?}",
            rules(&reported)
        );
    }
}

#[test]
fn a_million_members_and_items() {
    // Without optimisation, fewer show the same.
    let million = if cfg!(debug_assertions) { 100_000 } else { 1_000_000 };
    let list = |item: &dyn Fn(usize) -> String| {
        let items: Vec<_> = (0..million).map(item).collect();
        items.join(",")
    };
    let unique = "{type: array, uniqueItems: true, items: {type: integer}}";
    assert!(
        check_body(
            unique,
            "",
            format!("[{}]", list(&|index| index.to_string())),
            Vec::new()
        )
        .violations
        .is_empty()
    );
    let reported = check_body(
        unique,
        "",
        format!("[{},7]", list(&|index| index.to_string())),
        Vec::new(),
    );
    assert_eq!(rules(&reported), [("unique", "")]);
    // The same name a million times is one flaw.
    let reported = check_body(
        "{type: object}",
        "",
        format!("{{{}}}", list(&|_| "\"a\":1".to_owned())),
        Vec::new(),
    );
    assert_eq!(rules(&reported), [("duplicate-key", "/a")]);
    let reported = check_body(
        "{type: object, additionalProperties: {type: integer}}",
        "",
        format!("{{{}}}", list(&|index| format!("\"k{index}\":1"))),
        Vec::new(),
    );
    assert!(reported.violations.is_empty());
    // As are a million halves in one string.
    let reported = check_body("{}", "", format!("\"{}\"", "\\ud800".repeat(million)), Vec::new());
    assert_eq!(rules(&reported), [("lone-surrogate", "")]);
    // A number of a million digits.
    let digits = "9".repeat(million);
    let reported = check_body(
        "{type: integer, format: int64, multipleOf: 7}",
        "",
        digits.clone(),
        Vec::new(),
    );
    assert_eq!(rules(&reported), [("format", ""), ("multiple-of", "")]);
    let reported = check_body("{type: number, maximum: 1e300}", "", digits, Vec::new());
    assert_eq!(rules(&reported), [("bounds", "")]);
}

/// What is reported for a body, by rule and pointer, and what is only counted.
fn repeat(schema: &str, body: String) -> (Vec<(&'static str, String)>, Vec<String>) {
    let reported = check_body(schema, "", body, Vec::new());
    let violations = reported.violations.iter();
    let violations = violations
        .map(|reported| (reported.rule.id, reported.pointer.clone()))
        .collect();
    (
        violations,
        reported.notes.into_iter().map(|note| note.message).collect(),
    )
}

#[test]
fn the_first_repeats_are_reported_and_the_others_counted() {
    const MANY: usize = 100_000;
    let list = |count: usize, item: &dyn Fn(usize) -> String| (0..count).map(item).collect::<Vec<_>>().join(",");
    let left_out = |counts: &str| vec![format!("more violations like those that are reported: {counts}")];
    let ones = |count| list(count, &|_| "1".to_owned());
    let strings = "{type: array, items: {type: string}}";
    // A thousand are all reported.
    let (reported, notes) = repeat(strings, format!("[{}]", ones(1000)));
    assert_eq!((reported.len(), notes.len()), (1000, 0));
    // What is of another kind is reported in addition, wherever it is.
    let (reported, notes) = repeat(strings, format!("[{},null]", ones(MANY)));
    assert_eq!(
        (&reported[0], &reported[99]),
        (&("type", "/0".to_owned()), &("type", "/99".to_owned()))
    );
    assert_eq!(reported[100..], [("null", format!("/{MANY}"))]);
    assert_eq!(notes, left_out("99900 of `type`"));
    // The keys of a map make no other kind, but each undocumented name does.
    let keys = |value: &str| format!("{{{}}}", list(MANY, &|n| format!("\"k{n}\":{value}")));
    let (reported, notes) = repeat("{type: object, additionalProperties: {type: string}}", keys("1"));
    assert_eq!((reported.len(), notes), (100, left_out("99900 of `type`")));
    let named = "{type: object, required: [a, b], properties: {a: {}, b: {}}}";
    let (reported, notes) = repeat(named, keys("1"));
    assert_eq!(
        (reported.len(), notes),
        (10_002, left_out("90000 of `undocumented-property`"))
    );
    assert_eq!(
        reported[..2],
        [("required", "/a".to_owned()), ("required", "/b".to_owned())]
    );
    // In alternatives, and of what readers disagree about.
    let (reported, notes) = repeat(
        &format!("{{allOf: [{strings}], oneOf: [{{maxItems: 1}}, {strings}]}}"),
        format!("[{}]", ones(MANY)),
    );
    assert_eq!((reported.len(), notes), (101, left_out("99900 of `type`")));
    let twice = list(MANY, &|_| "{\"a\":1,\"a\":1}".to_owned());
    let (reported, notes) = repeat("{}", format!("[{twice}]"));
    assert_eq!((reported.len(), notes), (100, left_out("99900 of `duplicate-key`")));
}

#[test]
fn repeats_in_a_line_are_reported_the_same() {
    let sandbox = Sandbox::new("repeats");
    sandbox.write(
        "d.yaml",
        document(
            "{type: object, properties: {l: {type: array, items: {type: string}}}}",
            "",
        ),
    );
    let names: Vec<_> = (0..50_000).map(|n| format!("\"k{n}\":1")).collect();
    let queries: Vec<_> = (0..20_000).map(|n| format!("q{n}=")).collect();
    sandbox.write(
        "repeats.ndjson",
        format!(
            "{{\"request\":{{\"method\":\"GET\",\"url\":\"https://example.com/x?{}\",\"headers\":{{}}}},\"response\":{{\"status\":200,\
             \"headers\":{{\"Content-Type\":\"application/json\"}},\"body\":{{\"json\":{{\"l\":[{}],{}}}}}}}}}\n",
            queries.join("&"),
            vec!["1"; 50_000].join(","),
            names.join(",")
        ),
    );
    let ran = sandbox.run(&["check", "--document", "d.yaml", "--format", "json", "repeats.ndjson"]);
    assert_eq!(ran.exit, Exit::Findings);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let of = |rule: &str| {
        let violations = report["violations"].as_array().unwrap().iter();
        violations.filter(|one| one["rule"] == rule).count()
    };
    assert_eq!(
        ["type", "undocumented-property", "param-undocumented"].map(of),
        [100, 10_000, 10_000]
    );
    let notes: Vec<_> = report["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["message"].as_str().unwrap())
        .collect();
    for counted in [
        "49900 of `type`, 40000 of `undocumented-property`",
        "10000 of `param-undocumented`",
    ] {
        assert!(notes.iter().any(|note| note.ends_with(counted)), "{notes:?}");
    }
}

#[test]
fn many_pointers_are_redacted() {
    let count = 20_000;
    let items: Vec<_> = (0..count).map(|index| format!("\"m{index}\"")).collect();
    let redacted: Vec<_> = (0..count - 1).map(|index| format!("/{index}")).collect();
    let reported = check_body(
        "{type: array, items: {type: string, pattern: '^x'}}",
        "",
        format!("[{}]", items.join(",")),
        redacted,
    );
    assert_eq!(rules(&reported), [("pattern", "/19999")]);
}

#[test]
fn a_truncated_recording_is_never_accepted() {
    let sandbox = Sandbox::new("cut");
    let text = fs::read_to_string(here().join("tests/fixtures/null-list.json")).unwrap();
    let end = text.trim_end().len();
    for length in 0..end {
        let error = Recording::parse(&text.as_bytes()[..length]).unwrap_err().to_string();
        assert!(
            error.contains("found the end of the text") || error.contains("empty"),
            "{length}: {error}"
        );
    }
    assert!(Recording::parse(&text.as_bytes()[..end]).is_ok());
    // The exit code is correct, and complete entries are checked.
    sandbox.record("null-list");
    for length in (0..end).step_by(97) {
        sandbox.write("spec/recordings/cut.json", &text[..length]);
        let ran = sandbox.run(&["check"]);
        assert_eq!(ran.exit, Exit::Incomplete, "{length}: {}", ran.err);
        assert!(ran.err.contains("error[null]"), "{length}: {}", ran.err);
    }
}

#[test]
fn a_truncated_document_never_panics() {
    let text = fs::read(here().join("tests/documents/discriminator.yaml")).unwrap();
    let mut read = 0;
    for length in 0..text.len() {
        // Some of it is a whole document, of fewer operations or schemas.
        match Document::parse("cut.yaml", &text[..length]) {
            Ok(document) => {
                read += 1;
                drop(Contract::new(&document));
            }
            Err(found) => assert!(found.errors() > 0),
        }
    }
    assert!(read > 0);
}

/// One page of so many records, as a line of traffic; the last one breaks the contract.
fn write_page(path: &std::path::Path, bytes: u64) -> u64 {
    let mut file = std::io::BufWriter::new(fs::File::create(path).unwrap());
    let record = "{\"resource_name\":\"nginx\",\"event_id\":\"e\",\"time\":1700000000000,\"content\":\"pulled nginx:latest and then some more\"},";
    let count = bytes / record.len() as u64;
    write!(file, "{{\"request\":{{\"method\":\"GET\",\"url\":\"https://hss.ap-southeast-1.myhuaweicloud.com/v5/p/container/image/events\",\"headers\":{{\"X-Auth-Token\":\"t\"}}}},\"response\":{{\"status\":200,\"headers\":{{\"Content-Type\":\"application/json\"}},\"body\":{{\"json\":{{\"total_num\":1,\"data_list\":[").unwrap();
    for _ in 0..count {
        file.write_all(record.as_bytes()).unwrap();
    }
    writeln!(file, "{{\"time\":\"late\"}}]}}}}}}}}").unwrap();
    file.flush().unwrap();
    count
}

/// What becomes of one recording of this size.
fn one_of(megabytes: u64) {
    let sandbox = Sandbox::new(&format!("large-{megabytes}"));
    let path = sandbox.root.join("large.ndjson");
    let count = write_page(&path, megabytes << 20);
    let ran = sandbox.run(&["check", "large.ndjson"]);
    if megabytes << 20 < recording::MAX_BYTES {
        assert_eq!(ran.exit, Exit::Findings, "{}", ran.err);
        assert!(ran.err.contains(&format!("/data_list/{count}/time")), "{}", ran.err);
    } else {
        // It is reported, not checked, and not held in memory.
        assert_eq!(ran.exit, Exit::Incomplete, "{}", ran.err);
        assert!(ran.err.contains("MiB"), "{}", ran.err);
    }
}

#[test]
fn a_large_recording_is_checked() {
    one_of(4);
}

#[test]
#[ignore = "takes half a GiB of disk: cargo test --release --package xtask --test hard -- --ignored"]
fn an_interaction_of_500_megabytes_is_reported() {
    one_of(500);
}

#[test]
fn schemas_of_json_schema_that_lead_to_themselves() {
    let deep = |inner: &str| format!("{}{inner}{}", "{\"a\":".repeat(120), "}".repeat(120));
    // Every level is evaluated by itself, in a composition, under a condition, and by a dynamic reference.
    let tree = "    T:
      $dynamicAnchor: t
      allOf: [{$ref: '#/components/schemas/O'}]
      if: {required: [b]}
      else: {not: {required: [c]}}
      dependentSchemas: {a: {properties: {a: {$dynamicRef: '#t'}}}}
      unevaluatedProperties: false
    O: {type: [object, integer], propertyNames: {maxLength: 1}, patternProperties: {'^a': {$ref: '#/components/schemas/T'}}}
";
    let schema = "{$ref: '#/components/schemas/T'}";
    assert_eq!(rules(&check_newer(schema, tree, deep("1"))), []);
    let reported = check_newer(schema, tree, deep("true"));
    assert_eq!(reported.violations.len(), 1, "{:?}", rules(&reported));
    assert_eq!(reported.violations[0].rule.id, "type");
    // In place: each of these ends.
    for circle in [
        "{$ref: '#/components/schemas/S', type: integer}",
        "{allOf: [{$ref: '#/components/schemas/S'}, {type: integer}]}",
        "{type: integer, if: {$ref: '#/components/schemas/S'}, then: {$ref: '#/components/schemas/S'}}",
        "{$dynamicAnchor: s, type: integer, anyOf: [{$dynamicRef: '#s'}, true]}",
        "{type: integer, unevaluatedProperties: {$ref: '#/components/schemas/S'}, not: {not: {$ref: '#/components/schemas/S'}}}",
    ] {
        let named = format!("    S: {circle}\n");
        let checked = check_newer("{$ref: '#/components/schemas/S'}", &named, "\"a\"");
        assert_eq!(rules(&checked), [("type", "")], "{circle}");
    }
    // A chain of references as long as the document, each with a keyword of its own.
    let mut chain = String::new();
    for index in 0..10_000 {
        writeln!(
            chain,
            "    C{index}: {{$ref: '#/components/schemas/C{}', minLength: 1}}",
            index + 1
        )
        .unwrap();
    }
    chain.push_str("    C10000: {type: string}\n");
    let checked = check_newer("{$ref: '#/components/schemas/C0'}", &chain, "\"a\"");
    assert!(checked.violations.is_empty());
    assert!(
        checked.notes[0].message.contains("nested in each other"),
        "{:?}",
        checked.notes
    );
}

#[test]
fn evaluated_properties_take_no_time_that_doubles() {
    // Each level applies the one below twice, and each looks at what is left over.
    let mut schemas = String::new();
    for level in 0..40 {
        let next = format!("$ref: '#/components/schemas/L{}'", level + 1);
        writeln!(
            schemas,
            "    L{level}: {{anyOf: [{{{next}}}, {{{next}, minProperties: 1}}], unevaluatedProperties: false}}"
        )
        .unwrap();
    }
    schemas.push_str("    L40: {properties: {a: {type: integer}}}\n");
    let started = std::time::Instant::now();
    let checked = check_newer("{$ref: '#/components/schemas/L0'}", &schemas, "{\"a\": 1}");
    assert_eq!(rules(&checked), []);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
