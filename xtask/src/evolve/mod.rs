//! From interactions that drifted to proposals: the smallest edits of the document after which all recordings conform.
//!
//! ```text
//! sample ─ check ▶ drifts ─ target ▶ observe ─ infer ▶ propose ─ edit ▶ text ─▶ check again, until nothing drifts
//! ```
//!
//! - `sample`: the interactions that drifted, each once, within a bound; `held`: one of them; `totals`: how many there were
//! - `drift`: violations that say the same, with where they are in the sample
//! - `target`: what of the document a drift asks to change; `locate`: pointers of schemas, and where one is used
//! - `observe`: a summary of the values at a place; `infer`: a schema of it
//! - `composed`: where allowing more may forbid something
//! - `secrets`: what of traffic may enter the document
//! - `propose`: the edits, a file for each kind; `choices`: what a person can do where none follows
//! - `input`: what proposals are made for; `files`: the files of the document, and which of them an edit is of
//! - `rounds`: applies proposals until the sample conforms; what does not help is taken back
//!
//! It reads and writes no files: the command does.

mod choices;
mod composed;
mod drift;
mod files;
mod held;
mod infer;
mod input;
mod locate;
mod observe;
mod proposal;
mod propose;
mod refusal;
mod rounds;
mod sample;
mod secrets;
mod target;
mod threads;
mod totals;
mod words;

#[cfg(test)]
mod random_tests;
#[cfg(test)]
mod rounds_tests;
#[cfg(test)]
mod test_samples;
#[cfg(test)]
mod traffic_tests;

pub(crate) use input::{Input, Texts};
pub(crate) use proposal::{Left, Proposal, natural};
pub(crate) use rounds::{Evolution, evolve};
pub(crate) use sample::Sample;
pub(crate) use totals::Totals;
