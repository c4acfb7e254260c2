//! Messages: which there are, one of them as it will go out, trying it, sending it, stopping it.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    facet_words::name_or_none,
    frame::{OfficeFrame, see_other, show},
    message_approval::MessageApproval,
    message_obstacles::{MessageReadiness, contact_text, gaps, nameless_text},
    message_readers::find_message,
    message_words::{filled_words, message_state_label, purpose_label, refusal_text, skip_label, target_label},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    programme_choice::programme_label,
    staff_visit::StaffVisit,
    timeline_words::mail_state,
    times::day_and_time,
};
use crate::{
    intake::{
        MailKind,
        messages::{MessagePart, MessagePurpose, MessageState, SkipReason},
        staff::StaffRight,
    },
    outbox::RenderedMail,
    store::{MessageCounts, MessageFacts, MessageOutcome, MessagePlan, MessageTarget, MessageView},
    web::{
        Error,
        mailing::{contact, preview_message},
    },
};

pub(super) const SEND: RouteAccess = RouteAccess::Right(StaffRight::SendMessages);

/// How many messages are listed.
const MOST_MESSAGES: u64 = 200;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/messages", SEND, list)
        .get("/messages/{message}", SEND, page)
        .post("/messages/{message}/test", SEND, test)
        .post("/messages/{message}/send", SEND, send)
        .post("/messages/{message}/stop", SEND, stop)
        .post("/messages/{message}/resume", SEND, resume)
        .post("/messages/{message}/delete", SEND, delete)
}

#[derive(Debug, Deserialize)]
struct MessagesQuery {
    done: Option<String>,
}

/// A message in the list.
pub(super) struct MessageRow {
    id: Uuid,
    pub subject: String,
    pub target: String,
    pub purpose: &'static str,
    pub state: &'static str,
    pub account: String,
    pub written: String,
    pub all: u64,
    pub sent: u64,
    pub skipped: u64,
}

#[derive(Template)]
#[template(path = "office/messages.html")]
struct MessagesHtml {
    frame: OfficeFrame,
    messages: Vec<MessageRow>,
}

/// What a message looks like to its first readers.
struct MessagePreview {
    name: String,
    mail: RenderedMail,
}

#[derive(Template)]
#[template(path = "office/message.html")]
struct MessageHtml {
    frame: OfficeFrame,
    id: Uuid,
    version: i32,
    row: MessageRow,
    programme: String,
    person: Option<Uuid>,
    text: String,
    started: String,
    ended: String,
    per_minute: u32,
    is_written: bool,
    is_sending: bool,
    is_stopped: bool,
    is_one: bool,
    is_news: bool,
    is_of_event: bool,
    test_mail: String,
    /// How many would get it now.
    readers: u64,
    previews: Vec<MessagePreview>,
    /// What became of it, and with how many.
    results: Vec<(&'static str, u64)>,
    skipped: Vec<(&'static str, u64)>,
    /// How many readers would read a gap.
    gaps: u64,
    /// Why it cannot be sent yet.
    obstacles: Vec<String>,
    approval: MessageApproval,
    /// The question that it answers, and whether somebody has answered that.
    question: Option<(String, bool)>,
    /// Whether the programme has an address for questions.
    has_contact: bool,
    fault: Option<String>,
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<MessagesQuery>,
) -> Result<Response, Error> {
    let found = state.app.store.messages(&visit.scope(), MOST_MESSAGES).await?;
    let accounts = AccountNames::read(&state).await?;
    let page = MessagesHtml {
        frame: OfficeFrame::new("メッセージ", "/messages", &visit).with_done(query.done.as_deref().and_then(done_text)),
        messages: found.iter().map(|message| row(message, &state, &accounts)).collect(),
    };
    show(&page, StatusCode::OK)
}

/// A message as a row.
pub(super) fn row(message: &MessageView, state: &OfficeState, accounts: &AccountNames) -> MessageRow {
    // What is written to one person alone is theirs, and stands on its own page.
    let subject = message.words.as_ref().map_or_else(
        || "（1人へのメッセージ）".to_owned(),
        |words| filled_words(&words.0, MessagePart::Subject, message.event.as_ref()),
    );
    MessageRow {
        id: message.id,
        subject,
        target: target_label(&message.target, message.event.as_ref(), &state.app.site()),
        purpose: purpose_label(message.purpose),
        state: message_state_label(message.state),
        account: accounts.of(&message.account),
        written: day_and_time(message.started_at.unwrap_or(message.written_at)),
        all: message.counts.all(),
        sent: message.counts.sent(),
        skipped: message.counts.skipped.values().sum(),
    }
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(message): Path<String>,
    Query(query): Query<MessagesQuery>,
) -> Result<Response, Error> {
    let found = find_message(&state, &visit, &message).await?;
    draw(&state, &visit, &found, query.done.as_deref().and_then(done_text), None).await
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    found: &MessageView,
    done: Option<&'static str>,
    fault: Option<&str>,
) -> Result<Response, Error> {
    let accounts = AccountNames::read(state).await?;
    let is_written = found.state.is_written();
    let plan = if is_written {
        state.app.store.plan_message(found.id, &visit.actor()).await?.unwrap_or_default()
    } else {
        MessagePlan::default()
    };
    let time = |at: Option<jiff::Timestamp>| at.map(day_and_time).unwrap_or_default();
    let own = state.app.store.account(visit.account()).await?;
    let (site, programme) = (state.app.site(), found.programme.as_deref());
    let (approval, contact) = (MessageApproval::of(state, found).await?, contact(&state.app).await?);
    let is_tested = found.state == MessageState::Testing || found.target.is_one();
    let readiness = MessageReadiness { plan: &plan, is_tested, approval: &approval, contact: contact.as_deref() };
    let page = MessageHtml {
        frame: OfficeFrame::new(title_of(found), "/messages", visit).with_done(done),
        id: found.id,
        version: found.version,
        row: row(found, state, &accounts),
        programme: programme.map(|name| programme_label(&site, name).to_owned()).unwrap_or_default(),
        person: match &found.target {
            MessageTarget::Person(person) => Some(person.0),
            MessageTarget::Segment(_) | MessageTarget::Attendees { .. } => None,
        },
        text: found
            .words
            .as_ref()
            .map(|words| filled_words(&words.1, MessagePart::Body, found.event.as_ref()))
            .unwrap_or_default(),
        started: time(found.started_at),
        ended: time(found.ended_at),
        per_minute: if is_written { state.app.rules().await?.messages_per_minute } else { found.per_minute },
        is_written,
        is_sending: found.state == MessageState::Sending,
        is_stopped: found.state == MessageState::Stopped,
        is_one: found.target.is_one(),
        is_news: found.purpose == MessagePurpose::News,
        is_of_event: found.purpose == MessagePurpose::Event,
        test_mail: own.map(|account| account.mail).unwrap_or_default(),
        readers: plan.readers,
        previews: previews(state, found, &plan).await?,
        results: results(&found.counts),
        skipped: skipped(if is_written { &plan.skipped } else { &found.counts.skipped }),
        obstacles: readiness.obstacles(found),
        gaps: gaps(found, &plan),
        has_contact: contact.is_some(),
        approval,
        question: answered_question(state, found).await?,
        fault: fault.map(str::to_owned),
    };
    show(&page, if fault.is_some() { StatusCode::CONFLICT } else { StatusCode::OK })
}

/// The question that a message answers: its form and when it came, and whether somebody has answered it.
async fn answered_question(state: &OfficeState, found: &MessageView) -> Result<Option<(String, bool)>, Error> {
    let Some(question) = found.question else { return Ok(None) };
    let Some(question) = state.app.store.question(question).await? else { return Ok(None) };
    let site = state.app.site();
    let form = site.forms.get(&question.form).map_or(question.form.as_str(), |form| form.label.as_str());
    let text = format!("{form}（{}に受信）", day_and_time(question.received_at));
    Ok(Some((text, question.answered.is_some())))
}

fn title_of(found: &MessageView) -> String {
    let filled = |words: &(String, String)| filled_words(&words.0, MessagePart::Subject, found.event.as_ref());
    found.words.as_ref().map_or_else(|| "メッセージ".to_owned(), filled)
}

/// The message as its first readers will read it, from the subject to the last line.
async fn previews(state: &OfficeState, found: &MessageView, plan: &MessagePlan) -> Result<Vec<MessagePreview>, Error> {
    if plan.first.is_empty() {
        return Ok(Vec::new());
    }
    let (subject, text) = found.words.clone().unwrap_or_default();
    let facts = MessageFacts { subject, text, event: found.event.clone(), is_trial: false };
    let kind = match found.purpose {
        MessagePurpose::Service => MailKind::Message,
        MessagePurpose::News => MailKind::MessageNews,
        MessagePurpose::Event => MailKind::MessageEvent,
    };
    let mails = preview_message(&state.app, kind, &facts, &plan.first).await?;
    let preview = |(name, mail): (&String, RenderedMail)| MessagePreview { name: name_or_none(name), mail };
    Ok(plan.first.iter().zip(mails).map(preview).collect())
}

fn results(counts: &MessageCounts) -> Vec<(&'static str, u64)> {
    let mut results = vec![("準備中", counts.pending)];
    results.extend(counts.mails.iter().map(|(state, count)| (mail_state(*state), *count)));
    results.push(("送信済み（その後、記録の期限が過ぎたか消去された）", counts.ended));
    results.retain(|(_, count)| *count > 0);
    results
}

fn skipped(skipped: &BTreeMap<SkipReason, u64>) -> Vec<(&'static str, u64)> {
    skipped.iter().map(|(reason, count)| (skip_label(*reason), *count)).collect()
}

async fn test(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(message): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let found = find_message(&state, &visit, &message).await?;
    let version = form.parsed("version").unwrap_or_default();
    let outcome = state.app.store.try_message(found.id, version, visit.account()).await?;
    answer(&state, &visit, &found, outcome, "tested").await
}

async fn send(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(message): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let found = find_message(&state, &visit, &message).await?;
    if found.state.is_written() {
        let plan = state.app.store.plan_message(found.id, &visit.actor()).await?.unwrap_or_default();
        let contact = contact(&state.app).await?;
        let fault = nameless_text(&found, &plan).or_else(|| contact_text(&found, contact.as_deref()));
        if let Some(fault) = fault {
            return draw(&state, &visit, &found, None, Some(&fault)).await;
        }
    }
    if !MessageApproval::of(&state, &found).await?.allows() {
        let fault = "この内容はまだ承認されていません。承認されると送れます。";
        return draw(&state, &visit, &found, None, Some(fault)).await;
    }
    let version = form.parsed("version").unwrap_or_default();
    let rate = state.app.rules().await?.messages_per_minute;
    let outcome = state.app.store.send_message(found.id, version, rate, &visit.actor()).await?;
    answer(&state, &visit, &found, outcome, "started").await
}

async fn stop(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(message): Path<String>,
) -> Result<Response, Error> {
    let found = find_message(&state, &visit, &message).await?;
    let outcome = state.app.store.stop_message(found.id, &visit.actor()).await?;
    answer(&state, &visit, &found, outcome, "stopped").await
}

async fn resume(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(message): Path<String>,
) -> Result<Response, Error> {
    let found = find_message(&state, &visit, &message).await?;
    let outcome = state.app.store.resume_message(found.id, &visit.actor()).await?;
    answer(&state, &visit, &found, outcome, "resumed").await
}

async fn delete(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(message): Path<String>,
) -> Result<Response, Error> {
    let found = find_message(&state, &visit, &message).await?;
    match state.app.store.delete_message(found.id, &visit.actor()).await? {
        MessageOutcome::Done => Ok(see_other("/messages?done=deleted")),
        outcome => answer(&state, &visit, &found, outcome, "deleted").await,
    }
}

/// Back to the message after something was done with it; or why it was not.
async fn answer(
    state: &OfficeState,
    visit: &StaffVisit,
    found: &MessageView,
    outcome: MessageOutcome,
    done: &'static str,
) -> Result<Response, Error> {
    let fault = match outcome {
        MessageOutcome::Done => return Ok(see_other(&format!("/messages/{}?done={done}", found.id))),
        MessageOutcome::Unknown => return Err(Error::NotFound),
        MessageOutcome::Stale => "ほかの人が本文を直しました。内容を確かめて、もう一度お試しください。",
        MessageOutcome::Refused(refusal) => refusal_text(refusal),
    };
    // Somebody else may have done it meanwhile: what is shown is how it stands now.
    let now = state.app.store.message(found.id).await?.ok_or(Error::NotFound)?;
    draw(state, visit, &now, None, Some(fault)).await
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "written" => Some("下書きを保存しました。宛先と内容を確かめてください。"),
        "edited" => Some("内容を直しました。もう一度テスト送信をしてください。"),
        "asked" => Some("承認を依頼しました。"),
        "tested" => Some("自分あてにテスト送信をしました。届いたメールを確かめてください。"),
        "started" => Some("送信を始めました。"),
        "stopped" => Some("送信を止めました。送信箱に残っていたメールも止めています。"),
        "resumed" => Some("送信を再開しました。"),
        "deleted" => Some("下書きを消しました。"),
        _ => None,
    }
}
