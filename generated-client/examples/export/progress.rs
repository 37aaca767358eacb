//! The line on the terminal that shows how far the export is.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

/// A line that is written over; nothing where there is no terminal.
pub(crate) struct Progress {
    terminal: bool,
    began: Instant,
    known: usize,
    shown: Option<Instant>,
}

impl Progress {
    /// `known` is the number of logs that were there before.
    pub(crate) fn new(known: usize) -> Self {
        Self {
            terminal: io::stderr().is_terminal(),
            began: Instant::now(),
            known,
            shown: None,
        }
    }

    pub(crate) fn show(&mut self, count: usize) {
        let often = self
            .shown
            .is_some_and(|shown| shown.elapsed() < Duration::from_millis(100));
        if !self.terminal || often {
            return;
        }
        self.shown = Some(Instant::now());
        let rate = (count - self.known) as f64 / self.began.elapsed().as_secs_f64().max(0.001);
        // A terminal that is gone is no reason to stop.
        drop(write!(io::stderr(), "\r{count} logs, {rate:.0} a second \x1b[K"));
    }

    pub(crate) fn end(&self) {
        if self.shown.is_some() {
            drop(io::stderr().write_all(b"\n"));
        }
    }
}
