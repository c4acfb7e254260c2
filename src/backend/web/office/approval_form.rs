//! Asking the city for something, and asking anew with another version.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use jiff::civil::Date;
use strum::VariantArray;
use url::Url;

use super::{
    approval_words::approval_kind_label,
    approvals::find_approval,
    frame::{OfficeFrame, see_other, show},
    list_choice::{ListChoice, choices},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    programme_choice::{ProgrammeChoice, chosen_programme, programme_choices},
    staff_visit::StaffVisit,
};
use crate::{
    intake::{
        approvals::{ApprovalContent, ApprovalId, ApprovalKind},
        staff::StaffRight,
    },
    store::{ApprovalRequest, VersionOutcome},
    web::Error,
};

const ASK: RouteAccess = RouteAccess::Right(StaffRight::AskApproval);

/// The longest texts, in characters.
const LONGEST_TITLE: usize = 120;
const LONGEST_TEXT: usize = 50_000;
const LONGEST_LINK: usize = 1_000;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/approvals/new", ASK, new_page)
        .post("/approvals", ASK, ask)
        .get("/approvals/{approval}/version", ASK, version_page)
        .post("/approvals/{approval}/version", ASK, ask_anew)
}

#[derive(Template)]
#[template(path = "office/approval_form.html")]
struct ApprovalFormHtml {
    frame: OfficeFrame,
    action: String,
    back: String,
    /// The version that was seen; none of something new.
    seen: Option<i32>,
    programmes: Vec<ProgrammeChoice>,
    kinds: Vec<ListChoice>,
    content: ApprovalContent,
    due_on: String,
    faults: Vec<&'static str>,
}

/// What is drawn.
struct ApprovalDraft<'a> {
    of: Option<(ApprovalId, i32)>,
    content: ApprovalContent,
    form: &'a OfficeForm,
    due_on: String,
    faults: Vec<&'static str>,
}

fn draw(state: &OfficeState, visit: &StaffVisit, draft: ApprovalDraft<'_>) -> Result<Response, Error> {
    let ApprovalDraft { of, content, form, due_on, faults } = draft;
    let (title, action, back) = match of {
        None => ("承認を依頼する".to_owned(), "/approvals".to_owned(), "/approvals".to_owned()),
        Some((id, _)) => {
            let path = format!("/approvals/{}", id.0);
            ("新しい版で依頼する".to_owned(), format!("{path}/version"), path)
        }
    };
    let kinds = ApprovalKind::VARIANTS.iter().map(|kind| (kind.name(), approval_kind_label(*kind)));
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ApprovalFormHtml {
        frame: OfficeFrame::new(title, "/approvals", visit),
        action,
        back,
        seen: of.map(|(_, seen)| seen),
        programmes: if of.is_none() { programme_choices(state, visit, form.text("programme")) } else { Vec::new() },
        kinds: choices(kinds, form.text("kind")),
        content,
        due_on,
        faults,
    };
    show(&page, status)
}

/// What was typed, and all that is wrong with it.
fn read_content(form: &OfficeForm) -> (ApprovalContent, Option<Date>, Vec<&'static str>) {
    let text = |name: &str| form.text(name).to_owned();
    let content = ApprovalContent { title: text("title"), text: form.lines("text"), link: text("link") };
    let due_on: Option<Date> = form.parsed("due_on");
    let mut faults = Vec::new();
    let has_length = |text: &str, longest: usize| text.chars().count() <= longest;
    if content.title.is_empty() || !has_length(&content.title, LONGEST_TITLE) {
        faults.push("件名を、120文字までで入力してください。");
    }
    if content.text.is_empty() && content.link.is_empty() {
        faults.push("本文か、ファイルのリンクを入力してください。");
    }
    if !has_length(&content.text, LONGEST_TEXT) {
        faults.push("本文は、50,000文字までにしてください。");
    }
    let is_link = |link: &str| Url::parse(link).is_ok_and(|url| url.scheme() == "https");
    if !content.link.is_empty() && (!has_length(&content.link, LONGEST_LINK) || !is_link(&content.link)) {
        faults.push("リンクは、https:// から入力してください。");
    }
    if !form.text("due_on").is_empty() && due_on.is_none() {
        faults.push("期日は、2026-12-01のように入力してください。");
    }
    (content, due_on, faults)
}

async fn new_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
) -> Result<Response, Error> {
    let form = OfficeForm::default();
    let (content, due_on, faults) = (ApprovalContent::default(), String::new(), Vec::new());
    draw(&state, &visit, ApprovalDraft { of: None, content, form: &form, due_on, faults })
}

async fn ask(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let (content, due_on, mut faults) = read_content(&form);
    let programme = chosen_programme(&state, &visit, &form);
    faults.extend(programme.as_ref().err());
    let kind = ApprovalKind::parse(form.text("kind"));
    if kind.is_none() {
        faults.push("種類を選んでください。");
    }
    let (Some(kind), Ok(programme), true) = (kind, programme, faults.is_empty()) else {
        let due_on = form.text("due_on").to_owned();
        return draw(&state, &visit, ApprovalDraft { of: None, content, form: &form, due_on, faults });
    };
    let request = ApprovalRequest { programme, kind, subject: None, due_on, content };
    let (Ok(id) | Err(id)) = state.app.store.ask_approval(request, &visit.actor()).await?;
    Ok(see_other(&format!("/approvals/{}?done=asked", id.0)))
}

async fn version_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(approval): Path<String>,
) -> Result<Response, Error> {
    let id = find_approval(&state, &visit, &approval).await?;
    let found = state.app.store.approval_page(id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let content = found.versions.first().map(|newest| newest.content.clone()).unwrap_or_default();
    let due_on = found.item.due_on.map(|day| day.to_string()).unwrap_or_default();
    let (of, form, faults) = (Some((id, found.item.newest)), OfficeForm::default(), Vec::new());
    draw(&state, &visit, ApprovalDraft { of, content, form: &form, due_on, faults })
}

async fn ask_anew(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(approval): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let id = find_approval(&state, &visit, &approval).await?;
    let (content, due_on, mut faults) = read_content(&form);
    let mut seen = form.parsed("seen").unwrap_or_default();
    if faults.is_empty() {
        match state.app.store.ask_approval_anew((id, seen), &content, due_on, &visit.actor()).await? {
            VersionOutcome::Asked(_) => return Ok(see_other(&format!("/approvals/{}?done=anew", id.0))),
            VersionOutcome::Same => faults.push("今の版と同じ内容です。直してから依頼してください。"),
            VersionOutcome::Stale => {
                let found = state.app.store.approval_page(id, &visit.actor()).await?.ok_or(Error::NotFound)?;
                seen = found.item.newest;
                faults.push("先にほかの人が新しい版を出しました。その版を確かめて、もう一度依頼してください。");
            }
            VersionOutcome::Unknown => return Err(Error::NotFound),
        }
    }
    let due_on = form.text("due_on").to_owned();
    draw(&state, &visit, ApprovalDraft { of: Some((id, seen)), content, form: &form, due_on, faults })
}
