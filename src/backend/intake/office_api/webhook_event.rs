//! Of what an endpoint is told. What happened is read out of the audit log, so each stands for actions that are written there.

use strum::VariantArray;

/// Something that an endpoint can be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum WebhookEvent {
    /// Somebody has sent a form.
    SubmissionReceived,
    /// A registration for an event stands otherwise than before.
    RegistrationChanged,
    /// So does a booking.
    BookingChanged,
    /// A person was erased.
    PersonErased,
    /// A case has begun or gone on.
    CaseMoved,
    /// Somebody was let in at the door.
    EventCheckedIn,
}

impl WebhookEvent {
    /// All of them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in what is sent, and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::SubmissionReceived => "submission.received",
            Self::RegistrationChanged => "registration.changed",
            Self::BookingChanged => "booking.changed",
            Self::PersonErased => "person.erased",
            Self::CaseMoved => "case.moved",
            Self::EventCheckedIn => "event.checked_in",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|event| event.name() == name)
    }

    /// What an action of the audit log tells; `None` for what concerns nobody outside.
    pub fn of_action(action: &str) -> Option<Self> {
        Some(match action {
            "submission.received" => Self::SubmissionReceived,
            "registration.changed"
            | "registration.cancelled"
            | "registration.promoted"
            | "registration.moved"
            | "registration.attendance_changed"
            | "registration.resized"
            | "registration.offered"
            | "registration.walked_in" => Self::RegistrationChanged,
            "booking.accepted" | "booking.cancelled" | "booking.changed" | "booking.lapsed" | "booking.moved" => {
                Self::BookingChanged
            }
            "person.erased" => Self::PersonErased,
            "case.opened" | "case.moved" => Self::CaseMoved,
            "attendance.checked_in" => Self::EventCheckedIn,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_follows_from_the_audit_log() {
        for event in WebhookEvent::ALL {
            assert_eq!(WebhookEvent::parse(event.name()), Some(*event));
        }
        for (action, event) in [
            ("submission.received", Some(WebhookEvent::SubmissionReceived)),
            ("registration.offered", Some(WebhookEvent::RegistrationChanged)),
            ("registration.notified", None),
            ("booking.opened", None),
            ("booking.moved", Some(WebhookEvent::BookingChanged)),
            ("case.opened", Some(WebhookEvent::CaseMoved)),
            ("attendance.checked_in", Some(WebhookEvent::EventCheckedIn)),
            ("person.opened", None),
            ("person.erased", Some(WebhookEvent::PersonErased)),
            ("", None),
        ] {
            assert_eq!(WebhookEvent::of_action(action), event, "{action}");
        }
    }
}
