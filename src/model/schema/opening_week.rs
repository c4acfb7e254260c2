//! When something is open: hours of the days of a week, which may end after midnight.

use jiff::civil::Weekday;

use crate::source::{TableReader, TimeOfDay, TimeOfDayError, ValueReader, Wording};

/// Minutes of the cells in which overlaps are found. Slots begin and end at their edges.
pub(super) const CELL_MINUTES: u16 = 5;

/// The days of a week, as files name them.
pub(super) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// What stands between the two times of a range: a hyphen, a dash or a tilde of any width.
const RANGE_SIGNS: [char; 9] =
    ['-', '\u{2010}', '\u{2013}', '\u{2014}', '\u{2212}', '\u{FF0D}', '~', '\u{FF5E}', '\u{301C}'];

/// Hours without a break, as in `6:00–25:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpeningHours {
    /// When they begin.
    pub from: TimeOfDay,
    /// When they end; later than `from`.
    pub to: TimeOfDay,
}

/// Why a text gives no opening hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpeningHoursError {
    /// It is not two times with a hyphen between them.
    NotARange {
        /// The text.
        written: String,
    },
    /// One of its times is none.
    Time(TimeOfDayError),
    /// They end before they begin.
    Backwards {
        /// The text.
        written: String,
    },
    /// They begin beside the edge of a cell.
    BesideCell {
        /// The text.
        written: String,
    },
    /// Not a single slot fits.
    TooShort {
        /// The text.
        written: String,
        /// How long a slot is.
        slot_minutes: u16,
    },
}

/// The opening hours of a week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpeningWeek {
    days: Vec<(Weekday, Vec<OpeningHours>)>,
}

impl OpeningHours {
    /// Reads `6:00–25:00`, with any sign between the two.
    pub fn parse(text: &str) -> Result<Self, OpeningHoursError> {
        let Some((from, to)) = text.split_once(RANGE_SIGNS) else {
            return Err(OpeningHoursError::NotARange { written: text.to_owned() });
        };
        let time = |text: &str| TimeOfDay::parse(text).map_err(OpeningHoursError::Time);
        let (from, to) = (time(from)?, time(to)?);
        if from >= to {
            return Err(OpeningHoursError::Backwards { written: text.to_owned() });
        }
        if from.minutes() % CELL_MINUTES != 0 {
            return Err(OpeningHoursError::BesideCell { written: text.to_owned() });
        }
        Ok(Self { from, to })
    }

    /// How long they are.
    pub fn minutes(self) -> u16 {
        self.to.minutes() - self.from.minutes()
    }

    fn parse_for(text: &str, slot_minutes: Option<u16>) -> Result<Self, OpeningHoursError> {
        let hours = Self::parse(text)?;
        match slot_minutes.filter(|minutes| *minutes > hours.minutes()) {
            Some(slot_minutes) => Err(OpeningHoursError::TooShort { written: text.to_owned(), slot_minutes }),
            None => Ok(hours),
        }
    }
}

impl OpeningWeek {
    /// Reads a table of `everyday`, `weekdays` (Monday to Friday) and single days, of which the narrower one counts; an
    /// empty list is a day off. `slot_minutes` is how long a slot is, where that is known.
    pub(super) fn read(table: &mut TableReader<'_>, slot_minutes: Option<u16>) -> Self {
        let mut hours = |key| read_hours(table, key, slot_minutes);
        let (everyday, weekdays) = (hours("everyday"), hours("weekdays"));
        let days = WEEKDAYS.map(|(name, weekday)| {
            let is_weekend = matches!(weekday, Weekday::Saturday | Weekday::Sunday);
            let wider = if is_weekend { &everyday } else { weekdays.as_ref().map_or(&everyday, |_| &weekdays) };
            (weekday, hours(name).or_else(|| wider.clone()).unwrap_or_default())
        });
        Self { days: days.into_iter().filter(|(_, hours)| !hours.is_empty()).collect() }
    }

    /// The hours of a day, in order and apart from each other; none on a day off.
    pub fn hours_on(&self, weekday: Weekday) -> &[OpeningHours] {
        self.days.iter().find(|(day, _)| *day == weekday).map_or(&[], |(_, hours)| hours.as_slice())
    }

    /// The days on which it is open at all, Monday first.
    pub fn open_days(&self) -> impl Iterator<Item = Weekday> + '_ {
        self.days.iter().map(|(weekday, _)| *weekday)
    }

    /// When a business day begins, so that every moment belongs to one: with its first opening. A day off begins with the
    /// earliest opening of the week, but not before the day before it ends.
    pub fn day_start(&self, weekday: Weekday) -> TimeOfDay {
        if let Some(first) = self.hours_on(weekday).first() {
            return first.from;
        }
        let earliest = self.days.iter().filter_map(|(_, hours)| hours.first()).map(|hours| hours.from).min();
        earliest.unwrap_or(TimeOfDay::MIDNIGHT).max(self.left_over(weekday.previous()))
    }

    /// Until when, on the day after `weekday`, its hours still last; midnight if they end before.
    pub(super) fn left_over(&self, weekday: Weekday) -> TimeOfDay {
        const DAY_MINUTES: u16 = 24 * 60;
        let last = self.hours_on(weekday).last().map_or(0, |hours| hours.to.minutes());
        TimeOfDay::from_minutes(last.saturating_sub(DAY_MINUTES)).unwrap_or(TimeOfDay::MIDNIGHT)
    }

    /// The first day with hours that are not inside those of `other`.
    pub(super) fn first_outside(&self, other: &Self) -> Option<(Weekday, OpeningHours)> {
        let is_inside = |weekday, hours: OpeningHours| {
            other.hours_on(weekday).iter().any(|wide| wide.from <= hours.from && hours.to <= wide.to)
        };
        let mut all = self.days.iter().flat_map(|(weekday, hours)| hours.iter().map(|hours| (*weekday, *hours)));
        all.find(|(weekday, hours)| !is_inside(*weekday, *hours))
    }
}

/// The hours under a key, sorted; those that overlap are refused.
fn read_hours(table: &mut TableReader<'_>, key: &'static str, slot_minutes: Option<u16>) -> Option<Vec<OpeningHours>> {
    let parse = |item: ValueReader<'_>| item.parse(|text| OpeningHours::parse_for(text, slot_minutes));
    let mut hours = table.list(key, parse)?;
    hours.sort_unstable();
    if let Some(pair) = hours.windows(2).find(|pair| pair[1].from < pair[0].to) {
        table.refuse(key, overlap(pair[0], pair[1]));
    }
    Some(hours)
}

fn overlap(first: OpeningHours, second: OpeningHours) -> Wording {
    let ([from, to], [later, end]) = ([first.from, first.to], [second.from, second.to]);
    Wording::new(
        format!("{from}–{to} and {later}–{end} overlap; make one range of them, or part them"),
        format!("{from}–{to} と {later}–{end} が重なっています。一つにまとめるか、離してください"),
    )
}

impl From<OpeningHoursError> for Wording {
    fn from(error: OpeningHoursError) -> Self {
        match error {
            OpeningHoursError::NotARange { written } => Self::new(
                format!("`{written}` is no range of hours; write it as \"6:00–25:00\""),
                format!("`{written}` は時間帯ではありません。\"6:00–25:00\" のように書きます"),
            ),
            OpeningHoursError::Time(error) => error.into(),
            OpeningHoursError::Backwards { written } => Self::new(
                format!("`{written}` ends before it begins; after midnight, hours count on: one o'clock is 25:00"),
                format!("`{written}` は始まる前に終わっています。深夜1時は 25:00 のように、続けて数えます"),
            ),
            OpeningHoursError::BesideCell { written } => Self::new(
                format!("`{written}` does not begin at a multiple of five minutes"),
                format!("`{written}` の始まりが5分刻みではありません"),
            ),
            OpeningHoursError::TooShort { written, slot_minutes } => Self::new(
                format!("no slot of {slot_minutes} minutes fits into `{written}`; make it longer, or the slot shorter"),
                format!("`{written}` に{slot_minutes}分の枠が入りません。時間帯を延ばすか、枠を短くします"),
            ),
        }
    }
}
