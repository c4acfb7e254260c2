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
    approvals::{ApprovalFileRow, file_row, find_approval},
    frame::{OfficeFrame, see_other, show},
    list_choice::{ListChoice, choices},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    programme_choice::{ProgrammeChoice, chosen_programme, programme_choices},
    sent_files::SentFiles,
    staff_visit::StaffVisit,
};
use crate::{
    intake::{
        UploadId,
        approvals::{ApprovalContent, ApprovalId, ApprovalKind},
        staff::StaffRight,
    },
    store::{ApprovalFile, ApprovalRequest, AskRefusal, NewVersion, VersionFiles, VersionOutcome},
    uploads::UploadSettings,
    web::{
        Error,
        file_forms::{MOST_FILES, MOST_MEGABYTES},
    },
};

const ASK: RouteAccess = RouteAccess::Right(StaffRight::AskApproval);

/// The longest texts, in characters.
const LONGEST_TITLE: usize = 120;
const LONGEST_TEXT: usize = 50_000;
const LONGEST_LINK: usize = 1_000;

/// Most files of a version, those of the one before included.
const MOST_OF_VERSION: usize = 20;

/// What somebody is told who has stored enough for a day.
const NO_ROOM: &str = "今日は、これ以上のファイルを保存できません。明日送るか、置き場所のリンクを書いてください。";

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/approvals/new", ASK, new_page)
        .post_with_files("/approvals", ASK, ask)
        .get("/approvals/{approval}/version", ASK, version_page)
        .post_with_files("/approvals/{approval}/version", ASK, ask_anew)
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
    faults: Vec<String>,
    /// Files of the version before, and whether each stays.
    files: Vec<(ApprovalFileRow, bool)>,
    /// Whether this server keeps files.
    takes_files: bool,
    most_files: usize,
    most_megabytes: u64,
    /// Whether files came with a form that is shown again: browsers do not send them twice.
    has_lost_files: bool,
}

/// What is drawn.
struct ApprovalDraft<'a> {
    of: Option<(ApprovalId, i32)>,
    content: ApprovalContent,
    form: &'a OfficeForm,
    due_on: String,
    faults: Vec<String>,
    files: Vec<(ApprovalFileRow, bool)>,
    has_lost_files: bool,
}

fn draw(state: &OfficeState, visit: &StaffVisit, draft: ApprovalDraft<'_>) -> Result<Response, Error> {
    let ApprovalDraft { of, content, form, due_on, faults, files, has_lost_files } = draft;
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
        files,
        takes_files: state.app.uploads().is_some(),
        most_files: MOST_FILES,
        most_megabytes: MOST_MEGABYTES,
        has_lost_files,
    };
    show(&page, status)
}

/// What was typed, and all that is wrong with it; `files` are those that it will have.
fn read_content(form: &OfficeForm, files: usize) -> (ApprovalContent, Option<Date>, Vec<String>) {
    let text = |name: &str| form.text(name).to_owned();
    let content = ApprovalContent { title: text("title"), text: form.lines("text"), link: text("link") };
    let due_on: Option<Date> = form.parsed("due_on");
    let mut faults: Vec<&'static str> = Vec::new();
    let has_length = |text: &str, longest: usize| text.chars().count() <= longest;
    if content.title.is_empty() || !has_length(&content.title, LONGEST_TITLE) {
        faults.push("件名を、120文字までで入力してください。");
    }
    if content.text.is_empty() && content.link.is_empty() && files == 0 {
        faults.push("本文か、ファイルか、ファイルのリンクを入力してください。");
    }
    if files > MOST_OF_VERSION {
        faults.push("1つの版のファイルは、20個までにしてください。");
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
    (content, due_on, faults.into_iter().map(str::to_owned).collect())
}

/// The files of a version, as boxes: those that are ticked stay.
fn file_boxes(files: &[ApprovalFile], is_kept: impl Fn(UploadId) -> bool) -> Vec<(ApprovalFileRow, bool)> {
    files.iter().map(|file| (file_row(file), is_kept(file.id))).collect()
}

/// Those of the version before that are ticked.
fn kept_files(form: &OfficeForm, files: &[ApprovalFile]) -> Vec<UploadId> {
    let ticked: Vec<&str> = form.texts("kept").collect();
    let is_ticked = |file: &&ApprovalFile| ticked.contains(&file.id.0.to_string().as_str());
    files.iter().filter(is_ticked).map(|file| file.id).collect()
}

async fn new_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
) -> Result<Response, Error> {
    let form = OfficeForm::default();
    let (content, due_on, faults) = (ApprovalContent::default(), String::new(), Vec::new());
    let (files, has_lost_files) = (Vec::new(), false);
    draw(&state, &visit, ApprovalDraft { of: None, content, form: &form, due_on, faults, files, has_lost_files })
}

async fn ask(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
    Extension(sent): Extension<SentFiles>,
) -> Result<Response, Error> {
    let (content, due_on, mut faults) = read_content(&form, sent.count());
    faults.extend(sent.faults());
    let programme = chosen_programme(&state, &visit, &form);
    faults.extend(programme.as_ref().err().map(|fault| (*fault).to_owned()));
    let kind = ApprovalKind::parse(form.text("kind"));
    if kind.is_none() {
        faults.push("種類を選んでください。".to_owned());
    }
    if let (Some(kind), Ok(programme), true) = (kind, programme, faults.is_empty()) {
        let (content, files) = (content.clone(), version_files(&state, &sent, Vec::new()));
        let given = files.clone();
        let request = ApprovalRequest { programme, kind, subject: None, due_on, content, files };
        match state.app.store.ask_approval(request, &visit.actor()).await? {
            Ok(id) | Err(AskRefusal::AskedBefore(id)) => {
                return Ok(see_other(&format!("/approvals/{}?done=asked", id.0)));
            }
            Err(AskRefusal::NoRoom) => faults.push(NO_ROOM.to_owned()),
        }
        sent.give_back(given.sent);
    }
    let (due_on, has_lost_files) = (form.text("due_on").to_owned(), sent.count() > 0);
    let files = Vec::new();
    draw(&state, &visit, ApprovalDraft { of: None, content, form: &form, due_on, faults, files, has_lost_files })
}

/// The files of a version: those that stay, and those that came with it, which are kept from here on.
fn version_files(state: &OfficeState, sent: &SentFiles, kept: Vec<UploadId>) -> VersionFiles {
    let terms = state.app.settings.uploads.as_ref().map(UploadSettings::terms);
    VersionFiles { kept, sent: sent.take(), terms }
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
    let files = found.versions.first().map(|newest| file_boxes(&newest.files, |_| true)).unwrap_or_default();
    let has_lost_files = false;
    draw(&state, &visit, ApprovalDraft { of, content, form: &form, due_on, faults, files, has_lost_files })
}

async fn ask_anew(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(approval): Path<String>,
    Extension(form): Extension<OfficeForm>,
    Extension(sent): Extension<SentFiles>,
) -> Result<Response, Error> {
    let id = find_approval(&state, &visit, &approval).await?;
    let store = &state.app.store;
    let found = store.approval_page(id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let before = found.versions.first().map(|newest| newest.files.clone()).unwrap_or_default();
    let kept = kept_files(&form, &before);
    let (content, due_on, mut faults) = read_content(&form, kept.len() + sent.count());
    faults.extend(sent.faults());
    let mut seen = form.parsed("seen").unwrap_or_default();
    if faults.is_empty() {
        let files = version_files(&state, &sent, kept.clone());
        let given = files.clone();
        let version = NewVersion { content: content.clone(), files, due_on };
        let fault = match store.ask_approval_anew((id, seen), version, &visit.actor()).await? {
            VersionOutcome::Asked(_) => return Ok(see_other(&format!("/approvals/{}?done=anew", id.0))),
            VersionOutcome::Same => "今の版と同じ内容です。直してから依頼してください。",
            VersionOutcome::Stale => {
                seen = found.item.newest;
                "先にほかの人が新しい版を出しました。その版を確かめて、もう一度依頼してください。"
            }
            VersionOutcome::NoRoom => NO_ROOM,
            VersionOutcome::Unknown => return Err(Error::NotFound),
        };
        faults.push(fault.to_owned());
        sent.give_back(given.sent);
    }
    let (due_on, has_lost_files) = (form.text("due_on").to_owned(), sent.count() > 0);
    let files = file_boxes(&before, |file| kept.contains(&file));
    let of = Some((id, seen));
    draw(&state, &visit, ApprovalDraft { of, content, form: &form, due_on, faults, files, has_lost_files })
}
