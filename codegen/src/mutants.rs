//! Faults of the generator, made on purpose: the self-test must find each of them.
//!
//! A fault of the passes is in the model, so that the client and the table of the self-test share it. A fault of the
//! emitters is in the client alone. Not for programs: the tests of the self-test use it.

use std::collections::BTreeSet;

use crate::model::{
    Body, BodyKind, Literal, Location, Model, Operation, PartKind, RequestBody, Status, Stream, Style, Success, Test,
    Type,
};

/// Where a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// In the model.
    Model,
    /// In what is printed of the model.
    Emitter,
}

/// A fault that can be made in one operation of a model.
#[derive(Clone, Copy, Debug)]
pub struct Mutant {
    /// Its name.
    pub name: &'static str,
    /// Where it is.
    pub stage: Stage,
    apply: fn(&mut Operation, &mut Own<'_>) -> Option<()>,
}

/// The types that an operation alone uses.
struct Own<'m> {
    model: &'m mut Model,
    sent: BTreeSet<String>,
    received: BTreeSet<String>,
}

impl Mutant {
    /// Makes the fault in an operation, named by its method and path template; returns whether it can be made there.
    pub fn apply(&self, model: &mut Model, operation: &str) -> bool {
        let is_it = |one: &Operation| format!("{} {}", one.method, one.path) == operation;
        let Some(index) = model.operations.iter().position(is_it) else {
            return false;
        };
        let mut changed = model.operations[index].clone();
        let (sent, received) = own_types(model, index);
        let done = (self.apply)(&mut changed, &mut Own { model, sent, received }).is_some();
        if done {
            model.operations[index] = changed;
        }
        done
    }
}

/// The names of the types that only this operation sends, and that only it receives.
fn own_types(model: &Model, index: usize) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut others = BTreeSet::new();
    for other in model.operations.iter().enumerate().filter(|(other, _)| *other != index) {
        for ty in sent_types(other.1).into_iter().chain(received_types(other.1)) {
            reach(model, ty, &mut others);
        }
    }
    let (mut sent, mut received) = (BTreeSet::new(), BTreeSet::new());
    let operation = &model.operations[index];
    sent_types(operation)
        .into_iter()
        .for_each(|ty| reach(model, ty, &mut sent));
    received_types(operation)
        .into_iter()
        .for_each(|ty| reach(model, ty, &mut received));
    sent.retain(|name| !others.contains(name));
    received.retain(|name| !others.contains(name));
    (sent, received)
}

fn sent_types(operation: &Operation) -> Vec<&Type> {
    let body = operation.bodies().collect::<Vec<_>>().into_iter();
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    let parts = body.clone().flat_map(RequestBody::part_types);
    parameters
        .chain(body.filter_map(|body| body.ty.as_ref()))
        .chain(parts)
        .collect()
}

fn received_types(operation: &Operation) -> Vec<&Type> {
    operation.received().collect()
}

fn reach(model: &Model, ty: &Type, names: &mut BTreeSet<String>) {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => reach(model, inner, names),
        Type::Named(name) if names.insert(name.clone()) => {
            let fields = model
                .types
                .structs
                .get(name)
                .into_iter()
                .flat_map(|structure| &structure.fields);
            fields.for_each(|field| reach(model, &field.ty, names));
            let branches = model
                .types
                .unions
                .get(name)
                .into_iter()
                .flat_map(|union| &union.branches);
            branches.for_each(|branch| reach(model, &branch.ty, names));
        }
        _ => {}
    }
}

/// The faults.
pub static MUTANTS: &[Mutant] = &[
    model("parameter-dropped", |operation, _| {
        let index = operation.parameters.iter().position(|parameter| !parameter.required)?;
        operation.parameters.remove(index);
        Some(())
    }),
    model("body-dropped", |operation, _| operation.body.take().map(drop)),
    model("part-dropped", |operation, _| {
        let parts = &mut operation.body.as_mut()?.parts;
        let index = parts.iter().position(|part| !part.required)?;
        parts.remove(index);
        Some(())
    }),
    model("property-dropped", |_, own| {
        let fields = &mut own.structure(true)?.fields;
        let index = fields
            .iter()
            .position(|field| !field.required && field.wire_name.is_some())?;
        fields.remove(index);
        Some(())
    }),
    model("property-of-response-dropped", |_, own| {
        let fields = &mut own.structure(false)?.fields;
        let index = fields
            .iter()
            .position(|field| !field.required && field.wire_name.is_some())?;
        fields.remove(index);
        Some(())
    }),
    model("body-of-error-dropped", |operation, _| {
        let mut failures = operation
            .responses
            .documented
            .iter_mut()
            .filter(|response| response.fails && !response.succeeds);
        let typed = failures.find(|response| matches!(&response.body, Body::Json(ty) if *ty != Type::Any))?;
        typed.body = Body::Empty;
        Some(())
    }),
    model("body-of-response-dropped", |operation, _| {
        let Success::One(body @ (Body::Json(_) | Body::Text)) = &mut operation.responses.success else {
            return None;
        };
        *body = Body::Empty;
        operation
            .responses
            .documented
            .iter_mut()
            .filter(|response| response.succeeds)
            .for_each(|response| response.body = Body::Empty);
        Some(())
    }),
    model("status-of-error-wrong", |operation, _| {
        let mut failures = operation
            .responses
            .documented
            .iter_mut()
            .filter(|response| response.fails);
        let typed = failures.find(|response| {
            matches!(response.status, Status::Exact(_)) && matches!(&response.body, Body::Json(ty) if *ty != Type::Any)
        })?;
        typed.status = Status::Exact(499);
        Some(())
    }),
    emitter("accept-wrong", |operation, _| {
        let first = operation.responses.accept.first_mut()?;
        *first = "application/x-wrong".to_owned();
        Some(())
    }),
    emitter("accept-incomplete", |operation, _| {
        let responses = &mut operation.responses;
        // What has a method of its own is requested all the same.
        let last = responses.accept.last().filter(|_| responses.accept.len() > 1)?;
        let has_method = responses.others.iter().any(|other| other.media_type == *last);
        (!has_method).then(|| responses.accept.pop()).map(drop)
    }),
    model("other-media-type-of-response-dropped", |operation, _| {
        operation.responses.others.pop().map(drop)
    }),
    model("stream-dropped", |operation, _| {
        let dropped = operation.streams.pop()?;
        // The method that returns the response as a whole requests the bytes as well.
        (!matches!(dropped, Stream::Bytes)).then_some(())
    }),
    emitter("media-type-of-lines-wrong", |operation, _| {
        operation.streams.iter_mut().find_map(|stream| match stream {
            Stream::Lines { media_type, .. } => {
                media_type.push_str("-wrong");
                Some(())
            }
            Stream::Bytes | Stream::Events => None,
        })
    }),
    emitter("type-of-lines-wrong", |operation, _| {
        operation.streams.iter_mut().find_map(|stream| match stream {
            Stream::Lines { ty, .. } => {
                *ty = Type::List(Box::new(std::mem::replace(ty, Type::Any)));
                Some(())
            }
            Stream::Bytes | Stream::Events => None,
        })
    }),
    emitter("status-wrong", |operation, _| {
        let mut successes = operation
            .responses
            .documented
            .iter_mut()
            .filter(|response| response.succeeds);
        let first = successes.find(|response| matches!(response.status, Status::Exact(_)))?;
        first.status = Status::Exact(298);
        Some(())
    }),
    emitter("parameter-name-wrong", |operation, _| {
        let parameter = operation
            .parameters
            .iter_mut()
            .find(|one| one.location != Location::Path)?;
        parameter.name.push('x');
        Some(())
    }),
    emitter("name-of-path-parameter-wrong", |operation, _| {
        let mut inside = operation
            .parameters
            .iter_mut()
            .filter(|one| one.location == Location::Path);
        inside.next()?.name.push('x');
        Some(())
    }),
    emitter("parameter-in-wrong-place", |operation, _| {
        let query = operation
            .parameters
            .iter_mut()
            .find(|one| one.location == Location::Query)?;
        query.location = Location::Header;
        query.style = Style::Simple;
        Some(())
    }),
    emitter("list-joined", |operation, _| {
        styled(operation, Style::Form, Style::FormJoined)
    }),
    emitter("list-not-joined", |operation, _| {
        styled(operation, Style::FormJoined, Style::Form)
    }),
    emitter("pipes-for-spaces", |operation, _| {
        styled(operation, Style::SpaceDelimited, Style::PipeDelimited)
    }),
    emitter("object-not-deep", |operation, _| {
        styled(operation, Style::DeepObject, Style::Form)
    }),
    emitter("label-exploded", |operation, _| {
        styled(operation, Style::Label, Style::LabelExploded)
    }),
    emitter("matrix-not-exploded", |operation, _| {
        styled(operation, Style::MatrixExploded, Style::Matrix)
    }),
    emitter("simple-exploded", |operation, _| {
        // A list is the same in both.
        let is_list = |one: &crate::model::Parameter| one.style == Style::Simple && matches!(one.ty, Type::List(_));
        if operation.parameters.iter().any(is_list) {
            return None;
        }
        styled(operation, Style::Simple, Style::SimpleExploded)
    }),
    emitter("method-wrong", |operation, _| {
        let other = if operation.method == "POST" { "PUT" } else { "POST" };
        operation.method = other.to_owned();
        Some(())
    }),
    emitter("path-wrong", |operation, _| {
        operation.path.push_str("/x");
        Some(())
    }),
    emitter("media-type-wrong", |operation, _| {
        operation.body.as_mut()?.content_type = "application/x-wrong".to_owned();
        Some(())
    }),
    emitter("other-media-type-wrong", |operation, _| {
        other_body(operation)?.content_type = "application/x-wrong".to_owned();
        Some(())
    }),
    emitter("preferred-media-type-for-other", |operation, _| {
        let preferred = operation.body.as_ref()?.content_type.clone();
        other_body(operation)?.content_type = preferred;
        Some(())
    }),
    model("other-media-type-dropped", |operation, _| {
        operation.body.as_mut()?.others.pop().map(drop)
    }),
    emitter("form-for-json", |operation, _| {
        let body = operation.body.as_mut().filter(|body| body.kind == BodyKind::Json)?;
        body.kind = BodyKind::Form;
        Some(())
    }),
    emitter("json-for-form", |operation, _| {
        let body = operation.body.as_mut().filter(|body| body.kind == BodyKind::Form)?;
        body.kind = BodyKind::Json;
        Some(())
    }),
    emitter("styles-of-form-ignored", |operation, _| {
        let styles = &mut operation.body.as_mut()?.styles;
        (!styles.is_empty()).then(|| styles.clear())
    }),
    emitter("part-name-wrong", |operation, _| {
        operation.body.as_mut()?.parts.first_mut()?.name.push('x');
        Some(())
    }),
    emitter("text-part-as-file", |operation, _| {
        let body = operation.body.as_mut()?;
        let mut parts = body.parts.iter_mut().filter(|part| part.content_type.is_none());
        let text = parts.find(|part| matches!(part.kind, PartKind::Value(Type::String, _)))?;
        text.kind = PartKind::File;
        Some(())
    }),
    emitter("part-media-type-wrong", |operation, _| {
        let mut parts = operation.body.as_mut()?.parts.iter_mut();
        let media_type = parts.find_map(|part| part.content_type.as_mut())?;
        *media_type = "application/x-wrong".to_owned();
        Some(())
    }),
    emitter("part-header-wrong", |operation, _| {
        let mut parts = operation.body.as_mut()?.parts.iter_mut();
        parts.find_map(|part| part.headers.first_mut())?.name.push('x');
        Some(())
    }),
    emitter("credentials-not-sent", |operation, _| {
        let named = operation.security.first().is_some_and(|first| !first.is_empty());
        named.then(|| operation.security.clear())
    }),
    emitter("alternative-of-credentials-dropped", |operation, _| {
        (operation.security.len() > 1).then(|| operation.security.truncate(1))
    }),
    emitter("property-name-wrong", |_, own| {
        let mut fields = own.structure(true)?.fields.iter_mut();
        fields.find_map(|field| field.wire_name.as_mut())?.push('x');
        Some(())
    }),
    emitter("property-name-of-response-wrong", |_, own| {
        let mut fields = own.structure(false)?.fields.iter_mut();
        let field = fields.find(|field| !field.required && !field.ty.is_collection())?;
        field.wire_name.as_mut()?.push('x');
        Some(())
    }),
    emitter("absent-sent-as-null", |_, own| {
        let mut fields = own.structure(true)?.fields.iter_mut();
        let field = fields.find(|field| !field.required && !field.ty.is_collection() && field.wire_name.is_some())?;
        field.required = true;
        field.ty = std::mem::replace(&mut field.ty, Type::Any).or_null();
        Some(())
    }),
    emitter("value-of-enum-wrong", |_, own| {
        let (sent, received) = (own.sent.clone(), own.received.clone());
        let mut enums = own.model.types.enums.iter_mut();
        let (_, found) = enums.find(|(name, _)| sent.contains(*name) || received.contains(*name))?;
        for variant in &mut found.variants {
            match &mut variant.value {
                Literal::Text(value) => value.push('x'),
                Literal::Integer(value) => *value += 1000,
                Literal::Boolean(value) => *value = !*value,
            }
        }
        Some(())
    }),
    emitter("branch-of-union-unknown", |_, own| {
        let received = own.received.clone();
        let mut unions = own.model.types.unions.iter_mut();
        let (_, union) = unions.find(|(name, union)| union.distinct && received.contains(*name))?;
        union.branches.iter_mut().for_each(|branch| branch.test = Test::None);
        Some(())
    }),
    model("json-for-text", |operation, _| {
        let Success::One(body @ Body::Text) = &mut operation.responses.success else {
            return None;
        };
        *body = Body::Json(Type::Any);
        Some(())
    }),
];

const fn model(name: &'static str, apply: fn(&mut Operation, &mut Own<'_>) -> Option<()>) -> Mutant {
    Mutant {
        name,
        stage: Stage::Model,
        apply,
    }
}

const fn emitter(name: &'static str, apply: fn(&mut Operation, &mut Own<'_>) -> Option<()>) -> Mutant {
    Mutant {
        name,
        stage: Stage::Emitter,
        apply,
    }
}

/// Writes the list or the object of a style in another one.
fn styled(operation: &mut Operation, from: Style, to: Style) -> Option<()> {
    let structured = |ty: &Type| matches!(ty, Type::List(_) | Type::Map(_) | Type::Named(_));
    let parameter = operation
        .parameters
        .iter_mut()
        .find(|one| one.style == from && structured(&one.ty))?;
    parameter.style = to;
    Some(())
}

/// The body in the first other media type that is not stated by the caller.
fn other_body(operation: &mut Operation) -> Option<&mut RequestBody> {
    let mut others = operation.body.as_mut()?.others.iter_mut();
    let other = others.find(|other| other.body.kind != BodyKind::OfCaller)?;
    Some(&mut other.body)
}

impl Own<'_> {
    /// A struct that the operation alone sends, or receives.
    fn structure(&mut self, sent: bool) -> Option<&mut crate::model::Struct> {
        let names = if sent { &self.sent } else { &self.received };
        let (_, found) = self.model.types.structs.iter_mut().find(|(name, structure)| {
            let optional = structure
                .fields
                .iter()
                .any(|field| !field.required && !field.ty.is_collection());
            names.contains(*name) && optional
        })?;
        Some(found)
    }
}
