//! What is specific to this provider: its error codes, its signatures, and its ways to authenticate.
//!
//! ```text
//! builder ──▶ authentication ──▶ credentials: environment, file, agency, federation, metadata service, pod identity,
//!                   │    │        or the importer's own provider
//!                   │    └─────▶ iam, sts: a token for a password, the ID of a project, temporary keys
//!                   └─▶ signature ─▶ signer; skew
//! environment, variables, malformed: what the environment sets, and why it is refused
//! ```
//!
//! This module uses the runtime, never the other way round. It knows no operation.

mod authentication;
mod builder;
mod codes;
pub mod credentials;
mod environment;
mod iam;
mod malformed;
mod reason;
mod signature;
mod signer;
mod skew;
mod sts;
#[cfg(feature = "test-util")]
mod test_util;
mod variables;
