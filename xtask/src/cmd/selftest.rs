//! `selftest`: calls every operation of a generated client over a socket.

use std::io;

use super::{Context, Refusing, refuse};
use crate::cli::{Format, Overlays, SelfTest};
use crate::input::{self, Refused};
use crate::report;
use crate::selftest::{self, Plan, Stopped};
use crate::{Exit, Output};

pub(super) fn run(arguments: &SelfTest, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<Exit> {
    let workspace = &context.workspace;
    let path = arguments
        .document
        .as_ref()
        .map_or_else(|| workspace.document(), |path| workspace.given(path));
    let refusing = Refusing {
        context,
        format: arguments.format,
        all: false,
    };
    let read = input::model(workspace, &path, &arguments.overlays).and_then(|(_, model)| {
        // The same document, in which the parts are marked that are not OpenAPI.
        let (document, _) = input::usable_document(workspace, &path, &arguments.overlays)?;
        Ok((document, model))
    });
    let (document, model) = match read {
        Ok(read) => read,
        Err(refused) => return refuse(&refused, &refusing, output),
    };
    let served = match &arguments.against {
        None => None,
        Some(path) => match input::usable_document(workspace, &workspace.given(path), &Overlays::default()) {
            Ok((served, _)) => Some(served),
            Err(refused) => return refuse(&refused, &refusing, output),
        },
    };
    let program = arguments.program.as_ref().map(|path| workspace.given(path));
    let plan = Plan {
        document: &document,
        served: served.as_ref(),
        program: program.as_deref(),
        model: &model,
        operations: &arguments.operations,
        sample: arguments.sample,
        seed: arguments.seed,
        mutants: &arguments.mutants,
    };
    let outcome = match selftest::run(&plan, workspace, &context.environment.cargo) {
        Ok(outcome) => outcome,
        Err(Stopped::Diagnostics(diagnostics)) => {
            return refuse(&Refused::Diagnostics(diagnostics), &refusing, output);
        }
        Err(Stopped::Message(message)) => {
            writeln!(output.err, "error: {message}")?;
            return Ok(Exit::Incomplete);
        }
    };
    match arguments.format {
        Format::Human => outcome.write(document.name(), output.err, context.paint)?,
        _ => report::write_json(output.out, &outcome)?,
    }
    Ok(match outcome.is_good() {
        true => Exit::Fine,
        false => Exit::Findings,
    })
}
