//! Prints tokens as source text: compactly, so that what fits in a line is one line, and without parsing them again.
//!
//! It knows the Rust that the emitters write, not all of Rust. `codegen/tests/printer.rs` compares the tokens of what is
//! printed with those that it was printed from.

mod layout;
mod pieces;
mod writer;

use proc_macro2::TokenStream;

use layout::{Line, lines};
use pieces::pieces;

/// The longest line that is not broken, if it can be.
const WIDTH: usize = 120;

const INDENT: &str = "    ";

/// Prints the items of a file, with an empty line between those that are not imports or modules.
pub(super) fn print(tokens: TokenStream) -> String {
    let pieces = pieces(tokens);
    let mut lines = lines(&pieces).into_iter().peekable();
    let mut out = String::new();
    while let Some(line) = lines.next_if(Line::is_inner) {
        line.write(0, &mut out);
    }
    let mut follows_import = false;
    while lines.peek().is_some() {
        let mut item = Vec::new();
        // The attributes of an item are lines of their own, before it.
        for line in lines.by_ref() {
            let is_attribute = line.is_outer_attribute();
            item.push(line);
            if !is_attribute {
                break;
            }
        }
        let is_import = item.last().is_some_and(Line::is_import);
        if !(out.is_empty() || (follows_import && is_import)) {
            out.push('\n');
        }
        follows_import = is_import;
        item.iter().for_each(|line| line.write(0, &mut out));
    }
    out
}
