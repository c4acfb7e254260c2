//! Who is registered for an event, as rows of lists.

use uuid::Uuid;

use super::{
    facet_words::{name_or_none, registration_label},
    message_readers::audience_address,
    times::{day_and_time, time_of_day},
};
use crate::{
    intake::Attendance,
    store::{Attendee, AttendeeAudience, Attendees},
};

/// Somebody in the list of an event.
pub(super) struct AttendeeRow {
    pub registration: Uuid,
    pub person: Uuid,
    pub name: String,
    pub kana: String,
    pub organisation: String,
    pub accommodation: String,
    pub attendance: &'static str,
    pub state: &'static str,
    pub seats: u32,
    pub place_in_line: String,
    pub registered: String,
    pub has_bounced: bool,
    pub checked_in: String,
}

/// Those of one state.
pub(super) struct AttendeeGroup {
    pub label: &'static str,
    pub id: &'static str,
    pub rows: Vec<AttendeeRow>,
    /// Where all of them are written to.
    pub write_address: Option<String>,
}

/// Those of each state, as the page shows them.
pub(super) fn groups_of(event: &str, found: &Attendees) -> Vec<AttendeeGroup> {
    let group = |label: &'static str, id: &'static str, attendees: &[Attendee]| AttendeeGroup {
        label,
        id,
        rows: attendees.iter().map(attendee_row).collect(),
        write_address: AttendeeAudience::parse(id).map(|audience| audience_address(event, audience)),
    };
    let groups = [
        group("席のある人", "confirmed", &found.confirmed),
        group("席を案内中の人", "offered", &found.offered),
        group("キャンセル待ち", "waiting", &found.waiting),
        group("確認待ち・保留", "unsettled", &found.unsettled),
        group("取り消し・期限切れ", "cancelled", &found.cancelled),
    ];
    groups.into_iter().filter(|group| !group.rows.is_empty()).collect()
}

/// How somebody takes part.
pub(super) fn place_label(attendance: Attendance) -> &'static str {
    match attendance {
        Attendance::Venue => "会場",
        Attendance::Online => "オンライン",
    }
}

/// Somebody as a row of a list.
pub(super) fn attendee_row(attendee: &Attendee) -> AttendeeRow {
    AttendeeRow {
        registration: attendee.registration.0,
        person: attendee.person.0,
        name: name_or_none(&attendee.name),
        kana: attendee.kana.clone(),
        organisation: attendee.organisation.clone(),
        accommodation: accommodation_text(&attendee.accommodation),
        attendance: place_label(attendee.attendance),
        state: registration_label(attendee.state),
        seats: attendee.seats,
        place_in_line: attendee.place_in_line.map(|place| format!("{place}番目")).unwrap_or_default(),
        registered: day_and_time(attendee.registered_at),
        has_bounced: attendee.has_bounced,
        checked_in: attendee.checked_in.as_ref().map(|came| time_of_day(came.at)).unwrap_or_default(),
    }
}

/// What has to be seen to for somebody. That they ticked the box is said by what they wrote, where they wrote anything.
fn accommodation_text(text: &str) -> String {
    let written: Vec<&str> = text.split('、').filter(|part| *part != "yes").collect();
    if written.is_empty() { "あり（内容は本人に確認）".to_owned() } else { written.join("、") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_that_was_ticked_says_nothing_beside_what_was_written() {
        for (kept, shown) in [
            ("", ""),
            ("yes", "あり（内容は本人に確認）"),
            ("車いすの席、yes", "車いすの席"),
            ("手話、字幕", "手話、字幕"),
        ] {
            assert_eq!(accommodation_text(kept), shown, "{kept}");
        }
    }
}
