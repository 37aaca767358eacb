//! The workspace itself, held to what its own documents say of it.
//!
//! - `licences`: what an importer's build brings along, under which licences, and for which toolchain.
//! - `paths`: every file that the documents name is there.
//! - `readme`: the blocks of README.md run, in order, on a copy of the workspace.
//!
//! Nothing here links the client: where it is needed, cargo builds it, as it does for xtask itself.

mod crates;
mod files;
mod licences;
mod markdown;
mod paths;
mod readme;
