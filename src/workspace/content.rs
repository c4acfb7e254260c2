//! What the content says that forms go by: which events, companies and jobs there are, and when and where events take place.

use std::collections::BTreeMap;

use jiff::{
    Timestamp,
    civil::{Date, Time},
};

use crate::disk::{FileRevision, FileRevisions};
use tsubame_backend::{
    intake::{
        Attendance,
        calendar::instant_in_japan,
        fair::{FairPlan, FairTable},
    },
    store::EventFacts,
    web::{FormContent, ReferenceWords},
};
use tsubame_engine::site::{TypedEntries, TypedEntry};
use tsubame_model::{encode::encode_path, schema::Types, source::Data};

/// The state of an event's registration, as its type names it.
const REGISTRATION: &str = "registration";

/// What people are told that state is, long after they registered.
const STATE_LABEL: &str = "申し込んだときの受付の状態";

/// Reads it from the entries of the site; `revisions` say since when each is as it is.
pub(super) fn site_content(typed: &TypedEntries, revisions: &FileRevisions) -> FormContent {
    let mut content = FormContent { words: choice_words(&typed.types), ..FormContent::default() };
    for entry in &typed.entries {
        let Some(name) = entry_name(entry) else { continue };
        content.words.name_value(&entry.type_id, name, title(entry).unwrap_or(name));
        content.pages.extend(page_path(entry).map(|path| ((entry.type_id.clone(), name.to_owned()), path.to_owned())));
        if entry.type_id == "programme" {
            content.references.insert("programme", name, [("event_mode".to_owned(), "venue".to_owned())]);
            content.events.extend(programme_facts(entry, name, revisions));
            continue;
        }
        if entry.type_id != "event" {
            content.references.insert(&entry.type_id, name, []);
            continue;
        }
        let mode = entry.data.find("extra.mode").and_then(Data::as_str).unwrap_or_default();
        let state = registration_state(typed, entry);
        let tables = if fair_plan(typed, entry).is_some() { "yes" } else { "no" };
        let implied = [
            ("event_mode", mode.to_owned()),
            ("event_state", state.unwrap_or_default()),
            ("event_tables", tables.to_owned()),
        ];
        content.references.insert("event", name, implied.map(|(name, value)| (name.to_owned(), value)));
        content.events.extend(event_facts(typed, entry, revisions));
    }
    content
}

/// What the types say of references: what entries of each are called, and the choices that follow from an event.
fn choice_words(types: &Types) -> ReferenceWords {
    let mut words = ReferenceWords::default();
    for kind in types.iter() {
        words.name(&kind.id, &kind.label);
    }
    let Some(event) = types.get("event") else { return words };
    if let Some(mode) = event.field("extra.mode") {
        words.name("event_mode", &mode.label);
        mode.choices.iter().for_each(|choice| words.name_value("event_mode", &choice.text(), &choice.label));
    }
    if let Some(state) = event.states.iter().find(|state| state.key == REGISTRATION) {
        words.name("event_state", STATE_LABEL);
        state.choices.iter().for_each(|choice| words.name_value("event_state", &choice.text(), &choice.label));
    }
    words.name("event_tables", "企業のテーブル");
    for (value, label) in [("yes", "あり"), ("no", "なし")] {
        words.name_value("event_tables", value, label);
    }
    words
}

fn title(entry: &TypedEntry) -> Option<&str> {
    entry.data.get("title").and_then(Data::as_str)
}

/// What pages call an entry: the name of its folder, or of its file.
fn entry_name(entry: &TypedEntry) -> Option<&str> {
    let (folder, file) = entry.relative().rsplit_once('/')?;
    let stem = file.split('.').next()?;
    if stem == "index" { folder.rsplit('/').next() } else { Some(stem) }
}

/// The path of an entry's page below the address of the site: `companies/a/`.
fn page_path(entry: &TypedEntry) -> Option<&str> {
    entry.url_path.as_deref()?.strip_prefix('/')
}

fn registration_state(typed: &TypedEntries, entry: &TypedEntry) -> Option<String> {
    let states = &typed.types.get(&entry.type_id)?.states;
    let state = states.iter().find(|state| state.key == REGISTRATION)?;
    state.of(&entry.subject(&typed.now)).map(tsubame_model::schema::Choice::text)
}

/// An event that takes registrations here; `None` for one of somebody else, and for one whose times cannot be read.
fn event_facts(typed: &TypedEntries, entry: &TypedEntry, revisions: &FileRevisions) -> Option<EventFacts> {
    let name = entry_name(entry)?;
    let field = |key: &str| entry.data.find(&format!("extra.{key}"));
    let time = |key: &str| field(key)?.as_str()?.parse::<Timestamp>().ok();
    if field("third_party") == Some(&Data::Bool(true)) {
        return None;
    }
    let number = |key: &str| match field(key) {
        Some(Data::Integer(number)) => u32::try_from(*number).ok(),
        _ => None,
    };
    let text = |key: &str| field(key).and_then(Data::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let FileRevision { time: content_time, commit: content_commit } = revisions.revision(entry.file.as_str());
    let (venue, online) = ((Attendance::Venue, number("seats")), (Attendance::Online, number("online_seats")));
    let places: BTreeMap<Attendance, Option<u32>> = match field("mode").and_then(Data::as_str)? {
        "venue" => [venue].into(),
        "online" => [(Attendance::Online, number("seats"))].into(),
        _ => [venue, online].into(),
    };
    let status = field("status").and_then(Data::as_str).unwrap_or_default();
    Some(EventFacts {
        id: name.to_owned(),
        title: title(entry).unwrap_or(name).to_owned(),
        starts_at: time("start")?,
        ends_at: time("end")?,
        closes_at: closing_time(time("deadline")?, status, content_time),
        is_on: !matches!(status, "cancelled" | "postponed"),
        place: place(entry),
        url: encode_path(page_path(entry)?),
        places,
        join_link: text("join_url"),
        reminder_hours: number("reminder_hours"),
        series: text("series"),
        fair: fair_plan(typed, entry),
        content_time,
        content_commit,
    })
}

/// From when on it takes nobody: what is over takes nobody since its entry says so. It took place all the same, and nobody who came is
/// told that it is off.
fn closing_time(deadline: Timestamp, status: &str, content_time: Timestamp) -> Timestamp {
    if status == "over" { deadline.min(content_time) } else { deadline }
}

/// The tables of companies at an event; `None` where there are none, or where their times cannot be read.
fn fair_plan(typed: &TypedEntries, entry: &TypedEntry) -> Option<FairPlan> {
    let field = |key: &str| entry.data.find(&format!("extra.{key}"));
    let time = |key: &str| field(key)?.as_str()?.parse::<Timestamp>().ok();
    let number = |key: &str| count(field(key)?);
    let mut tables: Vec<FairTable> = Vec::new();
    for table in field("tables")?.as_list()? {
        let path = table.find("company").and_then(Data::as_str).unwrap_or_default();
        let Some(company) = typed.entries.iter().find(|known| known.relative() == path) else { continue };
        let Some(key) = entry_name(company) else { continue };
        let parallel = table.find("parallel").and_then(count).unwrap_or(1).max(1);
        // A company that stands there twice has one table with the seats of both.
        match tables.iter_mut().find(|known| known.company == key) {
            Some(known) => known.parallel += parallel,
            None => tables.push(FairTable {
                company: key.to_owned(),
                label: title(company).unwrap_or(key).to_owned(),
                parallel,
            }),
        }
    }
    let plan = FairPlan {
        starts_at: time("talks_from")?,
        ends_at: time("talks_until")?,
        minutes: number("talk_minutes")?,
        pause_minutes: number("talk_pause").unwrap_or(5),
        talks_each: number("talks_each").unwrap_or(3),
        tables,
    };
    (!plan.tables.is_empty()).then_some(plan)
}

fn count(value: &Data) -> Option<u32> {
    match value {
        Data::Integer(number) => u32::try_from(*number).ok(),
        _ => None,
    }
}

/// A programme that takes applications here, by the same seats and the same line as an event; `None` for a report, and for one
/// that is applied for elsewhere.
fn programme_facts(entry: &TypedEntry, name: &str, revisions: &FileRevisions) -> Option<EventFacts> {
    let field = |key: &str| entry.data.find(&format!("extra.{key}"));
    let text = |key: &str| field(key).and_then(Data::as_str);
    if text("report_of").is_some() || text("apply_url").is_some() {
        return None;
    }
    let FileRevision { time: content_time, commit: content_commit } = revisions.revision(entry.file.as_str());
    // Days are those of Japan.
    let day = |key: &str| text(key)?.parse::<Date>().ok();
    let begin_of = |day: Date| instant_in_japan(day.to_datetime(Time::midnight()));
    let capacity = match field("capacity") {
        Some(Data::Integer(capacity)) => u32::try_from(*capacity).ok(),
        _ => None,
    };
    Some(EventFacts {
        id: name.to_owned(),
        title: title(entry).unwrap_or(name).to_owned(),
        starts_at: begin_of(day("period_start")?)?,
        ends_at: begin_of(day("period_end")?.tomorrow().ok()?)?,
        closes_at: closing_time(text("deadline")?.parse().ok()?, text("status").unwrap_or_default(), content_time),
        is_on: true,
        place: text("region").unwrap_or_default().to_owned(),
        url: encode_path(page_path(entry)?),
        places: [(Attendance::Venue, capacity)].into(),
        join_link: None,
        reminder_hours: None,
        series: None,
        fair: None,
        content_time,
        content_commit,
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

#[cfg(test)]
mod tests {
    use std::fs;

    use tsubame_model::source::SourcePath;

    use super::*;

    #[test]
    fn references_are_called_what_the_types_of_this_site_say() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/types");
        let files = fs::read_dir(folder).unwrap().map(|entry| {
            let file = entry.unwrap().path();
            let name = file.file_name().unwrap().to_str().unwrap();
            (SourcePath::new(format!("data/types/{name}")), fs::read_to_string(&file).unwrap())
        });
        let (types, faults) = Types::parse(&files.collect::<Vec<_>>());
        assert!(faults.is_empty(), "{faults:?}");
        let words = choice_words(&types);
        for (name, label) in [
            ("event", "イベント"),
            ("programme", "地域プログラム"),
            ("company", "企業"),
            ("event_mode", "開き方"),
            ("event_state", STATE_LABEL),
        ] {
            assert_eq!(words.label_of(name), label);
        }
        assert_eq!(words.words_of("event_mode", "hybrid"), Some("会場とオンライン"));
        assert_eq!(words.words_of("event_state", "waitlist"), Some("満席（キャンセル待ち）"));
    }

    #[test]
    fn what_is_over_takes_nobody_since_its_entry_says_so() {
        let [day, later] =
            ["2026-12-01T09:00:00Z", "2026-12-05T09:00:00Z"].map(|time| time.parse::<Timestamp>().unwrap());
        assert_eq!(closing_time(later, "over", day), day);
        assert_eq!(closing_time(day, "over", later), day, "it was closed before");
        for status in ["open", "full", "cancelled", ""] {
            assert_eq!(closing_time(later, status, day), later, "{status}");
        }
    }
}
