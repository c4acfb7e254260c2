//! The outbox as staff see it: mails newest first, by what became of them, what they are about and, for whoever may open records, to
//! whom they go.

use std::collections::{BTreeMap, BTreeSet};

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
    event_scope::find_event,
    export::{self, ExportOrder, ExportedList, MOST_ROWS},
    facet_words::name_or_none,
    frame::{OfficeFrame, see_other, show},
    list_choice::{ListChoice, choices},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    outbox_words::{STATE_FILTERS, entry_state},
    person_scope::{is_own_submission, programme_scope},
    sort_head::SortHead,
    staff_visit::StaffVisit,
    times::day_and_time,
};
use crate::{
    intake::{MailKind, search::PersonQuery, staff::StaffRight},
    store::{DataTable, MailState, OutboxFilter, OutboxRow, ReaderSearch, TableCell},
    web::{Error, mail_words::mail_in_words},
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::SendMessages);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    let routes = routes.get("/outbox", ACCESS, list).post("/outbox", ACCESS, search);
    routes.get("/outbox/export", ACCESS, export::ask).post("/outbox/export", ACCESS, export)
}

/// By what the list is narrowed. What was typed is sealed for the account that did.
#[derive(Clone, Debug, Default, Deserialize)]
struct OutboxQuery {
    #[serde(default)]
    s: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    event: String,
    /// `oldest`; else the newest come first.
    #[serde(default)]
    order: String,
    after: Option<String>,
}

impl OutboxQuery {
    fn is_oldest_first(&self) -> bool {
        self.order == "oldest"
    }

    /// What stands above the columns. Mails lie in the order in which they were written, and in no other.
    fn heads(&self) -> Vec<SortHead> {
        let order = if self.is_oldest_first() { "" } else { "oldest" };
        let turned = Self { order: order.to_owned(), after: None, ..self.clone() };
        let plain = ["メール", "宛先", "イベント・予約", "状態"].map(SortHead::plain);
        let written = SortHead::sorting("作成", Some(self.is_oldest_first()), turned.address("/outbox"));
        plain.into_iter().chain([written]).collect()
    }

    fn kind(&self) -> Option<MailKind> {
        MailKind::of_name(&self.kind)
    }

    /// The mails that somebody asks for and may see, with what they typed.
    fn filter(&self, state: &OfficeState, visit: &StaffVisit) -> (OutboxFilter, String) {
        let found = STATE_FILTERS.iter().find(|(name, ..)| *name == self.state);
        let typed = state.app.keys.master.open_search(&self.s, visit.account()).unwrap_or_default();
        let filter = OutboxFilter {
            states: found.map_or(&[][..], |(_, _, states)| states).to_vec(),
            kind: self.kind(),
            readers: readers_meant(visit, &typed),
            event: Some(self.event.clone()).filter(|event| !event.is_empty()),
            programmes: programme_scope(visit),
            is_oldest_first: self.is_oldest_first(),
            after: self.after.as_deref().and_then(|id| Uuid::parse_str(id).ok()),
        };
        (filter, typed)
    }

    /// The address of this page, or of one below it, with the same filter.
    fn address(&self, path: &str) -> String {
        let start = format!("{path}?");
        let length = start.len();
        let mut address = form_urlencoded::Serializer::for_suffix(start, length);
        let order = if self.is_oldest_first() { self.order.clone() } else { String::new() };
        let texts =
            [("s", &self.s), ("state", &self.state), ("kind", &self.kind), ("event", &self.event), ("order", &order)];
        for (name, value) in texts.into_iter().filter(|(_, value)| !value.is_empty()) {
            address.append_pair(name, value);
        }
        if let Some(after) = &self.after {
            address.append_pair("after", after);
        }
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
    /// What its reader is called, for whoever may open their record.
    pub reader: String,
    /// What it is about: an event, a talk.
    pub about: String,
}

#[derive(Template)]
#[template(path = "office/outbox.html")]
struct OfficeOutboxHtml {
    frame: OfficeFrame,
    typed: String,
    may_find: bool,
    states: Vec<ListChoice>,
    kinds: Vec<ListChoice>,
    events: Vec<ListChoice>,
    heads: Vec<SortHead>,
    mails: Vec<OfficeMailRow>,
    is_oldest_first: bool,
    next: Option<String>,
    export: String,
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<OutboxQuery>,
) -> Result<Response, Error> {
    let (store, now) = (&state.app.store, Timestamp::now());
    let (filter, typed) = query.filter(&state, &visit);
    let found = store.outbox_page(&filter).await?;
    let (about, readers) = (store.mails_about(&found.rows).await?, readers_of(&state, &visit, &found.rows).await?);
    let days = store.event_days(now).await?;
    let days = days.upcoming.iter().chain(&days.past).filter(|day| find_event(&visit, &day.event).is_ok());
    let row = |row: &OutboxRow| OfficeMailRow {
        reader: readers.get(&row.entry.mail.id).cloned().unwrap_or_default(),
        about: about.get(&row.entry.mail.submission).map(|about| about.title.clone()).unwrap_or_default(),
        ..mail_row(row, now)
    };
    let from = |after: Option<Uuid>| OutboxQuery { after: after.map(|after| after.to_string()), ..query.clone() };
    let page = OfficeOutboxHtml {
        frame: OfficeFrame::new("送信箱", "/outbox", &visit),
        typed,
        may_find: visit.may(StaffRight::FindPersons),
        states: choices(STATE_FILTERS.iter().map(|(name, label, _)| (*name, *label)), &query.state),
        kinds: choices(
            MailKind::ALL.iter().map(|known| (known.name(), mail_in_words(known.name()))),
            query.kind().map_or("", MailKind::name),
        ),
        events: choices(days.map(|day| (day.event.as_str(), day.title.as_str())), &query.event),
        heads: query.heads(),
        mails: found.rows.iter().map(row).collect(),
        is_oldest_first: query.is_oldest_first(),
        next: found.next.map(|after| from(Some(after)).address("/outbox")),
        export: from(None).address("/outbox/export"),
    };
    show(&page, StatusCode::OK)
}

/// The mails of the list as a table. It names nobody.
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
    let (filter, _) = query.filter(&state, &visit);
    let filter = OutboxFilter { after: None, ..filter };
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

/// What was typed does not belong into an address: it is sealed for whoever typed it.
async fn search(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let (typed, text) = (form.text("q"), |name: &str| form.text(name).to_owned());
    let s = if typed.is_empty() { String::new() } else { state.app.keys.master.seal_search(typed, visit.account())? };
    let query = OutboxQuery {
        s,
        state: text("state"),
        kind: text("kind"),
        event: text("event"),
        order: text("order"),
        after: None,
    };
    Ok(see_other(&query.address("/outbox")))
}

/// To whom the list is narrowed by what was typed, as far as somebody may find them; `None` where nothing was typed.
fn readers_meant(visit: &StaffVisit, typed: &str) -> Option<ReaderSearch> {
    let finder = visit.with_right(StaffRight::FindPersons);
    let is_asked = !typed.is_empty() && finder.may(StaffRight::FindPersons);
    is_asked.then(|| ReaderSearch {
        query: PersonQuery::parse(typed),
        scope: programme_scope(&finder),
        actor: visit.actor(),
    })
}

/// What the readers of some mails are called, by the mails, as far as somebody may open their records.
async fn readers_of(
    state: &OfficeState,
    visit: &StaffVisit,
    rows: &[OutboxRow],
) -> Result<BTreeMap<Uuid, String>, Error> {
    let opener = visit.with_right(StaffRight::OpenPerson);
    let mut own = Vec::new();
    let is_to_person = |kind: MailKind| !kind.is_to_host() && !kind.is_to_staff();
    for row in rows.iter().filter(|row| !row.is_trial && is_to_person(row.entry.mail.kind)) {
        if opener.may(StaffRight::OpenPerson) && is_own_submission(state, &opener, row.entry.mail.submission).await? {
            own.push(row.clone());
        }
    }
    let names = state.app.store.mail_readers(&own, &visit.actor()).await?;
    let named = |row: &OutboxRow| {
        let name = names.get(&row.entry.mail.submission).map(String::as_str).unwrap_or_default();
        (row.entry.mail.id, name_or_none(name))
    };
    Ok(own.iter().map(named).collect())
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
        reader: String::new(),
        about: String::new(),
    }
}
