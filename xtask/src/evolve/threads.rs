//! Work on many interactions, in several threads. The results are in the order of the interactions.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

/// The stack of a thread: schemas and values are nested.
const STACK: usize = 64 << 20;

/// Fewer interactions are not worth a thread.
const FEWEST: usize = 16;

/// Does the work on parts of a list: `work` is given the index of the first item of a part, and the part.
pub(super) fn on_parts<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &[T]) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let size = items.len().div_ceil(threads).max(FEWEST);
    let parts = || {
        items
            .chunks(size)
            .enumerate()
            .map(|(number, part)| (number * size, part))
    };
    if items.len() <= size {
        return parts().map(|(start, part)| work(start, part)).collect();
    }
    thread::scope(|scope| {
        let work = &work;
        let started: Vec<_> = parts()
            .map(|(start, part)| {
                let thread = thread::Builder::new().stack_size(STACK);
                // Without another thread, it is done here.
                thread
                    .spawn_scoped(scope, move || work(start, part))
                    .map_err(|_| work(start, part))
            })
            .collect();
        let finish =
            |thread: thread::ScopedJoinHandle<'_, R>| thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        started
            .into_iter()
            .map(|started| started.map_or_else(|done| done, finish))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::on_parts;

    #[test]
    fn parts_are_in_order() {
        for count in [0, 1, 15, 16, 17, 1000] {
            let items: Vec<usize> = (0..count).collect();
            let parts = on_parts(&items, |start, part| {
                assert_eq!(part.first(), Some(&start));
                part.to_vec()
            });
            assert_eq!(parts.concat(), items);
        }
    }
}
