//! Builds, one after the other, of whatever changed meanwhile; and what is done about one that takes too long.
//!
//! A build cannot be ended from outside, so one that does not end is given up: it keeps its threads and what it had from
//! builds before, and the next one begins with threads of its own and without a memory.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use super::rebuild::{BuildOutcome, BuildSetup, BuildWorker, rebuild};
use crate::disk::ChangeBatch;

/// So many builds may be given up and still run: each takes its share of the cores.
const MOST_GIVEN_UP: usize = 2;

/// A site whose builds take long is not given up for taking a little longer.
const GIVEN_UP_FACTOR: u32 = 4;

/// How long builds may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct BuildPatience {
    /// After this, people are told that a build is under way.
    pub notice: Duration,
    /// After this, a build gives way to another if files have changed since it began.
    pub give_up: Duration,
}

impl Default for BuildPatience {
    fn default() -> Self {
        Self { notice: Duration::from_secs(5), give_up: Duration::from_secs(30) }
    }
}

/// A build that is under way.
pub(super) struct RunningBuild {
    number: u64,
    /// What has changed before it; `None` for the first build.
    pub batch: Option<ChangeBatch>,
    /// When it began.
    pub since: Instant,
    /// Whether people were told that it takes long.
    pub is_told: bool,
}

/// What is to be said of builds that run.
pub(super) enum QueueNews {
    /// The build has run for a while.
    Slow,
    /// A build was given up after this time, and the next one has begun.
    GivenUp(Duration),
}

/// The builds of one preview.
pub(super) struct BuildQueue {
    setup: Arc<BuildSetup>,
    worker: Arc<BuildWorker>,
    patience: BuildPatience,
    report: Arc<dyn Fn(u64, BuildOutcome) + Send + Sync>,
    running: Option<RunningBuild>,
    waiting: Option<ChangeBatch>,
    /// Of the build that was begun last.
    number: u64,
    given_up: usize,
    /// The longest of all builds that have ended.
    longest: Duration,
}

impl BuildQueue {
    /// `report` hears of every build that ended, by its number, on the build's thread.
    pub fn new(
        setup: Arc<BuildSetup>,
        patience: BuildPatience,
        report: impl Fn(u64, BuildOutcome) + Send + Sync + 'static,
    ) -> Result<Self> {
        Ok(Self {
            setup,
            worker: Arc::new(BuildWorker::new()?),
            patience,
            report: Arc::new(report),
            running: None,
            waiting: None,
            number: 0,
            given_up: 0,
            longest: Duration::ZERO,
        })
    }

    /// Begins a build, of which the report hears.
    pub fn begin(&mut self, batch: Option<ChangeBatch>) -> Result<()> {
        self.number += 1;
        let (setup, worker, report) = (Arc::clone(&self.setup), Arc::clone(&self.worker), Arc::clone(&self.report));
        let number = self.number;
        self.running = Some(RunningBuild { number, batch, since: Instant::now(), is_told: false });
        let thread = thread::Builder::new().name("build".to_owned());
        thread.spawn(move || report(number, rebuild(&setup, &worker))).map(drop).context("starting a build")
    }

    /// Has the next build take these changes in too.
    pub fn add(&mut self, batch: ChangeBatch) {
        match &mut self.waiting {
            Some(waiting) => waiting.add(batch),
            None => self.waiting = Some(batch),
        }
    }

    /// Takes note that a build has ended; `None` if it was given up before.
    pub fn finish(&mut self, number: u64) -> Option<RunningBuild> {
        let Some(running) = self.running.take_if(|running| running.number == number) else {
            self.given_up = self.given_up.saturating_sub(1);
            return None;
        };
        self.longest = self.longest.max(running.since.elapsed());
        Some(running)
    }

    /// The build that runs.
    pub fn running(&self) -> Option<&RunningBuild> {
        self.running.as_ref()
    }

    /// When there will be something to do even if nothing happens until then.
    pub fn next_look(&self) -> Option<Duration> {
        let running = self.running.as_ref()?;
        let notice = (!running.is_told).then_some(self.patience.notice);
        let give_up = (self.waiting.is_some() && self.given_up < MOST_GIVEN_UP).then(|| self.most_time());
        let next = notice.into_iter().chain(give_up).min()?;
        Some(next.saturating_sub(running.since.elapsed()))
    }

    /// Does what is to be done by now.
    pub fn look(&mut self) -> Result<Option<QueueNews>> {
        let most_time = self.most_time();
        let can_give_up = self.waiting.is_some() && self.given_up < MOST_GIVEN_UP;
        let Some(running) = &mut self.running else {
            if let Some(batch) = self.waiting.take() {
                self.begin(Some(batch))?;
            }
            return Ok(None);
        };
        let time = running.since.elapsed();
        if time >= most_time && can_give_up {
            self.worker = Arc::new(BuildWorker::new()?);
            self.given_up += 1;
            let batch = self.waiting.take();
            self.begin(batch)?;
            return Ok(Some(QueueNews::GivenUp(time)));
        }
        if time >= self.patience.notice && !running.is_told {
            running.is_told = true;
            return Ok(Some(QueueNews::Slow));
        }
        Ok(None)
    }

    fn most_time(&self) -> Duration {
        self.patience.give_up.max(self.longest * GIVEN_UP_FACTOR)
    }
}
