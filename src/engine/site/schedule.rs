//! Dates at which entries come and go: who is part of the site at the time of the build, and when it changes next.
//!
//! Nothing here asks the clock: the time is given.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Project;
use crate::{
    config::Config,
    content::{ContentText, EntryFile, Unpublished, UnpublishedReason},
};
use tsubame_model::{
    calendar::day_end_in_japan,
    schema::{Booking, Types},
    source::{Data, DataNode, Diagnostic, FrontMatterFault, Place, SourcePath, WithFaults, Wording},
};

/// The field that holds an entry back until its date.
const PUBLISH: &str = "publish_at";

/// The field after whose date an entry is gone.
const EXPIRE: &str = "expires_at";

/// A moment at which the site becomes another one without anybody changing a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NextChange {
    /// When.
    pub at: Timestamp,
    /// When, as a clock in the site's time zone shows it: RFC 3339.
    pub text: String,
    /// Whose date it is.
    pub file: SourcePath,
    /// The field that holds it.
    pub field: String,
}

/// When the pages that offer the next times of a booking change: with the day, since what they show holds for a day. `None` in
/// a site without bookings.
pub(super) fn next_slots_change(project: &Project, config: &Config) -> Option<NextChange> {
    let mut files = project.below("data").filter(|path| config.tsubame.is_there && Booking::is_booking_file(path));
    let file = files.next()?.clone();
    let at = day_end_in_japan(project.world.clock.build_time.timestamp())?;
    Some(NextChange { at, text: config.tsubame.zone.text(at), file, field: "slots".to_owned() })
}

/// An entry with what its dates are read from.
pub(super) struct DatedEntry<'a> {
    pub file: &'a EntryFile,
    pub extra: &'a Data,
    pub text: &'a ContentText,
    pub front: &'a DataNode<'static>,
}

impl DatedEntry<'_> {
    fn place_of(&self, field: &str) -> Option<Place> {
        self.text.place_of_extra(self.front, field)
    }
}

/// What the dates of one entry say.
#[derive(Debug, Default)]
pub(super) struct Scheduled {
    /// Why it is not part of the site now.
    pub held: Option<Unpublished>,
    /// Its next change.
    pub next: Option<NextChange>,
}

/// The names of an entry's fields that hold dates, by what happens then.
struct DateFields<'a> {
    publish: BTreeSet<&'a str>,
    expire: BTreeSet<&'a str>,
    change: BTreeSet<&'a str>,
}

/// A date of an entry.
struct ScheduledDate<'a> {
    at: Timestamp,
    field: &'a str,
}

/// Which moment of a day is meant by a date without a time.
#[derive(Clone, Copy)]
enum DayEdge {
    /// What begins with a day begins at its first moment.
    First,
    /// What a day ends lasts to its last.
    Last,
}

/// The schedule of a site at one time.
pub(super) struct Schedule<'a> {
    pub config: &'a Config,
    pub types: &'a Types,
    /// The time of the build.
    pub now: Timestamp,
}

impl<'a> Schedule<'a> {
    /// Reads the dates of an entry; in a site that does not ask for them, there are none.
    pub fn read(&self, entry: &DatedEntry<'_>) -> WithFaults<Scheduled> {
        if !self.config.tsubame.is_there {
            return WithFaults::default();
        }
        let DateFields { publish, expire, change } = self.fields(entry.file);
        let mut faults = Vec::new();
        let mut read = |field: &'a str, edge| match self.read_date(field, edge, entry) {
            Ok(date) => date,
            Err(fault) => {
                faults.push(fault);
                None
            }
        };
        let publish = publish.into_iter().filter_map(|field| read(field, DayEdge::First)).max_by_key(|date| date.at);
        let expire = expire.into_iter().filter_map(|field| read(field, DayEdge::Last)).min_by_key(|date| date.at);
        // Whether a page looks different when a day begins or when it is over, only its template knows.
        let mut changes: Vec<ScheduledDate<'_>> = Vec::new();
        for field in change {
            let begin = read(field, DayEdge::First);
            let end = begin.as_ref().and_then(|_| read(field, DayEdge::Last));
            changes.extend(begin.into_iter().chain(end));
        }
        if let (Some(publish), Some(expire)) = (&publish, &expire)
            && expire.at <= publish.at
        {
            let (gone, comes) = (expire.field, publish.field);
            let message = Wording::new(
                format!("the entry would be gone (`{gone}`) before it comes (`{comes}`)"),
                format!("公開の終わり（`{gone}`）が、始まり（`{comes}`）より前になっています"),
            );
            let fault = Diagnostic::error("schedule-order", message).in_file(&entry.file.path);
            let fault = fault.with_place(entry.place_of(expire.field));
            let fault = fault.with_cause(FrontMatterFault::WrongOrder { key: format!("extra.{gone}") });
            faults.push(fault.with_hint(Wording::new(
                "give it a later end, or take one of the two out",
                "終わりを後の日時にするか、どちらかを消してください",
            )));
        }
        let hold = |date: &ScheduledDate<'_>, reason| {
            let (at, field) = (self.config.tsubame.zone.text(date.at), Wording::of_site(date.field));
            Unpublished { reason, at, field }
        };
        let expired = expire.as_ref().filter(|date| date.at <= self.now);
        // `--drafts` shows what editors prepare, so what is to come as well, but nothing that is over.
        let early = publish.as_ref().filter(|date| date.at > self.now && !self.config.drafts);
        let held = expired
            .map(|date| hold(date, UnpublishedReason::Expired))
            .or_else(|| early.map(|date| hold(date, UnpublishedReason::Early)));
        let is_shown = held.is_none();
        let coming = publish.into_iter().chain(expire).chain(changes.into_iter().filter(|_| is_shown));
        let next = coming.filter(|date| date.at > self.now).min_by_key(|date| date.at);
        let next = next.map(|date| NextChange {
            at: date.at,
            text: self.config.tsubame.zone.text(date.at),
            file: entry.file.path.clone(),
            field: date.field.to_owned(),
        });
        WithFaults::new(Scheduled { held, next }, faults)
    }

    /// The fields of an entry that hold such dates: those of all entries, and those that its type names.
    fn fields(&self, file: &EntryFile) -> DateFields<'a> {
        let settings = &self.config.tsubame.schedule;
        let times = self.types.of_entry(&file.relative).map(|kind| &kind.times);
        let join = |own: &[&'a str], settings: &'a [String], of_type: Option<&'a Vec<String>>| {
            let of_type = of_type.into_iter().flatten().filter_map(|key| key.strip_prefix("extra."));
            let all = own.iter().copied().chain(settings.iter().map(String::as_str)).chain(of_type);
            all.collect::<BTreeSet<&str>>()
        };
        DateFields {
            publish: join(&[PUBLISH], &[], times.map(|times| &times.publish)),
            expire: join(&[EXPIRE], &settings.expires, times.map(|times| &times.expire)),
            change: join(&[], &settings.changes, times.map(|times| &times.change)),
        }
    }

    /// Reads one date.
    fn read_date(
        &self,
        field: &'a str,
        edge: DayEdge,
        entry: &DatedEntry<'_>,
    ) -> Result<Option<ScheduledDate<'a>>, Diagnostic> {
        let zone = &self.config.tsubame.zone;
        let parse = |written| match edge {
            DayEdge::First => zone.start_of(written),
            DayEdge::Last => zone.end_of(written),
        };
        let message = match entry.extra.get(field) {
            None | Some(Data::Null) => return Ok(None),
            Some(Data::Text(written)) => match parse(written) {
                Some(at) => return Ok(Some(ScheduledDate { at, field })),
                None => Wording::new(
                    format!("`{field}` is no date: `{written}`"),
                    format!("`{field}` の `{written}` は日付として読めません"),
                ),
            },
            Some(other) => Wording::new(
                format!("`{field}` must be a date, but it is {}", other.kind()),
                format!("`{field}` には日付を書きます。今は{}です", other.kind_japanese()),
            ),
        };
        let fault = Diagnostic::error("schedule-date", message).in_file(&entry.file.path);
        let fault = fault.with_hint(Wording::new(
            "write it as 2026-12-01, or with a time as 2026-12-01T10:00:00+09:00",
            "2026-12-01 か、時刻も付けるなら 2026-12-01T10:00:00+09:00 のように書きます",
        ));
        let fault = fault.with_cause(FrontMatterFault::NoDate { key: format!("extra.{field}") });
        Err(fault.with_place(entry.place_of(field)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::{BuildOptions, resolve},
        content::{ParsedEntry, parse_page},
    };

    const SETTINGS: &str = "base_url = \"/\"\n[extra.tsubame]\ntimezone = \"Asia/Tokyo\"\n[extra.tsubame.schedule]\n\
        expires = [\"valid_through\"]\nchanges = [\"end\", \"deadline\"]\n";

    fn read(extra: &str, now: &str, drafts: bool) -> WithFaults<Scheduled> {
        let options = BuildOptions { drafts, ..BuildOptions::default() };
        let config = resolve(&SourcePath::new("zola.toml"), SETTINGS, &options).unwrap();
        let text = format!("+++\n[extra]\n{extra}\n+++\n");
        let ParsedEntry { entry, text, front } = parse_page(&SourcePath::new("content/a.md"), text, &config).unwrap();
        let schedule = Schedule { config: &config, types: &Types::default(), now: now.parse().unwrap() };
        schedule.read(&DatedEntry { file: &entry.file, extra: &entry.meta.extra, text: &text, front: &front })
    }

    #[test]
    fn who_is_shown_and_what_comes_next() {
        use UnpublishedReason::{Early, Expired};
        for (extra, now, held, next) in [
            ("", "2026-12-01T00:00:00Z", None, None),
            ("publish_at = 2026-12-01", "2026-11-30T14:59:59Z", Some(Early), Some("2026-12-01T00:00:00+09:00")),
            ("publish_at = 2026-12-01", "2026-11-30T15:00:00Z", None, None),
            ("publish_at = \"2026-12-01T09:00:00\"", "2026-12-01T00:00:00Z", None, None),
            ("expires_at = 2026-12-01", "2026-12-01T14:59:59Z", None, Some("2026-12-02T00:00:00+09:00")),
            ("expires_at = 2026-12-01", "2026-12-01T15:00:00Z", Some(Expired), None),
            ("valid_through = 2026-12-01T10:00:00Z", "2026-12-01T10:00:00Z", Some(Expired), None),
            (
                "end = 2026-12-05T10:00:00Z\ndeadline = 2026-12-01",
                "2026-11-01T00:00:00Z",
                None,
                Some("2026-12-01T00:00:00+09:00"),
            ),
            (
                "end = 2026-12-05T10:00:00Z\ndeadline = 2026-12-01",
                "2026-12-01T00:00:00Z",
                None,
                Some("2026-12-02T00:00:00+09:00"),
            ),
            (
                "end = 2026-12-05T10:00:00Z\ndeadline = 2026-12-01",
                "2026-12-02T00:00:00Z",
                None,
                Some("2026-12-05T19:00:00+09:00"),
            ),
            (
                "publish_at = 2026-12-03\nend = 2026-12-01",
                "2026-11-01T00:00:00Z",
                Some(Early),
                Some("2026-12-03T00:00:00+09:00"),
            ),
        ] {
            let WithFaults { value: Scheduled { held: found, next: change }, faults } = read(extra, now, false);
            assert_eq!(faults, [], "{extra}");
            assert_eq!(found.map(|held| held.reason), held, "{extra} at {now}");
            assert_eq!(change.as_ref().map(|next| next.text.as_str()), next, "{extra} at {now}");
        }
    }

    #[test]
    fn drafts_show_what_is_to_come_and_not_what_is_over() {
        assert!(read("publish_at = 2026-12-01", "2026-01-01T00:00:00Z", true).value.held.is_none());
        assert!(read("expires_at = 2026-12-01", "2027-01-01T00:00:00Z", true).value.held.is_some());
    }

    #[test]
    fn bad_dates_are_faults_with_their_line() {
        for (extra, code, line) in [
            ("x = 1\npublish_at = \"明日\"", "schedule-date", 4),
            ("publish_at = 20261201", "schedule-date", 3),
            ("publish_at = \"\"", "schedule-date", 3),
            ("end = \"2026-02-30\"", "schedule-date", 3),
            ("publish_at = 2026-12-02\nvalid_through = 2026-12-01", "schedule-order", 4),
        ] {
            let faults = read(extra, "2026-01-01T00:00:00Z", false).faults;
            let found: Vec<_> =
                faults.iter().map(|fault| (fault.code, fault.place.as_ref().map(|at| at.line))).collect();
            assert_eq!(found, [(code, Some(line))], "{extra}");
        }
    }
}
