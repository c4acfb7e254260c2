//! Somebody comes to the door without a registration: a short form, and they are in.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use tsubame_model::schema::{Form, InputType, normalise_email};
use uuid::Uuid;

use super::{
    attendee_rows::place_label,
    event_scope::find_event,
    events::{EventAddress, event_query},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
    times::{day_and_time, days_and_times},
};
use crate::{
    intake::{Attendance, staff::StaffRight},
    store::{EventDay, WalkIn, WalkInOutcome},
    web::{Error, SiteSnapshot},
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::CheckIn);

/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/event/walk-in", ACCESS, page).post("/event/walk-in", ACCESS, register)
}

#[derive(Template)]
#[template(path = "office/walk_in.html")]
struct WalkInHtml {
    frame: OfficeFrame,
    query: String,
    title: String,
    hours: String,
    /// Ways to take part: names, labels, whether it is chosen.
    places: Vec<(&'static str, &'static str, bool)>,
    asks_kana: bool,
    /// The words of the box, and the page behind them.
    consent: String,
    consent_page: Option<String>,
    request: Uuid,
    fault: Option<String>,
    is_full: bool,
    name: String,
    kana: String,
    email: String,
    reason: String,
    has_agreed: bool,
}

/// The form through which people register for events.
pub(super) fn event_form(site: &SiteSnapshot) -> Option<&Form> {
    site.forms.values().find(|form| form.survey.is_none() && form.references.iter().any(|name| name == "event"))
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
) -> Result<Response, Error> {
    let page = WalkInPage::open(&state, &visit, &address.id).await?;
    let done = address.done.is_some().then_some("受付しました。");
    page.show(&OfficeForm::default(), None, done)
}

async fn register(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let page = WalkInPage::open(&state, &visit, &address.id).await?;
    let walk_in = match page.read(&form) {
        Ok(walk_in) => walk_in,
        Err(fault) => return page.show(&form, Some(fault.to_owned()), None),
    };
    let fault = match state.app.store.register_walk_in(&address.id, walk_in, &visit.actor()).await? {
        WalkInOutcome::In { .. } => {
            return Ok(see_other(&format!("/event/walk-in?{}&done=in", event_query(&address.id))));
        }
        WalkInOutcome::Full { free } => {
            format!("空いている席は{free}席です。それでも入れるときは、理由を入力してください。")
        }
        WalkInOutcome::AlreadyRegistered(_) => {
            "このメールアドレスは申し込み済みです。受付の画面の名簿から受付してください。".to_owned()
        }
        WalkInOutcome::TooEarly { from } => format!("受付は{}からです。", day_and_time(from)),
        WalkInOutcome::Unknown => "このイベントには、この参加のしかたがありません。".to_owned(),
    };
    page.show(&form, Some(fault), None)
}

/// What the page is about.
struct WalkInPage<'a> {
    visit: &'a StaffVisit,
    day: EventDay,
    form: Form,
    consent_text: String,
    consent_page: Option<String>,
}

impl<'a> WalkInPage<'a> {
    async fn open(state: &OfficeState, visit: &'a StaffVisit, event: &str) -> Result<Self, Error> {
        find_event(visit, event)?;
        let day = state.app.store.event_day(event).await?.ok_or(Error::NotFound)?;
        let site = state.app.site();
        let form = event_form(&site).ok_or(Error::NotFound)?.clone();
        let consent_page = site.consent_texts.get(&form.form).and_then(|page| page.address.clone());
        Ok(Self { visit, day, consent_text: site.agreed_text(&form, true), consent_page, form })
    }

    fn asks(&self, input: InputType) -> bool {
        self.form.fields().any(|field| field.input == input)
    }

    /// What was filled in; else what is missing.
    fn read(&self, form: &OfficeForm) -> Result<WalkIn, &'static str> {
        let name = form.text("name");
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err("お名前を入力してください。");
        }
        let email = match form.text("email") {
            "" => None,
            text => Some(
                normalise_email(text)
                    .ok_or("メールアドレスの形を確かめてください。なければ空欄のままにしてください。")?,
            ),
        };
        if !form.has("consent") {
            return Err("個人情報の取り扱いへの同意を、本人に確かめてください。");
        }
        let attendance = match self.day.places.keys().next() {
            Some(only) if self.day.places.len() == 1 => *only,
            _ => Attendance::parse(form.text("attendance")).unwrap_or(Attendance::Venue),
        };
        let text = |name: &str| Some(form.text(name)).filter(|text| !text.is_empty()).map(str::to_owned);
        Ok(WalkIn {
            form: self.form.clone(),
            consent_text: self.consent_text.clone(),
            name: name.to_owned(),
            kana: text("kana").filter(|_| self.asks(InputType::Kana)),
            email,
            answers: BTreeMap::new(),
            attendance,
            over_capacity: text("over_capacity").map(|reason| reason.chars().take(500).collect()),
            request: form.parsed("request").unwrap_or_else(Uuid::new_v4),
        })
    }

    fn show(&self, form: &OfficeForm, fault: Option<String>, done: Option<&'static str>) -> Result<Response, Error> {
        let hours = &self.day.hours;
        let place = |attendance: &Attendance| {
            (attendance.name(), place_label(*attendance), form.text("attendance") == attendance.name())
        };
        let page = WalkInHtml {
            frame: OfficeFrame::new("当日の受付", "/events", self.visit).with_done(done),
            query: event_query(&self.day.event),
            title: self.day.title.clone(),
            hours: days_and_times(hours.opens_at, hours.closes_at),
            places: self.day.places.keys().map(place).collect(),
            asks_kana: self.asks(InputType::Kana),
            consent: self.form.consent.label.clone(),
            consent_page: self.consent_page.clone(),
            // What is sent again after a fault is the same person at the door.
            request: form.parsed("request").unwrap_or_else(Uuid::new_v4),
            is_full: fault.as_deref().is_some_and(|fault| fault.starts_with("空いている")) || form.has("over_capacity"),
            name: form.text("name").to_owned(),
            kana: form.text("kana").to_owned(),
            email: form.text("email").to_owned(),
            reason: form.text("over_capacity").to_owned(),
            has_agreed: form.has("consent"),
            fault,
        };
        show(&page, if page.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
    }
}
