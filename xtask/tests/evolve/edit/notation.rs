//! Cases of edits as text: what they are, the document before and after.
//!
//! ```text
//! == name of the case
//! insert /pointer {"key": value} [after key]
//! append /pointer value
//! replace /pointer value
//! remove /pointer
//! -- before [crlf] [bom] [open]
//! the document; without this section, that of the case before
//! -- after
//! the document with the edits
//! ```
//!
//! Instead of `-- after`, `-- error Kind` and a part of the message. The words behind `before` say how the lines end, that
//! a byte order mark is in front, and that the last line has no end. A line of `¶` is an empty one at the end.

use codegen::Document;
use xtask::edit::{Action, Edit, Value};

/// What a case expects.
#[derive(Clone, Debug)]
pub(crate) enum Expected {
    Text(String),
    Error { kind: String, part: String },
}

/// One case.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) edits: Vec<Edit>,
    pub(crate) before: String,
    pub(crate) expected: Expected,
}

/// All cases of a file.
pub(crate) fn read(file: &str, text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut base = (String::new(), String::new());
    for section in text.split("\n== ").skip(1) {
        let (name, rest) = section.split_once('\n').unwrap();
        let name = format!("{file}: {name}");
        let mut parts = rest.split("\n-- ");
        let edits = parts.next().unwrap().lines();
        let edits: Vec<Edit> = edits.filter(|line| !line.is_empty()).map(edit).collect();
        let mut expected = None;
        for part in parts {
            let (head, body) = part.split_once('\n').unwrap_or((part, ""));
            let body = match body.trim_end_matches('\n') {
                "" => String::new(),
                body => format!("{body}\n").replace("\u{b6}\n", "\n"),
            };
            let (word, flags) = head.split_once(' ').unwrap_or((head, ""));
            match word {
                "before" => base = (body, flags.to_owned()),
                "after" => expected = Some(Expected::Text(styled(&body, &base.1))),
                "error" => {
                    let (kind, part) = (flags.to_owned(), body.trim().to_owned());
                    expected = Some(Expected::Error { kind, part });
                }
                other => panic!("{name}: `-- {other}`"),
            }
        }
        assert!(!edits.is_empty(), "{name} has no edits");
        let expected = expected.unwrap_or_else(|| panic!("{name} expects nothing"));
        let before = styled(&base.0, &base.1);
        cases.push(Case {
            name,
            edits,
            before,
            expected,
        });
    }
    cases
}

fn styled(text: &str, flags: &str) -> String {
    let mut text = text.to_owned();
    for flag in flags.split_whitespace() {
        text = match flag {
            "crlf" => text.replace('\n', "\r\n"),
            "bom" => format!("\u{feff}{text}"),
            "open" => text.trim_end_matches(['\n', '\r']).to_owned(),
            other => panic!("the flag `{other}`"),
        };
    }
    text
}

fn edit(line: &str) -> Edit {
    let (word, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
    let (pointer, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let pointer = match pointer {
        "\"\"" => String::new(),
        pointer => pointer.to_owned(),
    };
    let action = match word {
        "insert" => {
            let (member, after) = match rest.rsplit_once(" after ") {
                Some((member, after)) => (member, Some(after.to_owned())),
                None => (rest, None),
            };
            let Value::Map(mut members) = value(member) else {
                panic!("{line}")
            };
            let (key, value) = members.remove(0);
            Action::Insert { key, value, after }
        }
        "append" => Action::Append(value(rest)),
        "replace" => Action::Replace(value(rest)),
        "remove" => Action::Remove,
        _ => panic!("{line}"),
    };
    Edit { pointer, action }
}

fn value(json: &str) -> Value {
    let parsed = Document::parse("value", json.as_bytes());
    parsed.unwrap_or_else(|found| panic!("{json}: {found}")).root().into()
}
