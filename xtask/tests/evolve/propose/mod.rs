//! What `evolve` proposes: documents of a few lines, traffic, and the document that must come of both.

mod added;
mod base;
mod command;
mod files;
mod fingerprints;
mod left;
mod loosened;
mod secrets;
mod several;
mod world;
mod written;
