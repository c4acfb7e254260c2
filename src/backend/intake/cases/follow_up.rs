//! Somebody is asked how it went, some months after a status began (定着支援, and whoever found no match yet).

use jiff::{ToSpan, civil::Date};
use tsubame_model::schema::Pipeline;

use crate::intake::calendar::BusinessCalendar;

/// That somebody is to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// The status that began.
    pub status: String,
    /// After how many months.
    pub months: u8,
    /// On which day.
    pub due_on: Date,
}

impl FollowUp {
    /// The name of the rule that plans it: of a case, each is planned once.
    pub fn rule(&self) -> String {
        Self::rule_name(&self.status, self.months)
    }

    /// The same of a rule alone.
    pub fn rule_name(status: &str, months: u8) -> String {
        format!("{status}+{months}")
    }

    /// The status and the months that such a name says.
    pub fn parse_rule(name: &str) -> Option<(String, u8)> {
        let (status, months) = name.rsplit_once('+')?;
        Some((status.to_owned(), months.parse().ok()?))
    }
}

/// What a pipeline plans of a case whose status began on a day. A month that has no such day ends earlier (31 January,
/// 28 February), and what falls on a day off is due on the next business day.
pub fn follow_ups_of(pipeline: &Pipeline, status: &str, since: Date, calendar: &BusinessCalendar<'_>) -> Vec<FollowUp> {
    let rules = pipeline.follow_ups.iter().filter(|rule| rule.status == status);
    let planned = rules.flat_map(|rule| &rule.months).filter_map(|months| {
        let day = since.checked_add(i64::from(*months).months()).ok()?;
        Some(FollowUp { status: status.to_owned(), months: *months, due_on: calendar.next_business_day(day)? })
    });
    planned.collect()
}

#[cfg(test)]
mod tests {
    use tsubame_model::{schema::parse_pipeline, source::SourcePath};

    use super::*;
    use crate::intake::calendar::Holidays;

    #[test]
    fn people_are_asked_after_months_on_business_days() {
        let text = include_str!("../../../../data/pipelines/placement.yaml");
        let (pipeline, faults) = parse_pipeline(&SourcePath::new("data/pipelines/placement.yaml"), text, &|_| false);
        assert_eq!(faults, []);
        let (pipeline, holidays) = (pipeline.unwrap(), Holidays::default());
        let calendar = BusinessCalendar::national(&holidays);
        for (since, days) in [
            ("2026-10-01", ["2026-11-02", "2027-01-04", "2027-04-01"]),
            ("2026-11-30", ["2026-12-30", "2027-03-01", "2027-05-31"]),
            ("2027-01-31", ["2027-03-01", "2027-04-30", "2027-08-02"]),
        ] {
            let found = follow_ups_of(&pipeline, "working", since.parse().unwrap(), &calendar);
            assert_eq!(found.iter().map(|one| one.due_on.to_string()).collect::<Vec<_>>(), days, "{since}");
            assert_eq!(found.iter().map(FollowUp::rule).collect::<Vec<_>>(), ["working+1", "working+3", "working+6"]);
        }
        assert_eq!(FollowUp::parse_rule("working+3"), Some(("working".to_owned(), 3)));
        assert_eq!(FollowUp::parse_rule("working"), None);
        assert_eq!(follow_ups_of(&pipeline, "decided", "2026-10-01".parse().unwrap(), &calendar), []);
    }
}
