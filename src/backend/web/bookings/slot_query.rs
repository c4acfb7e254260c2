//! Which slots somebody asks for: from which day, for how many, with whom, in which way.

use std::{collections::BTreeMap, ops::RangeInclusive};

use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};
use tsubame_model::schema::{Booking, Channel};

use crate::web::{Error, free_slots::SlotFilter, operation::OperationParameter};

/// How many days are told unless somebody says otherwise.
const DAYS: i64 = 14;

/// The most days that are told at once.
const MOST_DAYS: i64 = 31;

/// What the document of the API says of these parts of addresses.
pub(super) const BOOKING: OperationParameter = OperationParameter {
    name: "booking",
    is_query: false,
    text: "What is booked, by the name of its file",
    schema: || json!({ "type": "string", "minLength": 1 }),
};

pub(super) const FROM: OperationParameter = OperationParameter {
    name: "from",
    is_query: true,
    text: "The first day, today or later. A business day can end after midnight",
    schema: || json!({ "type": "string", "format": "date" }),
};

pub(super) const FOR_DAYS: OperationParameter = OperationParameter {
    name: "days",
    is_query: true,
    text: "How many days",
    schema: || json!({ "type": "integer", "minimum": 1, "maximum": MOST_DAYS, "default": DAYS }),
};

pub(super) const WITH: OperationParameter = OperationParameter {
    name: "with",
    is_query: true,
    text: "The key of a counsellor or company. One that nobody has is not found",
    schema: || json!({ "type": "string" }),
};

pub(super) const CHANNEL: OperationParameter =
    OperationParameter { name: "channel", is_query: true, text: "The way to meet", schema: channel };

/// The ways to meet.
pub(super) fn channel() -> Value {
    let all = [Channel::Video, Channel::Phone, Channel::Line, Channel::InPerson];
    json!({ "type": "string", "enum": all.map(Channel::name) })
}

/// What was asked for.
#[derive(Clone, Debug)]
pub(super) struct SlotQuery {
    /// The first day.
    pub from: Option<Date>,
    days: i64,
    /// The key of a counsellor or company.
    pub with: Option<String>,
    /// The way to meet.
    pub channel: Option<Channel>,
}

impl SlotQuery {
    /// Reads `from`, `days`, `with` and `channel`. What cannot be read is as if it were not there; whom nobody knows is not
    /// found.
    pub fn parse(query: &BTreeMap<String, String>, booking: &Booking) -> Result<Self, Error> {
        let text = |name: &str| query.get(name).map(String::as_str).filter(|text| !text.is_empty());
        let days = text("days").and_then(|days| days.parse().ok()).unwrap_or(DAYS);
        let with = text("with").map(str::to_owned);
        if with.as_ref().is_some_and(|key| booking.resource(key).is_none()) {
            return Err(Error::NotFound);
        }
        Ok(Self {
            from: text("from").and_then(|day| day.parse().ok()),
            days: i64::clamp(days, 1, MOST_DAYS),
            with,
            channel: text("channel").and_then(Channel::parse),
        })
    }

    /// The days, from the first one or from today.
    pub fn days(&self, today: Date) -> RangeInclusive<Date> {
        let first = self.from.map_or(today, |from| from.max(today));
        first..=first.saturating_add((self.days - 1).days())
    }

    /// With whom, and how.
    pub fn filter(&self) -> SlotFilter<'_> {
        SlotFilter { with: self.with.as_deref(), channel: self.channel }
    }
}
