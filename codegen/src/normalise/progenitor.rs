//! Gives the model's structs and enums to progenitor, and takes from it what each field is in Rust.
//!
//! progenitor sees the named types alone, no operation, and none of its output is printed or read back: its type space
//! says what it decided. A panic of progenitor is a fault that is reported, never one that is seen.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value, json};
use typify_impl::{TypeDetails, TypeId, TypeSpace};

use crate::model::{Enum, Integer, Struct, Type, Types};

/// The names of types that are any JSON value to progenitor: unions, and enums of integers.
type Opaque = BTreeSet<String>;

/// Replaces the types of all fields by those that progenitor arrives at.
///
/// # Errors
/// Returns what progenitor made of a type that the model does not expect, or why it failed.
pub(super) fn resolve(types: &mut Types) -> Result<(), String> {
    let integers = types.enums.iter().filter(|(_, definition)| definition.is_integer());
    let opaque = types
        .unions
        .keys()
        .chain(integers.map(|(name, _)| name))
        .cloned()
        .collect();
    let document = document(types, &opaque)?;
    let generator = quietly(|| {
        let mut settings = GenerationSettings::default();
        settings.with_interface(InterfaceStyle::Builder);
        let mut generator = Generator::new(&settings);
        generator.generate_tokens(&document).map(|_| generator)
    })?;
    let generator = generator.map_err(|error| format!("progenitor refused the types of the document: {error}"))?;
    let space = generator.get_type_space();
    let known: HashMap<_, _> = space.iter_types().map(|ty| (ty.name(), ty)).collect();
    for (name, structure) in &mut types.structs {
        let Some(TypeDetails::Struct(found)) = known.get(name).map(|ty| ty.details()) else {
            return Err(format!("progenitor made no struct `{name}`"));
        };
        let found: Vec<(&str, TypeId)> = found.properties().collect();
        // Of two with one name, the first one; the other is the map of all other properties.
        let by_name: HashMap<&str, usize> = found
            .iter()
            .enumerate()
            .rev()
            .map(|(at, (name, _))| (*name, at))
            .collect();
        for field in &mut structure.fields {
            let at = match &field.wire_name {
                Some(_) => by_name.get(field.name.as_str()).copied(),
                // The map of all other properties, which progenitor puts last, under a name that another may have as well.
                None => found.len().checked_sub(1),
            };
            let at = at.ok_or_else(|| format!("progenitor made no field `{name}.{}`", field.name))?;
            let (_, id) = &found[at];
            let theirs = match read(space, id)? {
                // progenitor has one `Option` for what may be absent and what may be null.
                Type::Nullable(inner) if !matches!(field.ty, Type::Nullable(_)) => *inner,
                other => other,
            };
            // A union is a JSON value to it, and a string with a format is a string.
            if !is_hidden(&field.ty, &opaque) {
                field.ty = theirs;
            }
        }
    }
    Ok(())
}

/// The named types as an OpenAPI document without operations.
fn document(types: &Types, opaque: &Opaque) -> Result<openapiv3::OpenAPI, String> {
    let structs = types
        .structs
        .iter()
        .map(|(name, ty)| (name.clone(), structure(ty, opaque)));
    let enums = types.enums.iter().filter(|(name, _)| !opaque.contains(*name));
    let enums = enums.map(|(name, ty)| (name.clone(), enumeration(ty)));
    let schemas: Map<String, Value> = structs.chain(enums).collect();
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "", "version": "" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    serde_json::from_value(document).map_err(|error| format!("the types of the document are not OpenAPI: {error}"))
}

fn structure(structure: &Struct, opaque: &Opaque) -> Value {
    let named = || structure.fields.iter().filter(|field| field.wire_name.is_some());
    let properties: Map<_, _> = named()
        .map(|field| (field.name.clone(), schema(&field.ty, opaque)))
        .collect();
    let required: Vec<_> = named()
        .filter(|field| field.required)
        .map(|field| &field.name)
        .collect();
    let mut object = json!({ "type": "object", "properties": properties, "required": required });
    let rest = structure.fields.iter().find(|field| field.wire_name.is_none());
    if let Some(Type::Map(values)) = rest.map(|field| &field.ty) {
        object["additionalProperties"] = schema(values, opaque);
    }
    object
}

fn enumeration(definition: &Enum) -> Value {
    // The model has the names of the variants already.
    let values: Vec<_> = (0..definition.variants.len())
        .map(|index| format!("V{index}"))
        .collect();
    json!({ "type": "string", "enum": values })
}

fn schema(ty: &Type, opaque: &Opaque) -> Value {
    match ty {
        Type::Any => json!({}),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Integer(integer) => {
            let format = integer.rust().replace('i', "int").replace('u', "uint");
            json!({ "type": "integer", "format": format })
        }
        Type::Number => json!({ "type": "number" }),
        Type::String | Type::Formatted(_) => json!({ "type": "string" }),
        Type::List(items) => json!({ "type": "array", "items": schema(items, opaque) }),
        Type::Map(values) if **values == Type::Any => json!({ "type": "object" }),
        Type::Map(values) => json!({ "type": "object", "additionalProperties": schema(values, opaque) }),
        Type::Named(name) if opaque.contains(name) => json!({}),
        Type::Named(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
        Type::Nullable(inner) => match schema(inner, opaque) {
            // Members next to a reference are ignored.
            Value::Object(inner) if inner.contains_key("$ref") => json!({ "allOf": [inner], "nullable": true }),
            Value::Object(inner) if inner.is_empty() => Value::Object(inner),
            mut inner => {
                inner["nullable"] = Value::Bool(true);
                inner
            }
        },
        Type::Boxed(inner) => schema(inner, opaque),
    }
}

/// Whether progenitor does not know the whole type.
fn is_hidden(ty: &Type, opaque: &Opaque) -> bool {
    match ty {
        Type::Named(name) => opaque.contains(name),
        Type::Formatted(_) => true,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => is_hidden(inner, opaque),
        _ => false,
    }
}

/// The type that progenitor knows by `id`.
fn read(space: &TypeSpace, id: &TypeId) -> Result<Type, String> {
    let ty = space.get_type(id).map_err(|error| error.to_string())?;
    Ok(match ty.details() {
        TypeDetails::Struct(_) | TypeDetails::Enum(_) => Type::Named(ty.name()),
        TypeDetails::Option(inner) => read(space, &inner)?.or_null(),
        // Where a box is needed is decided for all types together, unions among them.
        TypeDetails::Box(inner) => read(space, &inner)?,
        TypeDetails::Vec(items) => Type::List(Box::new(read(space, &items)?)),
        TypeDetails::Map(_, values) => Type::Map(Box::new(read(space, &values)?)),
        TypeDetails::String => Type::String,
        TypeDetails::Builtin(name) => match name.rsplit("::").next().unwrap_or_default() {
            "bool" => Type::Boolean,
            "i8" => Type::Integer(Integer::I8),
            "i16" => Type::Integer(Integer::I16),
            "i32" => Type::Integer(Integer::I32),
            "i64" => Type::Integer(Integer::I64),
            "u8" => Type::Integer(Integer::U8),
            "u16" => Type::Integer(Integer::U16),
            "u32" => Type::Integer(Integer::U32),
            "u64" => Type::Integer(Integer::U64),
            "f64" => Type::Number,
            "Value" => Type::Any,
            _ => {
                return Err(format!(
                    "progenitor made the type `{name}`, which the model does not have"
                ));
            }
        },
        _ => {
            return Err(format!(
                "progenitor made `{}`, which the model does not have",
                ty.describe()
            ));
        }
    })
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
