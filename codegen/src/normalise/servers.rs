//! Servers and their variables.

use super::Lowering;
use crate::diagnostic::rules;
use crate::document::{Member, Node, pointer};
use crate::model::{Server, ServerVariable};

impl Lowering<'_> {
    /// The servers of the document, a relative URL left out: a client has nothing to resolve it against.
    pub(super) fn servers(&mut self) -> Vec<Server> {
        let document = self.document;
        let servers = document.root().get("servers").map(Node::items).unwrap_or_default();
        let mut absolute = Vec::new();
        for (index, server) in servers.iter().enumerate() {
            let url = server.get("url").and_then(Node::as_str).unwrap_or_default();
            // A variable may stand for the scheme.
            let filled = members_of(server).iter().fold(url.to_owned(), |url, variable| {
                url.replace(&format!("{{{}}}", variable.key), &text(&variable.node, "default"))
            });
            if !filled.starts_with("https://") && !filled.starts_with("http://") {
                self.find(
                    &rules::RELATIVE_SERVER,
                    &format!("/servers/{index}"),
                    format!("the server URL `{url}` is relative, and a client has nothing to resolve it against"),
                    "the client must be given its endpoint; write the whole URL to have it built in",
                );
                continue;
            }
            let variables = members_of(server).iter().map(|member| ServerVariable {
                name: member.key.clone(),
                description: text(&member.node, "description"),
                default: text(&member.node, "default"),
                values: member
                    .node
                    .get("enum")
                    .map(Node::items)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(Node::as_str)
                    .map(str::to_owned)
                    .collect(),
            });
            absolute.push(Server {
                url: url.trim_end_matches('/').to_owned(),
                variables: variables.collect(),
            });
        }
        absolute
    }

    /// Warns of servers that a path or an operation has of its own: the client sends everything to one endpoint.
    pub(super) fn servers_of_their_own(&mut self, at: &str, node: &Node) {
        if node.get("servers").is_some_and(|servers| !servers.items().is_empty()) {
            self.find(
                &rules::SERVERS_OF_OPERATION,
                &pointer::child(at, "servers"),
                "these servers are for a part of the operations, and a client sends every request to one endpoint",
                "the servers of the document are used; generate a client of its own for what another host serves",
            );
        }
    }
}

fn members_of(server: &Node) -> &[Member] {
    server.get("variables").map(Node::members).unwrap_or_default()
}

fn text(node: &Node, key: &str) -> String {
    node.get(key)
        .and_then(Node::as_str)
        .unwrap_or_default()
        .trim()
        .to_owned()
}
