//! Work that takes long, away from the threads that run other tasks.

use crate::runtime::{
    blocking_work::BlockingWork,
    clock::Deadline,
    error::{Error, ErrorKind},
    secret::Secret,
};

/// The largest body that is decoded where the call runs: a longer one would keep other tasks from running meanwhile.
pub(super) const ON_WORKER: usize = 1 << 20;

/// The same where each record is decoded by itself: one of two bytes may become an error, which takes some
/// microseconds.
pub(super) const ON_WORKER_LENIENT: usize = 64 << 10;

/// Decodes a body where the call runs. A deadline that passes meanwhile is an error.
pub(super) fn decode_here<T>(deadline: Deadline, decode: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let decoded = decode()?;
    if deadline.is_over() {
        Err(deadline.error())
    } else {
        Ok(decoded)
    }
}

/// Decodes a large body on a thread for blocking work. A deadline that passes meanwhile is an error.
pub(super) async fn decode_elsewhere<T: Send + 'static>(
    deadline: Deadline,
    decode: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    elsewhere(deadline, decode).await?
}

/// The longest text of an error that is searched for secrets where the call runs. Each of them is searched for in several
/// forms, and in a text that was written for it, in some dozens of ways to undo escapes.
const SEARCHED_HERE: usize = 16 << 10;

/// Removes secrets from an error, from one with a long text on a thread for blocking work.
pub(super) async fn remove_secrets(deadline: Deadline, error: Error, secrets: Vec<Secret>) -> Error {
    if error.outside_length() <= SEARCHED_HERE {
        return error.without(&secrets);
    }
    let (status, date) = (error.status(), error.date());
    match elsewhere(deadline, move || error.without(&secrets)).await {
        Ok(error) => error,
        Err(error) => error.with_status(status).with_date(date),
    }
}

/// Does what takes long on a thread for blocking work. A deadline that passes meanwhile is an error.
async fn elsewhere<T: Send + 'static>(
    deadline: Deadline,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    match deadline.bound(BlockingWork::start(work)).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(failed)) => match failed.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::new(
                ErrorKind::Transport,
                "the runtime shut down before the response was decoded",
            )),
        },
        Err(elapsed) => Err(deadline.passed(elapsed)),
    }
}
