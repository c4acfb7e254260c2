//! What the content says that forms go by: which events, companies and jobs there are, and when and where events take place.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tsubame_backend::{intake::Attendance, store::EventFacts, web::FormContent};
use tsubame_engine::site::{TypedEntries, TypedEntry};
use tsubame_model::source::Data;

/// The state of an event's registration, as its type names it.
const REGISTRATION: &str = "registration";

/// Reads it from the entries of the site, as it is at `read_at`.
pub(super) fn site_content(typed: &TypedEntries, read_at: Timestamp) -> FormContent {
    let mut content = FormContent::default();
    for entry in &typed.entries {
        let Some(name) = entry_name(entry) else { continue };
        if entry.type_id != "event" {
            content.references.insert(&entry.type_id, name, []);
            continue;
        }
        let mode = entry.data.find("extra.mode").and_then(Data::as_str).unwrap_or_default();
        let state = registration_state(typed, entry);
        let implied = [("event_mode", mode.to_owned()), ("event_state", state.unwrap_or_default())];
        content.references.insert("event", name, implied.map(|(name, value)| (name.to_owned(), value)));
        content.events.extend(event_facts(entry, name, read_at));
    }
    content
}

/// What pages call an entry: the name of its folder, or of its file.
fn entry_name(entry: &TypedEntry) -> Option<&str> {
    let (folder, file) = entry.relative().rsplit_once('/')?;
    let stem = file.split('.').next()?;
    if stem == "index" { folder.rsplit('/').next() } else { Some(stem) }
}

fn registration_state(typed: &TypedEntries, entry: &TypedEntry) -> Option<String> {
    let states = &typed.types.get(&entry.type_id)?.states;
    let state = states.iter().find(|state| state.key == REGISTRATION)?;
    state.of(&entry.subject(&typed.now)).map(tsubame_model::schema::Choice::text)
}

/// An event that takes registrations here; `None` for one of somebody else, and for one whose times cannot be read.
fn event_facts(entry: &TypedEntry, name: &str, read_at: Timestamp) -> Option<EventFacts> {
    let field = |key: &str| entry.data.find(&format!("extra.{key}"));
    let time = |key: &str| field(key)?.as_str()?.parse::<Timestamp>().ok();
    if field("third_party") == Some(&Data::Bool(true)) {
        return None;
    }
    let seats = |key: &str| match field(key) {
        Some(Data::Integer(seats)) => u32::try_from(*seats).ok(),
        _ => None,
    };
    let (venue, online) = ((Attendance::Venue, seats("seats")), (Attendance::Online, seats("online_seats")));
    let places: BTreeMap<Attendance, Option<u32>> = match field("mode").and_then(Data::as_str)? {
        "venue" => [venue].into(),
        "online" => [(Attendance::Online, seats("seats"))].into(),
        _ => [venue, online].into(),
    };
    let status = field("status").and_then(Data::as_str).unwrap_or_default();
    Some(EventFacts {
        id: name.to_owned(),
        title: entry.data.get("title").and_then(Data::as_str).unwrap_or(name).to_owned(),
        starts_at: time("start")?,
        ends_at: time("end")?,
        closes_at: time("deadline")?,
        is_on: !matches!(status, "cancelled" | "postponed" | "over"),
        place: place(entry),
        url: format!("{}/", entry.relative().rsplit_once('/')?.0),
        places,
        content_time: read_at,
    })
}

/// The venue with its address, or that there is none.
fn place(entry: &TypedEntry) -> String {
    let field = |key: &str| entry.data.find(&format!("extra.{key}")).and_then(Data::as_str).unwrap_or_default();
    match field("mode") {
        "online" => "オンライン".to_owned(),
        _ if field("address").is_empty() => field("venue").to_owned(),
        _ => format!("{}（{}）", field("venue"), field("address")),
    }
}
