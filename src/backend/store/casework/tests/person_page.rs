//! One person with everything, however many records they have; and how it is found among all others.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement, sea_query::SqliteQueryBuilder,
};
use uuid::Uuid;

use super::{STAFF, open, pipeline, somebody, viewer};
use crate::{
    intake::{
        RegistrationState,
        cases::{NoteAudience, PersonPhase, PersonTag, ReferralOutcome},
    },
    store::{
        MergeOutcome, NewNote, NewReferral, PersonPage, Store, TimelineKind,
        booking_setup::{book, wish},
        casework::{person_rows::RecordParts, submission_rows::SubmissionParts},
        entities::audit_record,
        joined_reads::JoinedReads,
        test_support::TestDatabase,
        tests::joining::{OTHER, confirm, person, receive, sent_from},
    },
};

fn phase(id: &str) -> PersonPhase {
    PersonPhase { id: id.to_owned(), label: id.to_owned() }
}

fn tag(text: &str) -> PersonTag {
    PersonTag::parse(text).unwrap()
}

fn name(kind: &TimelineKind) -> String {
    match kind {
        TimelineKind::Submission { form, .. } => format!("sent {form}"),
        TimelineKind::Registration { state, .. } => format!("registered {}", state.name()),
        TimelineKind::SeatChange(change) => format!("seat {} {}", change.action, change.text),
        TimelineKind::Booking(_) => "booked".to_owned(),
        TimelineKind::Mail { kind, .. } => format!("mail {kind}"),
        TimelineKind::Message { words, .. } => format!("message {}", words.subject),
        TimelineKind::ConsentGiven { version, .. } => format!("agreed {version}"),
        TimelineKind::ConsentWithdrawn { .. } => "withdrawn".to_owned(),
        TimelineKind::SurveyAsked { form, .. } => format!("asked {form}"),
        TimelineKind::SurveyAnswered { form, .. } => format!("answered {form}"),
        TimelineKind::Note(note) => format!("note {}", note.text),
        TimelineKind::TaskMade(_) => "task".to_owned(),
        TimelineKind::TaskDone(_) => "done".to_owned(),
        TimelineKind::Phase(phase) => format!("phase {}", phase.phase),
        TimelineKind::Tagged(tag) => format!("tag {}", tag.tag),
        TimelineKind::CaseStep { to, note, .. } => format!("case {to} {}", note.as_deref().unwrap_or_default()),
        TimelineKind::Referral(referral) => format!("referral {}", referral.office),
        TimelineKind::Joined { .. } => "joined".to_owned(),
        TimelineKind::Merged { undone_at, .. } => format!("merged {}", undone_at.is_some()),
        TimelineKind::Change { action, .. } => format!("change {action}"),
    }
}

fn names(page: &PersonPage) -> Vec<String> {
    page.timeline.iter().map(|entry| name(&entry.kind)).collect()
}

async fn refer(store: &Store, new: NewReferral) {
    assert_eq!(store.add_referral(new.clone(), &viewer(false)).await.unwrap(), None, "counsellors do that");
    let later = NewReferral { consented_at: Timestamp::MAX, ..new.clone() };
    assert_eq!(store.add_referral(later, &viewer(true)).await.unwrap(), None, "nobody has agreed yet");
    let made = store.add_referral(new, &viewer(true)).await.unwrap().unwrap();
    assert!(!store.set_referral_outcome(made, ReferralOutcome::Connected, &viewer(false)).await.unwrap());
    assert!(store.set_referral_outcome(made, ReferralOutcome::Connected, &viewer(true)).await.unwrap());
}

#[tokio::test]
async fn everything_of_one_person_stands_on_one_line_of_time() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let one = somebody(&store, 1).await;
        let second = receive(&store, &sent_from(1, "visitor1@example.jp", OTHER)).await;
        confirm(&store, second).await;
        assert_eq!(person(&store, second).await, one);
        let case = open(&store, one, &interview).await;
        let note = NewNote {
            person: one,
            case: Some(case.id),
            audience: NoteAudience::Team,
            side: None,
            text: "話した（見本）".to_owned(),
            consultation: None,
        };
        store.add_note(note, STAFF).await.unwrap().unwrap();
        assert!(store.set_phase(one, &phase("option"), STAFF).await.unwrap());
        assert!(!store.set_phase(one, &phase("option"), STAFF).await.unwrap(), "they are in it");
        assert!(store.set_phase(one, &phase("at-once"), STAFF).await.unwrap());
        assert!(store.tag_person(one, tag("IT職"), STAFF).await.unwrap());
        assert!(!store.tag_person(one, tag("IT職"), STAFF).await.unwrap());
        assert!(store.tag_person(one, tag("単身"), STAFF).await.unwrap());
        assert!(store.untag_person(one, tag("単身"), STAFF).await.unwrap());
        let office = "hello-work".to_owned();
        let new =
            NewReferral { person: one, office, consented_at: Timestamp::UNIX_EPOCH, note: Some("紹介".to_owned()) };
        refer(&store, new).await;

        let page = store.person_page(one, &viewer(true)).await.unwrap().unwrap();
        assert_eq!((page.person, page.records.len()), (one, 2));
        assert_eq!(page.addresses.len(), 1);
        assert!(page.addresses[0].verified_at.is_some() && page.addresses[0].bounced_at.is_none());
        assert_eq!(page.phase.as_ref().map(|phase| phase.phase.as_str()), Some("at-once"));
        assert_eq!(page.tags.iter().map(|tag| tag.tag.as_str()).collect::<Vec<_>>(), ["IT職"]);
        assert_eq!(page.open_cases.iter().map(|case| case.id).collect::<Vec<_>>(), [case.id]);
        assert!(page.timeline.is_sorted_by(|one, other| one.at >= other.at));
        let found = names(&page);
        for expected in [
            "sent event",
            "agreed 1",
            "registered confirmed",
            "joined",
            "case requested はじめの話（見本）",
            "note 話した（見本）",
            "phase option",
            "phase at-once",
            "tag IT職",
            "change person.untagged",
            "change referral.outcome",
            "referral hello-work",
        ] {
            assert!(found.iter().any(|name| name == expected), "{expected}: {found:?}");
        }
        assert!(found.iter().any(|name| name.starts_with("mail ")), "{found:?}");
        assert_eq!(found.iter().filter(|name| *name == "sent event").count(), 2, "of both records");
        assert!(!found.iter().any(|name| name.contains("person.opened")), "who looked is no change");
        let others = names(&store.person_page(page.records[1], &viewer(false)).await.unwrap().unwrap());
        assert!(!others.iter().any(|name| name.contains("referral")), "{others:?}");

        let opened = audit_record::Entity::find().filter(audit_record::Column::Action.eq("person.opened"));
        let opened = opened.all(store.readers()).await.unwrap();
        assert_eq!(opened.iter().map(|row| row.actor.as_str()).collect::<Vec<_>>(), ["counsellor", "clerk"]);
        assert!(opened.iter().all(|row| row.person_id == Some(one.0)));
        let counts = store.count_referrals(Timestamp::UNIX_EPOCH..Timestamp::now()).await.unwrap();
        assert_eq!((counts.len(), counts[0].count, counts[0].outcome), (1, 1, ReferralOutcome::Connected));
    }
}

#[tokio::test]
async fn bookings_and_what_is_taken_back_stand_there_too() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let booked = book(&store, wish(44, &["sato"], "10:00")).await;
        store.withdraw_consent(booked, 48).await.unwrap();
        let record = store.record_of(booked).await.unwrap().unwrap();
        let page = store.person_page(record, &viewer(false)).await.unwrap().unwrap();
        let found = names(&page);
        for expected in ["booked", "withdrawn"] {
            assert!(found.iter().any(|name| name == expected), "{expected}: {found:?}");
        }
        assert_eq!(store.person_page(crate::intake::PersonId(Uuid::new_v4()), &viewer(true)).await.unwrap(), None);
    }
}

#[tokio::test]
async fn who_is_put_together_brings_what_is_known_and_takes_it_along_again() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (one, two) = (somebody(&store, 1).await, somebody(&store, 2).await);
        let (first, second) = (open(&store, one, &interview).await, open(&store, two, &interview).await);
        store.set_phase(one, &phase("option"), STAFF).await.unwrap();
        store.set_phase(two, &phase("at-once"), STAFF).await.unwrap();
        store.tag_person(two, tag("札"), STAFF).await.unwrap();
        let MergeOutcome::Merged(merge) = store.merge_persons(one, two, STAFF, 48).await.unwrap() else { panic!() };
        let page = store.person_page(two, &viewer(false)).await.unwrap().unwrap();
        assert_eq!(page.person, one);
        assert_eq!(page.open_cases.iter().map(|case| case.id).collect::<Vec<_>>(), [first.id, second.id]);
        assert_eq!(page.phase.as_ref().map(|phase| phase.phase.as_str()), Some("at-once"), "the newest of both");
        assert_eq!(page.tags.len(), 1);
        assert!(names(&page).contains(&"merged false".to_owned()));
        assert!(!store.tag_person(one, tag("札"), STAFF).await.unwrap(), "one of their records has it");
        store.undo_merge(merge, STAFF).await.unwrap();
        let [one, two] = [one, two].map(|person| (person, viewer(false)));
        let one = store.person_page(one.0, &one.1).await.unwrap().unwrap();
        let two = store.person_page(two.0, &two.1).await.unwrap().unwrap();
        assert_eq!((one.open_cases[0].id, two.open_cases[0].id), (first.id, second.id));
        assert_eq!((one.open_cases.len(), one.tags.len(), two.tags.len()), (1, 0, 1));
        assert!(names(&one).contains(&"merged true".to_owned()));
        let active = |page: &PersonPage| names(page).iter().filter(|name| *name == "registered confirmed").count();
        assert_eq!((active(&one), active(&two)), (1, 1), "{}", RegistrationState::Confirmed.name());
    }
}

#[tokio::test]
async fn no_question_about_one_person_looks_at_all_others() {
    let [sqlite, _] = TestDatabase::each().await;
    let store = sqlite.replica().await;
    let ids = [Uuid::new_v4(), Uuid::new_v4()];
    let mut reads = JoinedReads::default();
    RecordParts::ask(&ids, true, &mut reads);
    RecordParts::ask(&ids, false, &mut reads);
    SubmissionParts::ask(&ids, &ids, &mut reads);
    assert!(reads.queries().len() > 30);
    for query in reads.queries() {
        let sql = query.to_string(SqliteQueryBuilder);
        let plan = Statement::from_string(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {sql}"));
        for row in store.readers().query_all_raw(plan).await.unwrap() {
            let step: String = row.try_get("", "detail").unwrap();
            assert!(!step.starts_with("SCAN"), "{step}: {sql}");
        }
    }
}
