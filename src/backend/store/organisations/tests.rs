//! Organisations on both databases: how they go on, who sees them, and how people there end.

use std::fs;

use jiff::{SignedDuration, Timestamp, civil::Date};
use sea_orm::EntityTrait;
use tsubame_model::{schema::parse_pipeline, source::SourcePath};

use super::*;
use crate::{
    intake::{
        calendar::{BusinessCalendar, Holidays},
        cases::{Pipeline, StepRefusal},
        organisations::{AdviceKind, InvitationAnswer, InvitationPart, JobOpenings, OrganisationId, OrganisationKind},
        staff::ProgrammeScope,
    },
    store::{
        DatabaseLocation, Store,
        entities::{erased_key, organisation_contact, person_key},
        test_support::TestDatabase,
    },
};

const STAFF: &str = "staff";

fn pipeline() -> Pipeline {
    let text = include_str!("../../../../data/pipelines/organisation.yaml");
    let (pipeline, faults) = parse_pipeline(&SourcePath::new("data/pipelines/organisation.yaml"), text, &|_| false);
    assert_eq!(faults, []);
    pipeline.unwrap()
}

fn facts(name: &str, programme: Option<&str>) -> OrganisationFacts {
    let opening = |occupation: &str, count| JobOpenings { occupation: occupation.to_owned(), count };
    OrganisationFacts {
        programme: programme.map(str::to_owned),
        kind: OrganisationKind::Company,
        name: name.to_owned(),
        kana: String::new(),
        place: "仙台市青葉区".to_owned(),
        trade: "計測機器の製造".to_owned(),
        source: "商工会（架空）".to_owned(),
        content: None,
        won_on: None,
        openings: vec![opening("設計", 2), opening("営業", 1)],
        owner: Some(STAFF.to_owned()),
    }
}

async fn add(store: &Store, facts: OrganisationFacts) -> OrganisationId {
    let (pipeline, holidays) = (pipeline(), Holidays::default());
    let calendar = BusinessCalendar::office(&holidays);
    let rules = OrganisationRules { pipeline: &pipeline, calendar: &calendar };
    store.add_organisation(facts, rules, STAFF).await.unwrap()
}

async fn page(store: &Store, id: OrganisationId) -> OrganisationPage {
    store.organisation_page(id, STAFF).await.unwrap().unwrap()
}

/// Has an organisation go on from how it stands.
async fn go(store: &Store, id: OrganisationId, to: &str) -> OrganisationOutcome {
    let version = page(store, id).await.organisation.version;
    let wanted = OrganisationMove { id, version, to: to.to_owned(), note: Some("訪ねた（見本）".to_owned()) };
    move_on(store, wanted).await
}

async fn move_on(store: &Store, wanted: OrganisationMove) -> OrganisationOutcome {
    let (pipeline, holidays) = (pipeline(), Holidays::default());
    let calendar = BusinessCalendar::office(&holidays);
    let rules = OrganisationRules { pipeline: &pipeline, calendar: &calendar };
    store.move_organisation(wanted, rules, STAFF).await.unwrap()
}

fn contact() -> OrganisationContact {
    OrganisationContact {
        name: "青葉 一郎（見本）".to_owned(),
        post: "人事".to_owned(),
        mail: "ichiro@example.jp".to_owned(),
        phone: "022-000-0000".to_owned(),
    }
}

#[tokio::test]
async fn an_organisation_goes_on_by_its_pipeline_and_is_won_on_the_day_of_the_first_word() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let id = add(&store, facts("株式会社あおば（架空）", None)).await;
        let begun = page(&store, id).await;
        assert_eq!((begun.organisation.step.as_str(), begun.organisation.facts.won_on), ("candidate", None));
        assert!(begun.organisation.due_on.is_some(), "something is due from the first step on");
        assert_eq!(go(&store, id, "published").await, OrganisationOutcome::Refused(StepRefusal::NoSuchStep));
        assert_eq!(go(&store, id, "contacted").await, OrganisationOutcome::Changed);
        let first: Timestamp = "2026-11-01T15:30:00Z".parse().unwrap();
        for (which, at) in [("NULL", first - SignedDuration::from_hours(1)), ("NOT NULL", first)] {
            let at = at.as_millisecond();
            database.execute(&format!("UPDATE organisation_steps SET at = {at} WHERE from_step IS {which}")).await;
        }
        for step in ["visited", "agreed"] {
            assert_eq!(go(&store, id, step).await, OrganisationOutcome::Changed);
        }
        let won = page(&store, id).await;
        assert_eq!(won.organisation.facts.won_on, Some("2026-11-02".parse::<Date>().unwrap()), "in Japan");
        let steps: Vec<&str> = won.steps.iter().map(|step| step.to.as_str()).collect();
        assert_eq!(steps, ["agreed", "visited", "contacted", "candidate"]);
        assert_eq!((won.steps[0].note.as_str(), won.steps[3].note.as_str()), ("訪ねた（見本）", ""));
        let stale = OrganisationMove { id, version: 1, to: "drafting".to_owned(), note: None };
        assert_eq!(move_on(&store, stale).await, OrganisationOutcome::Stale);
        assert_eq!(go(&store, id, "ended").await, OrganisationOutcome::Changed);
        assert!(page(&store, id).await.organisation.closed_at.is_some());
        let unknown = OrganisationId(uuid::Uuid::new_v4());
        let gone = OrganisationMove { id: unknown, version: 1, to: "contacted".to_owned(), note: None };
        assert_eq!(move_on(&store, gone).await, OrganisationOutcome::Unknown);
        assert_eq!(store.count_audited("organisation.moved").await, 4);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_is_known_changes_and_of_two_who_change_it_the_second_is_told() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let id = add(&store, facts("株式会社あおば（架空）", None)).await;
        let day: Date = "2026-11-05".parse().unwrap();
        let new = OrganisationFacts {
            kind: OrganisationKind::Partner,
            openings: vec![JobOpenings { occupation: "事務".to_owned(), count: 4 }],
            won_on: Some(day),
            ..facts("あおば協会（架空）", None)
        };
        let edit = OrganisationEdit { id, version: 1, facts: new.clone() };
        assert_eq!(store.edit_organisation(edit.clone(), STAFF).await.unwrap(), OrganisationOutcome::Changed);
        assert_eq!(store.edit_organisation(edit, STAFF).await.unwrap(), OrganisationOutcome::Stale);
        let next = NextAction { id, version: 2, text: "資料を送る（見本）".to_owned(), due_on: Some(day) };
        assert_eq!(store.plan_organisation(next.clone(), STAFF).await.unwrap(), OrganisationOutcome::Changed);
        assert_eq!(store.plan_organisation(next, STAFF).await.unwrap(), OrganisationOutcome::Stale);
        let found = page(&store, id).await;
        assert_eq!((found.organisation.facts, found.next.as_str()), (new, "資料を送る（見本）"));
        assert_eq!(found.organisation.due_on, Some(day));
        assert_eq!(go(&store, id, "contacted").await, OrganisationOutcome::Changed);
        assert_eq!(page(&store, id).await.next, "", "what was to be done was about the step before");
        assert_eq!(go(&store, id, "agreed").await, OrganisationOutcome::Changed);
        assert_eq!(page(&store, id).await.organisation.facts.won_on, Some(day), "what staff wrote holds");
    }
}

#[tokio::test]
async fn cases_with_its_company_are_counted() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let id = add(&store, OrganisationFacts { content: Some("aoba".to_owned()), ..facts("一", None) }).await;
        let other = add(&store, facts("二", None)).await;
        for (company, closed_at) in [("'aoba'", "NULL"), ("'aoba'", "1"), ("'miyagi'", "NULL"), ("NULL", "NULL")] {
            let (case, record) = (uuid::Uuid::new_v4(), uuid::Uuid::new_v4());
            let ids = [uuid_literal(&database, case), uuid_literal(&database, record)].join(", 'x', ");
            let sql = "INSERT INTO cases (id, pipeline, record_id, organisation, status, status_since, opened_at, \
                       closed_at, version) VALUES";
            database.execute(&format!("{sql} ({ids}, {company}, 'x', 1, 1, {closed_at}, 1)")).await;
        }
        assert_eq!(page(&store, id).await.cases, [2, 1]);
        assert_eq!(page(&store, other).await.cases, [0, 0], "it has no profile");
    }
}

#[tokio::test]
async fn each_sees_those_of_their_programmes() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        for (name, programme) in [("全体", None), ("渋谷", Some("shibuya")), ("山形", Some("yamagata"))] {
            add(&store, facts(name, programme)).await;
        }
        let names = async |scope: ProgrammeScope| {
            let found = store.organisations(&scope).await.unwrap();
            let mut names: Vec<String> = found.into_iter().map(|known| known.facts.name).collect();
            names.sort();
            names
        };
        assert_eq!(names(ProgrammeScope::All).await, ["全体", "山形", "渋谷"]);
        assert_eq!(names(ProgrammeScope::Only(["shibuya".to_owned()].into())).await, ["渋谷"]);
        assert!(names(ProgrammeScope::Only([].into())).await.is_empty());
    }
}

#[tokio::test]
async fn months_are_counted_by_the_day_on_which_an_organisation_was_won() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        for (name, day) in
            [("一", Some("2026-10-31")), ("二", Some("2026-11-01")), ("三", Some("2026-11-30")), ("四", None)]
        {
            let won_on = day.map(|day| day.parse().unwrap());
            add(&store, OrganisationFacts { won_on, ..facts(name, None) }).await;
        }
        let months = won_by_month(store.organisations(&ProgrammeScope::All).await.unwrap());
        let counted: Vec<_> = months
            .iter()
            .map(|month| (month.month.to_string(), month.organisations.len(), month.count_openings()))
            .collect();
        assert_eq!(counted, [("2026-11-01".to_owned(), 2, 6), ("2026-10-01".to_owned(), 1, 3)]);
        assert_eq!(months[0].occupations, [("営業".to_owned(), 2), ("設計".to_owned(), 4)]);
        let names: Vec<&str> = months[0].organisations.iter().map(|known| known.facts.name.as_str()).collect();
        assert_eq!(names, ["二", "三"]);
    }
}

#[tokio::test]
async fn advice_and_invitations_are_kept_and_an_invitation_once() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let id = add(&store, facts("株式会社あおば（架空）", None)).await;
        let given_on = "2026-11-05".parse().unwrap();
        let advice =
            NewAdvice { id, given_on, kind: AdviceKind::JobPosting, text: "職種を分ける（見本）".to_owned() };
        assert!(store.add_advice(advice.clone(), STAFF).await.unwrap());
        let unknown = NewAdvice { id: OrganisationId(uuid::Uuid::new_v4()), ..advice };
        assert!(!store.add_advice(unknown, STAFF).await.unwrap());
        let of = NewOrganisationInvitation { id, event: "events/night".to_owned(), part: InvitationPart::Booth };
        let answer = async |of: &NewOrganisationInvitation, answer| {
            store.answer_invitation(of.clone(), answer, STAFF).await.unwrap()
        };
        assert!(!answer(&of, InvitationAnswer::Accepted).await, "nobody was invited");
        for _ in 0..2 {
            assert!(store.invite_organisation(of.clone(), STAFF).await.unwrap());
        }
        assert!(answer(&of, InvitationAnswer::Accepted).await);
        assert!(store.invite_organisation(of.clone(), STAFF).await.unwrap());
        let found = page(&store, id).await;
        assert_eq!((found.advice.len(), found.advice[0].text.as_str()), (1, "職種を分ける（見本）"));
        let answers: Vec<_> = found.invitations.iter().map(|of| (of.part, of.answer)).collect();
        assert_eq!(answers, [(InvitationPart::Booth, InvitationAnswer::Accepted)], "inviting again takes nothing back");
        assert_eq!(store.count_audited("organisation.invited").await, 1);
    }
}

#[tokio::test]
async fn whoever_works_there_is_erased_with_their_key() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let id = add(&store, facts("株式会社あおば（架空）", None)).await;
        let other = add(&store, facts("株式会社みやぎ（架空）", None)).await;
        let person = store.add_contact(id, &contact(), STAFF).await.unwrap().unwrap();
        assert_eq!(store.add_contact(OrganisationId(uuid::Uuid::new_v4()), &contact(), STAFF).await.unwrap(), None);
        assert_eq!(page(&store, id).await.contacts, [(person, contact())]);
        assert!(!store.erase_contact(other, person, STAFF).await.unwrap(), "they work elsewhere");
        assert!(store.erase_contact(id, person, STAFF).await.unwrap());
        assert!(!store.erase_contact(id, person, STAFF).await.unwrap(), "once");
        assert!(page(&store, id).await.contacts.is_empty());
        let db = store.readers();
        assert!(person_key::Entity::find_by_id(person).one(db).await.unwrap().is_none());
        assert!(
            erased_key::Entity::find_by_id(person).one(db).await.unwrap().is_some(),
            "copies of the keyring learn it"
        );
        assert_eq!(store.count_audited("organisation.contact_erased").await, 1);
    }
}

#[tokio::test]
async fn people_of_organisations_with_which_nobody_works_any_more_end() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (over, open) = (add(&store, facts("一", None)).await, add(&store, facts("二", None)).await);
        for id in [over, open] {
            store.add_contact(id, &contact(), STAFF).await.unwrap().unwrap();
        }
        assert_eq!(go(&store, over, "declined").await, OrganisationOutcome::Changed);
        let later = |days: i64| Timestamp::now() + SignedDuration::from_hours(24 * days);
        assert_eq!(store.end_contacts(later(364)).await.unwrap(), 0);
        assert_eq!(store.end_contacts(later(366)).await.unwrap(), 1);
        assert_eq!(store.end_contacts(later(366)).await.unwrap(), 0);
        assert_eq!((page(&store, over).await.contacts.len(), page(&store, open).await.contacts.len()), (0, 1));
    }
}

/// A backup from before an erasure brings the row back, and no key: nobody is shown.
#[tokio::test]
async fn whoever_has_no_key_is_not_shown() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let id = add(&store, facts("株式会社あおば（架空）", None)).await;
        let person = store.add_contact(id, &contact(), STAFF).await.unwrap().unwrap();
        database
            .execute(&format!("DELETE FROM person_keys WHERE person_id <> {}", uuid_literal(&database, id.0)))
            .await;
        assert!(page(&store, id).await.contacts.is_empty(), "{person}");
        assert_eq!(store.end_contacts(Timestamp::now()).await.unwrap(), 1, "nor kept for long");
    }
}

/// An id as SQL of this database has it.
fn uuid_literal(database: &TestDatabase, id: uuid::Uuid) -> String {
    match database.location {
        DatabaseLocation::Sqlite(_) => format!("X'{}'", id.simple()),
        DatabaseLocation::Postgres(_) => format!("'{id}'"),
    }
}

#[tokio::test]
async fn the_file_of_the_database_holds_nobody_in_clear_and_forgets_them() {
    let [sqlite, _] = TestDatabase::each().await;
    let DatabaseLocation::Sqlite(path) = sqlite.location.clone() else { panic!("the first is SQLite") };
    let store = sqlite.replica().await;
    let id = add(&store, facts("株式会社あおば（架空）", None)).await;
    let person = store.add_contact(id, &contact(), STAFF).await.unwrap().unwrap();
    go(&store, id, "contacted").await;
    let advice = NewAdvice {
        id,
        given_on: "2026-11-05".parse().unwrap(),
        kind: AdviceKind::Other,
        text: "社長の家族の話（見本）".to_owned(),
    };
    store.add_advice(advice, STAFF).await.unwrap();
    let version = page(&store, id).await.organisation.version;
    let next = NextAction { id, version, text: "一郎さんに電話（見本）".to_owned(), due_on: None };
    store.plan_organisation(next, STAFF).await.unwrap();
    let files = || ["", "-wal"].map(|end| fs::read(format!("{}{end}", path.display())).unwrap_or_default()).concat();
    let is_there = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    let row = organisation_contact::Entity::find_by_id(person).one(store.readers()).await.unwrap().unwrap();
    let bytes = files();
    assert!(
        is_there(&bytes, &row.sealed) && is_there(&bytes, "株式会社あおば".as_bytes()),
        "what is public is in clear"
    );
    for text in ["青葉 一郎", "ichiro@example.jp", "022-000-0000", "訪ねた", "社長の家族", "一郎さんに"]
    {
        assert!(!is_there(&bytes, text.as_bytes()), "{text}");
    }
    store.erase_contact(id, person, STAFF).await.unwrap();
    assert!(!is_there(&files(), &row.sealed));
}
