//! What surveys were answered with, as the office shows it to whom; and questions that wait for an answer.

use std::sync::Arc;

use axum::http::StatusCode;
use jiff::Timestamp;
use tsubame_model::{
    schema::{Form, KnownReferences, parse_form},
    source::SourcePath,
};

use super::office_setup::{SignedIn, TestOffice};
use crate::{
    store::{
        EventFacts, Invitee, Reception,
        test_support::{event, keys, sealed, sent_by},
    },
    web::{FormContent, SiteMail, Workspace, WorkspaceError, surveys::surveys_of},
};

const AFTER: &str = "form: after\nlabel: 参加のあとで\nversion: '1'\nreferences: [event]\nsurvey: {about: event, side: visitor, \
                     after_hours: 20, open_days: 14, answers: revise}\ngroups:\n- legend: 感想\n  fields:\n  - {name: mood, type: radio, \
                     label: 満足度, reason: 続けるか決めるため, choices: [{value: '3', label: 良い}, {value: '2', label: 普通}, \
                     {value: '1', label: 悪い}]}\n  - {name: next, type: radio, label: 次の希望, choices: [{value: talk, label: 面談}, \
                     {value: none, label: なし}]}\n  - {name: words, type: textarea, label: 直してほしいこと, reason: 次の会から直すため, \
                     max_length: 90}\nconsent: {version: '1', label: 同意します, link: /p/}\nsubmit: 送る\nhoneypot: remark\nthanks: \
                     ありがとうございました。\n";

const ASK: &str = "form: ask\nlabel: お問い合わせ\nversion: '1'\nanswer_hours: 24\nreferences: [event]\ngroups:\n- legend: 内容\n  fields:\n  - \
                   {name: name, type: text, label: お名前, max_length: 20}\n  - {name: email, type: email, label: メール, max_length: \
                   90}\nconsent: {version: '1', label: 同意します, link: /p/}\nsubmit: 送る\nhoneypot: remark\nthanks: 届きました\n";

struct DeskSite;

impl Workspace for DeskSite {
    fn base_url(&self) -> Result<String, WorkspaceError> {
        Ok("https://site.example.jp".to_owned())
    }

    fn forms(&self) -> Result<Vec<Form>, WorkspaceError> {
        let form = |(name, text): (&str, &str)| {
            let (form, faults) = parse_form(&SourcePath::new(format!("data/forms/{name}.yaml")), text);
            assert!(faults.is_empty(), "{faults:?}");
            form.unwrap()
        };
        Ok([("after", AFTER), ("ask", ASK)].map(form).into())
    }

    fn content(&self) -> Result<FormContent, WorkspaceError> {
        let mut references = KnownReferences::default();
        references.insert("event", "shibuya", []);
        let event = EventFacts { id: "shibuya".to_owned(), ..event(20) };
        Ok(FormContent { references, events: vec![event], ..FormContent::default() })
    }

    fn mail(&self) -> Result<SiteMail, WorkspaceError> {
        Ok(SiteMail::default())
    }

    fn published_pages(&self) -> Result<Vec<String>, WorkspaceError> {
        Ok(Vec::new())
    }

    fn published_page(&self, _path: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
        Ok(None)
    }
}

/// Somebody with this number is asked about the event, and answers.
async fn answer(office: &TestOffice, number: usize, told: Option<&str>) {
    let state = &office.server.backend.state;
    let mut submission = sent_by(number);
    submission.references.insert("event".to_owned(), "shibuya".to_owned());
    let sealed = sealed(&submission);
    let person = sealed.person;
    let Reception::Received { submission, .. } = state.store.receive(sealed).await.unwrap() else { panic!() };
    let invitee = Invitee { person, submission, occasion: "shibuya".to_owned() };
    let survey = &surveys_of(&state.site())[0];
    let id = state.store.invite_to_survey(survey, invitee, true, Timestamp::now()).await.unwrap();
    if let Some(told) = told {
        let body = format!("{told}&consent=yes&consent_version=1&form_version=1");
        let sent = office.server.post(&format!("/api/s/{}", id.render_link(&keys().index)), &body).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    }
}

const RESULTS: &str = "/survey?form=after&occasion=shibuya";
const TEXTS: &str = "/survey/texts?form=after&occasion=shibuya&field=words";

#[tokio::test]
async fn results_are_numbers_for_everybody_and_words_for_whoever_may_open_persons() {
    let office = TestOffice::of_site(Arc::new(DeskSite)).await;
    let (staff, viewer) = (office.sign_in("staff", "coordinator").await, office.sign_in("viewer", "viewer").await);
    answer(&office, 1, Some("mood=3&next=talk&words=%E4%BC%9A%E5%A0%B4%E3%81%8C%E5%AF%92%E3%81%84")).await;
    answer(&office, 2, Some("mood=1&next=talk")).await;
    answer(&office, 3, None).await;
    for who in [&staff, &viewer] {
        let page = office.get("/surveys", Some(who)).await;
        for words in ["参加のあとで", "渋谷の夜（見本）", "67%", "form=after&#38;occasion=shibuya"] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
    }
    let page = office.get(RESULTS, Some(&staff)).await;
    for words in
        ["たずねる理由：続けるか決めるため", "回答2件", "平均 2.00", "50%", "直してほしいこと", "渋谷の夜（見本）"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("会場が寒い"), "words are on a page of their own");
    // Of two, numbers alone tell who said what.
    let few = office.get(RESULTS, Some(&viewer)).await;
    assert!(few.text.contains("回答が3件になるまで") && !few.text.contains("50%"), "{}", few.text);
    for number in 4..=9 {
        answer(&office, number, Some("mood=3&next=none")).await;
    }
    let crossed = format!("{RESULTS}&row=mood&column=next");
    let page = office.get(&crossed, Some(&staff)).await;
    assert!(
        page.text.contains("1（14%）") && page.text.contains("6（86%）") && !page.text.contains("非表示"),
        "{}",
        page.text
    );
    let page = office.get(&crossed, Some(&viewer)).await;
    assert!(page.text.contains("非表示") && !page.text.contains("1（14%）"), "{}", page.text);
    assert!(page.text.contains("3件未満の欄"), "{}", page.text);
    assert_eq!(office.get(TEXTS, Some(&viewer)).await.status, StatusCode::FORBIDDEN);
    for path in ["/survey?form=none", "/survey?form=ask"] {
        assert_eq!(office.get(path, Some(&staff)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// Puts a word on the first text of a page.
async fn tag(
    office: &TestOffice,
    who: &SignedIn,
    page: &str,
    action: &str,
    tag: &str,
) -> super::office_setup::OfficeAnswer {
    let submission = page.split("id=\"text-").nth(1).unwrap().split('"').next().unwrap();
    let fields =
        [("form", "after"), ("field", "words"), ("occasion", "shibuya"), ("submission", submission), ("tag", tag)];
    office.post(&format!("/survey/tags{action}"), who, &fields).await
}

#[tokio::test]
async fn texts_are_read_and_tagged_by_hand() {
    let office = TestOffice::of_site(Arc::new(DeskSite)).await;
    let (staff, viewer) = (office.sign_in("staff", "coordinator").await, office.sign_in("viewer", "viewer").await);
    for number in 1..=3 {
        answer(&office, number, Some("mood=3&words=%3Cb%3E%E5%AF%92%E3%81%84")).await;
    }
    let page = office.get(TEXTS, Some(&staff)).await.text;
    assert!(
        page.contains("&#60;b&#62;寒い") && page.contains("次の会から直すため") && page.contains("/persons/"),
        "{page}"
    );
    let put = tag(&office, &staff, &page, "", "会場").await;
    assert_eq!(put.status, StatusCode::SEE_OTHER);
    assert!(put.header("location").contains("done=tagged#text-"), "{}", put.header("location"));
    let wrong = tag(&office, &staff, &page, "", "").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("40文字まで"), "{}", wrong.text);
    let tagged = office.get(&format!("{TEXTS}&tag=%E4%BC%9A%E5%A0%B4"), Some(&staff)).await.text;
    assert!(tagged.contains("会場 1件") && tagged.matches("id=\"text-").count() == 1, "{tagged}");
    let results = office.get(RESULTS, Some(&viewer)).await.text;
    assert!(results.contains("会場 3件未満") && !results.contains("/survey/texts"), "{results}");
    assert_eq!(tag(&office, &viewer, &page, "", "会場").await.status, StatusCode::FORBIDDEN);
    tag(&office, &staff, &page, "/remove", "会場").await;
    assert!(!office.get(TEXTS, Some(&staff)).await.text.contains("会場 1件"));
    assert_eq!(office.store().count_audited("text.untagged").await, 1);
}

#[tokio::test]
async fn surveys_of_another_programme_are_not_there() {
    let office = TestOffice::of_site(Arc::new(DeskSite)).await;
    answer(&office, 1, Some("mood=3&words=x")).await;
    let (own, foreign) =
        (office.sign_in("own", "coordinator@shibuya").await, office.sign_in("foreign", "coordinator@elsewhere").await);
    assert!(office.get("/surveys", Some(&own)).await.text.contains("occasion=shibuya"));
    assert!(!office.get("/surveys", Some(&foreign)).await.text.contains("shibuya"));
    let page = office.get(TEXTS, Some(&own)).await.text;
    for path in [RESULTS, TEXTS] {
        assert_eq!(office.get(path, Some(&own)).await.status, StatusCode::OK, "{path}");
        assert_eq!(office.get(path, Some(&foreign)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let whole = office.get("/survey?form=after", Some(&foreign)).await.text;
    assert!(whole.contains("回答0件") && !whole.contains("100%"), "what they may see of all is nothing: {whole}");
    for action in ["", "/remove"] {
        assert_eq!(tag(&office, &foreign, &page, action, "x").await.status, StatusCode::NOT_FOUND, "{action}");
    }
    assert_eq!(tag(&office, &own, &page, "", "x").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn questions_wait_on_todays_page_until_they_are_answered() {
    let office = TestOffice::of_site(Arc::new(DeskSite)).await;
    let body = "event=shibuya&name=taro&email=taro%40example.jp&consent=yes&consent_version=1";
    assert_eq!(office.server.post("/api/forms/ask", body).await.status, StatusCode::SEE_OTHER);
    let (staff, other) = (office.sign_in("a", "coordinator").await, office.sign_in("b", "counsellor@shibuya").await);
    let (foreign, door) = (office.sign_in("c", "counsellor@elsewhere").await, office.sign_in("d", "event-staff").await);
    for (who, is_seen) in [(&staff, true), (&other, true), (&foreign, false), (&door, false)] {
        let page = office.get("/", Some(who)).await.text;
        assert_eq!(page.contains("残り23時間") || page.contains("残り1日"), is_seen, "{page}");
        assert!(!page.contains("taro"));
        assert_eq!(page.contains("メッセージで答える"), who.account == staff.account, "{page}");
    }
    let page = office.get("/questions", Some(&staff)).await.text;
    let path = page.split("action=\"/questions/").nth(1).unwrap().split('"').next().unwrap();
    let path = format!("/questions/{path}");
    let form = page.split("href=\"/messages/new?").nth(1).unwrap().split('"').next().unwrap();
    let form = format!("/messages/new?{}", form.replace("&#38;", "&"));
    let written = office.get(&form, Some(&staff)).await.text;
    assert!(
        written.contains("name=\"question\"") && written.contains("value=\"service\" required checked"),
        "{written}"
    );
    assert!(office.get("/", Some(&staff)).await.text.contains(&form.replace('&', "&#38;")), "on today's page as well");
    // The answer begins as one to this question, which stands beside it.
    for words in [
        "value=\"「お問い合わせ」へのご回答\"",
        "「お問い合わせ」からお送りいただいたご質問について",
        "答える質問",
        "taro",
    ] {
        assert!(written.contains(words), "{words}: {written}");
    }
    let both = office.sign_in_with("both", &["counsellor@shibuya", "coordinator@elsewhere"]).await;
    for path in ["/", "/questions"] {
        let page = office.get(path, Some(&both)).await.text;
        assert!(page.contains("回答済みにする") && !page.contains("/messages/new?"), "{page}");
    }
    let elsewhere = form.replace("&question=", "&question=0193");
    assert_eq!(office.get(&elsewhere, Some(&staff)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.get(&form, Some(&foreign)).await.status, StatusCode::FORBIDDEN);
    assert!(
        !office.get("/questions", Some(&other)).await.text.contains("/messages/new?"),
        "who may not write is not led there"
    );
    assert_eq!(office.post(&path, &foreign, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.post(&path, &staff, &[("back", "today")]).await.header("location"), "/?done=answered");
    assert_eq!(office.post(&path, &other, &[]).await.header("location"), "/questions?done=decided_before");
    let page = office.get("/questions", Some(&other)).await.text;
    assert!(page.contains("が回答済みに") && page.contains("0件"), "{page}");
    let back = path.replace("/answered", "/reopen");
    assert_eq!(office.post(&back, &foreign, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.post(&back, &other, &[]).await.header("location"), "/questions?done=reopened");
    let reason = [("format", "csv"), ("reason", "月次報告のため")];
    assert!(!page.contains("/questions/export"), "who may not take it away is not led there");
    let csv = office.post("/questions/export", &staff, &reason).await.text;
    assert!(csv.contains("回答待ち") && csv.lines().count() == 2, "{csv}");
    assert_eq!(office.store().count_audited("person.exported").await, 1);
    let none = office.post("/questions/export", &office.sign_in("e", "coordinator@elsewhere").await, &reason).await;
    assert_eq!(none.text.lines().count(), 1, "{}", none.text);
    assert_eq!(office.post("/questions/export", &other, &reason).await.status, StatusCode::FORBIDDEN);
}
