//! One core for the writer and for SQLite's thread. They take turns and wake each other a dozen times a batch, which takes a
//! tenth of the time of a batch where the core that is woken sleeps; on one core neither ever has to.

#[cfg(target_os = "linux")]
use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};

/// Keeps the thread that makes it, and those that this one starts meanwhile, to one of the cores that it may use, until it is dropped.
#[cfg(target_os = "linux")]
pub(super) struct OneCore {
    /// What it may use otherwise; `None` where the system does not say, and all stays as it was.
    allowed: Option<CpuSet>,
}

#[cfg(target_os = "linux")]
impl OneCore {
    /// Keeps this thread to the core that it is on.
    pub fn keep() -> Self {
        let Ok(allowed) = sched_getaffinity(None) else { return Self { allowed: None } };
        let mut core = CpuSet::new();
        core.set(sched_getcpu());
        Self { allowed: sched_setaffinity(None, &core).is_ok().then_some(allowed) }
    }
}

#[cfg(target_os = "linux")]
impl Drop for OneCore {
    fn drop(&mut self) {
        // Cores may have been taken from the process meanwhile; then it stays where it is.
        self.allowed.map(|allowed| sched_setaffinity(None, &allowed));
    }
}

/// Elsewhere the system chooses.
#[cfg(not(target_os = "linux"))]
pub(super) struct OneCore;

#[cfg(not(target_os = "linux"))]
impl OneCore {
    /// Keeps nothing.
    pub fn keep() -> Self {
        Self
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
}
