//! What holds: what the file of the operator says, but for what staff have set. A value that this version does not take is as if
//! nobody had set it, so that nothing stands still after an upgrade.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tsubame_model::schema::Retention;

use super::{SettingKey, check_setting};
use crate::intake::{approvals::ApprovalKind, calendar::FiscalCalendar};

/// What holds at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeRules {
    /// The name in which mails are sent, if it is not the site's.
    pub sender_name: Option<String>,
    /// Where answers go, if staff have said so.
    pub reply_to: Option<String>,
    /// How many mails of messages to many go out within a minute.
    pub messages_per_minute: u32,
    /// Hours for which the offer of a seat is open.
    pub offer_hours: u32,
    /// How many hours before an event its people are reminded, where it does not say so itself.
    pub reminder_hours: u32,
    /// Hours for which something waits for the button of a mail.
    pub confirm_hours: u32,
    /// What is not sent or placed before the city has approved it.
    pub approval_required: BTreeSet<ApprovalKind>,
    /// When fiscal years begin.
    pub fiscal: FiscalCalendar,
    /// From when until when the contract is.
    pub contract: ContractTerm,
    /// How long what forms received is kept, of those of which staff have said so.
    pub retention: BTreeMap<String, Retention>,
}

/// From when until when a contract is, as far as that is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ContractTerm {
    /// Its first day.
    pub first_day: Option<Date>,
    /// Its last day.
    pub last_day: Option<Date>,
}

impl ProgrammeRules {
    /// The same but for what staff have set, by the names of settings.
    #[must_use]
    pub fn overridden_by(mut self, values: &BTreeMap<String, String>) -> Self {
        for (name, value) in values {
            let Some(key) = SettingKey::parse(name) else { continue };
            if let Ok(value) = check_setting(&key, value) {
                self.set(&key, &value);
            }
        }
        self
    }

    /// Sets what was checked.
    fn set(&mut self, key: &SettingKey, value: &str) {
        let number = |now: u32| value.parse().unwrap_or(now);
        match key {
            SettingKey::SenderName => self.sender_name = Some(value.to_owned()),
            SettingKey::ReplyTo => self.reply_to = Some(value.to_owned()),
            SettingKey::MessagesPerMinute => self.messages_per_minute = number(self.messages_per_minute),
            SettingKey::OfferHours => self.offer_hours = number(self.offer_hours),
            SettingKey::ReminderHours => self.reminder_hours = number(self.reminder_hours),
            SettingKey::ConfirmHours => self.confirm_hours = number(self.confirm_hours),
            SettingKey::ApprovalRequired => {
                self.approval_required = value.split(',').filter_map(ApprovalKind::parse).collect();
            }
            SettingKey::FirstMonth => {
                self.fiscal = value.parse().ok().and_then(FiscalCalendar::new).unwrap_or(self.fiscal);
            }
            SettingKey::ContractStart => self.contract.first_day = value.parse().ok(),
            SettingKey::ContractEnd => self.contract.last_day = value.parse().ok(),
            SettingKey::Retention(form) => {
                if let Ok(term) = Retention::parse(value) {
                    self.retention.insert(form.clone(), term);
                }
            }
        }
    }

    /// How long what a form received is kept: what staff have said, else what its file says.
    pub fn term_of(&self, form: &str, written: Option<Retention>) -> Option<Retention> {
        self.retention.get(form).copied().or(written)
    }

    /// The fiscal years in which there can be something to count, the newest first.
    pub fn fiscal_years(&self, today: Date) -> Vec<i16> {
        self.fiscal.years(self.contract.first_day, self.contract.last_day, today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> ProgrammeRules {
        ProgrammeRules {
            sender_name: None,
            reply_to: None,
            messages_per_minute: 60,
            offer_hours: 48,
            reminder_hours: 24,
            confirm_hours: 24,
            approval_required: [ApprovalKind::Message].into(),
            fiscal: FiscalCalendar::default(),
            contract: ContractTerm::default(),
            retention: BTreeMap::new(),
        }
    }

    fn with(values: &[(&str, &str)]) -> ProgrammeRules {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        written().overridden_by(&values.collect())
    }

    #[test]
    fn what_staff_set_holds_in_the_place_of_what_the_file_says() {
        let rules = with(&[
            ("registrations.offer_hours", "24"),
            ("office.approval_required", ""),
            ("mail.reply_to", "desk@example.jp"),
            ("contract.first_day", "2025-10-01"),
            ("retention.event", "6 months"),
        ]);
        assert_eq!((rules.offer_hours, rules.reminder_hours), (24, 24));
        assert!(rules.approval_required.is_empty());
        assert_eq!(rules.reply_to.as_deref(), Some("desk@example.jp"));
        let year = Retention::parse("1 year").unwrap();
        assert_eq!(rules.term_of("event", Some(year)).unwrap().to_string(), "6 months");
        assert_eq!(rules.term_of("contact", Some(year)), Some(year));
        assert_eq!(rules.term_of("contact", None), None);
        assert_eq!(rules.fiscal_years("2026-11-30".parse().unwrap()), [2026, 2025]);
    }

    #[test]
    fn what_this_version_does_not_take_is_as_if_nobody_had_set_it() {
        let rules = with(&[
            ("registrations.offer_hours", "9999"),
            ("mail.reply_to", "nowhere"),
            ("of.long.ago", "1"),
            ("retention.event", "1 day"),
        ]);
        assert_eq!(rules, written());
    }
}
