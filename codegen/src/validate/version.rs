//! Whether a document is OpenAPI 3 at all, before anything in it is checked.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule, rules};
use crate::document::{Node, Value};

/// Reports why a document is not OpenAPI 3, and returns whether it is.
pub(super) fn check(root: &Node, diagnostics: &mut Diagnostics) -> bool {
    let Value::Object(members) = &root.value else {
        let found = match &root.value {
            Value::Null => "the document is empty".to_owned(),
            Value::Array(_) => "the document is a list".to_owned(),
            _ => "the document is one plain value".to_owned(),
        };
        diagnostics.push(
            Diagnostic::of(
                &rules::NOT_OPENAPI,
                "",
                format!("{found}, not an object with the field `openapi`"),
                "check that this is the right file; an OpenAPI document starts with `openapi: 3.0.3`",
            )
            .at(Some(root.position)),
        );
        return false;
    };
    let mut report = |rule: &Rule, key: &str, message: String, help: &str| {
        let member = members.iter().find(|member| member.key == key);
        let position = member.map_or(root.position, |member| member.position);
        let pointer = member.map(|member| format!("/{}", member.key));
        diagnostics.push(Diagnostic::of(rule, pointer.unwrap_or_default(), message, help).at(Some(position)));
        false
    };
    let Some(openapi) = root.get("openapi") else {
        return match root.get("swagger") {
            Some(_) => report(
                &rules::OPENAPI_2,
                "swagger",
                "the document is Swagger 2.0".to_owned(),
                "convert it to OpenAPI 3.0, for example with `npx swagger2openapi FILE`",
            ),
            None => report(
                &rules::NOT_OPENAPI,
                "openapi",
                "the document has no field `openapi`".to_owned(),
                "check that this is the right file; an OpenAPI document starts with `openapi: 3.0.3`",
            ),
        };
    };
    // `openapi: 3.0` is a number in YAML.
    let (Value::String(version) | Value::Number(version)) = &openapi.value else {
        return report(
            &rules::UNSUPPORTED_VERSION,
            "openapi",
            format!("`openapi` must be a version, not of kind {}", openapi.kind()),
            "write `openapi: 3.0.3`",
        );
    };
    let mut numbers = version.split('.');
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some("3"), Some(minor), Some(_)) if is_number(minor) && openapi.as_str().is_some() => true,
        (Some("2"), ..) => report(
            &rules::OPENAPI_2,
            "openapi",
            format!("the document is version {version} of Swagger"),
            "convert it to OpenAPI 3.0, for example with `npx swagger2openapi FILE`",
        ),
        _ => report(
            &rules::UNSUPPORTED_VERSION,
            "openapi",
            format!("`{version}` is not a version of OpenAPI 3"),
            "write `openapi: 3.0.3` or `openapi: 3.1.0`",
        ),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
