//! What a person can do about drift for which nothing is proposed: each choice, and how to write it.

use super::drift::Drift;
use super::locate::{last, parent};

/// The choices of a person, by the rule that is violated.
pub(super) fn choices(drift: &Drift) -> Vec<String> {
    let at = drift.document.as_deref().unwrap_or_default();
    let own = |lines: &[String]| lines.to_vec();
    match drift.rule.id {
        "one-of" | "any-of" => own(&[
            format!("extend the alternative of `{at}` that is meant, so that the value fits it"),
            format!("or add an alternative: a new item of the list at `{at}`"),
        ]),
        "discriminator" => {
            let owner = match last(at).as_str() {
                "mapping" | "propertyName" => parent(at),
                _ => at,
            };
            own(&[
                format!(
                    "add a schema for the value to `/components/schemas`, refer to it in the list of alternatives beside \
                     `{owner}`, and map the value to it: `mapping: {{VALUE: '#/components/schemas/NAME'}}`"
                ),
                format!("or map the value to a schema that is there, in `{owner}/mapping`"),
            ])
        }
        "server" => own(&[
            "if the API is served there, add `- url: ADDRESS` to `/servers`, or run again with `--server ADDRESS`"
                .to_owned(),
            "if it is another API, leave it out of the traffic".to_owned(),
        ]),
        "security" => own(&[
            format!(
                "if the operation needs no credentials, write `security: []` in `{}`",
                operation(at)
            ),
            "if they were removed from the traffic before it was saved, accept it".to_owned(),
        ]),
        "param-style" => own(&[format!(
            "write the `style` and `explode` of the parameter at `{at}` as the client sends it, or correct the client"
        )]),
        "body-missing" => own(&[
            format!("if the body may be left out, remove `content` of `{}`", parent(at)),
            "if another status was meant, document that one".to_owned(),
        ]),
        "not" => own(&[format!("if such values are right, remove or narrow `{at}`")]),
        "forbidden" => own(&[format!(
            "if values are right there, replace `false` at `{at}` by their schema"
        )]),
        "write-only" => own(&[format!("if it is meant to be returned, remove `writeOnly` at `{at}`")]),
        "read-only" => own(&[format!("if it is meant to be sent, remove `readOnly` at `{at}`")]),
        "body-unexpected" | "json" | "duplicate-key" | "lone-surrogate" => {
            own(&["correct the service, or what saved the traffic: no document describes this".to_owned()])
        }
        _ if at.is_empty() => Vec::new(),
        _ => own(&[format!("edit `{at}` by hand, so that it describes what was seen")]),
    }
}

/// The operation that a pointer is in.
fn operation(pointer: &str) -> String {
    pointer.split('/').take(4).collect::<Vec<_>>().join("/")
}
