//! Overlays: changes to a document that stand in files of their own ([OpenAPI Overlay](https://spec.openapis.org/overlay/)
//! 1.0 and 1.1), applied to the tree in memory.
//!
//! What an overlay adds has the overlay's positions, so that findings about it are shown there.

mod action;
mod merge;
mod select;

use crate::diagnostic::{Diagnostic, Diagnostics, Position, Rule, Source, rules};
use crate::document::{self, Bundled, Document, Member, Node, Value, pointer};
use action::{Action, Change};
use merge::Merge;
use select::Selectable;

/// The document with the actions of an overlay applied. `name` is what diagnostics call the overlay, usually its path.
///
/// An action that matches nothing is reported by [`validate`](crate::validate()) as a warning; if `strict`, it is an error
/// here. Of a document of several files, overlays change what [`bundle`](crate::bundle()) makes of it.
///
/// # Errors
/// Returns everything that is wrong with the overlay.
pub fn overlay(document: Document, name: &str, bytes: &[u8], strict: bool) -> Result<Document, Diagnostics> {
    // Findings are about the document: that they are in the overlay, their positions say.
    let file = u32::try_from(document.sources().len()).unwrap_or(u32::MAX);
    let about = |others: &[Source]| {
        let sources = document.sources().iter().chain(others).cloned().collect();
        Diagnostics::new(document.name()).with_sources(sources)
    };
    let overlay = Document::parse(name, bytes).map_err(|found| {
        let mut all = about(found.sources());
        all.append(found.in_file(file));
        all
    })?;
    let mut actions = overlay.root().clone();
    actions.set_file(file);
    let mut application = Application {
        root: document.root().clone(),
        diagnostics: about(overlay.sources()),
        strict,
    };
    application.diagnostics.append(overlay.flaws().clone().in_file(file));
    let actions = action::read(&actions, &mut application.diagnostics);
    if application.diagnostics.errors() == 0 {
        application.apply(&actions);
    }
    application.diagnostics.sort();
    if application.diagnostics.errors() > 0 {
        return Err(application.diagnostics);
    }
    let bundled = Bundled {
        root: application.root,
        origins: document.origins().clone(),
        sources: document.sources().iter().chain(overlay.sources()).cloned().collect(),
        sha256: document::sha256(&format!("{}\n{}\n", document.sha256(), overlay.sha256())),
        flaws: application.diagnostics.iter().cloned().collect(),
    };
    Ok(document.with_bundled(bundled))
}

/// The state of one overlay being applied.
struct Application {
    root: Node,
    diagnostics: Diagnostics,
    strict: bool,
}

impl Application {
    fn apply(&mut self, actions: &[Action<'_>]) {
        let mut selectable = Selectable::new(&self.root);
        for action in actions {
            let pointers = selectable.select(&action.target.path);
            if pointers.is_empty() {
                self.without_match(action);
                continue;
            }
            let applied = match &action.change {
                Change::Remove => self.remove(&pointers, action),
                Change::Update(update) => self.merge(&pointers, update, action),
                Change::Copy(source) => match selectable.select(&source.path).as_slice() {
                    [one] => {
                        let copied = pointer::find(&self.root, one).map(|place| place.node.clone());
                        copied.is_none_or(|copied| self.merge(&pointers, &copied, action))
                    }
                    others => {
                        let message = format!(
                            "`{}` matches {} values; a copy has one source",
                            source.text,
                            others.len()
                        );
                        self.fail(
                            &pointer::child(&action.pointer, "copy"),
                            source.position,
                            message,
                            "name one value",
                        );
                        false
                    }
                },
            };
            // What comes after a failed action would fail because of it.
            if !applied {
                return;
            }
            let mut changed: Vec<&str> = pointers.iter().map(String::as_str).collect();
            if let Change::Remove = action.change {
                let around = |at: &str| at.rsplit_once('/').map_or(0, |(around, _)| around.len());
                changed = changed.into_iter().map(|at| &at[..around(at)]).collect();
                changed.dedup();
            }
            for changed in changed {
                selectable.refresh(&self.root, changed);
            }
        }
    }

    fn without_match(&mut self, action: &Action<'_>) {
        let rule = match self.strict {
            true => &rules::BAD_OVERLAY,
            false => &rules::OVERLAY_WITHOUT_MATCH,
        };
        let message = format!("`{}` matches nothing in the document", action.target.text);
        let help = "correct the expression, or remove the action";
        self.report(
            rule,
            &pointer::child(&action.pointer, "target"),
            action.target.position,
            message,
            help,
        );
    }

    /// Removes values, the last of a list first, so that no pointer changes its meaning.
    fn remove(&mut self, pointers: &[String], action: &Action<'_>) -> bool {
        let mut pointers: Vec<&String> = pointers.iter().collect();
        pointers.sort_by_cached_key(|pointer| std::cmp::Reverse(order(pointer)));
        for at in pointers {
            let Some((around, _)) = at.rsplit_once('/') else {
                let message = "the whole document cannot be removed".to_owned();
                self.fail(&action.pointer, action.target.position, message, "name a part of it");
                return false;
            };
            let step = pointer::last(at);
            match pointer::find_mut(&mut self.root, around).map(|node| &mut node.value) {
                Some(Value::Object(members)) => members.retain(|member| member.key != step),
                Some(Value::Array(items)) => {
                    if let Ok(index) = step.parse::<usize>()
                        && index < items.len()
                    {
                        items.remove(index);
                    }
                }
                _ => {}
            }
        }
        true
    }

    fn merge(&mut self, pointers: &[String], update: &Node, action: &Action<'_>) -> bool {
        let kinds: Vec<_> = pointers
            .iter()
            .filter_map(|at| pointer::find(&self.root, at))
            .map(|place| merge::kind(place.node))
            .collect();
        if let [first, rest @ ..] = kinds.as_slice()
            && let Some(other) = rest.iter().find(|kind| *kind != first)
        {
            let message = format!("`{}` matches {first} and {other}", action.target.text);
            let help = "write an action for each of them";
            self.fail(
                &pointer::child(&action.pointer, "target"),
                action.target.position,
                message,
                help,
            );
            return false;
        }
        let mut merge = Merge::new(&self.root);
        for at in pointers {
            let Some(node) = pointer::find_mut(&mut self.root, at) else {
                continue;
            };
            if let Err(message) = merge.target(node, update, at) {
                let help = "remove the value first, with an action of its own";
                let position = action.update.unwrap_or(action.target.position);
                self.fail(&action.pointer, position, message, help);
                return false;
            }
        }
        true
    }

    fn fail(&mut self, at: &str, position: Position, message: String, help: &str) {
        self.report(&rules::BAD_OVERLAY, at, position, message, help);
    }

    fn report(&mut self, rule: &Rule, at: &str, position: Position, message: String, help: &str) {
        let finding = Diagnostic::of(rule, at, message, help).at(Some(position));
        self.diagnostics.push(finding);
    }
}

/// Where a pointer is in the order of the document: indexes count as numbers.
fn order(pointer: &str) -> Vec<(usize, String)> {
    pointer::steps(pointer)
        .map(|step| (step.parse().unwrap_or(0), step))
        .collect()
}

/// The member of an object, if it is one that has it.
fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Member> {
    node.members().iter().find(|member| member.key == key)
}
