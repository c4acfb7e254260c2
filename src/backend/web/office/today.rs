//! What waits for a person now: what is on today, questions without an answer, what is held, changes of events that touch people, what
//! became visible of persons, mails that did not arrive, what somebody has to do until today, what is wrong with the server, and how old
//! the last tried backup is.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    event_facts_words::{FactChange, changed_facts},
    event_scope::find_event,
    frame::{OfficeFrame, first_part, see_other, show},
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    person_scope::{is_own_person, is_own_submission},
    questions::{OpenQuestions, open_questions},
    staff_visit::StaffVisit,
    task_lines::TaskLine,
    tasks::due_today,
    times::{day_and_time, since},
    today_agenda::{AgendaRow, todays_agenda},
    today_mails::OwnMailsToday,
    today_programme::ProgrammeToday,
    today_webhooks::WebhooksToday,
    today_words::{backup_text, is_backup_old, notice_text, suspicion_text},
};
use crate::{
    intake::{SubmissionId, staff::StaffRight},
    store::{HeldSubmission, Incident, MailState, PendingEventChange, PersonNotice, ReleaseOutcome, StoreFigures},
    web::{Error, alerts::AlertNotice},
};

/// The most held submissions that are shown at once.
const MOST_HELD: u64 = 50;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    let right = RouteAccess::Right;
    routes
        .get("/", RouteAccess::SignedIn, page)
        .post("/held/{submission}/release", right(StaffRight::ReleaseHeld), release)
        .post("/event-changes/{change}/confirm", right(StaffRight::ManageEvents), confirm_change)
        .post("/event-changes/{change}/refuse", right(StaffRight::ManageEvents), refuse_change)
        .post("/notices/{notice}/close", right(StaffRight::EditPerson), close_notice)
        .post("/incidents/{incident}/acknowledge", RouteAccess::Whole(StaffRight::ManageIncidents), acknowledge)
        .post("/outbox/resume", RouteAccess::Whole(StaffRight::SendMessages), resume_outbox)
}

#[derive(Debug, Deserialize)]
struct TodayQuery {
    done: Option<String>,
}

/// A submission that waits for somebody to look at it.
struct HeldRow {
    submission: Uuid,
    form: String,
    received: String,
    waits: String,
    reasons: Vec<&'static str>,
}

/// A change of an event that waits.
struct ChangeRow {
    id: Uuid,
    event: String,
    facts: Vec<FactChange>,
    seated: u64,
    waiting: u64,
    notices: u64,
}

/// What became visible of a person.
struct NoticeRow {
    id: Uuid,
    person: Uuid,
    text: &'static str,
    since: String,
}

/// Something that is wrong with the server.
struct IncidentRow {
    id: Uuid,
    title: String,
    since: String,
    is_looked_after: bool,
}

/// How mails stand.
struct MailCounts {
    waiting: u64,
    bounced: u64,
    dead: u64,
    overdue: Option<String>,
    is_stopped: bool,
}

#[derive(Template)]
#[template(path = "office/today.html")]
struct TodayHtml {
    frame: OfficeFrame,
    /// What is on today, for whoever looks after it.
    agenda: Option<Vec<AgendaRow>>,
    /// What has to be answered, for whoever may say that it is.
    questions: Option<OpenQuestions>,
    held: Vec<HeldRow>,
    /// How many are held in all.
    held_count: u64,
    changes: Vec<ChangeRow>,
    notices: Vec<NoticeRow>,
    tasks: Vec<TaskLine>,
    may_edit: bool,
    incidents: Vec<IncidentRow>,
    mails: MailCounts,
    own_mails: OwnMailsToday,
    backup: String,
    is_backup_old: bool,
    programme: ProgrammeToday,
    webhooks: WebhooksToday,
    /// What somebody looks after of which there is nothing now, with the pages of those that have one.
    nothing: Vec<(&'static str, Option<&'static str>)>,
    rights: TodayRights,
}

/// What may be done on the page.
struct TodayRights {
    release: bool,
    manage_events: bool,
    edit_person: bool,
    open_person: bool,
    manage_incidents: bool,
    send_messages: bool,
    /// How the server does: not for whoever knows figures and approvals alone.
    see_server: bool,
    see_outbox: bool,
    /// How old backups are: for whoever can see to it.
    see_backups: bool,
}

impl TodayHtml {
    /// The same, saying in one line what there is nothing of.
    fn with_nothing(mut self) -> Self {
        let programme_waits = self.programme.waiting.as_ref().is_some_and(Vec::is_empty);
        let all = [
            (self.agenda.as_ref().is_some_and(Vec::is_empty), "今日の予約とイベント", None),
            (
                self.questions.as_ref().is_some_and(|questions| questions.rows.is_empty()),
                "回答を待つ質問",
                Some("/questions"),
            ),
            (self.rights.release && self.held.is_empty(), "保留中の申し込み", None),
            (self.rights.edit_person && self.notices.is_empty(), "登録者についての知らせ", None),
            (self.rights.edit_person && self.tasks.is_empty(), "今日までの用件", Some("/tasks")),
            (programme_waits, "承認を待っているもの", Some("/approvals")),
        ];
        let missing = all.into_iter().filter(|(is_missing, ..)| *is_missing);
        self.nothing = missing.map(|(_, label, address)| (label, address)).collect();
        self
    }
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<TodayQuery>,
) -> Result<Response, Error> {
    if !visit.may(StaffRight::SeeToday) {
        return Ok(see_other(first_part(&visit)));
    }
    let (store, now) = (&state.app.store, Timestamp::now());
    let rights = TodayRights {
        release: visit.may(StaffRight::ReleaseHeld),
        manage_events: visit.may(StaffRight::ManageEvents),
        edit_person: visit.may(StaffRight::EditPerson),
        open_person: visit.may(StaffRight::OpenPerson),
        manage_incidents: visit.session.grants.may(StaffRight::ManageIncidents, None),
        send_messages: visit.session.grants.may(StaffRight::SendMessages, None),
        see_server: visit.may(StaffRight::FindPersons) || visit.may(StaffRight::SeeEvents),
        see_outbox: visit.may(StaffRight::SendMessages),
        see_backups: visit.session.grants.may(StaffRight::ManageAccounts, None),
    };
    let site = state.app.site();
    let held = if rights.release { own_held(&state, &visit).await? } else { Vec::new() };
    let form_label = |form: &str| site.forms.get(form).map_or(form, |found| found.label.as_str()).to_owned();
    let mut changes = if rights.manage_events { store.pending_event_changes().await? } else { Vec::new() };
    let manager = visit.with_right(StaffRight::ManageEvents);
    changes.retain(|change| find_event(&manager, &change.before.id).is_ok());
    let notices = if rights.edit_person { own_notices(&state, &visit).await? } else { Vec::new() };
    let figures = store.figures().await?;
    let page = TodayHtml {
        frame: OfficeFrame::new("今日", "/", &visit).with_done(query.done.as_deref().and_then(done_text)),
        agenda: todays_agenda(&state, &visit, now).await?,
        questions: if rights.edit_person { Some(open_questions(&state, &visit, now).await?) } else { None },
        held: held.iter().map(|held| held_row(held, form_label(&held.form), now)).collect(),
        held_count: if visit.session.grants.may(StaffRight::ReleaseHeld, None) {
            figures.held
        } else {
            held.len() as u64
        },
        changes: changes.iter().map(change_row).collect(),
        notices: notices.iter().map(|notice| notice_row(notice, now)).collect(),
        tasks: if rights.edit_person { due_today(&state, &visit).await? } else { Vec::new() },
        may_edit: rights.edit_person,
        incidents: store.open_incidents().await?.iter().map(|incident| incident_row(incident, &site.home)).collect(),
        mails: mail_row(&figures),
        own_mails: OwnMailsToday::read(&state, &visit).await?,
        backup: backup_text(&figures, now),
        is_backup_old: is_backup_old(&figures, now),
        programme: ProgrammeToday::read(&state, &visit, now).await?,
        webhooks: WebhooksToday::read(&state, &visit).await?,
        nothing: Vec::new(),
        rights,
    };
    show(&page.with_nothing(), StatusCode::OK)
}

/// What is held of the programmes for which somebody may release it.
async fn own_held(state: &OfficeState, visit: &StaffVisit) -> Result<Vec<HeldSubmission>, Error> {
    let visit = visit.with_right(StaffRight::ReleaseHeld);
    let mut own = Vec::new();
    for held in state.app.store.held_submissions(MOST_HELD).await? {
        if is_own_submission(state, &visit, held.submission).await? {
            own.push(held);
        }
    }
    Ok(own)
}

/// What became visible of persons whom somebody may write about.
async fn own_notices(state: &OfficeState, visit: &StaffVisit) -> Result<Vec<PersonNotice>, Error> {
    let visit = visit.with_right(StaffRight::EditPerson);
    let mut own = Vec::new();
    for notice in state.app.store.person_notices().await? {
        if is_own_person(state, &visit, notice.person).await? {
            own.push(notice);
        }
    }
    Ok(own)
}

fn held_row(held: &HeldSubmission, form: String, now: Timestamp) -> HeldRow {
    HeldRow {
        submission: held.submission.0,
        form,
        received: day_and_time(held.received_at),
        waits: since(held.received_at, now),
        reasons: held.suspicions.iter().map(|suspicion| suspicion_text(*suspicion)).collect(),
    }
}

fn change_row(change: &PendingEventChange) -> ChangeRow {
    ChangeRow {
        id: change.id,
        event: change.before.title.clone(),
        facts: changed_facts(&change.before, &change.after),
        seated: change.seated,
        waiting: change.waiting,
        notices: change.notices(),
    }
}

fn notice_row(notice: &PersonNotice, now: Timestamp) -> NoticeRow {
    let (text, since) = (notice_text(notice.kind), since(notice.created_at, now));
    NoticeRow { id: notice.id, person: notice.person.0, text, since }
}

fn incident_row(incident: &Incident, home: &str) -> IncidentRow {
    IncidentRow {
        id: incident.id,
        title: AlertNotice::new(incident.kind, incident.opened_at, home.to_owned()).title(),
        since: day_and_time(incident.opened_at),
        is_looked_after: incident.acknowledged_at.is_some(),
    }
}

fn mail_row(figures: &StoreFigures) -> MailCounts {
    let count = |state: MailState| figures.mails.get(&state).copied().unwrap_or_default();
    MailCounts {
        waiting: count(MailState::Waiting) + count(MailState::Sending),
        bounced: count(MailState::Bounced),
        dead: count(MailState::Dead),
        overdue: (figures.overdue_s >= 60).then(|| format!("{}分", figures.overdue_s / 60)),
        is_stopped: figures.is_outbox_stopped,
    }
}

async fn release(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(submission): Path<String>,
) -> Result<Response, Error> {
    let submission = SubmissionId(path_id(&submission)?);
    if !is_own_submission(&state, &visit, submission).await? {
        return Err(Error::NotFound);
    }
    Ok(match state.app.store.release_held(submission, &visit.actor()).await? {
        ReleaseOutcome::Released => see_other("/?done=released"),
        ReleaseOutcome::ReleasedBefore => see_other("/?done=released_before"),
        ReleaseOutcome::NotHeld => return Err(Error::NotFound),
    })
}

async fn confirm_change(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(change): Path<String>,
) -> Result<Response, Error> {
    let hours = state.app.rules().await?.offer_hours;
    see_to_change(&state, &visit, path_id(&change)?).await?;
    let confirmed = state.app.store.confirm_event_change(path_id(&change)?, &visit.actor(), hours).await?;
    Ok(see_other(if confirmed.is_some() { "/?done=confirmed" } else { "/?done=decided_before" }))
}

async fn refuse_change(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(change): Path<String>,
) -> Result<Response, Error> {
    see_to_change(&state, &visit, path_id(&change)?).await?;
    let is_refused = state.app.store.refuse_event_change(path_id(&change)?, &visit.actor()).await?;
    Ok(see_other(if is_refused { "/?done=refused" } else { "/?done=decided_before" }))
}

/// Whether a change that waits is one of somebody's events; one that is decided already is nobody's.
async fn see_to_change(state: &OfficeState, visit: &StaffVisit, change: Uuid) -> Result<(), Error> {
    let changes = state.app.store.pending_event_changes().await?;
    match changes.iter().find(|known| known.id == change) {
        Some(known) => find_event(visit, &known.before.id),
        None => Ok(()),
    }
}

async fn close_notice(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(notice): Path<String>,
) -> Result<Response, Error> {
    let notice = path_id(&notice)?;
    let known = state.app.store.person_notices().await?.into_iter().find(|known| known.id == notice);
    if let Some(known) = known
        && !is_own_person(&state, &visit, known.person).await?
    {
        return Err(Error::NotFound);
    }
    let is_closed = state.app.store.close_notice(notice, &visit.actor()).await?;
    Ok(see_other(if is_closed { "/?done=closed" } else { "/?done=decided_before" }))
}

async fn acknowledge(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(incident): Path<String>,
) -> Result<Response, Error> {
    let is_theirs = state.app.store.acknowledge_incident(path_id(&incident)?, &visit.actor()).await?;
    Ok(see_other(if is_theirs { "/?done=acknowledged" } else { "/?done=decided_before" }))
}

async fn resume_outbox(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
) -> Result<Response, Error> {
    let is_resumed = state.app.store.resume_outbox(&visit.actor()).await?;
    Ok(see_other(if is_resumed { "/?done=resumed" } else { "/?done=decided_before" }))
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "released" => Some("保留を解きました。送られた時刻の順番で扱われます。"),
        "released_before" => Some("保留は、先にほかの人が解いていました。"),
        "confirmed" => Some("変更を確定しました。お知らせは順に送られます。"),
        "refused" => Some("変更を取り消しました。サイトの内容を元に戻してください。"),
        "closed" => Some("対応済みにしました。"),
        "task_done" => Some("用件を終えました。"),
        "acknowledged" => Some("担当者になりました。ほかの人への連絡は止まります。"),
        "answered" => Some("回答済みにしました。"),
        "resumed" => Some("メールの送信を再開しました。"),
        "decided_before" => Some("先にほかの人が対応していました。何も変更していません。"),
        _ => None,
    }
}
