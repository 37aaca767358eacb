//! Recorded interactions on disk.
