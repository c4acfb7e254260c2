//! A case goes on to another status, as far as its pipeline has a step there.

use jiff::{ToSpan, civil::Date};
use tsubame_model::schema::{Pipeline, PipelineStatus};

use crate::intake::calendar::BusinessCalendar;

/// What a case is after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseStep {
    /// The status that it has from then on.
    pub to: String,
    /// Whether it is closed with it.
    pub is_end: bool,
    /// Until when something has to be done.
    pub due_on: Option<Date>,
    /// The template of the mail that goes with it.
    pub mail: Option<String>,
}

/// Why there is no such step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepRefusal {
    /// The pipeline has no step there.
    NoSuchStep,
    /// The pipeline has no such status, or not any more.
    NoSuchStatus,
}

/// The step of a case to another status on a day.
pub fn step_to(
    pipeline: &Pipeline,
    (from, to): (&str, &str),
    today: Date,
    calendar: &BusinessCalendar<'_>,
) -> Result<CaseStep, StepRefusal> {
    let status = pipeline.status(to).ok_or(StepRefusal::NoSuchStatus)?;
    let step = pipeline.transition(from, to).ok_or(StepRefusal::NoSuchStep)?;
    Ok(CaseStep {
        to: status.id.clone(),
        is_end: status.is_end,
        due_on: due_on(status, today, calendar),
        mail: step.mail.clone(),
    })
}

/// Until when something has to be done about a case whose status began on a day: so many days after, or the next
/// business day.
pub fn due_on(status: &PipelineStatus, since: Date, calendar: &BusinessCalendar<'_>) -> Option<Date> {
    let day = since.checked_add(i64::from(status.due_days?).days()).ok()?;
    calendar.next_business_day(day)
}

#[cfg(test)]
mod tests {
    use tsubame_model::{schema::parse_pipeline, source::SourcePath};

    use super::*;
    use crate::intake::calendar::Holidays;

    #[test]
    fn a_case_goes_where_its_pipeline_leads_and_what_is_due_is_due_on_a_business_day() {
        let text = include_str!("../../../../data/pipelines/casual-interview.yaml");
        let path = SourcePath::new("data/pipelines/casual-interview.yaml");
        let (pipeline, faults) = parse_pipeline(&path, text, &|mail| mail == "case-arranging");
        assert_eq!(faults, []);
        let (pipeline, holidays) = (pipeline.unwrap(), Holidays::default());
        let calendar = BusinessCalendar::national(&holidays);
        let step = |from, to, day: &str| step_to(&pipeline, (from, to), day.parse().unwrap(), &calendar);
        for (day, due) in [("2026-12-02", "2026-12-09"), ("2026-12-05", "2026-12-14"), ("2026-12-25", "2027-01-04")] {
            let step = step("requested", "arranging", day).unwrap();
            assert_eq!((step.to.as_str(), step.is_end, step.due_on), ("arranging", false, due.parse().ok()), "{day}");
        }
        assert_eq!(step("requested", "arranging", "2026-12-02").unwrap().mail.as_deref(), Some("case-arranging"));
        let over = step("requested", "withdrawn", "2026-12-02").unwrap();
        assert_eq!((over.is_end, over.due_on), (true, None));
        assert_eq!(step("requested", "joined", "2026-12-02"), Err(StepRefusal::NoSuchStep));
        assert_eq!(step("withdrawn", "requested", "2026-12-02"), Err(StepRefusal::NoSuchStep), "an end is an end");
        assert_eq!(step("requested", "gone", "2026-12-02"), Err(StepRefusal::NoSuchStatus));
        assert_eq!(step("gone", "arranging", "2026-12-02"), Err(StepRefusal::NoSuchStep), "a status of an older file");
    }
}
