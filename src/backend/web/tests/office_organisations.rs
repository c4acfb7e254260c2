//! Companies, towns and partners in the office: written down, led on, counted, and seen by those of their programmes alone.

use axum::http::StatusCode;

use super::office_setup::{SignedIn, TestOffice, encode};

/// What the form of an organisation sends.
fn fields<'a>(name: &'a str, programme: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("programme", programme),
        ("kind", "company"),
        ("name", name),
        ("place", "仙台市青葉区"),
        ("trade", "計測機器の製造"),
        ("content", "aoba"),
        ("occupation", "設計"),
        ("openings", "2"),
        ("occupation", ""),
        ("openings", ""),
    ]
}

/// Writes an organisation down, and gives the address of its page.
async fn add(office: &TestOffice, who: &SignedIn, name: &str, programme: &str) -> String {
    let added = office.post("/organisations", who, &fields(name, programme)).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    added.header("location").split('?').next().unwrap().to_owned()
}

/// The version that a page's forms send.
fn version(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_organisation_is_written_down_led_on_and_counted() {
    let office = TestOffice::start().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let wrong = [("kind", "company"), ("name", "株式会社<b>（架空）"), ("occupation", "設計"), ("openings", "many")];
    let wrong = office.post("/organisations", &staff, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("1〜9999の人数") && wrong.text.contains("value=\"many\""), "{}", wrong.text);
    assert!(!wrong.text.contains("<b>（架空）") && wrong.text.contains("（架空）"), "what was typed stands there");
    let address = add(&office, &staff, "株式会社あおば（架空）", "").await;
    let page = office.get(&format!("{address}?done=added"), Some(&staff)).await;
    for text in
        ["加えました。", "段階：候補", "https://site.example.jp/companies/aoba/", "株式会社あおば（架空）", "設計 2人"]
    {
        assert!(page.text.contains(text), "{text}: {}", page.text);
    }
    let step = format!("{address}/step");
    let no = office.post(&step, &staff, &[("version", "1"), ("to", "published"), ("step_note", "急ぐ")]).await;
    assert!(no.status == StatusCode::UNPROCESSABLE_ENTITY && no.text.contains(">急ぐ</textarea>"), "{}", no.text);
    let moved = office.post(&step, &staff, &[("version", "1"), ("to", "contacted"), ("step_note", "電話した")]).await;
    assert_eq!(moved.header("location"), format!("{address}?done=moved"));
    let late = office.post(&step, &staff, &[("version", "1"), ("to", "agreed")]).await;
    assert!(late.text.contains("先にほかの人が変更しました"), "{}", late.text);
    office.post(&step, &staff, &[("version", "2"), ("to", "agreed")]).await;
    let page = office.get(&address, Some(&staff)).await;
    assert!(page.text.contains("段階：合意") && page.text.contains("開拓の日") && page.text.contains("電話した"));
    let next = format!("{address}/next");
    let no = office.post(&next, &staff, &[("version", &version(&page.text)), ("next", "原稿を頼む")]).await;
    assert!(no.text.contains("期日を入力してください") && no.text.contains("value=\"原稿を頼む\""), "{}", no.text);
    let planned =
        [("version", version(&page.text)), ("next", "原稿を頼む".to_owned()), ("next_due", "2020-01-06".to_owned())];
    let planned: Vec<(&str, &str)> = planned.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(office.post(&next, &staff, &planned).await.status, StatusCode::SEE_OTHER);
    let page = office.get(&address, Some(&staff)).await;
    assert!(page.text.contains("期日超過：2020/1/6（月）") && page.text.contains("原稿を頼む"));
    let today = office.get("/", Some(&staff)).await;
    assert!(today.text.contains("期日を過ぎたものが1件"), "{}", today.text);
    let query = [("late", "1"), ("kind", "company"), ("step", "agreed"), ("trade", "計測機器の製造")];
    let list = office.get(&format!("/organisations?{}", encode(query)), Some(&staff)).await;
    assert!(list.text.contains("株式会社あおば") && list.text.contains("合意 1件"), "{}", list.text);
    assert!(
        office.get("/organisations?step=visited", Some(&staff)).await.text.contains("当てはまる企業・団体はありません")
    );
    let figures = office.get("/organisations/figures", Some(&staff)).await;
    assert!(figures.text.contains("全部で1件、求人2人") && figures.text.contains("設計（2人）"), "{}", figures.text);
}

#[tokio::test]
async fn people_there_advice_and_invitations_are_kept() {
    let office = TestOffice::start().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let address = add(&office, &staff, "株式会社あおば（架空）", "").await;
    let contacts = format!("{address}/contacts");
    let no = [("contact_name", "青葉 一郎"), ("contact_mail", "ichiro")];
    let no = office.post(&contacts, &staff, &no).await;
    assert!(no.status == StatusCode::UNPROCESSABLE_ENTITY && no.text.contains("value=\"青葉 一郎\""), "{}", no.text);
    let contact = [("contact_name", "青葉 一郎"), ("contact_mail", "ichiro@example.jp"), ("contact_phone", "022")];
    office.post(&contacts, &staff, &contact).await;
    let counsellor = office.sign_in("counsellor", "counsellor").await;
    let page = office.get(&address, Some(&counsellor)).await;
    assert!(
        page.text.contains("ichiro@example.jp") && !page.text.contains("/erase\""),
        "who only sees changes nothing"
    );
    let advice = [("advice_day", "2020-01-06"), ("advice_kind", "job_posting"), ("advice_text", "職種を分ける")];
    assert_eq!(office.post(&format!("{address}/advice"), &staff, &advice).await.status, StatusCode::SEE_OTHER);
    let future = [("advice_day", "2999-01-06"), ("advice_kind", "other"), ("advice_text", "先の話")];
    let future = office.post(&format!("{address}/advice"), &staff, &future).await;
    assert!(future.text.contains("今日までの日") && future.text.contains(">先の話</textarea>"), "{}", future.text);
    let invitation = [("event", "shibuya"), ("part", "booth")];
    office.post(&format!("{address}/invitations"), &staff, &invitation).await;
    let unknown = office.post(&format!("{address}/invitations"), &staff, &[("event", "none"), ("part", "booth")]).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = [("event", "shibuya"), ("part", "booth"), ("answer", "accepted")];
    office.post(&format!("{address}/invitations/answer"), &staff, &answer).await;
    let page = office.get(&address, Some(&staff)).await;
    for text in ["職種を分ける", "求人の条件", "（出展）", "承諾、"] {
        assert!(page.text.contains(text), "{text}: {}", page.text);
    }
    let erase = page.text.split(&format!("action=\"{address}/contacts/")).nth(1).unwrap().split('"').next().unwrap();
    let erase = format!("{address}/contacts/{erase}");
    assert_eq!(office.post(&erase, &staff, &[]).await.header("location"), format!("{address}?done=erased"));
    assert_eq!(office.post(&erase, &staff, &[]).await.status, StatusCode::NOT_FOUND);
    assert!(!office.get(&address, Some(&staff)).await.text.contains("ichiro@example.jp"));
}

#[tokio::test]
async fn what_is_known_is_changed_and_what_was_typed_is_not_lost() {
    let office = TestOffice::start().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let address = add(&office, &staff, "株式会社あおば（架空）", "").await;
    let page = office.get(&format!("{address}/edit"), Some(&staff)).await;
    assert!(page.text.contains("value=\"設計\"") && page.text.contains("value=\"aoba\" selected"), "{}", page.text);
    let edit = |version: &'static str| [fields("あおば工業（架空）", ""), vec![("version", version)]].concat();
    assert_eq!(office.post(&address, &staff, &edit("1")).await.status, StatusCode::SEE_OTHER);
    let late = office.post(&address, &staff, &edit("1")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text.contains("先にほかの人") && version(&late.text) == "2", "it can be saved all the same");
    let gone = [fields("x", ""), vec![("version", "2"), ("content", "none")]].concat();
    let gone: Vec<_> = gone.into_iter().filter(|field| *field != ("content", "aoba")).collect();
    assert!(office.post(&address, &staff, &gone).await.text.contains("その企業の紹介がありません"));
}

#[tokio::test]
async fn what_is_of_another_programme_is_not_there() {
    let office = TestOffice::start().await;
    let whole = office.sign_in("whole", "coordinator").await;
    let own = office.sign_in("own", "coordinator@shibuya").await;
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    let address = add(&office, &own, "株式会社あおば（架空）", "shibuya").await;
    let of_all = add(&office, &whole, "株式会社みやぎ（架空）", "").await;
    let not_theirs = office.post("/organisations", &own, &fields("x", "")).await;
    assert!(not_theirs.text.contains("プログラムを選んでください"), "{}", not_theirs.text);
    assert_eq!(office.get(&address, Some(&own)).await.status, StatusCode::OK);
    assert_eq!(office.get(&address, Some(&whole)).await.status, StatusCode::OK);
    for path in [&address, &of_all] {
        for part in ["", "/edit"] {
            assert_eq!(office.get(&format!("{path}{part}"), Some(&foreign)).await.status, StatusCode::NOT_FOUND);
        }
        for part in ["", "/step", "/next", "/contacts", "/advice", "/invitations", "/invitations/answer"] {
            let answer = office.post(&format!("{path}{part}"), &foreign, &fields("x", "elsewhere")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}{part}");
        }
    }
    assert_eq!(office.get(&of_all, Some(&own)).await.status, StatusCode::NOT_FOUND);
    let list = office.get("/organisations", Some(&own)).await;
    assert!(list.text.contains("株式会社あおば") && !list.text.contains("株式会社みやぎ"));
    assert!(!office.get("/organisations", Some(&foreign)).await.text.contains("株式会社"));
}
