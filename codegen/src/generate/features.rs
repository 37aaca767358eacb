//! A feature of cargo for each tag: it includes or excludes operations, with the types that only these have.
//!
//! The path of an operation or of a type is the same whatever its tags are: what is behind the same features is in a private
//! module of its own, and re-exported.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToKebabCase, ToSnakeCase};

use crate::model::{Model, Operation, Type};

/// The features that something is in under any of; none: always.
pub(super) type Group = BTreeSet<String>;

/// What is behind which features.
#[derive(Clone, Debug, Default)]
pub(super) struct Features {
    operations: BTreeMap<String, Group>,
    types: BTreeMap<String, Group>,
}

impl Model {
    /// The features of cargo that a crate can have: one for each tag of an operation.
    pub fn features(&self) -> Vec<String> {
        names(self).into_values().collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// The features of the tags, by the tags.
fn names(model: &Model) -> BTreeMap<&str, String> {
    let tags = model.operations.iter().flat_map(|operation| &operation.tags);
    let tags: BTreeSet<&str> = tags.map(String::as_str).collect();
    let feature = |tag: &str| {
        let name: String = tag.chars().map(|c| if c.is_ascii() { c } else { ' ' }).collect();
        format!("tag-{}", name.to_kebab_case())
    };
    // Tags that differ in nothing that a feature can be named after have one together.
    tags.into_iter().map(|tag| (tag, feature(tag))).collect()
}

impl Features {
    pub(super) fn new(model: &Model) -> Self {
        let names = names(model);
        let mut features = Self::default();
        for operation in &model.operations {
            let tags = operation.tags.iter().filter_map(|tag| names.get(tag.as_str()));
            let group: Group = tags.cloned().collect();
            features.reach(operation, &group, model);
            features.operations.insert(operation.at.clone(), group);
        }
        features
    }

    /// Puts the types that an operation has behind its features, too.
    fn reach(&mut self, operation: &Operation, group: &Group, model: &Model) {
        let mut waiting: Vec<&Type> = operation.parameters.iter().map(|parameter| &parameter.ty).collect();
        for body in operation.bodies() {
            waiting.extend(&body.ty);
            waiting.extend(body.part_types());
        }
        waiting.extend(operation.received());
        let mut seen = BTreeSet::new();
        while let Some(ty) = waiting.pop() {
            let Type::Named(name) = ty else {
                waiting.extend(ty.inner());
                continue;
            };
            if !seen.insert(name) {
                continue;
            }
            match self.types.get_mut(name) {
                // What one operation always has, it has whatever the others are behind.
                Some(known) if known.is_empty() || group.is_empty() => known.clear(),
                Some(known) => known.extend(group.iter().cloned()),
                None => {
                    self.types.insert(name.clone(), group.clone());
                }
            }
            if let Some(structure) = model.types.structs.get(name) {
                waiting.extend(structure.fields.iter().map(|field| &field.ty));
            }
            if let Some(union) = model.types.unions.get(name) {
                waiting.extend(union.branches.iter().map(|branch| &branch.ty));
            }
        }
    }

    /// Whether an operation is behind just these features.
    pub(super) fn has_operation(&self, operation: &Operation, group: &Group) -> bool {
        let known = self.operations.get(&operation.at);
        known.map_or(group.is_empty(), |known| known == group)
    }

    /// Whether a type is behind just these features.
    pub(super) fn has_type(&self, name: &str, group: &Group) -> bool {
        self.types.get(name).map_or(group.is_empty(), |known| known == group)
    }

    /// Every group that is not there always.
    pub(super) fn groups(&self) -> BTreeSet<Group> {
        let all = self.operations.values().chain(self.types.values());
        all.filter(|group| !group.is_empty()).cloned().collect()
    }
}

/// The name of the module of a group: of its feature, or of the hash of several.
pub(super) fn module(group: &Group) -> String {
    match group.iter().next() {
        Some(only) if group.len() == 1 => only.to_snake_case(),
        _ => {
            // FNV-1a: the same in every version of Rust.
            let bytes = group.iter().flat_map(|feature| feature.bytes().chain([0]));
            let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
            format!("tags_{hash:016x}")
        }
    }
}

/// The condition under which a group is compiled.
pub(super) fn condition(group: &Group) -> String {
    let features: Vec<_> = group.iter().map(|feature| format!("feature = \"{feature}\"")).collect();
    match &*features {
        [only] => format!("#[cfg({only})]"),
        several => format!("#[cfg(any({}))]", several.join(", ")),
    }
}
