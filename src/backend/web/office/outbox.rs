//! The outbox as staff see it: mails newest first, by what became of them. Whom a mail is for, the page of that person says.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    export::{self, ExportOrder, ExportedList, MOST_ROWS},
    frame::{OfficeFrame, show},
    list_choice::{ListChoice, choices},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    outbox_words::{STATE_FILTERS, entry_state},
    person_scope::programme_scope,
    staff_visit::StaffVisit,
    times::day_and_time,
};
use crate::{
    intake::{MailKind, staff::StaffRight},
    store::{DataTable, MailState, OutboxFilter, OutboxRow, TableCell},
    web::{Error, mail_words::mail_in_words},
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::SendMessages);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    let routes = routes.get("/outbox", ACCESS, list);
    routes.get("/outbox/export", ACCESS, export::ask).post("/outbox/export", ACCESS, export)
}

/// By what the list is narrowed: states and kinds, which name nobody.
#[derive(Debug, Default, Deserialize)]
struct OutboxQuery {
    state: Option<String>,
    kind: Option<String>,
    after: Option<String>,
}

impl OutboxQuery {
    fn state(&self) -> &str {
        self.state.as_deref().unwrap_or_default()
    }

    fn kind(&self) -> Option<MailKind> {
        self.kind.as_deref().and_then(MailKind::of_name)
    }

    /// The mails that somebody asks for and may see.
    fn filter(&self, visit: &StaffVisit) -> OutboxFilter {
        let found = STATE_FILTERS.iter().find(|(name, ..)| *name == self.state());
        OutboxFilter {
            states: found.map_or(&[][..], |(_, _, states)| states).to_vec(),
            kind: self.kind(),
            programmes: programme_scope(visit),
            after: self.after.as_deref().and_then(|id| Uuid::parse_str(id).ok()),
        }
    }

    /// The address of a page below this one with the same filter.
    fn address(&self, path: &str) -> String {
        let start = format!("{path}?");
        let length = start.len();
        let mut address = form_urlencoded::Serializer::for_suffix(start, length);
        address.append_pair("state", self.state()).append_pair("kind", self.kind().map_or("", MailKind::name));
        address.finish()
    }
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
    export: String,
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<OutboxQuery>,
) -> Result<Response, Error> {
    let found = state.app.store.outbox_page(&query.filter(&visit)).await?;
    let now = Timestamp::now();
    let page = OfficeOutboxHtml {
        frame: OfficeFrame::new("送信箱", "/outbox", &visit),
        states: choices(STATE_FILTERS.iter().map(|(name, label, _)| (*name, *label)), query.state()),
        kinds: choices(
            MailKind::ALL.iter().map(|known| (known.name(), mail_in_words(known.name()))),
            query.kind().map_or("", MailKind::name),
        ),
        mails: found.rows.iter().map(|row| mail_row(row, now)).collect(),
        next: found.next.map(|after| format!("{}&after={after}", query.address("/outbox"))),
        export: query.address("/outbox/export"),
    };
    show(&page, StatusCode::OK)
}

/// The mails of the list as a table. It names nobody either.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<OutboxQuery>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let filter = OutboxFilter { after: None, ..query.filter(&visit) };
    let found = state.app.store.outbox_rows(&filter, MOST_ROWS + 1).await?;
    let now = Timestamp::now();
    let cells = |found: &OutboxRow| {
        let row = mail_row(found, now);
        let attempts = TableCell::Number(i64::from(row.attempts));
        vec![
            TableCell::Text(row.kind),
            TableCell::Text(row.state),
            attempts,
            TableCell::Time(found.entry.mail.written_at),
        ]
    };
    let headings = ["メール", "状態", "送った回数", "作成"].map(str::to_owned).into();
    let table = DataTable { headings, rows: found.iter().map(cells).collect() };
    order.send(&state, &visit, ExportedList { stem: "outbox", table, persons: BTreeSet::new() }).await
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
