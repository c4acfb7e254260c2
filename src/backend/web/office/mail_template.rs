//! One template of a mail: its words are typed, looked at with made-up values, tried in one's own mailbox, and put in the place of what
//! the files say. Mails that were written already stay as they were.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::{
    account_names::AccountNames,
    frame::{OfficeFrame, see_other, show_with_mail},
    line_diff::{DiffLine, diff_lines},
    office_form::OfficeForm,
    office_routes::OfficeRoutes,
    office_state::OfficeState,
    settings::SETTINGS,
    staff_visit::StaffVisit,
    template_draft::{TemplateDraft, TemplateFault, TemplatePreview},
    template_words::{template_hint, template_label},
    times::day_and_time,
};
use crate::{
    store::{TemplateEdit, TemplateOutcome, TemplateVersion, TemplateWords},
    web::Error,
};

/// What is told to the second of two.
const STALE: &str = "ほかの人が先にこのひな型を変えました。入力した内容は下に残してあります。今の版を別の画面で確かめてから、もう一度保存してください。";

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/settings/mails/{template}", SETTINGS, page)
        .post("/settings/mails/{template}", SETTINGS, save)
        .post("/settings/mails/{template}/preview", SETTINGS, preview)
        .post("/settings/mails/{template}/file", SETTINGS, back_to_file)
        .post("/settings/mails/{template}/restore", SETTINGS, restore)
        .post("/settings/mails/{template}/test", SETTINGS, test)
}

#[derive(Debug, Deserialize)]
struct TemplateQuery {
    done: Option<String>,
}

/// A version in the history.
struct WrittenVersionRow {
    number: i32,
    made: String,
    made_by: String,
    what: &'static str,
    may_restore: bool,
}

#[derive(Template)]
#[template(path = "office/mail_template.html")]
struct MailTemplateHtml {
    frame: OfficeFrame,
    name: String,
    label: String,
    hint: &'static str,
    version: i32,
    is_mail: bool,
    has_text: bool,
    has_page: bool,
    subject: String,
    text: String,
    page: String,
    is_own: bool,
    is_unusable: bool,
    /// What has changed in the files since staff have put words in their place.
    changes: Vec<DiffLine>,
    faults: Vec<TemplateFault>,
    fault: Option<&'static str>,
    preview: Option<TemplatePreview>,
    versions: Vec<WrittenVersionRow>,
    mail: String,
}

/// What is told beside the template.
#[derive(Default)]
struct TemplateNews {
    done: Option<&'static str>,
    fault: Option<(StatusCode, &'static str)>,
    /// What was typed, if it is not what holds.
    typed: Option<TemplateWords>,
    /// Whether what was typed was to hold.
    is_saved: bool,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(template): Path<String>,
    Query(query): Query<TemplateQuery>,
) -> Result<Response, Error> {
    let draft = TemplateDraft::read(&state, &template).await?;
    let done = query.done.as_deref().and_then(done_text);
    draw(&state, &visit, &draft, TemplateNews { done, ..TemplateNews::default() }).await
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    draft: &TemplateDraft,
    news: TemplateNews,
) -> Result<Response, Error> {
    let accounts = AccountNames::read(state).await?;
    let own = state.app.store.account(visit.account()).await?;
    let words = news.typed.unwrap_or_else(|| draft.words());
    let checked = draft.check(&words).await;
    let (subject, text, page) = draft.fields(&words);
    let (status, fault) = match news.fault {
        Some((status, fault)) => (status, Some(fault)),
        None if news.is_saved && !checked.faults.is_empty() => {
            (StatusCode::UNPROCESSABLE_ENTITY, Some("このままでは保存できません。何も変更していません。"))
        }
        None => (StatusCode::OK, None),
    };
    let page = MailTemplateHtml {
        frame: OfficeFrame::new(template_label(&draft.name), "/settings", visit).with_done(news.done),
        name: draft.name.clone(),
        label: template_label(&draft.name),
        hint: template_hint(&draft.name),
        version: draft.newest(),
        is_mail: draft.kind.is_some(),
        has_text: draft.file.text.is_some(),
        has_page: draft.file.page.is_some(),
        subject,
        text,
        page,
        is_own: draft.held().is_some(),
        is_unusable: draft.is_unusable,
        changes: draft.held().map(|held| file_changes(&held.file, &draft.file)).unwrap_or_default(),
        faults: checked.faults,
        fault,
        preview: checked.preview,
        versions: draft.versions.iter().map(|version| version_row(version, draft.newest(), &accounts)).collect(),
        mail: own.map(|account| account.mail).unwrap_or_default(),
    };
    show_with_mail(&page, status)
}

/// What has changed in both files.
fn file_changes(then: &TemplateWords, now: &TemplateWords) -> Vec<DiffLine> {
    let pairs = [(&then.text, &now.text), (&then.page, &now.page)];
    let of = |text: &Option<String>| text.clone().unwrap_or_default();
    pairs.into_iter().flat_map(|(then, now)| diff_lines(&of(then), &of(now))).collect()
}

fn version_row(version: &TemplateVersion, newest: i32, accounts: &AccountNames) -> WrittenVersionRow {
    WrittenVersionRow {
        number: version.number,
        made: day_and_time(version.made_at),
        made_by: accounts.of(&version.made_by),
        what: if version.words.is_some() { "文面を変更" } else { "ファイルに戻した" },
        may_restore: version.number != newest && version.words.is_some(),
    }
}

/// Shows what was typed, and changes nothing.
async fn preview(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(template): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let draft = TemplateDraft::read(&state, &template).await?;
    let typed = Some(draft.typed(&form));
    draw(&state, &visit, &draft, TemplateNews { typed, ..TemplateNews::default() }).await
}

async fn save(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(template): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let draft = TemplateDraft::read(&state, &template).await?;
    let typed = draft.typed(&form);
    let seen = form.parsed("version").unwrap_or(-1);
    write(&state, &visit, &draft, (typed, seen)).await
}

/// Puts an earlier version in the place of what holds.
async fn restore(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(template): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let draft = TemplateDraft::read(&state, &template).await?;
    let number = form.parsed::<i32>("number");
    let found = draft.versions.iter().find(|version| Some(version.number) == number);
    let words = found.and_then(|version| version.words.clone()).ok_or(Error::NotFound)?;
    let seen = form.parsed("version").unwrap_or(-1);
    write(&state, &visit, &draft, (words, seen)).await
}

/// Has words hold that pass the same checks as the files, unless somebody else was first.
async fn write(
    state: &OfficeState,
    visit: &StaffVisit,
    draft: &TemplateDraft,
    (words, seen): (TemplateWords, i32),
) -> Result<Response, Error> {
    if !draft.check(&words).await.faults.is_empty() {
        let news = TemplateNews { typed: Some(words), is_saved: true, ..TemplateNews::default() };
        return draw(state, visit, draft, news).await;
    }
    if draft.is_file(&words) {
        return Ok(see_other(&format!("/settings/mails/{}?done=same", draft.name)));
    }
    let edit = TemplateEdit { name: draft.name.clone(), words: Some(words.clone()), file: draft.file.clone(), seen };
    match state.app.store.write_template(edit, &visit.actor()).await? {
        TemplateOutcome::Written(_) => Ok(see_other(&format!("/settings/mails/{}?done=written", draft.name))),
        TemplateOutcome::Same => Ok(see_other(&format!("/settings/mails/{}?done=same", draft.name))),
        TemplateOutcome::Stale => {
            let fault = Some((StatusCode::CONFLICT, STALE));
            draw(state, visit, draft, TemplateNews { typed: Some(words), fault, ..TemplateNews::default() }).await
        }
    }
}

async fn back_to_file(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(template): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let draft = TemplateDraft::read(&state, &template).await?;
    let seen = form.parsed("version").unwrap_or(-1);
    let edit = TemplateEdit { name: draft.name.clone(), words: None, file: draft.file.clone(), seen };
    match state.app.store.write_template(edit, &visit.actor()).await? {
        TemplateOutcome::Written(_) => Ok(see_other(&format!("/settings/mails/{}?done=file", draft.name))),
        TemplateOutcome::Same => Ok(see_other(&format!("/settings/mails/{}?done=same", draft.name))),
        TemplateOutcome::Stale => {
            let fault = Some((StatusCode::CONFLICT, STALE));
            draw(&state, &visit, &draft, TemplateNews { fault, ..TemplateNews::default() }).await
        }
    }
}

/// Sends what holds to whoever looks at it.
async fn test(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(template): Path<String>,
) -> Result<Response, Error> {
    let draft = TemplateDraft::read(&state, &template).await?;
    let kind = draft.kind.ok_or(Error::NotFound)?;
    state.app.store.try_template(kind, &draft.name, visit.account()).await?;
    Ok(see_other(&format!("/settings/mails/{}?done=tested", draft.name)))
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "written" => Some("保存しました。これから書くメールに使います。"),
        "same" => Some("同じ内容なので、何も変更していません。"),
        "file" => Some("ファイルの文面に戻しました。これから書くメールに使います。"),
        "tested" => Some("自分あてにテスト送信をしました。中の名前や日時、リンクは見本です。"),
        _ => None,
    }
}
