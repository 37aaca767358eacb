//! Which operation an interaction is an example of, or what is wrong with its URL and its method.

use codegen::document::pointer;
use codegen::view::{Api, Operation, OriginCache, Target, Url, Variables};
use recording::Interaction;

use super::shown_path::shown_path;
use crate::contract::findings::rules::{self, Rule};
use crate::contract::findings::{Location, Violation};
use crate::contract::value::cut;

/// Which operation an interaction is an example of.
pub(crate) enum Match<'d, 'u> {
    /// That of this index. The problem is reported in addition, and the rest is still looked at.
    Operation {
        index: usize,
        variables: Variables<'d, 'u>,
        problem: Option<Violation>,
    },
    /// None.
    Nothing(Violation),
}

/// Which operation an interaction is an example of.
pub(crate) fn find<'d, 'u>(api: &Api<'d>, interaction: &'u Interaction) -> Match<'d, 'u> {
    let request = &interaction.request;
    let Some(url) = Url::parse(&request.url) else {
        let message = "the URL is not absolute".to_owned();
        return Match::Nothing(problem(&rules::PATH, Location::Url, message, "/paths"));
    };
    match api.target(&request.method, &url, &mut OriginCache::default()) {
        Target::Operation {
            index,
            variables,
            foreign,
        } => {
            let problem = foreign.then(|| foreign_server(&api.operations[index], &url));
            Match::Operation {
                index,
                variables,
                problem,
            }
        }
        Target::OtherMethod(index) => {
            let operation = &api.operations[index];
            let method = cut(&request.method);
            let message = format!("the path `{}` has no operation {method}", operation.path.text);
            let place = &operation.path_item.pointer;
            Match::Nothing(Violation {
                general: method,
                ..problem(&rules::METHOD, Location::Method, message, place)
            })
        }
        Target::Nothing => {
            let shown = shown_path(api, &url);
            let mut message = format!("no path of the document is `{shown}`");
            if let Some(bare) = url.path.strip_suffix('/')
                && let Some(near) = api
                    .operations
                    .iter()
                    .find(|operation| operation.path.matches(bare).is_some())
            {
                message = format!("{message}: `{}` has no `/` at its end", near.path.text);
            }
            let paths = pointer::child("", "paths");
            Match::Nothing(Violation {
                general: shown,
                ..problem(&rules::PATH, Location::Url, message, &paths)
            })
        }
    }
}

fn foreign_server(operation: &Operation<'_>, url: &Url<'_>) -> Violation {
    let origin = cut(&format!("{}://{}", url.scheme, url.authority));
    let owner = [&operation.place, &operation.path_item]
        .into_iter()
        .find(|owner| owner.node.get("servers").is_some());
    let pointer = owner.map_or_else(|| "/servers".to_owned(), |owner| owner.at("servers"));
    let message = format!("no server of the document is `{origin}`");
    problem(&rules::SERVER, Location::Url, message, &pointer)
}

fn problem(rule: &'static Rule, location: Location, message: String, document: &str) -> Violation {
    Violation {
        rule,
        location,
        pointer: String::new(),
        general: String::new(),
        message,
        document: Some(document.to_owned()),
    }
}
