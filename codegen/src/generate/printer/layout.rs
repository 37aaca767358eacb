//! Breaks what is too long for a line.

use proc_macro2::Delimiter;

use super::pieces::Piece;
use super::writer::{Before, Writer};
use super::{INDENT, WIDTH};

/// What is written on a line of its own, if it is not too long: an attribute, an item, a statement, a field, an arm.
pub(super) struct Line<'p>(&'p [Piece]);

/// Splits the content of a file or of braces.
pub(super) fn lines(pieces: &[Piece]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut start, mut angles) = (0, 0_i32);
    for (index, piece) in pieces.iter().enumerate() {
        let next = pieces.get(index + 1);
        let ends = match piece {
            Piece::Doc(_) | Piece::Attribute { .. } => true,
            Piece::Operator(text) => {
                match text.as_str() {
                    "<" => angles += 1,
                    ">" => angles -= 1,
                    _ => {}
                }
                text == ";" || (text == "," && angles <= 0)
            }
            Piece::Group(Delimiter::Brace, _) => match next {
                Some(Piece::Operator(text)) => !matches!(text.as_str(), ";" | "," | "." | "?" | "=>" | "==" | "="),
                Some(Piece::Word(word)) => word != "else",
                _ => true,
            },
            _ => false,
        };
        if ends || next.is_none() {
            lines.push(Line(&pieces[start..=index]));
            start = index + 1;
            angles = 0;
        }
    }
    lines
}

impl Line<'_> {
    pub(super) fn is_inner(&self) -> bool {
        match self.0 {
            [Piece::Doc(text)] => text.starts_with("//!"),
            [Piece::Attribute { inner, .. }] => *inner,
            _ => false,
        }
    }

    pub(super) fn is_outer_attribute(&self) -> bool {
        matches!(self.0, [Piece::Doc(_) | Piece::Attribute { .. }]) && !self.is_inner()
    }

    /// Whether this is names and literals, and perhaps a comma.
    fn is_words(&self) -> bool {
        let words = match self.0 {
            [words @ .., Piece::Operator(comma)] if comma == "," => words,
            words => words,
        };
        words.iter().all(|piece| matches!(piece, Piece::Word(_)))
    }

    /// Whether this is an import, or the declaration of a module.
    pub(super) fn is_import(&self) -> bool {
        let ends = matches!(self.0.last(), Some(Piece::Operator(end)) if end == ";");
        let mut words = self.0.iter().filter_map(|piece| match piece {
            Piece::Word(word) => Some(word.as_str()),
            _ => None,
        });
        ends && words
            .find(|word| *word != "pub")
            .is_some_and(|word| matches!(word, "use" | "mod"))
    }

    /// Writes the line, or several where it is too long, with a line break at the end.
    pub(super) fn write(&self, indent: usize, out: &mut String) {
        let margin = INDENT.repeat(indent);
        out.push_str(&margin);
        match self.0 {
            [Piece::Doc(text)] => out.push_str(text),
            [Piece::Attribute { inner, pieces }] => {
                out.push_str(if *inner { "#![" } else { "#[" });
                write_pieces(pieces, indent, WIDTH - 2, out);
                out.push(']');
            }
            pieces => write_pieces(pieces, indent, WIDTH, out),
        }
        // The separator at the end of a line has its space like others.
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
}

/// Writes pieces in one line, or with as few of its groups broken as it takes.
fn write_pieces(pieces: &[Piece], indent: usize, width: usize, out: &mut String) {
    let used = indent * INDENT.len();
    if let Some(text) = flat(pieces)
        && used + text.trim_end().len() <= width
    {
        out.push_str(&text);
        return;
    }
    let chain = chain(pieces);
    if chain.len() > 1 {
        let mut start = 0;
        let first = &pieces[..chain[0]];
        let fits = flat(first).is_some_and(|text| used + text.len() <= width);
        let is_equals = |piece: &Piece| matches!(piece, Piece::Operator(text) if text == "=");
        if let Some(equals) = first.iter().position(is_equals).filter(|_| !fits) {
            let mut head = Writer::default();
            first[..=equals].iter().for_each(|piece| head.piece(piece));
            out.push_str(head.text.trim_end());
            out.push('\n');
            out.push_str(&INDENT.repeat(indent + 1));
            return write_pieces(&pieces[equals + 1..], indent + 1, width, out);
        }
        for (number, end) in chain.iter().copied().chain([pieces.len()]).enumerate() {
            if number > 0 {
                out.push('\n');
                out.push_str(&INDENT.repeat(indent + 1));
            }
            let deeper = if number > 0 { indent + 1 } else { indent };
            write_pieces(&pieces[start..end], deeper, width, out);
            start = end;
        }
        return;
    }
    let groups: Vec<_> = (0..pieces.len())
        .rev()
        .filter(|index| matches!(&pieces[*index], Piece::Group(_, inside) if !inside.is_empty()))
        .collect();
    // Arguments are not broken where the body behind them can be. The more groups are broken, from the last one on, the
    // shorter is the first line, so that the fewest are found without trying all.
    let fits = |text: &str| used + text.lines().next().unwrap_or_default().len() <= width;
    let (mut too_few, mut enough) = (0, groups.len().min(1));
    let mut text = with_broken(pieces, &groups[..enough], indent);
    while enough < groups.len() && !fits(&text) {
        too_few = enough;
        enough = (enough * 2).min(groups.len());
        text = with_broken(pieces, &groups[..enough], indent);
    }
    while too_few + 1 < enough {
        let middle = usize::midpoint(too_few, enough);
        let shorter = with_broken(pieces, &groups[..middle], indent);
        if fits(&shorter) {
            (enough, text) = (middle, shorter);
        } else {
            too_few = middle;
        }
    }
    out.push_str(&text);
}

/// Where the calls of a chain of methods begin, if it is one: `a::b(…).c(…).d(…)`.
fn chain(pieces: &[Piece]) -> Vec<usize> {
    let is_call = |index: usize| {
        matches!(&pieces[index], Piece::Operator(dot) if dot == ".")
            && matches!(pieces.get(index + 1), Some(Piece::Word(_)))
            && matches!(pieces.get(index + 2), Some(Piece::Group(Delimiter::Parenthesis, _)))
            && matches!(
                pieces.get(index.wrapping_sub(1)),
                Some(Piece::Group(Delimiter::Parenthesis, _))
            )
    };
    (1..pieces.len()).filter(|index| is_call(*index)).collect()
}

/// The text with these groups broken into lines, and the others as they are in one line.
fn with_broken(pieces: &[Piece], broken: &[usize], indent: usize) -> String {
    let mut writer = Writer::default();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Group(delimiter, inside)
                if broken.contains(&index) || flat(std::slice::from_ref(piece)).is_none() =>
            {
                let is_macro = writer.before == Before::Prefix && writer.text.ends_with('!');
                writer.open(*delimiter);
                // A list as the only argument takes no lines more than the list alone.
                if *delimiter == Delimiter::Parenthesis
                    && let [Piece::Operator(_), Piece::Group(Delimiter::Bracket, list)] = &**inside
                    && !list.is_empty()
                {
                    writer.text.push_str(&with_broken(inside, &[1], indent));
                    writer.close(*delimiter);
                    continue;
                }
                let mut text = String::from("\n");
                if *delimiter == Delimiter::Brace {
                    for line in lines(inside) {
                        line.write(indent + 1, &mut text);
                    }
                } else {
                    write_list(inside, indent + 1, is_macro, &mut text);
                }
                text.push_str(&INDENT.repeat(indent));
                writer.text.push_str(&text);
                writer.close(*delimiter);
            }
            piece => writer.piece(piece),
        }
    }
    writer.text
}

/// Writes a list with an element a line and a comma behind each. To a macro a comma at the end may be another argument.
fn write_list(pieces: &[Piece], indent: usize, is_macro: bool, out: &mut String) {
    let elements = lines(pieces);
    if elements.len() > 1 && elements.iter().all(Line::is_words) {
        return fill(&elements, indent, is_macro, out);
    }
    let is_list = elements.len() > 1 && !is_macro;
    for Line(element) in elements {
        let is_comma = |piece: Option<&Piece>| matches!(piece, Some(Piece::Operator(text)) if text == ",");
        let bare = if is_comma(element.last()) {
            &element[..element.len() - 1]
        } else {
            element
        };
        out.push_str(&INDENT.repeat(indent));
        write_pieces(bare, indent, WIDTH - 1, out);
        if is_list || is_comma(element.last()) {
            out.push(',');
        }
        out.push('\n');
    }
}

/// Writes as many elements in a line as there is room for.
fn fill(elements: &[Line<'_>], indent: usize, is_macro: bool, out: &mut String) {
    let margin = INDENT.repeat(indent);
    let mut used = 0;
    for (index, Line(element)) in elements.iter().enumerate() {
        let mut writer = Writer::default();
        element.iter().for_each(|piece| writer.piece(piece));
        let is_last = index + 1 == elements.len();
        let mut text = writer.text.trim_end_matches([',', ' ']).to_owned();
        if !(is_last && is_macro) {
            text.push(',');
        }
        if used > 0 && used + 1 + text.len() > WIDTH {
            out.push('\n');
            used = 0;
        }
        if used == 0 {
            out.push_str(&margin);
            used = margin.len() + text.len();
        } else {
            out.push(' ');
            used += 1 + text.len();
        }
        out.push_str(&text);
    }
    out.push('\n');
}

/// The text in one line; none if it has documentation, or several statements.
fn flat(pieces: &[Piece]) -> Option<String> {
    fn is_flat(pieces: &[Piece]) -> bool {
        pieces.iter().all(|piece| match piece {
            Piece::Word(_) | Piece::Operator(_) => true,
            Piece::Doc(_) | Piece::Attribute { .. } => false,
            Piece::Group(delimiter, inside) => {
                let is_one = *delimiter != Delimiter::Brace || {
                    let lines = lines(inside);
                    let ends = |line: &Line<'_>| matches!(line.0.last(), Some(Piece::Operator(end)) if end == ",");
                    let is_arm = |line: &Line<'_>| {
                        let mut pieces = line.0.iter();
                        pieces.any(|piece| matches!(piece, Piece::Operator(text) if text == "=>"))
                    };
                    lines.len() <= 1 || (lines.iter().rev().skip(1).all(ends) && !lines.iter().any(is_arm))
                };
                is_one && is_flat(inside)
            }
        })
    }
    is_flat(pieces).then(|| {
        let mut writer = Writer::default();
        pieces.iter().for_each(|piece| writer.piece(piece));
        writer.text
    })
}
