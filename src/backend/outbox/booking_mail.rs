//! What a mail says of a booking, to either side: when, with whom, where they meet, the links, the calendar entry.

use jiff::Timestamp;
use tsubame_model::schema::Channel;

use super::{
    BeforeValues, CalendarEntry, CalendarMethod, JapanTime, LinkValues, MailAttachment, MailSender, MailValues,
    OccasionValues, ProgrammeValues, RecipientValues,
};
use crate::{
    intake::{HashKey, LinkToken, MailKind, bookings::BookingState},
    store::{BookingFacts, ClaimedMail},
};

/// What the site says of a booking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BookingGuide {
    /// The address of the page that tells of what is booked; `None` where there is none.
    pub page: Option<String>,
    /// What one has to know of the way in which both sides meet.
    pub how_to_meet: Option<String>,
}

/// A mail about a booking.
pub(super) struct BookingMail<'a> {
    pub programme: &'a ProgrammeValues,
    /// What links to the server begin with, with a slash at its end.
    pub server: &'a str,
    /// What links are proved by.
    pub key: &'a HashKey,
    pub mail: &'a ClaimedMail,
    pub booking: &'a BookingFacts,
    /// What the site says of it.
    pub guide: BookingGuide,
}

impl BookingMail<'_> {
    /// What the mail says to somebody of this name.
    pub fn values(&self, name: &str) -> MailValues {
        let booking = self.booking;
        MailValues {
            programme: self.programme.clone(),
            recipient: RecipientValues { name: name.to_owned() },
            booking: self.occasion(),
            before: booking.before.map(|(start, end)| self.before(start, end)).unwrap_or_default(),
            deadline: booking.view.expires_at.map(JapanTime::at).unwrap_or_default(),
            links: self.links(),
            ..MailValues::default()
        }
    }

    fn occasion(&self) -> OccasionValues {
        let view = &self.booking.view;
        OccasionValues {
            title: view.title.clone(),
            time: JapanTime::between(view.starts_at, view.ends_at),
            place: view.channel.label().to_owned(),
            note: self.note().to_owned(),
            url: self.guide.page.clone().unwrap_or_else(|| format!("{}api/bookings/{}", self.server, view.booking)),
            join_link: self.booking.join_address.clone().unwrap_or_default(),
        }
    }

    /// What the visitor has to know to meet, as long as they do. Where a video booking meets is said by its address, once there is one.
    fn note(&self) -> &str {
        let is_said = self.booking.join_address.is_some() || self.mail.kind.is_to_host();
        let is_needed = !is_said && !self.booking.view.state.is_over();
        self.guide.how_to_meet.as_deref().filter(|_| is_needed).unwrap_or_default()
    }

    /// When it was to be, in the mail that tells of the move.
    fn before(&self, start: Timestamp, end: Timestamp) -> BeforeValues {
        if !matches!(self.mail.kind, MailKind::BookingChanged | MailKind::HostChanged) {
            return BeforeValues::default();
        }
        let title = self.booking.before_title.clone().filter(|_| self.mail.kind == MailKind::BookingChanged);
        BeforeValues { title: title.unwrap_or_default(), time: JapanTime::between(start, end), place: String::new() }
    }

    /// The links that lead somewhere as the booking stands; none for the other side, who has the office.
    fn links(&self) -> LinkValues {
        if self.mail.kind.is_to_host() {
            return LinkValues::default();
        }
        let view = &self.booking.view;
        let token = LinkToken { submission: view.submission, sent_at: self.mail.written_at }.render(self.key);
        let link = |is_there: bool, action: &str| {
            if is_there { format!("{}api/l/{token}/{action}", self.server) } else { String::new() }
        };
        LinkValues {
            confirm: link(view.state == BookingState::Unconfirmed, "confirm"),
            cancel: link(!view.state.is_over(), "cancel"),
            change: link(view.state == BookingState::Booked, "change"),
            state: link(true, "confirm"),
            data: link(view.state != BookingState::Unconfirmed, "data"),
            ..LinkValues::default()
        }
    }

    /// The entry of a calendar that this mail adds, changes or takes away; `None` for mails that do none of these.
    pub fn calendar_entry(&self, address: &str, sender: &MailSender) -> anyhow::Result<Option<MailAttachment>> {
        let method = match self.mail.kind {
            MailKind::BookingConfirmed
            | MailKind::BookingChanged
            | MailKind::BookingAddress
            | MailKind::HostBooked
            | MailKind::HostChanged => CalendarMethod::Request,
            // Nothing is taken out of the calendar of somebody whose booking never was one.
            MailKind::BookingCancelled if !self.booking.has_calendar_entry => return Ok(None),
            MailKind::BookingCancelled | MailKind::HostCancelled => CalendarMethod::Cancel,
            _ => return Ok(None),
        };
        let host = sender.address.rsplit('@').next().unwrap_or_default();
        let (view, occasion) = (&self.booking.view, self.occasion());
        let is_joined = view.channel == Channel::Video && !occasion.join_link.is_empty() && self.mail.kind.may_let_in();
        let entry = CalendarEntry {
            uid: format!("{}@{host}", self.booking.id),
            sequence: self.booking.sequence,
            made_at: self.mail.written_at,
            title: occasion.title,
            description: if is_joined {
                format!("参加のアドレス：{}", occasion.join_link)
            } else {
                String::new()
            },
            place: occasion.place,
            url: occasion.url,
            start: view.starts_at,
            end: view.ends_at,
            organizer: self.programme.name.clone(),
            organizer_address: sender.address.clone(),
            attendee_address: address.to_owned(),
        };
        Ok(Some(entry.attachment(method)?))
    }
}
