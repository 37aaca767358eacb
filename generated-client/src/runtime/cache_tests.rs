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

/// A clock that is stopped until it is set, and a count of fetches.
#[derive(Clone, Default)]
struct World {
    seconds: Rc<Cell<u64>>,
    fetches: Rc<Cell<u32>>,
}

type Subject = Rc<Cache<u32, &'static str, Box<dyn Fn() -> SystemTime>>>;

impl World {
    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn subject(&self) -> Subject {
        let seconds = Rc::clone(&self.seconds);
        let rules = Rules {
            timeout: Duration::from_secs(20),
            timed_out: Box::new(|_| "timed out"),
            is_refusal: |error| *error == "refused for a while",
        };
        Rc::new(Cache::new(Box::new(move || Self::at(seconds.get())), rules))
    }

    /// Gets the value. A fetch returns its own number, which expires at `until`.
    async fn fetch(&self, cache: &Subject, until: Option<u64>) -> Result<u32, Arc<&'static str>> {
        cache
            .get(|| async {
                self.fetches.set(self.fetches.get() + 1);
                yield_now().await;
                Ok(Fetched {
                    value: self.fetches.get(),
                    expires_at: until.map(Self::at),
                    used_for: Duration::ZERO,
                })
            })
            .await
    }

    async fn fail(&self, cache: &Subject) -> Result<u32, Arc<&'static str>> {
        self.fail_with(cache, "failed").await
    }

    async fn fail_with(&self, cache: &Subject, error: &'static str) -> Result<u32, Arc<&'static str>> {
        cache
            .get(|| async {
                self.fetches.set(self.fetches.get() + 1);
                yield_now().await;
                Err(error)
            })
            .await
    }
}

#[tokio::test]
async fn a_value_that_never_expires_is_fetched_once() {
    let world = World::default();
    let cache = world.subject();
    for seconds in [0, 1, 1_000_000_000] {
        world.seconds.set(seconds);
        assert_eq!(world.fetch(&cache, None).await, Ok(1));
    }
}

#[tokio::test]
async fn a_value_is_renewed_before_it_expires() {
    const DAY: u64 = 24 * 3600;
    let world = World::default();
    let cache = world.subject();
    assert_eq!(world.fetch(&cache, Some(DAY)).await, Ok(1));
    world.seconds.set(DAY - 301);
    assert_eq!(world.fetch(&cache, Some(DAY)).await, Ok(1));
    world.seconds.set(DAY - 300);
    assert_eq!(world.fetch(&cache, Some(2 * DAY)).await, Ok(2));
}

#[tokio::test]
async fn a_short_lived_value_is_not_fetched_with_every_call() {
    let world = World::default();
    let cache = world.subject();
    assert_eq!(world.fetch(&cache, Some(100)).await, Ok(1));
    world.seconds.set(89);
    assert_eq!(world.fetch(&cache, Some(100)).await, Ok(1));
    world.seconds.set(90);
    assert_eq!(world.fetch(&cache, Some(200)).await, Ok(2));
}

#[tokio::test]
async fn a_value_that_cannot_be_renewed_is_used_until_it_expires() {
    let world = World::default();
    let cache = world.subject();
    assert_eq!(world.fetch(&cache, Some(10_000)).await, Ok(1));
    world.seconds.set(9_800);
    assert_eq!(world.fail(&cache).await, Ok(1), "the old value has not expired");
    assert_eq!(world.fetches.get(), 2);
    world.seconds.set(9_829);
    assert_eq!(world.fail(&cache).await, Ok(1));
    assert_eq!(world.fetches.get(), 2, "not with every call");
    world.seconds.set(9_830);
    assert_eq!(world.fail(&cache).await, Ok(1));
    assert_eq!(world.fetches.get(), 3);
    world.seconds.set(10_000);
    assert_eq!(world.fail(&cache).await, Err(Arc::new("failed")), "it has expired");
    assert_eq!(world.fetch(&cache, None).await, Ok(5), "and the next call tries again");
}

#[tokio::test]
async fn fifty_tasks_fetch_once() {
    LocalSet::new()
        .run_until(async {
            let world = World::default();
            let cache = world.subject();
            let tasks: Vec<_> = (0..50)
                .map(|_| {
                    let (world, cache) = (world.clone(), Rc::clone(&cache));
                    spawn_local(async move { world.fetch(&cache, None).await })
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
async fn fifty_tasks_share_one_failure() {
    LocalSet::new()
        .run_until(async {
            let world = World::default();
            let cache = world.subject();
            let tasks: Vec<_> = (0..50)
                .map(|_| {
                    let (world, cache) = (world.clone(), Rc::clone(&cache));
                    spawn_local(async move { world.fail(&cache).await })
                })
                .collect();
            for task in tasks {
                assert_eq!(task.await.expect("a task"), Err(Arc::new("failed")));
            }
            assert_eq!(world.fetches.get(), 1);
            assert_eq!(world.fetch(&cache, None).await, Ok(2), "a later call fetches again");
        })
        .await;
}

#[tokio::test]
async fn while_one_task_renews_the_others_use_the_old_value() {
    LocalSet::new()
        .run_until(async {
            let world = World::default();
            let cache = world.subject();
            assert_eq!(world.fetch(&cache, Some(100)).await, Ok(1));
            world.seconds.set(95);
            let (release, released) = oneshot::channel::<()>();
            let renewing = spawn_local({
                let cache = Rc::clone(&cache);
                async move {
                    cache
                        .get(|| async {
                            let _ = released.await;
                            Ok(Fetched {
                                value: 7,
                                expires_at: None,
                                used_for: Duration::ZERO,
                            })
                        })
                        .await
                }
            });
            yield_now().await;
            assert_eq!(world.fetch(&cache, None).await, Ok(1));
            release.send(()).expect("a waiting task");
            assert_eq!(renewing.await.expect("a task"), Ok(7));
            assert_eq!(world.fetch(&cache, None).await, Ok(7));
        })
        .await;
}

#[tokio::test]
async fn the_next_task_fetches_if_the_first_is_dropped() {
    LocalSet::new()
        .run_until(async {
            let world = World::default();
            let cache = world.subject();
            let stuck = spawn_local({
                let cache = Rc::clone(&cache);
                async move { cache.get(std::future::pending::<Result<Fetched<u32>, &str>>).await }
            });
            yield_now().await;
            let waiting = spawn_local({
                let (world, cache) = (world.clone(), Rc::clone(&cache));
                async move { world.fetch(&cache, None).await }
            });
            yield_now().await;
            assert!(!waiting.is_finished());
            stuck.abort();
            assert_eq!(waiting.await.expect("a task"), Ok(1));
        })
        .await;
}

#[tokio::test]
async fn only_the_refused_value_is_forgotten() {
    let world = World::default();
    let cache = world.subject();
    assert_eq!(world.fetch(&cache, None).await, Ok(1));
    cache.forget(|value| *value == 9);
    assert_eq!(world.fetch(&cache, None).await, Ok(1));
    cache.forget(|value| *value == 1);
    assert_eq!(world.fetch(&cache, None).await, Ok(2));
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_takes_long_or_is_dropped_is_postponed() {
    let world = World::default();
    let cache = world.subject();
    assert_eq!(world.fetch(&cache, Some(10_000)).await, Ok(1));
    let renew = || cache.get(std::future::pending::<Result<Fetched<u32>, &str>>);
    world.seconds.set(9_800);
    assert_eq!(renew().await, Ok(1), "the old value has not expired");
    world.seconds.set(9_829);
    assert_eq!(world.fetch(&cache, None).await, Ok(1), "not yet");
    world.seconds.set(9_830);
    let given_up = timeout(Duration::from_millis(1), renew());
    given_up.await.expect_err("the caller had no more time");
    assert_eq!(world.fetch(&cache, None).await, Ok(1), "not yet again");
    world.seconds.set(9_990);
    assert_eq!(renew().await, Ok(1));
    world.seconds.set(10_000);
    assert_eq!(
        world.fetch(&cache, None).await,
        Ok(2),
        "an expired value is not used, however short the pause was"
    );
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_remembered_for_thirty_seconds() {
    let world = World::default();
    let cache = world.subject();
    for _ in 0..200 {
        let refused = world.fail_with(&cache, "refused for a while").await;
        assert_eq!(refused, Err(Arc::new("refused for a while")));
    }
    assert_eq!(world.fetches.get(), 1);
    tokio::time::advance(Duration::from_millis(29_999)).await;
    assert!(world.fetch(&cache, None).await.is_err());
    tokio::time::advance(Duration::from_millis(1)).await;
    assert_eq!(world.fetch(&cache, None).await, Ok(2));
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_is_refused_is_remembered_once_the_value_is_gone() {
    let world = World::default();
    let cache = world.subject();
    assert_eq!(world.fetch(&cache, Some(10_000)).await, Ok(1));
    world.seconds.set(9_800);
    let renewed = world.fail_with(&cache, "refused for a while").await;
    assert_eq!(renewed, Ok(1), "the old value has not expired");
    cache.forget(|_| true);
    assert!(world.fetch(&cache, None).await.is_err());
    assert_eq!(world.fetches.get(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_hangs_fails_all_waiting_calls_and_not_the_next() {
    LocalSet::new()
        .run_until(async {
            let world = World::default();
            let cache = world.subject();
            let began = Instant::now();
            let hanging = spawn_local({
                let cache = Rc::clone(&cache);
                async move { cache.get(std::future::pending::<Result<Fetched<u32>, &str>>).await }
            });
            yield_now().await;
            let waiting: Vec<_> = (0..20)
                .map(|_| {
                    let (world, cache) = (world.clone(), Rc::clone(&cache));
                    spawn_local(async move { world.fetch(&cache, None).await })
                })
                .collect();
            for task in waiting.into_iter().chain([hanging]) {
                assert_eq!(task.await.expect("a task"), Err(Arc::new("timed out")));
            }
            assert_eq!(began.elapsed(), Duration::from_secs(20));
            assert_eq!(world.fetch(&cache, None).await, Ok(1), "the next call fetches again");
        })
        .await;
}

/// As the token of a service whose clock is a day behind this one.
#[tokio::test]
async fn a_value_is_used_for_a_while_whatever_its_expiry_says() {
    for expires_at in [0, 1_000_000, 1_000_100, 1_000_299] {
        let world = World::default();
        let cache = world.subject();
        world.seconds.set(1_000_000);
        let fetch = || async {
            world.fetches.set(world.fetches.get() + 1);
            Ok(Fetched {
                value: world.fetches.get(),
                expires_at: Some(World::at(expires_at)),
                used_for: Duration::from_secs(300),
            })
        };
        for seconds in [1_000_000, 1_000_001, 1_000_299] {
            world.seconds.set(seconds);
            assert_eq!(cache.get(fetch).await, Ok(1), "{expires_at} {seconds}");
        }
        world.seconds.set(1_000_300);
        assert_eq!(cache.get(fetch).await, Ok(2), "{expires_at}");
    }
}
