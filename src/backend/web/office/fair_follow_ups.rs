//! Whoever wished to talk at a fair and did not: shown first, and followed up on both sides by one press.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use tsubame_model::schema::PipelineKind;
use uuid::Uuid;

use super::{
    event_scope::find_event,
    events::{EventAddress, event_query},
    fair_words::{reason_label, visitor_label},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
    times::day,
};
use crate::{
    intake::{calendar::BusinessCalendar, cases::Pipeline, staff::StaffRight},
    store::{CaseRules, FairFollowUp},
    web::{Error, SiteSnapshot},
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::EditPerson);

/// Somebody whom a company is to be brought together with after a fair: the case, which names them, and what is said of it here.
pub(super) struct FollowUpLine {
    pub case: Uuid,
    pub text: String,
}

/// Those of the company that the site knows by this key.
pub(super) async fn follow_up_lines(state: &OfficeState, company: Option<&str>) -> Result<Vec<FollowUpLine>, Error> {
    let Some(company) = company else { return Ok(Vec::new()) };
    let found = state.app.store.fair_follow_ups_of(company).await?;
    let line = |follow_up: &FairFollowUp| FollowUpLine {
        case: follow_up.case.0,
        text: format!("{}（{}から）", follow_up.title, day(follow_up.made_at)),
    };
    Ok(found.iter().map(line).collect())
}

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/event/tables/follow-ups", ACCESS, page).post("/event/tables/follow-ups", ACCESS, follow_up)
}

/// A pair.
struct PairRow {
    company: String,
    visitor: String,
    reason: &'static str,
    case: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "office/fair_follow_ups.html")]
struct FairFollowUpsHtml {
    frame: OfficeFrame,
    query: String,
    title: String,
    /// How many have no case yet.
    open: usize,
    rows: Vec<PairRow>,
    /// Why nothing can be made now.
    fault: Option<&'static str>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
) -> Result<Response, Error> {
    let done = match address.done.as_deref() {
        Some("made") => Some("フォローの案件と、企業の担当者のタスクを作りました。"),
        Some("none") => Some("新しく作るフォローは、ありませんでした。"),
        _ => None,
    };
    draw(&state, &visit, (&address.id, done)).await
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    (event, done): (&str, Option<&'static str>),
) -> Result<Response, Error> {
    find_event(visit, event)?;
    let store = &state.app.store;
    let day = store.event_day(event).await?.ok_or(Error::NotFound)?;
    let desk = store.fair_desk(event, true, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let pairs = store.unmatched_pairs(event).await?;
    let visitor = |submission| desk.visitors.iter().find(|visitor| visitor.submission == submission);
    let rows = pairs.iter().map(|pair| PairRow {
        company: pair.label.clone(),
        visitor: visitor_label(visitor(pair.submission)),
        reason: reason_label(pair.reason),
        case: pair.case.map(|case| case.0),
    });
    let page = FairFollowUpsHtml {
        frame: OfficeFrame::new("面談できなかった人のフォロー", "/events", visit).with_done(done),
        query: event_query(event),
        title: day.title,
        open: pairs.iter().filter(|pair| pair.case.is_none()).count(),
        rows: rows.collect(),
        fault: fault(&state.app.site(), desk.plan.ends_at),
    };
    show(&page, StatusCode::OK)
}

/// Why nothing can be made now: the fair is still on, or nobody has said how such cases go on.
fn fault(site: &SiteSnapshot, ends_at: Timestamp) -> Option<&'static str> {
    if pipeline(site).is_none() {
        Some("転職フェアのフォローの流れ（data/pipelines の fair_follow_up）がサイトにありません。")
    } else if ends_at > Timestamp::now() {
        Some("面談の時間がまだ終わっていません。終わったあとに、ここで作れます。")
    } else {
        None
    }
}

fn pipeline(site: &SiteSnapshot) -> Option<&Pipeline> {
    site.casework.pipelines.values().find(|pipeline| pipeline.kind == PipelineKind::FairFollowUp)
}

async fn follow_up(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
    Extension(_form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    find_event(&visit, &address.id)?;
    let (site, store) = (state.app.site(), &state.app.store);
    let plan = store.fair_plan(&address.id).await?.ok_or(Error::NotFound)?;
    let Some(pipeline) = pipeline(&site).filter(|_| fault(&site, plan.ends_at).is_none()) else {
        return draw(&state, &visit, (&address.id, None)).await;
    };
    let calendar = BusinessCalendar::office(&site.bookings.holidays);
    let rules = CaseRules { pipeline, calendar: &calendar };
    let actor = visit.actor();
    let count = store.follow_up_fair(&address.id, rules, Some(actor.clone()), &actor).await?;
    let done = if count > 0 { "made" } else { "none" };
    Ok(see_other(&format!("/event/tables/follow-ups?{}&done={done}", event_query(&address.id))))
}
