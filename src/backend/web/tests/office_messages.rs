//! Messages in the office: written, looked at, tried, sent, stopped; each sees those of their programmes. And the outbox.

use axum::http::StatusCode;
use jiff::Timestamp;

use super::office_setup::{OfficeAnswer, SignedIn, TestOffice};
use crate::{
    intake::{
        programme_settings::{SettingSource, WrittenSetting},
        staff::ProgrammeScope,
    },
    store::{MailOutcome, MailState, Store},
    web::ServerSettings,
};

const EVENT: [(&str, &str); 2] = [("event", "shibuya"), ("audience", "confirmed")];

/// Fields of a message to those of the event.
fn fields<'a>(subject: &'a str, text: &'a str) -> Vec<(&'a str, &'a str)> {
    EVENT.into_iter().chain([("purpose", "service"), ("subject", subject), ("text", text)]).collect()
}

/// The address of what was made.
fn made(answer: &OfficeAnswer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location").split('?').next().unwrap().to_owned()
}

async fn written(office: &TestOffice, who: &SignedIn) -> String {
    let text = "{{ recipient.name | 皆さま }} 様\n「{{ event.title }}」のご連絡です。";
    made(&office.post("/messages", who, &fields("{{ event.title }}について", text)).await)
}

/// A mail is claimed, and that ends so.
async fn ends(store: &Store, state: MailState, reply: &str) -> uuid::Uuid {
    let mail = store.claim_mails(1).await.unwrap().remove(0);
    let outcome = MailOutcome { state, due_at: None, is_uncertain: false, reply: Some(reply.to_owned()) };
    store.finish_mail(mail.clone(), outcome).await.unwrap();
    mail.id
}

#[tokio::test]
async fn a_message_is_written_looked_at_tried_sent_and_stopped() {
    let sender = WrittenSetting { name: "mail.from", value: "info@example.jp".to_owned(), source: SettingSource::File };
    let office = TestOffice::start_with(ServerSettings { written: vec![sender], ..ServerSettings::default() }).await;
    office.server.register(1).await;
    let staff = office.sign_in("staff", "coordinator").await;
    let page = office.get("/event?id=shibuya", Some(&staff)).await;
    assert!(page.text.contains("/messages/new?event=shibuya"), "{}", page.text);
    let page = office.get("/messages/new?event=shibuya&audience=confirmed", Some(&staff)).await;
    assert!(page.text.contains("席のある人") && page.text.contains("event.time"), "{}", page.text);
    let message = written(&office, &staff).await;
    let page = office.get(&message, Some(&staff)).await;
    assert!(page.text.contains("1人</strong>に届きます") && page.text.contains("山田1 様"), "{}", page.text);
    assert!(page.text.contains("「渋谷の夜（見本）」のご連絡です") && page.text.contains("テスト送信が必要です"));
    assert!(
        page.text.contains("】渋谷の夜（見本）について") && page.text.contains("お問い合わせ：info@example.jp"),
        "{}",
        page.text
    );
    assert!(!page.text.contains(&format!("{message}/send")));
    let early = office.post(&format!("{message}/send"), &staff, &[("version", "1")]).await;
    assert!(early.status == StatusCode::CONFLICT && early.text.contains("先に「自分にテスト送信」"), "{}", early.text);
    let tested = office.post(&format!("{message}/test"), &staff, &[("version", "1")]).await;
    assert_eq!(tested.header("location"), format!("{message}?done=tested"));
    let sent = office.post(&format!("{message}/send"), &staff, &[("version", "1")]).await;
    assert_eq!(sent.header("location"), format!("{message}?done=started"), "{}", sent.text);
    let twice = office.post(&format!("{message}/send"), &staff, &[("version", "1")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "pressed twice");
    let page = office.get(&message, Some(&staff)).await;
    assert!(page.text.contains("送信を止める") && page.text.contains("準備中"), "{}", page.text);
    office.post(&format!("{message}/stop"), &staff, &[]).await;
    let page = office.get(&message, Some(&staff)).await;
    assert!(page.text.contains("停止中") && page.text.contains("送信を再開する"));
    office.post(&format!("{message}/resume"), &staff, &[]).await;
    office.store().feed_messages(Timestamp::now()).await.unwrap();
    while ends_one(office.store()).await {}
    office.store().feed_messages(Timestamp::now()).await.unwrap();
    let page = office.get("/messages", Some(&staff)).await;
    assert!(page.text.contains("送信済み") && page.text.contains("渋谷の夜（見本）について"), "{}", page.text);
}

async fn ends_one(store: &Store) -> bool {
    let Some(mail) = store.claim_mails(1).await.unwrap().pop() else { return false };
    let outcome = MailOutcome { state: MailState::Sent, due_at: None, is_uncertain: false, reply: None };
    store.finish_mail(mail, outcome).await.unwrap();
    true
}

#[tokio::test]
async fn what_is_wrong_with_words_is_told_where_it_stands_and_nothing_typed_is_lost() {
    let office = TestOffice::start().await;
    office.server.register(1).await;
    let staff = office.sign_in("staff", "coordinator").await;
    for (subject, text, told) in [
        ("", "本文です", "件名を入力してください"),
        ("件名です", " ", "本文を入力してください"),
        ("件名です\nBcc: x@example.jp", "本文です", "1行にしてください"),
        ("件名です", "一\n二{{ nmae }}", "本文の2行目、2文字目：「{{ nmae }}」"),
        ("{{ event.titel }}です", "本文です", "件名の1文字目：「{{ event.titel }}」"),
        ("{{ event.titel }}です", "本文です", "「{{ event.title }}」（イベントの名前）に直すか"),
        ("{{ recipient.name }}さんへ", "本文です", "本文に書いてください"),
    ] {
        let answer = office.post("/messages", &staff, &fields(subject, text)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{subject} {text}");
        assert!(answer.text.contains(told), "{told}: {}", answer.text);
        let kept = if text.trim().is_empty() { subject } else { text.split('{').next().unwrap() };
        assert!(answer.text.contains(kept) && answer.text.contains("value=\"shibuya\""), "{}", answer.text);
    }
    assert_eq!(office.store().messages(&ProgrammeScope::All, 9).await.unwrap(), []);
    let all: Vec<_> = [("to", "all"), ("purpose", "service"), ("subject", "件名"), ("text", "本文")].into();
    let refused = office.post("/messages", &staff, &all).await;
    assert!(refused.text.contains("登録者の全員に送れるのは、お知らせだけです"), "{}", refused.text);
    let nobody = office.post("/messages", &staff, &[("subject", "件名")]).await;
    assert!(nobody.status == StatusCode::OK && nobody.text.contains("だれに書きますか"));

    let message = written(&office, &staff).await;
    let stale = [("version", "7"), ("purpose", "service"), ("subject", "直した件名"), ("text", "直した本文")];
    let answer = office.post(&format!("{message}/edit"), &staff, &stale).await;
    assert!(answer.status == StatusCode::CONFLICT && answer.text.contains("直した本文"), "{}", answer.text);
    let edited = [("version", "1"), ("purpose", "news"), ("subject", "直した件名"), ("text", "直した本文")];
    assert_eq!(made(&office.post(&format!("{message}/edit"), &staff, &edited).await), message);
    let page = office.get(&message, Some(&staff)).await;
    assert!(page.text.contains("お知らせのメールを希望していない") && page.text.contains("0人</strong>に届きます"));
    let gone = office.post(&format!("{message}/delete"), &staff, &[]).await;
    assert_eq!(gone.header("location"), "/messages?done=deleted");
    assert_eq!(office.get(&message, Some(&staff)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn people_of_an_event_read_in_the_preview_what_they_will_get() {
    let office = TestOffice::start().await;
    office.server.register(1).await;
    let staff = office.sign_in("staff", "coordinator").await;
    let text = "会場が変わりました。\n{{ event.title }}：{{ event.url }}\n{{ programme.contact }}";
    let typed: Vec<_> = fields("会場の変更", text).into_iter().filter(|(name, _)| *name != "purpose").collect();
    let typed: Vec<_> = typed.into_iter().chain([("purpose", "event")]).collect();
    let message = made(&office.post("/messages", &staff, &typed).await);
    let page = office.get(&message, Some(&staff)).await.text;
    // The kind of its own: who reads it, the event with its time, place and page, and the link to one's seat.
    for words in [
        "イベントについての連絡",
        "】会場の変更",
        "山田1 様",
        "渋谷の夜（見本）：https://site.example.jp/",
        "2099年",
        "（本人だけのリンク）",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("{{ event") && !page.contains("〔"), "no placeholder is left: {page}");
    // Nobody has set an address for questions yet, and the words say one.
    let told = "本文の3行目、1文字目の「{{ programme.contact }}」に入る問い合わせ先のアドレスが、設定されていません";
    assert!(page.contains(told) && page.contains("メールの返信先"), "{page}");
    office.post(&format!("{message}/test"), &staff, &[("version", "1")]).await;
    let send = format!("{message}/send");
    let refused = office.post(&send, &staff, &[("version", "1")]).await;
    assert!(refused.status == StatusCode::CONFLICT && refused.text.contains(told), "{}", refused.text);
    let admin = office.sign_in("admin", "administrator").await;
    let setting = "/settings/edit/mail.reply_to";
    let version = super::office_settings::version(&office.get(setting, Some(&admin)).await.text);
    office.post(setting, &admin, &[("version", &version), ("value", "desk@example.jp")]).await;
    let page = office.get(&message, Some(&staff)).await.text;
    assert!(!page.contains("設定されていません") && page.contains("お問い合わせ：desk@example.jp"), "{page}");
    let sent = office.post(&send, &staff, &[("version", "1")]).await;
    assert_eq!(sent.header("location"), format!("{message}?done=started"), "{}", sent.text);
}

#[tokio::test]
async fn one_person_is_written_to_from_their_page_and_it_stands_there_then() {
    let office = TestOffice::start().await;
    let submission = office.server.register(1).await;
    let person = office.store().record_of(submission).await.unwrap().unwrap();
    let person = office.store().person_of(person).await.unwrap().0.to_string();
    let staff = office.sign_in("staff", "coordinator").await;
    let page = office.get(&format!("/persons/{person}"), Some(&staff)).await;
    assert!(page.text.contains(&format!("/messages/new?person={person}")));
    let counsellor = office.sign_in("counsellor", "counsellor").await;
    let page = office.get(&format!("/persons/{person}"), Some(&counsellor)).await;
    assert!(!page.text.contains("/messages/new"), "{}", page.text);
    let typed = [
        ("person", person.as_str()),
        ("purpose", "service"),
        ("subject", "面談のお礼"),
        ("text", "{{ recipient.name | 皆さま }} 様、内緒の話です。"),
    ];
    let message = made(&office.post("/messages", &staff, &typed).await);
    let page = office.get(&message, Some(&staff)).await;
    assert!(
        page.text.contains("内緒の話です。") && page.text.contains("1人に送る"),
        "no trial is needed: {}",
        page.text
    );
    assert!(!office.get("/messages", Some(&staff)).await.text.contains("面談のお礼"), "a list does not say it");
    let sent = office.post(&format!("{message}/send"), &staff, &[("version", "1")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let page = office.get(&format!("/persons/{person}"), Some(&staff)).await;
    assert!(
        page.text.contains("メッセージ「面談のお礼」") && page.text.contains("山田1 様、内緒の話です。"),
        "{}",
        page.text
    );
    let export = [("format", "csv"), ("reason", "本人の請求")];
    let csv = office.post(&format!("/persons/{person}/export"), &staff, &export).await;
    assert!(csv.text.contains("山田1 様、内緒の話です。") && !csv.text.contains("recipient.name"), "{}", csv.text);
}

#[tokio::test]
async fn messages_and_mails_of_another_programme_are_not_there() {
    let office = TestOffice::start().await;
    let submission = office.server.register(1).await;
    let person = office.store().record_of(submission).await.unwrap().unwrap().0.to_string();
    let own = office.sign_in("own", "coordinator@shibuya").await;
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    let whole = office.sign_in("whole", "coordinator").await;
    let message = written(&office, &own).await;
    for (who, status) in [(&own, StatusCode::OK), (&whole, StatusCode::OK), (&foreign, StatusCode::NOT_FOUND)] {
        assert_eq!(office.get(&message, Some(who)).await.status, status);
    }
    let of_event = written(&office, &whole).await;
    for (who, status) in [(&own, StatusCode::OK), (&foreign, StatusCode::NOT_FOUND)] {
        assert_eq!(office.get(&of_event, Some(who)).await.status, status, "it is that event's, whoever wrote it");
        assert_eq!(office.get("/messages", Some(who)).await.text.contains(&of_event), status == StatusCode::OK);
    }
    let to_all = [("to", "all"), ("purpose", "news"), ("subject", "x"), ("text", "x")];
    let of_whole = made(&office.post("/messages", &whole, &to_all).await);
    assert_eq!(office.get(&of_whole, Some(&own)).await.status, StatusCode::NOT_FOUND, "it is the whole office's");
    assert!(!office.get("/messages", Some(&own)).await.text.contains(&of_whole));
    let unknown = [&to_all[..], &[("programme", "nowhere")]].concat();
    assert_eq!(office.post("/messages", &whole, &unknown).await.status, StatusCode::NOT_FOUND);
    for path in ["test", "send", "stop", "resume", "delete", "edit"] {
        let answer = office.post(&format!("{message}/{path}"), &foreign, &[("version", "1")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!office.get("/messages", Some(&foreign)).await.text.contains(&message));
    for target in ["event=shibuya&audience=confirmed".to_owned(), format!("person={person}")] {
        let page = office.get(&format!("/messages/new?{target}"), Some(&foreign)).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{target}");
    }
    let typed = [("person", person.as_str()), ("purpose", "service"), ("subject", "x"), ("text", "x")];
    assert_eq!(office.post("/messages", &foreign, &typed).await.status, StatusCode::NOT_FOUND);
    // Whatever a selection says, it keeps to the programme of whoever writes.
    let typed = [("to", "all"), ("purpose", "news"), ("subject", "x"), ("text", "x"), ("programme", "shibuya")];
    assert_eq!(office.post("/messages", &foreign, &typed).await.status, StatusCode::NOT_FOUND);
    let typed = [("to", "all"), ("purpose", "news"), ("subject", "x"), ("text", "x")];
    let segment = made(&office.post("/messages", &foreign, &typed).await);
    assert!(office.get(&segment, Some(&foreign)).await.text.contains("0人</strong>に届きます"));

    let mail = ends(office.store(), MailState::Dead, "message-refused 554 5.6.0").await;
    assert!(office.get("/outbox", Some(&own)).await.text.contains(&mail.to_string()));
    assert!(!office.get("/outbox", Some(&foreign)).await.text.contains(&mail.to_string()));
    for path in ["", "/retry", "/give-up", "/address"] {
        let path = format!("/outbox/{mail}{path}");
        let answer = if path.ends_with(&mail.to_string()) {
            office.get(&path, Some(&foreign)).await
        } else {
            office.post(&path, &foreign, &[("cause", "other"), ("address", "x@example.jp")]).await
        };
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(office.store().find_mail(mail).await.unwrap().unwrap().state, MailState::Dead);
}

#[tokio::test]
async fn mails_that_do_not_come_through_are_seen_to() {
    let office = TestOffice::start().await;
    office.server.register(1).await;
    office.store().index_persons().await.unwrap();
    let staff = office.sign_in("staff", "coordinator").await;
    let dead = ends(office.store(), MailState::Dead, "message-refused 554 5.6.0").await;
    let today = office.get("/", Some(&staff)).await;
    assert!(today.text.contains("/outbox?state=dead") && !today.text.contains("/outbox?state=bounced"));
    let list = office.get("/outbox?state=dead", Some(&staff)).await;
    assert!(list.text.contains(&dead.to_string()) && list.text.contains("席の確定"), "{}", list.text);
    assert!(!office.get("/outbox?state=sent", Some(&staff)).await.text.contains(&dead.to_string()));
    assert!(list.text.contains("山田1") && !list.text.contains("visitor1@example.jp"), "names, no addresses");
    let sender = office.sign_in("sender", "coordinator").await;
    for (typed, is_there) in [("山田1", true), ("鈴木", false), ("", true)] {
        let found = office.post("/outbox", &staff, &[("q", typed), ("state", "dead")]).await;
        let address = found.header("location").to_owned();
        assert!(!address.contains("%E5%B1%B1"), "what was typed stands in no address: {address}");
        let list = office.get(&address, Some(&staff)).await;
        assert_eq!(list.text.contains(&dead.to_string()), is_there, "{typed}");
        let others = office.get(&address, Some(&sender)).await;
        assert!(!others.text.contains("value=\"山田1\""), "what somebody typed opens for nobody else");
    }
    let path = format!("/outbox/{dead}");
    let page = office.get(&path, Some(&staff)).await;
    assert!(page.text.contains("visitor1@example.jp") && page.text.contains("応答：554 5.6.0"), "{}", page.text);
    let retried = office.post(&format!("{path}/retry"), &staff, &[]).await;
    assert_eq!(retried.header("location"), format!("{path}?done=retried"));
    ends(office.store(), MailState::Bounced, "address-refused 550 5.1.1").await;
    let page = office.get(&path, Some(&staff)).await;
    assert!(
        page.text.contains("届かなかったとき") && page.text.contains("もう一度送ることにしました"),
        "{}",
        page.text
    );
    let wrong = office.post(&format!("{path}/address"), &staff, &[("address", "山田")]).await;
    assert!(
        wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("value=\"山田\""),
        "{}",
        wrong.text
    );
    let corrected = office.post(&format!("{path}/address"), &staff, &[("address", "taro@example.jp")]).await;
    assert_eq!(corrected.header("location"), format!("{path}?done=corrected"), "{}", corrected.text);
    let page = office.get(&path, Some(&staff)).await;
    assert!(page.text.contains("taro@example.jp") && page.text.contains("送信待ち"));
    let without = office.post(&format!("{path}/give-up"), &staff, &[]).await;
    assert!(without.status == StatusCode::UNPROCESSABLE_ENTITY && without.text.contains("理由を選んでください"));
    office.post(&format!("{path}/give-up"), &staff, &[("cause", "told-otherwise")]).await;
    let page = office.get(&path, Some(&staff)).await;
    assert!(page.text.contains("電話など、別の方法で伝えた"), "{}", page.text);
}
