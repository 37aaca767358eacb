//! `diff`: compares two documents.

use std::io;
use std::path::PathBuf;

use super::{Context, Refusing, refuse};
use crate::cli::{Diff, Format, Overlays};
use crate::diff;
use crate::{Exit, Output, input, report};

pub(super) fn run(arguments: &Diff, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<Exit> {
    let workspace = &context.workspace;
    let path = |given: &Option<PathBuf>| {
        given
            .as_ref()
            .map_or_else(|| workspace.document(), |path| workspace.given(path))
    };
    let read = |given: &Option<PathBuf>| input::usable_document(workspace, &path(given), &Overlays::default());
    let documents = read(&arguments.base).and_then(|base| Ok((base, read(&arguments.revision)?)));
    let ((base, _), (revision, _)) = match documents {
        Ok(documents) => documents,
        Err(refused) => {
            let refusing = Refusing {
                context,
                format: arguments.format,
                all: false,
            };
            return refuse(&refused, &refusing, output);
        }
    };
    let comparison = diff::compare(&base, &revision);
    let names = (base.name(), revision.name());
    match arguments.format {
        Format::Human => report::write_diff(output.err, &comparison, names, context.paint)?,
        _ => report::write_diff_json(output.out, &comparison)?,
    }
    Ok(Exit::Fine)
}
