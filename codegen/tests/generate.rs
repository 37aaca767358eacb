//! What is generated: the same bytes from the same document, and no more change than the document's.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{Document, Generated, HEADER_MARK, Model, Options, Severity, generate, load};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn hss() -> String {
    fs::read_to_string(root().join("spec/hss.openapi.yaml")).unwrap()
}

fn client_of(text: &str) -> Generated {
    let (_, model) = load("a.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    generate(&model, &Options::default()).unwrap_or_else(|found| panic!("{found}"))
}

fn file<'g>(generated: &'g Generated, path: &str) -> &'g str {
    &generated.client.iter().find(|file| file.path == path).unwrap().text
}

/// A document of one operation, whose response has the schema `schema`.
fn document_returning(schema: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: getA\n      responses:\n        '200':\n          description: D\n          content:\n            application/json:\n              schema: {{$ref: '#/components/schemas/Answer'}}\ncomponents:\n  schemas:\n    State: {{type: string, enum: [on, off]}}\n    Base: {{type: object, required: [id], properties: {{id: {{type: integer}}}}}}\n    Alias: {{type: array, items: {{type: string}}}}\n    Answer: {schema}\n"
    )
}

/// The field of the struct `Answer` that comes of a property with this schema.
fn field_of(property: &str, required: bool) -> (String, Vec<&'static str>) {
    let required = if required { "required: [p], " } else { "" };
    let text = document_returning(&format!("{{type: object, {required}properties: {{p: {property}}}}}"));
    let (_, model) = load("a.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    let generated = generate(&model, &Options::default()).unwrap();
    let types = file(&generated, "types.rs");
    let answer = types.split("pub struct Answer ").nth(1).unwrap();
    let line = answer
        .lines()
        .find(|line| line.trim_start().starts_with("pub p:"))
        .unwrap();
    let ty = line
        .trim()
        .trim_start_matches("pub p: ")
        .trim_end_matches(',')
        .to_owned();
    (ty, model.warnings().iter().map(|warning| warning.rule).collect())
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let text = hss();
    let generated = client_of(&text);
    assert_eq!(generated, client_of(&text));
    assert_eq!(
        generated,
        client_of(&format!("\u{feff}{text}")),
        "a byte order mark changes nothing"
    );
    assert_eq!(
        generated,
        client_of(&text.replace('\n', "\r\n")),
        "line ends change nothing"
    );
}

#[test]
fn every_file_says_what_it_is() {
    let generated = client_of(&hss());
    for file in generated.client.iter().chain(&generated.driver) {
        let mut lines = file.text.lines();
        assert_eq!(lines.next(), Some(HEADER_MARK), "{}", file.path);
        assert_eq!(lines.next(), Some("// document: a.yaml"), "{}", file.path);
        let generator = lines.next().unwrap();
        // The lock has the version that the header names.
        let version = generator.rsplit(' ').next().unwrap();
        let locked = fs::read_to_string(root().join("Cargo.lock")).unwrap();
        assert!(
            locked.contains(&format!("name = \"progenitor\"\nversion = \"{version}\"")),
            "{generator}"
        );
        assert!(file.text.ends_with('\n') && !file.text.contains('\r'), "{}", file.path);
    }
}

#[test]
fn nothing_of_progenitor_reaches_the_client() {
    let generated = client_of(&hss());
    for file in &generated.client {
        let code: Vec<_> = file.text.lines().filter(|line| !line.starts_with("//")).collect();
        for word in ["progenitor", "reqwest", "api-version", "chrono", "uuid", "regress"] {
            assert!(!code.iter().any(|line| line.contains(word)), "{word} in {}", file.path);
        }
    }
}

#[test]
fn a_new_property_changes_a_few_lines() {
    let old = client_of(&hss());
    let place =
        "        user_name:\n          type: string\n          description: The user who triggered the event.\n";
    let text = hss();
    assert_eq!(text.matches(place).count(), 1);
    let more = "        agent_id:\n          type: string\n          description: The agent that saw it.\n";
    let new = client_of(&text.replace(place, &format!("{place}{more}")));
    let (mut added, mut tables) = (Vec::new(), Vec::new());
    for (old, new) in old.client.iter().zip(&new.client) {
        let ((old, old_tables), (new, new_tables)) = (apart(&old.text), apart(&new.text));
        tables.extend(
            old_tables
                .iter()
                .zip(&new_tables)
                .map(|(old, new)| usize::from(old != new)),
        );
        let mut rest = old.iter().peekable();
        for line in new {
            if rest.peek() == Some(&&line) {
                rest.next();
            } else {
                added.push(line);
            }
        }
        assert_eq!(rest.next(), None, "a line that was there is gone");
    }
    assert!(
        added.iter().any(|line| line.contains("pub agent_id: Option<String>")),
        "{added:#?}"
    );
    assert!(added.len() <= 3, "what is only received has no builder: {added:#?}");
    assert_eq!(
        tables.iter().sum::<usize>(),
        1,
        "the table of one struct has one more field"
    );
}

/// The lines of a file, and the tables of its structs: their lines are filled, so that one more field moves others.
fn apart(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut lines, mut tables) = (Vec::new(), Vec::new());
    let mut is_table = false;
    for line in body(text) {
        if line.starts_with("rt::record!(") {
            tables.push(String::new());
            is_table = true;
        }
        let is_last = line.ends_with(");");
        match tables.last_mut().filter(|_| is_table) {
            Some(table) => table.push_str(&line),
            None => lines.push(line),
        }
        is_table &= !is_last;
    }
    (lines, tables)
}

/// The lines below the header, which has the document's hash.
fn body(text: &str) -> Vec<String> {
    text.lines().skip(3).map(str::to_owned).collect()
}

#[test]
fn a_schema_gives_the_type_that_reads_it_tolerantly() {
    for (property, required, ty, warnings) in [
        ("{type: string}", true, "String", &[][..]),
        ("{type: string}", false, "Option<String>", &[]),
        (
            "{type: string, format: uuid, maxLength: 3, pattern: a}",
            true,
            "format::Uuid",
            &[],
        ),
        ("{type: string, format: date}", false, "Option<format::Date>", &[]),
        (
            "{type: array, items: {type: string, format: byte}}",
            false,
            "Vec<format::Base64>",
            &[],
        ),
        ("{type: string, format: hostname}", true, "String", &[]),
        ("{type: string, nullable: true}", true, "Option<String>", &[]),
        (
            "{anyOf: [{type: string}, {type: string, nullable: true, enum: [null]}]}",
            true,
            "Option<String>",
            &[],
        ),
        ("{oneOf: [{enum: [null]}, {type: integer}]}", true, "Option<i64>", &[]),
        ("{type: integer}", true, "i64", &[]),
        (
            "{type: integer, format: int32, minimum: 0, maximum: 10}",
            true,
            "i32",
            &[],
        ),
        ("{type: integer, format: int64, minimum: 1}", false, "Option<i64>", &[]),
        ("{type: number, format: float}", true, "f64", &[]),
        ("{type: boolean, default: true}", false, "Option<bool>", &[]),
        ("{type: array, items: {type: string}}", false, "Vec<String>", &[]),
        (
            "{type: array, nullable: true, items: {type: string}}",
            false,
            "Vec<String>",
            &[],
        ),
        (
            "{type: array, minItems: 2, maxItems: 2, uniqueItems: true, items: {type: string}}",
            true,
            "Vec<String>",
            &[],
        ),
        (
            "{type: array, items: {type: string, nullable: true}}",
            true,
            "Vec<Option<String>>",
            &[],
        ),
        ("{$ref: '#/components/schemas/Alias'}", false, "Vec<String>", &[]),
        ("{$ref: '#/components/schemas/State'}", false, "Option<State>", &[]),
        ("{type: string, enum: [x, y]}", true, "AnswerP", &[]),
        ("{type: string, enum: [x, X]}", true, "AnswerP", &[]),
        ("{type: integer, enum: [1, 2]}", true, "AnswerP", &[]),
        ("{enum: [1, 2]}", true, "AnswerP", &[]),
        ("{type: number, enum: [1.5]}", true, "f64", &[]),
        ("{enum: [true]}", true, "bool", &[]),
        ("{enum: [1, a]}", false, "Option<::serde_json::Value>", &[]),
        ("{type: object, properties: {q: {type: string}}}", true, "AnswerP", &[]),
        (
            "{type: object, additionalProperties: {type: integer}}",
            false,
            "BTreeMap<String, i64>",
            &[],
        ),
        (
            "{type: object}",
            false,
            "::serde_json::Map<String, ::serde_json::Value>",
            &[],
        ),
        ("{}", false, "Option<::serde_json::Value>", &[]),
        (
            "{allOf: [{$ref: '#/components/schemas/State'}], description: D}",
            true,
            "State",
            &[],
        ),
        (
            "{allOf: [{$ref: '#/components/schemas/Base'}], nullable: true}",
            true,
            "Option<Base>",
            &[],
        ),
        (
            "{allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {q: {type: string}}}]}",
            true,
            "AnswerP",
            &[],
        ),
        (
            "{oneOf: [{type: string}, {$ref: '#/components/schemas/State'}]}",
            true,
            "AnswerP",
            &[],
        ),
        ("{oneOf: [{type: string}, {type: integer}]}", true, "AnswerP", &[]),
        (
            "{anyOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {a: {type: string}}}]}",
            true,
            "AnswerP",
            &["union-lowered"],
        ),
        (
            "{allOf: [{type: string}, {$ref: '#/components/schemas/Base'}]}",
            true,
            "::serde_json::Value",
            &["composition-lowered"],
        ),
        (
            "{$ref: '#/components/schemas/Answer'}",
            false,
            "Option<Box<Answer>>",
            &[],
        ),
        (
            "{type: array, items: {$ref: '#/components/schemas/Answer'}}",
            false,
            "Vec<Answer>",
            &[],
        ),
    ] {
        let (found, warned) = field_of(property, required);
        assert_eq!(
            (found.as_str(), warned.as_slice()),
            (ty, warnings),
            "of {property}, required: {required}"
        );
    }
}

#[test]
fn an_integer_is_as_wide_as_the_document_says() {
    for (property, ty) in [
        ("{type: integer, format: int8}", "i8"),
        ("{type: integer, format: uint8}", "u8"),
        ("{type: integer, format: int16}", "i16"),
        ("{type: integer, format: uint16}", "u16"),
        ("{type: integer, format: int32}", "i32"),
        ("{type: integer, format: uint32}", "u32"),
        ("{type: integer, format: uint32, minimum: -1}", "i64"),
        ("{type: integer, format: unheard-of}", "i64"),
        ("{type: integer, format: uint64}", "u64"),
        ("{type: integer, minimum: 0, maximum: 18446744073709551615}", "u64"),
        ("{type: integer, minimum: 5, format: uint64}", "u64"),
        ("{type: integer, minimum: -1, maximum: 18446744073709551615}", "i64"),
        ("{type: integer, minimum: 0, maximum: 9223372036854775807}", "i64"),
    ] {
        assert_eq!(field_of(property, true).0, ty, "of {property}");
    }
}

/// The header is the same from whichever folder the document was named.
#[test]
fn the_header_names_the_document_wherever_it_lies() {
    for (name, shown) in [
        ("spec/a.yaml", "spec/a.yaml"),
        ("./spec/a.yaml", "spec/a.yaml"),
        ("../other/../spec/a.yaml", "a.yaml"),
        ("/home/somebody/spec/a.yaml", "a.yaml"),
        ("C:\\somebody\\a.yaml", "a.yaml"),
    ] {
        let (_, model) = load(name, hss().as_bytes()).unwrap();
        let generated = generate(&model, &Options::default()).unwrap();
        let line = generated.client[0].text.lines().nth(1).unwrap().to_owned();
        assert_eq!(line, format!("// document: {shown}"));
    }
}

#[test]
fn what_serves_one_way_only_is_not_required_of_both() {
    for property in ["{type: string, readOnly: true}", "{type: string, writeOnly: true}"] {
        assert_eq!(field_of(property, true).0, "Option<String>", "of {property}");
    }
}

#[test]
fn default_beside_a_success_is_an_error() {
    let text = document_returning("{type: object, properties: {p: {type: string}}}").replace(
        "components:\n",
        "        default:\n          description: E\n          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/Base'}\ncomponents:\n",
    );
    let generated = client_of(&text);
    assert!(file(&generated, "operations.rs").contains("rt::operation!(GetA, types::Answer, json());"));
    let table = &generated.driver[0].text;
    let untyped = text.replacen(
        "        default:\n",
        "        '404': {description: Nothing}\n        default:\n",
        1,
    );
    let untyped = &client_of(&untyped).driver[0].text;
    assert!(untyped.contains("(\"getA\", 404) => return None"), "{untyped}");
    assert!(
        table.contains("(\"getA\", 300..) => crate::decode::json::<types::Base>(body)"),
        "{table}"
    );
}

#[test]
fn each_status_has_its_type_in_the_table_of_the_driver() {
    let body =
        |schema: &str| format!("content: {{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}");
    let text = document_returning("{type: object, properties: {p: {type: string}}}").replace(
        "components:\n",
        &format!(
            "        '202': {{description: B, {}}}\n        '204': {{description: Nothing}}\n        '404': {{description: C, {}}}\n        \
             4XX: {{description: D, {}}}\n        '409': {{description: E}}\ncomponents:\n",
            body("Base"),
            body("Answer"),
            body("Base"),
        ),
    );
    let table = &client_of(&text).driver[0].text;
    for arm in [
        "(\"getA\", 200) => crate::decode::json::<types::Answer>(body)",
        "(\"getA\", 202) => crate::decode::json::<types::Base>(body)",
        "(\"getA\", 204) => return None",
        "(\"getA\", 404) => crate::decode::json::<types::Answer>(body)",
        "(\"getA\", 409) => return None",
        "(\"getA\", 400..=499) => crate::decode::json::<types::Base>(body)",
    ] {
        assert!(table.contains(arm), "{arm}: {table}");
    }
}

#[test]
fn a_new_status_leaves_the_names_of_the_others() {
    let inline = "{type: object, properties: {q: {type: integer}}}";
    let error = |status: u16| {
        format!("        '{status}': {{description: E, content: {{application/json: {{schema: {inline}}}}}}}\n")
    };
    let with = |errors: &[u16]| {
        let errors: String = errors.iter().copied().map(error).collect();
        let text = document_returning("{type: object}").replace("components:\n", &format!("{errors}components:\n"));
        file(&client_of(&text), "responses.rs").to_owned()
    };
    let (before, after) = (with(&[404]), with(&[400, 404]));
    for line in [
        "Status404(types::GetAError404)",
        "404 => error.body().map(Self::Status404).ok()",
    ] {
        assert!(
            before.contains(line) && after.contains(line),
            "{line}: {before} {after}"
        );
    }
}

#[test]
fn a_warning_has_a_place_and_a_help() {
    let text = document_returning(
        "{type: object, properties: {p: {oneOf: [{type: object}, {type: object, properties: {}}]}}}",
    );
    let (_, model) = load("a.yaml", text.as_bytes()).unwrap();
    let warning = model.warnings().iter().next().unwrap();
    assert_eq!(warning.severity, Severity::Warning);
    assert_eq!(warning.pointer, "/components/schemas/Answer/properties/p");
    assert_eq!(warning.position.unwrap().line, 18);
    assert!(!warning.help.is_empty());
}

#[test]
fn values_that_give_no_variants_are_listed_in_the_documentation() {
    let text = document_returning(
        "{type: object, properties: {p: {type: number, enum: [0.5, 1]}, q: {type: string, enum: [on]}}}",
    );
    let types = client_of(&text);
    let types = file(&types, "types.rs");
    assert!(types.contains("/// One of `0.5`, `1`."), "{types}");
    assert!(!types.contains("/// One of `on`."), "{types}");
}

#[test]
fn a_parameter_is_written_in_its_style() {
    for (parameter, written) in [
        (
            "in: query, schema: {type: array, items: {type: string}}",
            "rt::Parameter::query(\"p\")]",
        ),
        (
            "in: query, explode: false, schema: {type: array, items: {type: string}}",
            "query(\"p\").style(rt::Style::FormJoined)]",
        ),
        (
            "in: query, style: pipeDelimited, schema: {type: array, items: {type: string}}",
            "query(\"p\").style(rt::Style::PipeDelimited)]",
        ),
        (
            "in: query, style: spaceDelimited, schema: {type: array, items: {type: string}}",
            "query(\"p\").style(rt::Style::SpaceDelimited)]",
        ),
        (
            "in: query, style: pipeDelimited, explode: true, schema: {type: array, items: {type: string}}",
            "rt::Parameter::query(\"p\")]",
        ),
        (
            "in: query, style: deepObject, schema: {$ref: '#/components/schemas/Base'}",
            "query(\"p\").style(rt::Style::DeepObject)",
        ),
        (
            "in: header, schema: {type: array, items: {$ref: '#/components/schemas/State'}}",
            "rt::Parameter::header(\"p\")]",
        ),
    ] {
        let text = document_returning("{type: object}").replace(
            "      responses:\n",
            &format!("      parameters: [{{name: p, {parameter}}}]\n      responses:\n"),
        );
        let client = client_of(&text);
        let operations = file(&client, "operations.rs");
        assert!(operations.contains(written), "{parameter}: {operations}");
    }
    let text = document_returning("{type: object}").replace("  /a:", "  /a/{p}:").replace(
        "      responses:\n",
        "      parameters: [{name: p, in: path, required: true, schema: {type: array, items: {type: string}}}]\n      responses:\n",
    );
    let client = client_of(&text);
    assert!(file(&client, "operations.rs").contains("pub fn get_a(&self, p: Vec<String>) -> GetA"));
}

#[test]
fn a_response_that_may_be_null_is_optional() {
    for (schema, answer) in [
        (
            "{type: object, nullable: true, properties: {p: {type: string}}}",
            "operation!(GetA, Option<types::Answer>, json());",
        ),
        (
            "{nullable: true, allOf: [{$ref: '#/components/schemas/Base'}]}",
            "operation!(GetA, Option<types::Base>, json());",
        ),
        (
            "{type: string, nullable: true}",
            "operation!(GetA, Option<String>, json());",
        ),
        (
            "{type: array, nullable: true, items: {type: string}}",
            "operation!(GetA, Option<Vec<String>>, json());",
        ),
    ] {
        let client = client_of(&document_returning(schema));
        let operations = file(&client, "operations.rs");
        assert!(operations.contains(answer), "{schema}: {operations}");
    }
}

#[test]
fn the_bound_of_an_offset_may_stand_at_the_path() {
    let names = ["from", "to", "limit"].map(|name| format!("{{name: {name}, in: query, schema: {{type: integer}}}}"));
    let offset = "{name: offset, in: query, schema: {type: integer, maximum: 77}}";
    let record = "{type: object, properties: {id: {type: string}}}";
    let answer = format!(
        "{{type: object, properties: {{total: {{type: integer}}, records: {{type: array, items: {record}}}}}}}"
    );
    let text = document_returning(&answer)
        .replace("    get:\n", &format!("    parameters: [{}, {offset}]\n    get:\n", names.join(", ")))
        .replace(
            "      responses:\n",
            "      x-pagination: {style: offset, limit: limit, offset: offset, items: records, total: total, key: id, from: from, to: to}\n      responses:\n",
        );
    let client = client_of(&text);
    let operations = file(&client, "operations.rs");
    assert!(
        operations.contains("GREATEST_OFFSET: Option<i64> = Some(77"),
        "{operations}"
    );
}

#[test]
fn a_path_parameter_is_an_argument_in_the_order_of_the_path() {
    let parameters = ["b", "a", "mine"].map(|name| {
        let of_client = if name == "mine" {
            ", x-client-parameter: true"
        } else {
            ""
        };
        format!("{{name: {name}, in: path, required: true{of_client}, schema: {{type: string}}}}")
    });
    let text = document_returning("{type: object}")
        .replace("  /a:", "  /a/{mine}/{a}/{b}:")
        .replace(
            "      responses:\n",
            &format!("      parameters: [{}]\n      responses:\n", parameters.join(", ")),
        );
    let client = client_of(&text);
    let operations = file(&client, "operations.rs");
    for line in [
        "pub fn get_a(&self, a: impl Into<String>, b: impl Into<String>) -> GetA {",
        "GetA(rt::Call::new(self.core(), &GET_A_FACTS).set_text(1, a).set_text(0, b))",
        "pub fn mine(self, value: impl Into<String>) -> Self { Self(self.0.set_text(2, value)) }",
    ] {
        assert!(operations.contains(line), "{line}: {operations}");
    }
}

#[test]
fn only_what_is_sent_has_a_builder_only_what_is_received_public_fields_and_nothing_a_default() {
    let text = document_returning("{type: object, properties: {p: {type: string}}}").replace(
        "      responses:\n",
        "      requestBody: {content: {application/json: {schema: {type: object, properties: \
         {base: {$ref: '#/components/schemas/Base'}}}}}}\n      responses:\n",
    );
    let client = client_of(&text);
    let (types, builders) = (file(&client, "types.rs"), file(&client, "builders.rs"));
    for (name, has_public_fields, has_builder) in [
        ("Answer", true, false),
        ("Base", false, true),
        ("GetABody", false, true),
    ] {
        let (before, after) = types.split_once(&format!("pub struct {name} ")).unwrap();
        let derive = before.rsplit("#[derive(").next().unwrap();
        assert!(!derive.contains("Default"), "{name}: {derive}");
        let fields = after.split('}').next().unwrap();
        assert_eq!(fields.contains("pub "), has_public_fields, "{name}: {fields}");
        let builder = format!("pub struct {name}Builder(");
        assert_eq!(builders.contains(&builder), has_builder, "{name}");
    }
}

/// A document of one operation with these security requirements, two schemes, and this schema of a parameter.
fn document_requiring(security: &str, schema: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\nservers: [{{url: 'https://example.com'}}]\npaths:\n  /a:\n    get:\n      operationId: getA\n      security: {security}\n      parameters: [{{name: n, in: query, schema: {schema}}}]\n      responses: {{'204': {{description: D}}}}\ncomponents:\n  securitySchemes:\n    key: {{type: apiKey, in: header, name: X-Key}}\n    token: {{type: http, scheme: bearer}}\n"
    )
}

/// The client of somebody else's document, in which not all is OpenAPI.
fn lossy(text: &str) -> Model {
    let document = Document::parse("a.yaml", text.as_bytes()).unwrap();
    Model::lossy(&document).unwrap_or_else(|found| panic!("{found}"))
}

#[test]
fn an_undefined_security_scheme_costs_its_alternative_and_not_the_operation() {
    for (security, place, used) in [
        ("[{missing: []}]", "/paths/~1a/get/security/0/missing", &[][..]),
        (
            "[{missing: []}, {key: []}]",
            "/paths/~1a/get/security/0/missing",
            &["key"],
        ),
        (
            "[{key: []}, {missing: [], token: []}]",
            "/paths/~1a/get/security/1/missing",
            &["key"],
        ),
    ] {
        let text = document_requiring(security, "{type: integer}");
        let model = lossy(&text);
        let found: Vec<_> = model.warnings().iter().collect();
        let [finding] = found.as_slice() else {
            panic!("{security}: {}", model.warnings())
        };
        assert_eq!(
            (finding.rule, finding.pointer.as_str()),
            ("undefined-security-scheme", place)
        );
        assert_eq!(finding.position.map(|position| position.line), Some(8), "{security}");
        assert!(finding.is_loss && !finding.help.is_empty(), "{finding:?}");
        let coverage = model.coverage();
        assert_eq!(
            (coverage.operations, coverage.in_part, coverage.left_out()),
            (1, 1, 0),
            "{security}"
        );
        let generated = generate(&model, &Options::default()).unwrap();
        let operations = file(&generated, "operations.rs");
        for scheme in ["key", "token", "missing"] {
            let is_used = operations.contains(&format!("\"{scheme}\""));
            assert_eq!(is_used, used.contains(&scheme), "{security}: {scheme}\n{operations}");
        }
    }
}

/// What says nothing of a type costs none, although it is a mistake.
#[test]
fn a_mistake_in_a_bound_leaves_the_operation_in_full() {
    for (schema, rule, bound) in [
        ("{type: integer, exclusiveMinimum: 3}", "wrong-kind", Some(".above(")),
        ("{type: integer, exclusiveMaximum: 3}", "wrong-kind", Some(".below(")),
        (
            "{type: integer, minimum: 5, exclusiveMinimum: 3}",
            "wrong-kind",
            Some(".min("),
        ),
        ("{type: string, maxLength: many}", "wrong-kind", None),
        ("{type: string, required: true}", "wrong-kind", None),
        ("{type: string, enum: []}", "empty-enum", None),
    ] {
        let model = lossy(&document_requiring("[]", schema));
        let found: Vec<_> = model.warnings().iter().filter(|finding| finding.rule == rule).collect();
        assert_eq!(found.len(), 1, "{schema}: {}", model.warnings());
        assert!(!found[0].is_loss, "{schema}");
        let coverage = model.coverage();
        assert_eq!((coverage.in_full, coverage.in_part), (1, 0), "{schema}");
        let generated = generate(&model, &Options::default()).unwrap();
        let operations = file(&generated, "operations.rs");
        for name in [".above(", ".below(", ".min("] {
            assert_eq!(operations.contains(name), bound == Some(name), "{schema}: {operations}");
        }
    }
}

/// An `x-pagination` of the document is that of each operation that has what it names, and none of its own.
#[test]
fn the_pagination_of_a_document_is_that_of_the_operations_that_it_fits() {
    let operation = |id: &str, extension: &str, offset: &str, items: &str| {
        format!(
            "  /{id}:\n    get:\n      operationId: {id}\n{extension}      parameters:\n        - {{name: limit, in: query, schema: {{type: integer}}}}\n        - {{name: offset, in: query, schema: {{type: {offset}}}}}\n      responses:\n        '200':\n          description: D\n          content:\n            application/json:\n              schema: {{type: object, properties: {{{items}: {{type: array, items: {{$ref: '#/components/schemas/Thing'}}}}, total: {{type: integer}}}}}}\n"
        )
    };
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://example.com'}]\n";
    let tail = "components:\n  schemas:\n    Thing: {type: object, properties: {name: {type: string}}}\n";
    let entry = |items: &str| format!("{{style: offset, limit: limit, offset: offset, items: {items}}}");
    let own = "      x-pagination: {style: offset, limit: limit, offset: offset, items: rows, total: total}\n";
    let operations = [
        operation("fits", "", "integer", "things"),
        operation("fitsOther", "", "integer", "rows"),
        operation("owns", own, "integer", "rows"),
        operation("text", "", "string", "things"),
        operation("none", "", "integer", "strange"),
    ];
    let paged = |extension: &str| {
        let text = format!("{head}{extension}paths:\n{}{tail}", operations.concat());
        let (_, model) = load("a.yaml", text.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
        // The one whose offset is no integer.
        let not_applied = |finding: &codegen::Diagnostic| {
            (finding.rule, finding.pointer.as_str()) == ("pagination-not-applied", "/paths/~1text/get")
        };
        assert!(model.warnings().iter().all(not_applied), "{}", model.warnings());
        let generated = generate(&model, &Options::default()).unwrap();
        let text = file(&generated, "operations.rs").to_owned();
        let names = ["Fits", "FitsOther", "Owns", "Text", "None"];
        let is_paged = |name: &&str| text.contains(&format!("pages!({name})"));
        names.into_iter().filter(is_paged).collect::<Vec<_>>()
    };
    assert_eq!(paged(""), ["Owns"]);
    assert_eq!(paged(&format!("x-pagination: {}\n", entry("things"))), ["Fits", "Owns"]);
    let list = format!("x-pagination: [{}, {}]\n", entry("things"), entry("rows"));
    assert_eq!(paged(&list), ["Fits", "FitsOther", "Owns"]);
}

/// OpenAPI states the media type of a part by the type of its schema: of `{}` only from 3.1 on, where it is bytes.
#[test]
fn a_part_without_a_type_is_bytes_from_openapi_3_1_on() {
    let taken = |version: &str, schema: &str| {
        let text = format!(
            "openapi: {version}\ninfo: {{title: T, version: '1'}}\nservers: [{{url: 'https://example.com'}}]\npaths:\n  /a:\n    post:\n      operationId: send\n      requestBody:\n        content:\n          multipart/form-data: {{schema: {{type: object, properties: {{it: {schema}}}}}}}\n      responses: {{'204': {{description: D}}}}\n"
        );
        let generated = client_of(&text);
        let setter = file(&generated, "operations.rs").split_once("pub fn it(").unwrap().1;
        let taken = setter.split_once("value: ").unwrap().1.split_once(") ->").unwrap().0;
        taken.trim_end_matches(',').to_owned()
    };
    for (schema, in_3_0, in_3_1) in [
        ("{}", "::serde_json::Value", "impl Into<rt::FilePart>"),
        (
            "{description: A file.}",
            "::serde_json::Value",
            "impl Into<rt::FilePart>",
        ),
        (
            "{type: array, items: {}}",
            "Vec<::serde_json::Value>",
            "Vec<rt::FilePart>",
        ),
        ("{type: string}", "impl Into<String>", "impl Into<String>"),
        ("{type: integer}", "i64", "i64"),
        (
            "{type: string, format: binary}",
            "impl Into<rt::FilePart>",
            "impl Into<rt::FilePart>",
        ),
    ] {
        assert_eq!(taken("3.0.3", schema), in_3_0, "{schema}");
        assert_eq!(taken("3.1.0", schema), in_3_1, "{schema}");
    }
}
