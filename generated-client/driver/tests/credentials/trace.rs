//! What every crate traces while a test runs, at every level.
//!
//! There is one subscriber for the whole program, and a text for each thread. With a subscriber for each thread, a
//! callsite that a thread without one reaches first may stay disabled for all others.

use std::{
    cell::RefCell,
    io,
    sync::{Arc, Mutex, Once},
};

thread_local! {
    static SINK: RefCell<Option<Trace>> = const { RefCell::new(None) };
}

/// Installs the subscriber.
pub(crate) fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(|| Writer(SINK.try_with(|sink| sink.borrow().clone()).ok().flatten()))
            .init();
    });
}

/// The text that is traced on the thread of a test.
#[derive(Clone, Default)]
pub(crate) struct Trace(Arc<Mutex<Vec<u8>>>);

impl Trace {
    pub(crate) fn start() -> Self {
        install();
        // A callsite that another thread was just registering may have missed the installation.
        tracing::callsite::rebuild_interest_cache();
        let trace = Self::default();
        SINK.set(Some(trace.clone()));
        trace
    }

    /// Stops, and returns the text.
    pub(crate) fn stop(self) -> String {
        SINK.set(None);
        String::from_utf8_lossy(&self.0.lock().expect("a lock")).into_owned()
    }
}

struct Writer(Option<Trace>);

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(Trace(text)) = &self.0 {
            text.lock().expect("a lock").extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
