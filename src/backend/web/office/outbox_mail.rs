//! One mail of the outbox: every try with what its server said, and what is to be done where it does not come through. What it says is
//! not shown: its links are its reader's own.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    outbox::{OfficeMailRow, mail_row},
    outbox_words::{cause_label, outcome_text, try_row},
    path_id::path_id,
    person_scope::{is_own_person, programme_scope},
    staff_visit::StaffVisit,
};
use crate::{
    intake::staff::StaffRight,
    outbox::mail_address,
    store::{AddressCorrection, GiveUpCause, MailState, OutboxRow},
    web::Error,
};

const SEND: RouteAccess = RouteAccess::Right(StaffRight::SendMessages);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/outbox/{mail}", SEND, page)
        .post("/outbox/{mail}/retry", SEND, retry)
        .post("/outbox/{mail}/give-up", SEND, give_up)
        .post("/outbox/{mail}/address", RouteAccess::Right(StaffRight::EditPerson), correct)
}

#[derive(Debug, Deserialize)]
struct MailQuery {
    done: Option<String>,
}

/// Whom a mail is for.
struct MailReader {
    person: Uuid,
    address: String,
    is_wrong: bool,
    may_correct: bool,
}

#[derive(Template)]
#[template(path = "office/outbox_mail.html")]
struct OfficeMailHtml {
    frame: OfficeFrame,
    row: OfficeMailRow,
    message: Option<Uuid>,
    /// Whom it is for, for whoever may open their record.
    reader: Option<MailReader>,
    /// What it is for that is no person's.
    other_reader: &'static str,
    last: String,
    /// When, what, who.
    tries: Vec<(String, String, String)>,
    causes: Vec<(&'static str, &'static str)>,
    may_retry: bool,
    may_give_up: bool,
    is_bounced: bool,
    typed: String,
    fault: Option<String>,
}

/// The mail that an address names. One of other programmes is not there.
async fn find_mail(state: &OfficeState, visit: &StaffVisit, mail: &str) -> Result<OutboxRow, Error> {
    let own = programme_scope(visit);
    state.app.store.outbox_row(path_id(mail)?, own.as_ref()).await?.ok_or(Error::NotFound)
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(mail): Path<String>,
    Query(query): Query<MailQuery>,
) -> Result<Response, Error> {
    let found = find_mail(&state, &visit, &mail).await?;
    draw(&state, &visit, &found, query.done.as_deref().and_then(done_text), None).await
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    found: &OutboxRow,
    done: Option<&'static str>,
    fault: Option<(String, String)>,
) -> Result<Response, Error> {
    let accounts = AccountNames::read(state).await?;
    let tries = state.app.store.mail_tries(found.entry.mail.id).await?;
    let row = mail_row(found, Timestamp::now());
    let (fault, typed) = fault.unzip();
    let page = OfficeMailHtml {
        frame: OfficeFrame::new(row.kind.clone(), "/outbox", visit).with_done(done),
        row,
        message: own_message(state, visit, found).await?,
        reader: reader(state, visit, found).await?,
        other_reader: if found.is_trial {
            "書いた人の自分あて（テスト送信）"
        } else if found.entry.mail.kind.is_to_staff() {
            "招待か再設定をされた職員"
        } else if found.entry.mail.kind.is_to_host() {
            "面談・相談のお相手か、テーブルのある企業"
        } else {
            ""
        },
        last: found.entry.reply.as_deref().map(outcome_text).unwrap_or_default(),
        tries: tries.iter().map(|tried| try_row(tried, &accounts)).collect(),
        causes: GiveUpCause::ALL.iter().map(|cause| (cause.name(), cause_label(*cause))).collect(),
        may_retry: found.entry.state == MailState::Dead,
        may_give_up: matches!(found.entry.state, MailState::Dead | MailState::Bounced | MailState::Waiting),
        is_bounced: found.entry.state == MailState::Bounced,
        typed: typed.unwrap_or_default(),
        fault,
    };
    show(&page, if page.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

/// Whom a mail is for, if whoever asks may open their record; that is written down.
async fn reader(state: &OfficeState, visit: &StaffVisit, found: &OutboxRow) -> Result<Option<MailReader>, Error> {
    let mail = &found.entry.mail;
    if found.is_trial || mail.kind.is_to_host() || mail.kind.is_to_staff() || !visit.may(StaffRight::OpenPerson) {
        return Ok(None);
    }
    let person = state.app.store.person_of(mail.person).await?;
    if !is_own_person(state, &visit.with_right(StaffRight::OpenPerson), person).await? {
        return Ok(None);
    }
    let address = state.app.store.mail_address_of(mail.person, &visit.actor()).await?;
    let may_correct = visit.may(StaffRight::EditPerson)
        && is_own_person(state, &visit.with_right(StaffRight::EditPerson), person).await?;
    Ok(address.map(|(address, is_wrong)| MailReader { person: person.0, address, is_wrong, may_correct }))
}

/// The message that a mail is of, if whoever asks may open it.
async fn own_message(state: &OfficeState, visit: &StaffVisit, found: &OutboxRow) -> Result<Option<Uuid>, Error> {
    let Some(message) = found.message else { return Ok(None) };
    let own = state.app.store.own_messages(&[message], &visit.scope()).await?;
    Ok(Some(message).filter(|message| own.contains(message)))
}

async fn retry(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(mail): Path<String>,
) -> Result<Response, Error> {
    let found = find_mail(&state, &visit, &mail).await?;
    let id = found.entry.mail.id;
    let is_done = state.app.store.retry_mail(id, &visit.actor()).await?;
    Ok(see_other(&format!("/outbox/{id}?done={}", if is_done { "retried" } else { "decided_before" })))
}

async fn give_up(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(mail): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let found = find_mail(&state, &visit, &mail).await?;
    let Some(cause) = GiveUpCause::parse(form.text("cause")) else {
        let fault = ("取りやめる理由を選んでください。".to_owned(), String::new());
        return draw(&state, &visit, &found, None, Some(fault)).await;
    };
    let id = found.entry.mail.id;
    let is_done = state.app.store.give_up_mail(id, cause, &visit.actor()).await?;
    Ok(see_other(&format!("/outbox/{id}?done={}", if is_done { "given_up" } else { "decided_before" })))
}

/// Gives the reader of a mail another address. What could not be delivered to them goes out again.
async fn correct(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(mail): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    // Whoever may write about a person does not see mails by that alone.
    let sender = visit.with_right(StaffRight::SendMessages);
    if !sender.may(StaffRight::SendMessages) {
        return Err(Error::NotFound);
    }
    let found = find_mail(&state, &sender, &mail).await?;
    let (id, record) = (found.entry.mail.id, found.entry.mail.person);
    let person = state.app.store.person_of(record).await?;
    let kind = found.entry.mail.kind;
    let is_persons = !found.is_trial && !kind.is_to_host() && !kind.is_to_staff();
    if !is_persons || !is_own_person(&state, &visit, person).await? {
        return Err(Error::NotFound);
    }
    let typed = form.text("address").to_owned();
    let fault = if mail_address(&typed).is_err() {
        "メールアドレスの形になっていません。「taro@example.jp」のように入力してください。"
    } else {
        match state.app.store.correct_address(record, &typed, &visit.actor()).await? {
            AddressCorrection::Corrected { .. } => return Ok(see_other(&format!("/outbox/{id}?done=corrected"))),
            AddressCorrection::Taken => {
                "このアドレスの人は、同じイベントにもう申し込んでいます。登録者の画面から、2つの記録を確かめてください。"
            }
            AddressCorrection::Unknown => "この登録者は、もういないか、消去されています。",
        }
    };
    draw(&state, &sender, &found, None, Some((fault.to_owned(), typed))).await
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "retried" => Some("もう一度送ります。"),
        "given_up" => Some("送信を取りやめました。"),
        "corrected" => Some("アドレスを直しました。届かなかったメールは、新しいアドレスに送り直します。"),
        "decided_before" => Some("先に状態が変わっていました。何も変更していません。"),
        _ => None,
    }
}
