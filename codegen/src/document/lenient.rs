//! Texts that libyaml reads and the YAML 1.2 standard does not allow, as the standard writes them.
//!
//! libyaml takes lists in brackets, objects in braces and quoted strings whose later lines are not indented, tabs behind the
//! colon of a key, and comments right behind a bracket or a quote. All of that is only a matter of white space: spaces are
//! added in front of such lines and comments, and tabs become spaces. Values stay the same.
//!
//! This is tried where the parser has refused a text, so it need not see through texts that are no YAML at all.

/// What a line begins in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Keys and items, one below the other.
    Block,
    /// Within brackets or braces, this many.
    Flow(usize),
    /// Within a string in these quotes, within this many brackets or braces.
    Quoted(char, usize),
}

/// A scalar in block style that may go on on the next lines, if they are deeper than this.
#[derive(Clone, Copy, Debug)]
enum Open {
    /// `|` or `>`
    Block(Option<usize>),
    Plain(Option<usize>),
}

/// Rewrites a text. The lines, from 1 on, that begin with more spaces now, each with how many more; nothing if the text stays
/// as it is.
pub(super) fn rewrite(text: &str) -> Option<(String, Vec<(usize, usize)>)> {
    let mut lexer = Lexer {
        out: String::with_capacity(text.len() + 64),
        shifts: Vec::new(),
        mode: Mode::Block,
        open: None,
        indent: 0,
        token_start: false,
    };
    for (index, line) in text.split_inclusive(['\n', '\r']).enumerate() {
        lexer.line(index + 1, line);
    }
    (lexer.out != text).then_some((lexer.out, lexer.shifts))
}

struct Lexer {
    out: String,
    shifts: Vec<(usize, usize)>,
    mode: Mode,
    open: Option<Open>,
    /// Where the bracket, brace or quote is that lines are in.
    indent: usize,
    /// Whether a quote would open a string: within brackets, one in the middle of a word does not.
    token_start: bool,
}

impl Lexer {
    fn line(&mut self, number: usize, line: &str) {
        let content = line.trim_end_matches(['\n', '\r']);
        let depth = content.len() - content.trim_start_matches(' ').len();
        let is_blank = content.trim_matches([' ', '\t']).is_empty();
        if self.mode != Mode::Block {
            // A marker of documents would end the value.
            let is_marker = ["---", "..."].iter().any(|mark| {
                let rest = content.strip_prefix(mark);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
            });
            if !is_blank && !is_marker && depth < self.indent {
                let more = self.indent - depth;
                self.out.extend(std::iter::repeat_n(' ', more));
                self.shifts.push((number, more));
            }
            self.scan(line, 0, None);
            return;
        }
        let is_deeper = |parent: Option<usize>| parent.is_none_or(|parent| depth > parent);
        match self.open {
            Some(Open::Block(parent)) if is_blank || is_deeper(parent) => return self.out.push_str(line),
            Some(Open::Plain(parent)) if is_blank || (is_deeper(parent) && !content[depth..].starts_with('#')) => {
                return self.out.push_str(line);
            }
            _ => self.open = None,
        }
        self.scan(line, 0, None);
    }

    /// Reads a line from a byte on. `parent` is the column of the key or the dash that the next value belongs to.
    fn scan(&mut self, line: &str, from: usize, parent: Option<usize>) {
        let mut at = from;
        let mut parent = parent;
        loop {
            at = match self.mode {
                Mode::Quoted(quote, depth) => match self.quoted(line, at, quote) {
                    Some(after) => {
                        self.mode = if depth == 0 { Mode::Block } else { Mode::Flow(depth) };
                        self.token_start = false;
                        self.behind(line, after)
                    }
                    None => return,
                },
                Mode::Flow(depth) => match self.flow(line, at, depth) {
                    Some(after) => after,
                    None => return,
                },
                Mode::Block => match self.block(line, at, &mut parent) {
                    Some(after) => after,
                    None => return,
                },
            };
        }
    }

    /// Copies the text up to the end of a quoted string, and returns where that is if it is on this line.
    fn quoted(&mut self, line: &str, from: usize, quote: char) -> Option<usize> {
        let mut characters = line[from..].char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            if quote == '"' && character == '\\' {
                characters.next();
            } else if character == quote {
                let is_escaped = quote == '\'' && characters.peek().is_some_and(|(_, next)| *next == '\'');
                if is_escaped {
                    characters.next();
                    continue;
                }
                let end = from + at + 1;
                self.out.push_str(&line[from..end]);
                return Some(end);
            }
        }
        self.out.push_str(&line[from..]);
        None
    }

    /// Separates a comment from what it is right behind.
    fn behind(&mut self, line: &str, at: usize) -> usize {
        if line[at..].starts_with('#') {
            self.out.push(' ');
        }
        at
    }

    fn rest(&mut self, line: &str, from: usize) -> Option<usize> {
        self.out.push_str(&line[from..]);
        None
    }

    /// Copies what is within brackets, up to a quote or to the last closing bracket.
    fn flow(&mut self, line: &str, from: usize, mut depth: usize) -> Option<usize> {
        let bytes = line.as_bytes();
        for (offset, character) in line[from..].char_indices() {
            let at = from + offset;
            let is_spaced = at == 0 || matches!(bytes[at - 1], b' ' | b'\t');
            match character {
                '#' if is_spaced => return self.rest(line, at),
                '#' if matches!(bytes[at - 1], b',' | b'[' | b'{' | b']' | b'}') => {
                    self.out.push(' ');
                    return self.rest(line, at);
                }
                '[' | '{' => {
                    depth += 1;
                    self.mode = Mode::Flow(depth);
                    self.token_start = true;
                }
                ']' | '}' => {
                    depth -= 1;
                    self.token_start = false;
                    self.out.push(character);
                    if depth == 0 {
                        self.mode = Mode::Block;
                        return Some(self.behind(line, at + 1));
                    }
                    self.mode = Mode::Flow(depth);
                    continue;
                }
                ',' => self.token_start = true,
                ':' => {
                    let next = bytes.get(at + 1).copied().unwrap_or(b'\n');
                    let is_json = at > 0 && matches!(bytes[at - 1], b'"' | b'\'');
                    self.token_start |= is_json || b" \t\n\r,[]{}".contains(&next);
                }
                '"' | '\'' if self.token_start => {
                    self.out.push(character);
                    self.mode = Mode::Quoted(character, depth);
                    return Some(at + 1);
                }
                '\t' if at > 0 && line[..at].trim_end_matches([' ', '\t']).ends_with(':') => {
                    self.out.push(' ');
                    continue;
                }
                ' ' | '\t' | '\n' | '\r' => {}
                // A quote may follow a tag or an anchor.
                '!' | '&' if self.token_start => {}
                _ => {
                    let word = line[..at]
                        .rfind([' ', '\t', ',', '[', '{'])
                        .map_or(0, |before| before + 1);
                    self.token_start &= line[word..].starts_with(['!', '&']);
                }
            }
            self.out.push(character);
        }
        None
    }

    /// Copies one token of a line in block style, and returns where it ends; nothing if the line has no more.
    fn block(&mut self, line: &str, from: usize, parent: &mut Option<usize>) -> Option<usize> {
        let rest = &line[from..];
        let column = |at: usize| line[..at].chars().count();
        let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        self.out.push_str(&rest[..spaces]);
        let at = from + spaces;
        let rest = &line[at..];
        let ends = |length: usize| rest[length..].is_empty() || rest[length..].starts_with([' ', '\t', '\n', '\r']);
        let first = rest.chars().next()?;
        match first {
            '\n' | '\r' | '#' => self.rest(line, at),
            '%' if at == 0 => self.rest(line, at),
            '-' if at == 0 && rest.starts_with("---") && ends(3) => {
                self.out.push_str("---");
                Some(3)
            }
            '-' | '?' if ends(1) => {
                *parent = Some(column(at));
                self.out.push(first);
                Some(at + 1)
            }
            ':' if ends(1) => {
                *parent = Some(column(at));
                self.out.push(first);
                Some(self.colon(line, at + 1))
            }
            '&' | '!' | '*' => {
                let end = rest.find([' ', '\t', '\n', '\r']).unwrap_or(rest.len());
                self.out.push_str(&rest[..end]);
                Some(at + end)
            }
            '"' | '\'' => {
                self.out.push(first);
                self.indent = column(at).max(1);
                self.mode = Mode::Quoted(first, 0);
                let end = self.quoted(line, at + 1, first)?;
                self.mode = Mode::Block;
                Some(self.key_end(line, at, end, parent))
            }
            '[' | '{' => {
                self.out.push(first);
                self.indent = column(at).max(1);
                self.mode = Mode::Flow(1);
                self.token_start = true;
                Some(at + 1)
            }
            '|' | '>' => {
                self.open = Some(Open::Block(*parent));
                let header = rest
                    .find(|c: char| !c.is_ascii_digit() && !"|>+-".contains(c))
                    .unwrap_or(rest.len());
                self.out.push_str(&rest[..header]);
                let at = self.behind(line, at + header);
                self.rest(line, at)
            }
            _ => self.plain(line, at, parent),
        }
    }

    /// What follows a quoted string: the colon of a key, or a comment.
    fn key_end(&mut self, line: &str, start: usize, end: usize, parent: &mut Option<usize>) -> usize {
        let spaces = line[end..].len() - line[end..].trim_start_matches([' ', '\t']).len();
        if line[end + spaces..].starts_with(':') {
            self.out.push_str(&line[end..=end + spaces]);
            *parent = Some(line[..start].chars().count());
            return self.colon(line, end + spaces + 1);
        }
        self.behind(line, end)
    }

    /// A scalar without quotes: a key up to its colon, or a value.
    fn plain(&mut self, line: &str, start: usize, parent: &mut Option<usize>) -> Option<usize> {
        let bytes = line.as_bytes();
        let is_space = |at: usize| bytes.get(at).is_none_or(|byte| b" \t\n\r".contains(byte));
        for at in start..line.len() {
            match bytes[at] {
                b':' if is_space(at + 1) => {
                    self.out.push_str(&line[start..=at]);
                    *parent = Some(line[..start].chars().count());
                    return Some(self.colon(line, at + 1));
                }
                b'#' if at > start && is_space(at - 1) => return self.rest(line, start),
                _ => {}
            }
        }
        self.open = Some(Open::Plain(*parent));
        self.rest(line, start)
    }

    /// Copies the white space behind a colon: with a tab in it, as spaces.
    fn colon(&mut self, line: &str, at: usize) -> usize {
        let spaces = line[at..].len() - line[at..].trim_start_matches([' ', '\t']).len();
        self.out.extend(std::iter::repeat_n(' ', spaces));
        at + spaces
    }
}
