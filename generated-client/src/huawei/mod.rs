//! What is this provider's: its error codes.
//!
//! The arrow goes from here to the runtime, never back. Nothing here knows an operation.

mod codes;
