//! `release`: prepares a release of the client, and writes all of its files, or none.
//!
//! ```text
//! gates ─▶ parts ─▶ version, changelog, files ─▶ a copy under target/: cargo package ─▶ the workspace
//! ```

mod cargo;
mod files;
mod frozen;
mod gates;
mod lock;
mod parts;
mod repository;

use std::io;
use std::path::PathBuf;

use codegen::{Document, Model};
use semver::Version;

use self::cargo::Cargo;
use self::parts::Parts;
use self::repository::Repository;
use super::{Context, Refusing, refuse};
use crate::cli::{Overlays, Release};
use crate::input::{self, Refused, Releases, released};
use crate::release::{Decision, Package, Part, Refusal, Released, Request, decide, package};
use crate::report;
use crate::workspace::Workspace;
use crate::writer::{self, Plan, Problem, ProblemKind, Recovered, folders};
use crate::{Exit, Output};

/// Why a release ended before its files were written.
enum Stopped {
    Document(Refused),
    /// All reasons that were found, and the parts as far as they were judged.
    Refused(Vec<Refusal>, Vec<Part>),
    Io(io::Error),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Refusal> for Stopped {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal], Vec::new())
    }
}

pub(super) fn run(arguments: &Release, context: &Context<'_>, output: &mut Output<'_>) -> io::Result<Exit> {
    let run = Run {
        arguments,
        context,
        workspace: &context.workspace,
    };
    let (refusals, parts) = match run.release(output) {
        Ok(released) => {
            report::write_release(output, &released, arguments.format, context.paint)?;
            return Ok(Exit::Fine);
        }
        Err(Stopped::Io(error)) => return Err(error),
        Err(Stopped::Document(refused)) => {
            let refusing = Refusing {
                context,
                format: arguments.format,
                all: false,
            };
            return refuse(&refused, &refusing, output);
        }
        Err(Stopped::Refused(refusals, parts)) => (refusals, parts),
    };
    let again = context.line.again();
    report::write_release_refused(output, &refusals, &parts, arguments.format, (context.paint, &again))?;
    Ok(refusals.iter().map(|refusal| refusal.exit).max().unwrap_or(Exit::Fine))
}

/// What a release is made of, as it was when the run began.
struct Prepared<'p> {
    document: &'p Document,
    model: &'p Model,
    repository: &'p Repository<'p>,
    /// The last commit, unless there is none yet.
    head: Option<&'p str>,
    client: &'p Package,
    releases: &'p Releases,
}

/// A run of the command.
struct Run<'r> {
    arguments: &'r Release,
    context: &'r Context<'r>,
    workspace: &'r Workspace,
}

impl Run<'_> {
    /// Makes the release.
    fn release(&self, output: &mut Output<'_>) -> Result<Released, Stopped> {
        let workspace = self.workspace;
        // Held to the end: two runs would prepare their files in the same folder.
        let _lock = lock::of(&workspace.root().join("target/xtask-release.lock"), workspace)?;
        self.recover(output)?;
        let path = workspace.document();
        let (document, model) = input::model(workspace, &path, &Overlays::default()).map_err(Stopped::Document)?;
        let repository =
            Repository::of(workspace.root()).map_err(|problem| Refusal::not_judged("no-repository", problem))?;
        let head = repository
            .head()
            .map_err(|problem| Refusal::not_judged("no-repository", problem))?;
        let client = self.client()?;
        let releases = Releases::of(workspace).map_err(|problem| Refusal::not_judged("no-releases", problem))?;
        self.gates(&document, &model, &repository, &releases)?;
        folders::empty(&self.folder()).map_err(|problem| self.failed(&problem))?;
        let made = self.prepare(&Prepared {
            document: &document,
            model: &model,
            repository: &repository,
            head: head.as_deref(),
            client: &client,
            releases: &releases,
        });
        let removed = folders::remove(&self.folder()).map_err(|problem| self.failed(&problem));
        let released = made?;
        removed?;
        Ok(released)
    }

    /// Undoes what a run wrote that was interrupted.
    fn recover(&self, output: &mut Output<'_>) -> Result<(), Stopped> {
        let (root, journal) = (self.workspace.root(), self.journal());
        let recovered =
            writer::recover(root, &journal, !self.arguments.dry_run).map_err(|problem| self.failed(&problem))?;
        match recovered {
            Recovered::Nothing => {}
            Recovered::Complete(title) => {
                writeln!(
                    output.err,
                    "note: {title} was written in full by a run that was interrupted at its end"
                )?;
            }
            Recovered::Undone(title) if self.arguments.dry_run => {
                return Err(Refusal::found(
                    "interrupted",
                    format!("{title} was interrupted, and is written in part"),
                    "run `cargo xtask release` without --dry-run: it undoes that first",
                )
                .into());
            }
            Recovered::Undone(title) => {
                writeln!(
                    output.err,
                    "note: {title} was interrupted; what it had written was undone"
                )?;
            }
        }
        Ok(())
    }

    /// The package of the client.
    fn client(&self) -> Result<Package, Stopped> {
        let path = self.workspace.library().join("Cargo.toml");
        let name = self.workspace.name(&path);
        let read = std::fs::read_to_string(&path).map_err(|error| format!("cannot be read: {error}"));
        let package = read.and_then(|text| package(&text));
        package.map_err(|problem| Refusal::not_judged("no-version", format!("{name}: {problem}")).into())
    }

    /// Everything that has to be in order before a version is chosen.
    fn gates(
        &self,
        document: &Document,
        model: &Model,
        repository: &Repository<'_>,
        releases: &Releases,
    ) -> Result<(), Stopped> {
        let stale = gates::stale(model, self.context);
        let drift = gates::drift(document, stale.is_some(), self.context)?;
        let all = [
            stale,
            drift,
            gates::uncommitted(repository),
            parts::can_compare(&self.cargo(), releases),
        ];
        let refusals: Vec<_> = all.into_iter().flatten().collect();
        match refusals.is_empty() {
            true => Ok(()),
            false => Err(Stopped::Refused(refusals, Vec::new())),
        }
    }

    /// Chooses the version, prepares and packages everything in a copy, and writes it.
    fn prepare(&self, from: &Prepared<'_>) -> Result<Released, Stopped> {
        let workspace = self.workspace;
        let &Prepared {
            document,
            model,
            repository,
            client,
            releases,
            ..
        } = from;
        let cargo = self.cargo();
        let Parts {
            last,
            parts,
            comparison,
            refusals,
        } = parts::judge(self, document, repository, &cargo, releases)?;
        if !refusals.is_empty() {
            return Err(Stopped::Refused(refusals, parts));
        }
        let request = Request {
            last: last.as_ref(),
            latest: releases.latest(),
            manifest: &client.version,
            wanted: self.arguments.version.as_ref(),
        };
        let refused = |refusal: Refusal| Stopped::Refused(vec![refusal], parts.clone());
        let Decision { version, why, .. } = decide(&request, &parts).map_err(|problem| {
            let (message, help) = problem.split_once("\n  = help: ").unwrap_or((&problem, ""));
            refused(Refusal::found("version", message, help))
        })?;
        self.is_new(&version, repository).map_err(refused)?;
        let made = files::Files {
            run: self,
            document,
            model,
            client,
            version: &version,
            last: last.as_ref(),
            comparison: &comparison,
        };
        let files::Made { plan, section } = made.plan().map_err(refused)?;
        self.package(&plan, repository, &cargo, client).map_err(refused)?;
        if let Some(refusal) = gates::moved(repository, from.head) {
            return Err(refused(refusal));
        }
        if !self.arguments.dry_run {
            let title = format!("the release of {} {version}", client.name);
            writer::replace(&plan, &title, workspace.root(), &self.journal(), &mut |_| Ok(()))
                .map_err(|problem| refused(self.failed(&problem)))?;
        }
        let files = plan.entries.iter();
        Ok(Released {
            name: client.name.clone(),
            version,
            last,
            why,
            parts,
            section,
            files: files
                .map(|entry| (workspace.name(&entry.path), entry.state().word()))
                .collect(),
            is_dry: self.arguments.dry_run,
            again: self.context.line.without("--dry-run"),
        })
    }

    /// Whether a version was not released before.
    fn is_new(&self, version: &Version, repository: &Repository<'_>) -> Result<(), Refusal> {
        let help = "give a later one with --version";
        let document = released::document(self.workspace, version);
        if document.exists() {
            let message = format!(
                "{version} was released already: {} is there",
                self.workspace.name(&document)
            );
            return Err(Refusal::found("version", message, help));
        }
        let tag = format!("v{version}");
        let is_there = repository
            .has_tag(&tag)
            .map_err(|problem| Refusal::not_judged("no-repository", problem))?;
        match is_there {
            true => Err(Refusal::found(
                "version",
                format!("{version} was released already: the tag `{tag}` is there"),
                help,
            )),
            false => Ok(()),
        }
    }

    /// Packages the release in a copy of the workspace.
    fn package(
        &self,
        plan: &Plan,
        repository: &Repository<'_>,
        cargo: &Cargo<'_>,
        client: &Package,
    ) -> Result<(), Refusal> {
        let (root, copy) = (self.workspace.root(), self.folder().join("workspace"));
        let files = repository
            .files()
            .map_err(|problem| Refusal::not_judged("no-repository", problem))?;
        folders::copy(root, &copy, files.iter().map(String::as_str)).map_err(|problem| self.failed(&problem))?;
        for entry in &plan.entries {
            let inner = entry.path.strip_prefix(root).unwrap_or(&entry.path);
            if let Some(text) = &entry.new {
                folders::put(&copy.join(inner), text).map_err(|problem| self.failed(&problem))?;
            }
        }
        cargo.package(&copy, &client.name).map_err(|problem| {
            let mut refusal = Refusal::not_judged("not-packaged", problem);
            refusal.help = "fix what cargo names; without a network, set CARGO_NET_OFFLINE=true".to_owned();
            refusal
        })
    }

    fn cargo(&self) -> Cargo<'_> {
        Cargo {
            program: &self.context.environment.cargo,
            root: self.workspace.root(),
        }
    }

    /// Where a release is prepared.
    fn folder(&self) -> PathBuf {
        self.workspace.root().join("target/xtask-release")
    }

    /// What the next run undoes if this one is interrupted while it writes.
    fn journal(&self) -> PathBuf {
        self.workspace.root().join("target/xtask-release.json")
    }

    fn failed(&self, problem: &Problem) -> Refusal {
        let name = self.workspace.name(&problem.path);
        let help = match problem.kind {
            ProblemKind::Io(..) => {
                "\n  = help: make sure that it and its folder can be written and that the disk has space, and run the command again"
            }
            // The message says it.
            _ => "",
        };
        Refusal::not_judged("failed", format!("{}; nothing was released{help}", problem.say(&name)))
    }
}
