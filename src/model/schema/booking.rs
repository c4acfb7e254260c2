//! Bookings: `data/bookings/*.yaml`, which say what can be booked with whom, and when.
//!
//! A definition knows its hours and closed days; which days are holidays, what is taken and what time it is know others.

use jiff::civil::Date;

use super::{ClosedPeriod, OpeningWeek};
use crate::source::SourcePath;

/// What can be booked, as its file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// Its name: the file's.
    pub booking: String,
    /// What people call it.
    pub label: String,
    /// What is booked.
    pub kind: BookingKind,
    /// The name of the form that takes it.
    pub form: String,
    /// That it costs nothing, in the words that visitors read; `None` where the file does not say so.
    pub free_of_charge: Option<String>,
    /// How people meet.
    pub channels: Vec<Channel>,
    /// What one has to know of a way to meet: who calls whom, where one goes. Mails about bookings say it.
    pub how_to_meet: Vec<(Channel, String)>,
    /// The address at which a video booking meets, with [`Booking::JOIN_CODE`] where each has a code of its own; `None`
    /// where staff paste one for each.
    pub join_address: Option<String>,
    /// How long a slot is, and how early it can be booked.
    pub slots: SlotRule,
    /// Whether the hours hold on holidays too.
    pub opens_on_holidays: bool,
    /// Its hours.
    pub opening: OpeningWeek,
    /// Its closed days, which are business days.
    pub closed: Vec<ClosedPeriod>,
    /// Whom it is booked with; at least one.
    pub resources: Vec<BookingResource>,
}

/// What is booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingKind {
    /// A consultation with a counsellor.
    Consultation,
    /// A casual interview with a company.
    Interview,
}

/// How people meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By video.
    Video,
    /// By telephone.
    Phone,
    /// By LINE.
    Line,
    /// In one room.
    InPerson,
}

/// How a day is cut into slots. Minutes are multiples of five, so that slots are whole cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotRule {
    /// How long a slot is; at least 5.
    pub minutes: u16,
    /// How often one begins, counted from each opening; at least 5.
    pub every_minutes: u16,
    /// How long nothing else may be booked before a slot.
    pub buffer_before_minutes: u16,
    /// How long nothing else may be booked after a slot.
    pub buffer_after_minutes: u16,
    /// How long before its beginning a slot can still be booked.
    pub lead_hours: u16,
    /// How many business days ahead a slot can be booked; at least 1.
    pub horizon_days: u16,
}

/// A counsellor or a company. The same key in two files is the same one, who cannot be booked twice at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingResource {
    /// Its name for programs.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// What qualifies a counsellor, in the words that visitors read.
    pub qualification: Option<String>,
    /// Its own hours, inside of those of the booking; `None` for all of these.
    pub opening: Option<OpeningWeek>,
    /// Its own closed days, beside those of the booking.
    pub closed: Vec<ClosedPeriod>,
    /// Its own ways to meet, among those of the booking; `None` for all of these.
    pub channels: Option<Vec<Channel>>,
    /// The mail address at work to which its bookings are told; `None` where nobody is told by mail.
    pub mail: Option<String>,
}

impl Channel {
    /// All of them, as files name them.
    pub(super) const NAMES: [(&str, Self); 4] =
        [("video", Self::Video), ("phone", Self::Phone), ("line", Self::Line), ("in_person", Self::InPerson)];

    /// Its name in files and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Phone => "phone",
            Self::Line => "line",
            Self::InPerson => "in_person",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.into_iter().find(|(known, _)| *known == name).map(|(_, channel)| channel)
    }

    /// What visitors read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Video => "ビデオ通話",
            Self::Phone => "電話",
            Self::Line => "LINE",
            Self::InPerson => "対面",
        }
    }
}

impl Booking {
    /// What stands in [`Booking::join_address`] for the code of a booking.
    pub const JOIN_CODE: &'static str = "{code}";

    /// Whether a file describes a booking.
    pub fn is_booking_file(path: &SourcePath) -> bool {
        path.parent() == "data/bookings" && matches!(path.extension(), Some("yaml" | "yml"))
    }

    /// The counsellor or company with a key.
    pub fn resource(&self, key: &str) -> Option<&BookingResource> {
        self.resources.iter().find(|resource| resource.key == key)
    }

    /// The hours of one of its resources.
    pub fn opening_of<'a>(&'a self, resource: &'a BookingResource) -> &'a OpeningWeek {
        resource.opening.as_ref().unwrap_or(&self.opening)
    }

    /// How people meet with one of its resources.
    pub fn channels_of<'a>(&'a self, resource: &'a BookingResource) -> &'a [Channel] {
        resource.channels.as_ref().unwrap_or(&self.channels)
    }

    /// What one has to know of a way to meet.
    pub fn how_to_meet(&self, channel: Channel) -> Option<&str> {
        self.how_to_meet.iter().find(|(known, _)| *known == channel).map(|(_, text)| text.as_str())
    }

    /// Whether a business day is one of the closed days of a resource, or of the booking as a whole.
    pub fn is_closed(&self, resource: &BookingResource, day: Date) -> bool {
        self.closed.iter().chain(&resource.closed).any(|period| period.days.contains(day))
    }
}
