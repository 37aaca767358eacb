//! Which module of a crate uses which: read from its sources with syn.
//!
//! `use` declarations, paths in code and paths in macros count, a re-export counts as a use of what it names, and code
//! of tests does not count. What is not seen is a method that is called on a value: it needs no path.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Item, UseTree};

/// The way to a module from the root of its crate.
pub(crate) type ModulePath = Vec<String>;

/// One module.
#[derive(Default)]
struct Module {
    children: BTreeSet<String>,
    /// The names that `use` declarations bind, with the paths that they stand for.
    names: BTreeMap<String, Vec<String>>,
    /// The modules all of whose names are bound: `use a::*`.
    globs: Vec<Vec<String>>,
    /// All paths that are in its code.
    paths: BTreeSet<Vec<String>>,
}

/// The modules of a crate.
#[derive(Default)]
pub(crate) struct Crate {
    modules: BTreeMap<ModulePath, Module>,
}

/// How many re-exports may lead to each other.
const MAX_STEPS: usize = 32;

impl Crate {
    /// Reads the crate whose root is `lib.rs` in a folder.
    pub(crate) fn read(source: &Path) -> Self {
        let mut read = Self::default();
        read.file(&source.join("lib.rs"), source, Vec::new());
        read
    }

    /// Reads a file, and those of the modules that it declares: they are in `folder`.
    fn file(&mut self, file: &Path, folder: &Path, module: ModulePath) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.items(parsed.items, folder, module);
    }

    fn items(&mut self, items: Vec<Item>, folder: &Path, path: ModulePath) {
        let mut module = Module::default();
        let mut inner = Vec::new();
        for item in items {
            match item {
                Item::Mod(declared) if is_test(&declared.attrs) => drop(declared),
                Item::Mod(declared) => {
                    let name = declared.ident.to_string();
                    module.children.insert(name.clone());
                    inner.push((name, declared.content.map(|(_, items)| items)));
                }
                Item::Use(used) if is_test(&used.attrs) => drop(used),
                Item::Use(used) => module.bind(&used.tree, Vec::new()),
                other => module.scan(other.to_token_stream()),
            }
        }
        self.modules.insert(path.clone(), module);
        for (name, content) in inner {
            let below = folder.join(&name);
            let inner_path = [path.as_slice(), std::slice::from_ref(&name)].concat();
            match content {
                Some(items) => self.items(items, &below, inner_path),
                None => {
                    let candidates: [PathBuf; 2] = [folder.join(format!("{name}.rs")), below.join("mod.rs")];
                    let file = candidates.iter().find(|file| file.exists());
                    self.file(file.unwrap_or(&candidates[0]), &below, inner_path);
                }
            }
        }
    }

    /// Which module uses which.
    pub(crate) fn uses(&self) -> BTreeSet<(ModulePath, ModulePath)> {
        let mut uses = BTreeSet::new();
        for (path, module) in &self.modules {
            let bound = module.names.values().chain(&module.globs);
            for used in bound.chain(&module.paths) {
                let target = self.resolve(path, used, MAX_STEPS);
                uses.extend(
                    target
                        .filter(|target| target != path)
                        .map(|target| (path.clone(), target)),
                );
            }
        }
        uses
    }

    /// The module that defines what a path in a module means; `None` if it leads out of the crate.
    fn resolve(&self, from: &ModulePath, path: &[String], steps: usize) -> Option<ModulePath> {
        let (first, mut rest) = path.split_first()?;
        let steps = steps.checked_sub(1)?;
        let module = self.modules.get(from)?;
        let mut at = match first.as_str() {
            "crate" => ModulePath::new(),
            "self" => from.clone(),
            "super" => from.split_last()?.1.to_vec(),
            child if module.children.contains(child) => [from.as_slice(), std::slice::from_ref(first)].concat(),
            _ => return None,
        };
        while let Some((next, after)) = rest.split_first() {
            let here = self.modules.get(&at)?;
            if next == "super" {
                at.pop()?;
            } else if here.children.contains(next) {
                at.push(next.clone());
            } else if let Some(bound) = here.names.get(next) {
                let through = [bound.as_slice(), after].concat();
                // What another crate defines belongs to no module here: the module that names it is the one that is used.
                return self.resolve(&at, &through, steps).or(Some(at));
            } else {
                let through = here.globs.iter().find_map(|glob| {
                    let inner = self.resolve(&at, glob, steps)?;
                    let inner_path = [&["crate".to_owned()], inner.as_slice(), rest].concat();
                    let known = self.modules.get(&inner)?;
                    let has = known.children.contains(next) || known.names.contains_key(next);
                    has.then(|| self.resolve(&at, &inner_path, steps)).flatten()
                });
                return through.or(Some(at));
            }
            rest = after;
        }
        Some(at)
    }
}

impl Module {
    fn bind(&mut self, tree: &UseTree, mut path: Vec<String>) {
        match tree {
            UseTree::Path(step) => {
                path.push(step.ident.to_string());
                self.bind(&step.tree, path);
            }
            UseTree::Name(name) if name.ident == "self" => self.name(path.last().cloned(), path),
            UseTree::Name(name) => {
                path.push(name.ident.to_string());
                self.name(path.last().cloned(), path);
            }
            UseTree::Rename(renamed) => {
                path.push(renamed.ident.to_string());
                self.name(Some(renamed.rename.to_string()), path);
            }
            UseTree::Glob(_) => self.globs.push(path),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.bind(tree, path.clone())),
        }
    }

    fn name(&mut self, name: Option<String>, path: Vec<String>) {
        let Some(name) = name else { return };
        // Several `use … as _` bind nothing.
        let name = if name == "_" { path.join("::") } else { name };
        self.names.insert(name, path);
    }

    /// Takes the paths of some code: `a::b::C`, wherever it is, also within macros.
    fn scan(&mut self, code: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in code {
            match token {
                TokenTree::Ident(ident) if colons == 2 && !path.is_empty() => path.push(ident.to_string()),
                TokenTree::Ident(ident) => {
                    self.close(&mut path);
                    path.push(ident.to_string());
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) => {
                    self.close(&mut path);
                    // `pub(in a::b)` uses nothing.
                    let mut inner = group.stream().into_iter();
                    let is_visibility = matches!(inner.next(), Some(TokenTree::Ident(first)) if first == "in");
                    if !is_visibility {
                        self.scan(group.stream());
                    }
                }
                _ => self.close(&mut path),
            }
            colons = 0;
        }
        self.close(&mut path);
    }

    fn close(&mut self, path: &mut Vec<String>) {
        let whole = std::mem::take(path);
        if whole.len() > 1 {
            self.paths.insert(whole);
        }
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    let is = |attribute: &Attribute| attribute.to_token_stream().to_string().replace(' ', "") == "#[cfg(test)]";
    attributes.iter().any(is)
}
