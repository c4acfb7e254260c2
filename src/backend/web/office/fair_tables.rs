//! The tables of a fair: who talks where and when, how full it is, and talks that are added by hand.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    event_scope::find_event,
    events::{EventAddress, event_query},
    fair_words::{talk_fault, talk_label, time_choices, visitor_label},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
    times::{day_and_time, time_of_day},
};
use crate::{
    intake::{
        RegistrationId, SubmissionId,
        fair::{FairTable, TalkState, TalkTime},
        staff::StaffRight,
    },
    store::{DeskTalk, DeskVisitor, FairDesk, NewFairTalk, TalkHand, TalkMove},
    web::Error,
};

const SEE: RouteAccess = RouteAccess::Right(StaffRight::SeeEvents);
const MANAGE: RouteAccess = RouteAccess::Right(StaffRight::ManageEvents);

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/event/tables", SEE, page).post("/event/tables/add", MANAGE, add_talk)
}

/// A talk in the grid.
struct GridTalk {
    address: String,
    visitor: String,
    /// What became of it; empty where it is still to come.
    state: &'static str,
    is_missed: bool,
}

/// The talks at a table at a time.
struct GridCell {
    talks: Vec<GridTalk>,
    /// How many seats are free; none that can still be taken once it is over.
    free: u32,
}

/// A company with its table.
struct GridRow {
    company: String,
    /// Whether it has an address at work to which its plan is mailed.
    has_mail: bool,
    cells: Vec<GridCell>,
    booked: usize,
    seats: usize,
    /// Whoever wished for it and has no time.
    without_time: Vec<String>,
}

/// Somebody, or something, to choose from.
struct TalkChoice {
    value: String,
    label: String,
    is_set: bool,
}

#[derive(Template)]
#[template(path = "office/fair_tables.html")]
struct FairTablesHtml {
    frame: OfficeFrame,
    query: String,
    when: String,
    times: Vec<String>,
    rows: Vec<GridRow>,
    booked: usize,
    capacity: u64,
    utilisation: u64,
    may_manage: bool,
    may_follow_up: bool,
    may_print: bool,
    visitors: Vec<TalkChoice>,
    companies: Vec<TalkChoice>,
    starts: Vec<TalkChoice>,
    fault: Option<&'static str>,
    reason: String,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
) -> Result<Response, Error> {
    let done = address.done.as_deref().and_then(done_text);
    draw(&state, &visit, &address.id, (TablesNews { done, fault: None }, &OfficeForm::default())).await
}

/// What is told on the page beside the tables.
struct TablesNews {
    done: Option<&'static str>,
    fault: Option<&'static str>,
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    event: &str,
    (TablesNews { done, fault }, typed): (TablesNews, &OfficeForm),
) -> Result<Response, Error> {
    find_event(visit, event)?;
    let store = &state.app.store;
    let day = store.event_day(event).await?.ok_or(Error::NotFound)?;
    let desk = store.fair_desk(event, true, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let grid = Grid::of(event, &desk, state.app.site().bookings.host_mails());
    let is_booked = |talk: &&DeskTalk| talk.view.state.is_given_out();
    let (booked, capacity) = (desk.talks.iter().filter(is_booked).count(), desk.plan.capacity());
    let seated = desk.visitors.iter().filter(|visitor| visitor.is_seated);
    let visitors = seated.map(|visitor| (visitor.registration.0.to_string(), visitor_label(Some(visitor))));
    let companies = desk.plan.tables.iter().map(|table| (table.company.clone(), table.label.clone()));
    let page = FairTablesHtml {
        frame: OfficeFrame::new(format!("{}のテーブル", day.title), "/events", visit).with_done(done),
        query: event_query(event),
        when: format!("{}〜{}", day_and_time(desk.plan.starts_at), time_of_day(desk.plan.ends_at)),
        times: grid.times.iter().map(|time| time_of_day(time.start)).collect(),
        rows: desk.plan.tables.iter().map(|table| grid.row(table)).collect(),
        booked,
        capacity,
        utilisation: (booked as u64 * 100).checked_div(capacity).unwrap_or_default(),
        may_manage: visit.may(StaffRight::ManageEvents),
        may_follow_up: visit.may(StaffRight::EditPerson),
        may_print: visit.may(StaffRight::CheckIn),
        visitors: talk_choices(visitors, typed.text("registration")),
        companies: talk_choices(companies, typed.text("company")),
        starts: talk_choices(time_choices(&desk.plan), typed.text("start")),
        fault,
        reason: typed.text("reason").to_owned(),
    };
    show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

fn talk_choices(values: impl IntoIterator<Item = (String, String)>, chosen: &str) -> Vec<TalkChoice> {
    let choice = |(value, label): (String, String)| TalkChoice { is_set: value == chosen, value, label };
    values.into_iter().map(choice).collect()
}

/// What the grid is made of.
struct Grid<'a> {
    event: &'a str,
    desk: &'a FairDesk,
    times: Vec<TalkTime>,
    by_submission: BTreeMap<SubmissionId, &'a DeskVisitor>,
    /// The addresses at work of companies, by their keys.
    mails: BTreeMap<String, String>,
}

impl<'a> Grid<'a> {
    fn of(event: &'a str, desk: &'a FairDesk, mails: BTreeMap<String, String>) -> Self {
        let by_submission = desk.visitors.iter().map(|visitor| (visitor.submission, visitor)).collect();
        Self { event, desk, times: desk.plan.times(), by_submission, mails }
    }

    fn row(&self, table: &FairTable) -> GridRow {
        let talks = || self.desk.talks.iter().filter(|talk| talk.view.company == table.company);
        let at = |time: &TalkTime| {
            let talks: Vec<GridTalk> =
                talks().filter(|talk| talk.view.starts_at == time.start).map(|talk| self.talk(talk)).collect();
            let taken = u32::try_from(talks.len()).unwrap_or(u32::MAX);
            let free = if time.end > Timestamp::now() { table.parallel.saturating_sub(taken) } else { 0 };
            GridCell { talks, free }
        };
        let wished = self.desk.visitors.iter().filter(|visitor| visitor.without_time.contains(&table.company));
        GridRow {
            company: table.label.clone(),
            has_mail: self.mails.contains_key(&table.company),
            cells: self.times.iter().map(at).collect(),
            booked: talks().filter(|talk| talk.view.state.is_given_out()).count(),
            seats: self.times.len() * usize::try_from(table.parallel).unwrap_or_default(),
            without_time: wished.map(|visitor| visitor_label(Some(visitor))).collect(),
        }
    }

    fn talk(&self, talk: &DeskTalk) -> GridTalk {
        let state = talk.view.state;
        GridTalk {
            address: talk_address(self.event, talk.view.id),
            visitor: visitor_label(self.by_submission.get(&talk.submission).copied()),
            state: if state == TalkState::Booked { "" } else { talk_label(state) },
            is_missed: state.is_missed(),
        }
    }
}

/// The address of the page of a talk.
pub(super) fn talk_address(event: &str, talk: Uuid) -> String {
    format!("/event/talks/{talk}?{}", event_query(event))
}

/// Who changes a talk, and why; `None` without a reason.
pub(super) fn talk_hand(visit: &StaffVisit, form: &OfficeForm) -> Option<TalkHand> {
    let reason: String = form.text("reason").chars().take(LONGEST_REASON).collect();
    (!reason.is_empty()).then(|| TalkHand { actor: visit.actor(), reason })
}

/// The table and time that a form chooses.
pub(super) fn talk_move(form: &OfficeForm) -> Option<TalkMove> {
    let company = form.text("company");
    let start = Timestamp::from_millisecond(form.parsed("start")?).ok()?;
    (!company.is_empty()).then(|| TalkMove { company: company.to_owned(), start })
}

async fn add_talk(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    find_event(&visit, &address.id)?;
    let refuse =
        async |fault| draw(&state, &visit, &address.id, (TablesNews { done: None, fault: Some(fault) }, &form)).await;
    let (Some(registration), Some(to)) = (form.parsed::<Uuid>("registration"), talk_move(&form)) else {
        return refuse("話す人、企業、時間を選んでください。").await;
    };
    let Some(hand) = talk_hand(&visit, &form) else { return refuse("理由を入力してください。").await };
    let new = NewFairTalk { event: address.id.clone(), registration: RegistrationId(registration), to };
    match talk_fault(state.app.store.add_talk(new, hand).await?)? {
        None => Ok(see_other(&format!("/event/tables?{}&done=added", event_query(&address.id)))),
        Some(fault) => refuse(fault).await,
    }
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "added" => Some("面談を加えました。メールアドレスのある人には、メールでお知らせします。"),
        "cancelled" => Some("面談を取り消しました。本人にメールでお知らせします。"),
        _ => None,
    }
}
