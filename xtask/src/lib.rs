//! The commands of this workspace.

pub mod contract;
