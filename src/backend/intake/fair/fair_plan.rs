//! Which tables a fair has, and at which times one can talk there.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};

use super::FairPart;
use crate::intake::bookings::bare_cells;

/// How a fair is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FairPlan {
    /// When the first talks begin.
    pub starts_at: Timestamp,
    /// When the last ones are over.
    pub ends_at: Timestamp,
    /// How long a talk is: a multiple of five.
    pub minutes: u32,
    /// How long nothing else is after one, on either side: a multiple of five.
    pub pause_minutes: u32,
    /// With how many companies one person talks at most.
    pub talks_each: u32,
    /// The tables, in the order of the entry; each company has one.
    pub tables: Vec<FairTable>,
}

/// The table of a company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FairTable {
    /// The key of the company: the name of its folder.
    pub company: String,
    /// Its name for people.
    pub label: String,
    /// With how many people it talks at a time.
    pub parallel: u32,
}

/// A time at which talks are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TalkTime {
    /// When they begin.
    pub start: Timestamp,
    /// When they end.
    pub end: Timestamp,
    /// Whether that is in the first half.
    pub is_first_half: bool,
}

impl FairPlan {
    /// The table of a company.
    pub fn table(&self, company: &str) -> Option<&FairTable> {
        self.tables.iter().find(|table| table.company == company)
    }

    /// All times, in their order. A plan that cannot be has none.
    pub fn times(&self) -> Vec<TalkTime> {
        let (length, step) = (minutes(self.minutes), minutes(self.minutes.saturating_add(self.pause_minutes)));
        let mut times = Vec::new();
        let mut next = (self.minutes > 0).then_some(self.starts_at);
        while let Some(start) = next {
            let Some(end) = start.checked_add(length).ok().filter(|end| *end <= self.ends_at) else { break };
            times.push(TalkTime { start, end, is_first_half: true });
            next = start.checked_add(step).ok();
        }
        let first = times.len().div_ceil(2);
        times.iter_mut().skip(first).for_each(|time| time.is_first_half = false);
        times
    }

    /// The time that begins then.
    pub fn time_at(&self, start: Timestamp) -> Option<TalkTime> {
        self.times().into_iter().find(|time| time.start == start)
    }

    /// The cells that a talk at a time takes, the pause after it included.
    pub fn cells(&self, time: &TalkTime) -> Range<i64> {
        bare_cells(time.start, time.end.checked_add(minutes(self.pause_minutes)).unwrap_or(time.end))
    }

    /// All cells of the fair.
    pub fn reach(&self) -> Range<i64> {
        bare_cells(self.starts_at, self.ends_at.checked_add(minutes(self.pause_minutes)).unwrap_or(self.ends_at))
    }

    /// How many talks there can be.
    pub fn capacity(&self) -> u64 {
        let seats: u64 = self.tables.iter().map(|table| u64::from(table.parallel)).sum();
        seats * self.times().len() as u64
    }
}

impl TalkTime {
    /// Whether it is in a part of the fair.
    pub fn is_in(&self, part: FairPart) -> bool {
        match part {
            FairPart::Any => true,
            FairPart::First => self.is_first_half,
            FairPart::Second => !self.is_first_half,
        }
    }
}

fn minutes(minutes: u32) -> SignedDuration {
    SignedDuration::from_mins(i64::from(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(until: i64, minutes: u32, pause_minutes: u32) -> FairPlan {
        let at = |minute: i64| Timestamp::from_second(1_800_000_000 + minute * 60).unwrap();
        FairPlan { starts_at: at(0), ends_at: at(until), minutes, pause_minutes, talks_each: 3, tables: Vec::new() }
    }

    #[test]
    fn times_fill_the_fair_and_none_goes_beyond_its_end() {
        for (until, minutes, pause, count, first) in [
            (80, 15, 5, 4, 2),
            (75, 15, 5, 4, 2),
            (74, 15, 5, 3, 2),
            (14, 15, 5, 0, 0),
            (60, 20, 0, 3, 2),
            (60, 0, 0, 0, 0),
        ] {
            let plan = plan(until, minutes, pause);
            let times = plan.times();
            assert_eq!(times.len(), count, "{until} {minutes} {pause}");
            assert_eq!(times.iter().filter(|time| time.is_in(FairPart::First)).count(), first);
            assert_eq!(times.iter().filter(|time| time.is_in(FairPart::Second)).count(), count - first);
            assert!(times.iter().all(|time| time.end <= plan.ends_at && plan.time_at(time.start) == Some(*time)));
            let apart = times.windows(2).all(|two| plan.cells(&two[0]).end <= plan.cells(&two[1]).start);
            assert!(apart, "nobody needs the same five minutes for two of them");
        }
    }
}
