//! Incidents of personal data in words: who has to be told, for how long that has waited, and what was done with whose data.

use jiff::{Timestamp, civil::Date};

use super::times::{local_day, since, today};
use crate::{
    intake::{
        calendar::BusinessCalendar,
        data_incidents::{DutyState, IncidentDuty, TouchKind},
    },
    store::DataIncidentView,
};

pub(super) fn duty_label(duty: IncidentDuty) -> &'static str {
    match duty {
        IncidentDuty::City => "発注者（市）への報告",
        IncidentDuty::Preliminary => "個人情報保護委員会への速報",
        IncidentDuty::Final => "個人情報保護委員会への確報",
    }
}

pub(super) fn duty_state_label(state: DutyState) -> &'static str {
    match state {
        DutyState::Open => "まだ",
        DutyState::Done => "報告済み",
        DutyState::NotRequired => "不要",
    }
}

pub(super) fn touch_label(kind: TouchKind) -> &'static str {
    match kind {
        TouchKind::Seen => "見られた",
        TouchKind::Changed => "変えられた",
        TouchKind::Exported => "持ち出された",
    }
}

/// Until when somebody has to be told, and whether that is over.
pub(super) fn countdown(
    duty: IncidentDuty,
    incident: &DataIncidentView,
    calendar: &BusinessCalendar<'_>,
    now: Timestamp,
) -> (String, bool) {
    if duty == IncidentDuty::City {
        // At once: whatever has passed is too much.
        return (format!("直ちに。気づいてから{}たっています", since(incident.noticed_at, now)), true);
    }
    let due = duty.due(incident.noticed_at, incident.is_malicious, calendar);
    let today = today(now);
    let left = days_between(today, due.last);
    let until = if due.aim == due.last {
        format!("{}まで", local_day(due.last))
    } else {
        format!("{}をめやすに、遅くとも{}まで", local_day(due.aim), local_day(due.last))
    };
    match left {
        ..0 => (format!("{until}（{}日過ぎています）", -left), true),
        0 => (format!("{until}（今日まで）"), true),
        _ => (format!("{until}（あと{left}日）"), today > due.aim),
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        intake::{calendar::Holidays, data_incidents::DataIncidentId},
        store::DataIncidentContent,
    };

    #[test]
    fn what_has_to_be_done_is_counted_down() {
        let holidays = Holidays::default();
        let calendar = BusinessCalendar::office(&holidays);
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let noticed_at = at("2026-11-02T01:00:00Z");
        let incident = DataIncidentView {
            id: DataIncidentId(uuid::Uuid::nil()),
            noticed_at,
            is_malicious: false,
            made_by: String::new(),
            made_at: noticed_at,
            edited_by: String::new(),
            edited_at: noticed_at,
            version: 1,
            closed: None,
            content: DataIncidentContent::default(),
            duties: Vec::new(),
        };
        for (duty, now, words, is_urgent) in [
            (IncidentDuty::City, "2026-11-02T06:30:00Z", "直ちに。気づいてから5時間たっています", true),
            (
                IncidentDuty::Preliminary,
                "2026-11-02T06:30:00Z",
                "2026/11/5（木）をめやすに、遅くとも2026/11/7（土）まで（あと5日）",
                false,
            ),
            (
                IncidentDuty::Preliminary,
                "2026-11-06T06:30:00Z",
                "2026/11/5（木）をめやすに、遅くとも2026/11/7（土）まで（あと1日）",
                true,
            ),
            (IncidentDuty::Final, "2026-11-02T06:30:00Z", "2026/12/1（火）まで（あと29日）", false),
            (IncidentDuty::Final, "2026-12-01T06:30:00Z", "2026/12/1（火）まで（今日まで）", true),
            (IncidentDuty::Final, "2026-12-03T06:30:00Z", "2026/12/1（火）まで（2日過ぎています）", true),
        ] {
            assert_eq!(countdown(duty, &incident, &calendar, at(now)), (words.to_owned(), is_urgent), "{duty:?} {now}");
        }
    }
}
