//! Servers that README.md starts in the background.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use super::copy::Copy;

/// The servers, until they are dropped.
#[derive(Default)]
pub(crate) struct Servers {
    running: Vec<Child>,
    /// The addresses that README.md shows, and the true ones: the port is any that is free.
    addresses: Vec<(String, String)>,
}

impl Servers {
    /// Starts a server, which prints its address.
    pub(crate) fn start(&mut self, copy: &Copy, line: &str, shown: &str) {
        // Replaced by the server, so that the server itself is stopped at the end.
        let mut child = copy
            .at_home(Command::new("sh").args(["-euc", &format!("exec {line}")]))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{line}: {error}"));
        let mut address = String::new();
        let printed = child.stdout.take().expect("what it prints");
        BufReader::new(printed).read_line(&mut address).expect("its address");
        let address = address.trim().to_owned();
        assert!(address.starts_with("http://127.0.0.1:"), "{line} prints {address}");
        self.addresses.push((shown.to_owned(), address));
        self.running.push(child);
    }

    /// A line of README.md with the true addresses.
    pub(crate) fn as_run(&self, line: &str) -> String {
        let replace = |line: String, (shown, real): &(String, String)| line.replace(shown, real);
        self.addresses.iter().fold(line.to_owned(), replace)
    }

    /// What was printed, with the addresses that README.md shows.
    pub(crate) fn as_shown(&self, printed: &str) -> String {
        let replace = |line: String, (shown, real): &(String, String)| line.replace(real, shown);
        self.addresses.iter().fold(printed.to_owned(), replace)
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for child in &mut self.running {
            drop(child.kill());
            drop(child.wait());
        }
    }
}
