//! Writes the events of the parser as CommonMark again.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::escape::{self, Place};
use super::tables::Table;
use super::{LANGUAGES, code_span, fenced, links};

/// How many lists and quotes may be nested. Deeper ones are shown at this level.
const MOST_LEVELS: usize = 24;

/// A line break that is preserved. No text contains this character, because control characters were replaced.
const BREAK: &str = "\0\n";

/// What has been written so far.
#[derive(Debug)]
pub(super) struct Writer {
    /// The containers that are open, the document itself first.
    open: Vec<Container>,
    /// The text of the paragraph, the heading or the cell that is being written.
    inline: String,
    /// The markers of the emphasis that is open.
    emphasis: Vec<&'static str>,
    links: Vec<Link>,
    /// The language and the text of the code block that is open.
    code: Option<(String, String)>,
    table: Option<Table>,
}

/// A link or an image that is open.
#[derive(Debug)]
struct Link {
    /// Where in the paragraph its text begins.
    begins: usize,
    target: String,
    /// Whether it is written as its address alone.
    bare: bool,
}

/// A container of other blocks.
#[derive(Debug)]
struct Container {
    kind: Kind,
    /// The prefix of its first line.
    marker: String,
    /// The prefix of its other lines.
    indent: String,
    lines: Vec<String>,
    /// Whether the parts of a list, or of its item, follow each other without an empty line.
    tight: bool,
    /// The delimiter of the list that was written last, if nothing was written since.
    last_list: Option<char>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Document,
    Quote,
    /// A list with the number of its next item, if its items have numbers, and the delimiter of its markers.
    List(Option<u64>, char),
    Item,
}

impl Container {
    fn new(kind: Kind, marker: String) -> Self {
        let indent = if kind == Kind::Item {
            " ".repeat(marker.len())
        } else {
            marker.clone()
        };
        let tight = matches!(kind, Kind::List(..) | Kind::Item);
        Self {
            kind,
            marker,
            indent,
            lines: Vec::new(),
            tight,
            last_list: None,
        }
    }
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            open: vec![Container::new(Kind::Document, String::new())],
            inline: String::new(),
            emphasis: Vec::new(),
            links: Vec::new(),
            code: None,
            table: None,
        }
    }
}

impl Writer {
    /// The lines of everything that was written.
    pub(super) fn finish(mut self) -> Vec<String> {
        self.flush();
        while self.open.len() > 1 {
            self.close();
        }
        self.open.pop().map(|document| document.lines).unwrap_or_default()
    }

    pub(super) fn write(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some((_, code)) => code.push_str(&text),
                None => self.text(&text),
            },
            Event::Code(code) => {
                let span = code_span(&code);
                let span = if self.table.is_some() {
                    span.replace('|', "\\|")
                } else {
                    span
                };
                self.inline.push_str(&span);
            }
            Event::InlineHtml(html) | Event::Html(html) => self.html(&html),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::SoftBreak => self.inline.push('\n'),
            Event::HardBreak => self.inline.push_str(BREAK),
            Event::Rule => self.block(vec!["___".to_owned()]),
            Event::FootnoteReference(label) => self.text(&format!("[^{label}]")),
            Event::TaskListMarker(done) => self.text(if done { "[x] " } else { "[ ] " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => {
                self.flush();
                // Only a loose list has paragraphs.
                if let [.., list, item] = self.open.as_mut_slice()
                    && item.kind == Kind::Item
                {
                    (list.tight, item.tight) = (false, false);
                }
            }
            Tag::Heading { .. } | Tag::HtmlBlock | Tag::MetadataBlock(_) | Tag::DefinitionList => self.flush(),
            Tag::BlockQuote(_) => self.open(Kind::Quote, "> ".to_owned()),
            Tag::CodeBlock(kind) => {
                self.flush();
                let language = match kind {
                    CodeBlockKind::Fenced(language) if LANGUAGES.contains(&&*language) => language.to_string(),
                    _ => "text".to_owned(),
                };
                self.code = Some((language, String::new()));
            }
            Tag::List(number) => self.open_list(number),
            Tag::Item => self.open_item(),
            Tag::FootnoteDefinition(label) => {
                self.flush();
                self.text(&format!("[^{label}]: "));
            }
            Tag::Table(alignments) => {
                self.flush();
                self.table = Some(Table {
                    alignments,
                    rows: Vec::new(),
                });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::TableCell => self.inline.clear(),
            Tag::Emphasis => self.start_emphasis(["*", "_"]),
            Tag::Strong => self.start_emphasis(["**", "__"]),
            Tag::Strikethrough => self.inline.push_str("~~"),
            Tag::Link {
                link_type, dest_url, ..
            } => self.start_link(link_type, &dest_url),
            Tag::Image { dest_url, .. } => self.start_link(LinkType::Inline, &dest_url),
            Tag::DefinitionListTitle | Tag::DefinitionListDefinition | Tag::Superscript | Tag::Subscript => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let mut text = self.take_line();
                // Behind a blank it would close the heading, and not be shown.
                if text.ends_with('#') && !text.ends_with("\\#") {
                    text.insert(text.len() - 1, '\\');
                }
                if !text.is_empty() {
                    self.block(vec![format!("{} {text}", "#".repeat(level as usize))]);
                }
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => {
                self.flush();
                self.close();
            }
            TagEnd::CodeBlock => {
                if let Some((language, code)) = self.code.take() {
                    let code = code.strip_suffix('\n').unwrap_or(&code);
                    self.block(fenced(code, &language));
                }
            }
            TagEnd::TableCell => {
                let cell = self.take_line();
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.block(table.lines());
                }
            }
            TagEnd::Emphasis | TagEnd::Strong => {
                let marker = self.emphasis.pop().unwrap_or_default();
                self.inline.push_str(marker);
            }
            TagEnd::Strikethrough => self.inline.push_str("~~"),
            TagEnd::Link | TagEnd::Image => self.end_link(),
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::FootnoteDefinition | TagEnd::MetadataBlock(_) => {
                self.flush()
            }
            TagEnd::DefinitionList | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => self.flush(),
            TagEnd::TableHead | TagEnd::TableRow | TagEnd::Superscript | TagEnd::Subscript => {}
        }
    }

    fn open(&mut self, kind: Kind, marker: String) {
        self.flush();
        let marker = if self.open.len() > MOST_LEVELS {
            String::new()
        } else {
            marker
        };
        self.open.push(Container::new(kind, marker));
    }

    /// Begins a list, under other markers than one right before it, which it would continue.
    fn open_list(&mut self, number: Option<u64>) {
        self.flush();
        let before = self.container().last_list;
        let delimiters = if number.is_some() { ['.', ')'] } else { ['-', '*'] };
        let delimiter = delimiters[usize::from(before == Some(delimiters[0]))];
        self.open(Kind::List(number, delimiter), String::new());
    }

    fn open_item(&mut self) {
        let marker = match &mut self.container().kind {
            Kind::List(Some(number), delimiter) => {
                let marker = format!("{number}{delimiter} ");
                *number = number.saturating_add(1);
                marker
            }
            Kind::List(None, delimiter) => format!("{delimiter} "),
            _ => String::new(),
        };
        self.open(Kind::Item, marker);
    }

    /// Ends the innermost container, as a block of its parent.
    fn close(&mut self) {
        if self.open.len() < 2 {
            return;
        }
        let Some(Container {
            kind,
            marker,
            indent,
            mut lines,
            ..
        }) = self.open.pop()
        else {
            return;
        };
        if lines.is_empty() && kind == Kind::Item {
            lines.push(String::new());
        }
        if !marker.is_empty() {
            for (index, line) in lines.iter_mut().enumerate() {
                let before = if index == 0 { &marker } else { &indent };
                *line = format!("{before}{line}").trim_end().to_owned();
            }
        }
        // A list with numbers may not begin right behind a paragraph.
        let joined = match kind {
            Kind::Item => self.container().tight,
            Kind::List(None, _) => self.container().kind == Kind::Item && self.container().tight,
            _ => false,
        };
        self.append(lines, joined);
        if let Kind::List(_, delimiter) = kind {
            self.container().last_list = Some(delimiter);
        }
    }

    fn container(&mut self) -> &mut Container {
        if self.open.is_empty() {
            self.open.push(Container::new(Kind::Document, String::new()));
        }
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    /// Adds a block to the innermost container.
    fn block(&mut self, lines: Vec<String>) {
        self.append(lines, false);
    }

    fn append(&mut self, mut lines: Vec<String>, joined: bool) {
        if lines.is_empty() {
            return;
        }
        let container = self.container();
        container.last_list = None;
        if container.lines.is_empty() {
            container.lines = lines;
            return;
        }
        if !joined {
            container.lines.push(String::new());
        }
        container.lines.append(&mut lines);
    }

    /// Ends the paragraph that is being written, if there is one.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.inline);
        let text = text.trim_matches(|c: char| c == '\0' || c.is_ascii_whitespace());
        if !text.is_empty() {
            let text = text.replace('\0', "\\");
            self.block(text.split('\n').map(|line| line.trim_end().to_owned()).collect());
        }
    }

    /// What was written of a heading or a cell, on one line.
    fn take_line(&mut self) -> String {
        let text = std::mem::take(&mut self.inline);
        text.replace('\0', "").replace('\n', " ").trim().to_owned()
    }

    fn text(&mut self, text: &str) {
        let place = match (&self.table, self.links.is_empty()) {
            (_, false) => Place::Link,
            (Some(_), _) => Place::Cell,
            _ => Place::Inline,
        };
        escape::text(text, place, &mut self.inline);
    }

    /// Shows HTML as it was written, but for line breaks, which Markdown has as well.
    fn html(&mut self, html: &str) {
        for line in html.split_inclusive('\n') {
            let text = line.trim_end_matches('\n');
            if matches!(text.trim(), "<br>" | "<br/>" | "<br />") {
                self.inline.push_str(BREAK);
                continue;
            }
            self.text(text);
            if line.ends_with('\n') {
                self.inline.push('\n');
            }
        }
    }

    /// Begins emphasis, by the second marker where the first would run into one before it.
    fn start_emphasis(&mut self, markers: [&'static str; 2]) {
        let marker = markers[usize::from(self.inline.ends_with('*'))];
        self.emphasis.push(marker);
        self.inline.push_str(marker);
    }

    fn start_link(&mut self, kind: LinkType, target: &str) {
        self.links.push(Link {
            begins: self.inline.len(),
            target: target.to_owned(),
            bare: matches!(kind, LinkType::Autolink | LinkType::Email),
        });
    }

    /// Ends a link or an image. An image becomes a link: documentation must not load pictures from elsewhere.
    fn end_link(&mut self) {
        let Some(Link { begins, target, bare }) = self.links.pop() else {
            return;
        };
        // A link cannot contain another: of what is inside only the text stays.
        let outward = links::is_outward(&target) && self.links.is_empty();
        if !outward {
            return;
        }
        let text = self.inline.split_off(begins.min(self.inline.len()));
        let text = text.trim().replace('\0', "");
        if self.inline.ends_with('!') {
            // Or it would be an image.
            self.inline.insert(self.inline.len() - 1, '\\');
        }
        let target = if self.table.is_some() {
            target.replace('|', "%7C")
        } else {
            target
        };
        if bare || text.is_empty() {
            self.inline.push_str(&format!("<{target}>"));
        } else {
            self.inline.push_str(&format!("[{text}]({})", links::target(&target)));
        }
    }
}
