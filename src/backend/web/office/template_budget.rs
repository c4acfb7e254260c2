//! Work on templates that staff have typed, within a budget. What a template may say keeps its work small already (no loop, no call, a
//! length of 64 KiB, an output of 256 KiB); this is for what nobody has thought of: it has a thread of its own, for so long, and two such
//! threads at most. The office goes on meanwhile.

use std::{thread, time::Duration};

use tokio::{
    sync::{Semaphore, oneshot},
    time::timeout,
};

/// How long it may take to look at a template. It takes some milliseconds.
pub(super) const TEMPLATE_TIME: Duration = Duration::from_secs(5);

/// What is told when it takes longer.
pub(super) const TOO_MUCH_WORK: &str = "このひな型の確認に時間がかかりすぎるため、途中で止めました。if や include を減らして、短くしてください。何も変更していません。";

/// How many threads may be at it.
static THREADS: Semaphore = Semaphore::const_new(2);

/// Does something on a thread of its own; `None` if it takes longer than `time`, or if as many are at it already.
pub(super) async fn within_budget<T: Send + 'static>(
    time: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (done, waiting) = oneshot::channel();
    let started = timeout(time, async {
        let permit = THREADS.acquire().await.ok()?;
        let work = move || {
            // Whoever waited may have gone.
            drop(done.send(work()));
            drop(permit);
        };
        thread::Builder::new().name("template".to_owned()).spawn(work).ok()?;
        waiting.await.ok()
    });
    started.await.ok().flatten()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn work_that_does_not_end_is_told_and_other_work_goes_on() {
        let (release, held) = mpsc::channel::<()>();
        let endless = within_budget(Duration::from_millis(50), move || held.recv().is_ok());
        assert_eq!(endless.await, None, "nobody waits for it any longer");
        assert_eq!(within_budget(Duration::MAX, || 7).await, Some(7));
        drop(release);
    }

    #[tokio::test]
    async fn without_a_limit_one_would_wait_for_as_long_as_it_takes() {
        let (release, held) = mpsc::channel::<()>();
        let waiting = tokio::spawn(within_budget(Duration::from_hours(1), move || held.recv().is_ok()));
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        release.send(()).unwrap();
        assert_eq!(waiting.await.unwrap(), Some(true));
    }
}
