//! One core for the writer and for SQLite's thread. They take turns, and wake each other a dozen times a batch, which takes a tenth
//! of its time where the core that is woken sleeps; on one core neither ever has to.

#[cfg(target_os = "linux")]
use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};
use tokio::{
    runtime::Handle,
    task::{JoinHandle, spawn_blocking},
};

/// Runs it on a thread of its own, which is kept to one core, as are those that it starts.
pub(super) fn spawn_on_one_core(run: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    let runtime = Handle::current();
    spawn_blocking(move || {
        // The thread does other work afterwards.
        let _core = OneCore::keep();
        runtime.block_on(run);
    })
}

/// Keeps the thread that makes it, and those that this one starts meanwhile, to one of the cores that it may use, until it is dropped.
/// What the system does not let one do is left; only Linux is asked.
struct OneCore {
    /// What it may use otherwise.
    #[cfg(target_os = "linux")]
    allowed: Option<CpuSet>,
}

impl OneCore {
    /// Keeps this thread to the core that it is on.
    fn keep() -> Self {
        #[cfg(target_os = "linux")]
        let allowed = sched_getaffinity(None).ok().filter(|_| {
            let mut core = CpuSet::new();
            core.set(sched_getcpu());
            sched_setaffinity(None, &core).is_ok()
        });
        Self {
            #[cfg(target_os = "linux")]
            allowed,
        }
    }
}

impl Drop for OneCore {
    fn drop(&mut self) {
        #[cfg(target_os = "linux")]
        if let Some(Err(error)) = self.allowed.map(|allowed| sched_setaffinity(None, &allowed)) {
            log::debug!("a thread stays on its core: {error}");
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::thread;

    use super::*;

    fn cores() -> u32 {
        sched_getaffinity(None).unwrap().count()
    }

    #[test]
    fn a_thread_and_those_that_it_starts_are_kept_to_one_core_for_a_while() {
        let before = cores();
        let kept = OneCore::keep();
        assert_eq!((cores(), thread::spawn(cores).join().unwrap()), (1, 1));
        drop(kept);
        assert_eq!((cores(), thread::spawn(cores).join().unwrap()), (before, before));
    }

    #[tokio::test]
    async fn what_is_run_there_is_kept_to_it() {
        spawn_on_one_core(async { assert_eq!(cores(), 1) }).await.unwrap();
    }
}
