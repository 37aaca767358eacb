//! `cargo xtask`: reads the command line, and hands over to the library.

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;
use std::time::SystemTime;

use xtask::{Environment, Tolerant};

fn main() -> ExitCode {
    let terminal = io::stderr().is_terminal();
    let colour = terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let environment = Environment {
        directory: std::env::current_dir().unwrap_or_default(),
        program: std::env::current_exe().ok(),
        cargo: std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        colour,
        progress: terminal,
        today: xtask::day(SystemTime::now()),
    };
    let mut out = Tolerant(io::stdout().lock());
    let mut err = Tolerant(io::stderr().lock());
    let exit = xtask::run(std::env::args_os(), &environment, &mut out, &mut err);
    ExitCode::from(exit.code())
}
