//! Notes: who reads them, what they said before, and whom they are about.

use super::{STAFF, open, pipeline, somebody, viewer};
use crate::{
    intake::{
        PersonId,
        cases::{
            CodedValue, ConsultationFacts, ConsultationKind, ConsultationMethod, NoteAudience, NoteId, TimeBand, Viewer,
        },
    },
    store::{NewNote, NoteEdit, NoteOutcome, NoteView, Store, TimelineKind, test_support::TestDatabase},
};

fn note(person: PersonId, audience: NoteAudience, text: &str) -> NewNote {
    NewNote { person, case: None, audience, side: None, text: text.to_owned(), consultation: None }
}

fn facts() -> ConsultationFacts {
    let coded = |text: &str| CodedValue::parse(text).unwrap();
    ConsultationFacts {
        kind: ConsultationKind::Resume,
        method: ConsultationMethod::Phone,
        minutes: Some(40),
        time_band: Some(TimeBand::UnderHour),
        topics: vec![coded("resume"), coded("housing")],
        reaction: Some(coded("good")),
        result: None,
    }
}

/// The notes on somebody's page, newest first.
async fn notes(store: &Store, person: PersonId, viewer: &Viewer) -> Vec<NoteView> {
    let page = store.person_page(person, viewer).await.unwrap().unwrap();
    let note = |kind| if let TimelineKind::Note(note) = kind { Some(note) } else { None };
    page.timeline.into_iter().filter_map(|entry| note(entry.kind)).collect()
}

fn edit(note: NoteId, version: i32, text: &str) -> NoteEdit {
    NoteEdit { note, version, text: text.to_owned(), consultation: None }
}

#[tokio::test]
async fn what_is_for_counsellors_is_hidden_from_others() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let person = somebody(&store, 1).await;
        store.add_note(note(person, NoteAudience::Team, "連絡は午後（見本）"), STAFF).await.unwrap().unwrap();
        let secret = note(person, NoteAudience::Counsellors, "家族のこと（見本）");
        let secret = store.add_note(secret, STAFF).await.unwrap().unwrap();
        let texts = async |viewer: Viewer| {
            notes(&store, person, &viewer).await.into_iter().map(|note| note.text).collect::<Vec<_>>()
        };
        assert_eq!(texts(viewer(true)).await, ["家族のこと（見本）", "連絡は午後（見本）"]);
        assert_eq!(texts(viewer(false)).await, ["連絡は午後（見本）"]);
        let edited = store.edit_note(edit(secret, 1, "別のこと（見本）"), &viewer(false)).await.unwrap();
        assert_eq!(edited, NoteOutcome::Unknown);
        assert_eq!(store.note_history(secret, &viewer(false)).await.unwrap(), None);
        store.edit_note(edit(secret, 1, "別のこと（見本）"), &viewer(true)).await.unwrap();
        for (sees, shown) in [(true, true), (false, false)] {
            let page = store.person_page(person, &viewer(sees)).await.unwrap().unwrap();
            let is_edit =
                |kind: &TimelineKind| matches!(kind, TimelineKind::Change { action, .. } if action == "note.edited");
            assert_eq!(page.timeline.iter().any(|entry| is_edit(&entry.kind)), shown, "nor that there is one");
        }
    }
}

#[tokio::test]
async fn what_a_note_said_before_is_kept_and_two_who_edit_at_once_are_told() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let person = somebody(&store, 1).await;
        let new = NewNote { consultation: Some(facts()), ..note(person, NoteAudience::Team, "一") };
        let id = store.add_note(new, STAFF).await.unwrap().unwrap();
        let counsellor = viewer(true);
        let later = NoteEdit {
            consultation: Some(ConsultationFacts { minutes: None, time_band: Some(TimeBand::HourOrMore), ..facts() }),
            ..edit(id, 1, "二")
        };
        assert_eq!(store.edit_note(later, &counsellor).await.unwrap(), NoteOutcome::Edited);
        assert_eq!(store.edit_note(edit(id, 1, "三"), &counsellor).await.unwrap(), NoteOutcome::Stale);
        assert_eq!(store.edit_note(edit(id, 2, "三"), &counsellor).await.unwrap(), NoteOutcome::Edited);
        let found = notes(&store, person, &counsellor).await;
        assert_eq!((found.len(), found[0].text.as_str(), found[0].version), (1, "三", 3));
        assert_eq!(found[0].author, "counsellor");
        let counted = found[0].consultation.clone().unwrap();
        assert_eq!((counted.minutes, counted.band()), (None, Some(TimeBand::HourOrMore)), "an edit without leaves it");
        assert_eq!(counted.topics, facts().topics);
        let before = store.note_history(id, &counsellor).await.unwrap().unwrap();
        let before: Vec<_> = before.iter().map(|one| (one.author.as_str(), one.text.as_str())).collect();
        assert_eq!(before, [("counsellor", "二"), (STAFF, "一")]);
    }
}

#[tokio::test]
async fn a_note_about_a_case_is_about_a_case_of_theirs() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (one, two) = (somebody(&store, 1).await, somebody(&store, 2).await);
        let case = Some(open(&store, one, &interview).await.id);
        let about = |person| NewNote { case, ..note(person, NoteAudience::Team, "話した（見本）") };
        assert_eq!(store.add_note(about(two), STAFF).await.unwrap(), None);
        assert!(store.add_note(about(one), STAFF).await.unwrap().is_some());
        store.merge_persons(two, one, STAFF, 48).await.unwrap();
        assert!(store.add_note(about(two), STAFF).await.unwrap().is_some(), "now they are one");
        assert_eq!(notes(&store, one, &viewer(false)).await.len(), 2);
    }
}
