//! A case goes on, by the steps of its pipeline alone. Where a mail goes with a step, it is shown before it is sent, and it can be left
//! out.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use uuid::Uuid;

use super::{
    super::{
        case_words::{CaseWords, case_address},
        frame::{OfficeFrame, see_other, show},
        office_form::OfficeForm,
        office_routes::{OfficeRoutes, RouteAccess},
        office_state::OfficeState,
        staff_visit::StaffVisit,
    },
    case_edits::{CaseAnswer, answer_change},
    case_page::{CaseNotice, draw_case},
    case_scope::find_case,
    opening::LONGEST_NOTE,
};
use crate::{
    intake::{calendar::BusinessCalendar, staff::StaffRight},
    outbox::RenderedMail,
    store::{CaseMailFacts, CaseMailWords, CaseMove, CaseOutcome, CaseRules, CaseView, MailFacts},
    web::{Error, mailing::preview_case_mail},
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.post("/cases/{case}/move", RouteAccess::Right(StaffRight::EditPerson), move_on)
}

/// A mail as it would be sent.
struct MailPreview {
    to: String,
    subject: String,
    text: String,
}

#[derive(Template)]
#[template(path = "office/case_move.html")]
struct CaseMoveHtml {
    frame: OfficeFrame,
    id: Uuid,
    version: i32,
    to: String,
    from_label: String,
    to_label: String,
    note: String,
    preview: Option<MailPreview>,
    /// Why there is none.
    problem: &'static str,
}

async fn move_on(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(case): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let (case, person) = find_case(&state, &visit, &case).await?;
    let site = state.app.site();
    let words = CaseWords { site: &site };
    let to = form.text("to");
    // Whoever presses the button twice has moved it once.
    if case.status == to && form.has("to") {
        return Ok(see_other(&format!("{}?done=moved", case_address(case.id))));
    }
    let pipeline = words.pipeline(&case.pipeline);
    let Some((pipeline, step)) = pipeline.and_then(|known| Some((known, known.transition(&case.status, to)?))) else {
        let fault = Some("この状態には進めません。今の状態を確かめて、進む先を選んでください。");
        let notice = CaseNotice { fault, typed: form, ..CaseNotice::default() };
        return draw_case(&state, &visit, (case, person), notice).await;
    };
    let version = form.parsed("version").unwrap_or_default();
    if let Some(template) = step.mail.as_ref().filter(|_| !form.has("previewed") && case.version == version) {
        return draw_preview(&state, &visit, (&case, template), &form).await;
    }
    let mail = form.has("with_mail").then(|| mail_words(&case, words));
    let (is_mailed, note) = (mail.is_some(), form.text("note").chars().take(LONGEST_NOTE).collect::<String>());
    let wanted =
        CaseMove { case: case.id, version, to: to.to_owned(), note: Some(note).filter(|note| !note.is_empty()), mail };
    let calendar = BusinessCalendar::office(&site.bookings.holidays);
    let rules = CaseRules { pipeline, calendar: &calendar };
    let outcome = state.app.store.move_case(wanted, rules, &visit.actor()).await?;
    let done = match &outcome {
        CaseOutcome::Changed(_, Some(_)) => "mailed",
        CaseOutcome::Changed(_, None) if is_mailed => "unmailed",
        _ => "moved",
    };
    answer_change(&state, &visit, person, CaseAnswer { outcome, done, typed: form }).await
}

fn mail_words(case: &CaseView, words: CaseWords<'_>) -> CaseMailWords {
    CaseMailWords { title: words.label(&case.pipeline), organisation: words.company_of(case) }
}

/// The mail as it would be sent now, with what was typed so far. Nothing has changed yet.
async fn draw_preview(
    state: &OfficeState,
    visit: &StaffVisit,
    (case, template): (&CaseView, &str),
    form: &OfficeForm,
) -> Result<Response, Error> {
    let site = state.app.site();
    let words = CaseWords { site: &site };
    let CaseMailWords { title, organisation } = mail_words(case, words);
    let step = CaseMailFacts { template: template.to_owned(), title, organisation };
    let (preview, problem) = match state.app.store.case_mail_recipient(case.id).await? {
        None => (None, "届くメールアドレスがないため、メールは送れません。"),
        Some(recipient) => {
            let facts = MailFacts { case_step: Some(step), ..recipient };
            match preview_case_mail(&state.app, &facts).await {
                Ok(RenderedMail { subject, text, .. }) => (Some(MailPreview { to: facts.address, subject, text }), ""),
                Err(error) => {
                    log::error!("a mail about a case cannot be written: {error:#}");
                    (None, "メールのひな形に誤りがあるため、メールは送れません。運用担当に知らせてください。")
                }
            }
        }
    };
    let to = form.text("to");
    let page = CaseMoveHtml {
        frame: OfficeFrame::new("案件を進める", "/cases", visit),
        id: case.id.0,
        version: case.version,
        to: to.to_owned(),
        from_label: words.status(&case.pipeline, &case.status),
        to_label: words.status(&case.pipeline, to),
        note: form.text("note").to_owned(),
        preview,
        problem,
    };
    show(&page, StatusCode::OK)
}
