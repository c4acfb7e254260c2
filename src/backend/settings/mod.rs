//! What operators set: the file `tsubame.toml`, completed by the environment, from which alone secrets come.
//!
//! ```text
//! tsubame.toml → a tree with places → a type per table, each given the Environment → OperatorSettings, or all faults at once
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `server_table`, `database_table`, `mail_table`, `registrations_table`, `uploads_table`, `s3_table`, `limits_table`, `alerts_table`, `office_table` | a table each: its keys, their defaults, what is refused |
//! | `environment` | variables, and what is wrong with them |
//! | `origin` | a value with where it came from, for messages of later failures |
//! | `written_keys` | who says what holds, for whoever looks at it in the office |
//! | `bounded` | whole numbers between two others |
//! | `fault` | faults as they are told: never with an excerpt of a line that may hold a secret |
//!
//! A new table is a file here with a type and its `read`, a field of [`OperatorSettings`] with its line in
//! [`OperatorSettings::parse`], and a row in the README. Nothing here touches the disk: the program reads the file and hands
//! over its text.

mod alerts_table;
mod bounded;
mod database_table;
mod environment;
mod fault;
mod limits_table;
mod mail_table;
mod office_table;
mod origin;
mod registrations_table;
mod s3_table;
mod server_table;
#[cfg(test)]
mod tests;
mod uploads_table;
mod written_keys;

use tsubame_model::source::{Diagnostic, Format, SourcePath, TableReader, parse_tree, read_table};

use self::fault::diagnostic;
use self::written_keys::{APPROVALS, written_keys};
pub use self::{
    alerts_table::AlertsTable,
    database_table::DatabaseTable,
    environment::Environment,
    fault::SETTINGS_FILE,
    limits_table::LimitsTable,
    mail_table::MailTable,
    office_table::OfficeTable,
    origin::{SettingOrigin, SettingValue},
    registrations_table::RegistrationsTable,
    s3_table::S3Table,
    server_table::ServerTable,
    uploads_table::UploadsTable,
};
use crate::intake::{
    approvals::ApprovalKind,
    programme_settings::{SettingSource, WrittenSetting},
};

/// All settings of an operator.
#[derive(Clone, Debug)]
pub struct OperatorSettings {
    /// `[server]`: where it listens, and where things lie.
    pub server: ServerTable,
    /// `[database]`: where data lie.
    pub database: DatabaseTable,
    /// `[mail]`: how mails are sent, and in whose name.
    pub mail: MailTable,
    /// `[registrations]`: what holds of seats.
    pub registrations: RegistrationsTable,
    /// `[uploads]`: what looks at files.
    pub uploads: UploadsTable,
    /// `[s3]`: the bucket of an object store, and what lies in it.
    pub s3: S3Table,
    /// `[limits]`: how much is taken of one sender.
    pub limits: LimitsTable,
    /// `[alerts]`: who is told when the server needs a person.
    pub alerts: AlertsTable,
    /// `[office]`: where staff work.
    pub office: OfficeTable,
    /// Which keys somebody has written.
    written: Vec<(&'static str, SettingSource)>,
}

impl OperatorSettings {
    /// Reads the text of the file, an empty one where there is none, and what the environment says.
    ///
    /// # Errors
    ///
    /// All that is wrong, in the file and in the environment.
    pub fn parse(text: &str, mut environment: Environment<'_>) -> Result<Self, Vec<Diagnostic>> {
        let (root, mut found) = parse_tree(Format::Toml, text, 0..text.len());
        let written = written_keys(&root, &environment);
        let variables = &mut environment;
        let settings = read_table(&root, &mut found, |file| {
            // All are read before one that is at fault ends it.
            let server = read_part(file, "server", variables, ServerTable::read);
            let database = read_part(file, "database", variables, DatabaseTable::read);
            let mail = read_part(file, "mail", variables, MailTable::read);
            let registrations = read_part(file, "registrations", variables, RegistrationsTable::read);
            let uploads = read_part(file, "uploads", variables, UploadsTable::read);
            let s3 = read_part(file, "s3", variables, S3Table::read);
            let limits = read_part(file, "limits", variables, LimitsTable::read);
            let alerts = read_part(file, "alerts", variables, AlertsTable::read);
            let addresses = server.as_ref().map_or(&[][..], |server| &server.addresses);
            let office = read_part(file, "office", variables, |table, _| OfficeTable::read(table, addresses));
            Some(Self {
                server: server?,
                database: database?,
                mail: mail?,
                registrations: registrations?,
                uploads: uploads?,
                s3: s3?,
                limits: limits?,
                alerts: alerts?,
                office: office?,
                written: written.clone(),
            })
        });
        let path = SourcePath::new(SETTINGS_FILE);
        let mut faults: Vec<Diagnostic> = found.into_iter().map(|fault| diagnostic(fault, &path, text)).collect();
        faults.extend(environment.into_faults());
        settings.flatten().filter(|_| faults.is_empty()).ok_or(faults)
    }
}

impl OperatorSettings {
    /// What the file and the environment say, as far as the office shows it.
    pub fn written_settings(&self) -> Vec<WrittenSetting> {
        let keys = self.written.iter();
        keys.map(|&(name, source)| WrittenSetting { name, value: self.told(name), source }).collect()
    }

    fn told(&self, name: &str) -> String {
        let sender = self.mail.sender.as_ref();
        let text = |value: Option<&String>| value.cloned().unwrap_or_default();
        match name {
            "office.address" => text(self.office.address.as_ref()),
            "server.addresses" => self.server.addresses.join("、"),
            "mail.host" => self.mail.server.as_ref().map(|server| server.host.clone()).unwrap_or_default(),
            "mail.from" => sender.map(|sender| sender.address.clone()).unwrap_or_default(),
            "mail.reports_to" => text(sender.and_then(|sender| sender.reports_to.as_ref())),
            "mail.reply_to" => text(sender.and_then(|sender| sender.reply_to.as_ref())),
            "limits.per_address" => self.limits.forms.free.to_string(),
            "mail.messages_per_minute" => self.mail.per_minute().to_string(),
            "registrations.offer_hours" => self.registrations.offer_hours.to_string(),
            "registrations.reminder_hours" => self.registrations.reminder_hours.to_string(),
            "registrations.confirm_hours" => self.registrations.confirm_hours.to_string(),
            APPROVALS => {
                let kinds = self.office.approval_required.iter().copied().map(ApprovalKind::name);
                kinds.collect::<Vec<_>>().join(",")
            }
            _ => String::new(),
        }
    }
}

/// Reads one table; `None` if what stands under its key is none. One that is missing is read as an empty one, since the
/// environment may say something still.
fn read_part<T>(
    file: &mut TableReader<'_>,
    key: &'static str,
    environment: &mut Environment<'_>,
    read: impl FnOnce(&mut TableReader<'_>, &mut Environment<'_>) -> T,
) -> Option<T> {
    if let Some(part) = file.optional(key) {
        return part.table(|table| read(table, environment));
    }
    let (root, mut none) = parse_tree(Format::Toml, "", 0..0);
    read_table(&root, &mut none, |empty| read(empty, environment))
}
