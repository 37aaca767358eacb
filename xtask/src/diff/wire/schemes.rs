//! Security schemes: which are the same in both documents, and how each sends its credentials.

use std::collections::HashMap;

use codegen::view::{Api, Place, Scheme};

use super::found::Found;
use super::leaves;
use super::members::{self, By, Table};
use crate::diff::Change;
use crate::diff::rules::*;

static SCHEME: Table = &[
    ("type", By::Code),
    ("in", By::Code),
    ("name", By::Code),
    ("scheme", By::Code),
    ("x-signing", By::Code),
    ("flows", By::Code),
    ("bearerFormat", By::Rule(&BEARER_FORMAT_CHANGED)),
    ("openIdConnectUrl", By::Rule(&OAUTH_URL_CHANGED)),
    ("oauth2MetadataUrl", By::Rule(&OAUTH_URL_CHANGED)),
    ("deprecated", By::Rule(&DESCRIPTION_CHANGED)),
];

static FLOW: Table = &[
    ("authorizationUrl", By::Rule(&OAUTH_URL_CHANGED)),
    ("tokenUrl", By::Rule(&OAUTH_URL_CHANGED)),
    ("refreshUrl", By::Rule(&OAUTH_URL_CHANGED)),
    ("deviceAuthorizationUrl", By::Rule(&OAUTH_URL_CHANGED)),
    ("scopes", By::Code),
];

/// The schemes of two documents.
pub(super) struct Schemes<'a, 'b, 'r> {
    base: HashMap<&'b str, &'a Scheme<'b>>,
    revision: HashMap<&'r str, &'a Scheme<'r>>,
    /// The new names of schemes that are otherwise the same.
    renamed: HashMap<&'b str, &'r str>,
}

impl<'a, 'b, 'r> Schemes<'a, 'b, 'r> {
    pub(super) fn of(base: &'a Api<'b>, revision: &'a Api<'r>) -> Self {
        let by_name = |schemes: &'a [Scheme<'b>]| schemes.iter().map(|one| (one.name, one)).collect();
        let known: HashMap<&'b str, &'a Scheme<'b>> = by_name(&base.schemes);
        let new: HashMap<&'r str, &'a Scheme<'r>> = revision.schemes.iter().map(|one| (one.name, one)).collect();
        let gone = base.schemes.iter().filter(|one| !new.contains_key(one.name));
        let mut added: Vec<_> = revision
            .schemes
            .iter()
            .filter(|one| !known.contains_key(one.name))
            .collect();
        let mut renamed = HashMap::new();
        for one in gone {
            if let Some(at) = added.iter().position(|other| is_same(&one.place, &other.place)) {
                renamed.insert(one.name, added.remove(at).name);
            }
        }
        Self {
            base: known,
            revision: new,
            renamed,
        }
    }

    /// What a scheme of the base is called in the revision.
    pub(super) fn name<'n>(&self, name: &'n str) -> &'n str
    where
        'r: 'n,
    {
        self.renamed.get(name).copied().unwrap_or(name)
    }

    /// Compares a scheme of the base that an operation requires with what it is in the revision.
    pub(super) fn compare(&self, name: &str, found: &mut Found<'b, 'r>) {
        let base = self.base.get(name).copied();
        let revision = self.revision.get(self.name(name)).copied();
        let (Some(base), Some(revision)) = (base, revision) else {
            return;
        };
        if !found.can_compare(&base.place, &revision.place) {
            return;
        }
        if base.name != revision.name {
            let message = format!("the security scheme `{}` is called `{}` now", base.name, revision.name);
            found.changed(&SECURITY_SCHEME_RENAMED, &base.place, &revision.place, message);
        }
        both(
            &base.place,
            &revision.place,
            &format!("the security scheme `{}`", revision.name),
            found,
        );
    }
}

/// Whether two schemes send the same credentials in the same way.
fn is_same(base: &Place<'_>, revision: &Place<'_>) -> bool {
    credentials(base) == credentials(revision)
        && ["flows", "openIdConnectUrl"]
            .iter()
            .all(|key| leaves::same(base.node.get(key), revision.node.get(key)))
}

/// Where and how a scheme sends its credentials. Names of headers and schemes of HTTP are compared without regard to case.
fn credentials(scheme: &Place<'_>) -> Vec<(&'static str, String)> {
    let kind = scheme.str("type").unwrap_or_default();
    let keys: &[&str] = match kind {
        "apiKey" => &["type", "in", "name", "x-signing"],
        "http" => &["type", "scheme"],
        _ => &["type"],
    };
    let of = |key: &&'static str| {
        let text = scheme.str(key).unwrap_or_default();
        let ignores_case = *key == "scheme" || (*key == "name" && scheme.str("in") == Some("header"));
        (
            *key,
            if ignores_case {
                text.to_ascii_lowercase()
            } else {
                text.to_owned()
            },
        )
    };
    ["type", "in", "name", "scheme", "x-signing"]
        .iter()
        .filter(|key| keys.contains(key))
        .map(of)
        .collect()
}

fn both(base: &Place<'_>, revision: &Place<'_>, subject: &str, found: &mut Found<'_, '_>) {
    let (before, after) = (credentials(base), credentials(revision));
    if before != after {
        let differs = after
            .iter()
            .find(|one| !before.contains(one))
            .or(before.iter().find(|one| !after.contains(one)));
        let key = differs.map_or("type", |(key, _)| key);
        let message = format!(
            "`{key}` of {subject} {}",
            leaves::what(base.node.get(key), revision.node.get(key))
        );
        members::at_member(key, &SECURITY_SCHEME_CHANGED, (base, revision), message, found);
    }
    // What is written in another way and means the same, or has no meaning for a scheme of this type.
    for key in ["type", "in", "name", "scheme", "x-signing"] {
        let (before, after) = (base.node.get(key), revision.node.get(key));
        let counts = |all: &[(&str, String)]| {
            all.iter()
                .find(|(known, _)| *known == key)
                .map(|(_, text)| text.clone())
        };
        let (of_base, of_revision) = (credentials(base), credentials(revision));
        if !leaves::same(before, after) && counts(&of_base) == counts(&of_revision) {
            let rule = if key == "name" {
                &HEADER_NAME_CASE_CHANGED
            } else {
                &EXTENSION_CHANGED
            };
            let message = format!("`{key}` of {subject} {}", leaves::what(before, after));
            found.add(members::member_change(key, rule, (base, revision), message));
        }
    }
    // What only one type of schemes has comes and goes with the type.
    let same_type = base.str("type") == revision.str("type");
    let of_type = |key: &str| ["bearerFormat", "openIdConnectUrl", "oauth2MetadataUrl"].contains(&key);
    members::compare_where(
        base,
        revision,
        SCHEME,
        |key| same_type || !of_type(key),
        &|| subject.to_owned(),
        found,
    );
    let (Some(before), Some(after)) = (base.get("flows"), revision.get("flows")) else {
        for (flows, rule) in [
            (base.raw("flows"), &OAUTH_FLOW_REMOVED),
            (revision.raw("flows"), &OAUTH_FLOW_ADDED),
        ] {
            let Some(flows) = flows else { continue };
            let message = format!(
                "`flows` of {subject} {}",
                if rule.id == OAUTH_FLOW_ADDED.id {
                    "was added"
                } else {
                    "was removed"
                }
            );
            let change = Change::new(rule, message);
            found.add(if rule.id == OAUTH_FLOW_ADDED.id {
                change.to(&flows)
            } else {
                change.from(&flows)
            });
        }
        return;
    };
    let is_extension = |key: &str| key.starts_with("x-");
    members::compare_where(
        &before,
        &after,
        &[],
        is_extension,
        &|| format!("`flows` of {subject}"),
        found,
    );
    for (name, flow) in before.members().filter(|(name, _)| !is_extension(name)) {
        match after.get(name) {
            Some(other) => one_flow(&flow, &other, &format!("the flow `{name}` of {subject}"), found),
            None => found.removed(
                &OAUTH_FLOW_REMOVED,
                &flow,
                format!("the flow `{name}` of {subject} was removed"),
            ),
        }
    }
    for (name, flow) in after.members().filter(|(name, _)| !is_extension(name)) {
        if before.node.get(name).is_none() {
            found.added(
                &OAUTH_FLOW_ADDED,
                &flow,
                format!("the flow `{name}` of {subject} was added"),
            );
        }
    }
}

fn one_flow(base: &Place<'_>, revision: &Place<'_>, subject: &str, found: &mut Found<'_, '_>) {
    members::compare(base, revision, FLOW, &|| subject.to_owned(), found);
    let (before, after) = (base.raw("scopes"), revision.raw("scopes"));
    leaves::compare(
        before.as_ref(),
        after.as_ref(),
        false,
        &mut |before, after| match (before, after) {
            // What a scope is called is described by its value.
            (Some(before), Some(after)) => {
                members::leaf(&DESCRIPTION_CHANGED, Some(before), Some(after), subject, found)
            }
            (Some(before), None) => members::leaf(&OAUTH_SCOPE_UNDECLARED, Some(before), None, subject, found),
            (_, after) => members::leaf(&OAUTH_SCOPE_DECLARED, None, after, subject, found),
        },
    );
}
