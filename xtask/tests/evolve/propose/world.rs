//! A workspace with a document and traffic.

use serde_json::{Value, json};
use xtask::Exit;

use crate::common::{Ran, Sandbox};

/// A workspace of one test.
pub(super) struct World {
    pub(super) sandbox: Sandbox,
    recordings: usize,
}

pub(super) const DOCUMENT: &str = "spec/hss.openapi.yaml";

/// The document of most tests: its one operation returns the schema `Thing`.
pub(super) fn with_schema(version: &str, schemas: &str) -> String {
    let schemas: String = schemas.lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "openapi: {version}\n\
         info: {{title: T, version: v1}}\n\
         servers:\n\
         - url: https://api.example.com\n\
         paths:\n  \
           /things:\n    \
             get:\n      \
               operationId: listThings\n      \
               responses:\n        \
                 '200':\n          \
                   description: OK\n          \
                   content:\n            \
                     application/json:\n              \
                       schema:\n                \
                         $ref: '#/components/schemas/Thing'\n\
         components:\n  \
           schemas:\n{schemas}"
    )
}

impl World {
    pub(super) fn new(name: &str, document: &str) -> Self {
        let sandbox = Sandbox::new(&format!("evolve-{name}"));
        sandbox.write(DOCUMENT, document);
        Self { sandbox, recordings: 0 }
    }

    /// Adds a recording of an exchange.
    pub(super) fn record(&mut self, request: Value, response: Value) {
        self.recordings += 1;
        let text = json!({
            "version": 1,
            "provenance": {"kind": "synthetic", "source": "a test", "date": "2026-04-03"},
            "request": request,
            "response": response,
        });
        self.sandbox.write(
            &format!("spec/recordings/{:03}.json", self.recordings),
            text.to_string(),
        );
    }

    /// Adds recordings of responses of the one operation.
    pub(super) fn responses(&mut self, bodies: &[&str]) {
        for body in bodies {
            self.record(get("/things"), ok(serde_json::from_str(body).unwrap()));
        }
    }

    pub(super) fn document(&self) -> String {
        self.sandbox.read(DOCUMENT)
    }

    pub(super) fn json(&self, arguments: &[&str]) -> Value {
        let all = [&["evolve", "--format", "json"], arguments].concat();
        let ran = self.sandbox.run(&all);
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.seen()))
    }

    /// Writes the proposal. Afterwards everything conforms, and a second run proposes nothing.
    pub(super) fn write(&self) -> Ran {
        let ran = self.sandbox.run(&["evolve", "--write"]);
        assert_eq!(ran.exit, Exit::Findings, "{}", ran.seen());
        let check = self.sandbox.run(&["check"]);
        assert_eq!(check.exit, Exit::Fine, "{}\n{}", ran.seen(), check.seen());
        let again = self.sandbox.run(&["evolve"]);
        assert_eq!((again.exit, again.out.as_str()), (Exit::Fine, ""), "{}", again.seen());
        ran
    }
}

/// A request.
pub(super) fn get(path: &str) -> Value {
    json!({"method": "GET", "url": format!("https://api.example.com{path}"), "headers": {}})
}

/// A response with a body.
pub(super) fn ok(body: Value) -> Value {
    response(200, body)
}

pub(super) fn response(status: u16, body: Value) -> Value {
    json!({"status": status, "headers": {"Content-Type": "application/json"}, "body": {"json": body}})
}

/// Checks what becomes of schemas: of those before, with these bodies, those after.
pub(super) fn becomes(name: &str, version: &str, before: &str, bodies: &[&str], after: &str) {
    let mut world = World::new(name, &with_schema(version, before));
    world.responses(bodies);
    world.write();
    let (expected, seen) = (with_schema(version, after), world.document());
    assert!(seen == expected, "{name}\n--- expected\n{expected}\n--- seen\n{seen}");
}
