//! Another value in the place of one.

use super::Plan;
use crate::edit::Value;
use crate::edit::error::Result;
use crate::edit::locate::Place;
use crate::edit::quote::{Quote, can_be_plain, quoted};
use crate::edit::source::Splice;
use crate::edit::style::Siblings;
use crate::edit::syntax::{Kind, Node, skip_blanks};
use crate::edit::write::block::{lines, spaces};

impl Plan<'_, '_> {
    pub(super) fn replace(&self, place: &Place, value: &Value) -> Result<Vec<Splice>> {
        let node = *self.syntax.node(place.node);
        if let Value::String(text) = value
            && let Some(text) = self.in_its_style(&node, place, text)
        {
            return Ok(vec![Splice::replace(node.start, node.end, text)]);
        }
        let siblings = match place.parent() {
            Some((parent, _)) => Siblings::of(self.syntax, parent, Some(place.node)),
            None => Siblings::default(),
        };
        self.write_over(place, &node, value, &siblings)
    }

    /// A string in the style of the one that it replaces.
    fn in_its_style(&self, node: &Node, place: &Place, text: &str) -> Option<String> {
        if self.syntax.is_json || node.has_tag {
            return None;
        }
        let old = self.syntax.scalar(place.node);
        match node.kind {
            Kind::Single if can_be_plain(old, false) || !can_be_plain(text, self.is_in_flow(place)) => {
                Some(quoted(text, Quote::Single))
            }
            Kind::Double if can_be_plain(old, false) || !can_be_plain(text, self.is_in_flow(place)) => {
                Some(quoted(text, Quote::Double))
            }
            Kind::Plain if !node.is_absent() && can_be_plain(text, self.is_in_flow(place)) => Some(text.to_owned()),
            Kind::Literal | Kind::Folded => self.in_block(node, text),
            _ => None,
        }
    }

    /// A string behind the `|` or `>` of the one that it replaces.
    fn in_block(&self, node: &Node, text: &str) -> Option<String> {
        let written = self.syntax.text.get(node.start..node.end)?;
        let (header, content) = written.split_once('\n')?;
        let first = content.lines().find(|line| !line.trim().is_empty())?;
        let column = first.len() - first.trim_start_matches(' ').len();
        let body = text.trim_end_matches('\n');
        let is_clean = !body.is_empty()
            && !body.starts_with([' ', '\t', '\n'])
            && body
                .lines()
                .all(|line| !crate::edit::quote::needs_double(line) && line.trim_end() == line);
        let (indicators, comment) = match header.find([' ', '\t']) {
            Some(at) => header.split_at(at),
            None => (header, ""),
        };
        if !is_clean || indicators.contains(|c: char| c.is_ascii_digit()) || indicators.contains('+') {
            return None;
        }
        let chomping = match text.len() - body.len() {
            0 => "-",
            1 => "",
            _ => return None,
        };
        // Lines that are folded become one: those of the new text stay apart by empty lines.
        let body = match node.kind {
            Kind::Folded if body.lines().any(|line| line.starts_with([' ', '\t'])) => return None,
            Kind::Folded => body.replace('\n', "\n\n"),
            _ => body.to_owned(),
        };
        Some(format!(
            "{}{chomping}{comment}{}",
            &indicators[..1],
            lines(&body, column)
        ))
    }

    /// Writes a value in the place of a node.
    pub(super) fn write_over(
        &self,
        place: &Place,
        node: &Node,
        value: &Value,
        siblings: &Siblings,
    ) -> Result<Vec<Splice>> {
        let writer = match place.parent() {
            Some((parent, _)) => self.writer(parent),
            None => self.writer(place.node),
        };
        let parent = place.parent().map(|(parent, _)| *self.syntax.node(parent));
        let key = place.key(self.syntax);
        let is_item = parent.is_some_and(|parent| parent.is_seq());
        let anchor = self.anchor(node);
        if self.syntax.is_json
            || self.is_in_flow(place)
            || parent.is_none() && node.is_flow() && !node_is_empty(self, place)
        {
            let text = writer.flow(value, key, siblings, is_item, self.indent(node.start));
            let text = format!("{anchor}{text}");
            if !node.is_absent() {
                return Ok(vec![Splice::replace(node.props, node.end, text)]);
            }
            let colon = if self.text()[..node.after].ends_with(':') {
                " "
            } else {
                ": "
            };
            let end = skip_blanks(self.text(), node.end);
            let end = if self.text()[end..].starts_with([',', '}', ']']) {
                end
            } else {
                node.end
            };
            return Ok(vec![Splice::replace(node.after, end, format!("{colon}{text}"))]);
        }
        let Some(parent) = parent else {
            let text = match value {
                Value::Map(members) if !members.is_empty() => writer.members(members, 0),
                Value::List(items) if !items.is_empty() => writer.items(items, None, 0),
                other => writer.flow(other, None, siblings, false, ""),
            };
            if node.is_absent() {
                return Ok(self.at_end(&text));
            }
            return Ok(vec![Splice::replace(node.props, node.end, format!("{anchor}{text}"))]);
        };
        if parent.is_seq() {
            let column = self.syntax.column(parent.start);
            let text = writer.item(value, key, siblings, column);
            let text = text.trim_start_matches('-').trim_start_matches(' ');
            let (from, space) = match node.is_absent() {
                true => (node.after, " "),
                false => (node.props, ""),
            };
            return Ok(vec![Splice::replace(from, node.end, format!("{space}{anchor}{text}"))]);
        }
        let column = self.syntax.column(node.entry);
        let text = match value {
            // As deep as it was.
            Value::Map(members) if !members.is_empty() && node.is_block() && node.is_map() => {
                format!(
                    "\n{}{}",
                    spaces(self.syntax.column(node.start)),
                    writer.members(members, self.syntax.column(node.start))
                )
            }
            _ => writer.behind_key(
                key.unwrap_or_default(),
                value,
                siblings,
                column,
                node.after - node.entry,
            ),
        };
        Ok(self.behind_colon(node, &anchor, &text))
    }

    /// Puts a text, which begins with a space or on the next line, behind the colon of a member in lines.
    fn behind_colon(&self, node: &Node, anchor: &str, new: &str) -> Vec<Splice> {
        let text = self.text();
        let anchor = match anchor.trim_end() {
            "" => String::new(),
            anchor => format!(" {anchor}"),
        };
        let line_end = self.line_end(node.after);
        let is_on_key_line = node.start <= line_end;
        let is_below = node.is_block() || matches!(node.kind, Kind::Literal | Kind::Folded) || !is_on_key_line;
        let next_line = new.starts_with('\n');
        if node.is_absent() {
            return match next_line {
                true if anchor.is_empty() => vec![Splice::insert(self.line_end(node.end), new)],
                true => vec![
                    Splice::replace(node.after, node.end, anchor),
                    Splice::insert(self.line_end(node.end), new),
                ],
                false => vec![Splice::replace(node.after, node.end, format!("{anchor}{new}"))],
            };
        }
        if is_below && !matches!(node.kind, Kind::Literal | Kind::Folded) {
            // What was below its key, whose line may end with a comment.
            return match next_line {
                true if node.has_tag => vec![Splice::replace(node.after, node.end, format!("{anchor}{new}"))],
                true => {
                    let start = node.start - self.syntax.column(node.start);
                    vec![Splice::replace(start, node.end, new.trim_start_matches('\n'))]
                }
                false => {
                    let head = match anchor.is_empty() {
                        true => Splice::insert(node.after, new),
                        false => Splice::replace(node.after, line_end.min(node.start), format!("{anchor}{new}")),
                    };
                    vec![head, Splice::remove(line_end, node.end)]
                }
            };
        }
        // A comment behind the header of a block scalar, or behind the value.
        let (own, comment) = match node.kind {
            Kind::Literal | Kind::Folded => {
                let header = &text[node.start..line_end];
                (node.end, header.find('#').map_or("", |at| &header[at..]))
            }
            _ => (node.end, ""),
        };
        let ends_line = text[..own].ends_with('\n') && own > node.start;
        let comment = match comment {
            "" => String::new(),
            comment => format!(" {comment}"),
        };
        match next_line {
            true if matches!(node.kind, Kind::Literal | Kind::Folded) => {
                let end = if ends_line { "\n" } else { "" };
                vec![Splice::replace(node.after, own, format!("{anchor}{comment}{new}{end}"))]
            }
            true => {
                let rest = skip_blanks(text, own);
                let below = self.line_end(own);
                match rest == below {
                    true => vec![Splice::replace(node.after, own, format!("{anchor}{new}"))],
                    false => vec![Splice::replace(node.after, own, anchor), Splice::insert(below, new)],
                }
            }
            false => {
                let end = if ends_line { "\n" } else { "" };
                let from = if anchor.is_empty() && node.props == node.start {
                    node.props
                } else {
                    node.after
                };
                let new = if from == node.props {
                    new.trim_start_matches(' ')
                } else {
                    new
                };
                vec![Splice::replace(
                    from,
                    own,
                    format!("{}{new}{comment}{end}", if from == node.props { "" } else { &anchor }),
                )]
            }
        }
    }

    /// The anchor of a node, with a space; it stays when the value is replaced.
    fn anchor(&self, node: &Node) -> String {
        let properties = self.text()[node.props..node.start].split_whitespace();
        let anchor = properties.filter(|property| node.anchor > 0 && property.starts_with('&'));
        anchor.map(|anchor| format!("{anchor} ")).collect()
    }

    /// Puts a text at the end of a document that says nothing.
    fn at_end(&self, new: &str) -> Vec<Splice> {
        let text = self.text();
        let line = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let end = if text.ends_with('\n') { "\n" } else { "" };
        vec![Splice::insert(text.len(), format!("{line}{new}{end}"))]
    }
}

fn node_is_empty(plan: &Plan<'_, '_>, place: &Place) -> bool {
    plan.syntax.entries(place.node).next().is_none()
}
