//! The command line as it was given, so that a report can say what to run next.

use std::ffi::OsString;

/// The command line as it was given.
#[derive(Clone, Debug)]
pub(crate) struct CommandLine {
    command: String,
    arguments: Vec<String>,
}

impl CommandLine {
    /// The command line of these arguments, of which the first is the program's name.
    pub(crate) fn new(arguments: &[OsString]) -> Self {
        let mut given = arguments
            .iter()
            .skip(1)
            .map(|argument| quoted(&argument.to_string_lossy()));
        Self {
            command: given.next().unwrap_or_default(),
            arguments: given.collect(),
        }
    }

    /// What to paste into a shell to run the same again, with a flag that was not given.
    pub(crate) fn with(&self, flag: &str) -> String {
        let flag = (!flag.is_empty()).then_some(flag);
        let words = ["cargo", "xtask", &self.command].into_iter().chain(flag);
        let words: Vec<_> = words.chain(self.arguments.iter().map(String::as_str)).collect();
        format!("`{}`", words.join(" "))
    }

    /// What to paste into a shell to run the same again.
    pub(crate) fn again(&self) -> String {
        self.with("")
    }

    /// What to paste into a shell to run the same without a flag.
    pub(crate) fn without(&self, flag: &str) -> String {
        let arguments = self.arguments.iter().filter(|argument| *argument != flag);
        let line = Self {
            command: self.command.clone(),
            arguments: arguments.cloned().collect(),
        };
        line.again()
    }

    /// The same without an option and its value.
    pub(crate) fn without_option(&self, option: &str) -> Self {
        let mut arguments = Vec::new();
        let mut given = self.arguments.iter();
        while let Some(argument) = given.next() {
            match argument.strip_prefix(option) {
                Some("") => drop(given.next()),
                Some(rest) if rest.starts_with('=') => {}
                _ => arguments.push(argument.clone()),
            }
        }
        Self {
            command: self.command.clone(),
            arguments,
        }
    }

    /// The same with another text in the place of an argument.
    pub(crate) fn replace(&self, argument: &str, other: &str) -> Self {
        let one = |given: &String| match given == argument {
            true => other.to_owned(),
            false => given.clone(),
        };
        Self {
            command: self.command.clone(),
            arguments: self.arguments.iter().map(one).collect(),
        }
    }

    /// Runs another command on the same files.
    pub(crate) fn on(command: &str, paths: &[std::path::PathBuf]) -> String {
        let paths = paths.iter().map(|path| quoted(&path.to_string_lossy()));
        let words: Vec<_> = ["cargo".to_owned(), "xtask".to_owned(), command.to_owned()]
            .into_iter()
            .chain(paths)
            .collect();
        format!("`{}`", words.join(" "))
    }

    /// Runs another command on the same document.
    pub(crate) fn other(command: &str, document: Option<&std::path::Path>) -> String {
        match document {
            Some(document) => format!(
                "`cargo xtask {command} --document {}`",
                quoted(&document.to_string_lossy())
            ),
            None => format!("`cargo xtask {command}`"),
        }
    }
}

/// An argument as a POSIX shell reads it.
fn quoted(argument: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_./:=,@%+".contains(character);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::{CommandLine, quoted};

    #[test]
    fn arguments_are_quoted_where_a_shell_would_change_them() {
        for (argument, expected) in [
            ("capture.har", "capture.har"),
            ("--format=json", "--format=json"),
            ("http://localhost:8080/v1", "http://localhost:8080/v1"),
            ("my api.yaml", "'my api.yaml'"),
            ("it's", "'it'\\''s'"),
            ("", "''"),
            ("a*", "'a*'"),
            ("$HOME", "'$HOME'"),
            ("https://h/?a=1&b", "'https://h/?a=1&b'"),
        ] {
            assert_eq!(quoted(argument), expected);
        }
    }

    #[test]
    fn an_option_is_left_out_with_its_value() {
        for given in [
            &["xtask", "evolve", "--format", "json", "-"][..],
            &["xtask", "evolve", "--format=json", "-"],
            &["xtask", "evolve", "-"],
        ] {
            let given: Vec<_> = given.iter().map(Into::into).collect();
            let line = CommandLine::new(&given).without_option("--format");
            assert_eq!(
                line.replace("-", "FILE").with("--write"),
                "`cargo xtask evolve --write FILE`"
            );
        }
    }

    #[test]
    fn a_flag_comes_before_the_arguments() {
        let given = ["xtask", "check", "--", "-x y"].map(Into::into);
        assert_eq!(
            CommandLine::new(&given).with("--client"),
            "`cargo xtask check --client -- '-x y'`"
        );
    }
}
