//! Text of a document in the documentation of its client: rustdoc shows it, warns of nothing, and runs none of it as a
//! test.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::process::{Command, Output};
use std::{env, fs};

mod common;

use codegen::{Options, generate, load};
use common::root;
use serde_json::{Value, json};

/// Ways to write a code block, a link or a tag, which begin and end with a line of their own.
const WAYS: &[&str] = &[
    "~~~\nlet x: Nothing = 1;\n~~~",
    "````\n```\nlet x: Nothing = 1;\n```\n````",
    "> - ```\n>   let x: Nothing = 1;\n>   ```",
    "1. a\n\n       let x: Nothing = 1;",
    "\tlet x: Nothing = 1;",
    "```\nunclosed: Nothing",
    "> ~~~rust\n> unclosed: Nothing",
    "```compile_fail,E0123\nfn main() {}\n```",
    "```{.rust}\nlet x: Nothing = 1;\n```",
    "```{custom,class=rust}\nlet x: Nothing = 1;\n```",
    "``` RUST\nlet x: Nothing = 1;\n```",
    "```should-panic\nx\n```",
    "```standalone_crate\nx\n```",
    "<pre>\n    let x: Nothing = 1;\n</pre>\n\n    let x: Nothing = 1;",
    "<!--\n\n    let x: Nothing = 1;\n-->",
    "| a | b |\n|---|---|\n| ``` | `x` |\n\n    let x: Nothing = 1;",
    "[^1]: a\n\n    let x: Nothing = 1;\n\n[^1]",
    "Title\n=====\n    let x: Nothing = 1;",
    "[Type], [`Type`], [a][Type], [Type][], [a](Type), [a](struct@Type), [a](#b), [a](../b), ![a](b.png)",
    "[a]: Type\n\n[a] and [`a`]",
    "<b>, <Vec<T>>, </i>, <script>alert(1)</script>, <https://a.b>, <me@localhost>, [m](mailto:me@localhost)",
    "https://example.com/a_b_c?d=[e]&copy=1, (http://example.com), http://{host}.example.com, HTTPS://EXAMPLE.COM",
    "`unclosed, ``also, *a, **b, _c, ~d, \\, &amp;lt;, &#60;b&#62;",
    "a\u{202e}b\u{0007}c\u{2066}d\u{200b}e\u{0000}f",
    "*/ /* // /// //! #[doc] \" ' \\\" {} {{ }} # ## \r\n\r    let x: Nothing = 1;",
    "- [ ] a\n- [x] b\n- [y] c",
    "Term\n: [Type]\n\n$[Type]$ \\([Type]\\)",
];

/// Pieces that mean something to CommonMark, put together at random.
const PIECES: &[&str] = &[
    "word",
    " ",
    "    ",
    "\t",
    "\n",
    "\n",
    "\n\n",
    "```",
    "````",
    "~~~",
    "`",
    "rust",
    "no_run",
    "*",
    "**",
    "_",
    "- ",
    "1. ",
    "> ",
    "# ",
    "===",
    "---",
    "| a | b |",
    "|-|-|",
    "[",
    "]",
    "(",
    ")",
    "[x]",
    "](",
    "](https://a.b)",
    "[a]: https://b.c",
    "![",
    "<",
    ">",
    "<b>",
    "<!--",
    "-->",
    "<br>",
    "https://a.b/c_d",
    "mailto:a@b",
    "\\",
    "&lt;",
    "&#10;",
    "[^1]",
    "[^1]: ",
    "[Type]",
];

fn random_texts(count: usize) -> Vec<String> {
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |bound: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random >> 33).unwrap() % bound
    };
    let mut text = || (0..=next(16)).map(|_| PIECES[next(PIECES.len())]).collect();
    (0..count).map(|_| text()).collect()
}

/// A document that has `text` wherever a document has text.
fn everywhere(index: usize, text: &str) -> (Value, Value) {
    let schema = json!({
        "type": "object",
        "title": text,
        "description": text,
        "externalDocs": { "url": "https://example.com/a?b=[c]", "description": text },
        "properties": {
            text: { "type": "string", "description": text, "default": text, "example": text, "pattern": "a[`|]" },
            "untold": { "type": "string", "enum": [text, "other"] },
            "link": { "type": "string", "externalDocs": { "url": text } },
        },
    });
    let body = json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/S{index}") } } });
    let operation = json!({
        "operationId": format!("get{index}"),
        "summary": text,
        "description": format!("{text}\n"),
        "externalDocs": { "url": "https://example.com", "description": text },
        "parameters": [
            { "name": "plain", "in": "query", "description": text, "schema": { "type": "string", "default": text } },
            { "name": "tenant", "in": "header", "x-client-parameter": true, "description": text, "schema": { "type": "string" } },
        ],
        "requestBody": { "description": text, "content": body },
        "responses": { "200": { "description": text, "content": body } },
    });
    (json!({ "post": operation }), schema)
}

fn document() -> Value {
    let text = fs::read_to_string(root().join("codegen/tests/documents/descriptions.openapi.json")).unwrap();
    let mut document: Value = serde_json::from_str(&text).unwrap();
    let all = WAYS.iter().map(|way| (*way).to_owned()).chain(random_texts(150));
    for (index, text) in all.enumerate() {
        let (path, schema) = everywhere(index, &text);
        document["paths"][format!("/a{index}")] = path;
        document["components"]["schemas"][format!("S{index}")] = schema;
    }
    let way = WAYS.join("\n\n");
    document["info"]["description"] = json!(way);
    document["info"]["title"] = json!("T <b> [Type] `x");
    document["externalDocs"] = json!({ "url": "https://example.com/docs", "description": "All [of] it" });
    document["servers"][0] = json!({
        "url": "https://{region}.example.com",
        "variables": { "region": { "default": "a`b", "enum": ["a`b", "<c>"], "description": way } },
    });
    document["components"]["securitySchemes"] =
        json!({ "key": { "type": "apiKey", "in": "header", "name": "x-key", "description": way } });
    document
}

fn cargo(folder: &PathBuf, arguments: &[&str]) -> Output {
    Command::new(env::var_os("CARGO").unwrap())
        .args(arguments)
        .current_dir(folder)
        // Shared with the test that compiles other clients, which needs the same packages.
        .env(
            "CARGO_TARGET_DIR",
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compiles/target"),
        )
        .env("RUSTDOCFLAGS", "--deny warnings")
        .output()
        .unwrap()
}

#[test]
fn the_text_of_a_document_is_shown_and_never_run() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("rustdoc");
    let (_, normalised) = load("a.json", document().to_string().as_bytes()).unwrap_or_else(|found| panic!("{found}"));
    let options = Options::default().runtime("huaweicloud_hss::runtime::generated");
    let generated = generate(&normalised, &options).unwrap_or_else(|found| panic!("{found}"));
    let manifest = format!(
        "[package]\nname = \"descriptions\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
         huaweicloud-hss = {{ path = {:?} }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n",
        root().join("generated-client"),
    );
    let mut files = vec![
        (folder.join("Cargo.toml"), manifest),
        (
            folder.join("src/lib.rs"),
            "//! A client.\n\n#[rustfmt::skip]\npub mod client;\n".to_owned(),
        ),
        (
            folder.join("Cargo.lock"),
            fs::read_to_string(root().join("Cargo.lock")).unwrap(),
        ),
    ];
    let modules = generated.client.into_iter();
    files.extend(modules.map(|file| (folder.join("src/client").join(file.path), file.text)));
    for (path, text) in files {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[expect(
            clippy::disallowed_methods,
            reason = "nothing reads these files while the test writes them"
        )]
        fs::write(path, text).unwrap();
    }
    let output = cargo(&folder, &["doc", "--offline", "--quiet", "--no-deps"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output = cargo(&folder, &["test", "--doc", "--offline", "--quiet", "--", "--list"]);
    let (listed, errors) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{errors}");
    // The examples that the generator writes itself: one for the client, for each of its methods, and for each `send`.
    let item = |line: &str| {
        line.split(" - ")
            .nth(1)
            .and_then(|rest| rest.split(" (line").next())
            .unwrap_or_default()
            .to_owned()
    };
    let mut tests: Vec<_> = listed
        .lines()
        .filter(|line| line.ends_with(": test"))
        .map(item)
        .collect();
    let all = tests.len();
    tests.sort();
    tests.dedup();
    assert_eq!(tests.len(), all, "text of the document would be run as code");
    for test in tests {
        assert!(
            test.ends_with("::Client") || test.contains("::Client::") || test.ends_with("::send"),
            "text of the document would be run as code: {test}"
        );
    }
}
