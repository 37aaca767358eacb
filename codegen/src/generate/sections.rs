//! The modules of a client: what makes the items of each, and how these are spread over files where operations are behind
//! features.

use proc_macro2::TokenStream;
use quote::quote;

use super::features::{self, Features, Group};
use super::imports::File;
use super::printer::print;
use super::{Context, SourceFile};

/// A module of a client, or the part of it that is behind some features.
pub(crate) struct Module {
    /// The path under which importers find its items; empty for the root of the generated code.
    pub(crate) name: &'static str,
    pub(crate) is_public: bool,
    /// The features that each give it; none: it is always there.
    pub(crate) features: Vec<String>,
    /// Its items.
    pub(crate) tokens: TokenStream,
}

/// What makes a module.
pub(super) struct Section {
    name: &'static str,
    reach: Reach,
    /// Whether its items are spread over a file for each group of features.
    is_grouped: bool,
    make: fn(&Context<'_>) -> Result<File, String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Public,
    /// The module is private, and its public items are exported from the root.
    Exported,
    Private,
}

impl Context<'_> {
    /// The modules that the client of this document has.
    pub(super) fn sections(&self) -> Vec<Section> {
        let section = |name, reach, make: fn(&Context<'_>) -> Result<File, String>| Section {
            name,
            reach,
            is_grouped: reach != Reach::Exported && name != "api",
            make,
        };
        let mut sections = vec![
            section("api", Reach::Private, |context| Ok(context.api())),
            section("client", Reach::Exported, |context| Ok(context.client())),
            section("operations", Reach::Public, |context| context.operations()),
            section("types", Reach::Public, |context| Ok(context.types())),
        ];
        if self.has_sent_structs() {
            sections.push(section("builders", Reach::Public, |context| Ok(context.builders())));
            sections.push(section("members", Reach::Private, |context| Ok(context.members())));
        }
        if self.has_responses() {
            sections.push(section("responses", Reach::Public, |context| Ok(context.responses())));
        }
        sections
    }

    /// The groups of features that a module is spread over, and what makes the part of each.
    fn parts(&self, section: &Section) -> Vec<(Group, Self)> {
        let groups = self.features.as_ref().filter(|_| section.is_grouped);
        let groups = groups.map(Features::groups).unwrap_or_default();
        if groups.is_empty() {
            return vec![(Group::new(), self.clone())];
        }
        let of = |group: Group| {
            let part = Context {
                group: Some(group.clone()),
                ..self.clone()
            };
            (group, part)
        };
        std::iter::once(Group::new()).chain(groups).map(of).collect()
    }

    /// The parts of a module, before they are printed.
    pub(super) fn modules(&self, section: &Section) -> Result<Vec<Module>, String> {
        let mut modules = Vec::new();
        for (group, part) in self.parts(section) {
            modules.push(Module {
                name: if section.reach == Reach::Exported {
                    ""
                } else {
                    section.name
                },
                is_public: section.reach != Reach::Private,
                features: group.into_iter().collect(),
                tokens: (section.make)(&part)?.items,
            });
        }
        Ok(modules)
    }

    /// The files of a module: one, or a folder with a file for each group of features.
    pub(super) fn section(&self, section: &Section) -> Result<Vec<SourceFile>, String> {
        let name = section.name;
        let mut parts = self.parts(section).into_iter();
        let Some((_, first)) = parts.next() else {
            return Ok(Vec::new());
        };
        if parts.len() == 0 {
            return Ok(vec![self.file(&format!("{name}.rs"), (section.make)(&first)?)]);
        }
        let mut index = self.file(&format!("{name}/mod.rs"), (section.make)(&first)?);
        let reach = if section.reach == Reach::Private {
            "pub(crate)"
        } else {
            "pub"
        };
        let mut files = Vec::new();
        for (group, part) in parts {
            let file = (section.make)(&part)?;
            if file.items.is_empty() {
                continue;
            }
            let (module, condition) = (features::module(&group), features::condition(&group));
            let about = "//! What is behind the same features.\n\n#[allow(unused_imports, reason = \"not every group needs the others\")]\nuse super::*;\n";
            let (imports, items) = (file.imports, file.items);
            let text = print(quote! { #imports #items }).replace("super::", "super::super::");
            files.push(SourceFile {
                path: format!("{name}/{module}.rs"),
                text: format!("{}{about}{text}", self.header()),
            });
            index.text.push_str(&format!(
                "\n{condition}\nmod {module};\n{condition}\n{reach} use {module}::*;\n"
            ));
        }
        files.push(index);
        Ok(files)
    }
}
