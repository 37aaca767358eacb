//! Servers and their variables.

use std::collections::BTreeMap;

use super::Lowering;
use super::names::{BUILDER_METHODS, Names, snake};
use crate::diagnostic::rules;
use crate::document::{Member, Node, pointer};
use crate::model::{Operation, Server, ServerVariable};

impl Lowering<'_> {
    /// The servers of the document, without relative URLs: a client has nothing to resolve these against.
    pub(super) fn servers(&mut self) -> Vec<Server> {
        let (servers, relative) = usable("", self.document.root(), false);
        for (at, url) in relative {
            self.find(
                &rules::RELATIVE_SERVER,
                &at,
                format!("the server URL `{url}` is relative, and a client has nothing to resolve it against"),
                "the client must be given its endpoint; write the whole URL to have it built in",
            );
        }
        servers
    }

    /// The servers of an operation or of its path, which replace those of the document; none if it has none of its own.
    /// The URL of one may be a path: the host is that of the document's server then.
    pub(super) fn servers_of(&mut self, operation: (&str, &Node), item: (&str, &Node)) -> Vec<Server> {
        let stated = |(_, node): &(&str, &Node)| node.get("servers").is_some_and(|servers| !servers.items().is_empty());
        let Some((at, node)) = [operation, item].into_iter().find(stated) else {
            return Vec::new();
        };
        let (mut servers, relative) = usable(at, node, true);
        let is_absolute = |server: &Server| !server.url.starts_with('/');
        if servers.iter().any(is_absolute) {
            servers.retain(is_absolute);
        }
        // Both operations of a path would report it.
        if servers.is_empty() && !self.relative_servers.contains(at) {
            self.relative_servers.insert(at.to_owned());
            let urls: Vec<_> = relative.iter().map(|(_, url)| format!("`{url}`")).collect();
            self.find(
                &rules::SERVERS_OF_OPERATION,
                &pointer::child(at, "servers"),
                format!(
                    "{} is relative, and a client has nothing to resolve it against",
                    urls.join(", ")
                ),
                "the client uses the servers of the document instead; write the whole URL",
            );
        }
        servers
    }
}

/// Gives each variable the name of the method that sets it. If every operation has servers of its own, the first of these
/// are used as the document's.
pub(super) fn name_setters(servers: &mut Vec<Server>, operations: &mut [Operation]) {
    if servers.is_empty() && operations.iter().all(|operation| !operation.servers.is_empty()) {
        let first = operations.first().into_iter();
        let of_first = first.flat_map(|operation| operation.servers.clone());
        servers.extend(of_first.filter(|server| !server.url.starts_with('/')));
    }
    let own = operations.iter_mut().flat_map(|operation| &mut operation.servers);
    let variables: Vec<_> = servers
        .iter_mut()
        .chain(own)
        .flat_map(|server| &mut server.variables)
        .collect();
    let mut setters: BTreeMap<String, String> = variables
        .iter()
        .map(|known| (known.name.clone(), String::new()))
        .collect();
    let mut names = Names::reserving(BUILDER_METHODS);
    for (name, setter) in &mut setters {
        *setter = names.unique(&snake(name), "_");
    }
    for variable in variables {
        variable.setter.clone_from(&setters[&variable.name]);
    }
}

/// The servers of `owner` that a client can use, and the place and the URL of each other one, which is relative. One that
/// is a path can be used if `takes_paths`.
fn usable(at: &str, owner: &Node, takes_paths: bool) -> (Vec<Server>, Vec<(String, String)>) {
    let servers = owner.get("servers").map(Node::items).unwrap_or_default();
    let (mut usable, mut relative) = (Vec::new(), Vec::new());
    for (index, server) in servers.iter().enumerate() {
        let url = server.get("url").and_then(Node::as_str).unwrap_or_default();
        // The scheme may be a variable.
        let filled = members_of(server).iter().fold(url.to_owned(), |url, variable| {
            url.replace(&format!("{{{}}}", variable.key), &text(&variable.node, "default"))
        });
        // A brace that is left belongs to a variable that is not declared, which was reported.
        if filled.contains(['{', '}']) {
            continue;
        }
        let scheme = filled.split_once("://").map_or("", |(scheme, _)| scheme);
        let is_absolute = ["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        let is_usable = is_absolute || takes_paths && filled.starts_with('/');
        if !is_usable {
            relative.push((format!("{at}/servers/{index}"), url.to_owned()));
            continue;
        }
        usable.push(Server {
            url: match url.trim_end_matches('/') {
                "" => "/".to_owned(),
                url => url.to_owned(),
            },
            variables: members_of(server)
                .iter()
                .map(|member| {
                    let at = format!("{at}/servers/{index}/variables");
                    variable(pointer::child(&at, &member.key), member)
                })
                .collect(),
        });
    }
    (usable, relative)
}

fn variable(at: String, member: &Member) -> ServerVariable {
    let node = &member.node;
    let must_be_set = node.get("x-no-client-default").and_then(Node::as_bool) == Some(true);
    let values = node.get("enum").map(Node::items).unwrap_or_default();
    ServerVariable {
        at,
        name: member.key.clone(),
        description: text(node, "description"),
        default: (!must_be_set).then(|| text(node, "default")),
        setter: String::new(),
        values: values.iter().filter_map(scalar).map(str::to_owned).collect(),
    }
}

fn members_of(server: &Node) -> &[Member] {
    server.get("variables").map(Node::members).unwrap_or_default()
}

fn text(node: &Node, key: &str) -> String {
    node.get(key).and_then(scalar).unwrap_or_default().trim().to_owned()
}

/// A text, or a number that should have been one: ports are often written without quotes.
fn scalar(node: &Node) -> Option<&str> {
    node.as_str().or_else(|| node.as_number())
}
