//! Parameters: those of an operation and of its path, merged.

use std::collections::HashSet;

use super::media::Content;
use super::place::Place;
use super::shape::{self, Shape};
use super::style::{ParameterLocation, Style};

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter<'d> {
    /// The Parameter Object.
    pub place: Place<'d>,
    /// Its name.
    pub name: &'d str,
    /// Its location.
    pub location: ParameterLocation,
    /// Whether it must be sent.
    pub required: bool,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// How its value is written. It has no effect on a parameter with a `content`.
    pub style: Style<'d>,
    /// The schema of its value, if it is described by `schema`.
    pub schema: Option<Place<'d>>,
    /// The one media type of its value, if it is described by `content`.
    pub content: Option<Content<'d>>,
    /// Whether it is set once on a client: `x-client-parameter`.
    pub of_client: bool,
}

impl<'d> Parameter<'d> {
    /// Reads a parameter; nothing if it lacks its name or its location.
    pub fn of(place: Place<'d>) -> Option<Self> {
        let location = ParameterLocation::parse(place.str("in")?)?;
        Some(Self {
            name: place.str("name")?,
            location,
            required: place.is("required"),
            deprecated: place.is("deprecated"),
            style: Style::of(&place, location),
            schema: place.get("schema"),
            content: place.get("content").map(Content::of),
            of_client: place.is("x-client-parameter"),
            place,
        })
    }

    /// Whether it is an object of the query that takes pairs of any name.
    pub fn takes_any_name(&self) -> bool {
        let open = |schema: &Place<'_>| shape::may_be(schema, Shape::Object) && shape::takes_any_name(schema);
        self.location == ParameterLocation::Query
            && self.style.name == "form"
            && self.style.explode
            && self.schema.as_ref().is_some_and(open)
    }

    /// What makes two parameters the same one: location and name. Names of headers are compared without regard to case.
    fn key(&self) -> (ParameterLocation, String) {
        let name = match self.location {
            ParameterLocation::Header => self.name.to_ascii_lowercase(),
            _ => self.name.to_owned(),
        };
        (self.location, name)
    }
}

/// The parameters that apply to an operation: its own in the order of the document, followed by those of its path that it
/// does not replace. What is no parameter is given to `broken`.
pub(super) fn merged<'d>(
    operation: &Place<'d>,
    path_item: &Place<'d>,
    mut broken: impl FnMut(Place<'d>),
) -> Vec<Parameter<'d>> {
    let mut read = |owner: &Place<'d>| -> Vec<Parameter<'d>> {
        let list = owner.raw("parameters");
        let mut parameters = Vec::new();
        for place in list.iter().flat_map(Place::items) {
            match Parameter::of(place.clone()) {
                Some(parameter) => parameters.push(parameter),
                None => broken(place),
            }
        }
        parameters
    };
    let mut all = read(operation);
    let own: HashSet<_> = all.iter().map(Parameter::key).collect();
    let shared = read(path_item).into_iter();
    all.extend(shared.filter(|parameter| !own.contains(&parameter.key())));
    all
}
