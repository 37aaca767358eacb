//! What a recording has to show so that the condition of a change is fulfilled, by the rule of the change.

use crate::diff::Change;
use crate::diff::wire::DEPENDS;

/// What fulfils a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// A value that one of the documents allows and the other one does not.
    Value(Value),
    /// A request or a response as a whole.
    Message(Message),
    /// No recording can show it, for this reason.
    NotShown(&'static str),
}

/// What is wrong with a value by the stricter document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Value {
    /// The rules of the contract that the value violates; any, if none is named.
    pub(super) rules: &'static [&'static str],
    /// Where the violation is.
    pub(super) at: At,
    /// What of the value it depends on.
    pub(super) needs: Needs,
    /// What [`Change::about`] says.
    pub(super) about: About,
}

/// Where a violation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// At the value itself.
    Value,
    /// At a member or an item of it.
    Member,
    /// At the value or anywhere in it.
    Within,
}

/// What of a value a condition depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// Its type, whether it is there, and how many items or members it has: redaction keeps that.
    Shape,
    /// Its magnitude: the number of its digits, which redaction keeps, may be enough.
    Digits,
    /// The value itself.
    Value,
    /// All that is in it.
    Content,
}

/// What a change is about in addition to its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Nothing,
    /// The value is `null`.
    Null,
    /// The name of a property, whose object counts.
    Property,
    /// The keyword of the schema that is violated.
    Keyword,
    /// The value that is sent.
    Listed,
    /// The alternative of a choice at the place in the base: the choice counts.
    Alternative,
    /// The value of a discriminator.
    Mapped,
}

/// What of a request or a response fulfils a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// The parameter is not sent.
    ParameterLeftOut,
    /// The parameter is sent with an empty value.
    ParameterEmpty,
    /// The value of the parameter has reserved characters that are not escaped.
    ParameterReserved,
    /// The parameter is a list of several values.
    ParameterSeveral,
    /// The request has no body.
    BodyLeftOut,
    /// The body of the request is of the media type at the place in the base, and the revision has none for it.
    RequestMediaType,
    /// The body of the response is of the media type at the place in the revision, and the base has none for it.
    ResponseMediaType,
    /// The response has the status at the place in the revision.
    StatusAdded,
    /// The response succeeds with a status that the base does not describe.
    StatusUnknown,
    /// The credentials of the request are not enough for the revision.
    Credentials,
    /// The request is sent to the server at the place in the base, which is none of the revision.
    Server,
    /// The URL of the request has a value of a variable that the revision does not list.
    ServerVariable,
}

const fn value(rules: &'static [&'static str], at: At, needs: Needs) -> Condition {
    about(About::Nothing, rules, at, needs)
}

const fn about(about: About, rules: &'static [&'static str], at: At, needs: Needs) -> Condition {
    Condition::Value(Value {
        rules,
        at,
        needs,
        about,
    })
}

/// What fulfils the condition of a change.
pub(super) fn of(change: &Change) -> Condition {
    if change.condition.as_deref() == Some(DEPENDS) {
        return Condition::NotShown("which rules apply to other values depends on this one");
    }
    of_rule(change.rule.id).unwrap_or(Condition::NotShown("this kind of change is not looked for"))
}

/// The same by the rule alone; `None` if no change of the rule breaks clients under a condition.
pub(super) fn of_rule(id: &str) -> Option<Condition> {
    let message = |message| Some(Condition::Message(message));
    match id {
        "parameter-became-required" => message(Message::ParameterLeftOut),
        "parameter-empty-refused" => message(Message::ParameterEmpty),
        "parameter-reserved-refused" => message(Message::ParameterReserved),
        "parameter-style-changed" => message(Message::ParameterSeveral),
        "request-no-longer-list" => message(Message::ParameterSeveral),
        "request-body-became-required" => message(Message::BodyLeftOut),
        "request-media-type-narrowed" | "request-media-type-removed" => message(Message::RequestMediaType),
        "response-media-type-widened" => message(Message::ResponseMediaType),
        "success-status-added" | "redirect-status-added" => message(Message::StatusAdded),
        "success-status-removed" => message(Message::StatusUnknown),
        "security-alternative-removed" | "security-requirement-added" => message(Message::Credentials),
        "server-removed" | "server-url-changed" => message(Message::Server),
        "server-variable-value-removed" | "server-variable-limited" | "server-variable-default-changed" => {
            message(Message::ServerVariable)
        }
        "parameter-schema-added" | "request-body-schema-added" | "response-body-schema-removed" => {
            Some(value(&[], At::Within, Needs::Content))
        }
        _ => {
            let schema = id.strip_prefix("request-").or(id.strip_prefix("response-"));
            schema.and_then(of_schema).or_else(|| not_shown(id))
        }
    }
}

/// The rules of schemas, without the direction.
fn of_schema(id: &str) -> Option<Condition> {
    use At::{Member, Value as Itself, Within};
    use Needs::{Content, Digits, Shape, Value};
    Some(match id {
        "type-changed" | "type-widened" | "type-narrowed" => value(&["type", "format"], Itself, Shape),
        "null-allowed" | "null-no-longer-allowed" => about(About::Null, &[], Itself, Shape),
        "integer-narrowed" | "integer-widened" => value(&["format", "bounds"], Itself, Digits),
        "format-added" | "format-changed" => value(&["format"], Itself, Digits),
        "limit-added" | "limit-tightened" => about(
            About::Keyword,
            &["bounds", "length", "items", "properties", "contains"],
            Itself,
            Digits,
        ),
        "multiple-of-added" | "multiple-of-changed" => value(&["multiple-of"], Itself, Value),
        "pattern-added" | "pattern-changed" => value(&["pattern"], Itself, Value),
        "enum-value-removed" => about(About::Listed, &["enum", "const"], Itself, Value),
        "became-enum" => value(&["enum", "const"], Itself, Value),
        "property-became-required" | "property-became-optional" => about(About::Property, &["required"], Member, Shape),
        "property-removed" | "property-renamed" => about(
            About::Property,
            &["additional-properties", "unevaluated-properties"],
            Member,
            Shape,
        ),
        "additional-properties-forbidden" => value(&["additional-properties", "unevaluated-properties"], Member, Shape),
        "pattern-properties-added" | "pattern-properties-removed" => value(&[], Within, Content),
        "property-names-added" => value(&["property-names"], Member, Content),
        "dependent-required-added" => value(&["dependent-required"], Member, Shape),
        "unique-items-added" => value(&["unique"], Itself, Shape),
        "items-forbidden" => value(&["forbidden", "unevaluated-items", "items"], Member, Shape),
        "contains-added" => value(&["contains"], Itself, Content),
        "alternative-removed" => about(About::Alternative, &[], Within, Content),
        "became-choice" | "no-longer-choice" => value(&[], Within, Content),
        "choice-became-exclusive" => value(&["one-of"], Itself, Content),
        "discriminator-added" => value(&["discriminator"], Within, Content),
        "mapping-removed" | "mapping-changed" => about(About::Mapped, &[], Within, Content),
        "not-added" => value(&["not"], Itself, Content),
        "condition-added" | "condition-removed" | "dynamic-reference-changed" => value(&[], Within, Content),
        "value-forbidden" | "value-no-longer-forbidden" => about(About::Property, &["forbidden"], Member, Shape),
        _ => return None,
    })
}

/// The rules whose condition no recording shows.
fn not_shown(id: &str) -> Option<Condition> {
    Some(Condition::NotShown(match id {
        "security-scope-added" | "oauth-flow-removed" | "oauth-url-changed" | "oauth-scope-undeclared" => {
            "they have neither tokens nor how they were obtained"
        }
        "webhook-changed" | "callback-changed" => "they have no requests to receivers",
        "part-style-changed" | "part-media-type-removed" | "part-reserved-refused" | "part-header-became-required" => {
            "forms and multipart bodies are not decoded"
        }
        "response-media-type-removed" => {
            "whether a caller requests another media type than the usual one is not looked for"
        }
        "request-content-encoding-changed" => "how a text encodes its content is not checked",
        "schema-xml-changed" => "XML is not decoded",
        "document-dialect-changed" | "schema-dialect-changed" => "what the dialects define differently is not known",
        "request-became-list" => "whether a value is read as several ones is not looked for",
        "schema-reference-changed" => {
            "the conditions of several properties are one change, and one property decides nothing about the others"
        }
        "unhandled" => "no rule is for this difference",
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::{Condition, of_rule};
    use crate::diff::{RULES, Wire};

    #[test]
    fn each_rule_with_a_condition_says_what_fulfils_it() {
        let rules = RULES.iter().flat_map(|topic| topic.iter());
        let missing: Vec<_> = rules
            .filter(|rule| rule.wire == Wire::BreakingIf && of_rule(rule.id).is_none())
            .map(|rule| rule.id)
            .collect();
        assert!(missing.is_empty(), "no condition for {missing:?}");
    }

    #[test]
    fn conditions_name_rules_of_the_contract() {
        let known = |id: &str| crate::contract::RULES.iter().any(|rule| rule.id == id);
        for rule in RULES.iter().flat_map(|topic| topic.iter()) {
            if let Some(Condition::Value(value)) = of_rule(rule.id) {
                let unknown: Vec<_> = value.rules.iter().filter(|id| !known(id)).collect();
                assert!(unknown.is_empty(), "{}: {unknown:?}", rule.id);
            }
        }
    }
}
