//! Merging the value of an action into the document: objects member by member, lists by appending.

use crate::document::{MAX_DEPTH, MAX_NODES, Node, Value, pointer};

/// What a value is to an overlay.
pub(super) fn kind(node: &Node) -> &'static str {
    match node.value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        _ => "a single value",
    }
}

/// Merges values, and counts what it adds.
pub(super) struct Merge {
    nodes: usize,
}

impl Merge {
    pub(super) fn new(root: &Node) -> Self {
        Self { nodes: count(root) }
    }

    /// Merges `update` into a value that an action matches, at `at`.
    pub(super) fn target(&mut self, node: &mut Node, update: &Node, at: &str) -> Result<(), String> {
        let depth = at.matches('/').count();
        match (&mut node.value, &update.value) {
            // A list takes a list as its items, and everything else as one item.
            (Value::Array(items), value) if !matches!(value, Value::Array(_)) => {
                self.add(update, depth + 1)?;
                items.push(update.clone());
                Ok(())
            }
            _ => self.merge(node, update, at, depth),
        }
    }

    fn merge(&mut self, node: &mut Node, update: &Node, at: &str, depth: usize) -> Result<(), String> {
        match (&mut node.value, &update.value) {
            (Value::Object(members), Value::Object(updates)) => {
                for update in updates {
                    match members.iter_mut().find(|member| member.key == update.key) {
                        Some(member) => {
                            self.merge(
                                &mut member.node,
                                &update.node,
                                &pointer::child(at, &update.key),
                                depth + 1,
                            )?;
                        }
                        None => {
                            self.add(&update.node, depth + 1)?;
                            members.push(update.clone());
                        }
                    }
                }
            }
            (Value::Array(items), Value::Array(updates)) => {
                for update in updates {
                    self.add(update, depth + 1)?;
                    items.push(update.clone());
                }
            }
            // `components:` without a value, on either side, is an object without members.
            (Value::Array(_) | Value::Object(_), Value::Null) => {}
            (Value::Null, Value::Array(_) | Value::Object(_)) => {
                self.add(update, depth)?;
                *node = update.clone();
            }
            (Value::Array(_) | Value::Object(_), _) | (_, Value::Array(_) | Value::Object(_)) => {
                let (old, new) = (kind(node), kind(update));
                let place = if at.is_empty() { "the document" } else { at };
                return Err(format!("{place} is {old}, which {new} cannot be merged into"));
            }
            _ => *node = update.clone(),
        }
        Ok(())
    }

    /// Counts a value that is added at a depth.
    fn add(&mut self, node: &Node, depth: usize) -> Result<(), String> {
        self.nodes += count(node);
        if self.nodes > MAX_NODES {
            return Err(format!("the document would have more than {MAX_NODES} values"));
        }
        if depth + height(node) > MAX_DEPTH {
            return Err(format!("values would be nested more than {MAX_DEPTH} levels deep"));
        }
        Ok(())
    }
}

fn count(node: &Node) -> usize {
    let members: usize = node.members().iter().map(|member| count(&member.node)).sum();
    let items: usize = node.items().iter().map(count).sum();
    1 + members + items
}

/// How many lists and objects stand in each other.
fn height(node: &Node) -> usize {
    let members = node.members().iter().map(|member| height(&member.node));
    let inner = members.chain(node.items().iter().map(height)).max().unwrap_or(0);
    match node.value {
        Value::Array(_) | Value::Object(_) => 1 + inner,
        _ => inner,
    }
}
