//! One incident of personal data: what is known, whom it touched, who was told; and its end.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use strum::VariantArray;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    data_incidents::{MANAGE, japanese_time, read_japanese_time},
    frame::{OfficeFrame, see_other, show},
    incident_words::{countdown, duty_label, duty_state_label, touch_label},
    office_form::OfficeForm,
    office_routes::OfficeRoutes,
    office_state::OfficeState,
    path_id::path_id,
    staff_visit::StaffVisit,
    times::day_and_time,
};
use crate::{
    intake::{
        calendar::BusinessCalendar,
        data_incidents::{DataIncidentId, DutyState, IncidentDuty, TouchKind},
        staff::StaffRight,
    },
    store::{
        AuditSelection, CloseOutcome, DataIncidentContent, DataIncidentView, DutyMark, DutyView, IncidentOutcome,
        TouchedCount, TouchedPerson,
    },
    web::Error,
};

/// The longest time of which the audit log is searched at once, and the most single records of it.
const MOST_DAYS: i64 = 93;
const MOST_PLACES: usize = 500;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 2_000;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/data-incidents/{incident}", MANAGE, page)
        .post("/data-incidents/{incident}/persons", MANAGE, list_persons)
        .post("/data-incidents/{incident}/duties", MANAGE, mark_duty)
        .post("/data-incidents/{incident}/close", MANAGE, close)
}

/// Somebody who has to be told.
struct DutyRow {
    name: &'static str,
    label: &'static str,
    state: &'static str,
    is_open: bool,
    /// Until when, as long as it is open; when, by whom and why otherwise.
    text: String,
    is_late: bool,
}

/// What was known at a time.
struct KnownText {
    written: String,
    author: String,
    noticed: String,
    is_malicious: bool,
    content: DataIncidentContent,
}

/// A person who was touched.
struct PersonLine {
    id: Uuid,
    touches: String,
}

#[derive(Template)]
#[template(path = "office/data_incident.html")]
struct IncidentHtml {
    frame: OfficeFrame,
    id: Uuid,
    now: KnownText,
    earlier: Vec<KnownText>,
    duties: Vec<DutyRow>,
    closed: Option<(String, String)>,
    persons: Vec<PersonLine>,
    /// How many were touched in each way.
    counts: Vec<(&'static str, usize)>,
    /// What the search has found, after there was one.
    found: Vec<String>,
    actors: Vec<(String, String)>,
    typed: OfficeForm,
    time_now: String,
    may_open: bool,
    fault: Option<String>,
}

/// What is told on the page beside the incident.
#[derive(Default)]
struct PageNews {
    done: Option<&'static str>,
    fault: Option<String>,
    found: Vec<String>,
    typed: OfficeForm,
}

#[derive(Debug, Deserialize)]
struct IncidentAddress {
    done: Option<String>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(incident): Path<String>,
    Query(query): Query<IncidentAddress>,
) -> Result<Response, Error> {
    let id = DataIncidentId(path_id(&incident)?);
    let done = query.done.as_deref().and_then(done_text);
    draw(&state, &visit, id, PageNews { done, ..PageNews::default() }).await
}

async fn draw(state: &OfficeState, visit: &StaffVisit, id: DataIncidentId, news: PageNews) -> Result<Response, Error> {
    let found = state.app.store.data_incident(id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let accounts = AccountNames::read(state).await?;
    let known = &found.incident;
    let earlier = found.earlier.iter().map(|earlier| KnownText {
        written: day_and_time(earlier.edited_at),
        author: accounts.of(&earlier.edited_by),
        noticed: day_and_time(earlier.noticed_at),
        is_malicious: earlier.is_malicious,
        content: earlier.content.clone(),
    });
    let count = |kind: &TouchKind| {
        let touched = found.persons.iter().filter(|person| person.touches.contains_key(kind)).count();
        (touch_label(*kind), touched)
    };
    let status = if news.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = IncidentHtml {
        frame: OfficeFrame::new(known.content.title.clone(), "/data-incidents", visit).with_done(news.done),
        id: id.0,
        now: KnownText {
            written: day_and_time(known.edited_at),
            author: accounts.of(&known.edited_by),
            noticed: day_and_time(known.noticed_at),
            is_malicious: known.is_malicious,
            content: known.content.clone(),
        },
        earlier: earlier.collect(),
        duties: duties(state, known, &accounts),
        closed: known.closed.as_ref().map(|(at, by)| (day_and_time(*at), accounts.of(by))),
        persons: found.persons.iter().map(person_line).collect(),
        counts: TouchKind::VARIANTS.iter().map(count).collect(),
        found: news.found,
        actors: accounts.all(),
        typed: news.typed,
        time_now: japanese_time(Timestamp::now()),
        may_open: visit.may(StaffRight::OpenPerson),
        fault: news.fault,
    };
    show(&page, status)
}

fn duties(state: &OfficeState, known: &DataIncidentView, accounts: &AccountNames) -> Vec<DutyRow> {
    let site = state.app.site();
    let calendar = BusinessCalendar::office(&site.bookings.holidays);
    let row = |duty: &DutyView| {
        let is_open = duty.state == DutyState::Open;
        let (text, is_late) = if is_open {
            countdown(duty.duty, known, &calendar, Timestamp::now())
        } else {
            let when = duty.at.map(day_and_time).unwrap_or_default();
            let why = if duty.reason.is_empty() { String::new() } else { format!("：{}", duty.reason) };
            (format!("{when}、{}{why}", accounts.of(&duty.actor)), false)
        };
        let (name, label) = (duty.duty.name(), duty_label(duty.duty));
        DutyRow { name, label, state: duty_state_label(duty.state), is_open, text, is_late }
    };
    known.duties.iter().map(row).collect()
}

fn person_line(person: &TouchedPerson) -> PersonLine {
    let touch = |(kind, at): (&TouchKind, &Timestamp)| format!("{}（{}）", touch_label(*kind), day_and_time(*at));
    PersonLine { id: person.person.0, touches: person.touches.iter().map(touch).collect::<Vec<_>>().join("、") }
}

/// Which records of the audit log a form asks for.
fn read_selection(form: &OfficeForm) -> Result<AuditSelection, &'static str> {
    let places = form.text("places");
    if !places.is_empty() {
        let place = |line: &str| {
            let (writer, number) = line.trim().rsplit_once(':')?;
            Some((Uuid::parse_str(writer).ok()?, number.parse().ok()?))
        };
        let lines: Vec<&str> = places.lines().filter(|line| !line.trim().is_empty()).collect();
        let read: Option<Vec<(Uuid, i64)>> = lines.iter().map(|line| place(line)).collect();
        return read
            .filter(|read| read.len() <= MOST_PLACES)
            .map(AuditSelection::Places)
            .ok_or("「鎖の場所」は、操作の記録のCSVにあるとおりに、1行に1つ、500行まで入力してください。");
    }
    let (from, until) = (read_japanese_time(form.text("from")), read_japanese_time(form.text("until")));
    let (Some(from), Some(until)) = (from, until) else {
        return Err("いつからいつまでかを入力するか、操作の記録の「鎖の場所」を入力してください。");
    };
    // What was done within the last minute that is named counts.
    let until = until + SignedDuration::from_secs(59);
    if from > until || until.duration_since(from).as_hours() > 24 * MOST_DAYS {
        return Err("終わりは始まりよりあとで、あいだは93日までにしてください。長いときは、分けて加えてください。");
    }
    let actor = Some(form.text("actor").to_owned()).filter(|actor| !actor.is_empty());
    Ok(AuditSelection::Times { actor, from, until })
}

/// What a search has found, and what it cannot know.
fn found_texts(count: &TouchedCount) -> Vec<String> {
    let mut texts = vec![format!("操作の記録から{}人を見つけて、一覧に加えました。", count.persons)];
    if !count.without_person.is_empty() {
        let actions = count.without_person.iter().map(|(action, count)| format!("{action}（{count}回）"));
        texts.push(format!(
            "相手の番号のない操作もありました：{}。名簿の書き出し（registrations.exported）のように多くの人に及ぶ操作の相手は、この一覧に\
             入っていません。別に確かめてください。",
            actions.collect::<Vec<_>>().join("、")
        ));
    }
    texts
}

async fn list_persons(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(incident): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let id = DataIncidentId(path_id(&incident)?);
    let selection = match read_selection(&form) {
        Ok(selection) => selection,
        Err(fault) => {
            let news = PageNews { fault: Some(fault.to_owned()), typed: form, ..PageNews::default() };
            return draw(&state, &visit, id, news).await;
        }
    };
    let (outcome, count) = state.app.store.list_touched_persons(id, &selection, &visit.actor()).await?;
    match outcome {
        // It says how many were found, and of which it knows nothing: that stands in no address.
        IncidentOutcome::Changed => {
            draw(&state, &visit, id, PageNews { found: found_texts(&count), ..PageNews::default() }).await
        }
        IncidentOutcome::Unknown => Err(Error::NotFound),
        IncidentOutcome::Closed | IncidentOutcome::Stale => draw(&state, &visit, id, closed_before()).await,
    }
}

fn closed_before() -> PageNews {
    let fault = "この事故の記録は終わっているため、変更できません。".to_owned();
    PageNews { fault: Some(fault), ..PageNews::default() }
}

async fn mark_duty(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(incident): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let id = DataIncidentId(path_id(&incident)?);
    let duty = IncidentDuty::parse(form.text("duty")).ok_or(Error::NotFound)?;
    let marked = DutyState::parse(form.text("state")).ok_or(Error::NotFound)?;
    let (now, reason) = (Timestamp::now(), form.text("reason"));
    let told_at = read_japanese_time(form.text("told_at")).filter(|at| *at <= now);
    let fault = match marked {
        DutyState::NotRequired if reason.is_empty() || reason.chars().count() > LONGEST_REASON => {
            Some("報告が要らない理由を、2,000文字までで入力してください。")
        }
        DutyState::Done if told_at.is_none() => Some("報告した日時を、今までの日時で入力してください。"),
        _ => None,
    };
    if let Some(fault) = fault {
        let news = PageNews { fault: Some(fault.to_owned()), typed: form, ..PageNews::default() };
        return draw(&state, &visit, id, news).await;
    }
    let at = told_at.filter(|_| marked == DutyState::Done).unwrap_or(now);
    let mark = DutyMark { id, duty, state: marked, at, reason: reason.to_owned() };
    match state.app.store.mark_duty(mark, &visit.actor()).await? {
        IncidentOutcome::Changed => Ok(see_other(&format!("/data-incidents/{}?done=marked", id.0))),
        IncidentOutcome::Stale => {
            let fault = "先にほかの人が記録しました。何も変更していません。".to_owned();
            draw(&state, &visit, id, PageNews { fault: Some(fault), ..PageNews::default() }).await
        }
        IncidentOutcome::Closed => draw(&state, &visit, id, closed_before()).await,
        IncidentOutcome::Unknown => Err(Error::NotFound),
    }
}

async fn close(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(incident): Path<String>,
) -> Result<Response, Error> {
    let id = DataIncidentId(path_id(&incident)?);
    match state.app.store.close_data_incident(id, &visit.actor()).await? {
        CloseOutcome::Closed => Ok(see_other(&format!("/data-incidents/{}?done=closed", id.0))),
        CloseOutcome::ClosedBefore => draw(&state, &visit, id, closed_before()).await,
        CloseOutcome::Open(duties) => {
            let open = duties.into_iter().map(duty_label).collect::<Vec<_>>().join("、");
            let fault = format!("{open}が済んでいません。報告済みにするか、要らない理由を記録してから終えてください。");
            draw(&state, &visit, id, PageNews { fault: Some(fault), ..PageNews::default() }).await
        }
        CloseOutcome::Unknown => Err(Error::NotFound),
    }
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "added" => Some("記録しました。発注者（市）に、直ちに報告してください。"),
        "edited" => Some("変更しました。前の内容は、下に残っています。"),
        "marked" => Some("報告について記録しました。"),
        "closed" => Some("事故の対応を終えました。"),
        _ => None,
    }
}
