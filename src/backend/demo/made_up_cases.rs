//! What staff do with people who do not exist, beside notes: cases at every step, what both sides said, consultations, what is to be
//! asked later.

use std::collections::BTreeMap;

use fastrand::Rng;
use tsubame_model::schema::{Casework, Pipeline, PipelineKind, PipelineStatus};

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
        let pipelines: Vec<&Pipeline> = pipelines_of_persons(self.casework).collect();
        let Some(pipeline) = chance.choice(pipelines) else { return Ok(0) };
        let mut walk = Vec::new();
        let mut status = pipeline.starts_with.as_str();
        for _ in 0..chance.usize(..=MOST_STEPS) {
            let next: Vec<&str> = pipeline.steps_from(status).map(|step| step.to.as_str()).collect();
            let Some(to) = chance.choice(next) else { break };
            status = to;
            walk.push(status);
        }
        self.walk(person, (pipeline, &walk), chance).await
    }

    /// A case of each of some persons, in turn one at each status of each pipeline, so that no board is empty. Gives how many records
    /// that made.
    pub async fn fill_boards(&self, persons: &[PersonId], chance: &mut Rng) -> anyhow::Result<usize> {
        let mut walks: Vec<(&Pipeline, Vec<&str>)> = Vec::new();
        for pipeline in pipelines_of_persons(self.casework) {
            walks.extend(walks_of(pipeline).into_iter().map(|walk| (pipeline, walk)));
        }
        let mut made = 0;
        for (person, (pipeline, walk)) in persons.iter().zip(walks.iter().cycle()) {
            made += self.walk(*person, (pipeline, walk), chance).await?;
        }
        Ok(made)
    }

    /// A case that goes through some statuses.
    async fn walk(
        &self,
        person: PersonId,
        (pipeline, walk): (&Pipeline, &[&str]),
        chance: &mut Rng,
    ) -> anyhow::Result<usize> {
        let holidays = Holidays::default();
        let calendar = BusinessCalendar::office(&holidays);
        let rules = CaseRules { pipeline, calendar: &calendar };
        let owner = Some(self.actor.to_owned());
        let new = NewCase { person, organisation: None, owner, note: None };
        let Some(mut case) = self.store.open_case(new, rules, self.actor).await? else { return Ok(0) };
        let mut made = 1;
        for to in walk {
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

/// What is done about organisations is no case of a person.
fn pipelines_of_persons(casework: &Casework) -> impl Iterator<Item = &Pipeline> {
    casework.pipelines.values().filter(|pipeline| pipeline.kind != PipelineKind::Organisation)
}

/// The shortest way to each status of a pipeline.
fn walks_of(pipeline: &Pipeline) -> Vec<Vec<&str>> {
    let mut walks: BTreeMap<&str, Vec<&str>> = BTreeMap::from([(pipeline.starts_with.as_str(), Vec::new())]);
    let mut next = vec![pipeline.starts_with.as_str()];
    while let Some(status) = next.pop() {
        let walk = walks.get(status).cloned().unwrap_or_default();
        for step in pipeline.steps_from(status) {
            let longer: Vec<&str> = walk.iter().copied().chain([step.to.as_str()]).collect();
            if walks.get(step.to.as_str()).is_none_or(|known| known.len() > longer.len()) {
                walks.insert(&step.to, longer);
                next.push(&step.to);
            }
        }
    }
    let known = |status: &PipelineStatus| walks.get(status.id.as_str()).cloned();
    pipeline.statuses.iter().filter_map(known).collect()
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

#[cfg(test)]
mod tests {
    use tsubame_model::{schema::parse_pipeline, source::SourcePath};

    use super::*;

    fn casework() -> Casework {
        let mut casework = Casework::default();
        for (name, text) in [
            ("casual-interview", include_str!("../../../data/pipelines/casual-interview.yaml")),
            ("consultation", include_str!("../../../data/pipelines/consultation.yaml")),
            ("organisation", include_str!("../../../data/pipelines/organisation.yaml")),
        ] {
            let path = SourcePath::new(format!("data/pipelines/{name}.yaml"));
            casework.pipelines.insert(name.to_owned(), parse_pipeline(&path, text, &|_| true).0.unwrap());
        }
        casework
    }

    #[test]
    fn persons_have_no_cases_of_organisations_and_every_status_is_reached() {
        let casework = casework();
        let names: Vec<&str> = pipelines_of_persons(&casework).map(|pipeline| pipeline.id.as_str()).collect();
        assert_eq!(names, ["casual-interview", "consultation"]);
        for pipeline in pipelines_of_persons(&casework) {
            let walks = walks_of(pipeline);
            let ends: Vec<&str> =
                walks.iter().map(|walk| walk.last().copied().unwrap_or(&pipeline.starts_with)).collect();
            let statuses: Vec<&str> = pipeline.statuses.iter().map(|status| status.id.as_str()).collect();
            assert_eq!(ends, statuses, "{}", pipeline.id);
            for walk in walks {
                let mut at = pipeline.starts_with.as_str();
                for to in walk {
                    assert!(pipeline.steps_from(at).any(|step| step.to == to), "{at} {to}");
                    at = to;
                }
            }
        }
    }
}
