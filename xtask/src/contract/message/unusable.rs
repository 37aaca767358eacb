//! Parts of the document that are broken: what depends on them is not checked, which is noted and counted.

use codegen::document::pointer;
use codegen::view::{Api, Operation, ParameterLocation, PathTemplate, Place, Url};

use crate::contract::findings::{Checked, Location, Note};

/// Notes that a part of an interaction was not checked, because what is at a pointer of the document is broken.
pub(crate) fn note(checked: &mut Checked, location: Location, broken: &str) {
    checked.not_checked += 1;
    let message = format!("this was not checked: {broken} of the document is broken");
    // The same part of the document may keep several things from being checked; once is enough to know it.
    if !checked
        .notes
        .iter()
        .any(|known| known.location == location && known.message == message)
    {
        checked.notes.push(Note {
            location,
            pointer: String::new(),
            message,
        });
    }
}

/// The pointer of a place if it is broken.
pub(crate) fn place(place: &Place<'_>) -> Option<String> {
    place.is_broken().then(|| place.pointer.clone())
}

/// The broken part because of which nothing is known about an operation.
pub(crate) fn operation(operation: &Operation<'_>) -> Option<String> {
    let document = operation.place.document;
    let path = pointer::child("/paths", operation.path.text);
    let is_broken = document.is_broken(&path);
    let whole = [&operation.path_item, &operation.place].into_iter().find_map(place);
    whole.or_else(|| is_broken.then_some(path))
}

/// The path of the document that a URL may belong to, if it is broken: its operations are not known.
pub(crate) fn path(api: &Api<'_>, url: &str) -> Option<String> {
    let url = Url::parse(url).filter(|_| api.document.has_broken())?;
    // Whatever path the server has, it is before that of the operation.
    let mut suffixes = url.path.match_indices('/').map(|(at, _)| &url.path[at..]);
    let of_paths = api.document.broken().filter_map(|broken| {
        let mut steps = pointer::steps(broken);
        let is_paths = steps.next()? == "paths";
        let template = steps.next().filter(|_| is_paths && steps.next().is_none())?;
        // The slash at its beginning may be what is missing.
        Some((broken, format!("/{}", template.trim_start_matches('/'))))
    });
    let all: Vec<_> = of_paths.collect();
    let matches = |path: &str, template: &String| PathTemplate::parse(template).matches(path).is_some();
    suffixes.find_map(|path| {
        let (broken, _) = all.iter().find(|(_, template)| matches(path, template))?;
        Some((*broken).to_owned())
    })
}

/// The parameters of an operation that cannot be checked.
#[derive(Default)]
pub(crate) struct Parameters {
    /// Where each of them is in the document, and what it is called, as far as that is known.
    all: Vec<(String, Option<(ParameterLocation, String)>)>,
}

impl Parameters {
    /// Those of an operation and of its path.
    pub(crate) fn of(operation: &Operation<'_>) -> Self {
        let mut broken = Self::default();
        if !operation.place.document.has_broken() {
            return broken;
        }
        for list in [&operation.place, &operation.path_item].map(|owner| owner.raw("parameters")) {
            let Some(list) = list else { continue };
            broken.all.extend(place(&list).map(|pointer| (pointer, None)));
            for parameter in list.children().iter().filter(|parameter| parameter.is_broken()) {
                let resolved = parameter.resolved();
                let location = resolved.str("in").and_then(ParameterLocation::parse);
                let name = location.zip(resolved.str("name").map(str::to_owned));
                broken.all.push((parameter.pointer.clone(), name));
            }
        }
        broken
    }

    /// Where the broken parameter of this location and name is in the document.
    pub(crate) fn named(&self, location: ParameterLocation, name: &str) -> Option<&str> {
        let mut all = self.all.iter();
        let found = all.find(|(_, known)| matches!(known, Some((at, known)) if *at == location && known == name));
        found.map(|(pointer, _)| pointer.as_str())
    }

    /// Where a broken parameter is whose name is not known: any parameter may be the one that is meant.
    pub(crate) fn unnamed(&self) -> Option<&str> {
        let found = self.all.iter().find(|(_, name)| name.is_none());
        found.map(|(pointer, _)| pointer.as_str())
    }
}
