//! What happened to personal data that must not have: who has to be told until when, and when that is over.

use jiff::{Timestamp, ToSpan, civil::Date};
use strum::VariantArray;
use uuid::Uuid;

use super::calendar::{BusinessCalendar, clock_in_japan};

/// Something that happened to personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataIncidentId(pub Uuid);

/// Who has to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum IncidentDuty {
    /// The city that commissions the programme: at once.
    City,
    /// The Personal Information Protection Commission, with what is known (速報).
    Preliminary,
    /// The same, with everything (確報).
    Final,
}

/// What became of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum DutyState {
    /// It is still to be done.
    Open,
    /// They were told.
    Done,
    /// They need not be told, for a reason.
    NotRequired,
}

/// What somebody did with the data of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum TouchKind {
    /// They were shown.
    Seen,
    /// They were changed.
    Changed,
    /// They were taken away as a file.
    Exported,
}

/// Until when somebody has to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DutyDue {
    /// The day on which it should be done.
    pub aim: Date,
    /// The last day on which it may be.
    pub last: Date,
}

/// "Within three to five days or so" (概ね3～5日以内): the guidelines of the Commission, general part, 3-5-3-3.
const PRELIMINARY_DAYS: [i64; 2] = [3, 5];

/// Within thirty days, or sixty where somebody meant harm. The day of noticing is the first of them, and a day off at the end moves to
/// the next business day of authorities (the same, 3-5-3-4).
const FINAL_DAYS: [i64; 2] = [30, 60];

impl IncidentDuty {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::Preliminary => "preliminary",
            Self::Final => "final",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|duty| duty.name() == name)
    }

    /// Until when it has to be done, of something that was noticed at a time; `calendar` is that of authorities.
    pub fn due(self, noticed_at: Timestamp, is_malicious: bool, calendar: &BusinessCalendar<'_>) -> DutyDue {
        let noticed = clock_in_japan(noticed_at).date();
        let after = |days: i64| noticed.checked_add(days.days()).unwrap_or(noticed);
        match self {
            Self::City => DutyDue { aim: noticed, last: noticed },
            Self::Preliminary => DutyDue { aim: after(PRELIMINARY_DAYS[0]), last: after(PRELIMINARY_DAYS[1]) },
            Self::Final => {
                let last = after(FINAL_DAYS[usize::from(is_malicious)] - 1);
                let last = calendar.next_business_day(last).unwrap_or(last);
                DutyDue { aim: last, last }
            }
        }
    }
}

impl DutyState {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::NotRequired => "not_required",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|state| state.name() == name)
    }
}

impl TouchKind {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Changed => "changed",
            Self::Exported => "exported",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }

    /// What an action of the audit log is. What is neither looking nor taking away is a change.
    pub fn of_action(action: &str) -> Self {
        match action {
            "person.opened"
            | "persons.listed"
            | "badges.listed"
            | "note.history"
            | "person.traits_read"
            | "upload.read"
            | "registration.reasons_read" => Self::Seen,
            _ if action.ends_with(".exported") => Self::Exported,
            _ => Self::Changed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::calendar::Holidays;

    #[test]
    fn what_is_kept_is_known_by_its_name() {
        for &duty in IncidentDuty::VARIANTS {
            assert_eq!(IncidentDuty::parse(duty.name()), Some(duty));
        }
        for &state in DutyState::VARIANTS {
            assert_eq!(DutyState::parse(state.name()), Some(state));
        }
        for &kind in TouchKind::VARIANTS {
            assert_eq!(TouchKind::parse(kind.name()), Some(kind));
        }
        assert_eq!((IncidentDuty::parse("police"), DutyState::parse(""), TouchKind::parse("read")), (None, None, None));
    }

    #[test]
    fn the_commission_is_told_in_time_by_the_days_of_japan() {
        let holidays = Holidays::default();
        let calendar = BusinessCalendar::office(&holidays);
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (noticed, is_malicious, preliminary, last) in [
            // After midnight in Japan.
            ("2026-11-01T15:30:00Z", false, ["2026-11-05", "2026-11-07"], "2026-12-01"),
            ("2026-11-01T14:30:00Z", false, ["2026-11-04", "2026-11-06"], "2026-11-30"),
            ("2026-11-01T15:30:00Z", true, ["2026-11-05", "2026-11-07"], "2027-01-04"),
            // The thirtieth day is a Sunday.
            ("2026-11-07T00:00:00Z", false, ["2026-11-10", "2026-11-12"], "2026-12-07"),
        ] {
            let noticed = noticed.parse().unwrap();
            let due = |duty: IncidentDuty| duty.due(noticed, is_malicious, &calendar);
            let found = due(IncidentDuty::Preliminary);
            assert_eq!([found.aim, found.last], preliminary.map(day), "{noticed}");
            assert_eq!(due(IncidentDuty::Final), DutyDue { aim: day(last), last: day(last) }, "{noticed}");
            assert_eq!(due(IncidentDuty::City).last, clock_in_japan(noticed).date());
        }
    }

    #[test]
    fn what_was_looked_at_is_not_what_was_changed() {
        for (action, expected) in [
            ("person.opened", TouchKind::Seen),
            ("persons.listed", TouchKind::Seen),
            ("person.exported", TouchKind::Exported),
            ("registrations.exported", TouchKind::Exported),
            ("case.opened", TouchKind::Changed),
            ("note.edited", TouchKind::Changed),
        ] {
            assert_eq!(TouchKind::of_action(action), expected, "{action}");
        }
    }
}
