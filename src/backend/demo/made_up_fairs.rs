//! What became of fairs that are over: who talked with whom, who did not come, and whoever is followed up with a company.

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use tsubame_model::schema::PipelineKind;

use super::demo_site::DemoSite;
use crate::{
    intake::{
        calendar::BusinessCalendar,
        fair::{FairPlan, TalkState},
    },
    store::{CaseRules, EventFacts, Store},
};

/// The tables of an event whose talks are over by now.
pub(super) fn past_fair(event: &EventFacts, now: Timestamp) -> Option<&FairPlan> {
    event.fair.as_ref().filter(|plan| plan.ends_at < now)
}

/// Gives out the tables of fairs that are over as they would have been, and says what came of each talk. Gives how much staff wrote.
pub(super) async fn hold_fairs(
    store: &Store,
    site: &DemoSite,
    (now, actor): (Timestamp, &str),
    chance: &mut Rng,
) -> anyhow::Result<usize> {
    let mut count = 0;
    for event in &site.content.events {
        let Some(plan) = past_fair(event, now) else { continue };
        store.settle_fair_at(&event.id, plan.starts_at.checked_sub(SignedDuration::from_hours(24))?).await?;
        let Some(desk) = store.fair_desk(&event.id, false, actor).await? else { continue };
        for talk in &desk.talks {
            let visitor = desk.visitors.iter().find(|visitor| visitor.submission == talk.submission);
            let came = visitor.is_some_and(|visitor| visitor.is_in);
            let mark = match chance.u32(..100) {
                _ if !came => TalkState::VisitorAbsent,
                0..5 => TalkState::HostAbsent,
                5..10 => TalkState::VisitorAbsent,
                _ => TalkState::Held,
            };
            store.mark_talk(talk.view.id, mark, actor).await?;
            count += 1;
        }
        count += follow_up(store, site, &event.id, actor).await?;
    }
    Ok(count)
}

/// Presses what begins a case for each pair that did not talk.
async fn follow_up(store: &Store, site: &DemoSite, event: &str, actor: &str) -> anyhow::Result<usize> {
    let mut pipelines = site.casework.pipelines.values();
    let Some(pipeline) = pipelines.find(|pipeline| pipeline.kind == PipelineKind::FairFollowUp) else {
        return Ok(0);
    };
    let calendar = BusinessCalendar::office(&site.bookings.holidays);
    let rules = CaseRules { pipeline, calendar: &calendar };
    store.follow_up_fair(event, rules, Some(actor.to_owned()), actor).await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tsubame_model::{
        schema::{Casework, parse_pipeline},
        source::SourcePath,
    };

    use super::*;
    use crate::{
        store::{
            CheckIn, CheckedAt,
            fair_setup::{fair, fair_plan, send, wishing},
            test_support::{EVENT, TestDatabase},
        },
        web::{FormContent, SiteBookings},
    };

    /// A site whose fair was over an hour ago.
    fn site(now: Timestamp) -> DemoSite {
        let text = include_str!("../../../data/pipelines/fair-follow-up.yaml");
        let path = SourcePath::new("data/pipelines/fair-follow-up.yaml");
        let pipeline = parse_pipeline(&path, text, &|_| true).0.unwrap();
        let at = |minutes: i64| {
            let second = (now.as_second() / 300 + minutes / 5) * 300;
            Timestamp::from_second(second).unwrap()
        };
        let plan = FairPlan { starts_at: at(-150), ends_at: at(-70), ..fair_plan() };
        let event = EventFacts { starts_at: at(-160), ends_at: at(-60), closes_at: at(-300), ..fair(9) };
        DemoSite {
            forms: Vec::new(),
            content: FormContent { events: vec![EventFacts { fair: Some(plan), ..event }], ..FormContent::default() },
            casework: Casework {
                pipelines: BTreeMap::from([("fair-follow-up".to_owned(), pipeline)]),
                ..Casework::default()
            },
            bookings: SiteBookings::default(),
        }
    }

    #[tokio::test]
    async fn a_fair_that_is_over_has_talks_with_what_came_of_them_and_who_did_not_talk_is_followed_up() {
        let [sqlite, _] = TestDatabase::each().await;
        let (store, now) = (sqlite.replica().await, Timestamp::now());
        let site = site(now);
        let facts = &site.content.events[0];
        let open = EventFacts {
            fair: None,
            closes_at: now + SignedDuration::from_hours(24),
            content_time: facts.content_time - SignedDuration::from_secs(1),
            ..facts.clone()
        };
        store.update_event(open).await.unwrap();
        let (came, absent) =
            (send(&store, wishing(1, &["robo", "aoba"])).await, send(&store, wishing(2, &["robo"])).await);
        store.update_event(facts.clone()).await.unwrap();
        let who = CheckedAt::Line(store.registration_of(came).await);
        let (event, request) = (EVENT.to_owned(), uuid::Uuid::new_v4());
        store.check_in(CheckIn { event, who, at: facts.starts_at, request }, "operator").await.unwrap();
        let chance = &mut Rng::with_seed(7);
        assert!(hold_fairs(&store, &site, (now, "operator"), chance).await.unwrap() > 3);
        let visit = store.fair_visit(came, EVENT).await.unwrap();
        assert!(visit.talks.len() == 2 && visit.talks.iter().all(|talk| talk.state.is_mark()), "{visit:?}");
        let missed = store.fair_visit(absent, EVENT).await.unwrap().talks;
        assert_eq!(missed.iter().map(|talk| talk.state).collect::<Vec<_>>(), [TalkState::VisitorAbsent]);
        let pairs = store.unmatched_pairs(EVENT).await.unwrap();
        assert!(!pairs.is_empty() && pairs.iter().all(|pair| pair.case.is_some()), "{pairs:?}");
        assert!(!store.fair_follow_ups_of("robo").await.unwrap().is_empty());
    }
}
