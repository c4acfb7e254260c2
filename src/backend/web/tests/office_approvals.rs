//! The city approves: what it reads, exactly that version, and nothing of persons.

use axum::http::StatusCode;

use super::office_setup::{SignedIn, TestOffice};

async fn ask(office: &TestOffice, who: &SignedIn, programme: &str) -> String {
    let fields = [
        ("programme", programme),
        ("kind", "message"),
        ("title", "12月の便り"),
        ("text", "一行目\r\n<b>二行目</b>"),
        ("due_on", "2020-01-06"),
    ];
    let asked = office.post("/approvals", who, &fields).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    asked.header("location").split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_city_reads_approves_and_gives_back() {
    let office = TestOffice::start().await;
    let (staff, city) = (office.sign_in("staff", "coordinator").await, office.sign_in("city", "client").await);
    let empty = office.post("/approvals", &staff, &[("title", "件名だけ"), ("link", "http://example.jp/a")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for text in ["種類を選んでください", "https:// から", "value=\"件名だけ\""] {
        assert!(empty.text.contains(text), "{text}: {}", empty.text);
    }
    let address = ask(&office, &staff, "").await;
    let today = office.get("/", Some(&city)).await;
    assert!(today.text.contains("承認を待っているもの") && today.text.contains("12月の便り"), "{}", today.text);
    assert!(today.text.contains("期日超過：2020/1/6（月）") && !today.text.contains("バックアップ"), "{}", today.text);
    let page = office.get(&address, Some(&city)).await;
    assert!(page.text.contains("承認する</button>") && page.text.contains("第1版"), "{}", page.text);
    assert!(!page.text.contains("<b>二行目"), "{}", page.text);
    assert!(!office.get(&address, Some(&staff)).await.text.contains("承認する</button>"));
    let decide = format!("{address}/decide");
    let why = office.post(&decide, &city, &[("version", "1"), ("decision", "return")]).await;
    assert!(why.status == StatusCode::CONFLICT && why.text.contains("直してほしいことを入力してください"));
    let back = [("version", "1"), ("decision", "return"), ("remark", "日付が違います")];
    assert_eq!(office.post(&decide, &city, &back).await.header("location"), format!("{address}?done=returned"));
    let again = office.post(&decide, &city, &[("version", "1"), ("decision", "approve"), ("remark", "やはり")]).await;
    assert!(again.text.contains("先にほかの人が決めました"), "{}", again.text);
    let today = office.get("/", Some(&staff)).await;
    assert!(today.text.contains("差し戻された承認の依頼"), "{}", today.text);

    let version = format!("{address}/version");
    let form = office.get(&version, Some(&staff)).await;
    assert!(form.text.contains("name=\"seen\" value=\"1\"") && form.text.contains("一行目"), "{}", form.text);
    let same = [("seen", "1"), ("title", "12月の便り"), ("text", "一行目\r\n<b>二行目</b>")];
    assert!(office.post(&version, &staff, &same).await.text.contains("今の版と同じ内容です"));
    let anew = [("seen", "1"), ("title", "12月の便り"), ("text", "直した本文")];
    assert_eq!(office.post(&version, &staff, &anew).await.header("location"), format!("{address}?done=anew"));
    let stale = office.post(&version, &staff, &[("seen", "1"), ("title", "x"), ("text", "別の直し")]).await;
    assert!(stale.text.contains("先にほかの人が新しい版") && stale.text.contains("別の直し"), "{}", stale.text);
    let old = office.post(&decide, &city, &[("version", "1"), ("decision", "approve"), ("remark", "よいです")]).await;
    assert!(old.text.contains("新しい版が出ています") && old.text.contains(">よいです</textarea>"), "{}", old.text);
    office.post(&decide, &city, &[("version", "2"), ("decision", "approve")]).await;
    let page = office.get(&address, Some(&staff)).await;
    for text in ["承認済み", "直した本文", "日付が違います", "前の版"] {
        assert!(page.text.contains(text), "{text}: {}", page.text);
    }
}

#[tokio::test]
async fn nobody_approves_what_they_asked_for_whatever_roles_they_have() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    let both = office.sign_in("both", "coordinator").await;
    let address = ask(&office, &both, "").await;
    let grants = format!("/accounts/{}/grants", both.account);
    office.post(&grants, &admin, &[("role", "coordinator"), ("role", "client")]).await;
    let page = office.get(&address, Some(&both)).await;
    assert!(page.text.contains("自分が依頼したものは承認できません") && !page.text.contains("承認する</button>"));
    let own = office.post(&format!("{address}/decide"), &both, &[("version", "1"), ("decision", "approve")]).await;
    assert!(own.status == StatusCode::CONFLICT && own.text.contains("承認待ち"), "{}", own.text);
    for who in [&admin, &office.sign_in("other", "coordinator").await] {
        let answer = office.post(&format!("{address}/decide"), who, &[("version", "1"), ("decision", "approve")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "the city says what the city approves");
    }
}

#[tokio::test]
async fn the_city_sees_nothing_of_persons_and_nothing_of_another_programme() {
    let office = TestOffice::start().await;
    office.server.register(7).await;
    let city = office.sign_in("city", "client@shibuya").await;
    let foreign = office.sign_in("foreign", "client@elsewhere").await;
    for path in ["/persons", "/events", "/organisations", "/records", "/data-incidents", "/audit", "/accounts"] {
        assert_eq!(office.get(path, Some(&city)).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let staff = office.sign_in("staff", "coordinator@shibuya").await;
    let address = ask(&office, &staff, "shibuya").await;
    assert_eq!(office.get(&address, Some(&city)).await.status, StatusCode::OK);
    assert_eq!(office.get(&address, Some(&foreign)).await.status, StatusCode::NOT_FOUND);
    let decided =
        office.post(&format!("{address}/decide"), &foreign, &[("version", "1"), ("decision", "approve")]).await;
    assert_eq!(decided.status, StatusCode::NOT_FOUND);
    for path in ["/", "/approvals"] {
        assert!(!office.get(path, Some(&foreign)).await.text.contains("12月の便り"), "{path}");
        assert!(office.get(path, Some(&city)).await.text.contains("12月の便り"), "{path}");
    }
    let other = office.sign_in("other", "coordinator@elsewhere").await;
    assert_eq!(office.get(&format!("{address}/version"), Some(&other)).await.status, StatusCode::NOT_FOUND);
    let anew = [("seen", "1"), ("title", "x"), ("text", "y")];
    assert_eq!(office.post(&format!("{address}/version"), &other, &anew).await.status, StatusCode::NOT_FOUND);
}
