//! One talk at a fair: it is moved or given back with a reason, and it is said what became of it.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    event_scope::find_event,
    events::{EventAddress, event_query},
    fair_tables::{talk_address, talk_hand, talk_move},
    fair_words::{talk_fault, talk_label, talk_time, time_choices, visitor_label},
    frame::{OfficeFrame, see_other, show},
    list_choice::ListChoice,
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    staff_visit::StaffVisit,
    times::{day, day_and_time},
};
use crate::{
    intake::{fair::TalkState, staff::StaffRight},
    store::FairTalkOutcome,
    web::Error,
};

const SEE: RouteAccess = RouteAccess::Right(StaffRight::SeeEvents);
const MARK: RouteAccess = RouteAccess::Right(StaffRight::CheckIn);
const MANAGE: RouteAccess = RouteAccess::Right(StaffRight::ManageEvents);

const NO_REASON: &str = "理由を入力してください。";

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/event/talks/{talk}", SEE, page)
        .post("/event/talks/{talk}/move", MANAGE, move_talk)
        .post("/event/talks/{talk}/cancel", MANAGE, cancel)
        .post("/event/talks/{talk}/mark", MARK, mark)
}

#[derive(Template)]
#[template(path = "office/fair_talk.html")]
struct FairTalkHtml {
    frame: OfficeFrame,
    query: String,
    talk: Uuid,
    facts: Vec<(&'static str, String)>,
    person: Option<Uuid>,
    can_change: bool,
    can_cancel: bool,
    can_mark: bool,
    companies: Vec<ListChoice>,
    starts: Vec<ListChoice>,
    marks: Vec<ListChoice>,
    fault: Option<&'static str>,
    reason: String,
}

/// A talk that an address names.
struct OpenedTable<'a> {
    state: &'a OfficeState,
    visit: &'a StaffVisit,
    event: &'a str,
    talk: Uuid,
}

impl<'a> OpenedTable<'a> {
    /// The talk, which has to be one of the event; of another programme it is not there.
    async fn find(
        state: &'a OfficeState,
        visit: &'a StaffVisit,
        (talk, event): (&str, &'a str),
    ) -> Result<Self, Error> {
        find_event(visit, event)?;
        let talk = path_id(talk)?;
        if state.app.store.event_of_talk(talk).await?.as_deref() != Some(event) {
            return Err(Error::NotFound);
        }
        Ok(Self { state, visit, event, talk })
    }

    async fn draw(
        &self,
        done: Option<&'static str>,
        (fault, typed): (Option<&'static str>, &OfficeForm),
    ) -> Result<Response, Error> {
        let (store, visit) = (&self.state.app.store, self.visit);
        let desk = store.fair_desk(self.event, true, &visit.actor()).await?.ok_or(Error::NotFound)?;
        let talk = desk.talks.iter().find(|talk| talk.view.id == self.talk).ok_or(Error::NotFound)?;
        let visitor = desk.visitors.iter().find(|visitor| visitor.submission == talk.submission);
        let (view, now) = (&talk.view, Timestamp::now());
        let status = view.status();
        let made = match (talk.is_by_hand, view.expires_at) {
            (true, _) => "事務局が加えた面談".to_owned(),
            (false, Some(until)) => format!("空いた時間の案内（返事の期限は{}）", day_and_time(until)),
            (false, None) => "申し込みのときの希望".to_owned(),
        };
        let facts = vec![
            ("企業", view.label.clone()),
            ("本人", visitor_label(visitor)),
            ("日時", format!("{} {}", day(view.starts_at), talk_time(view))),
            ("席", format!("{}番", talk.seat)),
            ("結果", talk_label(view.state).to_owned()),
            (
                "受付",
                visitor.map_or("", |visitor| if visitor.is_in { "来場している" } else { "来場していない" }).to_owned(),
            ),
            ("きっかけ", made),
        ];
        let chosen = |name: &str, now: String| {
            let typed = typed.text(name);
            if typed.is_empty() { now } else { typed.to_owned() }
        };
        let (company, start) =
            (chosen("company", view.company.clone()), chosen("start", view.starts_at.as_millisecond().to_string()));
        let tables = desk.plan.tables.iter().map(|table| (table.company.clone(), table.label.clone()));
        let marks = TalkState::ALL.iter().filter(|state| state.is_mark());
        let marks = marks.map(|mark| (mark.name().to_owned(), talk_label(*mark).to_owned()));
        let page = FairTalkHtml {
            frame: OfficeFrame::new(format!("{}との面談", view.label), "/events", visit).with_done(done),
            query: event_query(self.event),
            talk: self.talk,
            person: visitor.filter(|_| visit.may(StaffRight::OpenPerson)).map(|visitor| visitor.person.0),
            can_change: status.can_change(now) && visit.may(StaffRight::ManageEvents),
            can_cancel: status.can_be_given_back(now) && visit.may(StaffRight::ManageEvents),
            can_mark: status.can_be_marked(now) && visit.may(StaffRight::CheckIn),
            companies: fair_choices(tables, &company),
            starts: fair_choices(time_choices(&desk.plan), &start),
            marks: fair_choices(marks, view.state.name()),
            facts,
            fault,
            reason: typed.text("reason").to_owned(),
        };
        show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
    }

    /// Where it goes on once something was done, or the page again with why it was not.
    async fn settle(&self, outcome: FairTalkOutcome, (there, form): (String, &OfficeForm)) -> Result<Response, Error> {
        match talk_fault(outcome)? {
            None => Ok(see_other(&there)),
            Some(fault) => self.draw(None, (Some(fault), form)).await,
        }
    }

    fn done(&self, done: &str) -> String {
        format!("{}&done={done}", talk_address(self.event, self.talk))
    }
}

fn fair_choices(values: impl IntoIterator<Item = (String, String)>, chosen: &str) -> Vec<ListChoice> {
    let choice = |(value, label): (String, String)| ListChoice { is_set: value == chosen, value, label };
    values.into_iter().map(choice).collect()
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(talk): Path<String>,
    Query(address): Query<EventAddress>,
) -> Result<Response, Error> {
    let talk = OpenedTable::find(&state, &visit, (&talk, &address.id)).await?;
    talk.draw(address.done.as_deref().and_then(done_text), (None, &OfficeForm::default())).await
}

async fn move_talk(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(talk): Path<String>,
    Query(address): Query<EventAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let talk = OpenedTable::find(&state, &visit, (&talk, &address.id)).await?;
    let Some(to) = talk_move(&form) else {
        return talk.draw(None, (Some("企業と時間を選んでください。"), &form)).await;
    };
    let Some(hand) = talk_hand(&visit, &form) else { return talk.draw(None, (Some(NO_REASON), &form)).await };
    let outcome = state.app.store.move_talk(talk.talk, to, hand).await?;
    talk.settle(outcome, (talk.done("moved"), &form)).await
}

async fn cancel(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(talk): Path<String>,
    Query(address): Query<EventAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let talk = OpenedTable::find(&state, &visit, (&talk, &address.id)).await?;
    let Some(hand) = talk_hand(&visit, &form) else { return talk.draw(None, (Some(NO_REASON), &form)).await };
    let outcome = state.app.store.cancel_talk(talk.talk, hand).await?;
    let there = format!("/event/tables?{}&done=cancelled", event_query(talk.event));
    talk.settle(outcome, (there, &form)).await
}

async fn mark(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(talk): Path<String>,
    Query(address): Query<EventAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let talk = OpenedTable::find(&state, &visit, (&talk, &address.id)).await?;
    let mark = TalkState::parse(form.text("mark")).filter(|mark| mark.is_mark());
    let Some(mark) = mark else {
        return talk.draw(None, (Some("どうなったかを選んでください。"), &form)).await;
    };
    let outcome = state.app.store.mark_talk(talk.talk, mark, &visit.actor()).await?;
    talk.settle(outcome, (talk.done("marked"), &form)).await
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "moved" => Some("面談を移しました。本人にメールでお知らせします。"),
        "marked" => Some("結果を記録しました。"),
        _ => None,
    }
}
