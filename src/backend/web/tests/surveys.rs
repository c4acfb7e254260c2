//! Surveys by personal links, as browsers without scripts fill them in.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use jiff::Timestamp;
use scraper::{Html, Selector};
use tempfile::TempDir;
use tower::ServiceExt;
use tsubame_model::{
    schema::{Form, KnownReferences, parse_form},
    source::SourcePath,
};

use crate::{
    intake::InvitationId,
    store::{
        DatabaseLocation, EventFacts, Invitee, Reception, ResponseRate,
        test_support::{event, keys, sealed, sent_by},
    },
    web::{BackendServer, FormContent, ServerSettings, SiteMail, Workspace, WorkspaceError, surveys::surveys_of},
};

const FORM: &str = "form: after\nlabel: 参加のあとで\nversion: '1'\nintro: 3分で終わります。\nreferences: [event]\nsurvey: {about: event, side: \
                    visitor, after_hours: 20, open_days: 14, answers: POLICY, incentive: {kind: draw, label: 抽選で1人にお茶}}\ngroups:\n- \
                    legend: 感想\n  fields:\n  - {name: mood, type: radio, label: 満足度, reason: 続けるか決めるため, required: true, choices: \
                    [{value: good, label: 良い}, {value: bad, label: 悪い}]}\n  - {name: why, type: textarea, label: 理由, required: true, \
                    max_length: 60, show_when: {field: mood, is: bad}}\n  - {name: name, type: text, label: お名前, max_length: \
                    20}\nconsent: {version: '1', label: 同意します, link: \"@/privacy.md\"}\nsubmit: 送る\nhoneypot: remark\nthanks: \
                    ありがとうございました。\n";

struct SurveySite(&'static str);

impl Workspace for SurveySite {
    fn base_url(&self) -> Result<String, WorkspaceError> {
        Ok("https://site.example.jp".to_owned())
    }

    fn forms(&self) -> Result<Vec<Form>, WorkspaceError> {
        let text = FORM.replace("POLICY", self.0);
        let (form, faults) = parse_form(&SourcePath::new("data/forms/after.yaml"), &text);
        assert!(faults.is_empty(), "{faults:?}");
        Ok(form.into_iter().collect())
    }

    fn content(&self) -> Result<FormContent, WorkspaceError> {
        let mut references = KnownReferences::default();
        references.insert("event", "shibuya", []);
        let event = EventFacts { id: "shibuya".to_owned(), ..event(9) };
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

struct SurveyServer {
    backend: BackendServer,
    router: Router,
    _folder: TempDir,
}

struct SurveyAnswer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl SurveyServer {
    async fn start(policy: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = DatabaseLocation::Sqlite(folder.path().join("data.sqlite"));
        let site = Arc::new(SurveySite(policy));
        let backend = BackendServer::open(site, &location, keys(), ServerSettings::default(), None).await.unwrap();
        Self { router: backend.router(), backend, _folder: folder }
    }

    /// The path of the link of somebody with this number.
    async fn invite(&self, number: usize) -> String {
        let state = &self.backend.state;
        let mut submission = sent_by(number);
        submission.references.clear();
        let sealed = sealed(&submission);
        let person = sealed.person;
        let Reception::Received { submission, .. } = state.store.receive(sealed).await.unwrap() else { panic!() };
        let invitee = Invitee { person, submission, occasion: "shibuya".to_owned() };
        let survey = &surveys_of(&state.site())[0];
        let id = state.store.invite_to_survey(survey, invitee, true, Timestamp::now()).await.unwrap();
        format!("/api/s/{}", id.render_link(&keys().index))
    }

    async fn send(&self, request: Request<Body>) -> SurveyAnswer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        SurveyAnswer { status: parts.status, headers: parts.headers, text }
    }

    async fn get(&self, path: &str) -> SurveyAnswer {
        self.send(Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, body: &str) -> SurveyAnswer {
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::ORIGIN, "https://site.example.jp")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    async fn rate(&self) -> ResponseRate {
        self.backend.state.store.response_rate("after", "shibuya").await.unwrap()
    }
}

const GOOD: &str = "mood=good&name=taro&consent=yes&consent_version=1&form_version=1";

fn count(html: &str, selector: &str) -> usize {
    Html::parse_document(html).select(&Selector::parse(selector).unwrap()).count()
}

#[tokio::test]
async fn a_link_shows_the_form_and_changes_nothing() {
    let server = SurveyServer::start("revise").await;
    let link = server.invite(1).await;
    for _ in 0..5 {
        let page = server.get(&link).await;
        assert_eq!(page.status, StatusCode::OK);
        for selector in [
            "h1",
            "input[type=radio][name=mood][required]",
            "textarea[name=why]:not([required])",
            "input[name=name][maxlength='40']",
            "input[name=consent][required]",
            "a[href='https://site.example.jp/privacy/']",
            "input[name=remark][tabindex='-1']",
        ] {
            assert!(count(&page.text, selector) > 0, "{selector}: {}", page.text);
        }
        for words in
            ["渋谷の夜（見本）", "うかがう理由：続けるか決めるため", "「悪い」を選んだ方へ。", "抽選で1人にお茶"]
        {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["referrer-policy"], "same-origin");
    }
    assert_eq!(server.rate().await, ResponseRate { invited: 1, answered: 0 });
}

#[tokio::test]
async fn r14_two_browsers_with_one_link_answer_once_and_a_reload_sends_nothing() {
    let server = SurveyServer::start("revise").await;
    let link = server.invite(1).await;
    for body in [GOOD, GOOD, &GOOD.replace("good", "bad").replace("name=taro", "name=taro&why=x")] {
        let sent = server.post(&link, body).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        for _ in 0..2 {
            let thanks = server.get(sent.headers["location"].to_str().unwrap()).await;
            assert_eq!(thanks.status, StatusCode::OK);
            assert!(thanks.text.contains("ありがとうございました。") && thanks.text.contains("抽選に加わりました"));
        }
    }
    assert_eq!(server.rate().await, ResponseRate { invited: 1, answered: 1 });
    // Whoever else has the link sees that it was answered, and not with what.
    let page = server.get(&link).await;
    assert!(page.text.contains("すでに回答をいただいています"), "{}", page.text);
    assert!(!page.text.contains("taro") && count(&page.text, "[checked]") == 0);
}

#[tokio::test]
async fn r14_where_one_answer_holds_the_second_is_told_that_it_is_answered() {
    let server = SurveyServer::start("once").await;
    let (link, other) = (server.invite(1).await, server.invite(2).await);
    assert_eq!(server.post(&link, GOOD).await.status, StatusCode::SEE_OTHER);
    let second = server.post(&link, &GOOD.replace("taro", "hanako")).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.text.contains("回答済みです") && !second.text.contains("taro"), "{}", second.text);
    assert!(server.get(&link).await.text.contains("回答済みです"));
    // The link of A, used by B, is A's answer; B's own link is untouched.
    assert_eq!(server.rate().await, ResponseRate { invited: 2, answered: 1 });
    assert_eq!(server.post(&other, GOOD).await.status, StatusCode::SEE_OTHER);
    assert_eq!(server.rate().await, ResponseRate { invited: 2, answered: 2 });
}

#[tokio::test]
async fn errors_come_with_what_was_typed() {
    let server = SurveyServer::start("revise").await;
    let link = server.invite(1).await;
    let again = server.post(&link, "mood=bad&name=%3Cb%3Etaro&consent=yes&consent_version=1").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(count(&again.text, "input[value=bad][checked]"), 1, "{}", again.text);
    assert_eq!(count(&again.text, "input[name=name][value='<b>taro']"), 1);
    assert_eq!(count(&again.text, "main b"), 0, "it is text");
    assert_eq!(count(&again.text, ".errors a[href='#f-why']"), 1);
    assert_eq!(server.rate().await.answered, 0);
}

#[tokio::test]
async fn only_the_link_answers_and_a_made_up_one_leads_nowhere() {
    let server = SurveyServer::start("revise").await;
    let link = server.invite(1).await;
    assert_eq!(server.post("/api/forms/after", &format!("event=shibuya&{GOOD}")).await.status, StatusCode::NOT_FOUND);
    let made_up = InvitationId(uuid::Uuid::nil()).render_link(&keys().index);
    for path in [format!("{link}x"), format!("/api/s/{made_up}"), "/api/s/AAAA".to_owned(), format!("{link}/thanks")] {
        let page = server.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.text.contains("このリンクは使えません"));
    }
    let foreign = Request::post(&link)
        .header(header::ORIGIN, "https://other.example.jp")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let foreign = server.send(foreign.body(Body::from(GOOD)).unwrap()).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert_eq!(server.rate().await.answered, 0);
}
