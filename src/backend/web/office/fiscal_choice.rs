//! Which fiscal year figures, and what lists show, are of.

use std::ops::Range;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time},
};
use serde::Deserialize;

use super::list_choice::{ListChoice, choices};
use crate::intake::{calendar::instant_in_japan, programme_settings::ProgrammeRules};

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct FiscalQuery {
    #[serde(default)]
    pub year: String,
}

/// The years that can be chosen, and the one that is.
pub(super) struct FiscalChoice {
    pub years: Vec<ListChoice>,
    /// The one that was chosen, with its months, if one was.
    pub chosen: Option<FiscalYear>,
}

/// A fiscal year.
pub(super) struct FiscalYear {
    /// What it is called: `2026年度`.
    pub label: String,
    /// The first days of its months, in their order.
    pub months: Vec<Date>,
}

impl FiscalYear {
    /// From its beginning until its end, in Japan.
    pub fn times(&self) -> Option<Range<Timestamp>> {
        let midnight = |day: Date| instant_in_japan(day.to_datetime(Time::midnight()));
        let end = self.months.last()?.checked_add(1.month()).ok()?;
        Some(midnight(*self.months.first()?)?..midnight(end)?)
    }
}

impl FiscalChoice {
    /// Reads what an address asks for; a year that cannot be chosen is none.
    pub fn read(query: &FiscalQuery, rules: &ProgrammeRules, today: Date) -> Self {
        let years = rules.fiscal_years(today);
        let named: Vec<(String, String)> = years.iter().map(|year| (year.to_string(), year_label(*year))).collect();
        let chosen = query.year.parse().ok().filter(|year| years.contains(year));
        let months = chosen.and_then(|year| Some((year, rules.fiscal.months_of(year)?)));
        let asked = chosen.map(|year: i16| year.to_string()).unwrap_or_default();
        Self {
            years: choices(named.iter().map(|(value, label)| (value.as_str(), label.as_str())), &asked),
            chosen: months.map(|(year, months)| FiscalYear { label: year_label(year), months }),
        }
    }
}

/// What a fiscal year is called.
pub(super) fn year_label(year: i16) -> String {
    format!("{year}年度")
}
