//! The commands of this workspace.
