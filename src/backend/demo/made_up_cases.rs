//! What staff do with people who do not exist, beside notes: cases at every step, what both sides said, consultations, what is to be
//! asked later.

use fastrand::Rng;
use tsubame_model::schema::{Casework, Pipeline};

use crate::{
    intake::{
        PersonId,
        calendar::{BusinessCalendar, Holidays},
        cases::{
            CodedValue, ConsultationFacts, ConsultationKind, ConsultationMethod, NoteAudience, NoteSide, TimeBand,
        },
    },
    store::{CaseMove, CaseOutcome, CaseRules, CaseView, NewCase, NewNote, Store},
};

/// How many steps a case goes at most.
const MOST_STEPS: usize = 4;

/// Who does it, by what.
pub(super) struct CaseMaker<'a> {
    pub store: &'a Store,
    pub casework: &'a Casework,
    pub actor: &'a str,
}

impl CaseMaker<'_> {
    /// A case of somebody, with what was said on its way; gives how many records that made.
    pub async fn look_after(&self, person: PersonId, chance: &mut Rng) -> anyhow::Result<usize> {
        let pipelines: Vec<&Pipeline> = self.casework.pipelines.values().collect();
        let Some(pipeline) = chance.choice(&pipelines) else { return Ok(0) };
        let holidays = Holidays::default();
        let calendar = BusinessCalendar::office(&holidays);
        let rules = CaseRules { pipeline, calendar: &calendar };
        let owner = Some(self.actor.to_owned());
        let new = NewCase { person, organisation: None, owner, note: None };
        let Some(mut case) = self.store.open_case(new, rules, self.actor).await? else { return Ok(0) };
        let mut made = 1;
        for _ in 0..chance.usize(..=MOST_STEPS) {
            let next: Vec<&str> = pipeline.steps_from(&case.status).map(|step| step.to.as_str()).collect();
            let Some(to) = chance.choice(&next) else { break };
            let wanted =
                CaseMove { case: case.id, version: case.version, to: (*to).to_owned(), note: None, mail: None };
            let CaseOutcome::Changed(moved, _) = self.store.move_case(wanted, rules, self.actor).await? else { break };
            case = moved;
            made += 1;
        }
        Ok(made + self.write_notes(&case, chance).await?)
    }

    async fn write_notes(&self, case: &CaseView, chance: &mut Rng) -> anyhow::Result<usize> {
        let said = [
            (Some(NoteSide::Person), "週に2日は在宅で働きたいそうです（見本）。", None),
            (Some(NoteSide::Company), "開発の経験を聞きたいそうです（見本）。", None),
            (None, "応募書類を一緒に見直しました（見本）。", Some(consultation(chance))),
        ];
        let count = chance.usize(..=said.len());
        for (side, text, consultation) in said.into_iter().take(count) {
            let new = NewNote {
                person: case.record,
                case: Some(case.id),
                audience: NoteAudience::Team,
                side,
                text: text.to_owned(),
                consultation,
            };
            self.store.add_note(new, self.actor).await?;
        }
        Ok(count)
    }

    /// Plans what the rules of pipelines say, as the server does once an hour.
    pub async fn plan(&self) -> anyhow::Result<usize> {
        let holidays = Holidays::default();
        let calendar = BusinessCalendar::office(&holidays);
        self.store.plan_follow_ups(self.casework.pipelines.values(), &calendar).await
    }
}

fn consultation(chance: &mut Rng) -> ConsultationFacts {
    let methods = [ConsultationMethod::Video, ConsultationMethod::Phone, ConsultationMethod::InPerson];
    let kinds = [ConsultationKind::Talk, ConsultationKind::Resume, ConsultationKind::MockInterview];
    let bands = [TimeBand::UnderHalf, TimeBand::UnderHour, TimeBand::HourOrMore];
    ConsultationFacts {
        kind: kinds[chance.usize(..kinds.len())],
        method: methods[chance.usize(..methods.len())],
        minutes: None,
        time_band: Some(bands[chance.usize(..bands.len())]),
        topics: ["work", "resume"].into_iter().filter_map(CodedValue::parse).collect(),
        reaction: CodedValue::parse("positive"),
        result: CodedValue::parse("next"),
    }
}
