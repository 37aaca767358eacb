//! Changes beside the cases: each is a text of the base document that is replaced, with the crate verdict and whether calls act
//! in another way.

use std::fs;

use codegen::Document;
use xtask::diff::compare;

use crate::common::here;
use crate::surface::is_alone;

type Edit = (&'static str, &'static str);

const EDITS: &[(&str, &[Edit], &str, bool)] = &[
    (
        "info-title",
        &[("title: Huawei Cloud Host Security Service (HSS)", "title: Other")],
        "patch",
        false,
    ),
    (
        "server-added-second",
        &[(
            "servers:\n",
            "servers:\n  - url: https://hss.{region}.myhuaweicloud.com\n    variables:\n      region:\n        default: ap-southeast-1\n  - url: https://b.example.com/x\nx-old:\n",
        )],
        "patch",
        false,
    ),
    (
        "server-url-changed",
        &[("https://hss.{region}.my", "https://hss2.{region}.my")],
        "minor",
        true,
    ),
    (
        "server-variable-removed",
        &[(
            "https://hss.{region}.myhuaweicloud.com\n    variables:\n      region:\n        default: ap-southeast-1",
            "https://hss.myhuaweicloud.com",
        )],
        "major",
        true,
    ),
    (
        "security-removed-global",
        &[("security:\n  - XAuthToken: []\n", "")],
        "minor",
        false,
    ),
    (
        "security-optional",
        &[(
            "security:\n  - XAuthToken: []\n",
            "security:\n  - {}\n  - XAuthToken: []\n",
        )],
        "minor",
        false,
    ),
    (
        "op-deprecated",
        &[(
            "operationId: ShowImage\n",
            "operationId: ShowImage\n      deprecated: true\n",
        )],
        "minor",
        false,
    ),
    (
        "op-id-renamed",
        &[("operationId: ShowImage", "operationId: GetImage")],
        "major",
        false,
    ),
    (
        "path-param-type",
        &[(
            "{name: image_id, in: path, required: true, schema: {type: string}}",
            "{name: image_id, in: path, required: true, schema: {type: integer}}",
        )],
        "major",
        false,
    ),
    (
        "path-param-added",
        &[
            ("/container/stats:", "/container/{cluster}/stats:"),
            (
                "summary: Old statistics\n      parameters:\n",
                "summary: Old statistics\n      parameters:\n        - {name: cluster, in: path, required: true, schema: {type: string}}\n",
            ),
        ],
        "major",
        true,
    ),
    (
        "param-removed-required",
        &[(
            "        - {name: event_type, in: query, required: true, schema: {type: string}}\n",
            "",
        )],
        "major",
        false,
    ),
    (
        "param-renamed",
        &[("name: resource_name, in: query", "name: resource_label, in: query")],
        "major",
        false,
    ),
    (
        "param-renamed-case",
        &[("name: resource_name, in: query", "name: resourceName, in: query")],
        "minor",
        true,
    ),
    (
        "param-became-enum",
        &[(
            "{name: resource_name, in: query, schema: {type: string}}",
            "{name: resource_name, in: query, schema: {type: string, enum: [a, b]}}",
        )],
        "major",
        false,
    ),
    (
        "param-format-uuid",
        &[(
            "{name: resource_name, in: query, schema: {type: string}}",
            "{name: resource_name, in: query, schema: {type: string, format: uuid}}",
        )],
        "major",
        false,
    ),
    (
        "param-int64-to-32",
        &[(
            "{name: start_time, in: query, schema: {type: integer, format: int64}}",
            "{name: start_time, in: query, schema: {type: integer, format: int32}}",
        )],
        "major",
        false,
    ),
    (
        "param-default-removed",
        &[("format: int32, default: 10}", "format: int32}")],
        "minor",
        true,
    ),
    (
        "param-default-added",
        &[(
            "{name: start_time, in: query, schema: {type: integer, format: int64}}",
            "{name: start_time, in: query, schema: {type: integer, format: int64, default: 3}}",
        )],
        "minor",
        true,
    ),
    (
        "param-min-lowered",
        &[("minimum: 0, default: 0", "minimum: -1, default: 0")],
        "patch",
        false,
    ),
    (
        "param-deprecated",
        &[(
            "{name: resource_name, in: query,",
            "{name: resource_name, in: query, deprecated: true,",
        )],
        "minor",
        false,
    ),
    (
        "param-query-required",
        &[(
            "{name: resource_name, in: query,",
            "{name: resource_name, in: query, required: true,",
        )],
        "minor",
        true,
    ),
    (
        "reqprop-removed",
        &[("        depth: {type: integer, format: int32}\n", "")],
        "major",
        false,
    ),
    (
        "reqprop-type",
        &[(
            "        depth: {type: integer, format: int32}\n",
            "        depth: {type: string}\n",
        )],
        "major",
        false,
    ),
    (
        "reqprop-renamed",
        &[(
            "        depth: {type: integer, format: int32}\n",
            "        level: {type: integer, format: int32}\n",
        )],
        "major",
        false,
    ),
    (
        "reqprop-enum-value-added",
        &[("enum: [quick, full]", "enum: [quick, full, deep]")],
        "minor",
        false,
    ),
    (
        "reqprop-enum-value-removed",
        &[("enum: [quick, full]", "enum: [quick]")],
        "major",
        false,
    ),
    (
        "reqprop-nullable-optional",
        &[(
            "        note: {type: string}\n",
            "        note: {type: string, nullable: true}\n",
        )],
        "minor",
        false,
    ),
    (
        "reqprop-readonly",
        &[(
            "        note: {type: string}\n",
            "        note: {type: string, readOnly: true}\n",
        )],
        "patch",
        false,
    ),
    (
        "reqprop-minimum",
        &[(
            "        depth: {type: integer, format: int32}\n",
            "        depth: {type: integer, format: int32, minimum: 1}\n",
        )],
        "minor",
        true,
    ),
    (
        "reqprop-deprecated",
        &[(
            "        note: {type: string}\n",
            "        note: {type: string, deprecated: true}\n",
        )],
        "minor",
        false,
    ),
    (
        "reqbody-optional-then",
        &[(
            "        required: true\n        content:",
            "        required: false\n        content:",
        )],
        "minor",
        false,
    ),
    (
        "reqbody-content-type",
        &[(
            "application/json:\n            schema: {$ref: '#/components/schemas/ScanRequest'}",
            "application/merge-patch+json:\n            schema: {$ref: '#/components/schemas/ScanRequest'}",
        )],
        "minor",
        true,
    ),
    (
        "reqbody-inlined",
        &[(
            "schema: {$ref: '#/components/schemas/ScanRequest'}",
            "schema: {type: object, required: [image_id], properties: {image_id: {type: string}}}",
        )],
        "major",
        false,
    ),
    (
        "resp-removed",
        &[("        content: {type: string}\n", "")],
        "major",
        false,
    ),
    (
        "resp-optional",
        &[("required: [image_id, status]", "required: [status]")],
        "major",
        false,
    ),
    (
        "resp-nullable-added-required",
        &[(
            "        image_id: {type: string}\n        status:",
            "        image_id: {type: string, nullable: true}\n        status:",
        )],
        "major",
        false,
    ),
    (
        "resp-nullable-added-optional",
        &[(
            "        content: {type: string}\n",
            "        content: {type: string, nullable: true}\n",
        )],
        "none",
        false,
    ),
    (
        "resp-enum-value-removed",
        &[("enum: [scanned, pending, failed]", "enum: [scanned, pending]")],
        "major",
        false,
    ),
    (
        "resp-enum-value-renamed",
        &[("enum: [scanned, pending, failed]", "enum: [scanned, pending, broken]")],
        "major",
        false,
    ),
    (
        "resp-array-items",
        &[(
            "        tag_list:\n          type: array\n          items: {type: string}",
            "        tag_list:\n          type: array\n          items: {type: integer}",
        )],
        "major",
        false,
    ),
    (
        "resp-map-values",
        &[(
            "additionalProperties: {type: string}",
            "additionalProperties: {type: integer}",
        )],
        "major",
        false,
    ),
    (
        "resp-int32-to-64",
        &[(
            "size: {type: integer, format: int32}",
            "size: {type: integer, format: int64}",
        )],
        "major",
        false,
    ),
    (
        "resp-status-201",
        &[(
            "        '200':\n          description: Scan task.",
            "        '201':\n          description: Scan task.",
        )],
        "minor",
        true,
    ),
    (
        "resp-success-added-same",
        &[(
            "        '200':\n          description: Scan task.",
            "        '202':\n          description: Scan task.\n          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/ScanTask'}\n        '200':\n          description: Scan task.",
        )],
        "minor",
        false,
    ),
    (
        "resp-success-added-empty",
        &[(
            "        '200':\n          description: Scan task.",
            "        '204':\n          description: none.\n        '200':\n          description: Scan task.",
        )],
        "major",
        false,
    ),
    (
        "resp-content-type",
        &[(
            "application/json:\n              schema: {$ref: '#/components/schemas/Stats'}",
            "text/plain:\n              schema: {type: string}",
        )],
        "major",
        true,
    ),
    (
        "resp-content-type-json",
        &[(
            "application/json:\n              schema: {$ref: '#/components/schemas/Stats'}",
            "application/vnd.x+json:\n              schema: {$ref: '#/components/schemas/Stats'}",
        )],
        "minor",
        true,
    ),
    (
        "error-schema-changed",
        &[(
            "        error_code: {type: string}",
            "        error_code: {type: integer}",
        )],
        "major",
        false,
    ),
    (
        "schema-renamed",
        &[
            ("#/components/schemas/ScanTask'", "#/components/schemas/ScanJob'"),
            ("    ScanTask:\n", "    ScanJob:\n"),
        ],
        "major",
        false,
    ),
    (
        "schema-removed-unused-field",
        &[("        info: {$ref: '#/components/schemas/ImageInfo'}\n", "")],
        "major",
        false,
    ),
    (
        "additional-true",
        &[(
            "    Stats:\n      type: object\n",
            "    Stats:\n      type: object\n      additionalProperties: true\n",
        )],
        "minor",
        false,
    ),
    (
        "schema-description",
        &[(
            "    Stats:\n      type: object\n",
            "    Stats:\n      description: Hello.\n      type: object\n",
        )],
        "patch",
        false,
    ),
    (
        "op-added-returns-request-type",
        &[(
            "  /v5/{project_id}/container/stats:\n",
            "  /v5/{project_id}/container/last:\n    get:\n      operationId: ShowLast\n      tags: [container-image]\n      parameters:\n        - {name: project_id, in: path, required: true, schema: {type: string}}\n      responses:\n        '200':\n          description: x\n          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/ScanRequest'}\n  /v5/{project_id}/container/stats:\n",
        )],
        "minor",
        false,
    ),
    (
        "xpagination",
        &[(
            "      operationId: ListContainerImageLogs\n",
            "      operationId: ListContainerImageLogs\n      x-pagination: {style: offset, limit: limit, offset: offset, items: data_list, total: total_num}\n",
        )],
        "minor",
        false,
    ),
    (
        "resp-const-list",
        &[(
            "        error_msg: {type: string}",
            "        error_msg: {type: string}\n        details: {type: array, items: {type: object, properties: {a: {type: string}}}}",
        )],
        "minor",
        false,
    ),
];

#[test]
fn each_edit_has_its_crate_verdict() {
    let text = fs::read_to_string(here().join("tests/diff/cases/base.yaml")).unwrap();
    let read =
        |name: &str, text: &str| Document::parse(name, text.as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    let base = read("base.yaml", &text);
    let mut wrong = Vec::new();
    for (name, edits, verdict, behaviour) in EDITS {
        let mut edited = text.clone();
        for (old, new) in *edits {
            assert!(edited.contains(old), "{name}: the base has no {old:?}");
            edited = edited.replacen(old, new, 1);
        }
        let comparison = compare(&base, &read(name, &edited));
        assert!(comparison.has_crate_verdict(), "{name}: {:?}", comparison.not_judged);
        let items: Vec<_> = comparison.changes.iter().flat_map(|change| &change.items).collect();
        // Each item has a change of the document that explains it.
        let alone: Vec<_> = comparison.changes.iter().filter(|change| is_alone(change)).collect();
        assert!(alone.is_empty(), "{name}: {alone:#?}");
        let acts = items.iter().any(|item| item.behaviour);
        if comparison.bump().word() != *verdict || acts != *behaviour {
            let said: Vec<_> = items
                .iter()
                .map(|item| format!("{} {}: {}", item.bump.word(), item.path, item.what))
                .collect();
            wrong.push(format!(
                "{name}: {} {acts}, expected {verdict} {behaviour}\n  {}",
                comparison.bump().word(),
                said.join("\n  ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_bound_has_the_change_that_names_it() {
    let text = fs::read_to_string(here().join("tests/diff/cases/base.yaml")).unwrap();
    let bounded = text.replace("default: 10}", "default: 10, minimum: 0, maximum: 200}");
    let parse = |text: &str| Document::parse("base.yaml", text.as_bytes()).unwrap();
    let found = compare(&parse(&text), &parse(&bounded));
    for bound in ["minimum", "maximum"] {
        let words = format!("{bound} was none");
        let change = found
            .changes
            .iter()
            .find(|change| change.message.contains(&words))
            .unwrap();
        let said: Vec<_> = change.items.iter().map(|item| item.what.as_str()).collect();
        assert!(said.iter().any(|what| what.contains(&words)), "{bound}: {said:?}");
    }
}
