//! Incidents of personal data in the office: counted down, with those whom they touched, and closed when everybody was told.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};

use super::office_setup::TestOffice;
use crate::intake::calendar::clock_in_japan;

/// A time as a browser sends it, so many hours ago.
fn hours_ago(hours: i64) -> String {
    let at = Timestamp::now() - SignedDuration::from_hours(hours);
    clock_in_japan(at).strftime("%Y-%m-%dT%H:%M").to_string()
}

#[tokio::test]
async fn an_incident_is_counted_down_and_closed_when_everybody_was_told() {
    let office = TestOffice::start().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let future = hours_ago(-5);
    let wrong = [("title", "誤送信"), ("what", "名簿を送った"), ("noticed_at", future.as_str())];
    let wrong = office.post("/data-incidents", &staff, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("今までの日時で") && wrong.text.contains(">名簿を送った</textarea>"), "{}", wrong.text);
    let (noticed, now) = (hours_ago(5), hours_ago(0));
    let fields = [("title", "誤送信"), ("what", "名簿を送った"), ("noticed_at", noticed.as_str())];
    let added = office.post("/data-incidents", &staff, &fields).await;
    let address = added.header("location").split('?').next().unwrap().to_owned();
    // The day of noticing is the first of them, whether it is today or was yesterday.
    let left = if noticed[..10] == now[..10] { "（あと5日）" } else { "（あと4日）" };
    for path in ["/", "/data-incidents", &address] {
        let page = office.get(path, Some(&staff)).await;
        for text in ["誤送信", "気づいてから5時間たっています", "個人情報保護委員会への速報", left]
        {
            assert!(page.text.contains(text), "{path} {text}: {}", page.text);
        }
    }
    let edit = [("version", "1"), ("is_malicious", "1"), ("cause", "宛先の確認もれ")];
    let edited = office.post(&address, &staff, &[&fields[..], &edit[..]].concat()).await;
    assert_eq!(edited.header("location"), format!("{address}?done=edited"), "{}", edited.text);
    let page = office.get(&address, Some(&staff)).await;
    assert!(page.text.contains("宛先の確認もれ") && page.text.contains("前の内容"), "{}", page.text);

    let (duties, close) = (format!("{address}/duties"), format!("{address}/close"));
    let early = office.post(&close, &staff, &[]).await;
    assert!(
        early
            .text
            .contains("発注者（市）への報告、個人情報保護委員会への速報、個人情報保護委員会への確報が済んでいません")
    );
    let no_reason = office.post(&duties, &staff, &[("duty", "final"), ("state", "not_required")]).await;
    assert!(no_reason.status == StatusCode::UNPROCESSABLE_ENTITY && no_reason.text.contains("理由を"));
    for duty in ["city", "preliminary"] {
        let told = [("duty", duty), ("state", "done"), ("told_at", now.as_str())];
        assert_eq!(office.post(&duties, &staff, &told).await.status, StatusCode::SEE_OTHER);
        assert!(office.post(&duties, &staff, &told).await.text.contains("先にほかの人が記録しました"));
    }
    let reason = [("duty", "final"), ("state", "not_required"), ("reason", "委員会と確認した")];
    office.post(&duties, &staff, &reason).await;
    let page = office.get(&address, Some(&staff)).await;
    assert!(page.text.contains("委員会と確認した") && page.text.contains("報告済み"), "{}", page.text);
    assert!(office.get("/", Some(&staff)).await.text.contains("報告は済みました。対応を終えてください"));
    assert_eq!(office.post(&close, &staff, &[]).await.header("location"), format!("{address}?done=closed"));
    assert!(office.post(&close, &staff, &[]).await.text.contains("終わっているため"));
    assert!(!office.get("/", Some(&staff)).await.text.contains("個人情報の事故 <span"));
}

#[tokio::test]
async fn those_whom_it_touched_are_found_in_the_audit_log() {
    let office = TestOffice::start().await;
    office.server.register(7).await;
    office.store().index_persons().await.unwrap();
    let thief = office.sign_in("thief", "counsellor").await;
    let list = office.get("/persons", Some(&thief)).await;
    let mut links = list.text.split("href=\"/persons/").map(|link| link.split('"').next().unwrap());
    let person = links.find(|link| uuid::Uuid::parse_str(link).is_ok()).unwrap().to_owned();
    assert_eq!(office.get(&format!("/persons/{person}"), Some(&thief)).await.status, StatusCode::OK);
    let staff = office.sign_in("staff", "administrator").await;
    let (noticed, from, until) = (hours_ago(1), hours_ago(2), hours_ago(0));
    let fields = [("title", "のぞき見"), ("what", "担当でない人が開いた"), ("noticed_at", noticed.as_str())];
    let added = office.post("/data-incidents", &staff, &fields).await;
    let address = added.header("location").split('?').next().unwrap().to_owned();
    let persons = format!("{address}/persons");
    let wrong = office.post(&persons, &staff, &[("actor", thief.account.as_str()), ("from", from.as_str())]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains(&format!("value=\"{from}\"")));
    let junk = office.post(&persons, &staff, &[("places", "junk")]).await;
    assert!(junk.text.contains("1行に1つ") && junk.text.contains(">junk</textarea>"), "{}", junk.text);
    let long = [("from", "2020-01-01T00:00"), ("until", until.as_str())];
    assert!(office.post(&persons, &staff, &long).await.text.contains("93日まで"));
    let asked = [("actor", thief.account.as_str()), ("from", from.as_str()), ("until", until.as_str())];
    let found = office.post(&persons, &staff, &asked).await;
    assert!(found.text.contains("1人を見つけて") && found.text.contains("見られた（"), "{}", found.text);
    assert!(found.text.contains(&format!("href=\"/persons/{person}\"")));
    let page = office.get(&address, Some(&staff)).await;
    assert!(page.text.contains("影響を受けた人 <span class=\"count\">1人"), "the list stays: {}", page.text);
}

#[tokio::test]
async fn incidents_belong_to_the_whole_office() {
    let office = TestOffice::start().await;
    for role in ["coordinator@shibuya", "administrator@shibuya", "counsellor", "client"] {
        let who = office.sign_in(&role.replace('@', "-"), role).await;
        assert_eq!(office.get("/data-incidents", Some(&who)).await.status, StatusCode::FORBIDDEN, "{role}");
        assert!(!office.get("/", Some(&who)).await.text.contains("href=\"/data-incidents\""), "{role}");
    }
}
