//! Dates at which entries come and go: who is part of the site at the time of the build, and when it changes next.
//!
//! Nothing here asks the clock: the time is given.

use jiff::Timestamp;

use crate::{
    config::Config,
    content::{EntryFile, HeldBack, HoldReason, Text},
    source::{Data, Diagnostic, SourcePath},
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

/// A date of an entry.
struct Moment<'a> {
    at: Timestamp,
    field: &'a str,
}

/// The schedule of a site at one time.
pub(super) struct Schedule<'a> {
    config: &'a Config,
    now: Timestamp,
}

impl<'a> Schedule<'a> {
    /// The schedule as it is at `now`.
    pub fn new(config: &'a Config, now: Timestamp) -> Self {
        Self { config, now }
    }

    /// Reads the dates of an entry.
    pub fn judge(&self, file: &EntryFile, extra: &Data, text: &Text) -> Verdict {
        let settings = &self.config.tsubame.schedule;
        let mut verdict = Verdict::default();
        let mut read = |field: &'a str| self.read(field, (file, extra, text), &mut verdict.faults);
        let publish = read(PUBLISH);
        let expire = std::iter::once(EXPIRE).chain(settings.expires.iter().map(String::as_str)).filter_map(&mut read);
        let expire = expire.min_by_key(|moment| moment.at);
        let changes: Vec<Moment<'_>> = settings.changes.iter().filter_map(|field| read(field)).collect();
        if let (Some(publish), Some(expire)) = (&publish, &expire)
            && expire.at <= publish.at
        {
            let message = format!("the entry would be gone (`{}`) before it comes (`{PUBLISH}`)", expire.field);
            let fault = Diagnostic::error("schedule-order", message).in_file(&file.path);
            let fault = fault.with_place(text.place_of_extra(expire.field));
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

    /// Reads one date. A day without a time is meant whole: it begins what `publish_at` says and ends all else.
    fn read(
        &self,
        field: &'a str,
        (file, extra, text): (&EntryFile, &Data, &Text),
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Moment<'a>> {
        let zone = &self.config.tsubame.zone;
        let parse = |written| if field == PUBLISH { zone.start_of(written) } else { zone.end_of(written) };
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
        let ParsedEntry { entry, text } = parse_page(&SourcePath::new("content/a.md"), text, &config).unwrap();
        Schedule::new(&config, now.parse().unwrap()).judge(&entry.file, &entry.meta.extra, &text)
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
