//! Holidays of Japan, by the rules of the act, or by a file where it says something of the year.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::source::{Diagnostic, SourcePath, Wording};

use super::{
    holiday_file::{HolidayFault, parse_holiday_file},
    holiday_rules::holiday_by_rules,
};

/// Which days are holidays. The default knows the rules alone, which hold from 1980 to 2099; outside of these years it
/// knows no holiday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    /// The holidays of the years that a file speaks of.
    by_year: BTreeMap<i16, BTreeMap<Date, String>>,
}

impl Holidays {
    /// Where the file lies in a project.
    pub const FILE: &str = "data/holidays.csv";

    /// That the file cannot be used, as a build and a server tell it.
    pub fn fault(message: Wording) -> Diagnostic {
        let hint = Wording::new(
            "use the list of the Cabinet Office as it is, or take the file away: then holidays are reckoned by the law",
            "内閣府の一覧をそのまま使うか、ファイルを消します。消すと、法律のとおりに計算します",
        );
        Diagnostic::error("holidays", message).in_file(&SourcePath::new(Self::FILE)).with_hint(hint)
    }

    /// Holidays with those of a file ([`Holidays::FILE`]), which has the shape of the Cabinet Office's: CP932 or UTF-8, a
    /// heading, then the day (`2026/1/1`) and its name. A year of which the file has a day has the file's holidays and no
    /// others, so that a law can also take one away. Gives all that is wrong with the file otherwise.
    pub fn parse(file: &[u8]) -> Result<Self, Vec<HolidayFault>> {
        let mut by_year: BTreeMap<i16, BTreeMap<Date, String>> = BTreeMap::new();
        for (day, name) in parse_holiday_file(file)? {
            by_year.entry(day.year()).or_default().insert(day, name);
        }
        Ok(Self { by_year })
    }

    /// The name of a holiday, among them 振替休日 and 国民の休日; `None` for other days.
    pub fn name_of(&self, day: Date) -> Option<&str> {
        match self.by_year.get(&day.year()) {
            Some(days) => days.get(&day).map(String::as_str),
            None => holiday_by_rules(day),
        }
    }
}
