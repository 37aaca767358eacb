//! What is specific to this provider: its error codes, its signatures, and its ways to authenticate.
//!
//! ```text
//! builder ──▶ authentication ──▶ cache ──▶ credentials: environment, file, the importer's own provider
//!                   │              └─────▶ iam: a token for a password, the ID of a project
//!                   └─▶ signer, skew
//! ```
//!
//! This module uses the runtime, never the other way round. It knows no operation.

mod authentication;
mod builder;
mod cache;
mod codes;
pub mod credentials;
mod failure;
mod iam;
mod signer;
mod skew;
