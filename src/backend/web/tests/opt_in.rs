//! A form without a seat that wants its senders to press a button: what they are told, what the link in the mail does, what is left
//! of those who never press it; and of an answer that is kept for a shorter time than the rest.

use std::sync::Arc;

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tsubame_model::{
    schema::{Form, parse_form},
    source::SourcePath,
};

use super::setup::{TestServer, link};
use crate::{
    intake::SubmissionId,
    store::DatabaseLocation,
    web::{FormContent, ServerSettings, SiteMail, Workspace, WorkspaceError, retention_sweep::end_terms},
};

const FORM: &str = "form: join\nlabel: 会員登録\nversion: '1'\ngroups:\n- legend: お名前\n  fields:\n  - {name: name, type: text, label: \
                    お名前, required: true, max_length: 20}\n  - {name: email, type: email, label: メール, required: true, max_length: \
                    254}\n  - {name: needs, type: textarea, label: 必要な配慮, max_length: 99, retention: 30 days}\nconsent: {version: '1', label: 同意します, link: /privacy/}\nsubmit: 登録する\ndouble_opt_in: true\nhoneypot: \
                    remark\nthanks: ありがとうございます。\n";

struct JoinSite;

impl Workspace for JoinSite {
    fn base_url(&self) -> Result<String, WorkspaceError> {
        Ok("https://site.example.jp".to_owned())
    }

    fn forms(&self) -> Result<Vec<Form>, WorkspaceError> {
        let (form, faults) = parse_form(&SourcePath::new("data/forms/join.yaml"), FORM);
        assert!(faults.is_empty(), "{faults:?}");
        Ok(form.into_iter().collect())
    }

    fn content(&self) -> Result<FormContent, WorkspaceError> {
        Ok(FormContent::default())
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

async fn serve(settings: ServerSettings) -> (TempDir, TestServer) {
    let folder = tempfile::tempdir().unwrap();
    let location = DatabaseLocation::Sqlite(folder.path().join("data.sqlite"));
    (folder, TestServer::of(Arc::new(JoinSite), &location, settings).await)
}

fn joining(number: usize) -> String {
    format!("name=%E5%B1%B1%E7%94%B0{number}&email=visitor{number}%40example.jp&consent=yes&consent_version=1")
}

async fn join(server: &TestServer, number: usize) -> SubmissionId {
    let answer = server.post("/api/forms/join", &joining(number)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let told = server.get(answer.header("location")).await;
    assert!(told.text.contains("ボタンを1回押していただくと、受け付けが完了します"), "{}", told.text);
    assert!(told.text.contains("ありがとうございます。"), "and what the form says");
    server.backend.state.store.newest_submission().await
}

#[tokio::test]
async fn the_link_of_the_mail_shows_a_button_that_completes_it_once() {
    let (_folder, server) = serve(ServerSettings::default()).await;
    let id = join(&server, 1).await;
    let store = &server.backend.state.store;
    let address = link(id, "confirm", 1);
    for _ in 0..3 {
        let page = server.get(&address).await;
        assert!(page.status == StatusCode::OK && page.text.contains("受け付けを完了する"), "{}", page.text);
        assert_eq!(page.text.matches("<button").count(), 1);
        assert!(!page.text.contains("山田1") && !page.text.contains("visitor1"), "the link may have been passed on");
    }
    assert_eq!(store.waiting_mails().await, ["please-confirm"], "opening it is no press");
    for _ in 0..2 {
        let pressed = server.post(&address, "").await;
        assert!(pressed.text.contains("受け付けています"), "{}", pressed.text);
        assert_eq!(store.waiting_mails().await, ["form-received", "please-confirm"]);
    }
    let page = server.get(&address).await;
    assert!(page.text.contains("受け付けています") && !page.text.contains("<button"), "{}", page.text);
}

#[tokio::test]
async fn a_known_address_and_an_unknown_one_are_answered_alike() {
    let (_folder, server) = serve(ServerSettings::default()).await;
    let id = join(&server, 1).await;
    server.post(&link(id, "confirm", 1), "").await;
    let mut answers = Vec::new();
    for number in [1, 2] {
        let body = joining(number).replace("name=%E5", "name=x%E5");
        let page = server.post("/api/forms/join", &body).await;
        let headers = [("origin", "https://site.example.jp"), ("content-type", "application/x-www-form-urlencoded")];
        let data = server.send("POST", "/api/forms/join", &headers, &body).await;
        assert!(data.text.contains("確認のメール"), "{}", data.text);
        answers.push((page.status, page.header("location").to_owned(), page.text, data.status, data.text));
    }
    assert_eq!(answers[0], answers[1]);
    let mails = server.backend.state.store.waiting_mails().await;
    assert_eq!(mails, ["form-received", "please-confirm", "please-confirm", "please-confirm"], "and written to alike");
}

#[tokio::test]
async fn a_link_past_its_term_offers_a_fresh_mail_while_the_submission_waits() {
    let (_folder, server) = serve(ServerSettings { confirm_hours: 240, ..ServerSettings::default() }).await;
    let id = join(&server, 1).await;
    let old = link(id, "confirm", 73);
    for page in [server.get(&old).await, server.post(&old, "").await] {
        assert!(page.text.contains("新しいメールを送る"), "{}", page.text);
    }
    let store = &server.backend.state.store;
    assert!(store.confirmation_deadline(id).await.unwrap().is_some(), "the old link confirmed nothing");
    server.post(&link(id, "fresh", 73), "").await;
    assert_eq!(store.waiting_mails().await, ["fresh-link", "please-confirm"]);
}

#[tokio::test]
async fn whoever_never_presses_it_is_deleted_within_the_hour_after_the_term_and_told_so() {
    let (_folder, server) = serve(ServerSettings { confirm_hours: 48, ..ServerSettings::default() }).await;
    let (late, confirmed) = (join(&server, 1).await, join(&server, 2).await);
    server.post(&link(confirmed, "confirm", 1), "").await;
    let state = &server.backend.state;
    for (hours, left) in [(47, 2), (49, 1), (1000, 1)] {
        end_terms(state, Timestamp::now() + SignedDuration::from_hours(hours)).await.unwrap();
        assert_eq!(state.store.count_submissions().await, left, "after {hours} hours");
    }
    for page in [server.get(&link(late, "confirm", 1)).await, server.post(&link(late, "confirm", 1), "").await] {
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("期限までに押されなかったか"), "{}", page.text);
    }
    assert_eq!(state.store.waiting_mails().await, ["form-received", "please-confirm"], "those of the other one");
}

#[tokio::test]
async fn an_answer_with_a_term_of_its_own_ends_by_itself_and_the_rest_stays() {
    let (_folder, server) = serve(ServerSettings::default()).await;
    let answer = server.post("/api/forms/join", &format!("{}&needs=x7731", joining(1))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let state = &server.backend.state;
    let id = state.store.newest_submission().await;
    server.post(&link(id, "confirm", 1), "").await;
    for (days, is_there) in [(29, true), (31, false), (32, false)] {
        end_terms(state, Timestamp::now() + SignedDuration::from_hours(24 * days)).await.unwrap();
        let data = state.store.personal_data(id).await.unwrap().unwrap();
        let answers = &data.submissions[0].answers;
        assert_eq!(
            (answers.contains_key("needs"), answers.contains_key("name")),
            (is_there, true),
            "after {days} days"
        );
    }
}
