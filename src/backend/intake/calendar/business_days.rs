//! Days on which somebody works, by three calendars: the nation's, that of its offices, and a programme's own.

use jiff::civil::{Date, Weekday};
use tsubame_model::{
    calendar::Holidays,
    schema::{Booking, ClosedDays, MonthDay},
};

/// Which days are open.
#[derive(Clone, Debug)]
pub struct BusinessCalendar<'a> {
    /// The holidays, if they are closed.
    holidays: Option<&'a Holidays>,
    closed_weekdays: Vec<Weekday>,
    closed: Vec<ClosedDays>,
}

const WEEKEND: [Weekday; 2] = [Weekday::Saturday, Weekday::Sunday];

/// How far an open day is looked for. Two years without one have none.
const MOST_DAYS: usize = 2 * 366;

impl<'a> BusinessCalendar<'a> {
    /// Closed on Saturdays, Sundays and holidays (土日祝): for days that are moved to the next business day.
    pub fn national(holidays: &'a Holidays) -> Self {
        Self { holidays: Some(holidays), closed_weekdays: WEEKEND.to_vec(), closed: Vec::new() }
    }

    /// The same, and from 29 December to 3 January (行政機関の休日): when a city can answer.
    pub fn office(holidays: &'a Holidays) -> Self {
        let turn_of_year =
            ClosedDays::Yearly { from: MonthDay { month: 12, day: 29 }, to: MonthDay { month: 1, day: 3 } };
        Self { closed: vec![turn_of_year], ..Self::national(holidays) }
    }

    /// A programme's own: closed on the weekdays, holidays and closed days of a booking.
    pub fn programme(holidays: &'a Holidays, booking: &Booking) -> Self {
        let week = Weekday::Monday.cycle_forward().take(7);
        Self {
            holidays: (!booking.opens_on_holidays).then_some(holidays),
            closed_weekdays: week.filter(|day| booking.opening.hours_on(*day).is_empty()).collect(),
            closed: booking.closed.iter().map(|period| period.days).collect(),
        }
    }

    /// Whether a day is open.
    pub fn is_open(&self, day: Date) -> bool {
        let is_holiday = self.holidays.is_some_and(|holidays| holidays.name_of(day).is_some());
        let is_closed = is_holiday || self.closed_weekdays.contains(&day.weekday());
        !is_closed && !self.closed.iter().any(|days| days.contains(day))
    }

    /// The day itself if it is open, else the next open one (翌営業日). `None` where there is none within two years.
    pub fn next_business_day(&self, day: Date) -> Option<Date> {
        std::iter::successors(Some(day), |day| day.tomorrow().ok()).take(MOST_DAYS).find(|day| self.is_open(*day))
    }

    /// The day itself if it is open, else the last open one before. `None` where there is none within two years.
    pub fn previous_business_day(&self, day: Date) -> Option<Date> {
        std::iter::successors(Some(day), |day| day.yesterday().ok()).take(MOST_DAYS).find(|day| self.is_open(*day))
    }

    /// The last day of "within so many business days" (…営業日以内), which are counted from the day after `day`; with 0,
    /// the day itself.
    pub fn business_days_after(&self, day: Date, count: usize) -> Option<Date> {
        (0..count).try_fold(day, |day, _| self.next_business_day(day.tomorrow().ok()?))
    }

    /// The day that is so many business days before (…営業日前), counted from the day before `day`.
    pub fn business_days_before(&self, day: Date, count: usize) -> Option<Date> {
        (0..count).try_fold(day, |day, _| self.previous_business_day(day.yesterday().ok()?))
    }

    /// How many business days there are after `from` up to and with `to`; 0 if that is not later.
    pub fn count_business_days(&self, from: Date, to: Date) -> usize {
        let days = std::iter::successors(from.tomorrow().ok(), |day| day.tomorrow().ok());
        days.take_while(|day| *day <= to).filter(|day| self.is_open(*day)).count()
    }

    /// When something about the month of `day` is due: on a day of the next month, counted from 1, or the next business
    /// day. `None` if the next month has no such day.
    pub fn due_next_month(&self, day: Date, of_month: i8) -> Option<Date> {
        let next_month = day.last_of_month().tomorrow().ok()?;
        self.next_business_day(next_month.with().day(of_month).build().ok()?)
    }
}
