//! What is specific to this provider: its error codes, its signatures, and its ways to authenticate.
//!
//! ```text
//! builder ──▶ authentication ──▶ credentials: environment, file, the importer's own provider
//!                   │    └─────▶ iam: a token for a password, the ID of a project
//!                   └─▶ signer, skew
//! ```
//!
//! This module uses the runtime, never the other way round. It knows no operation.

mod authentication;
mod builder;
mod codes;
pub mod credentials;
mod iam;
mod signer;
mod skew;
#[cfg(feature = "test-util")]
mod test_util;
