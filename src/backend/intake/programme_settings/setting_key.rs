//! Which settings staff may change while the server runs. Those of `tsubame.toml` are called what they are called there.

use std::borrow::Cow;

use strum::{EnumIter, IntoEnumIterator};

/// How the name of a form's term begins.
const RETENTION: &str = "retention.";

/// Something that staff may set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter)]
pub enum SettingKey {
    /// The name in which mails are sent.
    SenderName,
    /// Where answers to mails go.
    ReplyTo,
    /// How many mails of messages to many go out within a minute.
    MessagesPerMinute,
    /// Hours for which the offer of a seat is open.
    OfferHours,
    /// How many hours before an event its people are reminded.
    ReminderHours,
    /// Hours for which something waits for the button of a mail.
    ConfirmHours,
    /// What is not sent or placed before the city has approved it.
    ApprovalRequired,
    /// The first day of the contract.
    ContractStart,
    /// Its last day.
    ContractEnd,
    /// With which month a fiscal year begins.
    FirstMonth,
    /// How long what a form received is kept.
    Retention(String),
}

impl SettingKey {
    /// All of them but the terms of forms, in the order in which they are shown.
    pub fn plain() -> impl Iterator<Item = Self> {
        Self::iter().filter(|key| !matches!(key, Self::Retention(_)))
    }

    /// Its name in the database and in addresses.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            Self::SenderName => "mail.sender_name".into(),
            Self::ReplyTo => "mail.reply_to".into(),
            Self::MessagesPerMinute => "mail.messages_per_minute".into(),
            Self::OfferHours => "registrations.offer_hours".into(),
            Self::ReminderHours => "registrations.reminder_hours".into(),
            Self::ConfirmHours => "registrations.confirm_hours".into(),
            Self::ApprovalRequired => "office.approval_required".into(),
            Self::FirstMonth => "fiscal.first_month".into(),
            Self::ContractStart => "contract.first_day".into(),
            Self::ContractEnd => "contract.last_day".into(),
            Self::Retention(form) => format!("{RETENTION}{form}").into(),
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        if let Some(form) = name.strip_prefix(RETENTION) {
            return (!form.is_empty()).then(|| Self::Retention(form.to_owned()));
        }
        Self::plain().find(|key| key.name() == name)
    }

    /// What the audit log calls it that it was changed.
    pub fn changed(&self) -> &'static str {
        match self {
            Self::SenderName => "setting.sender_name_changed",
            Self::ReplyTo => "setting.reply_to_changed",
            Self::MessagesPerMinute => "setting.messages_per_minute_changed",
            Self::OfferHours => "setting.offer_hours_changed",
            Self::ReminderHours => "setting.reminder_hours_changed",
            Self::ConfirmHours => "setting.confirm_hours_changed",
            Self::ApprovalRequired => "setting.approval_required_changed",
            Self::FirstMonth => "setting.first_month_changed",
            Self::ContractStart => "setting.contract_start_changed",
            Self::ContractEnd => "setting.contract_end_changed",
            Self::Retention(_) => "setting.retention_changed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_known_by_their_names() {
        for key in SettingKey::plain().chain([SettingKey::Retention("event".to_owned())]) {
            assert_eq!(SettingKey::parse(&key.name()), Some(key));
        }
        for name in ["", "retention.", "mail.password", "registrations"] {
            assert_eq!(SettingKey::parse(name), None, "{name}");
        }
    }
}
