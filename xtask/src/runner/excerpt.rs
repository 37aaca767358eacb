//! What is around a place: lines of a file, or of a payload that is laid out for people.

use recording::REDACTED;
use recording::json::{self, Index, Lines, Node, Position, Value};

/// Some lines around a place.
#[derive(Clone)]
pub(crate) struct Excerpt {
    /// Each with its number.
    pub(crate) lines: Vec<(usize, String)>,
    /// The number of the line in question, and the column in it.
    pub(crate) at: Position,
    /// Whether these are lines of the payload, laid out, and not of the file.
    pub(crate) laid_out: bool,
}

/// A payload of JSON, laid out for people.
pub(crate) struct LaidOut {
    text: Vec<u8>,
    root: Node,
    index: Index,
    lines: Lines,
}

impl LaidOut {
    /// Lays a payload out, without what is at the pointers of secrets; `None` if it is not JSON.
    pub(crate) fn new(payload: &[u8], secrets: &[String]) -> Option<Self> {
        let mut root = json::parse(payload).ok()?.root;
        for secret in secrets {
            let steps: Vec<_> = json::steps(secret).collect();
            replace(&mut root, &steps);
        }
        let text = json::to_text(&root).into_bytes();
        let root = json::parse(&text).ok()?.root;
        let lines = Lines::new(&text);
        Some(Self {
            text,
            root,
            index: Index::default(),
            lines,
        })
    }
}

/// Puts a word in the place of a value; of a member that occurs twice, of both.
fn replace(node: &mut Node, steps: &[String]) {
    let [step, rest @ ..] = steps else {
        node.value = Value::String(REDACTED.to_owned());
        return;
    };
    match &mut node.value {
        Value::Array(items) => {
            let item = step.parse::<usize>().ok().and_then(|index| items.get_mut(index));
            item.into_iter().for_each(|item| replace(item, rest));
        }
        Value::Object(members) => members
            .iter_mut()
            .filter(|member| member.key == *step)
            .for_each(|member| replace(&mut member.node, rest)),
        _ => {}
    }
}

/// How many lines are shown before and after the one in question.
const AROUND: usize = 2;

/// The longest line that is shown whole, in characters. Of a longer one, the part around the column is shown.
const LONGEST: usize = 400;

impl Excerpt {
    /// One line.
    pub(crate) fn line(at: Position, text: &str) -> Self {
        Self {
            lines: vec![(at.line, text.to_owned())],
            at,
            laid_out: false,
        }
    }

    /// The lines around a place of a text.
    pub(crate) fn of(text: &[u8], lines: &Lines, at: Position) -> Self {
        Self::within(text, lines, at, false)
    }

    /// The same lines, in a file in which the text is only a part, and the place is `at`.
    pub(crate) fn moved(mut self, at: Position) -> Self {
        for (number, _) in &mut self.lines {
            *number = (*number + at.line).saturating_sub(self.at.line);
        }
        // The columns are those of the text: what is before it in its first line is not shown.
        self.at.line = at.line;
        self
    }

    /// The lines around a value of a payload.
    pub(crate) fn of_payload(payload: &LaidOut, pointer: &str) -> Self {
        let LaidOut {
            text,
            root,
            index,
            lines,
        } = payload;
        let at = lines.position(text, index.place(root, pointer));
        Self::within(text, lines, at, true)
    }

    /// A line of a payload that is laid out, without its value if that is hidden, and without the name of the member if that
    /// is hidden, too.
    fn hide(line: &str, hidden: &dyn Fn(&str) -> bool) -> Option<String> {
        let text = line.trim_start();
        let indent = &line[..line.len() - text.len()];
        if !hidden(text) {
            return None;
        }
        let comma = if text.ends_with(',') { "," } else { "" };
        let name = text
            .find("\": ")
            .map(|end| &text[..end + 2])
            .filter(|name| text.starts_with('"') && !hidden(name));
        let name = name.map(|name| format!("{name} ")).unwrap_or_default();
        Some(format!("{indent}{name}\"{REDACTED}\"{comma}"))
    }

    /// The same lines without those values for which a function returns `true`.
    pub(crate) fn without(mut self, hidden: &dyn Fn(&str) -> bool) -> Self {
        for (_, line) in &mut self.lines {
            if let Some(shown) = Self::hide(line, hidden) {
                *line = shown;
            }
        }
        self
    }

    fn within(text: &[u8], lines: &Lines, at: Position, laid_out: bool) -> Self {
        let first = at.line.saturating_sub(AROUND).max(1);
        let mut shift = 0;
        let shown = (first..=at.line + AROUND).map(|number| (number, lines.text(text, number)));
        let lines = shown
            .filter(|(number, line)| *number == at.line || !line.trim().is_empty())
            .map(|(number, line)| {
                if line.chars().nth(LONGEST).is_none() {
                    return (number, line.into_owned());
                }
                let from = if number == at.line {
                    at.column.saturating_sub(LONGEST / 2)
                } else {
                    0
                };
                if number == at.line {
                    shift = from;
                }
                (number, line.chars().skip(from).take(LONGEST).collect())
            })
            .collect();
        Self {
            lines,
            at: Position {
                line: at.line,
                column: at.column - shift,
            },
            laid_out,
        }
    }
}
