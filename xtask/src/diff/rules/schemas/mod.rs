//! Schemas: what values are made of. A topic in each file.
//!
//! Most changes of a schema mean one thing for what clients send and another for what they receive, so most rules come in
//! twos: `request-…` and `response-…`. The levels of responses are those of the generated clients, which ignore unknown
//! properties, preserve unknown values of enums and unions, and enforce no bounds on what they receive.

mod annotations;
mod arrays;
mod choices;
mod components;
mod conditions;
mod limits;
mod objects;
mod types;
mod values;

pub(in crate::diff) use annotations::*;
pub(in crate::diff) use arrays::*;
pub(in crate::diff) use choices::*;
pub(in crate::diff) use components::*;
pub(in crate::diff) use conditions::*;
pub(in crate::diff) use limits::*;
pub(in crate::diff) use objects::*;
pub(in crate::diff) use types::*;
pub(in crate::diff) use values::*;

use codegen::view::Direction;

use super::Rule;

/// A kind of change: the rule for what clients send, and the rule for what they receive. Where both are the same one, the
/// change does not affect values.
#[derive(Debug)]
pub(in crate::diff) struct Sides {
    pub(in crate::diff) request: &'static Rule,
    pub(in crate::diff) response: &'static Rule,
}

impl Sides {
    /// The rule for values that go in this direction.
    pub(in crate::diff) fn of(&self, direction: Direction) -> &'static Rule {
        match direction {
            Direction::Request => self.request,
            Direction::Response => self.response,
        }
    }

    /// Whether one rule is for both directions.
    pub(in crate::diff) fn is_one(&self) -> bool {
        std::ptr::eq(self.request, self.response)
    }
}

/// Defines the two rules of each kind of change as a constant, and the list of all. What to do is the same in both directions,
/// unless `=>` says what to do in one.
macro_rules! sides {
    ($list:ident, $reference:literal: $($name:ident = $id:literal, $summary:literal,
        request $request:ident $(if $request_if:literal)?: $request_why:literal $(=> $request_action:literal)?,
        response $response:ident $(if $response_if:literal)?: $response_why:literal $(=> $response_action:literal)?,
        $action:literal;)*) => {
        $(
            #[doc = $summary]
            pub(in crate::diff) static $name: $crate::diff::rules::schemas::Sides = {
                static REQUEST: $crate::diff::Rule = $crate::diff::Rule {
                    id: concat!("request-", $id),
                    facing: $crate::diff::Facing::Request,
                    wire: $crate::diff::Wire::$request,
                    condition: $crate::diff::rules::rules!(@condition $($request_if)?),
                    summary: concat!($summary, ", in what is sent"),
                    why: $request_why,
                    action: $crate::diff::rules::schemas::sides!(@action $($request_action)?, $action),
                    reference: $reference,
                };
                static RESPONSE: $crate::diff::Rule = $crate::diff::Rule {
                    id: concat!("response-", $id),
                    facing: $crate::diff::Facing::Response,
                    wire: $crate::diff::Wire::$response,
                    condition: $crate::diff::rules::rules!(@condition $($response_if)?),
                    summary: concat!($summary, ", in what is received"),
                    why: $response_why,
                    action: $crate::diff::rules::schemas::sides!(@action $($response_action)?, $action),
                    reference: $reference,
                };
                $crate::diff::rules::schemas::Sides { request: &REQUEST, response: &RESPONSE }
            };
        )*

        /// The rules of this topic.
        pub(in crate::diff) static $list: &[&$crate::diff::Rule] = &[$($name.request, $name.response),*];
    };
    (@action $own:literal, $action:literal) => { $own };
    (@action , $action:literal) => { $action };
}
use sides;

/// Defines rules that are the same for both directions, and the list of them.
macro_rules! both {
    ($list:ident, $reference:literal: $($name:ident = $id:literal, $wire:ident $(if $condition:literal)?, $summary:literal, $why:literal, $action:literal;)*) => {
        $(
            #[doc = $summary]
            pub(in crate::diff) static $name: $crate::diff::rules::schemas::Sides = {
                static RULE: $crate::diff::Rule = $crate::diff::Rule {
                    id: $id,
                    facing: $crate::diff::Facing::Both,
                    wire: $crate::diff::Wire::$wire,
                    condition: $crate::diff::rules::rules!(@condition $($condition)?),
                    summary: $summary,
                    why: $why,
                    action: $action,
                    reference: $reference,
                };
                $crate::diff::rules::schemas::Sides { request: &RULE, response: &RULE }
            };
        )*

        /// The rules of this topic.
        pub(in crate::diff) static $list: &[&$crate::diff::Rule] = &[$($name.request),*];
    };
}
use both;
