//! One organisation: what is known of it, who works there, how it went on, what is to be done next.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;
use strum::VariantArray;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    fair_follow_ups::{FollowUpLine, follow_up_lines},
    frame::{OfficeFrame, show},
    list_choice::{ListChoice, choices},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    organisation_words::{
        advice_label, answer_label, organisation_kind_label, organisation_pipeline, part_label, profile_of, step_label,
    },
    organisations::is_late,
    path_id::path_id,
    programme_choice::{find_own, programme_label},
    staff_visit::StaffVisit,
    times::{day_and_time, local_day, today},
};
use crate::{
    intake::{
        organisations::{AdviceKind, InvitationAnswer, InvitationPart, OrganisationId},
        staff::StaffRight,
    },
    store::{OrganisationContact, OrganisationInvitation, OrganisationPage, OrganisationView},
    web::{Error, SiteSnapshot},
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/organisations/{organisation}", RouteAccess::Right(StaffRight::SeeOrganisations), page)
}

#[derive(Debug, Deserialize)]
struct OrganisationAddress {
    done: Option<String>,
}

/// Somebody who works there.
struct ContactRow {
    id: Uuid,
    contact: OrganisationContact,
}

/// Something that happened.
struct HistoryRow {
    when: String,
    actor: String,
    title: String,
    text: String,
}

/// An invitation.
struct InvitationRow {
    event: String,
    event_id: String,
    part: &'static str,
    part_name: &'static str,
    answer: &'static str,
    changed: String,
    answers: Vec<ListChoice>,
}

#[derive(Template)]
#[template(path = "office/organisation.html")]
struct OrganisationHtml {
    frame: OfficeFrame,
    id: Uuid,
    version: i32,
    /// What is known, with what it is called.
    facts: Vec<(&'static str, String)>,
    profile: Option<(String, Option<String>)>,
    openings: Vec<(String, u32)>,
    step: String,
    due: String,
    is_late: bool,
    is_closed: bool,
    next: String,
    /// What is shown in the form for what is to be done next.
    next_text: String,
    next_due: String,
    /// The steps that lead on, with what they are called.
    steps: Vec<ListChoice>,
    contacts: Vec<ContactRow>,
    history: Vec<HistoryRow>,
    advice: Vec<HistoryRow>,
    invitations: Vec<InvitationRow>,
    advice_kinds: Vec<ListChoice>,
    parts: Vec<ListChoice>,
    events: Vec<ListChoice>,
    /// Whoever wished to talk with it at a fair and did not.
    follow_ups: Vec<FollowUpLine>,
    today: String,
    may_manage: bool,
    /// What was typed into a form that was not taken.
    typed: OfficeForm,
    fault: Option<&'static str>,
}

/// The organisation that an address names; one of another programme than somebody's own is not there.
pub(super) async fn find_organisation(
    state: &OfficeState,
    visit: &StaffVisit,
    organisation: &str,
) -> Result<OrganisationId, Error> {
    let id = OrganisationId(path_id(organisation)?);
    find_own(visit, state.app.store.owner_of_organisation(id).await?)?;
    Ok(id)
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(organisation): Path<String>,
    Query(query): Query<OrganisationAddress>,
) -> Result<Response, Error> {
    let id = find_organisation(&state, &visit, &organisation).await?;
    let done = query.done.as_deref().and_then(done_text);
    draw_organisation(&state, &visit, id, OrganisationNews { done, ..OrganisationNews::default() }).await
}

/// What is told on the page beside what is known.
#[derive(Default)]
pub(super) struct OrganisationNews {
    pub done: Option<&'static str>,
    pub fault: Option<&'static str>,
    /// What was typed into a form that was not taken.
    pub typed: OfficeForm,
}

/// Draws the page, after something was done or with what is wrong, and with what was typed.
pub(super) async fn draw_organisation(
    state: &OfficeState,
    visit: &StaffVisit,
    id: OrganisationId,
    OrganisationNews { done, fault, typed }: OrganisationNews,
) -> Result<Response, Error> {
    let found = state.app.store.organisation_page(id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let (site, accounts) = (state.app.site(), AccountNames::read(state).await?);
    let known = &found.organisation;
    let today = today(Timestamp::now());
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let events = site.references.values("event").map(|event| (event, event_label(&site, event)));
    let shown = |name: &str, otherwise: String| if typed.has(name) { typed.text(name).to_owned() } else { otherwise };
    let page = OrganisationHtml {
        frame: OfficeFrame::new(known.facts.name.clone(), "/organisations", visit).with_done(done),
        id: id.0,
        version: known.version,
        facts: facts(&found, &site, &accounts),
        profile: known.facts.content.as_deref().map(|content| {
            profile_of(&site, content).unwrap_or_else(|| (format!("{content}（サイトにありません）"), None))
        }),
        openings: known.facts.openings.iter().map(|line| (line.occupation.clone(), line.count)).collect(),
        step: step_label(&site, &known.step),
        due: known.due_on.map(local_day).unwrap_or_default(),
        is_late: is_late(known, today),
        is_closed: known.closed_at.is_some(),
        next_text: shown("next", found.next.clone()),
        next_due: shown("next_due", known.due_on.map(|day| day.to_string()).unwrap_or_default()),
        next: found.next.clone(),
        steps: next_steps(known, &site, typed.text("to")),
        contacts: found.contacts.iter().map(|(id, contact)| ContactRow { id: *id, contact: contact.clone() }).collect(),
        history: history(&found, &site, &accounts),
        advice: advice(&found, &accounts),
        invitations: invitations(&found, &site),
        advice_kinds: choices(
            AdviceKind::VARIANTS.iter().map(|kind| (kind.name(), advice_label(*kind))),
            typed.text("advice_kind"),
        ),
        parts: choices(
            InvitationPart::VARIANTS.iter().map(|part| (part.name(), part_label(*part))),
            typed.text("part"),
        ),
        events: choices(events, typed.text("event")),
        follow_ups: follow_up_lines(state, known.facts.content.as_deref()).await?,
        today: today.to_string(),
        may_manage: visit.session.grants.may(StaffRight::ManageOrganisations, known.facts.programme.as_deref()),
        typed,
        fault,
    };
    show(&page, status)
}

fn event_label<'a>(site: &'a SiteSnapshot, event: &'a str) -> &'a str {
    site.words.words_of("event", event).unwrap_or(event)
}

fn facts(found: &OrganisationPage, site: &SiteSnapshot, accounts: &AccountNames) -> Vec<(&'static str, String)> {
    let facts = &found.organisation.facts;
    let [cases, open] = found.cases;
    let all = [
        ("種別", organisation_kind_label(facts.kind).to_owned()),
        ("ふりがな", facts.kana.clone()),
        ("所在地", facts.place.clone()),
        ("業種", facts.trade.clone()),
        ("きっかけ", facts.source.clone()),
        ("開拓の日", facts.won_on.map(local_day).unwrap_or_default()),
        ("担当", facts.owner.as_deref().map(|owner| accounts.of(owner)).unwrap_or_default()),
        ("面談など", if cases > 0 { format!("{cases}件（うち進行中{open}件）") } else { String::new() }),
        (
            "プログラム",
            facts.programme.as_deref().map(|name| programme_label(site, name).to_owned()).unwrap_or_default(),
        ),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn next_steps(known: &OrganisationView, site: &SiteSnapshot, chosen: &str) -> Vec<ListChoice> {
    let Some(pipeline) = organisation_pipeline(site) else { return Vec::new() };
    let steps = pipeline.steps_from(&known.step).filter_map(|step| pipeline.status(&step.to));
    choices(steps.map(|status| (status.id.as_str(), status.label.as_str())), chosen)
}

fn history(found: &OrganisationPage, site: &SiteSnapshot, accounts: &AccountNames) -> Vec<HistoryRow> {
    let steps = found.steps.iter().map(|step| HistoryRow {
        when: day_and_time(step.at),
        actor: accounts.of(&step.actor),
        title: match &step.from {
            None => format!("「{}」として加えました", step_label(site, &step.to)),
            Some(from) => format!("「{}」から「{}」へ進めました", step_label(site, from), step_label(site, &step.to)),
        },
        text: step.note.clone(),
    });
    steps.collect()
}

fn advice(found: &OrganisationPage, accounts: &AccountNames) -> Vec<HistoryRow> {
    let given = found.advice.iter().map(|given| HistoryRow {
        when: local_day(given.given_on),
        actor: accounts.of(&given.actor),
        title: advice_label(given.kind).to_owned(),
        text: given.text.clone(),
    });
    given.collect()
}

fn invitations(found: &OrganisationPage, site: &SiteSnapshot) -> Vec<InvitationRow> {
    let row = |of: &OrganisationInvitation| InvitationRow {
        event: event_label(site, &of.event).to_owned(),
        event_id: of.event.clone(),
        part: part_label(of.part),
        part_name: of.part.name(),
        answer: answer_label(of.answer),
        changed: day_and_time(of.changed_at),
        answers: choices(
            InvitationAnswer::VARIANTS.iter().map(|answer| (answer.name(), answer_label(*answer))),
            of.answer.name(),
        ),
    };
    found.invitations.iter().map(row).collect()
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "added" => Some("加えました。"),
        "edited" => Some("変更しました。"),
        "moved" => Some("段階を進めました。"),
        "planned" => Some("次にすることを書きました。"),
        "contact" => Some("連絡先を加えました。"),
        "erased" => Some("連絡先を消しました。鍵もなくなったため、バックアップからも読めません。"),
        "advised" => Some("助言を記録しました。"),
        "invited" => Some("依頼を記録しました。"),
        "answered" => Some("回答を記録しました。"),
        _ => None,
    }
}
