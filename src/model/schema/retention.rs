//! How long what a form received is kept: `13 months`, `90 days`, `2 years`. When that is over is a matter of the clock, which
//! is an argument here.

use std::fmt;

use jiff::{Span, Timestamp, ToSpan, Zoned};

use crate::source::Wording;

/// The longest that a form may say, in years: who means "for ever" leaves the key out.
const MOST_YEARS: i64 = 30;

/// A term by the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    count: i64,
    unit: TermUnit,
}

/// What a term is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TermUnit {
    Days,
    Months,
    Years,
}

impl TermUnit {
    /// How each is written, for one and for several.
    const NAMES: [(&'static str, &'static str, Self); 3] =
        [("day", "days", Self::Days), ("month", "months", Self::Months), ("year", "years", Self::Years)];

    /// How many there are in the longest term.
    fn most(self) -> i64 {
        match self {
            Self::Days => MOST_YEARS * 366,
            Self::Months => MOST_YEARS * 12,
            Self::Years => MOST_YEARS,
        }
    }
}

impl Retention {
    /// Reads a term, or says why it is none.
    pub fn parse(text: &str) -> Result<Self, Wording> {
        let refused = || {
            Wording::new(
                format!("`{text}` is no term; write as `90 days`, `13 months` or `2 years`, up to {MOST_YEARS} years"),
                format!(
                    "`{text}` は期間ではありません。90 days、13 months、2 years のように、{MOST_YEARS}年までで書きます"
                ),
            )
        };
        let (count, unit) = text.trim().split_once(' ').ok_or_else(refused)?;
        let count = count.parse::<i64>().map_err(|_| refused())?;
        let named = |(one, several, _): &&(&str, &str, TermUnit)| unit == *several || (unit == *one && count == 1);
        let (_, _, unit) = TermUnit::NAMES.iter().find(named).ok_or_else(refused)?;
        if (1..=unit.most()).contains(&count) { Ok(Self { count, unit: *unit }) } else { Err(refused()) }
    }

    /// How many, and of what: `13` and `months`.
    pub fn parts(self) -> (i64, &'static str) {
        let named = TermUnit::NAMES.iter().find(|(_, _, unit)| *unit == self.unit);
        (self.count, named.map_or("days", |(one, several, _)| if self.count == 1 { one } else { several }))
    }

    /// What it is called in Japanese: `13か月`.
    pub fn in_japanese(self) -> String {
        let unit = match self.unit {
            TermUnit::Days => "日",
            TermUnit::Months => "か月",
            TermUnit::Years => "年",
        };
        format!("{}{unit}", self.count)
    }

    /// What was received before then is over at `now`, by the calendar of its zone.
    pub fn cutoff(self, now: &Zoned) -> Timestamp {
        now.checked_sub(self.span()).map_or(Timestamp::MIN, |zoned| zoned.timestamp())
    }

    /// When what was received at a time is over; `None` where the calendar ends.
    pub fn end(self, received: &Zoned) -> Option<Zoned> {
        received.checked_add(self.span()).ok()
    }

    /// Whether it is over before another one, whenever both begin.
    pub fn is_shorter_than(self, other: Self) -> bool {
        self.day_range().1 < other.day_range().0
    }

    /// How many days it has at least and at most.
    fn day_range(self) -> (i64, i64) {
        match self.unit {
            TermUnit::Days => (self.count, self.count),
            // February has 28 days, and no month more than 31; of twelve, they are those of a year.
            TermUnit::Months => {
                let (years, months) = (self.count / 12, self.count % 12);
                (years * 365 + months * 28, years * 366 + months * 31)
            }
            TermUnit::Years => (self.count * 365, self.count * 366),
        }
    }

    fn span(self) -> Span {
        match self.unit {
            TermUnit::Days => self.count.days(),
            TermUnit::Months => self.count.months(),
            TermUnit::Years => self.count.years(),
        }
    }
}

/// As it is written: `13 months`.
impl fmt::Display for Retention {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = self.parts();
        write!(formatter, "{count} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{schema::parse_form, source::SourcePath};

    #[test]
    fn terms_are_read_by_the_calendar() {
        let now: Zoned = "2026-03-31T12:00:00+09:00[Asia/Tokyo]".parse().unwrap();
        for (text, cutoff) in [
            ("1 day", "2026-03-30T12:00:00+09:00"),
            ("90 days", "2025-12-31T12:00:00+09:00"),
            ("1 month", "2026-02-28T12:00:00+09:00"),
            ("13 months", "2025-02-28T12:00:00+09:00"),
            ("2 years", "2024-03-31T12:00:00+09:00"),
        ] {
            let expected: Timestamp = cutoff.parse().unwrap();
            assert_eq!(Retention::parse(text).unwrap().cutoff(&now), expected, "{text}");
        }
        for text in ["1 day", "90 days", "13 months", "1 year"] {
            assert_eq!(Retention::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "13", "months", "0 days", "-1 days", "2 day", "1 week", "31 years", "1.5 years", "13months"] {
            assert!(Retention::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_term_is_shorter_than_another_whenever_both_begin() {
        let term = |text: &str| Retention::parse(text).unwrap();
        for (one, other, is_shorter) in [
            ("30 days", "1 year", true),
            ("30 days", "2 months", true),
            ("30 days", "1 month", false),
            ("12 months", "1 year", false),
            ("11 months", "1 year", true),
            ("1 year", "1 year", false),
            ("2 years", "30 days", false),
            ("364 days", "12 months", true),
        ] {
            assert_eq!(term(one).is_shorter_than(term(other)), is_shorter, "{one} and {other}");
        }
    }

    #[test]
    fn a_term_that_is_none_is_told_with_its_place_and_what_to_write() {
        let form = |retention: &str| {
            let text = format!(
                "form: ask\nlabel: 質問\nversion: '1'\nretention: {retention}\ngroups:\n- legend: 内容\n  fields:\n  - {{name: a, \
                 type: text, label: 内容, max_length: 9}}\nconsent: {{version: '1', label: 同意, link: /p/}}\nsubmit: 送る\nhoneypot: \
                 r\nthanks: 届きました\n"
            );
            parse_form(&SourcePath::new("data/forms/ask.yaml"), &text)
        };
        let (read, faults) = form("13 months");
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(read.unwrap().retention, Some(Retention { count: 13, unit: TermUnit::Months }));
        let (_, faults) = form("a year");
        let shown = faults[0].in_language(crate::source::MessageLanguage::Japanese);
        assert!(shown.message.contains("13 months"), "{}", shown.message);
        assert_eq!(shown.place.unwrap().line, 4);
    }
}
