//! How a seat was changed, in words that say what was then, whatever it is now.

use super::attendee_rows::place_label;
use crate::{
    store::{SeatPlace, StaffReason},
    web::SiteSnapshot,
};

/// What was done to a registration: `席を移しました：A（オンライン）→ B（会場）`.
pub(super) fn seat_change_text(change: &StaffReason, site: &SiteSnapshot) -> String {
    let from = change.from.as_ref().map(|place| seat_place_text(place, site));
    let to = change.to.as_ref().map(|place| seat_place_text(place, site));
    let by_visitor = change.text.is_empty();
    let done = match change.action.as_str() {
        "registration.moved" if by_visitor => "本人が別の日程に移りました",
        "registration.moved" => "席を移しました",
        "registration.attendance_changed" => "参加の方法を変えました",
        "registration.resized" => "席の数を変えました",
        "registration.promoted" => "事務局が席を取りました",
        "registration.cancelled" => "事務局が申し込みを取り消しました",
        "registration.walked_in" => "定員を超えて、当日に受け付けました",
        "attendance.undone" => "イベントの受付を取り消しました",
        "fair.talk_added" => "イベントの面談を加えました",
        "fair.talk_cancelled" => "イベントの面談を取り消しました",
        "fair.talk_moved" => "イベントの面談を移しました",
        _ => "申し込みを変えました",
    };
    match (from, to) {
        (Some(from), Some(to)) if from != to => format!("{done}：{from} → {to}"),
        (Some(place), _) | (None, Some(place)) => format!("{done}：{place}"),
        (None, None) => done.to_owned(),
    }
}

/// Where a seat is: `A（会場）`, `A（オンライン、3席）`.
pub(super) fn seat_place_text(place: &SeatPlace, site: &SiteSnapshot) -> String {
    let known = || site.words.words_of("event", &place.event).unwrap_or(&place.event).to_owned();
    let title = if place.title.is_empty() { known() } else { place.title.clone() };
    let seats = if place.seats > 1 { format!("、{}席", place.seats) } else { String::new() };
    format!("{title}（{}{seats}）", place_label(place.attendance))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::intake::Attendance;

    #[test]
    fn a_change_says_from_where_and_to_where() {
        let place = |title: &str, attendance, seats| SeatPlace {
            event: "events/a".to_owned(),
            title: title.to_owned(),
            attendance,
            seats,
        };
        let (here, there) = (place("A", Attendance::Online, 1), place("B", Attendance::Venue, 1));
        let change = |action: &str, from: Option<&SeatPlace>, to: Option<&SeatPlace>| StaffReason {
            action: action.to_owned(),
            at: Timestamp::UNIX_EPOCH,
            by: "staff".to_owned(),
            text: "電話".to_owned(),
            from: from.cloned(),
            to: to.cloned(),
        };
        let more = place("A", Attendance::Online, 3);
        for (change, words) in [
            (change("registration.moved", Some(&here), Some(&there)), "席を移しました：A（オンライン） → B（会場）"),
            (
                change("registration.resized", Some(&here), Some(&more)),
                "席の数を変えました：A（オンライン） → A（オンライン、3席）",
            ),
            (change("registration.promoted", Some(&here), Some(&here)), "事務局が席を取りました：A（オンライン）"),
            (change("registration.cancelled", Some(&here), None), "事務局が申し込みを取り消しました：A（オンライン）"),
            (change("registration.moved", None, None), "席を移しました"),
        ] {
            assert_eq!(seat_change_text(&change, &SiteSnapshot::default()), words);
        }
        let own = StaffReason { text: String::new(), ..change("registration.moved", Some(&here), Some(&there)) };
        assert!(seat_change_text(&own, &SiteSnapshot::default()).starts_with("本人が別の日程に移りました："));
        let gone = place("", Attendance::Venue, 1);
        assert_eq!(seat_place_text(&gone, &SiteSnapshot::default()), "events/a（会場）");
    }
}
