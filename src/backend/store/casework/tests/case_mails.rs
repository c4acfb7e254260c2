//! The mails that go with the steps of cases: once each, to an address that takes mail, as long as the case stands there.

use jiff::Timestamp;
use sea_orm::EntityTrait;

use super::{STAFF, open, pipeline, somebody};
use crate::{
    intake::{
        MailKind,
        calendar::{BusinessCalendar, Holidays},
        cases::Pipeline,
    },
    store::{
        CaseMailFacts, CaseMailWords, CaseMove, CaseOutcome, CaseRules, CaseView, ClaimedMail, Store,
        entities::{case_mail, outbox_mail},
        test_support::TestDatabase,
    },
};

fn words() -> CaseMailWords {
    CaseMailWords {
        title: "カジュアル面談".to_owned(), organisation: "広瀬川ロボット（架空）".to_owned()
    }
}

async fn go(store: &Store, case: &CaseView, to: &str, mail: Option<CaseMailWords>) -> CaseOutcome {
    let interview: Pipeline = pipeline("casual-interview");
    let holidays = Holidays::default();
    let calendar = BusinessCalendar::national(&holidays);
    let wanted = CaseMove { case: case.id, version: case.version, to: to.to_owned(), note: None, mail };
    store.move_case(wanted, CaseRules { pipeline: &interview, calendar: &calendar }, STAFF).await.unwrap()
}

fn moved(outcome: CaseOutcome) -> (CaseView, Option<String>) {
    match outcome {
        CaseOutcome::Changed(case, mail) => (case, mail),
        other => panic!("{other:?}"),
    }
}

/// The mail about a case that waits, as its sender would have it.
async fn claim(store: &Store) -> ClaimedMail {
    let mails = store.claim_mails(20).await.unwrap();
    mails.into_iter().find(|mail| mail.kind == MailKind::CaseStep).unwrap()
}

async fn written(store: &Store) -> usize {
    let mails = outbox_mail::Entity::find().all(store.readers()).await.unwrap();
    mails.iter().filter(|mail| mail.kind == MailKind::CaseStep.name()).count()
}

#[tokio::test]
async fn a_step_brings_its_mail_once_and_only_where_it_is_wanted() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let case = open(&store, somebody(&store, 1).await, &interview).await;
        let template = Some("case-arranging".to_owned());
        let (arranging, mail) = moved(go(&store, &case, "arranging", Some(words())).await);
        assert_eq!((mail, written(&store).await), (template.clone(), 1), "{:?}", database.location);
        assert!(matches!(go(&store, &case, "arranging", Some(words())).await, CaseOutcome::Stale(_)), "pressed twice");
        assert_eq!(written(&store).await, 1);
        let (arranged, mail) = moved(go(&store, &arranging, "arranged", Some(words())).await);
        assert_eq!((mail, written(&store).await), (None, 1), "the pipeline names no mail for it");
        let (again, mail) = moved(go(&store, &arranged, "arranging", None).await);
        assert_eq!((mail, written(&store).await), (None, 1), "nor is one written that nobody asked for");
        assert_eq!(again.status, "arranging");
        assert_eq!(store.count_audited("case.mailed").await, 1);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn the_mail_says_what_the_site_calls_things_and_holds_as_long_as_the_case_stands_there() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let case = open(&store, somebody(&store, 1).await, &interview).await;
        let recipient = store.case_mail_recipient(case.id).await.unwrap().unwrap();
        let (arranging, _) = moved(go(&store, &case, "arranging", Some(words())).await);
        let mail = claim(&store).await;
        let facts = store.mail_facts(&mail).await.unwrap().unwrap();
        let said = words();
        let step =
            CaseMailFacts { template: "case-arranging".to_owned(), title: said.title, organisation: said.organisation };
        assert_eq!(facts.case_step, Some(step), "{:?}", database.location);
        assert_eq!((facts.address.as_str(), &facts.name), ("visitor1@example.jp", &recipient.name));
        assert_eq!((facts.address, facts.registration), (recipient.address, None), "it is about the case alone");
        assert!(store.is_mail_wanted(&mail, Timestamp::now()).await.unwrap());
        moved(go(&store, &arranging, "arranged", None).await);
        assert!(!store.is_mail_wanted(&mail, Timestamp::now()).await.unwrap(), "it has gone on");
    }
}

#[tokio::test]
async fn nothing_is_written_to_an_address_that_takes_no_mail_and_what_was_goes_with_its_person() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let person = somebody(&store, 1).await;
        let case = open(&store, person, &interview).await;
        let other = open(&store, person, &interview).await;
        moved(go(&store, &case, "arranging", Some(words())).await);
        database.execute("UPDATE person_addresses SET bounced_at = 1").await;
        assert_eq!(store.case_mail_recipient(other.id).await.unwrap(), None);
        let (_, mail) = moved(go(&store, &other, "arranging", Some(words())).await);
        assert_eq!((mail, written(&store).await), (None, 1), "{:?}", database.location);
        let rows = async || case_mail::Entity::find().all(store.readers()).await.unwrap().len();
        assert_eq!(rows().await, 1);
        store.erase_person(person, STAFF, 48).await.unwrap().unwrap();
        assert_eq!((rows().await, written(&store).await), (0, 0));
    }
}
