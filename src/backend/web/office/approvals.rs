//! What the city is asked to approve: what waits, what was decided, and each with its fixed versions.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    approval_words::{approval_kind_label, approval_state_label, hash_text, refusal_text, short_hash},
    export::{self, ExportOrder, ExportedList, MOST_ROWS},
    file_words::{file_size, file_state_label},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    programme_choice::{find_own, programme_label},
    staff_visit::StaffVisit,
    times::{day_and_time, local_day, today},
};
use crate::{
    intake::{
        UploadId,
        approvals::{ApprovalId, ApprovalState},
        staff::StaffRight,
    },
    store::{ApprovalDecision, ApprovalFile, ApprovalVersion, ApprovalView, DataTable, DecisionOutcome, TableCell},
    web::{Error, attachment::answer_file},
};

const SEE: RouteAccess = RouteAccess::Right(StaffRight::SeeApprovals);

/// The most that are listed of those that stand alike.
const MOST_LISTED: u64 = 500;

/// The longest remark, in characters.
const LONGEST_REMARK: usize = 5_000;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    let routes = routes.get("/approvals/{approval}/files/{file}", SEE, file);
    let routes = routes.get("/approvals/export", SEE, export::ask).post("/approvals/export", SEE, export);
    routes.get("/approvals", SEE, list).get("/approvals/{approval}", SEE, page).post(
        "/approvals/{approval}/decide",
        RouteAccess::Right(StaffRight::ApprovePlans),
        decide,
    )
}

/// Something that is to be approved, in a list.
pub(super) struct ApprovalRow {
    pub id: Uuid,
    pub title: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub asked: String,
    pub asked_by: String,
    pub due: String,
    pub is_late: bool,
    pub version: i32,
}

/// Those that stand alike.
struct ApprovalGroup {
    label: &'static str,
    id: &'static str,
    rows: Vec<ApprovalRow>,
}

#[derive(Template)]
#[template(path = "office/approvals.html")]
struct ApprovalsHtml {
    frame: OfficeFrame,
    groups: Vec<ApprovalGroup>,
    /// Kinds that are not sent or placed without an approval.
    required: Vec<&'static str>,
    may_ask: bool,
}

/// A file of a version, as it is shown.
pub(super) struct ApprovalFileRow {
    pub id: Uuid,
    pub name: String,
    pub size: String,
    pub hash: String,
    /// Why it cannot be opened, or what is to be known before.
    pub state: &'static str,
    pub may_be_read: bool,
}

/// A version, as it is shown.
struct VersionRow {
    number: i32,
    made: String,
    made_by: String,
    hash: String,
    title: String,
    text: String,
    link: String,
    files: Vec<ApprovalFileRow>,
    /// What was decided, when, by whom, with which remark.
    decided: Option<(&'static str, String, String, String)>,
}

#[derive(Template)]
#[template(path = "office/approval.html")]
struct ApprovalHtml {
    frame: OfficeFrame,
    item: ApprovalRow,
    programme: String,
    newest: VersionRow,
    earlier: Vec<VersionRow>,
    is_waiting: bool,
    may_decide: bool,
    /// Whether whoever looks has asked for it.
    is_own: bool,
    may_ask: bool,
    remark: String,
    fault: Option<&'static str>,
}

async fn list(State(state): State<OfficeState>, Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    let (accounts, today) = (AccountNames::read(&state).await?, today(Timestamp::now()));
    let all = state.app.store.approvals(&visit.scope(), MOST_LISTED).await?;
    let group = |state: ApprovalState, id: &'static str| ApprovalGroup {
        label: approval_state_label(state),
        id,
        rows: all.iter().filter(|item| item.state == state).map(|item| approval_row(item, &accounts, today)).collect(),
    };
    let groups = [
        group(ApprovalState::Waiting, "waiting"),
        group(ApprovalState::Returned, "returned"),
        group(ApprovalState::Approved, "approved"),
    ];
    let required = state.app.rules().await?.approval_required;
    let page = ApprovalsHtml {
        frame: OfficeFrame::new("承認", "/approvals", &visit),
        groups: groups.into(),
        required: required.into_iter().map(approval_kind_label).collect(),
        may_ask: visit.may(StaffRight::AskApproval),
    };
    show(&page, StatusCode::OK)
}

/// What is listed as a table, in the order of the page.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let (accounts, today) = (AccountNames::read(&state).await?, today(Timestamp::now()));
    let found = state.app.store.approvals(&visit.scope(), MOST_ROWS as u64 + 1).await?;
    let cells = |item: &ApprovalView| {
        let row = approval_row(item, &accounts, today);
        let words = [row.state.to_owned(), row.title, row.kind.to_owned()].map(TableCell::Text);
        let version = TableCell::Number(i64::from(row.version));
        let asked = [TableCell::Text(row.asked_by), TableCell::Time(item.asked_at), TableCell::Text(row.due)];
        words.into_iter().chain([version]).chain(asked).collect()
    };
    let headings = ["状態", "件名", "種類", "版", "依頼した人", "依頼", "期日"].map(str::to_owned).into();
    let table = DataTable { headings, rows: found.iter().map(cells).collect() };
    order.send(&state, &visit, ExportedList { stem: "approvals", table, persons: BTreeSet::new() }).await
}

/// Something that is to be approved as a row.
pub(super) fn approval_row(item: &ApprovalView, accounts: &AccountNames, today: Date) -> ApprovalRow {
    ApprovalRow {
        id: item.id.0,
        title: item.title.clone(),
        kind: approval_kind_label(item.kind),
        state: approval_state_label(item.state),
        asked: day_and_time(item.asked_at),
        asked_by: accounts.of(&item.asked_by),
        due: item.due_on.map(local_day).unwrap_or_default(),
        is_late: item.state == ApprovalState::Waiting && item.due_on.is_some_and(|due| due < today),
        version: item.newest,
    }
}

/// What an address names, as far as it is of somebody's programmes.
pub(super) async fn find_approval(
    state: &OfficeState,
    visit: &StaffVisit,
    approval: &str,
) -> Result<ApprovalId, Error> {
    let id = ApprovalId(path_id(approval)?);
    find_own(visit, state.app.store.owner_of_approval(id).await?)?;
    Ok(id)
}

#[derive(Debug, Deserialize)]
struct ApprovalAddress {
    done: Option<String>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(approval): Path<String>,
    Query(query): Query<ApprovalAddress>,
) -> Result<Response, Error> {
    let id = find_approval(&state, &visit, &approval).await?;
    let done = query.done.as_deref().and_then(done_text);
    draw(&state, &visit, id, ApprovalNews { done, ..ApprovalNews::default() }).await
}

/// What is told on the page beside what is to be approved.
#[derive(Default)]
struct ApprovalNews<'a> {
    done: Option<&'static str>,
    fault: Option<&'static str>,
    /// What was typed with a decision that does not hold.
    remark: &'a str,
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    id: ApprovalId,
    ApprovalNews { done, fault, remark }: ApprovalNews<'_>,
) -> Result<Response, Error> {
    let found = state.app.store.approval_page(id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let (accounts, today) = (AccountNames::read(state).await?, today(Timestamp::now()));
    let mut versions = found.versions.iter().map(|version| version_row(version, &accounts));
    let newest = versions.next().ok_or(Error::NotFound)?;
    let programme = found.item.programme.as_deref();
    let (grants, site) = (&visit.session.grants, state.app.site());
    let page = ApprovalHtml {
        frame: OfficeFrame::new(found.item.title.clone(), "/approvals", visit).with_done(done),
        item: approval_row(&found.item, &accounts, today),
        programme: programme.map(|name| programme_label(&site, name).to_owned()).unwrap_or_default(),
        is_waiting: found.item.state == ApprovalState::Waiting,
        may_decide: grants.may(StaffRight::ApprovePlans, programme),
        is_own: [&found.item.asked_by, &found.versions[0].made_by].contains(&&visit.actor()),
        may_ask: grants.may(StaffRight::AskApproval, programme),
        newest,
        earlier: versions.collect(),
        remark: remark.to_owned(),
        fault,
    };
    show(&page, if fault.is_some() { StatusCode::CONFLICT } else { StatusCode::OK })
}

fn version_row(version: &ApprovalVersion, accounts: &AccountNames) -> VersionRow {
    let decided = version.decided.as_ref().map(|decided| {
        let label = approval_state_label(decided.state);
        (label, day_and_time(decided.at), accounts.of(&decided.by), decided.remark.clone())
    });
    VersionRow {
        number: version.number,
        made: day_and_time(version.made_at),
        made_by: accounts.of(&version.made_by),
        hash: short_hash(&version.hash),
        title: version.content.title.clone(),
        text: version.content.text.clone(),
        link: version.content.link.clone(),
        files: version.files.iter().map(file_row).collect(),
        decided,
    }
}

/// A file of a version as a row.
pub(super) fn file_row(file: &ApprovalFile) -> ApprovalFileRow {
    ApprovalFileRow {
        id: file.id.0,
        name: file.fixed.name.clone(),
        size: file_size(file.fixed.size_bytes),
        hash: hash_text(&file.fixed.hash),
        state: file_state_label(file.state),
        may_be_read: file.state.may_be_read(),
    }
}

/// A file of a version, for whoever may see what it is of.
async fn file(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path((approval, file)): Path<(String, String)>,
) -> Result<Response, Error> {
    let id = find_approval(&state, &visit, &approval).await?;
    let vault = state.app.uploads().ok_or(Error::NotFound)?;
    let file = UploadId(path_id(&file)?);
    let opened = state.app.store.open_approval_file(id, file, &visit.actor()).await?.ok_or(Error::NotFound)?;
    answer_file(vault, &opened).await
}

async fn decide(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(approval): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let id = find_approval(&state, &visit, &approval).await?;
    let remark = form.text("remark");
    let refuse = |fault| draw(&state, &visit, id, ApprovalNews { done: None, fault: Some(fault), remark });
    let is_approved = match form.text("decision") {
        "approve" => true,
        "return" => false,
        _ => return refuse("承認するか、差し戻すかを選んでください。").await,
    };
    if !is_approved && remark.is_empty() {
        return refuse("差し戻すときは、直してほしいことを入力してください。").await;
    }
    if remark.chars().count() > LONGEST_REMARK {
        return refuse("コメントは5,000文字までにしてください。").await;
    }
    let number = form.parsed("version").unwrap_or_default();
    let decision = ApprovalDecision { id, number, is_approved, remark: remark.to_owned() };
    match state.app.store.decide_approval(decision, &visit.actor()).await? {
        DecisionOutcome::Decided if is_approved => Ok(see_other(&format!("/approvals/{}?done=approved", id.0))),
        DecisionOutcome::Decided => Ok(see_other(&format!("/approvals/{}?done=returned", id.0))),
        DecisionOutcome::Refused(refusal) => refuse(refusal_text(refusal)).await,
        DecisionOutcome::Unknown => Err(Error::NotFound),
    }
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "asked" => Some("承認を依頼しました。発注者の「今日」の画面に表示されます。"),
        "anew" => Some("新しい版で、もう一度依頼しました。前の版の決定は、この版には及びません。"),
        "approved" => Some("承認しました。"),
        "returned" => Some("差し戻しました。"),
        _ => None,
    }
}
