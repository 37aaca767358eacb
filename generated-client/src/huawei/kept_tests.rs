//! Expiry, renewal and one fetch at a time, by a clock that the test sets.

use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::{
    sync::oneshot,
    task::{LocalSet, spawn_local, yield_now},
};

use super::*;

/// A clock that stands still until it is set, and a count of fetches.
#[derive(Clone, Default)]
struct World {
    seconds: Rc<Cell<u64>>,
    fetches: Rc<Cell<u32>>,
}

type Subject = Rc<Kept<u32, &'static str, Box<dyn Fn() -> SystemTime>>>;

impl World {
    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn subject(&self) -> Subject {
        let seconds = Rc::clone(&self.seconds);
        Rc::new(Kept::new(Box::new(move || Self::at(seconds.get()))))
    }

    /// Asks. A fetch brings its own number, good until `until`.
    async fn ask(&self, kept: &Subject, until: Option<u64>) -> Result<u32, Arc<&'static str>> {
        kept.get(|| async {
            self.fetches.set(self.fetches.get() + 1);
            yield_now().await;
            Ok(Fetched {
                value: self.fetches.get(),
                expires_at: until.map(Self::at),
            })
        })
        .await
    }

    async fn fail(&self, kept: &Subject) -> Result<u32, Arc<&'static str>> {
        kept.get(|| async {
            self.fetches.set(self.fetches.get() + 1);
            yield_now().await;
            Err("refused")
        })
        .await
    }
}

#[tokio::test]
async fn what_never_lapses_is_fetched_once() {
    let world = World::default();
    let kept = world.subject();
    for seconds in [0, 1, 1_000_000_000] {
        world.seconds.set(seconds);
        assert_eq!(world.ask(&kept, None).await, Ok(1));
    }
}

#[tokio::test]
async fn a_value_is_renewed_before_it_lapses() {
    const DAY: u64 = 24 * 3600;
    let world = World::default();
    let kept = world.subject();
    assert_eq!(world.ask(&kept, Some(DAY)).await, Ok(1));
    world.seconds.set(DAY - 301);
    assert_eq!(world.ask(&kept, Some(DAY)).await, Ok(1));
    world.seconds.set(DAY - 300);
    assert_eq!(world.ask(&kept, Some(2 * DAY)).await, Ok(2));
}

#[tokio::test]
async fn a_value_of_a_short_life_is_not_fetched_at_every_call() {
    let world = World::default();
    let kept = world.subject();
    assert_eq!(world.ask(&kept, Some(100)).await, Ok(1));
    world.seconds.set(89);
    assert_eq!(world.ask(&kept, Some(100)).await, Ok(1));
    world.seconds.set(90);
    assert_eq!(world.ask(&kept, Some(200)).await, Ok(2));
}

#[tokio::test]
async fn a_value_that_cannot_be_renewed_is_used_until_it_lapses() {
    let world = World::default();
    let kept = world.subject();
    assert_eq!(world.ask(&kept, Some(10_000)).await, Ok(1));
    world.seconds.set(9_800);
    assert_eq!(world.fail(&kept).await, Ok(1), "the old one is still good");
    assert_eq!(world.fetches.get(), 2);
    world.seconds.set(9_829);
    assert_eq!(world.fail(&kept).await, Ok(1));
    assert_eq!(world.fetches.get(), 2, "no try at every call");
    world.seconds.set(9_830);
    assert_eq!(world.fail(&kept).await, Ok(1));
    assert_eq!(world.fetches.get(), 3);
    world.seconds.set(10_000);
    assert_eq!(world.fail(&kept).await, Err(Arc::new("refused")), "it has lapsed");
    assert_eq!(world.ask(&kept, None).await, Ok(5), "and the next call tries again");
}

#[tokio::test]
async fn fifty_tasks_fetch_once() {
    LocalSet::new()
        .run_until(async {
            let world = World::default();
            let kept = world.subject();
            let tasks: Vec<_> = (0..50)
                .map(|_| {
                    let (world, kept) = (world.clone(), Rc::clone(&kept));
                    spawn_local(async move { world.ask(&kept, None).await })
                })
                .collect();
            for task in tasks {
                assert_eq!(task.await.expect("a task"), Ok(1));
            }
            assert_eq!(world.fetches.get(), 1);
        })
        .await;
}

#[tokio::test]
async fn fifty_tasks_share_one_refusal() {
    LocalSet::new()
        .run_until(async {
            let world = World::default();
            let kept = world.subject();
            let tasks: Vec<_> = (0..50)
                .map(|_| {
                    let (world, kept) = (world.clone(), Rc::clone(&kept));
                    spawn_local(async move { world.fail(&kept).await })
                })
                .collect();
            for task in tasks {
                assert_eq!(task.await.expect("a task"), Err(Arc::new("refused")));
            }
            assert_eq!(world.fetches.get(), 1);
            assert_eq!(world.ask(&kept, None).await, Ok(2), "who asks later fetches anew");
        })
        .await;
}

#[tokio::test]
async fn while_one_renews_the_others_use_what_is_still_good() {
    LocalSet::new()
        .run_until(async {
            let world = World::default();
            let kept = world.subject();
            assert_eq!(world.ask(&kept, Some(100)).await, Ok(1));
            world.seconds.set(95);
            let (answer, answered) = oneshot::channel::<()>();
            let renewing = spawn_local({
                let kept = Rc::clone(&kept);
                async move {
                    kept.get(|| async {
                        let _ = answered.await;
                        Ok(Fetched {
                            value: 7,
                            expires_at: None,
                        })
                    })
                    .await
                }
            });
            yield_now().await;
            assert_eq!(world.ask(&kept, None).await, Ok(1));
            answer.send(()).expect("somebody waits");
            assert_eq!(renewing.await.expect("a task"), Ok(7));
            assert_eq!(world.ask(&kept, None).await, Ok(7));
        })
        .await;
}

#[tokio::test]
async fn the_next_takes_the_turn_of_one_that_is_dropped() {
    LocalSet::new()
        .run_until(async {
            let world = World::default();
            let kept = world.subject();
            let stuck = spawn_local({
                let kept = Rc::clone(&kept);
                async move { kept.get(std::future::pending::<Result<Fetched<u32>, &str>>).await }
            });
            yield_now().await;
            let waiting = spawn_local({
                let (world, kept) = (world.clone(), Rc::clone(&kept));
                async move { world.ask(&kept, None).await }
            });
            yield_now().await;
            assert!(!waiting.is_finished());
            stuck.abort();
            assert_eq!(waiting.await.expect("a task"), Ok(1));
        })
        .await;
}

#[tokio::test]
async fn only_the_value_that_was_refused_is_forgotten() {
    let world = World::default();
    let kept = world.subject();
    assert_eq!(world.ask(&kept, None).await, Ok(1));
    kept.forget(|value| *value == 9);
    assert_eq!(world.ask(&kept, None).await, Ok(1));
    kept.forget(|value| *value == 1);
    assert_eq!(world.ask(&kept, None).await, Ok(2));
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_takes_long_or_is_given_up_is_put_off() {
    let world = World::default();
    let kept = world.subject();
    assert_eq!(world.ask(&kept, Some(10_000)).await, Ok(1));
    let renew = || kept.get(std::future::pending::<Result<Fetched<u32>, &str>>);
    world.seconds.set(9_800);
    assert_eq!(renew().await, Ok(1), "the old one is still good");
    world.seconds.set(9_829);
    assert_eq!(world.ask(&kept, None).await, Ok(1), "not yet");
    world.seconds.set(9_830);
    let given_up = timeout(Duration::from_millis(1), renew());
    given_up.await.expect_err("whoever asked had no more time");
    assert_eq!(world.ask(&kept, None).await, Ok(1), "not yet again");
    world.seconds.set(9_990);
    assert_eq!(renew().await, Ok(1));
    world.seconds.set(10_000);
    assert_eq!(
        world.ask(&kept, None).await,
        Ok(2),
        "what has lapsed is not used, however short the pause was"
    );
}
