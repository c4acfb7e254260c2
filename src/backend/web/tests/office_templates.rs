//! What mails say is written in the office: looked at first, checked as the files are, used by every server for mails from then on.

use axum::http::StatusCode;

use super::{
    office_settings::version,
    office_setup::{OFFICE, SignedIn, TestOffice, encode},
};
use crate::{
    outbox::{
        SmtpPatience,
        responder::{Responder, Script, read_heard, settings},
    },
    store::{TemplateEdit, TemplateWords, test_support::TestDatabase},
    web::mailing::{prepare_outbox, unusable_overrides},
};

const PATH: &str = "/settings/mails/seat-confirmed";
const TEXT: &str = "{{ recipient.name }} 様\n\nお席があります（見本の文面）。\n{{ event.title }}\n\n{{ links.data }}\n{{ programme.name }}";
const PAGE: &str = "{% extends \"layout.html\" %}{% block body %}<p>{{ recipient.name }} 様</p><p>お席があります（見本の文面）。</p>\
                    <p>{{ event.title }}</p><p>{{ links.data }}<br>{{ programme.name }}</p>{% endblock %}{% block footer %}{% endblock %}";

/// The words of a form.
struct Typed<'a> {
    version: String,
    subject: &'a str,
    text: &'a str,
    page: &'a str,
}

async fn send(office: &TestOffice, who: &SignedIn, path: &str, typed: &Typed<'_>) -> (StatusCode, String) {
    let fields = [
        ("version", typed.version.as_str()),
        ("subject", typed.subject),
        ("text", typed.text),
        ("page", typed.page),
        ("csrf", who.csrf.as_str()),
    ];
    let answer = office.post_raw(path, Some(who), OFFICE, &encode(fields)).await;
    (answer.status, format!("{}{}", answer.header("location"), answer.text))
}

async fn typed<'a>(office: &TestOffice, who: &SignedIn, (text, page): (&'a str, &'a str)) -> Typed<'a> {
    let version = version(&office.get(PATH, Some(who)).await.text);
    Typed { version, subject: "【{{ programme.name }}】お席のご案内", text, page }
}

#[tokio::test]
async fn words_that_staff_save_are_those_of_mails_from_then_on_at_every_server() {
    for database in TestDatabase::each().await {
        let (one, other) = (TestOffice::on(&database.location).await, TestOffice::on(&database.location).await);
        let admin = one.sign_in("admin", "administrator").await;
        let smtp = Responder::start(Script::FINE).await;
        let server = settings(smtp.address.port(), SmtpPatience::default());
        let mut worker = prepare_outbox(&server, &other.server.backend.state).await.unwrap();
        let mark = "見本の文面";
        let last = || read_heard(smtp.heard().mails.last().unwrap());
        one.server.register(1).await;
        worker.send_due().await.unwrap();
        assert!(!last().2.contains(mark));

        let words = typed(&one, &admin, (TEXT, PAGE)).await;
        let (status, told) = send(&one, &admin, PATH, &words).await;
        assert_eq!((status, told.contains("done=written")), (StatusCode::SEE_OTHER, true), "{told}");
        let name = "せんだい相談室（見本）";
        one.post("/settings/edit/mail.sender_name", &admin, &[("version", "0"), ("value", name)]).await;
        let (status, told) = send(&one, &admin, PATH, &words).await;
        assert_eq!(status, StatusCode::CONFLICT, "it was made from an older version");
        assert!(told.contains("ほかの人が先に") && told.contains(mark), "what was typed stays: {told}");
        one.post(&format!("{PATH}/test"), &admin, &[]).await;
        worker.send_due().await.unwrap();
        let (from, subject, text) = last();
        assert_eq!((from.as_str(), subject.as_str()), (name, "【CROSS SENDAI】お席のご案内"));
        assert!(text.contains(mark) && text.contains("仙台しごと夜話"), "made-up values: {text}");

        let page = other.get(PATH, Some(&admin)).await.text;
        assert!(page.contains("第1版") && page.contains("事務局で変えたもの"), "{page}");
        let back = other.post(&format!("{PATH}/file"), &admin, &[("version", &version(&page))]).await;
        assert!(back.header("location").ends_with("done=file"));
        one.post(&format!("{PATH}/test"), &admin, &[]).await;
        worker.send_due().await.unwrap();
        assert!(!last().2.contains(mark), "the file's words again");
        let page = other.get(PATH, Some(&admin)).await.text;
        let fields = [("version", version(&page)), ("number", "1".to_owned())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let restored = other.post(&format!("{PATH}/restore"), &admin, &fields).await;
        assert!(restored.header("location").ends_with("done=written"), "{}", restored.text);
        one.post(&format!("{PATH}/test"), &admin, &[]).await;
        worker.send_due().await.unwrap();
        assert!(last().2.contains(mark), "an earlier version");
    }
}

#[tokio::test]
async fn words_that_would_fail_for_somebody_cannot_be_saved_and_the_page_says_why_and_where() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    let long = "長".repeat(22_500);
    for (text, page, words) in [
        ("{{ recipient.nmae }}", PAGE, "テキストの1行目「{{ recipient.nmae }}」"),
        ("a\n\n{% if event.title %}", PAGE, "endblock が必要です"),
        ("{% for a in b %}{% endfor %}", PAGE, "タグ「for」を使えません"),
        ("{{ range(end=999999) }}", PAGE, "呼び出せません"),
        (TEXT, "<p>{{ event.title }}</p>", "片方にしかありません"),
        ("お席があります", "<p>お席があります</p>", "読む人に必要なリンク「links.data」がありません"),
        (long.as_str(), PAGE, "長すぎます"),
    ] {
        let words_typed = typed(&office, &admin, (text, page)).await;
        let (status, told) = send(&office, &admin, PATH, &words_typed).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        let told = told.replace("&#39;", "'").replace("&#34;", "\"");
        assert!(told.contains(words) && told.contains("何も変更していません"), "{words}: {told}");
    }
    let own = Typed { subject: "{{ recipient.name }} 様へ", ..typed(&office, &admin, (TEXT, PAGE)).await };
    let (status, told) = send(&office, &admin, PATH, &own).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && told.contains("件名「"), "{told}");
    assert!(office.store().template_overrides().await.unwrap().is_empty());
    for path in ["/settings/mails/gossip", "/settings/mails/..%2Ftsubame"] {
        assert_eq!(office.get(path, Some(&admin)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(office.post("/settings/mails/layout/test", &admin, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_preview_changes_nothing_and_runs_nothing() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    let page = PAGE.replace("<p>{{ event", "<script>alert(1)</script><p>{{ event");
    let words = typed(&office, &admin, (TEXT, &page)).await;
    let (status, told) = send(&office, &admin, &format!("{PATH}/preview"), &words).await;
    assert_eq!(status, StatusCode::OK);
    assert!(told.contains("sandbox=\"\"") && told.contains("見本の文面"), "{told}");
    assert!(!told.contains("<script>alert"), "it stands in an attribute");
    assert!(office.store().template_overrides().await.unwrap().is_empty());
    let policy = office.get(PATH, Some(&admin)).await.header("content-security-policy").to_owned();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    for path in ["/settings/mails/part.footer", "/settings/mails/layout", "/settings/mails/staff-invitation"] {
        let shown = office.get(path, Some(&admin)).await.text;
        assert!(shown.contains("srcdoc=") && !shown.contains("class=\"fault\""), "{path}: {shown}");
    }
    let list = office.get("/settings/mails", Some(&admin)).await.text;
    assert!(list.contains("イベントの前のご案内") && list.contains("ファイルのまま"), "{list}");
}

#[tokio::test]
async fn words_that_cannot_be_used_any_more_are_left_out_and_told() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    let store = office.store();
    // Words of another version of the program, written when the file said something else.
    let words = |text: &str| TemplateWords { text: Some(text.to_owned()), page: None };
    let write = async |name: &str, text: &str| {
        let file = words("Subject: 前の件名\n\n前の文面（見本）\n");
        let edit = TemplateEdit { name: name.to_owned(), words: Some(words(text)), file, seen: 0 };
        store.write_template(edit, "anna").await.unwrap();
    };
    write("reminder", "Subject: a\n\n{{ event.of_long_ago }}\n").await;
    write("gone", "Subject: a\n\nb\n").await;
    assert_eq!(unusable_overrides(&office.server.backend.state).await, ["reminder"]);
    let smtp = Responder::start(Script::FINE).await;
    let server = settings(smtp.address.port(), SmtpPatience::default());
    let mut worker = prepare_outbox(&server, &office.server.backend.state).await.unwrap();
    office.post("/settings/mails/reminder/test", &admin, &[]).await;
    worker.send_due().await.unwrap();
    assert_eq!(smtp.heard().mails.len(), 1, "mails go on as the files say");
    let today = office.get("/", Some(&admin)).await.text;
    assert!(today.contains("使えなくなったメールのひな型") && today.contains("/settings/mails/reminder"), "{today}");
    let page = office.get("/settings/mails/reminder", Some(&admin)).await.text;
    for words in ["ファイルの文面で送っています", "ファイルの文面が変わっています", "- 前の文面（見本）", "第1版"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let desk = office.sign_in("desk", "coordinator").await;
    assert!(!office.get("/", Some(&desk)).await.text.contains("使えなくなったメール"));
}

#[tokio::test]
async fn an_address_for_questions_that_nobody_has_set_is_noticed_where_words_say_it() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    let (text, page) = (
        format!("{TEXT}\n{{{{ programme.contact }}}}"),
        PAGE.replace("{{ programme.name }}", "{{ programme.name }} {{ programme.contact }}"),
    );
    let words = typed(&office, &admin, (&text, &page)).await;
    let (status, told) = send(&office, &admin, PATH, &words).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    for part in ["テキストの8行目", "HTMLの1行目", "問い合わせ先のアドレスが、設定されていません", "メールの返信先"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    let asked = "{% if programme.contact %}{{ programme.contact }}{% endif %}";
    let asking = |words: &str| words.replace("{{ programme.contact }}", asked);
    let (asking_text, asking_page) = (asking(&text), asking(&page));
    let words = typed(&office, &admin, (&asking_text, &asking_page)).await;
    let (status, told) = send(&office, &admin, &format!("{PATH}/preview"), &words).await;
    assert!(status == StatusCode::OK && !told.contains("設定されていません"), "{told}");
    let setting = "/settings/edit/mail.reply_to";
    let held = version(&office.get(setting, Some(&admin)).await.text);
    office.post(setting, &admin, &[("version", &held), ("value", "desk@example.jp")]).await;
    let words = typed(&office, &admin, (&text, &page)).await;
    let (status, told) = send(&office, &admin, &format!("{PATH}/preview"), &words).await;
    assert!(status == StatusCode::OK && told.contains("desk@example.jp"), "{told}");
    let (status, told) = send(&office, &admin, PATH, &words).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{told}");
}
