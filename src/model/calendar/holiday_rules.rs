//! The holidays of Japan from 1980 to 2099 by the Act on National Holidays, with its changes and the special years.
//!
//! Days of the equinoxes are reckoned; officially each is announced in February of the year before. What a later law
//! makes a holiday is said by a file, see [`super::Holidays`].

use jiff::civil::{Date, Weekday, date};

/// The years for which the equinoxes can be reckoned.
pub(super) const FIRST_YEAR: i16 = 1980;

/// The last of these years.
pub(super) const LAST_YEAR: i16 = 2099;

/// A holiday on a Sunday makes another day one.
const SUBSTITUTE: &str = "振替休日";

/// A day between two holidays.
const BETWEEN: &str = "国民の休日";

/// The day of a month on which a holiday is.
#[derive(Clone, Copy)]
enum HolidayDay {
    Fixed(i8),
    NthMonday(i8),
    /// The equinox, in millionths of a day at the one of 1980.
    Equinox(i64),
}

use HolidayDay::{Equinox, Fixed, NthMonday};

/// First and last year, month, day, name; the special years of 2019 to 2021 among them.
const RULES: [(i16, i16, i8, HolidayDay, &str); 37] = [
    (1980, 2099, 1, Fixed(1), "元日"),
    (1980, 1999, 1, Fixed(15), "成人の日"),
    (2000, 2099, 1, NthMonday(2), "成人の日"),
    (1980, 2099, 2, Fixed(11), "建国記念の日"),
    (1989, 1989, 2, Fixed(24), "昭和天皇の大喪の礼"),
    (2020, 2099, 2, Fixed(23), "天皇誕生日"),
    (1980, 2099, 3, Equinox(20_843_100), "春分の日"),
    (1980, 1988, 4, Fixed(29), "天皇誕生日"),
    (1989, 2006, 4, Fixed(29), "みどりの日"),
    (2007, 2099, 4, Fixed(29), "昭和の日"),
    (2019, 2019, 5, Fixed(1), "天皇の即位の日"),
    (1980, 2099, 5, Fixed(3), "憲法記念日"),
    (2007, 2099, 5, Fixed(4), "みどりの日"),
    (1980, 2099, 5, Fixed(5), "こどもの日"),
    (1993, 1993, 6, Fixed(9), "皇太子徳仁親王の結婚の儀"),
    (1996, 2002, 7, Fixed(20), "海の日"),
    (2003, 2019, 7, NthMonday(3), "海の日"),
    (2020, 2020, 7, Fixed(23), "海の日"),
    (2021, 2021, 7, Fixed(22), "海の日"),
    (2022, 2099, 7, NthMonday(3), "海の日"),
    (2020, 2020, 7, Fixed(24), "スポーツの日"),
    (2021, 2021, 7, Fixed(23), "スポーツの日"),
    (2016, 2019, 8, Fixed(11), "山の日"),
    (2020, 2020, 8, Fixed(10), "山の日"),
    (2021, 2021, 8, Fixed(8), "山の日"),
    (2022, 2099, 8, Fixed(11), "山の日"),
    (1980, 2002, 9, Fixed(15), "敬老の日"),
    (2003, 2099, 9, NthMonday(3), "敬老の日"),
    (1980, 2099, 9, Equinox(23_248_800), "秋分の日"),
    (1980, 1999, 10, Fixed(10), "体育の日"),
    (2000, 2019, 10, NthMonday(2), "体育の日"),
    (2019, 2019, 10, Fixed(22), "即位礼正殿の儀の行われる日"),
    (2022, 2099, 10, NthMonday(2), "スポーツの日"),
    (1980, 2099, 11, Fixed(3), "文化の日"),
    (1990, 1990, 11, Fixed(12), "即位礼正殿の儀"),
    (1980, 2099, 11, Fixed(23), "勤労感謝の日"),
    (1989, 2018, 12, Fixed(23), "天皇誕生日"),
];

/// The name of a holiday by the rules; `None` for other days and outside of 1980 to 2099.
pub(super) fn holiday_by_rules(day: Date) -> Option<&'static str> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&day.year()) {
        return None;
    }
    let between = || is_substituted(day).then_some(SUBSTITUTE).or_else(|| is_between(day).then_some(BETWEEN));
    named(day).or_else(between)
}

/// The name of a day that the act itself names.
fn named(day: Date) -> Option<&'static str> {
    let is_it = |(first, last, month, rule, _): &&(i16, i16, i8, HolidayDay, &str)| {
        (*first..=*last).contains(&day.year()) && *month == day.month() && rule.is_on(day)
    };
    RULES.iter().find(is_it).map(|(.., name)| *name)
}

impl HolidayDay {
    fn is_on(self, day: Date) -> bool {
        match self {
            Fixed(of_month) => day.day() == of_month,
            NthMonday(nth) => day.nth_weekday_of_month(nth, Weekday::Monday).is_ok_and(|monday| monday == day),
            Equinox(at) => {
                let years = i64::from(day.year() - FIRST_YEAR);
                i64::from(day.day()) == (at + 242_194 * years) / 1_000_000 - years / 4
            }
        }
    }
}

/// Whether a Sunday that is a holiday makes this day one: the next day that is none itself, until 2006 the Monday only.
fn is_substituted(day: Date) -> bool {
    const FIRST_BEYOND_MONDAY: Date = date(2007, 1, 1);
    let before = |day: &Date| day.yesterday().ok().filter(|before| named(*before).is_some());
    let mut holidays_before = std::iter::successors(before(&day), before);
    let sunday = holidays_before.position(|before| before.weekday() == Weekday::Sunday);
    sunday.is_some_and(|days| days == 0 || day >= FIRST_BEYOND_MONDAY)
}

/// Whether this day, which is no Sunday, stands between two holidays; so since the end of 1985.
fn is_between(day: Date) -> bool {
    const FIRST: Date = date(1985, 12, 27);
    let is_named = |day: Result<Date, jiff::Error>| day.is_ok_and(|day| named(day).is_some());
    day >= FIRST && day.weekday() != Weekday::Sunday && is_named(day.yesterday()) && is_named(day.tomorrow())
}
