//! Rules on a value: whether a JSON value is as its schema wants it.
//!
//! From OpenAPI 3.1 on, schemas are JSON Schema 2020-12. All required tests of its suite have their results
//! (`xtask/tests/draft2020/`), and another implementation agrees on random schemas (`xtask/tests/jsonschema/newer.rs`).
//! Where the standards leave a choice:
//!
//! - `format` is checked, as in 3.0. Only where `$schema` or `jsonSchemaDialect` names JSON Schema 2020-12 itself, or a
//!   dialect in the document whose `$vocabulary` does not have `format-assertion`, it is an annotation. `contentEncoding`
//!   and the other `content` keywords always are.
//! - A discriminator decides which branch of a choice a value is compared with, and `readOnly` and `writeOnly` depend on
//!   the direction, as in 3.0.
//! - `1.0` is an integer in 3.1, and none in 3.0.
//! - `nullable` and unknown keywords have no effect. `nullable: true`, another dialect and webhooks are reported as
//!   warnings that do not fail the check.
//! - A `$ref` to a URI leads to the schema of the document with this `$id`.
//!
//! The compiled engine takes lists of types, `const`, keywords beside a `$ref`, numeric exclusive bounds, boolean schemas,
//! and a choice between a schema and `null`. Values under other keywords are left to the code here, and so is every value
//! of a document with a `$dynamicAnchor`.

pub(crate) mod decimal;
pub(crate) mod format;
pub(crate) mod object;
pub(crate) mod pattern;
pub(crate) mod secret;
pub(crate) mod unique;

mod array;
mod combine;
mod condition;
mod discriminator;
mod found;
mod keywords;
mod kinds;
mod number;
mod reach;
mod schema;
mod scope;
mod string;
mod text;
mod unevaluated;

pub(crate) use found::{Found, MOST_NOTES};
pub(crate) use keywords::Keywords;
pub(crate) use number::bounds;
pub(crate) use schema::{Context, MAX_NESTED, Walk, check, conforms};
pub(crate) use text::cut;
