//! Days on which something is closed although its week says otherwise: the turn of the year, summer days, days off.
//!
//! All days are business days: what happens at 24:00 of a closed day is closed too.

use jiff::civil::{Date, Weekday};

use super::opening_week::WEEKDAYS;
use crate::source::{TableReader, ValueReader, Wording};

/// How long a period that floats can be.
const MOST_DAYS: u8 = 31;

/// Closed days with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedPeriod {
    /// What visitors read: 年末年始.
    pub label: String,
    /// The days.
    pub days: ClosedDays,
}

/// A rule for days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedDays {
    /// The same days of every year. They go over its end where `to` is earlier than `from`.
    Yearly {
        /// The first day.
        from: MonthDay,
        /// The last day.
        to: MonthDay,
    },
    /// Days of one year.
    Once {
        /// The first day.
        from: Date,
        /// The last day; not before `from`.
        to: Date,
    },
    /// Days of every year that begin with a certain weekday of a month: the third Monday of August and two days after.
    Floating {
        /// The month, from 1.
        month: i8,
        /// Which of these weekdays in the month: 1 to 4, or -1 for the last.
        nth: i8,
        /// The weekday of the first day.
        weekday: Weekday,
        /// How many days there are, the first among them.
        days: u8,
    },
}

/// A day of every year. February has 29 days here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    /// The month, from 1.
    pub month: i8,
    /// The day of the month, from 1.
    pub day: i8,
}

/// A day as it is written, with a year or without.
enum WrittenDay {
    Yearly(MonthDay),
    Once(Date),
}

impl ClosedDays {
    /// Whether a business day is one of them.
    pub fn contains(&self, day: Date) -> bool {
        match *self {
            Self::Yearly { from, to } => {
                let day = MonthDay { month: day.month(), day: day.day() };
                if from <= to { from <= day && day <= to } else { from <= day || day <= to }
            }
            Self::Once { from, to } => from <= day && day <= to,
            // A period that begins in December may go on in the year after.
            Self::Floating { month, nth, weekday, days } => [day.year(), day.year() - 1].into_iter().any(|year| {
                let first = Date::new(year, month, 1).and_then(|month| month.nth_weekday_of_month(nth, weekday));
                first.is_ok_and(|first| (0..i32::from(days)).contains(&(day - first).get_days()))
            }),
        }
    }
}

impl ClosedPeriod {
    /// Reads `label` with `from` and `to` (`12-29`, or `2027-02-14` for one year), or with `nth`, `weekday`, `month` and
    /// `days`. One day needs no `to` and no `days`.
    pub(super) fn read(table: &mut TableReader<'_>) -> Option<Self> {
        let label = table.required_text("label");
        if label.as_ref().is_some_and(|label| label.trim().is_empty()) {
            table.refuse(
                "label",
                Wording::new("`label` is empty; write what visitors read", "label が空です。人に見せる名前を書きます"),
            );
        }
        let has = |key| table.node().get(key).is_some();
        let (is_fixed, is_floating) = (has("from") || has("to"), ["nth", "weekday", "month"].into_iter().any(has));
        if !is_fixed && !is_floating {
            table.tolerate_unknown();
            table.refuse("from", says_no_days());
            return None;
        }
        let days = if is_fixed { read_fixed(table) } else { read_floating(table) };
        Some(Self { label: label?, days: days? })
    }
}

fn read_fixed(table: &mut TableReader<'_>) -> Option<ClosedDays> {
    let from = table.required("from").and_then(|from| from.parse(parse_day));
    let to = table.optional("to").map_or(Some(None), |to| to.parse(parse_day).map(Some));
    match (from?, to?) {
        (WrittenDay::Yearly(day), None) => Some(ClosedDays::Yearly { from: day, to: day }),
        (WrittenDay::Once(day), None) => Some(ClosedDays::Once { from: day, to: day }),
        (WrittenDay::Yearly(from), Some(WrittenDay::Yearly(to))) => Some(ClosedDays::Yearly { from, to }),
        (WrittenDay::Once(from), Some(WrittenDay::Once(to))) if from <= to => Some(ClosedDays::Once { from, to }),
        (WrittenDay::Once(_), Some(WrittenDay::Once(_))) => {
            let message = "`to` is before `from`; write the later day as `to`";
            table.refuse("to", Wording::new(message, "to が from より前です。あとの日を to に書きます"));
            None
        }
        (_, Some(_)) => {
            let message = "only one of `from` and `to` has a year; write it in both, or in none";
            let japanese = "年が from と to の片方にしかありません。両方に書くか、両方とも省きます";
            table.refuse("to", Wording::new(message, japanese));
            None
        }
    }
}

fn read_floating(table: &mut TableReader<'_>) -> Option<ClosedDays> {
    const NTH: [(&str, i8); 5] = [("1", 1), ("2", 2), ("3", 3), ("4", 4), ("last", -1)];
    let nth = table.required("nth").and_then(|nth| nth.one_of(&NTH));
    let weekday = table.required("weekday").and_then(|weekday| weekday.one_of(&WEEKDAYS));
    let month = table.required("month").and_then(ValueReader::integer::<u8>);
    let month = month.and_then(|month| within(table, "month", (month, 12)));
    let days = table.integer("days").unwrap_or(1_u8);
    let days = within(table, "days", (days, MOST_DAYS));
    Some(ClosedDays::Floating { month: i8::try_from(month?).ok()?, nth: nth?, weekday: weekday?, days: days? })
}

/// A number from 1 to the most; a fault at its key otherwise.
fn within(table: &mut TableReader<'_>, key: &'static str, (number, most): (u8, u8)) -> Option<u8> {
    if (1..=most).contains(&number) {
        return Some(number);
    }
    let english = format!("`{key}` is {number}, but it has to be between 1 and {most}");
    table.refuse(key, Wording::new(english, format!("{key} は {number} ですが、1 から {most} までです")));
    None
}

fn parse_day(text: &str) -> Result<WrittenDay, Wording> {
    const EARLIEST_YEAR: i16 = 1900;
    if let Some(day) = Date::strptime("%Y-%m-%d", text).ok().filter(|day| day.year() >= EARLIEST_YEAR) {
        return Ok(WrittenDay::Once(day));
    }
    // A leap year, so that 02-29 is a day.
    let day = Date::strptime("%Y-%m-%d", format!("2000-{text}")).map_err(|_| no_day(text))?;
    Ok(WrittenDay::Yearly(MonthDay { month: day.month(), day: day.day() }))
}

fn no_day(text: &str) -> Wording {
    Wording::new(
        format!("`{text}` is no day; write \"12-29\" for every year, or \"2027-02-14\" for one"),
        format!("`{text}` は日付ではありません。毎年なら \"12-29\"、その年だけなら \"2027-02-14\" と書きます"),
    )
}

fn says_no_days() -> Wording {
    Wording::new(
        "the period does not say which days it has; write `from` and `to`, or `nth`, `weekday`, `month` and `days`",
        "どの日なのかが書かれていません。from と to か、nth、weekday、month、days を書きます",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::definition::read_for_test;

    fn period(text: &str) -> ClosedDays {
        read_for_test(text, |value| value.table(ClosedPeriod::read).flatten()).days
    }

    #[test]
    fn r23_days_of_closed_periods() {
        let new_year = "{label: 年末年始, from: 12-29, to: 01-03}";
        let summer = "{label: 夏季, nth: 3, weekday: monday, month: 8, days: 3}";
        let turn = "{label: 冬, nth: last, weekday: thursday, month: 12, days: 5}";
        for (text, day, is_closed) in [
            (new_year, "2026-12-28", false),
            (new_year, "2026-12-29", true),
            (new_year, "2026-12-31", true),
            (new_year, "2027-01-01", true),
            (new_year, "2027-01-03", true),
            (new_year, "2027-01-04", false),
            (summer, "2026-08-16", false),
            (summer, "2026-08-17", true),
            (summer, "2026-08-19", true),
            (summer, "2026-08-20", false),
            (summer, "2027-08-16", true),
            (summer, "2027-08-19", false),
            (turn, "2026-12-30", false),
            (turn, "2026-12-31", true),
            (turn, "2027-01-04", true),
            (turn, "2027-01-05", false),
            ("{label: 棚卸し, from: 2027-02-14}", "2027-02-14", true),
            ("{label: 棚卸し, from: 2027-02-14}", "2028-02-14", false),
            ("{label: 引っ越し, from: 2027-02-27, to: 2027-03-01}", "2027-02-28", true),
            ("{label: 引っ越し, from: 2027-02-27, to: 2027-03-01}", "2027-03-02", false),
            ("{label: うるう日, from: 02-29}", "2028-02-29", true),
            ("{label: うるう日, from: 02-29}", "2027-02-28", false),
        ] {
            assert_eq!(period(text).contains(day.parse().unwrap()), is_closed, "{text} {day}");
        }
    }
}
