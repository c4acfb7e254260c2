//! To whom a message is, as it is kept: values that lie in clear, so that nothing of one person stands in a message to many.

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::{
    intake::{
        PersonId,
        messages::{MessagePurpose, MessageState},
    },
    store::{SegmentQuery, entities::message, event_day::AttendeeAudience},
};

/// To whom a message is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageTarget {
    /// To one person.
    Person(PersonId),
    /// To all who have some values.
    Segment(SegmentQuery),
    /// To people of an event.
    Attendees {
        /// The event.
        event: String,
        /// Which of them.
        audience: AttendeeAudience,
    },
}

/// The same, as it is kept beside the record and the event, which have columns of their own.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptTarget {
    Person,
    Segment(String),
    Attendees(String),
}

/// What a message is for.
pub(super) fn purpose_of(row: &message::Model) -> anyhow::Result<MessagePurpose> {
    MessagePurpose::parse(&row.purpose).context("the purpose of a message is unknown")
}

/// How far it has come.
pub(super) fn state_of(row: &message::Model) -> anyhow::Result<MessageState> {
    MessageState::parse(&row.state).context("the state of a message is unknown")
}

impl MessageTarget {
    /// Whether it is to one person, whose data it then is.
    pub fn is_one(&self) -> bool {
        matches!(self, Self::Person(_))
    }

    /// The event to whose people it is.
    pub fn event(&self) -> Option<&str> {
        match self {
            Self::Attendees { event, .. } => Some(event),
            Self::Person(_) | Self::Segment(_) => None,
        }
    }

    pub(super) fn render(&self) -> anyhow::Result<String> {
        let kept = match self {
            Self::Person(_) => KeptTarget::Person,
            Self::Segment(query) => KeptTarget::Segment(query.render()?),
            Self::Attendees { audience, .. } => KeptTarget::Attendees(audience.name().to_owned()),
        };
        Ok(serde_json::to_string(&kept)?)
    }

    pub(super) fn of(row: &message::Model) -> anyhow::Result<Self> {
        let kept: KeptTarget = serde_json::from_str(&row.selection)?;
        Ok(match kept {
            KeptTarget::Person => {
                let record = row.record_id.context("a message to one person names nobody")?;
                Self::Person(PersonId(record))
            }
            KeptTarget::Segment(query) => Self::Segment(SegmentQuery::parse(&query)?),
            KeptTarget::Attendees(audience) => Self::Attendees {
                event: row.event_id.clone().context("a message to people of an event names none")?,
                audience: AttendeeAudience::parse(&audience).context("an audience is unknown")?,
            },
        })
    }
}
