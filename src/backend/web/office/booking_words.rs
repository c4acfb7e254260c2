//! Talks and the times of their hosts, in words.

use jiff::civil::Weekday;
use tsubame_model::schema::{OpeningHours, OpeningWeek};

use crate::{
    intake::{
        bookings::{BookingConflict, BookingMark, HostTimeFault, HostTimeKind},
        calendar::weekday_in_japanese,
    },
    store::StaffReason,
};

/// What became of a talk.
pub(super) fn mark_label(mark: BookingMark) -> &'static str {
    match mark {
        BookingMark::Held => "実施済み",
        BookingMark::VisitorAbsent => "本人が来なかった",
        BookingMark::HostAbsent => "相手・担当が来なかった",
    }
}

/// Why a booking does not agree with what is offered.
pub(super) fn conflict_label(conflict: BookingConflict) -> &'static str {
    match conflict {
        BookingConflict::NotOffered => "予約の種類か担当者が、サイトからなくなりました",
        BookingConflict::Closed => "受付時間の外になりました",
        BookingConflict::Away => "担当者が不在です",
    }
}

/// What a host's time is.
pub(super) fn host_time_label(kind: HostTimeKind) -> &'static str {
    match kind {
        HostTimeKind::Away => "不在",
        HostTimeKind::Extra => "臨時の受付",
    }
}

/// Why a time cannot be one of a host, and what to do.
pub(super) fn host_time_fault(fault: HostTimeFault) -> &'static str {
    match fault {
        HostTimeFault::Backwards => "終わりが始まりより前です。終わりの日付と時刻を確かめてください。",
        HostTimeFault::Over => "終わった時間です。これからの日付を入力してください。",
        HostTimeFault::BesideCell => "時刻は5分きざみで入力してください。",
        HostTimeFault::TooLong => {
            "長すぎます。不在は1年まで、臨時の受付は1回に24時間までです。分けて入力してください。"
        }
    }
}

/// What staff did to a talk, with why.
pub(super) fn reason_text(reason: &StaffReason) -> &'static str {
    match reason.action.as_str() {
        "booking.handed_over" => "担当者を変えました",
        "booking.moved" => "日時を変えました",
        "booking.cancelled" => "取り消しました",
        "booking.accepted" => "受け付けました",
        _ => "変更しました",
    }
}

/// The hours of a week: `月火水木金 18:00–25:00／土日 6:00–25:00`.
pub(super) fn week_text(week: &OpeningWeek) -> String {
    let mut parts: Vec<(String, &[OpeningHours])> = Vec::new();
    for day in Weekday::Monday.cycle_forward().take(7) {
        let hours = week.hours_on(day);
        match parts.iter_mut().find(|(_, known)| *known == hours) {
            Some((days, _)) => days.push_str(weekday_in_japanese(day)),
            None => parts.push((weekday_in_japanese(day).to_owned(), hours)),
        }
    }
    let open = parts.iter().filter(|(_, hours)| !hours.is_empty());
    let part = |(days, hours): &(String, &[OpeningHours])| {
        let hours: Vec<String> = hours.iter().map(|hours| format!("{}–{}", hours.from, hours.to)).collect();
        format!("{days} {}", hours.join("、"))
    };
    open.map(part).collect::<Vec<_>>().join("／")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::booking_setup::definition;

    #[test]
    fn days_of_the_same_hours_are_told_together() {
        assert_eq!(week_text(&definition().opening), "月火水木金土日 6:00–25:00");
        assert_eq!(week_text(&OpeningWeek::default()), "");
    }
}
