//! `type` and `null`.

use codegen::document::{Node, Value};

use super::as_string;
use super::effective::Effective;
use super::pair::{Found, Pair};
use super::way::Way;
use crate::diff::Wire;
use crate::diff::rules::{
    NULL_ALLOWED, NULL_NOT_ALLOWED, TYPE_CHANGED, TYPE_NARROWED, TYPE_NOT_STATED, TYPE_STATED, TYPE_WIDENED,
};

/// A set of JSON types. `number` is an integer, or has a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Types(u8);

/// The types of what is written as one text.
const SCALAR: u8 = BOOLEAN | INTEGER | FRACTION | STRING;

const BOOLEAN: u8 = 1;
const OBJECT: u8 = 2;
const ARRAY: u8 = 4;
const INTEGER: u8 = 8;
const FRACTION: u8 = 16;
const STRING: u8 = 32;
const ALL: u8 = 63;

impl Types {
    fn named(name: &str) -> u8 {
        match name {
            "boolean" => BOOLEAN,
            "object" => OBJECT,
            "array" => ARRAY,
            "integer" => INTEGER,
            "number" => INTEGER | FRACTION,
            "string" => STRING,
            _ => 0,
        }
    }

    /// The types but for `null`, and whether they are stated.
    pub(super) fn of(effective: &Effective<'_>) -> (Self, bool) {
        let mut types = ALL;
        let mut is_stated = false;
        for part in &effective.parts {
            let Some(stated) = part.place.types() else { continue };
            is_stated = true;
            types &= stated.iter().fold(0, |all, name| all | Self::named(name));
        }
        if is_stated {
            return (Self(types), true);
        }
        let shown = match () {
            () if ["properties", "additionalProperties", "patternProperties"]
                .iter()
                .any(|key| effective.has(key)) =>
            {
                OBJECT
            }
            () if ["items", "prefixItems"].iter().any(|key| effective.has(key)) => ARRAY,
            () => effective
                .all("enum")
                .chain(effective.all("const"))
                .fold(ALL, |all, stated| {
                    let one = std::slice::from_ref(stated.node);
                    let values = if stated.keyword == "enum" {
                        stated.node.items()
                    } else {
                        one
                    };
                    all & values.iter().fold(0, |types, value| types | Self::of_value(value))
                }),
        };
        (Self(shown), false)
    }

    fn of_value(node: &Node) -> u8 {
        match &node.value {
            Value::Null => 0,
            Value::Bool(_) => BOOLEAN,
            Value::Number(text) if text.contains(['.', 'e', 'E']) => INTEGER | FRACTION,
            Value::Number(_) => INTEGER,
            Value::String(_) => STRING,
            Value::Array(_) => ARRAY,
            Value::Object(_) => OBJECT,
        }
    }

    pub(super) fn is_integer(self) -> bool {
        self.0 == INTEGER
    }

    pub(super) fn is_list(self) -> bool {
        self.0 == ARRAY
    }

    /// Whether the value is neither a list nor an object.
    pub(super) fn is_scalar(self) -> bool {
        self.0 != 0 && self.0 & !SCALAR == 0
    }

    pub(super) fn has_string(self) -> bool {
        self.0 & STRING != 0
    }

    pub(super) fn is_object(self) -> bool {
        self.0 == OBJECT
    }

    /// As they are in a text: a string may look like any other value.
    fn as_text(self) -> Self {
        match self.0 & STRING {
            0 => self,
            _ => Self(self.0 | BOOLEAN | INTEGER | FRACTION),
        }
    }

    fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether a value may be of both, as it is written.
    pub(super) fn may_meet(self, other: Self, way: Way) -> bool {
        match way.is_text {
            true => self.as_text().meets(other.as_text()),
            false => self.meets(other),
        }
    }

    fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The types by name.
    pub(super) fn shown(self) -> String {
        if self.0 == ALL {
            return "any type".to_owned();
        }
        let names = [
            (BOOLEAN, "boolean"),
            (OBJECT, "object"),
            (ARRAY, "array"),
            (INTEGER | FRACTION, "number"),
            (STRING, "string"),
        ];
        let mut shown: Vec<&str> = names
            .iter()
            .filter(|(bits, _)| self.0 & bits == *bits)
            .map(|(_, name)| *name)
            .collect();
        if self.0 & (INTEGER | FRACTION) == INTEGER {
            shown.push("integer");
        }
        match shown.is_empty() {
            true => "null alone".to_owned(),
            false => shown.join(" or "),
        }
    }

    /// What a value of these types is, for a condition.
    fn example(self) -> &'static str {
        let kinds = [BOOLEAN, OBJECT, ARRAY, INTEGER | FRACTION, STRING];
        if kinds.iter().filter(|kind| self.0 & **kind != 0).count() > 1 {
            return "a value of another type";
        }
        match self.0 {
            FRACTION => "a value with a fraction",
            bits if bits & OBJECT != 0 => "an object",
            bits if bits & ARRAY != 0 => "a list",
            bits if bits & STRING != 0 => "a string",
            bits if bits & BOOLEAN != 0 => "a boolean",
            _ => "a number",
        }
    }
}

/// Compares the types. Says whether values of both have anything in common, so that there is more to compare.
pub(super) fn compare<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) -> bool {
    let (base, is_base_stated) = Types::of(pair.base);
    let (revision, is_revision_stated) = Types::of(pair.revision);
    if base == revision && base.0 != ALL && is_base_stated != is_revision_stated {
        found.drafts.push(match is_revision_stated {
            true => pair.keyword(
                &TYPE_STATED,
                "type",
                &format!("the type is stated now: {}", revision.shown()),
            ),
            false => pair.keyword(&TYPE_NOT_STATED, "type", "the type is no longer stated"),
        });
        return true;
    }
    null(pair, found);
    if base == revision {
        return true;
    }
    let what = format!("the type was {} and is {}", base.shown(), revision.shown());
    let (from, to) = match pair.way.is_text {
        true => (base.as_text(), revision.as_text()),
        false => (base, revision),
    };
    let request = pair.way.is_request();
    let draft = if from.within(to) {
        let fresh = if from == to {
            revision.without(base)
        } else {
            to.without(from)
        };
        let draft = pair.keyword(&TYPE_WIDENED, "type", &what);
        let refused = (request && pair.way.is_text && !base.has_string() && revision.has_string())
            .then(|| as_string::refused(pair.base, base.0 == BOOLEAN, pair.revision))
            .flatten();
        match refused {
            Some((Wire::BreakingIf, sent)) => draft.level(Wire::BreakingIf).when(sent),
            Some((level, _)) => draft.level(level),
            None if from == to => draft.level(Wire::Safe),
            None => draft.when(fresh.example()),
        }
    } else if to.within(from) && to.0 != 0 {
        // Any text may have been sent.
        let was_text = pair.way.is_text && base.0 & STRING != 0 && revision.0 & STRING == 0;
        if was_text && request {
            pair.keyword(&TYPE_CHANGED, "type", &what)
        } else {
            pair.keyword(&TYPE_NARROWED, "type", &what)
                .when(from.without(to).example())
        }
    } else if from.meets(to) {
        let lost = if request { from.without(to) } else { to.without(from) };
        pair.keyword(&TYPE_CHANGED, "type", &what)
            .level(Wire::BreakingIf)
            .when(lost.example())
    } else {
        pair.keyword(&TYPE_CHANGED, "type", &what)
    };
    found.drafts.push(draft);
    // One that allows everything, or did, has nothing else to compare.
    base.meets(revision) && base.0 != ALL && !pair.revision.is_any()
}

/// Whether `null` is allowed.
pub(super) fn null<'b, 'r>(pair: &Pair<'_, 'b, 'r>, found: &mut Found<'b, 'r>) {
    // A text has no null.
    let draft = match (pair.base.allows_null(), pair.revision.allows_null()) {
        (false, true) => {
            let draft = pair.keyword(&NULL_ALLOWED, "nullable", "null is allowed now");
            // The generated clients read null as absent, or as an empty list.
            let is_read = pair.slot.is_optional || pair.way.is_text;
            if is_read { draft.level(Wire::Safe) } else { draft }
        }
        (true, false) => {
            let draft = pair.keyword(&NULL_NOT_ALLOWED, "nullable", "null is no longer allowed");
            if pair.way.is_text {
                draft.level(Wire::Safe)
            } else {
                draft
            }
        }
        _ => return,
    };
    let is_any = pair.base.is_any() || pair.revision.is_any();
    if !is_any {
        found.drafts.push(draft);
    }
}
