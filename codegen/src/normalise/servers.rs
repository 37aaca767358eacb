//! Servers and their variables.

use super::{Lowering, Server, ServerVariable};
use crate::diagnostic::rules;
use crate::document::Node;

impl Lowering<'_> {
    /// The servers of the document, a relative URL left out: a client has nothing to resolve it against.
    pub(super) fn servers(&mut self) -> Vec<Server> {
        let document = self.document;
        let servers = document.root().get("servers").map(Node::items).unwrap_or_default();
        let mut absolute = Vec::new();
        for (index, server) in servers.iter().enumerate() {
            let url = server.get("url").and_then(Node::as_str).unwrap_or_default();
            if !url.starts_with("https://") && !url.starts_with("http://") {
                self.find(
                    &rules::RELATIVE_SERVER,
                    &format!("/servers/{index}"),
                    format!("the server URL `{url}` is relative, and a client has nothing to resolve it against"),
                    "the client must be given its endpoint; write the whole URL to have it built in",
                );
                continue;
            }
            let variables = server.get("variables").map(Node::members).unwrap_or_default();
            let variables = variables.iter().map(|member| ServerVariable {
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
}

fn text(node: &Node, key: &str) -> String {
    node.get(key)
        .and_then(Node::as_str)
        .unwrap_or_default()
        .trim()
        .to_owned()
}
