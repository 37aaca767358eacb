//! `check`: checks interactions against the document.

use std::io::{self, Write};
use std::num::NonZero;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use codegen::{Diagnostics, Document};
use serde_json::Value;

use super::{Context, Refusing, refuse};
use crate::accepted::{self, Accepted};
use crate::cli::{Check, CommandLine, Format};
use crate::client::Client;
use crate::input;
use crate::report::{self, Human, JsonReport, Next, PLACES, SarifReport, plural};
use crate::runner::{Finding, Limits, Results, Runner, Sink};
use crate::{Exit, Output};

pub(super) fn run(arguments: &Check, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<Exit> {
    let workspace = &context.workspace;
    let path = arguments
        .document
        .as_ref()
        .map_or_else(|| workspace.document(), |path| workspace.given(path));
    let (document, flaws) = match input::usable_document(workspace, &path, &arguments.overlays) {
        Ok(read) => read,
        Err(refused) => {
            let refusing = Refusing {
                context,
                format: arguments.format,
                all: arguments.all,
            };
            return refuse(&refused, &refusing, output);
        }
    };
    let everything = arguments.paths.is_empty();
    let paths = match everything {
        true => vec![workspace.recordings()],
        false => arguments.paths.iter().map(|path| given(context, path)).collect(),
    };
    let mut problems = report::document_problems(&flaws, arguments.format == Format::Human);
    let accepted = accepted(context, &mut problems);
    let client = match arguments.client {
        true => Client::start(context.environment, workspace, &document)
            .map_err(|problem| problems.push(problem))
            .ok(),
        false => None,
    };
    let runner = Runner {
        workspace,
        document: &document,
        paths: &paths,
        servers: &arguments.servers,
        // Of another document, other drift may have been accepted.
        everything: everything && arguments.document.is_none(),
        accepted,
        client,
        problems,
        limits: match (arguments.format, arguments.all) {
            (Format::Human, true) => Limits::ALL,
            (Format::Human, false) => Limits::first(PLACES),
            _ => Limits::NO_EXCERPTS,
        },
        jobs: arguments.jobs.unwrap_or_else(cores),
    };
    let form = match arguments.format {
        // The comment of a pull request is a format of `diff` alone.
        Format::Human | Format::Markdown => Form::Human,
        Format::Json => Form::Json(JsonReport::begin(&mut *output.out)?),
        Format::Sarif => Form::Sarif(SarifReport::begin(&mut *output.out, document.name())?),
        Format::Github => Form::Grouped(report::write_github),
        Format::Gitlab => Form::Grouped(report::write_gitlab),
        Format::Junit => Form::Grouped(report::write_junit),
    };
    let mut streamed = Streamed {
        form,
        progress: match context.environment.progress {
            true => Some(Progress::new(&mut *output.err)),
            false => None,
        },
    };
    let mut results = runner.run(&mut streamed)?;
    if results.interactions == 0 && results.counts.problems == 0 {
        results.problem(nothing(&results, &paths, context));
    }
    let Streamed { form, progress } = streamed;
    if let Some(progress) = progress {
        progress.clear()?;
    }
    match form {
        Form::Human => {
            report::write_diagnostics(output.err, &flaws, arguments.all, context.paint)?;
            let human = Human {
                document: &document,
                paint: context.paint,
                all: arguments.all,
                next: next(arguments, &document, context),
            };
            human.write(output.err, &results)?
        }
        Form::Json(report) => report.end(&results, &flaws)?,
        Form::Sarif(report) => report.end(&results)?,
        Form::Grouped(write) => write(output.out, &results)?,
    }
    if arguments.format != Format::Human {
        // Programs read the findings; what could not be checked is printed for people as well.
        for message in &results.problems {
            writeln!(output.err, "error: {message}")?;
        }
        let more = results.counts.problems - results.problems.len();
        if more > 0 {
            writeln!(output.err, "error: and {more} more")?;
        }
    }
    Ok(end(&results))
}

/// Why nothing was checked, and what to do.
fn nothing(results: &Results, paths: &[PathBuf], context: &Context<'_>) -> String {
    let document = &results.document;
    match (results.others.requests(), results.others.address()) {
        (0, _) => {
            let names: Vec<_> = paths.iter().map(|path| context.workspace.name(path)).collect();
            format!("nothing found to check in {}", names.join(", "))
        }
        _ if results.coverage.operations == [0, 0] => format!("nothing was checked: {document} has no operations"),
        (requests, Some(address)) => format!(
            "nothing was checked: {} went to no server of {document}\n   \
             = help: if the API is served at one of these hosts, give its address, as in {}",
            plural(requests, "request"),
            context.line.with(&format!("--server {address}"))
        ),
        (requests, None) => format!(
            "nothing was checked: {} went to no server of {document}",
            plural(requests, "request")
        ),
    }
}

/// What to run after a check.
fn next(arguments: &Check, document: &Document, context: &Context<'_>) -> Next {
    let (again, name) = (context.line.again(), document.name());
    let own = arguments.document.is_none();
    Next {
        passed: match (own, arguments.client) {
            // The client is generated from the workspace's own document.
            (false, _) => String::new(),
            (true, false) => format!("run {}", context.line.with("--client")),
            (true, true) => "run `cargo test`".to_owned(),
        },
        failed: match own {
            true => format!(
                "correct {name} where the service is right ({} proposes the edit), run {}, then {again}",
                CommandLine::on("evolve", &arguments.paths),
                CommandLine::other("regenerate", None)
            ),
            false => format!("correct {name} where the service is right, then run {again}"),
        },
        incomplete: format!("fix the input that the errors at the top name, then run {again}"),
    }
}

/// Checks the recordings, for a report for people and one for programs.
pub(super) fn check_recordings(
    document: &Document,
    context: &Context<'_>,
    paths: &[PathBuf],
    everything: bool,
    client: Option<Client>,
) -> io::Result<(Results, Value)> {
    /// Writes the report for programs into a buffer.
    struct Buffered<'k>(JsonReport<&'k mut Vec<u8>>);
    impl Sink for Buffered<'_> {
        fn finding(&mut self, finding: &Finding) -> io::Result<()> {
            self.0.finding(finding)
        }
        fn progress(&mut self, _: usize, _: u64) -> io::Result<()> {
            Ok(())
        }
    }
    let mut text = Vec::new();
    let mut buffered = Buffered(JsonReport::begin(&mut text)?);
    let input = (paths, everything, client);
    let results = run_recordings(document, context, input, Limits::first(PLACES), &mut buffered)?;
    buffered.0.end(&results, &Diagnostics::default())?;
    let value = serde_json::from_slice(&text)?;
    // The user who has just changed the document, or recorded something, knows what has not been observed yet.
    Ok((results.without_coverage(), value))
}

/// Checks all recordings, of which only the result is wanted.
pub(super) fn check_quietly(document: &Document, context: &Context<'_>, paths: &[PathBuf]) -> io::Result<Results> {
    struct Nowhere;
    impl Sink for Nowhere {
        fn finding(&mut self, _: &Finding) -> io::Result<()> {
            Ok(())
        }
        fn progress(&mut self, _: usize, _: u64) -> io::Result<()> {
            Ok(())
        }
    }
    let input = (paths, true, None);
    run_recordings(document, context, input, Limits::NO_EXCERPTS, &mut Nowhere)
}

fn run_recordings(
    document: &Document,
    context: &Context<'_>,
    (paths, everything, client): (&[PathBuf], bool, Option<Client>),
    limits: Limits,
    sink: &mut dyn Sink,
) -> io::Result<Results> {
    let mut problems = Vec::new();
    let accepted = accepted(context, &mut problems);
    let runner = Runner {
        workspace: &context.workspace,
        document,
        paths,
        servers: &[],
        everything,
        accepted,
        client,
        problems,
        limits,
        jobs: cores(),
    };
    runner.run(sink)
}

/// The path of an argument; `-` stays as it is.
pub(super) fn given(context: &Context<'_>, path: &std::path::Path) -> PathBuf {
    if path.as_os_str() == "-" {
        path.to_owned()
    } else {
        context.workspace.given(path)
    }
}

/// What was accepted. Where that cannot be read, nothing is.
pub(super) fn accepted(context: &Context<'_>, problems: &mut Vec<String>) -> Accepted {
    let path = context.workspace.accepted();
    let (name, today) = (context.workspace.name(&path), &context.environment.today);
    Accepted::read(&path, &name, accepted::Kind::Drift, today).unwrap_or_else(|problem| {
        problems.push(problem);
        Accepted::default()
    })
}

/// The number of threads to use.
pub(super) fn cores() -> NonZero<usize> {
    thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}

/// How what was found ends a command.
pub(super) fn end(results: &Results) -> Exit {
    let counts = &results.counts;
    if counts.problems > 0 {
        Exit::Incomplete
    } else if counts.errors + counts.warnings == 0 {
        Exit::Fine
    } else {
        Exit::Findings
    }
}

/// How a report is written.
enum Form<'o, 'w> {
    /// At the end: it is grouped.
    Human,
    Json(JsonReport<&'o mut (dyn Write + 'w)>),
    Sarif(SarifReport<&'o mut (dyn Write + 'w)>),
    /// At the end, as for people.
    Grouped(fn(&mut dyn Write, &Results) -> io::Result<()>),
}

/// Writes findings and progress during a check.
struct Streamed<'o, 'w> {
    form: Form<'o, 'w>,
    progress: Option<Progress<'o, 'w>>,
}

impl Sink for Streamed<'_, '_> {
    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        match &mut self.form {
            Form::Human | Form::Grouped(_) => Ok(()),
            Form::Json(report) => report.finding(finding),
            Form::Sarif(report) => report.finding(finding),
        }
    }

    fn progress(&mut self, interactions: usize, bytes: u64) -> io::Result<()> {
        match &mut self.progress {
            Some(progress) => progress.show(interactions, bytes),
            None => Ok(()),
        }
    }
}

/// A line on the terminal that says how far it is. What is done soon shows none.
struct Progress<'o, 'w> {
    err: &'o mut (dyn Write + 'w),
    next: Instant,
    shown: bool,
}

/// how often the line is rewritten.
const PAUSE: Duration = Duration::from_millis(500);

impl<'o, 'w> Progress<'o, 'w> {
    fn new(err: &'o mut (dyn Write + 'w)) -> Self {
        Self {
            err,
            next: Instant::now() + PAUSE,
            shown: false,
        }
    }

    fn show(&mut self, interactions: usize, bytes: u64) -> io::Result<()> {
        let now = Instant::now();
        if now < self.next {
            return Ok(());
        }
        self.next = now + PAUSE;
        self.shown = true;
        let reported = plural(interactions, "interaction");
        write!(self.err, "\r\x1b[K{reported}, {} MB", bytes / 1_000_000)?;
        self.err.flush()
    }

    /// Takes the line away.
    fn clear(self) -> io::Result<()> {
        if self.shown {
            write!(self.err, "\r\x1b[K")
        } else {
            Ok(())
        }
    }
}
