//! Whether a tree is an OpenAPI 3.0 document at all, before anything in it is judged.

use super::node::{Node, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, rules};

/// Reports why `root` is not of OpenAPI 3.0, and says whether it is.
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
                format!("{found}, where an object with the member `openapi` must stand"),
                "begin the document with `openapi: 3.0.3`",
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
                "the document is of Swagger 2.0".to_owned(),
                "convert it to OpenAPI 3.0, for example with `npx swagger2openapi FILE`",
            ),
            None => report(
                &rules::NOT_OPENAPI,
                "openapi",
                "the document has no member `openapi`".to_owned(),
                "begin the document with `openapi: 3.0.3`",
            ),
        };
    };
    // `openapi: 3.0` is a number in YAML.
    let (Value::String(version) | Value::Number(version)) = &openapi.value else {
        return report(
            &rules::UNSUPPORTED_VERSION,
            "openapi",
            format!("`openapi` is of kind {}, where a version must stand", openapi.kind()),
            "write `openapi: 3.0.3`",
        );
    };
    let mut numbers = version.split('.');
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some("3"), Some("0"), Some(_)) if openapi.as_str().is_some() => true,
        (Some("2"), ..) => report(
            &rules::OPENAPI_2,
            "openapi",
            format!("the document is of version {version}"),
            "convert it to OpenAPI 3.0, for example with `npx swagger2openapi FILE`",
        ),
        (Some("3"), Some(minor), _) if minor != "0" && minor.bytes().all(|byte| byte.is_ascii_digit()) => report(
            &rules::OPENAPI_3_1,
            "openapi",
            format!("the document is of OpenAPI {version}, and only 3.0 is taken"),
            "write it as 3.0.3: `nullable: true` for a type list with `null`, one `type` each, `enum` of one value for \
             `const`, `exclusiveMinimum: true` beside `minimum`, `example` for `examples` of a schema",
        ),
        _ => report(
            &rules::UNSUPPORTED_VERSION,
            "openapi",
            format!("`{version}` is no version of OpenAPI 3.0"),
            "write `openapi: 3.0.3`",
        ),
    }
}
