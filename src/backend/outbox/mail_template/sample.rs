//! What somebody reads who looks at a template: values of one occasion, made up, so that what does not go together is not said at once.

use super::values::{AccountValues, BeforeValues, LinkValues, MailValues, OccasionValues, ProgrammeValues, TalkValues};
use crate::intake::MailKind;

impl MailValues {
    /// Made-up values of a mail of a kind, in the name of a programme.
    pub fn sample(kind: MailKind, programme: ProgrammeValues) -> Self {
        let all = Self::example();
        let is_booking = matches!(
            kind,
            MailKind::BookingConfirmed
                | MailKind::BookingChanged
                | MailKind::BookingCancelled
                | MailKind::BookingAddress
                | MailKind::BookingReminder
                | MailKind::HostBooked
                | MailKind::HostChanged
                | MailKind::HostCancelled
        );
        let is_offer = matches!(kind, MailKind::SeatOffered | MailKind::TalkOffered);
        let is_question = kind == MailKind::AddressConfirmation;
        let is_changed = matches!(kind, MailKind::EventChanged | MailKind::BookingChanged | MailKind::HostChanged);
        let only = |is_said: bool, link: &String| if is_said { link.clone() } else { String::new() };
        let links = LinkValues {
            confirm: only(is_question, &all.links.confirm),
            accept: only(is_offer, &all.links.accept),
            decline: only(is_offer, &all.links.decline),
            cancel: only(!is_offer && !is_question, &all.links.cancel),
            ..all.links.clone()
        };
        Self {
            programme,
            event: if is_booking { OccasionValues::default() } else { all.event.clone() },
            booking: if is_booking { all.booking.clone() } else { OccasionValues::default() },
            before: if is_changed { all.before.clone() } else { BeforeValues::default() },
            waiting_number: all.waiting_number.filter(|_| kind == MailKind::SeatWaitlisted),
            talks: TalkValues { is_off: false, ..all.talks.clone() },
            seats: None,
            has_moved: false,
            account: AccountValues::default(),
            links,
            ..all
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::own_files, *};
    use crate::outbox::MailTemplates;

    #[test]
    fn a_sample_says_what_goes_together() {
        let templates = MailTemplates::parse(&own_files()).unwrap();
        let programme =
            ProgrammeValues { name: "みやぎ移住（見本）".to_owned(), ..ProgrammeValues::default() };
        let shown = |kind| templates.render(kind, &MailValues::sample(kind, programme.clone())).unwrap();
        for &kind in MailKind::ALL {
            assert!(shown(kind).subject.contains("みやぎ移住（見本）"), "{kind:?}");
        }
        let (seated, waiting) = (shown(MailKind::SeatConfirmed), shown(MailKind::SeatWaitlisted));
        assert!(!seated.text.contains("37") && waiting.text.contains("37"), "{}", seated.text);
        assert!(!shown(MailKind::Reminder).text.contains("カジュアル面談"));
        assert!(shown(MailKind::BookingReminder).text.contains("カジュアル面談"));
    }
}
