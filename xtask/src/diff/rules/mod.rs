//! The rules, as data: what changed, what that does to released clients, and what can be done. A topic in each file.
//!
//! Each rule has a page, `xtask/src/diff/rules/pages/ID.md`, with two documents that differ in it and both verdicts. The
//! page is the rule's test, too.

mod bodies;
mod crate_surface;
mod document;
mod operations;
mod parameters;
mod receivers;
mod responses;
mod schemas;
mod security;
mod servers;
mod text;

pub(super) use bodies::*;
pub(super) use crate_surface::*;
pub(super) use document::*;
pub(super) use operations::*;
pub(super) use parameters::*;
pub(super) use receivers::*;
pub(super) use responses::*;
pub(super) use schemas::*;
pub(super) use security::*;
pub(super) use servers::*;
pub(super) use text::*;

use super::level::Wire;

/// Whom a change faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facing {
    /// What clients send.
    Request,
    /// What clients receive.
    Response,
    /// Both, or neither.
    Both,
}

/// A kind of change.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Its stable name, in kebab-case.
    pub id: &'static str,
    /// Whom it faces.
    pub facing: Facing,
    /// What it does to released clients, unless the change itself says otherwise.
    pub wire: Wire,
    /// The usual condition, for [`Wire::BreakingIf`].
    pub condition: Option<&'static str>,
    /// What changed.
    pub summary: &'static str,
    /// Why it has this level.
    pub why: &'static str,
    /// What to do about it.
    pub action: &'static str,
    /// What it follows.
    pub reference: &'static str,
}

/// Defines each rule of a topic as a constant, and the list of them, which so cannot miss one.
macro_rules! rules {
    ($list:ident: $($name:ident = $id:literal, $facing:ident, $wire:ident $(if $condition:literal)?, $summary:literal, $why:literal, $action:literal, $reference:literal;)*) => {
        $(
            #[doc = $summary]
            pub(in crate::diff) static $name: $crate::diff::Rule = $crate::diff::Rule {
                id: $id,
                facing: $crate::diff::Facing::$facing,
                wire: $crate::diff::Wire::$wire,
                condition: rules!(@condition $($condition)?),
                summary: $summary,
                why: $why,
                action: $action,
                reference: $reference,
            };
        )*

        /// The rules of this topic.
        pub(super) static $list: &[&$crate::diff::Rule] = &[$(&$name),*];
    };
    (@condition $condition:literal) => { Some($condition) };
    (@condition) => { None };
}
use rules;

/// All rules, a topic in each list.
pub static RULES: &[&[&Rule]] = &[
    OPERATIONS,
    PARAMETERS,
    BODIES,
    RESPONSES,
    SECURITY,
    SERVERS,
    RECEIVERS,
    DOCUMENT,
    TEXT,
    CRATE,
    ANNOTATIONS,
    DEFAULTS,
    TYPES_STATED,
    TYPES,
    FORMATS,
    VALUE_ORDER,
    VALUES,
    LIMITS,
    OBJECTS,
    OBJECTS_STATED,
    ARRAYS,
    CHOICE_ORDER,
    CHOICES,
    DISCRIMINATORS,
    CONDITIONS,
    COMPONENTS,
];
