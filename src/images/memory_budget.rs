//! Work on several sources at once, as far as memory allows.

use std::{
    panic,
    sync::{Condvar, Mutex, PoisonError},
    thread,
};

use super::MOST_BYTES;

/// How far the work has come.
#[derive(Default)]
struct BudgetState {
    next: usize,
    used_bytes: u64,
}

/// Does every job once, in their order and at most `threads` at a time. A job begins when what it claims fits beside
/// what those before it claimed, or when it is alone; so the claims of all that run together stay within
/// [`MOST_BYTES`], unless one job alone claims more.
///
/// The threads are not those of the pool: a thread of the pool that waits for others takes up further work in the
/// meantime, and would wait for the memory that it holds itself.
pub fn share_memory<T: Sync>(
    jobs: &[T],
    threads: usize,
    claim_bytes: impl Fn(&T) -> u64 + Sync,
    work: impl Fn(&T) + Sync,
) {
    let (progress, has_ended) = (Mutex::new(BudgetState::default()), Condvar::new());
    let lock = || progress.lock().unwrap_or_else(PoisonError::into_inner);
    let take = || {
        let mut progress = lock();
        loop {
            let job = jobs.get(progress.next)?;
            let claimed = claim_bytes(job);
            if progress.used_bytes == 0 || progress.used_bytes + claimed <= MOST_BYTES {
                progress.next += 1;
                progress.used_bytes += claimed;
                return Some((job, claimed));
            }
            progress = has_ended.wait(progress).unwrap_or_else(PoisonError::into_inner);
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads.clamp(1, jobs.len().max(1)) {
            scope.spawn(|| {
                while let Some((job, claimed)) = take() {
                    // Those who wait must be woken even if the job ends in a panic.
                    let result = panic::catch_unwind(panic::AssertUnwindSafe(|| work(job)));
                    lock().used_bytes -= claimed;
                    has_ended.notify_all();
                    if let Err(panic) = result {
                        panic::resume_unwind(panic);
                    }
                }
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn claims_stay_within_the_memory() {
        let claims: Vec<u64> = [40, 40, 40, 300, 300, 40, 900, 900, 10, 40].map(|claim| claim * 1_000_000).into();
        let (used, most, alone, done) = <(AtomicU64, AtomicU64, AtomicUsize, AtomicUsize)>::default();
        share_memory(
            &claims,
            8,
            |claim| *claim,
            |claim| {
                let now = used.fetch_add(*claim, Ordering::SeqCst) + claim;
                if *claim > MOST_BYTES {
                    alone.fetch_add(usize::from(now == *claim), Ordering::SeqCst);
                } else {
                    most.fetch_max(now, Ordering::SeqCst);
                }
                thread::sleep(std::time::Duration::from_millis(5));
                used.fetch_sub(*claim, Ordering::SeqCst);
                done.fetch_add(1, Ordering::SeqCst);
            },
        );
        assert_eq!((done.into_inner(), alone.into_inner()), (claims.len(), 2));
        let most = most.into_inner();
        assert!((340_000_000..=MOST_BYTES).contains(&most), "{most}");
        share_memory(&[] as &[u64], 8, |claim| *claim, |_| panic!("nothing to do"));
    }
}
