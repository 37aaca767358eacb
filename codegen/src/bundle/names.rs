//! What components from other files are called.
//!
//! A name depends on the file and the pointer of the component, and on which other components want the same name, never on
//! the order in which they were met: `schemas/pet.yaml` is `pet`, `common.yaml#/components/schemas/Error` is `Error`. Where
//! several want one name, or the document has a component of that name, each of them is called by its file as well
//! (`common_Error`), and by the whole path where that is not enough.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{location, pointer};

/// A component that needs a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wanted<'w> {
    pub(super) location: &'w str,
    pub(super) pointer: &'w str,
}

/// The names of components of one kind, in the order of `wanted`; `taken` are those that the document has.
pub(super) fn assign(wanted: &[Wanted<'_>], taken: &BTreeSet<String>) -> Vec<String> {
    let mut names: Vec<String> = wanted.iter().map(|one| one.short()).collect();
    for longer in [Wanted::with_file, Wanted::with_path, Wanted::with_number] {
        let mut users: BTreeMap<&str, usize> = BTreeMap::new();
        for name in &names {
            *users.entry(name).or_default() += 1;
        }
        let clashing: Vec<usize> = (0..names.len())
            .filter(|index| users[names[*index].as_str()] > 1 || taken.contains(&names[*index]))
            .collect();
        for index in clashing {
            names[index] = longer(&wanted[index]);
        }
    }
    names
}

impl Wanted<'_> {
    fn short(&self) -> String {
        let step = pointer::last(self.pointer);
        // The index of an item says nothing.
        let is_name = !step.is_empty() && !step.bytes().all(|byte| byte.is_ascii_digit());
        match is_name {
            true => clean(&step),
            false => self.with_file(),
        }
    }

    fn with_file(&self) -> String {
        self.with(location::stem(self.location))
    }

    fn with_path(&self) -> String {
        let path = self.location.trim_start_matches("../");
        let whole: Vec<_> = pointer::steps(self.pointer).collect();
        let name = [path, &whole.join("_")].join("_");
        clean(name.trim_end_matches('_'))
    }

    /// The last resort: paths that differ only in characters that a name cannot have.
    fn with_number(&self) -> String {
        let hash = crate::document::sha256(&format!("{}#{}", self.location, self.pointer));
        format!("{}_{}", self.with_path(), &hash[..8])
    }

    fn with(&self, file: &str) -> String {
        let mut steps: Vec<_> = pointer::steps(self.pointer).collect();
        // Where all components are says nothing.
        let sections = [
            "components",
            "schemas",
            "definitions",
            "$defs",
            "parameters",
            "responses",
        ];
        let inner = steps
            .iter()
            .take_while(|step| sections.contains(&step.as_str()))
            .count();
        if inner < steps.len() {
            steps.drain(..inner);
        }
        steps.insert(0, file.to_owned());
        clean(&steps.join("_"))
    }
}

/// A name that a component may have.
fn clean(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let cleaned: String = name.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
    match cleaned.is_empty() {
        true => "_".to_owned(),
        false => cleaned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(wanted: &[(&str, &str)], taken: &[&str]) -> Vec<String> {
        let wanted: Vec<_> = wanted
            .iter()
            .map(|(location, pointer)| Wanted { location, pointer })
            .collect();
        let taken = taken.iter().map(|name| (*name).to_owned()).collect();
        let names = assign(&wanted, &taken);
        // Another order gives the same names.
        let reversed: Vec<_> = wanted.iter().rev().copied().collect();
        let mut again = assign(&reversed, &taken);
        again.reverse();
        assert_eq!(names, again);
        names
    }

    #[test]
    fn names_are_those_of_files_and_pointers() {
        let wanted = [
            ("schemas/pet.yaml", ""),
            ("common.yaml", "/components/schemas/Error"),
            ("common.yaml", "/components/schemas/Error/properties/co de"),
            ("list.yaml", "/oneOf/0"),
        ];
        assert_eq!(names(&wanted, &[]), ["pet", "Error", "co_de", "list_oneOf_0"]);
    }

    #[test]
    fn names_that_clash_are_longer_for_all() {
        let wanted = [
            ("a.yaml", "/components/schemas/Error"),
            ("b.yaml", "/components/schemas/Error"),
            ("x/c.yaml", "/Thing"),
            ("y/c.yaml", "/Thing"),
            ("../d-e.yaml", ""),
            ("pet.yaml", ""),
        ];
        let expected = [
            "a_Error",
            "b_Error",
            "x_c.yaml_Thing",
            "y_c.yaml_Thing",
            "d-e",
            "pet.yaml",
        ];
        assert_eq!(names(&wanted, &["pet"]), expected);
        let same = [("a b/c.yaml", "/X"), ("a_b/c.yaml", "/X")];
        let names = names(&same, &[]);
        assert_ne!(names[0], names[1]);
    }
}
