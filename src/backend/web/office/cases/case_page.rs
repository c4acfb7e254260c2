//! One case: where it stands, where it can go on to, what was said by both sides, what is to be done, and how it came there. Opening it
//! opens the record of its person, which the store writes down.

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
    super::{
        account_names::AccountNames,
        case_words::CaseWords,
        frame::{OfficeFrame, show},
        office_form::OfficeForm,
        office_routes::{OfficeRoutes, RouteAccess},
        office_state::OfficeState,
        owners::{OwnerChoice, owner_choices},
        person::name_of,
        person_scope::{may_with_person, viewer_of},
        staff_visit::StaffVisit,
        task_lines::{TaskLine, TaskLines},
        timeline_links::TimelineLinks,
        timeline_words::{TimelineRow, TimelineWords},
        times::{day, local_day, today},
    },
    case_scope::find_case,
};
use crate::{
    intake::{
        PersonId,
        cases::{NoteAudience, NoteSide},
        staff::StaffRight,
    },
    outbox::ProgrammeValues,
    store::{CaseView, PersonPage, TimelineEntry, TimelineKind},
    web::Error,
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/cases/{case}", RouteAccess::Right(StaffRight::OpenPerson), page)
}

#[derive(Debug, Deserialize)]
struct CaseAddress {
    done: Option<String>,
}

/// A status that a case can go on to.
struct StepChoice {
    to: String,
    label: String,
    is_end: bool,
    has_mail: bool,
}

/// What was written about a case, by whose side it tells and who reads it.
#[derive(Default)]
struct CaseNotes {
    person: Vec<TimelineRow>,
    company: Vec<TimelineRow>,
    team: Vec<TimelineRow>,
    counsellors: Vec<TimelineRow>,
}

/// What is told above the page.
#[derive(Default)]
pub(super) struct CaseNotice {
    pub done: Option<&'static str>,
    pub fault: Option<&'static str>,
    /// What was typed that could not be taken.
    pub typed: OfficeForm,
    /// Whether somebody else was faster.
    pub is_stale: bool,
}

#[derive(Template)]
#[template(path = "office/case.html")]
struct CaseHtml {
    frame: OfficeFrame,
    id: Uuid,
    version: i32,
    person: Uuid,
    name: String,
    pipeline: String,
    board: String,
    flow: Option<String>,
    status: String,
    since: String,
    is_over: bool,
    company: String,
    owner: String,
    due: String,
    due_value: String,
    is_late: bool,
    steps: Vec<StepChoice>,
    owners: Vec<OwnerChoice>,
    notes: CaseNotes,
    tasks: Vec<TaskLine>,
    done_tasks: Vec<TimelineRow>,
    history: Vec<TimelineRow>,
    referrals: Vec<TimelineRow>,
    may_edit: bool,
    sees_counselling: bool,
    fault: Option<&'static str>,
    typed: OfficeForm,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(case): Path<String>,
    Query(address): Query<CaseAddress>,
) -> Result<Response, Error> {
    let found = find_case(&state, &visit, &case).await?;
    let done = address.done.as_deref().and_then(done_text);
    draw_case(&state, &visit, found, CaseNotice { done, ..CaseNotice::default() }).await
}

/// The page of a case.
pub(super) async fn draw_case(
    state: &OfficeState,
    visit: &StaffVisit,
    (case, person): (CaseView, PersonId),
    notice: CaseNotice,
) -> Result<Response, Error> {
    let viewer = viewer_of(state, visit, person).await?;
    let found = state.app.store.person_page(person, &viewer).await?.ok_or(Error::NotFound)?;
    let (site, accounts) = (state.app.site(), AccountNames::read(state).await?);
    let (words, now) = (CaseWords { site: &site }, today(Timestamp::now()));
    let (programme, links) = (ProgrammeValues::default(), TimelineLinks::read(state, visit, &found).await?);
    let timeline = TimelineWords { site: &site, accounts: &accounts, programme: &programme, links: &links };
    let lines = TaskLines { words, accounts: &accounts, today: now, from: "case" };
    let tasks = found.open_tasks.iter().filter(|task| task.case == Some(case.id));
    let rows = |is_meant: &dyn Fn(&TimelineKind) -> bool| rows_of(&found, &timeline, is_meant);
    let steps = words.pipeline(&case.pipeline).into_iter().flat_map(|pipeline| {
        pipeline.steps_from(&case.status).map(|step| StepChoice {
            to: step.to.clone(),
            label: words.status(&case.pipeline, &step.to),
            is_end: pipeline.status(&step.to).is_some_and(|status| status.is_end),
            has_mail: step.mail.is_some(),
        })
    });
    let (name, status) = (name_of(&found), words.status(&case.pipeline, &case.status));
    let page = CaseHtml {
        frame: OfficeFrame::new(format!("{}：{name}さん", words.label(&case.pipeline)), "/cases", visit)
            .with_done(notice.done),
        id: case.id.0,
        version: case.version,
        person: person.0,
        pipeline: words.label(&case.pipeline),
        board: format!("/cases?view=board&pipeline={}", case.pipeline),
        flow: words.pipeline(&case.pipeline).map(|pipeline| format!("/pipeline/{}", pipeline.id)),
        name,
        status,
        since: day(case.status_since),
        is_over: case.closed_at.is_some(),
        company: words.company_of(&case),
        owner: case.owner.as_deref().map(|owner| accounts.of(owner)).unwrap_or_default(),
        due: case.due_on.map(local_day).unwrap_or_default(),
        due_value: case.due_on.map(|day| day.to_string()).unwrap_or_default(),
        is_late: case.closed_at.is_none() && case.due_on.is_some_and(|day| day < now),
        steps: steps.collect(),
        owners: owner_choices(state, case.owner.as_deref()).await?,
        notes: notes_of(&found, &case, &timeline),
        tasks: tasks.map(|task| lines.line(task, Some(person), Some(&case))).collect(),
        done_tasks: rows(&|kind| matches!(kind, TimelineKind::TaskDone(task) if task.case == Some(case.id))),
        history: rows(&|kind| is_change_of(kind, &case)),
        referrals: rows(&|kind| matches!(kind, TimelineKind::Referral(_))),
        may_edit: may_with_person(state, visit, StaffRight::EditPerson, person).await?,
        sees_counselling: viewer.sees_counselling,
        fault: notice.fault,
        typed: notice.typed,
    };
    let status = match (notice.fault, notice.is_stale) {
        (_, true) => StatusCode::CONFLICT,
        (Some(_), false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, false) => StatusCode::OK,
    };
    show(&page, status)
}

fn rows_of(
    found: &PersonPage,
    words: &TimelineWords<'_>,
    is_meant: &dyn Fn(&TimelineKind) -> bool,
) -> Vec<TimelineRow> {
    let entries = found.timeline.iter().filter(|entry: &&TimelineEntry| is_meant(&entry.kind));
    entries.filter_map(|entry| words.row(entry)).collect()
}

/// Whether something happened to the case itself.
fn is_change_of(kind: &TimelineKind, case: &CaseView) -> bool {
    match kind {
        TimelineKind::CaseStep { case: changed, .. } => *changed == case.id,
        TimelineKind::Change { subject, .. } => *subject == Some(case.id.0),
        _ => false,
    }
}

fn notes_of(found: &PersonPage, case: &CaseView, words: &TimelineWords<'_>) -> CaseNotes {
    let mut notes = CaseNotes::default();
    for entry in &found.timeline {
        let TimelineKind::Note(note) = &entry.kind else { continue };
        if note.case != Some(case.id) {
            continue;
        }
        let rows = match (note.audience, note.side) {
            (NoteAudience::Counsellors, _) => &mut notes.counsellors,
            (NoteAudience::Team, Some(NoteSide::Person)) => &mut notes.person,
            (NoteAudience::Team, Some(NoteSide::Company)) => &mut notes.company,
            (NoteAudience::Team, None) => &mut notes.team,
        };
        rows.extend(words.row(entry));
    }
    notes
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "opened" => Some("案件を始めました。"),
        "moved" => Some("案件を進めました。"),
        "mailed" => Some("案件を進め、メールを送信待ちに加えました。"),
        "unmailed" => Some("案件を進めました。届くメールアドレスがないため、メールは送りません。"),
        "owner" => Some("担当者を変えました。"),
        "due" => Some("期日を変えました。"),
        "noted" => Some("メモを書きました。"),
        "consulted" => Some("相談の記録を書きました。"),
        "task" => Some("用件を加えました。"),
        "task_done" => Some("用件を終えました。"),
        _ => None,
    }
}
