//! Rewrites the paths in a type, those of its arguments first.

use syn::{GenericArgument, Path, PathArguments, Type};

/// `ty` with each path in it rewritten.
///
/// syn's own visitor would do, but its feature is one that proc macros do not ask for: syn and all that is built on it
/// would be built twice.
pub(super) fn rewritten(ty: &Type, rewrite: fn(&mut Path)) -> Type {
    let mut ty = ty.clone();
    walk(&mut ty, rewrite);
    ty
}

fn walk(ty: &mut Type, rewrite: fn(&mut Path)) {
    match ty {
        Type::Path(path) => {
            for segment in &mut path.path.segments {
                let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else {
                    continue;
                };
                for argument in &mut arguments.args {
                    if let GenericArgument::Type(ty) = argument {
                        walk(ty, rewrite);
                    }
                }
            }
            rewrite(&mut path.path);
        }
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(|ty| walk(ty, rewrite)),
        Type::Array(array) => walk(&mut array.elem, rewrite),
        _ => {}
    }
}
