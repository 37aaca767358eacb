//! The nodes of a text of YAML, from the events of the parser.
//!
//! Events say what there is and where scalars begin. Where anchors, tags, dashes, colons and brackets are, and where nodes
//! end, is read from the text, from one node to the next. If both disagree, the text is not edited.

use super::lex::{property_end, quoted_end};
use super::{Form, Kind, Links, Node, Syntax, line_start, skip_space};
use crate::edit::error::{EditErrorKind, Problem, Result};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};
use std::borrow::Cow;

/// Reads a text.
pub(super) fn parse(text: &str) -> Result<Syntax<'_>> {
    let lines = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1));
    let mut builder = Builder {
        text,
        lines: lines.collect(),
        nodes: Vec::new(),
        scalars: Vec::new(),
        stack: Vec::new(),
        cursor: 0,
    };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let problem = builder.unsupported(&format!("the text is not YAML 1.2: {}", error.info()));
            problem.on_line(error.marker().line())
        })?;
        builder.event(event, span)?;
    }
    if builder.nodes.is_empty() {
        builder.open(Kind::Plain, Properties::default(), 0);
        builder.nodes[0].next = 1;
    }
    Ok(Syntax {
        text,
        nodes: builder.nodes,
        scalars: builder.scalars,
        is_json: false,
        links: Links::default(),
    })
}

/// A mapping or a sequence that is not closed yet.
struct Open {
    node: usize,
    form: Form,
    is_map: bool,
    /// Of a mapping: where the entry begins that is being read.
    entry: usize,
    /// Of a mapping: whether the key of that entry begins with `?`.
    is_explicit: bool,
    /// Of a mapping: whether the key of that entry was read.
    has_key: bool,
}

/// What an event says of a node's anchor and tag.
#[derive(Clone, Copy, Default)]
struct Properties {
    anchor: usize,
    has_tag: bool,
}

struct Builder<'t> {
    text: &'t str,
    /// Where lines begin.
    lines: Vec<usize>,
    nodes: Vec<Node>,
    scalars: Vec<Cow<'t, str>>,
    stack: Vec<Open>,
    /// How far the text was read.
    cursor: usize,
}

impl<'t> Builder<'t> {
    fn event(&mut self, event: Event<'t>, span: Span) -> Result<()> {
        match event {
            Event::DocumentStart(_) if !self.nodes.is_empty() => {
                let message = "a second YAML document starts here";
                let problem = Problem::new(EditErrorKind::Unreadable, message, "keep one document in each file");
                Err(problem.on_line(span.start.line()))
            }
            Event::DocumentStart(true) => {
                self.cursor = self.place(&span.end);
                Ok(())
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(false)
            | Event::DocumentEnd => Ok(()),
            Event::Alias(alias) => {
                self.approach()?;
                let node = self.begin(Kind::Alias, Properties::default(), false)?;
                let end = property_end(self.text, self.cursor, self.in_flow());
                self.nodes[node].alias = alias;
                self.finish(node, end);
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.approach()?;
                let has_tag = tag.is_some();
                self.scalar(text, style, Properties { anchor, has_tag }, &span)
            }
            Event::SequenceStart(anchor, tag) => {
                self.approach()?;
                let has_tag = tag.is_some();
                self.collection(false, Properties { anchor, has_tag })
            }
            Event::MappingStart(anchor, tag) => {
                self.approach()?;
                let has_tag = tag.is_some();
                self.collection(true, Properties { anchor, has_tag })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
        }
    }

    /// Reads up to where the next node may begin: behind its dash or colon.
    fn approach(&mut self) -> Result<()> {
        let Some(open) = self.stack.last_mut() else {
            return Ok(());
        };
        let next = skip_space(self.text, self.cursor);
        let byte = |at: usize| self.text.as_bytes().get(at).copied();
        if open.has_key {
            if byte(next) == Some(b':') {
                self.cursor = next + 1;
            } else if !open.is_explicit && open.form == Form::Block {
                return Err(self.lost());
            }
        } else if open.is_map {
            open.entry = next;
            open.is_explicit = byte(next) == Some(b'?') && byte(next + 1).is_none_or(|byte| b" \t\n".contains(&byte));
            self.cursor = next + usize::from(open.is_explicit);
        } else {
            self.cursor = next;
            if open.form == Form::Block {
                if byte(next) != Some(b'-') {
                    return Err(self.lost());
                }
                self.cursor += 1;
            }
        }
        Ok(())
    }

    /// Adds a node whose anchor, tag and text follow.
    fn begin(&mut self, kind: Kind, properties: Properties, is_absent: bool) -> Result<usize> {
        let after = self.cursor;
        let count = usize::from(properties.anchor > 0) + usize::from(properties.has_tag);
        let mut at = match count {
            0 if is_absent => after,
            _ => skip_space(self.text, after),
        };
        let props = at;
        for left in (0..count).rev() {
            if !matches!(self.byte(at), Some(b'&' | b'!')) {
                return Err(self.lost());
            }
            at = property_end(self.text, at, self.in_flow());
            if left > 0 || !is_absent {
                at = skip_space(self.text, at);
            }
        }
        let node = self.open(kind, properties, after);
        self.nodes[node].props = props;
        self.nodes[node].start = at;
        self.cursor = at;
        Ok(node)
    }

    fn open(&mut self, kind: Kind, properties: Properties, after: usize) -> usize {
        let entry = match self.stack.last() {
            Some(open) if open.is_map => open.entry,
            Some(open) if open.form == Form::Block => after - 1,
            _ => after,
        };
        self.nodes.push(Node {
            kind,
            entry,
            after,
            props: after,
            start: after,
            end: after,
            next: 0,
            anchor: properties.anchor,
            alias: 0,
            has_tag: properties.has_tag,
        });
        self.scalars.push(Cow::Borrowed(""));
        self.nodes.len() - 1
    }

    fn scalar(&mut self, text: Cow<'t, str>, style: ScalarStyle, properties: Properties, span: &Span) -> Result<()> {
        let kind = match style {
            ScalarStyle::Plain => Kind::Plain,
            ScalarStyle::SingleQuoted => Kind::Single,
            ScalarStyle::DoubleQuoted => Kind::Double,
            ScalarStyle::Literal => Kind::Literal,
            ScalarStyle::Folded => Kind::Folded,
        };
        let is_absent = kind == Kind::Plain && text.is_empty();
        let node = self.begin(kind, properties, is_absent)?;
        let start = self.nodes[node].start;
        let first = self.byte(start);
        let end = match kind {
            _ if is_absent => start,
            Kind::Single | Kind::Double if matches!(first, Some(b'\'' | b'"')) => {
                quoted_end(self.text, start).ok_or_else(|| self.lost())?
            }
            Kind::Literal | Kind::Folded if matches!(first, Some(b'|' | b'>')) => self.block_end(start, span),
            Kind::Plain if self.text[start..].starts_with(&*text) && !text.contains('\n') => start + text.len(),
            Kind::Plain => self.place(&span.end),
            _ => return Err(self.lost()),
        };
        if end < start || !self.text.is_char_boundary(end) || (kind == Kind::Plain && self.differs(start, end, &text)) {
            return Err(self.lost());
        }
        self.scalars[node] = text;
        self.finish(node, end);
        Ok(())
    }

    /// Whether a plain scalar on one line is not at its place.
    fn differs(&self, start: usize, end: usize, scalar: &str) -> bool {
        let written = &self.text[start..end];
        !written.contains('\n') && written != scalar
    }

    /// Where a block scalar ends: behind its last character, or behind its last line end if it keeps empty lines.
    fn block_end(&self, start: usize, span: &Span) -> usize {
        let header = super::line_end(self.text, start);
        let keeps = self.text[start..header]
            .split('#')
            .next()
            .is_some_and(|header| header.contains('+'));
        let mut end = self.place(&span.end).max(header);
        // The event may end within the indentation of what follows.
        let line = line_start(self.text, end);
        if end < self.text.len() && self.text[line..end].trim_start_matches(' ').is_empty() {
            end = line;
        }
        match keeps {
            true => end,
            false => {
                let content = self.text[header..end].trim_end_matches(['\n', ' ']);
                // A line of white space that is indented deeper than the others is content.
                let blank = &self.text[header + content.len()..end];
                match blank
                    .split('\n')
                    .any(|line| line.len() > self.column(header + content.len()))
                {
                    true => end,
                    false => header + content.len(),
                }
            }
        }
    }

    /// The indentation of the line of a place.
    fn column(&self, at: usize) -> usize {
        let line = line_start(self.text, at);
        let rest = &self.text[line..];
        rest.len() - rest.trim_start_matches(' ').len()
    }

    fn collection(&mut self, is_map: bool, properties: Properties) -> Result<()> {
        let bracket = if is_map { b'{' } else { b'[' };
        let node = self.begin(Kind::Map(Form::Block), properties, false)?;
        let start = self.nodes[node].start;
        let form = match self.byte(start) {
            Some(byte) if byte == bracket => {
                self.cursor += 1;
                Form::Flow
            }
            _ if is_map && self.in_flow() => Form::Pair,
            _ => Form::Block,
        };
        self.nodes[node].kind = if is_map { Kind::Map(form) } else { Kind::Seq(form) };
        self.stack.push(Open {
            node,
            form,
            is_map,
            entry: start,
            is_explicit: false,
            has_key: false,
        });
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        let Some(open) = self.stack.pop() else {
            return Err(self.lost());
        };
        let end = match open.form {
            Form::Flow => {
                let at = skip_space(self.text, self.cursor);
                let bracket = if open.is_map { b'}' } else { b']' };
                if self.byte(at) != Some(bracket) {
                    return Err(self.lost());
                }
                at + 1
            }
            Form::Block | Form::Pair => self.cursor,
        };
        self.finish(open.node, end);
        Ok(())
    }

    /// Ends a node, and its entry with it if it is a value.
    fn finish(&mut self, node: usize, end: usize) {
        self.nodes[node].end = end;
        self.nodes[node].next = self.nodes.len();
        self.cursor = end;
        let Some(open) = self.stack.last_mut() else {
            return;
        };
        if open.is_map {
            open.has_key = !open.has_key;
            if open.has_key {
                return;
            }
        }
        if open.form == Form::Flow {
            let comma = skip_space(self.text, end);
            if self.byte(comma) == Some(b',') {
                self.cursor = comma + 1;
            }
        }
    }

    fn in_flow(&self) -> bool {
        self.stack.last().is_some_and(|open| open.form != Form::Block)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Where a mark is in the text, in bytes.
    fn place(&self, mark: &Marker) -> usize {
        let Some(line) = self.lines.get(mark.line().saturating_sub(1)) else {
            return self.text.len();
        };
        let rest = &self.text[*line..];
        let ascii = rest.as_bytes().iter().take(mark.col()).all(u8::is_ascii);
        match ascii {
            true => (line + mark.col()).min(self.text.len()),
            false => rest
                .char_indices()
                .nth(mark.col())
                .map_or(self.text.len(), |(at, _)| line + at),
        }
    }

    fn lost(&self) -> Problem {
        let line = self.text[..self.cursor.min(self.text.len())].matches('\n').count() + 1;
        self.unsupported("the text is written in a way that edits do not know")
            .on_line(line)
    }

    fn unsupported(&self, message: &str) -> Problem {
        let help = "write this part in another way, or edit the document by hand";
        Problem::new(EditErrorKind::Unsupported, message, help)
    }
}
