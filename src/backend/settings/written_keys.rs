//! Who says what holds: the environment, the file, or nobody. The office shows it beside what staff may set there. Nothing secret is in
//! it, nor where the database lies.

use tsubame_model::source::DataNode;

use super::environment::Environment;
use crate::intake::programme_settings::SettingSource;

/// The keys that are told, and the variable that wins over each.
const TOLD: [(&str, Option<&str>); 11] = [
    ("office.address", None),
    ("server.addresses", None),
    ("mail.host", Some("SMTP_URL")),
    ("mail.from", Some("MAIL_FROM")),
    ("mail.reports_to", None),
    ("limits.per_address", None),
    ("mail.reply_to", None),
    ("mail.messages_per_minute", None),
    ("registrations.offer_hours", None),
    ("registrations.reminder_hours", None),
    ("registrations.confirm_hours", None),
];

/// Beside these, what the city approves.
pub(super) const APPROVALS: &str = "office.approval_required";

/// Which of the keys somebody has written, and where: in a file, or in the environment beside it.
pub(super) fn written_keys(root: &DataNode<'_>, environment: &Environment<'_>) -> Vec<(&'static str, SettingSource)> {
    let source = |key: &str, variable: Option<&'static str>| match variable {
        Some(name) if environment.get(name).is_some() => SettingSource::Variable(name),
        _ if root.find(key).is_some() => SettingSource::File,
        _ => SettingSource::Default,
    };
    let told = TOLD.iter().copied().chain([(APPROVALS, None)]);
    told.map(|(key, variable)| (key, source(key, variable))).collect()
}
