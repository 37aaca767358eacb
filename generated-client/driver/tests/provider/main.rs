//! The provider's own programs: its client against our server and signer, its signer against our client's requests.
//!
//! They are Python, installed by name from PyPI in exact versions (`provider/requirements.txt`) into a venv under
//! target/. If that is impossible, these tests fail; they are never skipped.

mod chain;
mod interop;
mod python;
