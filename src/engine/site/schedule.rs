//! Dates at which entries come and go: who is part of the site at the time of the build, and when it changes next.
//!
//! Nothing here asks the clock: the time is given.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    config::Config,
    content::{EntryFile, HeldBack, HoldReason, Text},
};
use tsubame_model::{
    schema::Types,
    source::{Cause, Data, Diagnostic, SourcePath},
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

/// What the dates of one entry say.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Why it is not part of the site now.
    pub held: Option<HeldBack>,
    /// Its next change.
    pub next: Option<NextChange>,
    pub faults: Vec<Diagnostic>,
}

/// The names of an entry's fields that hold dates, by what happens then.
struct Fields<'a> {
    publish: BTreeSet<&'a str>,
    expire: BTreeSet<&'a str>,
    change: BTreeSet<&'a str>,
}

/// A date of an entry.
struct Moment<'a> {
    at: Timestamp,
    field: &'a str,
}

/// The schedule of a site at one time.
pub(super) struct Schedule<'a> {
    config: &'a Config,
    types: &'a Types,
    now: Timestamp,
}

impl<'a> Schedule<'a> {
    /// The schedule as it is at `now`.
    pub fn new((config, types): (&'a Config, &'a Types), now: Timestamp) -> Self {
        Self { config, types, now }
    }

    /// Reads the dates of an entry.
    pub fn judge(&self, file: &EntryFile, extra: &Data, text: &Text) -> Verdict {
        let Fields { publish, expire, change } = self.fields(file);
        let mut verdict = Verdict::default();
        let mut read =
            |field: &'a str, is_start| self.read((field, is_start), (file, extra, text), &mut verdict.faults);
        let publish = publish.into_iter().filter_map(|field| read(field, true)).max_by_key(|moment| moment.at);
        let expire = expire.into_iter().filter_map(|field| read(field, false)).min_by_key(|moment| moment.at);
        // Whether a page looks different when a day begins or when it is over, only its template knows.
        let mut changes: Vec<Moment<'_>> = Vec::new();
        for field in change {
            let begin = read(field, true);
            let end = begin.as_ref().and_then(|_| read(field, false));
            changes.extend(begin.into_iter().chain(end));
        }
        if let (Some(publish), Some(expire)) = (&publish, &expire)
            && expire.at <= publish.at
        {
            let (gone, comes) = (expire.field, publish.field);
            let message = format!("the entry would be gone (`{gone}`) before it comes (`{comes}`)");
            let fault = Diagnostic::error("schedule-order", message).in_file(&file.path);
            let fault = fault.with_place(text.place_of_extra(expire.field));
            let fault = fault.with_cause(Cause::WrongOrder { key: format!("extra.{gone}") });
            verdict.faults.push(fault.with_hint("give it a later end, or take one of the two out"));
        }
        let hold = |moment: &Moment<'_>, reason| {
            let (at, field) = (self.config.tsubame.zone.text(moment.at), moment.field.to_owned());
            HeldBack { reason, at, field }
        };
        let expired = expire.as_ref().filter(|moment| moment.at <= self.now);
        // `--drafts` shows what editors prepare, so what is to come as well, but nothing that is over.
        let early = publish.as_ref().filter(|moment| moment.at > self.now && !self.config.drafts);
        verdict.held = expired
            .map(|moment| hold(moment, HoldReason::Expired))
            .or_else(|| early.map(|moment| hold(moment, HoldReason::Early)));
        let is_shown = verdict.held.is_none();
        let coming = publish.into_iter().chain(expire).chain(changes.into_iter().filter(|_| is_shown));
        let next = coming.filter(|moment| moment.at > self.now).min_by_key(|moment| moment.at);
        verdict.next = next.map(|moment| NextChange {
            at: moment.at,
            text: self.config.tsubame.zone.text(moment.at),
            file: file.path.clone(),
            field: moment.field.to_owned(),
        });
        verdict
    }

    /// The fields of an entry that hold such dates: those of all entries, and those that its type names.
    fn fields(&self, file: &EntryFile) -> Fields<'a> {
        let settings = &self.config.tsubame.schedule;
        let times = self.types.of_entry(&file.relative).map(|kind| &kind.times);
        let join = |own: &[&'a str], settings: &'a [String], of_type: Option<&'a Vec<String>>| {
            let of_type = of_type.into_iter().flatten().filter_map(|key| key.strip_prefix("extra."));
            let all = own.iter().copied().chain(settings.iter().map(String::as_str)).chain(of_type);
            all.collect::<BTreeSet<&str>>()
        };
        Fields {
            publish: join(&[PUBLISH], &[], times.map(|times| &times.publish)),
            expire: join(&[EXPIRE], &settings.expires, times.map(|times| &times.expire)),
            change: join(&[], &settings.changes, times.map(|times| &times.change)),
        }
    }

    /// Reads one date. A day without a time is meant whole: what begins with it begins at its first moment, and what it
    /// ends lasts to its last.
    fn read(
        &self,
        (field, is_start): (&'a str, bool),
        (file, extra, text): (&EntryFile, &Data, &Text),
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Moment<'a>> {
        let zone = &self.config.tsubame.zone;
        let parse = |written| if is_start { zone.start_of(written) } else { zone.end_of(written) };
        let message = match extra.get(field)? {
            Data::Null => return None,
            Data::Text(written) => match parse(written) {
                Some(at) => return Some(Moment { at, field }),
                None => format!("`{field}` is no date: `{written}`"),
            },
            other => format!("`{field}` must be a date, but it is {}", other.kind()),
        };
        let fault = Diagnostic::error("schedule-date", message).in_file(&file.path);
        let fault = fault.with_hint("write it as 2026-12-01, or with a time as 2026-12-01T10:00:00+09:00");
        let fault = fault.with_cause(Cause::NoDate { key: format!("extra.{field}") });
        faults.push(fault.with_place(text.place_of_extra(field)));
        None
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

    fn judge(extra: &str, now: &str, drafts: bool) -> Verdict {
        let options = BuildOptions { drafts, ..BuildOptions::default() };
        let config = resolve(&SourcePath::new("zola.toml"), SETTINGS, &options).unwrap();
        let text = format!("+++\n[extra]\n{extra}\n+++\n");
        let ParsedEntry { entry, text, .. } = parse_page(&SourcePath::new("content/a.md"), text, &config).unwrap();
        Schedule::new((&config, &Types::default()), now.parse().unwrap()).judge(&entry.file, &entry.meta.extra, &text)
    }

    #[test]
    fn who_is_shown_and_what_comes_next() {
        use HoldReason::{Early, Expired};
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
            let verdict = judge(extra, now, false);
            assert_eq!(verdict.faults, [], "{extra}");
            assert_eq!(verdict.held.map(|held| held.reason), held, "{extra} at {now}");
            assert_eq!(verdict.next.as_ref().map(|next| next.text.as_str()), next, "{extra} at {now}");
        }
    }

    #[test]
    fn drafts_show_what_is_to_come_and_not_what_is_over() {
        assert!(judge("publish_at = 2026-12-01", "2026-01-01T00:00:00Z", true).held.is_none());
        assert!(judge("expires_at = 2026-12-01", "2027-01-01T00:00:00Z", true).held.is_some());
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
            let faults = judge(extra, "2026-01-01T00:00:00Z", false).faults;
            let found: Vec<_> =
                faults.iter().map(|fault| (fault.code, fault.place.as_ref().map(|at| at.line))).collect();
            assert_eq!(found, [(code, Some(line))], "{extra}");
        }
    }
}
