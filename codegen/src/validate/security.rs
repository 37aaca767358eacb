//! Security: requirements name schemes that are defined, and each scheme has what its type needs.

use super::Context;
use super::findings::Findings;
use super::nearest::nearest;
use super::objects::Type;
use crate::diagnostic::rules;
use crate::document::Node;
use crate::document::pointer;

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let schemes = context
        .root
        .get("components")
        .and_then(|components| components.get("securitySchemes"))
        .map_or(&[][..], Node::members);
    let names: Vec<&str> = schemes.iter().map(|member| member.key.as_str()).collect();
    for ty in [Type::OpenApi, Type::Operation] {
        for visit in context.index.all(ty) {
            let alternatives = visit.node.get("security").map_or(&[][..], Node::items);
            for (index, alternative) in alternatives.iter().enumerate() {
                for member in alternative
                    .members()
                    .iter()
                    .filter(|member| !names.contains(&member.key.as_str()))
                {
                    let help = match nearest(&member.key, names.iter().copied()) {
                        Some(meant) => format!("write `{meant}`"),
                        None => "define it under `components/securitySchemes`".to_owned(),
                    };
                    findings.push(
                        &rules::UNDEFINED_SECURITY_SCHEME,
                        &pointer::child(&format!("{}/security/{index}", visit.pointer), &member.key),
                        format!("the security scheme `{}` is not defined", member.key),
                        help,
                    );
                }
            }
        }
    }
    for visit in context.index.all(Type::SecurityScheme) {
        let ty = visit.node.get("type").and_then(Node::as_str).unwrap_or_default();
        let needed: &[&str] = match ty {
            "apiKey" => &["name", "in"],
            "http" => &["scheme"],
            "oauth2" => &["flows"],
            "openIdConnect" => &["openIdConnectUrl"],
            _ => &[],
        };
        for name in needed.iter().filter(|name| visit.node.get(name).is_none()) {
            findings.push(
                &rules::MISSING_FIELD,
                &visit.pointer,
                format!("a security scheme of type {ty} must have `{name}`, which is missing"),
                format!("add `{name}`"),
            );
        }
    }
}
