//! What is this provider's: its error codes, its signatures, and how it lets a client in.
//!
//! ```text
//! builder ──▶ authentication ──▶ kept ──▶ credentials: environment, file, one's own
//!                   │               └───▶ iam: a token for a password, the ID of a project
//!                   └─▶ signer
//! ```
//!
//! The arrow goes from here to the runtime, never back. Nothing here knows an operation.

mod authentication;
mod builder;
mod codes;
pub mod credentials;
mod failure;
mod iam;
mod kept;
mod signer;
