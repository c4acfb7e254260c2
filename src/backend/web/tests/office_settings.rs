//! What staff set in the office: it holds at once on every server of the database, and nobody undoes another's change unknowingly.

use axum::http::StatusCode;

use super::office_setup::{SignedIn, TestOffice};
use crate::{
    intake::{
        approvals::ApprovalKind,
        programme_settings::{SettingSource, WrittenSetting},
    },
    store::test_support::TestDatabase,
    web::ServerSettings,
};

/// The version that a page's form carries.
pub fn version(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn set(office: &TestOffice, who: &SignedIn, name: &str, value: &str) -> (StatusCode, String) {
    let path = format!("/settings/edit/{name}");
    let page = office.get(&path, Some(who)).await;
    assert_eq!(page.status, StatusCode::OK, "{name}");
    let fields = [("version", version(&page.text)), ("value", value.to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let answer = office.post(&path, who, &fields).await;
    (answer.status, format!("{}{}", answer.header("location"), answer.text))
}

#[tokio::test]
async fn a_setting_holds_at_once_on_every_server_until_the_file_holds_again() {
    for database in TestDatabase::each().await {
        let (one, other) = (TestOffice::on(&database.location).await, TestOffice::on(&database.location).await);
        let admin = one.sign_in("admin", "administrator").await;
        for (name, value) in [
            ("registrations.offer_hours", "12"),
            ("registrations.reminder_hours", "36"),
            ("registrations.confirm_hours", "6"),
            ("mail.messages_per_minute", "7"),
            ("mail.sender_name", "せんだい相談室（見本）"),
            ("mail.reply_to", "desk@example.jp"),
            ("office.approval_required", "message"),
            ("fiscal.first_month", "10"),
            ("contract.first_day", "2025-10-01"),
            ("contract.last_day", "2028-09-30"),
        ] {
            let (status, told) = set(&one, &admin, name, value).await;
            assert_eq!((status, told.contains("done=set")), (StatusCode::SEE_OTHER, true), "{name}: {told}");
        }
        let rules = other.server.backend.state.rules().await.unwrap();
        assert_eq!((rules.offer_hours, rules.reminder_hours, rules.confirm_hours), (12, 36, 6));
        assert_eq!((rules.messages_per_minute, rules.reply_to.as_deref()), (7, Some("desk@example.jp")));
        assert_eq!(rules.approval_required, [ApprovalKind::Message].into());
        assert_eq!(rules.fiscal_years("2026-09-30".parse().unwrap()), [2025]);
        assert!(other.get("/approvals", Some(&admin)).await.text.contains("承認なしでは外に出せない種類"));
        let page = other.get("/settings", Some(&admin)).await;
        for words in ["12時間", "開始の36時間前", "1分に7通", "せんだい相談室（見本）", "事務局で設定", "10月"]
        {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        let path = "/settings/edit/registrations.offer_hours";
        let page = other.get(path, Some(&admin)).await;
        assert!(page.text.contains("<strong>48時間</strong> に戻ります"), "{}", page.text);
        let back = other.post(&format!("{path}/file"), &admin, &[("version", &version(&page.text))]).await;
        assert!(back.header("location").ends_with("done=file"));
        assert_eq!(one.server.backend.state.rules().await.unwrap().offer_hours, 48);
    }
}

#[tokio::test]
async fn of_two_who_change_the_same_the_second_is_told_and_bad_values_change_nothing() {
    let office = TestOffice::start().await;
    let (anna, ben) = (office.sign_in("anna", "administrator").await, office.sign_in("ben", "administrator").await);
    let path = "/settings/edit/registrations.offer_hours";
    let seen = version(&office.get(path, Some(&ben)).await.text);
    assert_eq!(set(&office, &anna, "registrations.offer_hours", "12").await.0, StatusCode::SEE_OTHER);
    let late = office.post(path, &ben, &[("version", &seen), ("value", "36")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("ほかの人が先に変えました") && late.text.contains("value=\"36\""), "{}", late.text);
    let none = office.post(path, &ben, &[("value", "36")]).await;
    assert_eq!(none.status, StatusCode::CONFLICT, "a form without a version is none of ours");
    assert_eq!(office.server.backend.state.rules().await.unwrap().offer_hours, 12);
    for (name, value, words) in [
        ("registrations.offer_hours", "0", "1から720までの整数"),
        ("mail.reply_to", "desk", "メールアドレスの形"),
        ("mail.sender_name", "", "差出人の名前を入力"),
        ("contract.last_day", "2026-02-30", "日付を"),
    ] {
        let (status, told) = set(&office, &anna, name, value).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(told.contains(words), "{name}: {told}");
    }
    set(&office, &anna, "contract.first_day", "2026-04-01").await;
    let (status, told) = set(&office, &anna, "contract.last_day", "2026-03-31").await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && told.contains("最初の日より前"), "{told}");
    for path in ["/settings/edit/mail.password", "/settings/edit/retention.event"] {
        assert_eq!(office.get(path, Some(&anna)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let auditor = office.sign_in("auditor", "auditor").await;
    let log = office.get("/audit?kind=server", Some(&auditor)).await;
    assert!(log.text.contains("空席のご案内への返事を待つ時間を変えました"), "{}", log.text);
}

#[tokio::test]
async fn the_page_tells_who_says_what_and_what_only_the_operator_changes() {
    let written = |name, value: &str, source| WrittenSetting { name, value: value.to_owned(), source };
    let settings = ServerSettings {
        written: vec![
            written("mail.from", "info@example.jp", SettingSource::Variable("MAIL_FROM")),
            written("mail.reply_to", "front@example.jp", SettingSource::File),
            written("limits.per_address", "20", SettingSource::Default),
        ],
        ..ServerSettings::default()
    };
    let office = TestOffice::start_with(settings).await;
    let admin = office.sign_in("admin", "administrator").await;
    let page = office.get("/settings", Some(&admin)).await.text;
    for words in ["環境変数 MAIL_FROM", "info@example.jp", "front@example.jp", "設定ファイル（tsubame.toml）", "初期値"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let roles = office.get("/settings/roles", Some(&admin)).await.text;
    for words in ["コーディネーター", "設定を変える", "最後の1人", "/accounts"] {
        assert!(roles.contains(words), "{words}");
    }
    let counsellor = office.sign_in("talk", "counsellor").await;
    let scoped = office.sign_in("own", "administrator@shibuya").await;
    for path in ["/settings", "/settings/roles", "/settings/mails", "/settings/retention"] {
        for who in [&counsellor, &scoped] {
            assert_eq!(office.get(path, Some(who)).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
}

#[tokio::test]
async fn figures_are_counted_by_the_fiscal_year_that_staff_have_set() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    set(&office, &admin, "contract.first_day", "2020-05-01").await;
    for path in ["/organisations/figures", "/consultations"] {
        let page = office.get(path, Some(&admin)).await.text;
        assert!(page.contains("2020年度") && !page.contains("2019年度"), "{path}: {page}");
    }
    let year = office.get("/consultations?year=2020", Some(&admin)).await.text;
    assert!(year.contains("2020年4月から2021年3月まで") && year.contains("aria-current"), "{year}");
    set(&office, &admin, "fiscal.first_month", "7").await;
    let year = office.get("/consultations?year=2020", Some(&admin)).await.text;
    assert!(year.contains("2020年7月から2021年6月まで") && year.contains("2019年度"), "{year}");
    // What cannot be chosen is none.
    let other = office.get("/consultations?year=1066", Some(&admin)).await;
    assert!(other.status == StatusCode::OK && !other.text.contains("1066"), "{}", other.text);
}
