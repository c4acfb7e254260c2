//! How long things are kept is set in the office: the page tells first what would go, the button deletes nothing, the next sweep goes by it.

use axum::http::StatusCode;
use jiff::Timestamp;

use super::{office_settings::version, office_setup::TestOffice};
use crate::{
    store::test_support::TestDatabase,
    web::{KeptTable, ServerSettings, retention_sweep::end_terms},
};

/// Two months after the event of the tests: over a term of a month, not over one of a year.
fn later() -> Timestamp {
    "2100-02-20T00:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn a_term_that_staff_set_holds_at_the_next_sweep_on_every_server() {
    for database in TestDatabase::each().await {
        let (one, other) = (TestOffice::on(&database.location).await, TestOffice::on(&database.location).await);
        let swept = async |now: Timestamp| end_terms(&other.server.backend.state, now).await.unwrap();
        let submission = one.server.register(1).await;
        assert_eq!(swept(later()).await, 0, "the file says a year");
        // A sweep of so late ends the sessions of today, too.
        let admin = one.sign_in("admin", "administrator").await;
        let path = "/settings/retention/event";
        let asked = one.get(&format!("{path}?count=30&unit=days"), Some(&admin)).await;
        assert_eq!(asked.status, StatusCode::OK);
        assert!(asked.text.contains("<strong>0件（0人分）</strong>"), "{}", asked.text);
        let fields = [("version", version(&asked.text)), ("term", "30 days".to_owned())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let done = one.post(path, &admin, &fields).await;
        assert_eq!(
            (done.status, done.header("location")),
            (StatusCode::SEE_OTHER, "/settings/retention/event?done=set")
        );
        assert_eq!(swept(Timestamp::now()).await, 0);
        assert!(one.store().record_of(submission).await.unwrap().is_some(), "the button deletes nothing");
        let page = other.get("/settings/retention", Some(&admin)).await.text;
        assert!(page.contains("30日") && page.contains("事務局で設定"), "{page}");
        let stale = other.post(&format!("{path}/file"), &admin, &[("version", "0")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert_eq!(swept(later()).await, 1);
        assert!(one.store().record_of(submission).await.unwrap().is_none());

        let second = one.sign_in("second", "administrator").await;
        let form = other.get(path, Some(&second)).await.text;
        let back = other.post(&format!("{path}/file"), &second, &[("version", &version(&form))]).await;
        assert!(back.header("location").ends_with("done=file"));
        one.server.register(2).await;
        assert_eq!(swept(later()).await, 0, "the file holds again");
    }
}

#[tokio::test]
async fn terms_beyond_their_limits_are_told_and_other_tables_are_shown() {
    let kept = KeptTable { record: "支援（見本）", item: "案件", retention: "本人の消去まで" };
    let office = TestOffice::start_with(ServerSettings { kept_tables: vec![kept], ..ServerSettings::default() }).await;
    let admin = office.sign_in("admin", "administrator").await;
    let page = office.get("/settings/retention", Some(&admin)).await.text;
    for words in ["イベント申込", "1年", "data/forms/event.yaml", "支援（見本）", "本人の消去まで"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    for (asked, words) in [
        ("count=7&unit=days", "30日より短くはできません"),
        ("count=11&unit=years", "10年より長くはできません"),
        ("count=x&unit=days", "数と単位"),
        ("count=3&unit=weeks", "数と単位"),
    ] {
        let answer = office.get(&format!("/settings/retention/event?{asked}"), Some(&admin)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
        assert!(answer.text.contains(words), "{asked}: {}", answer.text);
    }
    let forced = office.post("/settings/retention/event", &admin, &[("version", "0"), ("term", "1 day")]).await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(office.store().setting_values().await.unwrap().is_empty());
    assert_eq!(office.get("/settings/retention/none", Some(&admin)).await.status, StatusCode::NOT_FOUND);
}
