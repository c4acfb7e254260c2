//! The accounts of staff: who may come in, and what they may do.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use strum::VariantArray;
use uuid::Uuid;

use super::{
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    right_words::{role_hint, role_label},
    sessions::grant_text,
    staff_visit::StaffVisit,
    timeline_words::mail_state,
    times::{day, day_and_time},
};
use crate::{
    intake::{
        AccountId,
        staff::{RoleGrant, StaffGrants, StaffRight, StaffRole},
    },
    store::{AccountChangeOutcome, AccountView, InvitationMail, InviteOutcome, NewAccount, ResetOutcome},
    web::Error,
};

pub(super) const ACCESS: RouteAccess = RouteAccess::Whole(StaffRight::ManageAccounts);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/accounts", ACCESS, list)
        .post("/accounts", ACCESS, invite)
        .get("/accounts/{account}", ACCESS, show_account)
        .post("/accounts/{account}/grants", ACCESS, set_grants)
        .post("/accounts/{account}/reset", ACCESS, reset)
        .post("/accounts/{account}/disable", ACCESS, disable)
        .post("/accounts/{account}/enable", ACCESS, enable)
}

/// An account in the list.
pub(super) struct AccountRow {
    id: Uuid,
    pub name: String,
    pub mail: String,
    pub roles: Vec<String>,
    pub state: &'static str,
    pub since: String,
    pub signed_in: String,
    /// What they show beside a password, or in its place.
    pub factors: String,
    /// How the mail with the link stands, while that is good.
    pub mail_state: &'static str,
    has_failed: bool,
}

/// A box for a role, whole or of one programme.
struct RoleBox {
    value: String,
    text: String,
    hint: &'static str,
    /// Whether it is for every programme.
    is_whole: bool,
    is_set: bool,
}

#[derive(Template)]
#[template(path = "office/accounts.html")]
struct AccountsHtml {
    frame: OfficeFrame,
    accounts: Vec<AccountRow>,
    roles: Vec<RoleBox>,
    has_programmes: bool,
    name: String,
    mail: String,
    fault: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "office/account.html")]
struct AccountHtml {
    frame: OfficeFrame,
    account: AccountRow,
    roles: Vec<RoleBox>,
    has_programmes: bool,
    is_disabled: bool,
    is_own: bool,
    fault: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "office/account_link.html")]
struct LinkHtml {
    frame: OfficeFrame,
    account: String,
    /// Where the mail with the link goes.
    mail: String,
    link: String,
}

#[derive(Debug, Deserialize)]
struct AccountQuery {
    done: Option<String>,
}

async fn list(State(state): State<OfficeState>, Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    draw_list(&state, &visit, &OfficeForm::default(), None).await
}

async fn draw_list(
    state: &OfficeState,
    visit: &StaffVisit,
    form: &OfficeForm,
    fault: Option<&'static str>,
) -> Result<Response, Error> {
    let accounts = state.app.store.accounts().await?;
    let mails = state.app.store.invitation_mails().await?;
    let chosen = grants_of(form);
    let page = AccountsHtml {
        frame: OfficeFrame::new("アカウント", "/accounts", visit),
        accounts: accounts.iter().map(|account| row(account, &mails)).collect(),
        has_programmes: state.app.site().references.values("programme").next().is_some(),
        roles: boxes(state, &chosen),
        name: form.text("name").to_owned(),
        mail: form.text("mail").to_owned(),
        fault,
    };
    show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

async fn invite(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let grants = grants_of(&form);
    if grants.0.is_empty() {
        return draw_list(&state, &visit, &form, Some("役割を1つ以上選んでください。")).await;
    }
    let new = NewAccount { name: form.text("name").to_owned(), mail: form.text("mail").to_owned(), grants };
    match state.app.store.invite_account_by_mail(new, &visit.actor()).await? {
        InviteOutcome::Invited { token, .. } => {
            show_link(&state, &visit, (form.text("name"), form.text("mail")), token.as_str())
        }
        InviteOutcome::AlreadyThere => {
            draw_list(&state, &visit, &form, Some("このメールアドレスのアカウントは、もうあります。")).await
        }
        InviteOutcome::NoAddress => {
            draw_list(&state, &visit, &form, Some("メールアドレスの形をお確かめください（例：name@example.jp）。"))
                .await
        }
        InviteOutcome::NoName => draw_list(&state, &visit, &form, Some("お名前を入力してください。")).await,
    }
}

/// The link is shown once: only its hash is kept. A mail brings it too.
fn show_link(
    state: &OfficeState,
    visit: &StaffVisit,
    (name, mail): (&str, &str),
    token: &str,
) -> Result<Response, Error> {
    let page = LinkHtml {
        frame: OfficeFrame::new("招待のリンク", "/accounts", visit),
        account: name.to_owned(),
        mail: mail.to_owned(),
        link: format!("{}/invite/{token}", state.settings.address),
    };
    show(&page, StatusCode::OK)
}

async fn show_account(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(account): Path<String>,
    Query(query): Query<AccountQuery>,
) -> Result<Response, Error> {
    let account = find(&state, &account).await?;
    let done = query.done.as_deref().and_then(done_text);
    draw_account(&state, &visit, &account, done, None).await
}

async fn draw_account(
    state: &OfficeState,
    visit: &StaffVisit,
    account: &AccountView,
    done: Option<&'static str>,
    fault: Option<&'static str>,
) -> Result<Response, Error> {
    let mails = state.app.store.invitation_mails().await?;
    let page = AccountHtml {
        frame: OfficeFrame::new(account.name.clone(), "/accounts", visit).with_done(done),
        account: row(account, &mails),
        has_programmes: state.app.site().references.values("programme").next().is_some(),
        roles: boxes(state, &account.grants),
        is_disabled: account.disabled_at.is_some(),
        is_own: account.id == visit.account(),
        fault,
    };
    show(&page, if fault.is_some() { StatusCode::CONFLICT } else { StatusCode::OK })
}

async fn set_grants(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(account): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let account = find(&state, &account).await?;
    let outcome = state.app.store.set_grants(account.id, grants_of(&form), &visit.actor()).await?;
    answer_change(&state, &visit, &account, outcome, "grants").await
}

async fn disable(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(account): Path<String>,
) -> Result<Response, Error> {
    let account = find(&state, &account).await?;
    let outcome = state.app.store.disable_account(account.id, &visit.actor()).await?;
    answer_change(&state, &visit, &account, outcome, "disabled").await
}

async fn enable(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(account): Path<String>,
) -> Result<Response, Error> {
    let account = find(&state, &account).await?;
    let outcome = state.app.store.enable_account(account.id, &visit.actor()).await?;
    answer_change(&state, &visit, &account, outcome, "enabled").await
}

async fn reset(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(account): Path<String>,
) -> Result<Response, Error> {
    let account = find(&state, &account).await?;
    match state.app.store.reset_account_by_mail(account.id, &visit.actor()).await? {
        ResetOutcome::Reset { token } => show_link(&state, &visit, (&account.name, &account.mail), token.as_str()),
        ResetOutcome::Unknown => Err(Error::NotFound),
        ResetOutcome::LastAdministrator => draw_account(&state, &visit, &account, None, Some(LAST)).await,
    }
}

const LAST: &str =
    "すべてのプログラムを扱える最後の管理者なので、変更していません。先に、ほかの人を管理者にしてください。";

async fn answer_change(
    state: &OfficeState,
    visit: &StaffVisit,
    account: &AccountView,
    outcome: AccountChangeOutcome,
    done: &str,
) -> Result<Response, Error> {
    match outcome {
        AccountChangeOutcome::Done => Ok(see_other(&format!("/accounts/{}?done={done}", account.id.0))),
        AccountChangeOutcome::Unknown => Err(Error::NotFound),
        AccountChangeOutcome::LastAdministrator => draw_account(state, visit, account, None, Some(LAST)).await,
    }
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "grants" => Some("役割を変えました。次の操作から有効です。"),
        "disabled" => Some("アカウントを止め、サインインを終わらせました。"),
        "enabled" => Some("アカウントを再び使えるようにしました。"),
        _ => None,
    }
}

async fn find(state: &OfficeState, account: &str) -> Result<AccountView, Error> {
    let id = path_id(account)?;
    state.app.store.account(AccountId(id)).await?.ok_or(Error::NotFound)
}

/// An account as a row.
pub(super) fn row(account: &AccountView, mails: &BTreeMap<AccountId, InvitationMail>) -> AccountRow {
    let state = match (account.disabled_at, account.is_accepted) {
        (Some(_), _) => "停止中",
        (None, true) => "利用中",
        (None, false) => "招待中",
    };
    let mail = mails.get(&account.id);
    AccountRow {
        mail_state: mail.map_or("", |mail| mail_state(mail.state)),
        has_failed: mail.is_some_and(InvitationMail::has_failed),
        id: account.id.0,
        name: account.name.clone(),
        mail: account.mail.clone(),
        roles: account.grants.0.iter().map(grant_text).collect(),
        state,
        since: day(account.created_at),
        signed_in: signed_in_text(account),
        factors: factors_text(account),
    }
}

/// What somebody shows beside a password, or in its place.
fn factors_text(account: &AccountView) -> String {
    let passkeys = format!("パスキー{}個", account.passkeys);
    let has_app = account.has_second_factor.then_some("認証アプリ");
    let has_passkeys = (account.passkeys > 0).then_some(passkeys.as_str());
    let factors: Vec<&str> = has_app.into_iter().chain(has_passkeys).collect();
    if factors.is_empty() { "未設定".to_owned() } else { factors.join("、") }
}

/// When somebody signed in last. Browsers are known for ninety days.
fn signed_in_text(account: &AccountView) -> String {
    match account.signed_in_at {
        Some(at) => day_and_time(at),
        None if account.is_accepted => "この90日はありません".to_owned(),
        None => "まだありません".to_owned(),
    }
}

/// A box for each role as a whole, and for each of the site's programmes.
fn boxes(state: &OfficeState, chosen: &StaffGrants) -> Vec<RoleBox> {
    let site = state.app.site();
    let programmes = site.references.values("programme").map(|programme| Some(programme.to_owned()));
    let scopes: Vec<Option<String>> = std::iter::once(None).chain(programmes).collect();
    let name = |programme: &Option<String>| {
        programme
            .as_deref()
            .map(|programme| site.words.words_of("programme", programme).unwrap_or(programme).to_owned())
    };
    let of_role = |role: StaffRole| scopes.iter().map(move |programme| (role, programme.clone()));
    let grants = StaffRole::VARIANTS.iter().copied().flat_map(of_role);
    let rolebox = |(role, programme): (StaffRole, Option<String>)| {
        let text = match name(&programme) {
            Some(name) => format!("{}（{name}だけ）", role_label(role)),
            None => role_label(role).to_owned(),
        };
        let hint = if programme.is_none() { role_hint(role) } else { "" };
        let grant = RoleGrant { role, programme };
        let is_whole = grant.programme.is_none();
        RoleBox { value: grant.to_string(), text, hint, is_whole, is_set: chosen.0.contains(&grant) }
    };
    grants.map(rolebox).collect()
}

fn grants_of(form: &OfficeForm) -> StaffGrants {
    StaffGrants(form.texts("role").filter_map(|text| RoleGrant::parse(text).ok()).collect())
}
