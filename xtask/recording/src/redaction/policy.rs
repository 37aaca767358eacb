//! What a person allows to pass: the text of `spec/redaction.toml`.
//!
//! ```toml
//! keep = ["/total", "/items/*/kind"]   # values of bodies, by JSON pointers; `*` is one step, an index or a name
//! keep_query = ["limit"]               # parameters of the query, by name
//! keep_path = []                       # variables of the path, by name
//!
//! [operation.ListThings]               # for one operation only, in addition
//! keep = ["/items/*/size"]
//! ```
//!
//! A pointer keeps the value at its place and nothing below it: what a service adds tomorrow does not pass by itself.

use std::borrow::Cow;
use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Error;
use crate::headers::{HeaderPolicy, header_policy};
use crate::json::{Position, child, position, steps};

/// What may pass in addition to names, shapes and headers. The default is nothing.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    everywhere: Allowed,
    operations: BTreeMap<String, (Position, Allowed)>,
}

/// What may pass, everywhere or of one operation.
#[derive(Clone, Debug, Default)]
struct Allowed {
    pointers: Vec<Pattern>,
    query: Vec<String>,
    path: Vec<String>,
}

/// A JSON pointer with wildcards.
#[derive(Clone, Debug)]
struct Pattern(Vec<Step>);

#[derive(Clone, Debug)]
enum Step {
    Any,
    Name(String),
}

/// What may pass of one operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allows<'p>([Option<&'p Allowed>; 2]);

const KEYS: [&str; 3] = ["keep", "keep_query", "keep_path"];

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// The first thing that is wrong with it, with its place; without the file's name.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let reader = Reader { text };
        let table = DeTable::parse(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            reader.error(
                start,
                "",
                format!("this is not valid TOML: {}", error.message()),
                "fix the text",
            )
        })?;
        let mut policy = Self {
            everywhere: reader.allowed(table.get_ref(), "", &["operation"])?,
            operations: BTreeMap::new(),
        };
        let Some(sections) = entry(table.get_ref(), "operation") else {
            return Ok(policy);
        };
        for (name, section) in reader.table(sections, "/operation")? {
            let at = child("/operation", name.get_ref());
            let allowed = reader.allowed(reader.table(section, &at)?, &at, &[])?;
            let place = reader.place(name.span().start);
            policy
                .operations
                .insert(name.get_ref().clone().into_owned(), (place, allowed));
        }
        Ok(policy)
    }

    /// The operations that have a section of their own, and where it is: the caller, who knows the document, can say if
    /// one of them is gone.
    pub fn operations(&self) -> impl Iterator<Item = (&str, Position)> {
        self.operations.iter().map(|(name, (place, _))| (name.as_str(), *place))
    }

    /// Whether the value at a pointer into a body of an operation may pass.
    pub fn keeps_value(&self, operation: &str, pointer: &str) -> bool {
        let way: Vec<_> = steps(pointer).map(Cow::Owned).collect();
        self.of(operation).value(&way)
    }

    /// Whether the value of a parameter of the query of an operation may pass.
    pub fn keeps_query(&self, operation: &str, name: &str) -> bool {
        self.of(operation).query(name)
    }

    /// Whether the value of a variable of the path of an operation may pass.
    pub fn keeps_path(&self, operation: &str, name: &str) -> bool {
        self.of(operation).path(name)
    }

    /// Whether a person wrote this name down for an operation.
    pub fn keeps_name(&self, operation: &str, name: &str) -> bool {
        self.of(operation).names(name)
    }

    /// What may pass of an operation.
    pub(super) fn of(&self, operation: &str) -> Allows<'_> {
        let own = self.operations.get(operation).map(|(_, allowed)| allowed);
        Allows([Some(&self.everywhere), own])
    }
}

impl Allows<'_> {
    fn all(&self) -> impl Iterator<Item = &Allowed> {
        self.0.iter().copied().flatten()
    }

    /// Whether the value at the end of this way into a body may pass.
    pub(super) fn value(&self, way: &[Cow<'_, str>]) -> bool {
        // A body that repeats a request has its headers in it.
        let secret = way
            .last()
            .is_some_and(|name| header_policy(name) == HeaderPolicy::Secret);
        !secret
            && self
                .all()
                .flat_map(|allowed| &allowed.pointers)
                .any(|pattern| pattern.leads(way))
    }

    /// Whether the value of a parameter of the query may pass.
    pub(super) fn query(&self, name: &str) -> bool {
        header_policy(name) != HeaderPolicy::Secret
            && self
                .all()
                .any(|allowed| allowed.query.iter().any(|known| known == name))
    }

    /// Whether the value of a variable of the path may pass.
    pub(super) fn path(&self, name: &str) -> bool {
        header_policy(name) != HeaderPolicy::Secret
            && self.all().any(|allowed| allowed.path.iter().any(|known| known == name))
    }

    /// Whether a person wrote this name into the policy: then it is no secret.
    pub(super) fn names(&self, name: &str) -> bool {
        let of = |step: &Step| matches!(step, Step::Name(known) if known == name);
        self.all().any(|allowed| {
            let lists = [&allowed.query, &allowed.path];
            allowed.pointers.iter().any(|pattern| pattern.0.iter().any(of))
                || lists.iter().any(|list| list.iter().any(|known| known == name))
        })
    }
}

impl Pattern {
    fn leads(&self, way: &[Cow<'_, str>]) -> bool {
        let fits = |(step, name): (&Step, &Cow<'_, str>)| match step {
            Step::Any => true,
            Step::Name(known) => known == name,
        };
        self.0.len() == way.len() && self.0.iter().zip(way).all(fits)
    }
}

/// Reads the parts of a policy; `at` is the JSON pointer of what is read.
struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn allowed(&self, table: &DeTable<'_>, at: &str, more: &[&str]) -> Result<Allowed, Error> {
        for (key, _) in table {
            let name = key.get_ref().as_ref();
            if !KEYS.contains(&name) && !more.contains(&name) {
                let help = if name.contains("header") {
                    "which headers are kept is not decided here, but by the list in xtask/recording/src/headers.rs"
                        .to_owned()
                } else {
                    format!("known are {}", [&KEYS[..], more].concat().join(", "))
                };
                return Err(self.error(
                    key.span().start,
                    &child(at, name),
                    format!("`{name}` is not known here"),
                    help,
                ));
            }
        }
        Ok(Allowed {
            pointers: self.list(table, at, "keep", pattern)?,
            query: self.list(table, at, "keep_query", name)?,
            path: self.list(table, at, "keep_path", name)?,
        })
    }

    /// A list of texts, each read by `read`, which says what is wrong with one and how to fix it.
    fn list<T>(
        &self,
        table: &DeTable<'_>,
        at: &str,
        key: &str,
        read: fn(&str) -> Result<T, Wrong>,
    ) -> Result<Vec<T>, Error> {
        let at = child(at, key);
        let Some(value) = entry(table, key) else {
            return Ok(Vec::new());
        };
        let DeValue::Array(items) = value.get_ref() else {
            return Err(self.error(
                value.span().start,
                &at,
                "expected a list",
                format!("write it as in {key} = [\"…\"]"),
            ));
        };
        let mut texts = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let at = child(&at, &index.to_string());
            let start = item.span().start;
            let text = item.get_ref().as_str();
            let text = text.ok_or_else(|| self.error(start, &at, "expected a string", "write it in double quotes"))?;
            texts.push(read(text).map_err(|(what, help)| self.error(start, &at, what, help))?);
        }
        Ok(texts)
    }

    fn table<'v, 'd>(&self, value: &'v Spanned<DeValue<'d>>, at: &str) -> Result<&'v DeTable<'d>, Error> {
        let help = "write it as in [operation.ListThings]";
        let wrong = || self.error(value.span().start, at, "expected a table", help);
        value.get_ref().as_table().ok_or_else(wrong)
    }

    fn place(&self, offset: usize) -> Position {
        position(self.text.as_bytes(), offset)
    }

    fn error(&self, offset: usize, at: &str, what: impl Into<String>, help: impl Into<String>) -> Error {
        Error::new(at, what, help).at(self.place(offset))
    }
}

/// What is wrong, and how to fix it.
type Wrong = (String, &'static str);

fn pattern(text: &str) -> Result<Pattern, Wrong> {
    if !crate::envelope::is_pointer(text) {
        return Err((
            format!("`{text}` is not a JSON pointer"),
            "write it as in /items/*/kind",
        ));
    }
    let step = |step: String| match step.as_str() {
        "*" => Step::Any,
        _ => Step::Name(step),
    };
    let pattern = Pattern(steps(text).map(step).collect());
    if let Some(Step::Name(last)) = pattern.0.last() {
        not_secret(last)?;
    }
    if pattern
        .0
        .iter()
        .any(|step| matches!(step, Step::Name(name) if name == "**"))
    {
        let help = "`*` matches one step; write a pointer for each depth, so that every kept value is chosen";
        return Err(("`**` is not known".to_owned(), help));
    }
    Ok(pattern)
}

fn name(text: &str) -> Result<String, Wrong> {
    if text.is_empty() {
        return Err(("expected a name".to_owned(), "write the name of a parameter"));
    }
    not_secret(text)?;
    Ok(text.to_owned())
}

fn not_secret(name: &str) -> Result<(), Wrong> {
    match header_policy(name) {
        HeaderPolicy::Secret => Err((
            format!("`{name}` is never kept: anyone who has it can act as another user"),
            "remove it",
        )),
        _ => Ok(()),
    }
}

fn entry<'v, 'd>(table: &'v DeTable<'d>, name: &str) -> Option<&'v Spanned<DeValue<'d>>> {
    table
        .iter()
        .find(|(key, _)| key.get_ref() == name)
        .map(|(_, value)| value)
}
