//! Conditions on the server that a request is sent to. A recording is written under an address of the document, whatever
//! the host was, so that only traffic as it was says where a request went.

use codegen::document::Node;
use codegen::view::Place;
use recording::Unobserved;

use super::probe::{Probe, Which};
use super::{Seen, State};
use crate::contract::{Location, rules};

/// The request was sent to the server at the place in the base, which is none of the revision.
pub(super) fn server(probe: &Probe, seen: &Seen<'_, '_>) -> Option<State> {
    let site = probe.sites[Which::Base as usize].as_deref()?;
    let place = server_at(seen, Which::Base, site)?;
    let url = sent_to(seen)?;
    let template = place.str("url")?;
    if variables(template, url).is_none() {
        return Some(State::NotFulfilled);
    }
    if !seen.is_whole {
        return Some(State::Redacted);
    }
    let is_none = seen.revision.operation.is_none()
        || seen
            .revision
            .checked
            .violations
            .iter()
            .any(|violation| violation.rule.id == rules::SERVER.id);
    Some(state_at(is_none))
}

/// The URL of the request has a value of a variable that the base allows and the revision does not list.
pub(super) fn variable(probe: &Probe, seen: &Seen<'_, '_>) -> Option<State> {
    let [base, revision] = [Which::Base, Which::Revision].map(|which| probe.sites[which as usize].as_deref());
    let (base, revision) = (base?, revision?);
    let place = server_at(seen, Which::Base, base)?;
    let name = variable_name(base)?;
    let found = variables(place.str("url")?, sent_to(seen)?)?;
    let (_, value) = found.into_iter().find(|(known, _)| *known == name)?;
    if !seen.is_whole {
        return Some(State::Redacted);
    }
    let server = server_at(seen, Which::Revision, revision)?;
    let variable = server.get("variables")?.get(&variable_name(revision)?)?;
    let listed = variable.node.get("enum").map(Node::items).unwrap_or_default();
    Some(state_at(!listed.iter().any(|one| one.as_str() == Some(&value))))
}

fn state_at(is_fulfilled: bool) -> State {
    match is_fulfilled {
        true => State::Fulfilled(Location::Url, String::new()),
        false => State::NotFulfilled,
    }
}

/// The URL of a request whose host is known.
fn sent_to<'s>(seen: &'s Seen<'_, '_>) -> Option<&'s str> {
    let is_known = !seen.interaction.is_unobserved(Unobserved::RequestHost);
    is_known.then_some(seen.interaction.request.url.as_str())
}

/// The Server Object that a pointer leads into.
fn server_at<'d>(seen: &Seen<'_, 'd>, which: Which, pointer: &str) -> Option<Place<'d>> {
    let (list, rest) = pointer.rsplit_once("/servers/")?;
    let index = rest.split('/').next()?;
    seen.by(which).contract.place(&format!("{list}/servers/{index}"))
}

/// The name of the variable that a pointer leads to.
fn variable_name(pointer: &str) -> Option<String> {
    let (_, rest) = pointer.rsplit_once("/variables/")?;
    codegen::document::pointer::steps(&format!("/{rest}")).next()
}

/// The values of the variables in a URL that begins as the URL of a server does; `None` if it does not.
fn variables(template: &str, url: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let (mut template, mut url) = (template.trim_end_matches('/'), url);
    loop {
        let (text, rest) = template.split_once('{').unwrap_or((template, ""));
        let head = url.get(..text.len())?;
        if !head.eq_ignore_ascii_case(text) {
            return None;
        }
        url = url.get(text.len()..)?;
        if rest.is_empty() {
            let is_end = url.is_empty() || url.starts_with(['/', '?']) || text.is_empty();
            return is_end.then_some(found);
        }
        let (name, after) = rest.split_once('}')?;
        let next = after.split('{').next().unwrap_or_default();
        let end = match next.is_empty() {
            true => url.find(['/', '?']).unwrap_or(url.len()),
            false => url.find(next)?,
        };
        found.push((name.to_owned(), url.get(..end)?.to_owned()));
        (template, url) = (after, url.get(end..)?);
    }
}
