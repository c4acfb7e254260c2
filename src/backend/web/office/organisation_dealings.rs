//! What is done about an organisation: it goes on, something is planned, somebody there is written down or erased, it is advised and
//! invited.

use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use jiff::{Timestamp, civil::Date};

use super::{
    frame::see_other,
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    organisation::{OrganisationNews, draw_organisation, find_organisation},
    organisation_words::organisation_pipeline,
    path_id::path_id,
    staff_visit::StaffVisit,
    times::today,
};
use crate::{
    intake::{
        calendar::BusinessCalendar,
        organisations::{AdviceKind, InvitationAnswer, InvitationPart, OrganisationId},
        staff::StaffRight,
    },
    store::{
        NewAdvice, NewOrganisationInvitation, NextAction, OrganisationContact, OrganisationMove, OrganisationOutcome,
        OrganisationRules,
    },
    web::Error,
};

const MANAGE: RouteAccess = RouteAccess::Right(StaffRight::ManageOrganisations);

/// The longest note, and the longest text of one line, in characters.
const LONGEST_NOTE: usize = 20_000;
const LONGEST_LINE: usize = 200;

const STALE: &str = "先にほかの人が変更しました。今の内容を確かめて、もう一度お送りください。";

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .post("/organisations/{organisation}/step", MANAGE, take_step)
        .post("/organisations/{organisation}/next", MANAGE, plan)
        .post("/organisations/{organisation}/contacts", MANAGE, add_contact)
        .post("/organisations/{organisation}/contacts/{contact}/erase", MANAGE, erase_contact)
        .post("/organisations/{organisation}/advice", MANAGE, advise)
        .post("/organisations/{organisation}/invitations", MANAGE, invite)
        .post("/organisations/{organisation}/invitations/answer", MANAGE, answer)
}

fn done(id: OrganisationId, what: &str) -> Response {
    see_other(&format!("/organisations/{}?done={what}", id.0))
}

/// The page again, with what is wrong and what was typed.
async fn refuse(
    state: &OfficeState,
    visit: &StaffVisit,
    id: OrganisationId,
    form: OfficeForm,
    fault: &'static str,
) -> Result<Response, Error> {
    draw_organisation(state, visit, id, OrganisationNews { done: None, fault: Some(fault), typed: form }).await
}

async fn take_step(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(organisation): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let id = find_organisation(&state, &visit, &organisation).await?;
    let site = state.app.site();
    let Some(pipeline) = organisation_pipeline(&site) else { return Err(Error::NotFound) };
    let note = form.text("step_note");
    if form.text("to").is_empty() || note.chars().count() > LONGEST_NOTE {
        return refuse(&state, &visit, id, form, "次の段階を選んでください。メモは20,000文字までです。").await;
    }
    let wanted = OrganisationMove {
        id,
        version: form.parsed("version").unwrap_or_default(),
        to: form.text("to").to_owned(),
        note: Some(note.to_owned()).filter(|note| !note.is_empty()),
    };
    let calendar = BusinessCalendar::office(&site.bookings.holidays);
    let rules = OrganisationRules { pipeline, calendar: &calendar };
    match state.app.store.move_organisation(wanted, rules, &visit.actor()).await? {
        OrganisationOutcome::Changed => Ok(done(id, "moved")),
        OrganisationOutcome::Stale => refuse(&state, &visit, id, form, STALE).await,
        OrganisationOutcome::Refused(_) => {
            refuse(&state, &visit, id, form, "今の段階から、その段階へは進めません。選び直してください。").await
        }
        OrganisationOutcome::Unknown => Err(Error::NotFound),
    }
}

async fn plan(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(organisation): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let id = find_organisation(&state, &visit, &organisation).await?;
    let (text, typed_day) = (form.text("next"), form.text("next_due"));
    let due_on: Option<Date> = typed_day.parse().ok();
    let is_readable = typed_day.is_empty() || due_on.is_some();
    // What is to be done has a day, or it is never late.
    if !is_readable || text.chars().count() > LONGEST_NOTE || (!text.is_empty() && due_on.is_none()) {
        return refuse(&state, &visit, id, form, "次にすることには、期日を入力してください。").await;
    }
    let version = form.parsed("version").unwrap_or_default();
    let next = NextAction { id, version, text: text.to_owned(), due_on };
    match state.app.store.plan_organisation(next, &visit.actor()).await? {
        OrganisationOutcome::Changed => Ok(done(id, "planned")),
        OrganisationOutcome::Stale => refuse(&state, &visit, id, form, STALE).await,
        _ => Err(Error::NotFound),
    }
}

async fn add_contact(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(organisation): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let id = find_organisation(&state, &visit, &organisation).await?;
    let text = |name: &str| form.text(name).to_owned();
    let contact = OrganisationContact {
        name: text("contact_name"),
        post: text("contact_post"),
        mail: text("contact_mail"),
        phone: text("contact_phone"),
    };
    let is_short = [&contact.name, &contact.post, &contact.mail, &contact.phone]
        .into_iter()
        .all(|text| text.chars().count() <= LONGEST_LINE);
    if contact.name.is_empty() || !is_short {
        return refuse(&state, &visit, id, form, "連絡先の名前を入力してください。各欄は200文字までです。").await;
    }
    if !contact.mail.is_empty() && !contact.mail.contains('@') {
        return refuse(&state, &visit, id, form, "メールアドレスは、name@example.jpのように入力してください。").await;
    }
    state.app.store.add_contact(id, &contact, &visit.actor()).await?.ok_or(Error::NotFound)?;
    Ok(done(id, "contact"))
}

async fn erase_contact(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path((organisation, contact)): Path<(String, String)>,
) -> Result<Response, Error> {
    let id = find_organisation(&state, &visit, &organisation).await?;
    let is_gone = state.app.store.erase_contact(id, path_id(&contact)?, &visit.actor()).await?;
    if is_gone { Ok(done(id, "erased")) } else { Err(Error::NotFound) }
}

async fn advise(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(organisation): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let id = find_organisation(&state, &visit, &organisation).await?;
    let (day, kind) = (form.parsed::<Date>("advice_day"), AdviceKind::parse(form.text("advice_kind")));
    let text = form.text("advice_text");
    let (Some(given_on), Some(kind), true) = (day, kind, (1..=LONGEST_NOTE).contains(&text.chars().count())) else {
        return refuse(&state, &visit, id, form, "助言の日、種類、内容を入力してください。内容は20,000文字までです。")
            .await;
    };
    if given_on > today(Timestamp::now()) {
        return refuse(&state, &visit, id, form, "助言の日は、今日までの日にしてください。").await;
    }
    let new = NewAdvice { id, given_on, kind, text: text.to_owned() };
    if state.app.store.add_advice(new, &visit.actor()).await? { Ok(done(id, "advised")) } else { Err(Error::NotFound) }
}

/// Which invitation a form names, of an event that the site has.
fn invitation_of(state: &OfficeState, id: OrganisationId, form: &OfficeForm) -> Option<NewOrganisationInvitation> {
    let site = state.app.site();
    let event = site.references.values("event").find(|event| *event == form.text("event"))?.to_owned();
    Some(NewOrganisationInvitation { id, event, part: InvitationPart::parse(form.text("part"))? })
}

async fn invite(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(organisation): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let id = find_organisation(&state, &visit, &organisation).await?;
    let Some(of) = invitation_of(&state, id, &form) else {
        return refuse(&state, &visit, id, form, "イベントと、登壇か出展かを選んでください。").await;
    };
    let is_there = state.app.store.invite_organisation(of, &visit.actor()).await?;
    if is_there { Ok(done(id, "invited")) } else { Err(Error::NotFound) }
}

async fn answer(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(organisation): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let id = find_organisation(&state, &visit, &organisation).await?;
    let part = InvitationPart::parse(form.text("part")).ok_or(Error::NotFound)?;
    let answer = InvitationAnswer::parse(form.text("answer")).ok_or(Error::NotFound)?;
    let of = NewOrganisationInvitation { id, event: form.text("event").to_owned(), part };
    let is_there = state.app.store.answer_invitation(of, answer, &visit.actor()).await?;
    if is_there { Ok(done(id, "answered")) } else { Err(Error::NotFound) }
}
