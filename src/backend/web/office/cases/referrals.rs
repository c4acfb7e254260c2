//! Somebody is sent on to a public office, with their consent. That is between them and their counsellor: nobody else sees that there
//! is anything.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::Deserialize;
use strum::VariantArray;
use uuid::Uuid;

use super::super::{
    account_names::AccountNames,
    case_words::{CaseWords, outcome_label},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    person::name_of,
    person_scope::{find_person, is_own_person, viewer_of},
    staff_visit::StaffVisit,
    times::{day, today},
};
use crate::{
    intake::{
        PersonId,
        calendar::instant_in_japan,
        cases::{ReferralId, ReferralOutcome, SupportOffice},
        staff::StaffRight,
    },
    store::{NewReferral, ReferralView, TimelineKind},
    web::Error,
};

const COUNSEL: RouteAccess = RouteAccess::Right(StaffRight::SeeCounselling);

/// The longest note, in characters.
const LONGEST_NOTE: usize = 2_000;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/persons/{person}/referrals", COUNSEL, page).post("/persons/{person}/referrals", COUNSEL, refer).post(
        "/referrals/{referral}/outcome",
        COUNSEL,
        set_outcome,
    )
}

#[derive(Debug, Deserialize)]
struct ReferralAddress {
    done: Option<String>,
}

/// What can be said of a referral.
struct OutcomeChoice {
    value: &'static str,
    text: &'static str,
    is_set: bool,
}

/// A referral in the list.
struct ReferralRow {
    id: Uuid,
    office: String,
    at: String,
    consented: String,
    actor: String,
    note: String,
    outcomes: Vec<OutcomeChoice>,
}

#[derive(Template)]
#[template(path = "office/referrals.html")]
struct ReferralsHtml {
    frame: OfficeFrame,
    person: Uuid,
    name: String,
    referrals: Vec<ReferralRow>,
    offices: Vec<SupportOffice>,
    today: String,
    fault: Option<&'static str>,
    typed: OfficeForm,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Query(address): Query<ReferralAddress>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let done = address.done.as_deref().and_then(done_text);
    draw(&state, &visit, person, ReferralNotice { done, ..ReferralNotice::default() }).await
}

/// What is told above the page.
#[derive(Default)]
struct ReferralNotice {
    done: Option<&'static str>,
    fault: Option<&'static str>,
    typed: OfficeForm,
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    person: PersonId,
    notice: ReferralNotice,
) -> Result<Response, Error> {
    let viewer = viewer_of(state, visit, person).await?;
    let found = state.app.store.person_page(person, &viewer).await?.ok_or(Error::NotFound)?;
    let (site, accounts) = (state.app.site(), AccountNames::read(state).await?);
    let words = CaseWords { site: &site };
    let referrals = found.timeline.iter().filter_map(|entry| match &entry.kind {
        TimelineKind::Referral(referral) => Some(referral_row(referral, words, &accounts)),
        _ => None,
    });
    let page = ReferralsHtml {
        frame: OfficeFrame::new("公的支援の窓口への紹介", "/persons", visit).with_done(notice.done),
        person: person.0,
        name: name_of(&found),
        referrals: referrals.collect(),
        offices: site.casework.offices.clone(),
        today: today(Timestamp::now()).to_string(),
        fault: notice.fault,
        typed: notice.typed,
    };
    show(&page, if notice.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

fn referral_row(referral: &ReferralView, words: CaseWords<'_>, accounts: &AccountNames) -> ReferralRow {
    let outcomes = ReferralOutcome::VARIANTS.iter().map(|outcome| OutcomeChoice {
        value: outcome.name(),
        text: outcome_label(*outcome),
        is_set: *outcome == referral.outcome,
    });
    ReferralRow {
        id: referral.id.0,
        office: words.office(&referral.office),
        at: day(referral.at),
        consented: day(referral.consented_at),
        actor: accounts.of(&referral.actor),
        note: referral.note.clone().unwrap_or_default(),
        outcomes: outcomes.collect(),
    }
}

async fn refer(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let site = state.app.site();
    let office = site.casework.office(form.text("office"));
    let day: Option<Date> = form.parsed("consented_on");
    let midnight = day.and_then(|day| instant_in_japan(day.to_datetime(Time::midnight())));
    let fault = match (office, midnight) {
        (None, _) => Some("紹介する窓口を選んでください。"),
        (_, None) => Some("本人が同意した日を入力してください。"),
        (_, Some(at)) if at > Timestamp::now() => Some("本人が同意した日は、今日までの日にしてください。"),
        _ if !form.has("consent") => Some("紹介には本人の同意が必要です。同意を得てから、チェックを入れてください。"),
        _ => None,
    };
    let (Some(office), Some(consented_at), None) = (office, midnight, fault) else {
        return draw(&state, &visit, person, ReferralNotice { fault, typed: form, ..ReferralNotice::default() }).await;
    };
    let note: String = form.text("note").chars().take(LONGEST_NOTE).collect();
    let note = Some(note).filter(|note| !note.is_empty());
    let new = NewReferral { person, office: office.id.clone(), consented_at, note };
    let viewer = viewer_of(&state, &visit, person).await?;
    state.app.store.add_referral(new, &viewer).await?.ok_or(Error::NotFound)?;
    Ok(see_other(&format!("/persons/{}/referrals?done=referred", person.0)))
}

async fn set_outcome(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(referral): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let referral = ReferralId(path_id(&referral)?);
    let store = &state.app.store;
    let record = store.record_of_referral(referral).await?.ok_or(Error::NotFound)?;
    let person = store.person_of(record).await?;
    let outcome = ReferralOutcome::parse(form.text("outcome")).ok_or(Error::NotFound)?;
    if !is_own_person(&state, &visit, person).await? {
        return Err(Error::NotFound);
    }
    let viewer = viewer_of(&state, &visit, person).await?;
    store.set_referral_outcome(referral, outcome, &viewer).await?;
    Ok(see_other(&format!("/persons/{}/referrals?done=outcome", person.0)))
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "referred" => Some("紹介を記録しました。"),
        "outcome" => Some("結果を記録しました。"),
        _ => None,
    }
}
