//! Blocks of generated text in files that are otherwise written by hand.

/// How a block is marked: what begins a comment in this kind of file.
#[derive(Clone, Copy)]
pub(super) struct Mark(&'static str);

pub(super) const RUST: Mark = Mark("//");
pub(super) const TOML: Mark = Mark("#");

impl Mark {
    /// The first and the last line of a block.
    pub(super) fn lines(self) -> (String, String) {
        let Self(comment) = self;
        (
            format!("{comment} @generated block by `cargo xtask regenerate`: do not edit."),
            format!("{comment} @generated block ends."),
        )
    }

    /// A block with this text.
    pub(super) fn block(self, text: &str) -> String {
        let (begin, end) = self.lines();
        format!("{begin}\n{text}{end}\n")
    }

    /// The same file with another text in its block; none if it has no block.
    pub(super) fn replace(self, file: &str, text: &str) -> Option<String> {
        let (begin, end) = self.lines();
        let (before, rest) = file.split_once(&begin)?;
        let (_, after) = rest.split_once(&end)?;
        // Line ends stay as they are in the file.
        let line_end = if file.contains("\r\n") { "\r\n" } else { "\n" };
        let text = text.replace('\n', line_end);
        Some(format!("{before}{begin}{line_end}{text}{end}{after}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_block_is_replaced() {
        let file = format!("# mine\r\n{}# also mine", TOML.block("old\n").replace('\n', "\r\n"));
        let new = TOML.replace(&file, "new\n").expect("a block");
        assert_eq!(
            new,
            format!("# mine\r\n{}# also mine", TOML.block("new\n").replace('\n', "\r\n"))
        );
        assert_eq!(TOML.replace(&new, "new\n").as_deref(), Some(new.as_str()));
        assert_eq!(TOML.replace("# mine", "new\n"), None);
        assert_eq!(RUST.replace(&file, "new\n"), None);
    }
}
