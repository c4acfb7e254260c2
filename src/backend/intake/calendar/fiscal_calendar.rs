//! Fiscal years (年度): each is called by the year in which it begins, which is in April unless the client counts otherwise.

use jiff::{Span, ToSpan, civil::Date};

/// The month with which most begin in Japan.
const APRIL: i8 = 4;

/// Most years that are told at once, however long a contract is said to be.
const MOST_YEARS: usize = 20;

/// When fiscal years begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FiscalCalendar {
    first_month: i8,
}

impl Default for FiscalCalendar {
    fn default() -> Self {
        Self { first_month: APRIL }
    }
}

impl FiscalCalendar {
    /// Years that begin with this month, from 1 to 12.
    pub fn new(first_month: i8) -> Option<Self> {
        (1..=12).contains(&first_month).then_some(Self { first_month })
    }

    /// The month with which they begin.
    pub fn first_month(self) -> i8 {
        self.first_month
    }

    /// The year that a day belongs to.
    pub fn year_of(self, day: Date) -> i16 {
        if day.month() < self.first_month { day.year() - 1 } else { day.year() }
    }

    /// Its first days of months, in their order; `None` where the calendar ends.
    pub fn months_of(self, year: i16) -> Option<Vec<Date>> {
        let first = Date::new(year, self.first_month, 1).ok()?;
        let month = |number: i32| first.checked_add(Span::new().months(number)).ok();
        (0..12).map(month).collect()
    }

    /// Its first and its last day.
    pub fn days_of(self, year: i16) -> Option<(Date, Date)> {
        let first = Date::new(year, self.first_month, 1).ok()?;
        let last = first.checked_add(1.year()).ok()?.yesterday().ok()?;
        Some((first, last))
    }

    /// The years of a contract that have begun, the newest first; without one, this year and the one before.
    pub fn years(self, first_day: Option<Date>, last_day: Option<Date>, today: Date) -> Vec<i16> {
        let now = self.year_of(today);
        let newest = last_day.map_or(now, |day| self.year_of(day).min(now));
        let oldest = first_day.map_or(now - 1, |day| self.year_of(day));
        (oldest..=newest).rev().take(MOST_YEARS).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_belongs_to_the_year_that_began_before_it() {
        for (first_month, date, year) in [
            (4, "2026-03-31", 2025),
            (4, "2026-04-01", 2026),
            (4, "2027-03-31", 2026),
            (10, "2026-09-30", 2025),
            (10, "2026-10-01", 2026),
            (1, "2026-01-01", 2026),
            (1, "2026-12-31", 2026),
        ] {
            let calendar = FiscalCalendar::new(first_month).unwrap();
            assert_eq!(calendar.year_of(day(date)), year, "{first_month} {date}");
            let (first, last) = calendar.days_of(year).unwrap();
            assert!(first <= day(date) && day(date) <= last);
            assert_eq!((calendar.year_of(first), calendar.year_of(last)), (year, year));
            assert_eq!(calendar.year_of(last.tomorrow().unwrap()), year + 1);
            let months = calendar.months_of(year).unwrap();
            assert_eq!((months.len(), months[0]), (12, first));
            assert_eq!(months[11], last.first_of_month());
        }
        assert_eq!([0, 13, -1].map(FiscalCalendar::new), [None; 3]);
    }

    #[test]
    fn years_are_those_of_the_contract_that_have_begun() {
        let calendar = FiscalCalendar::default();
        let years =
            |first: Option<&str>, last: Option<&str>| calendar.years(first.map(day), last.map(day), day("2026-11-30"));
        assert_eq!(years(None, None), [2026, 2025]);
        assert_eq!(years(Some("2024-02-01"), None), [2026, 2025, 2024, 2023]);
        assert_eq!(years(Some("2024-04-01"), Some("2026-03-31")), [2025, 2024], "it has ended");
        assert_eq!(years(Some("2026-04-01"), Some("2029-03-31")), [2026]);
        assert!(years(Some("2027-04-01"), None).is_empty(), "it has not begun");
        assert_eq!(years(Some("1990-04-01"), None).len(), MOST_YEARS);
    }
}
