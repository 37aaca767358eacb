//! Runs progenitor and reads its output back: the names and types that it arrived at, and nothing else.
//!
//! A panic of progenitor is a fault that is reported, never one that is seen.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use syn::{Fields, File, GenericArgument, Ident, Item, ItemEnum, ItemImpl, ItemStruct, PathArguments, Type};

use super::paths::rewritten;
use crate::normalise::Normalised;

/// What progenitor made of a document.
#[derive(Default)]
pub(super) struct Harvest {
    /// The structs by name.
    pub(super) structs: BTreeMap<String, Vec<Field>>,
    /// The enums by name: each variant and its value.
    pub(super) enums: BTreeMap<String, Vec<(Ident, String)>>,
    /// The operations by the name of progenitor's builder of each.
    pub(super) operations: BTreeMap<String, OperationTypes>,
}

/// A field of a struct.
#[derive(Clone)]
pub(super) struct Field {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    /// Whether it collects the properties that have no name.
    pub(super) flatten: bool,
    /// Whether it may be absent.
    pub(super) optional: bool,
}

/// The types of one operation.
#[derive(Clone)]
pub(super) struct OperationTypes {
    /// The type of each parameter, by the name of its setter.
    pub(super) parameters: BTreeMap<String, Type>,
    pub(super) body: Option<Type>,
    pub(super) success: Type,
    pub(super) error: Type,
}

impl Harvest {
    /// Runs progenitor on the lowered document.
    pub(super) fn reap(normalised: &Normalised) -> Result<Self, String> {
        let file = run(normalised)?;
        let mut harvest = Self::default();
        for module in modules(&file.items) {
            match module.0.to_string().as_str() {
                "types" => harvest.types(module.1),
                "builder" => harvest.operations(module.1),
                _ => {}
            }
        }
        Ok(harvest)
    }

    fn types(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Struct(item) => {
                    self.structs.insert(item.ident.to_string(), fields(item));
                }
                Item::Enum(item) => {
                    self.enums.insert(item.ident.to_string(), variants(item));
                }
                _ => {}
            }
        }
    }

    fn operations(&mut self, items: &[Item]) {
        let mut structs: BTreeMap<String, &ItemStruct> = BTreeMap::new();
        for item in items {
            if let Item::Struct(item) = item {
                structs.insert(item.ident.to_string(), item);
            }
        }
        for item in items {
            let Item::Impl(item) = item else { continue };
            let Some(name) = self_name(item) else { continue };
            let (Some(builder), Some((success, error))) = (structs.get(&name.to_string()), answer(item)) else {
                continue;
            };
            let mut parameters = BTreeMap::new();
            let mut body = None;
            for field in &builder.fields {
                let Some(ident) = &field.ident else { continue };
                // `Result<T, String>` of a body, `Result<Option<Vec<T>>, String>` of a parameter, which was put into a list.
                let Some(ty) = argument(&field.ty, 0) else { continue };
                if ident == "body" {
                    body = Some(tidy(ty));
                } else if let Some(ty) = argument_of(ty, "Option").and_then(|list| argument_of(list, "Vec")) {
                    parameters.insert(ident.to_string(), tidy(ty));
                }
            }
            let types = OperationTypes {
                parameters,
                body,
                success: tidy(success),
                error: tidy(error),
            };
            self.operations.insert(name.to_string(), types);
        }
    }
}

fn run(normalised: &Normalised) -> Result<File, String> {
    let tokens = quietly(|| {
        let mut settings = GenerationSettings::default();
        settings
            .with_interface(InterfaceStyle::Builder)
            .with_map_type("::std::collections::BTreeMap");
        Generator::new(&settings).generate_tokens(&normalised.lowered)
    })?;
    let tokens = tokens.map_err(|error| format!("progenitor refused the lowered document: {error}"))?;
    syn::parse2(tokens).map_err(|error| format!("progenitor's output does not parse: {error}"))
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; a panic in it becomes its message, and none of it is printed.
fn quietly<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                previous(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    outcome.map_err(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or(panic.downcast_ref::<&str>().copied());
        format!("progenitor failed: {}", text.unwrap_or("it does not say why"))
    })
}

fn modules(items: &[Item]) -> impl Iterator<Item = (&Ident, &[Item])> {
    items.iter().filter_map(|item| match item {
        Item::Mod(module) => Some((&module.ident, module.content.as_ref()?.1.as_slice())),
        _ => None,
    })
}

fn fields(item: &ItemStruct) -> Vec<Field> {
    let Fields::Named(fields) = &item.fields else {
        return Vec::new();
    };
    let field = |field: &syn::Field| {
        let serde = serde_words(&field.attrs);
        Some(Field {
            ident: field.ident.clone()?,
            ty: tidy(&field.ty),
            flatten: serde.iter().any(|word| word == "flatten"),
            optional: serde
                .iter()
                .any(|word| word == "default" || word == "skip_serializing_if"),
        })
    };
    fields.named.iter().filter_map(field).collect()
}

fn variants(item: &ItemEnum) -> Vec<(Ident, String)> {
    let value = |variant: &syn::Variant| {
        let mut value = variant.ident.to_string();
        for attribute in variant
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("serde"))
        {
            // Only `rename` stands here; anything else leaves the name as it is.
            let _ = attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("rename") {
                    value = meta.value()?.parse::<syn::LitStr>()?.value();
                }
                Ok(())
            });
        }
        (variant.ident.clone(), value)
    };
    item.variants.iter().map(value).collect()
}

fn serde_words(attributes: &[syn::Attribute]) -> Vec<String> {
    let mut words = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // A word may have a value, which does not matter here.
        let _ = attribute.parse_nested_meta(|meta| {
            words.extend(meta.path.get_ident().map(Ident::to_string));
            if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    words
}

fn self_name(item: &ItemImpl) -> Option<&Ident> {
    match &*item.self_ty {
        Type::Path(path) if item.trait_.is_none() => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}

/// The types in `async fn send(self) -> Result<ResponseValue<T>, Error<E>>`.
fn answer(item: &ItemImpl) -> Option<(&Type, &Type)> {
    item.items.iter().find_map(|item| match item {
        syn::ImplItem::Fn(function) if function.sig.ident == "send" => match &function.sig.output {
            syn::ReturnType::Type(_, ty) => Some((argument(argument(ty, 0)?, 0)?, argument(argument(ty, 1)?, 0)?)),
            syn::ReturnType::Default => None,
        },
        _ => None,
    })
}

fn argument(ty: &Type, index: usize) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.get(index)? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// The argument of `ty` if it is called `name`.
pub(super) fn argument_of<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    is_called(ty, name).then(|| argument(ty, 0)).flatten()
}

/// Whether the last name of the path `ty` is `name`.
pub(super) fn is_called(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == name))
}

/// A type as a person writes it: `Vec` for `::std::vec::Vec`, the type for its builder.
fn tidy(ty: &Type) -> Type {
    rewritten(ty, |path| {
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        match names.as_slice() {
            ["std", "string", "String"]
            | ["std", "option", "Option"]
            | ["std", "vec", "Vec"]
            | ["std", "boxed", "Box"]
            | ["std", "collections", "BTreeMap"] => {
                path.leading_colon = None;
                path.segments = path.segments.iter().skip(names.len() - 1).cloned().collect();
            }
            ["types", "builder", _] => {
                let kept = path.segments.iter().filter(|segment| segment.ident != "builder");
                path.segments = kept.cloned().collect();
            }
            _ => {}
        }
    })
}
