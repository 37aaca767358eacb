//! Text of a document as documentation of Rust code.
//!
//! A description is CommonMark that somebody else wrote. It is parsed, and written again so that rustdoc shows what the
//! author meant and does nothing else with it: no code block is compiled and run as a test, no HTML reaches the page, and
//! nothing is a link that leads nowhere.

mod escape;
mod links;
mod tables;
mod writer;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use writer::Writer;

/// The languages that a code block keeps. Every other word may mean something to rustdoc, now or in a later version.
const LANGUAGES: &[&str] = &[
    "bash",
    "c",
    "console",
    "cpp",
    "csharp",
    "css",
    "csv",
    "curl",
    "diff",
    "go",
    "graphql",
    "hcl",
    "html",
    "http",
    "ini",
    "java",
    "javascript",
    "js",
    "json",
    "kotlin",
    "markdown",
    "php",
    "powershell",
    "properties",
    "protobuf",
    "python",
    "ruby",
    "sh",
    "shell",
    "sql",
    "swift",
    "text",
    "toml",
    "typescript",
    "xml",
    "yaml",
];

/// Rewrites CommonMark as lines of a doc comment.
pub(crate) fn rewrite(text: &str) -> Vec<String> {
    let text = clean(text);
    let mut writer = Writer::default();
    for event in pulldown_cmark::TextMergeStream::new(Parser::new_ext(
        &text,
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS,
    )) {
        writer.write(event);
    }
    let lines = writer.finish();
    if is_inert(&lines.join("\n")) {
        lines
    } else {
        // Shown as it was written. Nothing within a fence that is longer than any in the text means anything.
        fenced(text.trim_matches('\n'), "text")
    }
}

/// Plain text, such as a title, as it is shown within a line.
pub(crate) fn plain(text: &str) -> String {
    let words: Vec<_> = clean(text).split_whitespace().map(str::to_owned).collect();
    let mut escaped = String::new();
    escape::text(&words.join(" "), escape::Place::Inline, &mut escaped);
    escaped
}

/// A link with a text, where the address leads to another site; otherwise the text, and the address as code.
pub(crate) fn link(text: &str, address: &str) -> String {
    let address = address.trim();
    let text = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown = String::new();
    escape::text(&text, escape::Place::Link, &mut shown);
    match (links::is_outward(address), shown.is_empty()) {
        (true, true) => format!("<{address}>"),
        (true, false) => format!("[{shown}]({})", links::target(address)),
        (false, true) => code_span(address),
        (false, false) => format!("{shown} ({})", code_span(address)),
    }
}

/// A text as code within a line. What does not fit on one line is shown as JSON writes it.
pub(crate) fn code_span(text: &str) -> String {
    let one_line = text.chars().all(|c| !c.is_control() && !is_directional(c));
    let text = if one_line && !text.trim().is_empty() {
        text.to_owned()
    } else {
        format!("\"{}\"", text.escape_debug())
    };
    let fence = "`".repeat(longest_run(&text) + 1);
    let padded = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let pad = if padded { " " } else { "" };
    // One backtick is the fence wherever the text has none.
    let fence = if text.contains('`') { fence } else { "`".to_owned() };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A code block that no text within it can end.
fn fenced(text: &str, language: &str) -> Vec<String> {
    let fence = "`".repeat((longest_run(text) + 1).max(3));
    let mut lines = vec![format!("{fence}{language}")];
    lines.extend(
        text.lines()
            .map(|line| line.replace('\t', "    ").trim_end().to_owned()),
    );
    lines.push(fence);
    lines
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// The text with line breaks of one kind, and without what a comment of Rust cannot hold.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let shown = |c: char| match c {
        '\n' | '\t' => Some(c),
        c if is_directional(c) => None,
        c if c.is_control() => Some(' '),
        c => Some(c),
    };
    text.chars().filter_map(shown).collect()
}

/// Whether a character changes the direction of the text around it: rustc refuses these in comments.
fn is_directional(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether rustdoc only shows the text: it holds no code block without a known language, no HTML, and no link but those
/// to other sites.
fn is_inert(text: &str) -> bool {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    // Rustdoc takes any text in brackets for the name of an item.
    let resolve = |link: pulldown_cmark::BrokenLink<'_>| Some((link.reference.to_string().into(), "".into()));
    let mut parser = Parser::new_with_broken_link_callback(text, options, Some(resolve));
    parser.all(|event| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => LANGUAGES.contains(&&*language),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock | Tag::Image { .. }) => false,
        Event::Start(Tag::Link {
            link_type, dest_url, ..
        }) => link_type == pulldown_cmark::LinkType::Email || links::is_outward(&dest_url),
        Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => false,
        _ => true,
    })
}

#[cfg(test)]
mod tests;
