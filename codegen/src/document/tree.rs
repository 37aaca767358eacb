//! From text to the raw tree: one pass over the events of the parser, on a stack of its own.
//!
//! Nothing here recurses, and everything that is written or expanded is counted, so that no text, however deep or however
//! often it refers to itself, takes more memory or stack than its limits allow.
//!
//! The text is YAML 1.2: U+0085, U+2028 and U+2029 are characters like any other. (`serde_yaml`, which is YAML 1.1 there,
//! breaks lines at them.)

mod merge;
mod reports;

use super::node::{Member, Node, Value};
use super::pointer;
use super::scalar::{self, Refused};
use super::surrogates::Readable;
use super::text::end_of;
use crate::diagnostic::{Diagnostics, Position, rules};
use merge::Merge;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, Tag};
use std::collections::HashMap;

/// How deep values may nest. The deepest of many real documents has 22 levels, and the tools that come after this one
/// recurse with large frames.
pub const MAX_DEPTH: usize = 64;
/// How many values a document may have once its aliases are expanded.
pub const MAX_NODES: usize = 2_000_000;
/// How many values anchors and aliases may add to those that are written.
const MAX_COPIES: usize = 1_000_000;
/// How many bytes of text they may add.
const MAX_COPIED_BYTES: usize = 64 << 20;

/// Reads the one document of `text`.
pub(super) fn read(text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let readable = Readable::new(text);
    let mut found = diagnostics.clone();
    let read = parse(&readable, end_of(text), &mut found);
    // What the standard does not allow may be what other parsers read.
    if read.is_none()
        && found.iter().any(|finding| finding.rule == rules::NOT_YAML.id)
        && let Some(readable) = readable.lenient()
    {
        let mut again = diagnostics.clone();
        let lenient = parse(&readable, end_of(text), &mut again);
        if lenient.is_some() || again.iter().all(|finding| finding.rule != rules::NOT_YAML.id) {
            *diagnostics = again;
            return lenient;
        }
    }
    *diagnostics = found;
    read
}

fn parse(readable: &Readable<'_>, end: Position, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut builder = Builder::new(readable, end, diagnostics);
    for event in Parser::new_from_str(&readable.text) {
        let step = match event {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => builder.syntax(&error),
        };
        step?;
    }
    // A text without any value, such as one of comments alone, is `null`.
    builder.root.or(Some(Node {
        position: Position {
            file: 0,
            line: 1,
            column: 1,
        },
        value: Value::Null,
    }))
}

/// Whether a tag says that a value is a list (`seq`) or an object (`map`), or leaves it as it is (`!`).
fn is_collection_tag(tag: &Tag, core: &str) -> bool {
    let whole = format!("{}{}", tag.handle, tag.suffix);
    whole == "!" || whole.strip_prefix(scalar::CORE) == Some(core)
}

/// What a subtree costs when it is copied.
#[derive(Clone, Copy, Default)]
struct Size {
    nodes: usize,
    bytes: usize,
    height: usize,
}

/// A list or an object that is not closed yet.
struct Frame {
    position: Position,
    anchor: usize,
    size: Size,
    kind: Kind,
}

enum Kind {
    Array(Vec<Node>),
    Object {
        members: Vec<Member>,
        merges: Vec<Merge>,
        /// The key whose value comes next.
        key: Option<Key>,
    },
}

struct Key {
    text: String,
    position: Position,
    /// Whether the members of the value are merged into the object.
    is_merge: bool,
}

struct Builder<'a> {
    readable: &'a Readable<'a>,
    /// The place right after the text.
    end: Position,
    diagnostics: &'a mut Diagnostics,
    stack: Vec<Frame>,
    root: Option<Node>,
    anchors: HashMap<usize, (Node, Size)>,
    documents: usize,
    nodes: usize,
    copies: Size,
}

/// `None` where reading cannot go on; the reason has been reported.
type Step = Option<()>;

impl<'a> Builder<'a> {
    fn new(readable: &'a Readable<'a>, end: Position, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            readable,
            end,
            diagnostics,
            stack: Vec::new(),
            root: None,
            anchors: HashMap::new(),
            documents: 0,
            nodes: 0,
            copies: Size::default(),
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Step {
        let position = self.place(&span.start);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Some(()),
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return self.stop(
                        &rules::SEVERAL_DOCUMENTS,
                        position,
                        "a second YAML document starts here",
                        "keep one document in each file",
                    );
                }
                Some(())
            }
            Event::Alias(anchor) => self.alias(anchor, position),
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), position),
            Event::SequenceStart(anchor, tag) => {
                self.open(Kind::Array(Vec::new()), "seq", anchor, tag.as_deref(), position)
            }
            Event::MappingStart(anchor, tag) => {
                let kind = Kind::Object {
                    members: Vec::new(),
                    merges: Vec::new(),
                    key: None,
                };
                self.open(kind, "map", anchor, tag.as_deref(), position)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
        }
    }

    /// Whether the next value is the key of a member.
    fn at_key(&self) -> bool {
        matches!(
            self.stack.last(),
            Some(Frame {
                kind: Kind::Object { key: None, .. },
                ..
            })
        )
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, tag: Option<&Tag>, position: Position) -> Step {
        let value = match scalar::resolve(text, style, tag) {
            // Of a key only the text counts: the standard reads keys in the failsafe schema, where all are strings.
            _ if self.at_key() && tag.is_none() => Value::String(text.to_owned()),
            Ok(value) => value,
            Err(refused) => {
                self.refused(text, tag, position, &refused);
                Value::Null
            }
        };
        let size = Size {
            nodes: 1,
            bytes: text.len(),
            height: 1,
        };
        let node = Node { position, value };
        if anchor > 0 {
            self.keep(anchor, &node, size, position)?;
        }
        if self.at_key() {
            let is_merge = style == ScalarStyle::Plain && tag.is_none() && text == merge::KEY;
            return self.key(node, position, is_merge);
        }
        self.add(node, size, position)
    }

    fn key(&mut self, node: Node, at: Position, is_merge: bool) -> Step {
        let text = match node.value {
            Value::String(text) | Value::Number(text) => text,
            Value::Bool(value) => value.to_string(),
            Value::Null => "null".to_owned(),
            Value::Array(_) | Value::Object(_) => return self.complex_key(at),
        };
        if let Some(Frame {
            kind: Kind::Object { key, .. },
            size,
            ..
        }) = self.stack.last_mut()
        {
            size.bytes += text.len();
            *key = Some(Key {
                text,
                position: at,
                is_merge,
            });
        }
        Some(())
    }

    fn alias(&mut self, anchor: usize, at: Position) -> Step {
        let Some((_, size)) = self.anchors.get(&anchor) else {
            return self.stop(
                &rules::YAML_BOMB,
                at,
                "the alias is within the value that it refers to, so the value never ends",
                "use a `$ref` to a component",
            );
        };
        let size = *size;
        self.charge(size, at)?;
        if self.stack.len() + size.height > MAX_DEPTH {
            return self.too_deep(at);
        }
        let mut node = self.anchors.get(&anchor)?.0.clone();
        // The values within it keep their positions; the value itself is here.
        node.position = at;
        if self.at_key() {
            return self.key(node, at, false);
        }
        self.add(node, size, at)
    }

    /// Counts a copy that an anchor or an alias makes.
    fn charge(&mut self, size: Size, at: Position) -> Step {
        self.copies.nodes += size.nodes;
        self.copies.bytes += size.bytes;
        if self.copies.nodes > MAX_COPIES || self.copies.bytes > MAX_COPIED_BYTES {
            return self.stop(
                &rules::YAML_BOMB,
                at,
                &format!("anchors and aliases expand to more than {MAX_COPIES} values or {MAX_COPIED_BYTES} bytes"),
                "use a `$ref` to a component instead of aliases",
            );
        }
        Some(())
    }

    fn keep(&mut self, anchor: usize, node: &Node, size: Size, at: Position) -> Step {
        self.charge(size, at)?;
        self.anchors.insert(anchor, (node.clone(), size));
        Some(())
    }

    fn open(&mut self, kind: Kind, core: &str, anchor: usize, tag: Option<&Tag>, position: Position) -> Step {
        if self.at_key() {
            return self.complex_key(position);
        }
        if self.stack.len() >= MAX_DEPTH {
            return self.too_deep(position);
        }
        if let Some(tag) = tag
            && !is_collection_tag(tag, core)
        {
            self.refused("", Some(tag), position, &Refused::Tag);
        }
        self.stack.push(Frame {
            position,
            anchor,
            size: Size::default(),
            kind,
        });
        Some(())
    }

    fn close(&mut self) -> Step {
        let frame = self.stack.pop()?;
        let size = Size {
            nodes: frame.size.nodes + 1,
            bytes: frame.size.bytes,
            height: frame.size.height + 1,
        };
        let position = frame.position;
        let value = match frame.kind {
            Kind::Array(items) => Value::Array(items),
            Kind::Object { members, merges, .. } => {
                let members = match merges.is_empty() {
                    true => members,
                    false => self.merged(members, merges),
                };
                Value::Object(self.without_duplicates(members))
            }
        };
        let node = Node { position, value };
        if frame.anchor > 0 {
            self.keep(frame.anchor, &node, size, position)?;
        }
        self.add(node, size, position)
    }

    /// Puts a finished value where it belongs.
    fn add(&mut self, node: Node, size: Size, at: Position) -> Step {
        self.nodes += 1;
        if self.nodes + self.copies.nodes > MAX_NODES {
            return self.stop(
                &rules::TOO_MANY_NODES,
                at,
                &format!("the document has more than {MAX_NODES} values"),
                "split the document",
            );
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return Some(());
        };
        frame.size.nodes += size.nodes;
        frame.size.bytes += size.bytes;
        frame.size.height = frame.size.height.max(size.height);
        match &mut frame.kind {
            Kind::Array(items) => items.push(node),
            Kind::Object { members, merges, key } => match key.take() {
                Some(key) if key.is_merge => merges.push(Merge {
                    before: members.len(),
                    position: key.position,
                    value: node,
                }),
                Some(key) => members.push(Member {
                    key: key.text,
                    position: key.position,
                    node,
                }),
                None => {}
            },
        }
        Some(())
    }

    /// The pointer of the innermost value that is being read.
    fn pointer(&self) -> String {
        let mut path = String::new();
        for frame in &self.stack {
            path.push('/');
            match &frame.kind {
                Kind::Array(items) => path.push_str(&items.len().to_string()),
                Kind::Object { key: Some(key), .. } => path.push_str(&pointer::escape(&key.text)),
                Kind::Object { key: None, .. } => {
                    path.pop();
                }
            }
        }
        path
    }

    /// The place of a mark in the text that was written.
    fn place(&self, mark: &Marker) -> Position {
        let place = self.readable.original(Position {
            file: 0,
            line: mark.line().max(1),
            column: mark.col() + 1,
        });
        // The parser may look for more on the line after the last one.
        place.min(self.end)
    }
}
