//! Conditions on a request or a response as a whole: what was left out, media types, statuses, credentials.

use codegen::view::{Content, Operation, Parameter, ParameterLocation, Shape, Url, decode_query, may_be};
use recording::json::{Node, Value};
use recording::{Header, Unobserved};

use super::condition::Message;
use super::probe::{Probe, Which};
use super::{Seen, State, View, server};
use crate::contract::{Location, rules};

/// What an interaction shows of a condition.
pub(super) fn state(condition: Message, probe: &Probe, seen: &Seen<'_, '_>) -> State {
    let sites = Sites(probe);
    let state = match condition {
        Message::ParameterLeftOut => left_out(&sites, seen),
        Message::ParameterEmpty => query(&sites, seen, |_, pairs| {
            pairs.iter().any(|pair| pair.value.is_empty()).into()
        }),
        Message::ParameterReserved => query(&sites, seen, reserved),
        Message::ParameterSeveral => several(&sites, seen),
        Message::BodyLeftOut => body_left_out(&sites, seen),
        Message::RequestMediaType => request_media_type(&sites, seen),
        Message::ResponseMediaType => response_media_type(&sites, seen),
        Message::StatusAdded => status_added(&sites, seen),
        Message::StatusUnknown => status_unknown(&sites, seen),
        Message::Credentials => credentials(&sites, seen),
        Message::Server => server::server(probe, seen),
        Message::ServerVariable => server::variable(probe, seen),
    };
    state.unwrap_or(State::NotReached)
}

/// Members of an object that a change may be at; the object is what is looked for.
const MEMBERS: [&str; 6] = [
    "required",
    "allowEmptyValue",
    "allowReserved",
    "style",
    "explode",
    "schema",
];

/// The places of a change.
struct Sites<'p>(&'p Probe);

impl Sites<'_> {
    /// The pointer of the object in a document.
    fn object(&self, which: Which) -> Option<&str> {
        let site = self.0.sites[which as usize].as_deref()?;
        let member = site.rsplit_once('/').filter(|(_, member)| MEMBERS.contains(member));
        Some(member.map_or(site, |(object, _)| object))
    }

    fn parameter<'s, 'd>(&self, which: Which, view: &View<'s, 'd>) -> Option<&'s Parameter<'d>> {
        let at = self.object(which)?;
        let mut parameters = sent(view)?.parameters.iter();
        parameters.find(|parameter| parameter.place.pointer == at)
    }

    /// The parameter in the document that has what was added or removed.
    fn any_parameter<'s, 'd>(&self, seen: &'s Seen<'_, 'd>) -> Option<&'s Parameter<'d>> {
        let base = self.parameter(Which::Base, &seen.base);
        base.or_else(|| self.parameter(Which::Revision, &seen.revision))
    }

    /// Whether a place of the document is the one of the change.
    fn is_at(&self, which: Which, pointer: &str) -> bool {
        self.object(which) == Some(pointer)
    }
}

/// Whether a condition is fulfilled at a place.
fn state_at(is_fulfilled: bool, location: Location) -> State {
    match is_fulfilled {
        true => State::Fulfilled(location, String::new()),
        false => State::NotFulfilled,
    }
}

/// The operation of a request that was sent, and not refused.
fn sent<'s, 'd>(view: &View<'s, 'd>) -> Option<&'s Operation<'d>> {
    view.operation.filter(|_| view.checked.is_request_checked)
}

fn location(parameter: &Parameter<'_>) -> Location {
    let name = parameter.name.to_owned();
    match parameter.location {
        ParameterLocation::Path => Location::Path(name),
        ParameterLocation::Query => Location::Query(name),
        ParameterLocation::Header => Location::Header(name),
        ParameterLocation::Cookie => Location::Cookie(name),
    }
}

fn is_observed(parameter: &Parameter<'_>, seen: &Seen<'_, '_>) -> bool {
    !seen.interaction.is_unobserved(match parameter.location {
        ParameterLocation::Path => Unobserved::Request,
        ParameterLocation::Query => Unobserved::RequestQuery,
        ParameterLocation::Header | ParameterLocation::Cookie => Unobserved::RequestHeaders,
    })
}

fn left_out(sites: &Sites<'_>, seen: &Seen<'_, '_>) -> Option<State> {
    let view = &seen.revision;
    let parameter = sites
        .parameter(Which::Revision, view)
        .filter(|one| is_observed(one, seen))?;
    let is_missing = view.checked.violations.iter().any(|violation| {
        violation.rule.id == rules::PARAM_MISSING.id
            && violation.document.as_deref() == Some(parameter.place.pointer.as_str())
    });
    Some(state_at(is_missing, location(parameter)))
}

/// A pair of the query.
struct Pair<'u> {
    value: &'u str,
    is_redacted: bool,
}

/// What is known of a condition on the text of a parameter.
enum Verdict {
    Yes,
    No,
    Redacted,
}

impl From<bool> for Verdict {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// A condition on the text of a parameter of the query.
fn query(
    sites: &Sites<'_>,
    seen: &Seen<'_, '_>,
    decide: impl Fn(&Parameter<'_>, &[Pair<'_>]) -> Verdict,
) -> Option<State> {
    let parameter = sites.any_parameter(seen).filter(|one| is_observed(one, seen))?;
    let url = Url::parse(&seen.interaction.request.url)?;
    let name = parameter.name;
    let pairs: Vec<_> = url.pairs();
    let pairs: Vec<_> = pairs
        .iter()
        .filter(|(key, _)| decode_query(key) == name)
        .map(|(_, value)| Pair {
            value,
            is_redacted: seen.interaction.is_redacted_in_query(name),
        })
        .collect();
    if parameter.location != ParameterLocation::Query || pairs.is_empty() {
        return None;
    }
    Some(match decide(parameter, &pairs) {
        Verdict::Yes => State::Fulfilled(location(parameter), String::new()),
        Verdict::No => State::NotFulfilled,
        Verdict::Redacted => State::Redacted,
    })
}

/// Characters that RFC 3986 reserves and a value may have as they are. `+` may stand for a space.
const RESERVED: &str = ":/?#[]@!$'()*;=";

fn reserved(parameter: &Parameter<'_>, pairs: &[Pair<'_>]) -> Verdict {
    let schema = parameter.schema.as_ref();
    // Between the items of a list, it is the style that has them.
    let is_list = schema.is_some_and(|schema| may_be(schema, Shape::List) || may_be(schema, Shape::Object));
    let is_reserved = |character: char| RESERVED.contains(character) || (character == ',' && !is_list);
    match pairs.iter().any(|pair| pair.value.contains(is_reserved)) {
        true => Verdict::Yes,
        // A placeholder does not have all of them.
        false if pairs.iter().any(|pair| pair.is_redacted) => Verdict::Redacted,
        false => Verdict::No,
    }
}

fn several(sites: &Sites<'_>, seen: &Seen<'_, '_>) -> Option<State> {
    let parameter = sites.any_parameter(seen).filter(|one| is_observed(one, seen))?;
    // Released clients write it as the base says.
    let all = seen.base.contract.sent_parameters(seen.interaction);
    let mine = all
        .iter()
        .find(|one| one.location == parameter.location && one.name == parameter.name)?;
    let is_several = |value: &Node| matches!(&value.value, Value::Array(items) if items.len() > 1);
    Some(state_at(mine.values.iter().any(is_several), location(parameter)))
}

fn body_left_out(sites: &Sites<'_>, seen: &Seen<'_, '_>) -> Option<State> {
    let body = sent(&seen.revision)?.request_body.as_ref()?;
    let is_known =
        sites.is_at(Which::Revision, &body.place.pointer) && !seen.interaction.is_unobserved(Unobserved::RequestBody);
    let bytes = seen.interaction.request.body.as_deref().unwrap_or_default();
    is_known.then(|| state_at(bytes.is_empty(), Location::RequestBody))
}

fn request_media_type(sites: &Sites<'_>, seen: &Seen<'_, '_>) -> Option<State> {
    let name = Header::find(&seen.interaction.request.headers, "Content-Type")?;
    fn content<'d>(view: &View<'_, 'd>) -> Option<Content<'d>> {
        sent(view)?.request_body.as_ref()?.content.clone()
    }
    let (base, revision) = (content(&seen.base)?, content(&seen.revision));
    let entry = base.find(name)?;
    let is_taken = revision.is_some_and(|content| content.find(name).is_some());
    let is_at = sites.is_at(Which::Base, &entry.place.pointer);
    let has_entry = base
        .entries
        .iter()
        .any(|one| sites.is_at(Which::Base, &one.place.pointer));
    has_entry.then(|| state_at(is_at && !is_taken, Location::Header("Content-Type".to_owned())))
}

fn response_media_type(sites: &Sites<'_>, seen: &Seen<'_, '_>) -> Option<State> {
    let response = &seen.interaction.response;
    let name = Header::find(&response.headers, "Content-Type")?;
    fn content<'d>(view: &View<'_, 'd>, status: u16) -> Option<Content<'d>> {
        let (_, declared) = view.operation?.responses.as_ref()?.by_status(status)?;
        declared.content.clone()
    }
    let revision = content(&seen.revision, response.status)?;
    let entry = revision.find(name)?;
    let is_known = content(&seen.base, response.status).is_some_and(|content| content.find(name).is_some());
    let is_at = sites.is_at(Which::Revision, &entry.place.pointer);
    is_at.then(|| state_at(!is_known, Location::ResponseHeader("Content-Type".to_owned())))
}

fn status_added(sites: &Sites<'_>, seen: &Seen<'_, '_>) -> Option<State> {
    let responses = seen.revision.operation?.responses.as_ref()?;
    let at = |key: &str| format!("{}/{key}", responses.place.pointer);
    let is_of = responses
        .entries
        .iter()
        .any(|entry| sites.is_at(Which::Revision, &at(entry.key)));
    let status = responses.by_status(seen.interaction.response.status);
    let is_it = status.is_some_and(|(_, entry)| sites.is_at(Which::Revision, &at(entry.key)));
    is_of.then(|| state_at(is_it, Location::Status))
}

fn status_unknown(sites: &Sites<'_>, seen: &Seen<'_, '_>) -> Option<State> {
    let responses = seen.base.operation?.responses.as_ref()?;
    let at = |key: &str| format!("{}/{key}", responses.place.pointer);
    let is_of = responses
        .entries
        .iter()
        .any(|entry| sites.is_at(Which::Base, &at(entry.key)));
    let status = seen.interaction.response.status;
    let is_unknown = (200..300).contains(&status) && responses.by_status(status).is_none();
    is_of.then(|| state_at(is_unknown, Location::Status))
}

fn credentials(sites: &Sites<'_>, seen: &Seen<'_, '_>) -> Option<State> {
    let fails = |view: &View<'_, '_>| {
        let mut violations = view.checked.violations.iter();
        violations.any(|violation| violation.rule.id == rules::SECURITY.id)
    };
    let is_at = |which: Which| {
        let security = sent(seen.by(which)).and_then(|operation| operation.security.as_ref());
        security.is_some_and(|security| sites.is_at(which, &security.place.pointer))
    };
    let is_known = !seen.interaction.is_unobserved(Unobserved::RequestHeaders);
    let is_of = is_known && (is_at(Which::Base) || is_at(Which::Revision));
    is_of.then(|| state_at(fails(&seen.revision) && !fails(&seen.base), Location::Security))
}
