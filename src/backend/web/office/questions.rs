//! Questions that staff have to answer, with the hours that are left, and those that were answered these days.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    export::{self, ExportOrder, ExportedList, MOST_ROWS},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    person_scope::is_own_submission,
    staff_visit::StaffVisit,
    times::{day_and_time, since},
};
use crate::{
    intake::{
        SubmissionId,
        staff::{ProgrammeScope, StaffRight},
    },
    store::{DataTable, QuestionView, TableCell},
    web::Error,
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::EditPerson);
const EXPORT: RouteAccess = RouteAccess::Right(StaffRight::ExportPersons);

/// The most questions that are shown at once.
const MOST_QUESTIONS: u64 = 100;

/// The most of them on a page that shows other things too.
const FEW_QUESTIONS: usize = 10;

/// For how many days answered ones are shown, so that a slip can be taken back.
const ANSWERED_DAYS: i64 = 7;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    let routes = routes.get("/questions/export", EXPORT, export::ask).post("/questions/export", EXPORT, export);
    routes.get("/questions", ACCESS, page).post("/questions/{submission}/answered", ACCESS, answered).post(
        "/questions/{submission}/reopen",
        ACCESS,
        reopen,
    )
}

#[derive(Debug, Deserialize)]
struct QuestionsQuery {
    done: Option<String>,
}

/// A question that waits.
pub(super) struct QuestionRow {
    pub submission: Uuid,
    pub person: Uuid,
    pub form: String,
    pub received: String,
    /// How many hours are left, or by how many it is late.
    pub left: String,
    pub is_late: bool,
    /// Whether whoever looks may open who asks.
    pub may_open: bool,
    /// Where they answer by a message, if they may write one.
    pub reply: Option<String>,
}

/// One that was answered.
struct AnsweredRow {
    submission: Uuid,
    person: Uuid,
    form: String,
    received: String,
    answered: String,
    /// Whether whoever looks may open who asks.
    may_open: bool,
    /// Whether a message answered it, and which, for whoever may open that.
    is_by_message: bool,
    message: Option<Uuid>,
}

/// Questions that wait.
pub(super) struct OpenQuestions {
    pub rows: Vec<QuestionRow>,
    /// How many there are in all.
    pub count: u64,
}

impl OpenQuestions {
    /// The most urgent of them, for a page that shows other things too.
    pub fn first(&self) -> &[QuestionRow] {
        &self.rows[..self.rows.len().min(FEW_QUESTIONS)]
    }

    /// Whether the time of any is over.
    pub fn has_late(&self) -> bool {
        self.rows.iter().any(|row| row.is_late)
    }
}

#[derive(Template)]
#[template(path = "office/questions.html")]
struct QuestionsHtml {
    frame: OfficeFrame,
    open: OpenQuestions,
    answered: Vec<AnsweredRow>,
    may_export: bool,
}

/// The questions of those whom somebody may write about.
pub(super) async fn open_questions(
    state: &OfficeState,
    visit: &StaffVisit,
    now: Timestamp,
) -> Result<OpenQuestions, Error> {
    let (store, visit) = (&state.app.store, visit.with_right(StaffRight::EditPerson));
    let found = own_questions(state, &visit, store.open_questions(MOST_QUESTIONS).await?).await?;
    let is_whole = matches!(visit.scope(), ProgrammeScope::All);
    let count = if is_whole { store.count_open_questions().await? } else { found.len() as u64 };
    let site = state.app.site();
    let form = |name: &str| site.forms.get(name).map_or(name, |form| form.label.as_str()).to_owned();
    let opened = may_each(state, &visit, StaffRight::OpenPerson, &found).await?;
    let written = may_each(state, &visit, StaffRight::SendMessages, &found).await?;
    let row = |question: &QuestionView| QuestionRow {
        submission: question.submission.0,
        person: question.record.0,
        form: form(&question.form),
        received: day_and_time(question.received_at),
        left: hours_left(question.due_at, now),
        is_late: question.due_at <= now,
        may_open: opened.contains(&question.submission),
        reply: written.contains(&question.submission).then(|| reply_address(question)),
    };
    Ok(OpenQuestions { rows: found.iter().map(row).collect(), count })
}

/// Where somebody writes a message that answers a question.
fn reply_address(question: &QuestionView) -> String {
    format!("/messages/new?person={}&question={}&purpose=service", question.record.0, question.submission.0)
}

/// Those of some questions whose persons' programmes somebody has a right for.
async fn may_each(
    state: &OfficeState,
    visit: &StaffVisit,
    right: StaffRight,
    questions: &[QuestionView],
) -> Result<BTreeSet<SubmissionId>, Error> {
    let visit = visit.with_right(right);
    if !visit.may(right) {
        return Ok(BTreeSet::new());
    }
    let own = own_questions(state, &visit, questions.to_vec()).await?;
    Ok(own.iter().map(|question| question.submission).collect())
}

async fn own_questions(
    state: &OfficeState,
    visit: &StaffVisit,
    questions: Vec<QuestionView>,
) -> Result<Vec<QuestionView>, Error> {
    let mut own = Vec::new();
    for question in questions {
        if is_own_submission(state, visit, question.submission).await? {
            own.push(question);
        }
    }
    Ok(own)
}

/// By day and night alike: `残り5時間`, `3時間超過`.
fn hours_left(due_at: Timestamp, now: Timestamp) -> String {
    if due_at > now { format!("残り{}", since(now, due_at)) } else { format!("{}超過", since(due_at, now)) }
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<QuestionsQuery>,
) -> Result<Response, Error> {
    let (now, site) = (Timestamp::now(), state.app.site());
    let names = AccountNames::read(&state).await?;
    let answered = answered_lately(&state, &visit, now).await?;
    let opened = may_each(&state, &visit, StaffRight::OpenPerson, &answered).await?;
    let messages: Vec<Uuid> = answered.iter().filter_map(|found| found.answered.as_ref()?.message).collect();
    let sender = visit.with_right(StaffRight::SendMessages);
    let own = state.app.store.own_messages(&messages, &sender.scope()).await?;
    let row = |question: &QuestionView| {
        let answered = question.answered.as_ref()?;
        Some(AnsweredRow {
            submission: question.submission.0,
            person: question.record.0,
            form: site.forms.get(&question.form).map_or(question.form.as_str(), |form| &form.label).to_owned(),
            received: day_and_time(question.received_at),
            answered: format!("{}、{}", day_and_time(answered.at), names.of(&answered.account)),
            may_open: opened.contains(&question.submission),
            is_by_message: answered.message.is_some(),
            message: answered.message.filter(|message| own.contains(message)),
        })
    };
    let page = QuestionsHtml {
        frame: OfficeFrame::new("質問への回答", "/", &visit).with_done(query.done.as_deref().and_then(done_text)),
        open: open_questions(&state, &visit, now).await?,
        answered: answered.iter().filter_map(row).collect(),
        may_export: visit.may(StaffRight::ExportPersons),
    };
    show(&page, StatusCode::OK)
}

/// Those that were answered these days.
async fn answered_lately(state: &OfficeState, visit: &StaffVisit, now: Timestamp) -> Result<Vec<QuestionView>, Error> {
    let from = now.checked_sub(SignedDuration::from_hours(24 * ANSWERED_DAYS)).unwrap_or(Timestamp::MIN);
    own_questions(state, visit, state.app.store.answered_questions(from).await?).await
}

/// The questions of the page as a table: those that wait, then those that were answered.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let (store, site) = (&state.app.store, state.app.site());
    let names = AccountNames::read(&state).await?;
    let mut found = own_questions(&state, &visit, store.open_questions(MOST_ROWS as u64 + 1).await?).await?;
    found.extend(answered_lately(&state, &visit, Timestamp::now()).await?);
    let (mut rows, mut persons) = (Vec::new(), BTreeSet::new());
    for question in &found {
        persons.insert(store.person_of(question.record).await?);
        let form = site.forms.get(&question.form).map_or(question.form.as_str(), |form| form.label.as_str());
        let said = question.answered.as_ref();
        rows.push(vec![
            TableCell::Text(form.to_owned()),
            TableCell::Text(if said.is_some() { "回答済み" } else { "回答待ち" }.to_owned()),
            TableCell::Time(question.received_at),
            TableCell::Time(question.due_at),
            said.map_or_else(|| TableCell::Text(String::new()), |said| TableCell::Time(said.at)),
            TableCell::Text(said.map(|said| names.of(&said.account)).unwrap_or_default()),
        ]);
    }
    let headings = ["フォーム", "状態", "受信", "回答の期限", "回答", "回答した人"].map(str::to_owned).into();
    let list = ExportedList { stem: "questions", table: DataTable { headings, rows }, persons };
    order.send(&state, &visit, list).await
}

async fn answered(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(submission): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let question = find_question(&state, &visit, &submission).await?;
    let is_first = state.app.store.answer_question(question, &visit.actor()).await?;
    let done = if is_first { "answered" } else { "decided_before" };
    // Whoever says so on today's page goes on there.
    let back = if form.text("back") == "today" { "/" } else { "/questions" };
    Ok(see_other(&format!("{back}?done={done}")))
}

async fn reopen(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(submission): Path<String>,
) -> Result<Response, Error> {
    let question = find_question(&state, &visit, &submission).await?;
    let was_answered = state.app.store.reopen_question(question, &visit.actor()).await?;
    Ok(see_other(if was_answered { "/questions?done=reopened" } else { "/questions?done=decided_before" }))
}

async fn find_question(state: &OfficeState, visit: &StaffVisit, submission: &str) -> Result<SubmissionId, Error> {
    let submission = SubmissionId(path_id(submission)?);
    if is_own_submission(state, visit, submission).await? { Ok(submission) } else { Err(Error::NotFound) }
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "answered" => Some("回答済みにしました。"),
        "reopened" => Some("回答待ちに戻しました。"),
        "decided_before" => Some("先にほかの人が対応していました。何も変更していません。"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_left_or_over() {
        let at = |text: &str| format!("2026-12-04T{text}Z").parse::<Timestamp>().unwrap();
        for (now, words) in
            [("05:00:00", "残り5時間"), ("09:30:00", "残り30分"), ("10:00:00", "0分超過"), ("13:59:00", "3時間超過")]
        {
            assert_eq!(hours_left(at("10:00:00"), at(now)), words, "{now}");
        }
    }
}
