//! What tests read out of a Markdown text: fenced blocks, code spans and links.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// A block of code.
#[derive(Debug)]
pub(crate) struct Block {
    /// What is behind the fence.
    pub(crate) info: String,
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// All blocks of code, in order; one that is only indented has no info string.
pub(crate) fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                open = Some(Block {
                    info,
                    text: String::new(),
                    line: line(markdown, range.start),
                });
            }
            Event::Text(text) => {
                if let Some(block) = &mut open {
                    block.text.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks
}

/// All code spans, with their lines.
pub(crate) fn spans(markdown: &str) -> Vec<(usize, String)> {
    let events = Parser::new(markdown).into_offset_iter();
    let spans = events.filter_map(|(event, range)| match event {
        Event::Code(text) => Some((line(markdown, range.start), text.to_string())),
        _ => None,
    });
    spans.collect()
}

/// Where all links lead, with their lines.
pub(crate) fn links(markdown: &str) -> Vec<(usize, String)> {
    let events = Parser::new(markdown).into_offset_iter();
    let links = events.filter_map(|(event, range)| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some((line(markdown, range.start), dest_url.to_string())),
        _ => None,
    });
    links.collect()
}

fn line(markdown: &str, offset: usize) -> usize {
    markdown[..offset].matches('\n').count() + 1
}
