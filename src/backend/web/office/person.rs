//! One person: how to reach them, where they stand, what is to be done, and everything that happened on one line of time. Opening it
//! is written into the audit log by the store.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    case_words::{CaseWords, case_address},
    facet_words::{name_or_none, registration_label},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    person_scope::{find_person, may_with_person, viewer_of},
    staff_visit::StaffVisit,
    task_lines::{TaskLine, TaskLines},
    timeline_links::TimelineLinks,
    timeline_words::{TimelineRow, TimelineWords},
    times::{day_and_time, local_day, today},
};
use crate::{
    intake::{
        AttendeeField, PersonId, RegistrationState,
        cases::{NoteAudience, PersonTag},
        staff::StaffRight,
    },
    outbox::ProgrammeValues,
    store::{CaseView, ContactAddress, NewNote, NewTask, PersonPage, TaskView, TimelineEntry, TimelineKind},
    web::{Error, mailing::programme_values},
};

const EDIT: RouteAccess = RouteAccess::Right(StaffRight::EditPerson);

/// The longest note and the longest title of a task, in characters.
pub(super) const LONGEST_NOTE: usize = 20_000;
pub(super) const LONGEST_TITLE: usize = 200;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/persons/{person}", RouteAccess::Right(StaffRight::OpenPerson), page)
        .post("/persons/{person}/notes", EDIT, add_note)
        .post("/persons/{person}/tasks", EDIT, add_task)
        .post("/persons/{person}/tags", EDIT, add_tag)
        .post("/persons/{person}/tags/remove", EDIT, remove_tag)
        .post("/persons/{person}/phase", EDIT, set_phase)
}

#[derive(Debug, Deserialize)]
struct PersonAddress {
    done: Option<String>,
}

/// An address of the person.
struct AddressRow {
    address: String,
    state: &'static str,
    is_wrong: bool,
}

/// A case of the person.
struct OwnCaseRow {
    address: String,
    label: String,
    status: String,
    company: String,
    due: String,
    is_late: bool,
    is_over: bool,
}

/// A phase that can be chosen.
struct PhaseChoice {
    id: String,
    label: String,
    is_set: bool,
}

/// A seat or a talk that is still to come.
struct NextDate {
    starts_at: Timestamp,
    when: String,
    title: String,
    link: Option<String>,
}

/// What somebody may do with the person, beside writing about them.
struct PersonRights {
    write: bool,
    erase: bool,
    merge: bool,
    export: bool,
    audit: bool,
}

impl PersonRights {
    async fn read(state: &OfficeState, visit: &StaffVisit, person: PersonId) -> Result<Self, Error> {
        let may = async |right: StaffRight| may_with_person(state, visit, right, person).await;
        Ok(Self {
            write: may(StaffRight::SendMessages).await?,
            erase: may(StaffRight::ErasePersons).await?,
            merge: may(StaffRight::MergePersons).await?,
            export: may(StaffRight::ExportPersons).await?,
            // Who did what is no programme's.
            audit: visit.session.grants.may(StaffRight::ReadAudit, None),
        })
    }
}

#[derive(Template)]
#[template(path = "office/person.html")]
struct PersonHtml {
    frame: OfficeFrame,
    id: Uuid,
    kana: String,
    is_provisional: bool,
    /// What they come to next: when, what, its page.
    next: Vec<NextDate>,
    addresses: Vec<AddressRow>,
    phones: Vec<String>,
    tags: Vec<String>,
    phases: Vec<PhaseChoice>,
    cases: Vec<OwnCaseRow>,
    tasks: Vec<TaskLine>,
    timeline: Vec<TimelineRow>,
    may_edit: bool,
    rights: PersonRights,
    sees_counselling: bool,
    fault: Option<&'static str>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Query(query): Query<PersonAddress>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let done = query.done.as_deref().and_then(done_text);
    draw(&state, &visit, person, done, None).await
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    person: PersonId,
    done: Option<&'static str>,
    fault: Option<&'static str>,
) -> Result<Response, Error> {
    let viewer = viewer_of(state, visit, person).await?;
    let sees_counselling = viewer.sees_counselling;
    let found = state.app.store.person_page(person, &viewer).await?.ok_or(Error::NotFound)?;
    let (site, accounts) = (state.app.site(), AccountNames::read(state).await?);
    let (programme, links) = (told_programme(state, &found).await, TimelineLinks::read(state, visit, &found).await?);
    let words = TimelineWords { site: &site, accounts: &accounts, programme: &programme, links: &links };
    let (cases, now) = (CaseWords { site: &site }, today(Timestamp::now()));
    let lines = TaskLines { words: cases, accounts: &accounts, today: now, from: "person" };
    let all_cases = || found.open_cases.iter().chain(&found.closed_cases);
    let line = |task: &TaskView| {
        let case = all_cases().find(|case| Some(case.id) == task.case);
        lines.line(task, Some(found.person), case)
    };
    let current = found.phase.as_ref().map(|phase| phase.phase.as_str());
    let phases = site.casework.phases.iter().map(|phase| PhaseChoice {
        id: phase.id.clone(),
        label: phase.label.clone(),
        is_set: current == Some(phase.id.as_str()),
    });
    let page = PersonHtml {
        frame: OfficeFrame::new(name_of(&found), "/persons", visit).with_done(done),
        id: found.person.0,
        kana: kana_of(&found),
        is_provisional: found.verified_at.is_none(),
        next: next_dates(&found, &words),
        addresses: found.addresses.iter().map(address_row).collect(),
        phones: found.phones.clone(),
        tags: found.tags.iter().map(|tag| tag.tag.clone()).collect(),
        phases: phases.collect(),
        cases: all_cases().map(|case| case_row(case, cases, now)).collect(),
        tasks: found.open_tasks.iter().map(line).collect(),
        timeline: found.timeline.iter().filter_map(|entry| words.row(entry)).collect(),
        may_edit: may_with_person(state, visit, StaffRight::EditPerson, found.person).await?,
        rights: PersonRights::read(state, visit, found.person).await?,
        sees_counselling,
        fault,
    };
    show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

/// What messages to somebody say of the programme. A page of a person is shown also while the site's files cannot be read.
pub(super) async fn told_programme(state: &OfficeState, page: &PersonPage) -> ProgrammeValues {
    if !page.timeline.iter().any(|entry| matches!(entry.kind, TimelineKind::Message { .. })) {
        return ProgrammeValues::default();
    }
    programme_values(&state.app).await.unwrap_or_else(|error| {
        log::warn!("messages are shown without what they say of the programme: {error:#}");
        ProgrammeValues::default()
    })
}

/// The most dates to come that are shown.
const MOST_NEXT: usize = 3;

/// Seats and talks that are still to come, the next first.
fn next_dates(person: &PersonPage, words: &TimelineWords<'_>) -> Vec<NextDate> {
    let now = Timestamp::now();
    let date = |entry: &TimelineEntry| {
        let (starts_at, title) = match &entry.kind {
            TimelineKind::Registration { place, moved_to, state, starts_at, .. } => {
                let is_coming = matches!(state, RegistrationState::Confirmed | RegistrationState::Waiting);
                let title = &moved_to.as_ref().unwrap_or(place).title;
                ((*starts_at).filter(|_| is_coming)?, format!("{title}（{}）", registration_label(*state)))
            }
            TimelineKind::Booking(booking) if !booking.state.is_over() => (booking.starts_at, booking.title.clone()),
            _ => return None,
        };
        let link = words.link(&entry.kind);
        (starts_at > now).then(|| NextDate { starts_at, when: day_and_time(starts_at), title, link })
    };
    let mut dates: Vec<NextDate> = person.timeline.iter().filter_map(date).collect();
    dates.sort_by_key(|date| date.starts_at);
    dates.truncate(MOST_NEXT);
    dates
}

/// How their name is read, as they wrote it last.
fn kana_of(person: &PersonPage) -> String {
    answered(person, AttendeeField::Kana).unwrap_or_default()
}

/// What the person called themselves last.
pub(super) fn name_of(person: &PersonPage) -> String {
    name_or_none(&answered(person, AttendeeField::Name).unwrap_or_default())
}

/// What they answered last in a field.
fn answered(person: &PersonPage, wanted: AttendeeField) -> Option<String> {
    let mut names = person.timeline.iter().filter_map(|entry| match &entry.kind {
        TimelineKind::Submission { answers, .. } => {
            let named = answers.iter().find(|(field, _)| AttendeeField::of_field(field) == Some(wanted));
            named.and_then(|(_, values)| values.first()).cloned()
        }
        _ => None,
    });
    names.next()
}

fn address_row(address: &ContactAddress) -> AddressRow {
    let (state, is_wrong) = match (address.bounced_at, address.verified_at) {
        (Some(_), _) => ("届きません", true),
        (None, Some(_)) => ("確認済み", false),
        (None, None) => ("未確認", false),
    };
    AddressRow { address: address.address.clone(), state, is_wrong }
}

fn case_row(case: &CaseView, words: CaseWords<'_>, today: Date) -> OwnCaseRow {
    let is_over = case.closed_at.is_some();
    OwnCaseRow {
        address: case_address(case.id),
        label: words.label(&case.pipeline),
        status: words.status(&case.pipeline, &case.status),
        company: words.company_of(case),
        due: case.due_on.map(local_day).unwrap_or_default(),
        is_late: !is_over && case.due_on.is_some_and(|day| day < today),
        is_over,
    }
}

async fn add_note(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let text = form.text("text");
    let audience = NoteAudience::parse(form.text("audience")).unwrap_or(NoteAudience::Team);
    if text.is_empty() || text.chars().count() > LONGEST_NOTE {
        return draw(&state, &visit, person, None, Some("メモは1文字以上、20,000文字までにしてください。")).await;
    }
    if !viewer_of(&state, &visit, person).await?.sees(audience) {
        return draw(&state, &visit, person, None, Some("相談員だけのメモは、相談員が書けます。")).await;
    }
    let new = NewNote { person, case: None, audience, side: None, text: text.to_owned(), consultation: None };
    state.app.store.add_note(new, &visit.actor()).await?;
    Ok(see_other(&format!("/persons/{}?done=noted", person.0)))
}

async fn add_task(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let title: String = form.text("title").chars().take(LONGEST_TITLE).collect();
    let (Some(due_on), false) = (form.parsed("due_on"), title.is_empty()) else {
        return draw(&state, &visit, person, None, Some("用件と期日を入力してください。")).await;
    };
    let new = NewTask { person: Some(person), case: None, title, due_on, owner: Some(visit.actor()) };
    state.app.store.add_task(new, &visit.actor()).await?;
    Ok(see_other(&format!("/persons/{}?done=task", person.0)))
}

async fn add_tag(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let Some(tag) = PersonTag::parse(form.text("tag")) else {
        return draw(&state, &visit, person, None, Some("タグは1文字以上、40文字までにしてください。")).await;
    };
    state.app.store.tag_person(person, tag, &visit.actor()).await?;
    Ok(see_other(&format!("/persons/{}?done=tagged", person.0)))
}

async fn remove_tag(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let tag = PersonTag::parse(form.text("tag")).ok_or(Error::NotFound)?;
    state.app.store.untag_person(person, tag, &visit.actor()).await?;
    Ok(see_other(&format!("/persons/{}?done=untagged", person.0)))
}

async fn set_phase(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let site = state.app.site();
    let phase = site.casework.phases.iter().find(|phase| phase.id == form.text("phase")).ok_or(Error::NotFound)?;
    state.app.store.set_phase(person, phase, &visit.actor()).await?;
    Ok(see_other(&format!("/persons/{}?done=phase", person.0)))
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "noted" => Some("メモを書きました。"),
        "consulted" => Some("相談の記録を書きました。"),
        "task" => Some("用件を加えました。"),
        "task_done" => Some("用件を終えました。"),
        "tagged" => Some("タグをつけました。"),
        "untagged" => Some("タグを外しました。"),
        "phase" => Some("段階を変えました。"),
        "merged" => Some("1人にまとめました。1日のあいだ、取り消せます。"),
        "unmerged" => Some("まとめたことを取り消しました。"),
        "withdrawn" => Some("同意を取り消しました。"),
        _ => None,
    }
}
