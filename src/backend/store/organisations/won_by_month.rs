//! How many organisations were won in each month, with which open places: what reports count (開拓企業数).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::organisation_rows::OrganisationView;

/// A month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WonMonth {
    /// Its first day.
    pub month: Date,
    /// Those that were won in it, by the day.
    pub organisations: Vec<OrganisationView>,
    /// How many are looked for at them, by what they would do.
    pub occupations: Vec<(String, u64)>,
}

impl WonMonth {
    /// How many are looked for.
    pub fn count_openings(&self) -> u64 {
        self.occupations.iter().map(|(_, count)| count).sum()
    }
}

/// The months in which organisations were won, newest first. What was not won is in none.
pub fn won_by_month(organisations: impl IntoIterator<Item = OrganisationView>) -> Vec<WonMonth> {
    let mut months: BTreeMap<Date, Vec<OrganisationView>> = BTreeMap::new();
    for organisation in organisations {
        if let Some(day) = organisation.facts.won_on {
            months.entry(day.first_of_month()).or_default().push(organisation);
        }
    }
    let month = |(month, mut organisations): (Date, Vec<OrganisationView>)| {
        organisations
            .sort_by(|one, other| (one.facts.won_on, &one.facts.name).cmp(&(other.facts.won_on, &other.facts.name)));
        let mut occupations: BTreeMap<String, u64> = BTreeMap::new();
        for opening in organisations.iter().flat_map(|organisation| &organisation.facts.openings) {
            *occupations.entry(opening.occupation.clone()).or_default() += u64::from(opening.count);
        }
        WonMonth { month, organisations, occupations: occupations.into_iter().collect() }
    };
    months.into_iter().rev().map(month).collect()
}
