//! The outbox as staff see it: mails newest first, by what became of them. Whom a mail is for, the page of that person says.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    frame::{OfficeFrame, show},
    list_choice::{ListChoice, choices},
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    outbox_words::{STATE_FILTERS, entry_state},
    person_scope::programme_scope,
    staff_visit::StaffVisit,
    times::day_and_time,
};
use crate::{
    intake::{MailKind, staff::StaffRight},
    store::{MailState, OutboxFilter, OutboxRow},
    web::{Error, mail_words::mail_in_words},
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/outbox", RouteAccess::Right(StaffRight::SendMessages), list)
}

/// By what the list is narrowed: states and kinds, which name nobody.
#[derive(Debug, Default, Deserialize)]
struct OutboxQuery {
    state: Option<String>,
    kind: Option<String>,
    after: Option<String>,
}

/// A mail in the list.
pub(super) struct OfficeMailRow {
    pub id: Uuid,
    pub kind: String,
    pub written: String,
    pub state: String,
    pub attempts: u32,
    pub is_wrong: bool,
}

#[derive(Template)]
#[template(path = "office/outbox.html")]
struct OfficeOutboxHtml {
    frame: OfficeFrame,
    states: Vec<ListChoice>,
    kinds: Vec<ListChoice>,
    mails: Vec<OfficeMailRow>,
    next: Option<String>,
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<OutboxQuery>,
) -> Result<Response, Error> {
    let wanted = query.state.as_deref().unwrap_or_default();
    let states = STATE_FILTERS.iter().find(|(name, ..)| *name == wanted).map_or(&[][..], |(_, _, states)| states);
    let kind = query.kind.as_deref().and_then(MailKind::of_name);
    let filter = OutboxFilter {
        states: states.to_vec(),
        kind,
        programmes: programme_scope(&visit),
        after: query.after.as_deref().and_then(|id| Uuid::parse_str(id).ok()),
    };
    let found = state.app.store.outbox_page(&filter).await?;
    let now = Timestamp::now();
    let next = found.next.map(|after| {
        let mut address = form_urlencoded::Serializer::for_suffix("/outbox?".to_owned(), "/outbox?".len());
        address.append_pair("state", wanted).append_pair("kind", kind.map_or("", MailKind::name));
        address.append_pair("after", &after.to_string()).finish()
    });
    let page = OfficeOutboxHtml {
        frame: OfficeFrame::new("送信箱", "/outbox", &visit),
        states: choices(STATE_FILTERS.iter().map(|(name, label, _)| (*name, *label)), wanted),
        kinds: choices(
            MailKind::ALL.iter().map(|known| (known.name(), mail_in_words(known.name()))),
            kind.map_or("", MailKind::name),
        ),
        mails: found.rows.iter().map(|row| mail_row(row, now)).collect(),
        next,
    };
    show(&page, StatusCode::OK)
}

/// A mail as a row.
pub(super) fn mail_row(row: &OutboxRow, now: Timestamp) -> OfficeMailRow {
    let entry = &row.entry;
    let trial = if row.is_trial { "（テスト）" } else { "" };
    OfficeMailRow {
        id: entry.mail.id,
        kind: format!("{}{trial}", mail_in_words(entry.mail.kind.name())),
        written: day_and_time(entry.mail.written_at),
        state: entry_state(entry, now),
        // The number of a mail is that of its next attempt.
        attempts: entry.mail.attempts.saturating_sub(1),
        is_wrong: matches!(entry.state, MailState::Bounced | MailState::Dead),
    }
}
