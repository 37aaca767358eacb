//! A document of several files: an edit of the document as an edit of the file in which the value is written.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::vec::IntoIter;

use codegen::Document;
use codegen::document::{Node, Origin, Value as Raw, reference_target};

use super::input::{Input, Other, Texts};
use super::locate::parent;
use crate::edit::{self, Action, Edit, Value};

/// The files of a document, as they are after earlier edits.
pub(super) struct Files<'f> {
    pub(super) input: &'f Input<'f>,
    pub(super) document: &'f Document,
    pub(super) texts: &'f Texts,
}

impl Files<'_> {
    /// The edits of each change, each followed by those of the other places that change with it: because other parts of the
    /// document lead to the same lines of a file, or because a file repeats them itself. Each file is read once.
    pub(super) fn everywhere(&self, changes: &[&[Edit]]) -> Vec<Result<Vec<Edit>, String>> {
        if !self.document.origins().are_several() {
            return match edit::everywhere(self.input.name, &self.texts.own, changes) {
                Ok(all) => all.into_iter().map(Ok).collect(),
                Err(problem) => changes.iter().map(|_| Err(problem.to_string())).collect(),
            };
        }
        let origin = |edit: &Edit| self.origin(&edit.pointer);
        let origins = changes.iter().map(|edits| edits.iter().map(origin).collect());
        let origins: Vec<Result<Vec<Origin>, String>> = origins.collect();
        let mut by_file: BTreeMap<usize, Vec<Edit>> = BTreeMap::new();
        for (edits, origins) in changes.iter().zip(&origins) {
            for (edit, origin) in edits.iter().zip(origins.iter().flatten()) {
                let pointer = origin.pointer.clone();
                let action = edit.action.clone();
                by_file.entry(origin.file).or_default().push(Edit { pointer, action });
            }
        }
        let mut repeated: BTreeMap<usize, Result<IntoIter<Vec<Edit>>, String>> = BTreeMap::new();
        for (file, edits) in by_file {
            repeated.insert(file, self.repeated(file, &edits).map(Vec::into_iter));
        }
        let of_change = |(edits, origins): (&&[Edit], Result<Vec<Origin>, String>)| {
            let mut all = Vec::new();
            for (edit, origin) in edits.iter().zip(origins?) {
                let repeated = match repeated.get_mut(&origin.file) {
                    Some(Ok(repeated)) => repeated.next().unwrap_or_default(),
                    Some(Err(problem)) => return Err(problem.clone()),
                    None => Vec::new(),
                };
                all.push(edit.clone());
                for edit in self.everywhere_in_document(origin.file, repeated) {
                    if !all.contains(&edit) {
                        all.push(edit);
                    }
                }
            }
            Ok(all)
        };
        changes.iter().zip(origins).map(of_change).collect()
    }

    /// The edits of a file, each with those of the other places of the file that change with it.
    fn repeated(&self, file: usize, edits: &[Edit]) -> Result<Vec<Vec<Edit>>, String> {
        let (name, text) = self.text(file)?;
        let changes: Vec<&[Edit]> = edits.iter().map(std::slice::from_ref).collect();
        edit::everywhere(&name, &text, &changes).map_err(|problem| problem.to_string())
    }

    /// Edits of a file as those of all places of the document that change with them.
    fn everywhere_in_document(&self, file: usize, edits: Vec<Edit>) -> Vec<Edit> {
        let mut all = Vec::new();
        for Edit { pointer, action } in edits {
            let pointers = self.document.origins().pointers(&Origin { file, pointer }).into_iter();
            let pointers = pointers.filter(|pointer| self.document.at(pointer).is_some());
            all.extend(pointers.map(|pointer| Edit {
                pointer,
                action: action.clone(),
            }));
        }
        all
    }

    /// The texts with edits of the document.
    pub(super) fn edited(&self, edits: &[Edit]) -> Result<(Texts, Document), String> {
        let mut texts = self.texts.clone();
        for (file, edits) in self.by_file(edits)? {
            let (name, text) = self.text(file)?;
            let new = edit::apply(&name, &text, &edits).map_err(|problem| problem.to_string())?;
            match file {
                0 => texts.own = new,
                _ => match texts.others.get_mut(&name) {
                    Some(other) => other.new = new,
                    None => {
                        texts.others.insert(name, Other { old: text, new });
                    }
                },
            }
        }
        let document = (self.input.parse)(&texts);
        let document = document.map_err(|problem| format!("the document would not be valid: {problem}"))?;
        if self.document.origins().are_several() && !edit::is_edited(self.document.root(), edits, document.root()) {
            return Err("with the edit of the file, other parts of the document would change, too".to_owned());
        }
        Ok((texts, document))
    }

    /// The edits of each file.
    fn by_file(&self, edits: &[Edit]) -> Result<BTreeMap<usize, Vec<Edit>>, String> {
        if !self.document.origins().are_several() {
            return Ok(BTreeMap::from([(0, edits.to_vec())]));
        }
        let mut by_file: BTreeMap<usize, Vec<Edit>> = BTreeMap::new();
        let mut references: BTreeMap<usize, Vec<(Origin, String)>> = BTreeMap::new();
        for edit in edits {
            let Origin { file, pointer } = self.origin(&edit.pointer)?;
            if let Entry::Vacant(entry) = references.entry(file) {
                let (name, text) = self.text(file)?;
                let written = Document::parse(&name, text.as_bytes()).map_err(|found| found.to_string())?;
                let mut known = Vec::new();
                self.references(file, written.root(), &mut known);
                entry.insert(known);
            }
            let known = &references[&file];
            let value = |value: &Value| self.written(value, file, known);
            let action = match &edit.action {
                Action::Insert { key, value: new, after } => Action::Insert {
                    key: key.clone(),
                    value: value(new)?,
                    after: after.clone(),
                },
                Action::Append(new) => Action::Append(value(new)?),
                Action::Replace(new) => Action::Replace(value(new)?),
                Action::Remove => Action::Remove,
            };
            let of_file = by_file.entry(file).or_default();
            let new = Edit { pointer, action };
            // Several places of the document may be one of the file.
            if !of_file.contains(&new) {
                of_file.push(new);
            }
        }
        Ok(by_file)
    }

    /// Where the value of an edit is written.
    fn origin(&self, pointer: &str) -> Result<Origin, String> {
        let origins = self.document.origins();
        let origin = origins.of(pointer);
        let is_inner = !pointer.is_empty() && origins.of(parent(pointer)).file == origin.file;
        let position = self.document.position(pointer).filter(|_| is_inner);
        match position.is_none_or(|position| position.file as usize == origin.file) {
            true => Ok(origin),
            false => Err(format!("`{pointer}` is made of parts of several files")),
        }
    }

    /// The name and the text of a file.
    fn text(&self, file: usize) -> Result<(String, String), String> {
        if file == 0 {
            return Ok((self.input.name.to_owned(), self.texts.own.clone()));
        }
        let name = self.document.files().nth(file).unwrap_or_default().to_owned();
        let text = match self.texts.other(&name) {
            Some(edited) => edited,
            None => (self.input.other)(&name)?,
        };
        Ok((name, text))
    }

    /// A value in which references lead to the same places from a file as they do in the document.
    fn written(&self, value: &Value, file: usize, known: &[(Origin, String)]) -> Result<Value, String> {
        Ok(match value {
            Value::List(items) => {
                let items = items.iter().map(|item| self.written(item, file, known));
                Value::List(items.collect::<Result<_, _>>()?)
            }
            Value::Map(members) => {
                let members = members.iter().map(|(key, value)| {
                    let value = match value {
                        Value::String(text) if key == "$ref" => Value::String(self.reference(text, file, known)?),
                        value => self.written(value, file, known)?,
                    };
                    Ok((key.clone(), value))
                });
                Value::Map(members.collect::<Result<_, String>>()?)
            }
            value => value.clone(),
        })
    }

    fn reference(&self, text: &str, file: usize, known: &[(Origin, String)]) -> Result<String, String> {
        let Some(pointer) = reference_target(text) else {
            return Ok(text.to_owned());
        };
        let is_own = self
            .document
            .position(&pointer)
            .is_some_and(|position| position.file == 0);
        if file == 0 && is_own {
            return Ok(text.to_owned());
        }
        let origin = self.document.origins().of(&pointer);
        if let Some((_, written)) = known.iter().find(|(target, _)| *target == origin) {
            return Ok(written.clone());
        }
        let reference = self.document.origins().reference(file, &origin);
        reference.ok_or_else(|| {
            let name = self.document.files().nth(file).unwrap_or_default();
            format!("no relative path leads from {name} to what it has to refer to")
        })
    }

    /// The references that a file has, with where they lead.
    fn references(&self, file: usize, node: &Node, known: &mut Vec<(Origin, String)>) {
        match &node.value {
            Raw::Array(items) => items.iter().for_each(|item| self.references(file, item, known)),
            Raw::Object(members) => {
                for member in members {
                    match member.node.as_str().filter(|_| member.key == "$ref") {
                        Some(text) => {
                            let target = self.document.origins().target(file, text);
                            known.extend(target.map(|target| (target, text.to_owned())));
                        }
                        None => self.references(file, &member.node, known),
                    }
                }
            }
            _ => {}
        }
    }
}
