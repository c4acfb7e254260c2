//! `[alerts]`: who is told when the server needs a person, one after the other until somebody says that they look after it.

use std::ops::RangeInclusive;

use tsubame_model::source::{TableReader, Wording};
use url::Url;

use super::{Environment, bounded::read_number};
use crate::{
    intake::{AlertLimits, AlertSettings, AlertStep, AlertTarget},
    outbox::mail_address,
};

/// Who is told after more than a day is told too late.
const AFTER_MINUTES: RangeInclusive<u32> = 0..=1440;

/// A backup that is missed for more than a month is missed by nobody; 0 is not watched.
const BACKUP_HOURS: RangeInclusive<u32> = 0..=744;

/// No certificate is valid for much longer than a year; 0 is not watched.
const CERTIFICATE_DAYS: RangeInclusive<u32> = 0..=365;

/// The keys.
const BACKUPS: &str = "backup_hours";
const CERTIFICATES: &str = "certificate_days";

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertsTable {
    /// The list; an empty one tells nobody.
    pub settings: AlertSettings,
    /// For how many days certificates have to be valid still, where that is said.
    pub certificate_days: Option<u32>,
}

impl AlertsTable {
    pub(super) fn read(table: &mut TableReader<'_>, _environment: &mut Environment<'_>) -> Self {
        let steps = table.list("steps", |step| step.table(read_step).flatten()).unwrap_or_default();
        let backup_hours = read_number(table, BACKUPS, &BACKUP_HOURS);
        let certificate_days = read_number(table, CERTIFICATES, &CERTIFICATE_DAYS);
        for (key, value) in [(BACKUPS, backup_hours), (CERTIFICATES, certificate_days)] {
            if value.is_some_and(|value| value > 0) && steps.is_empty() {
                table.refuse(key, told_to_nobody(key));
            }
        }
        let seconds =
            |value: Option<u32>, unit_s: i64| value.filter(|value| *value > 0).map(|value| i64::from(value) * unit_s);
        let limits = AlertLimits {
            backup_age_s: seconds(backup_hours, 3_600),
            certificate_s: seconds(certificate_days, 86_400),
            ..AlertLimits::default()
        };
        Self { settings: AlertSettings::new(steps, limits), certificate_days }
    }
}

fn told_to_nobody(key: &str) -> Wording {
    Wording::new(
        format!("`{key}` says when somebody is told, and `steps` names nobody: add a step, or leave `{key}` out"),
        format!("`{key}` を決めても、知らせる相手が `steps` にありません。段を加えるか、`{key}` を外してください"),
    )
}

/// Somebody on the list: `{ mail = "…" }` or `{ after_minutes = 30, webhook = "https://…" }`.
fn read_step(table: &mut TableReader<'_>) -> Option<AlertStep> {
    let after = read_number(table, "after_minutes", &AFTER_MINUTES).unwrap_or(0);
    let mail = table.parse("mail", |text| {
        mail_address(text).map(|_| AlertTarget::Mail(text.to_owned())).map_err(|_| {
            Wording::new(
                "`mail` is an address that mails can be sent to, as info@example.jp",
                "`mail` には、info@example.jp のような、メールの届くアドレスだけを書きます",
            )
        })
    });
    let webhook = table.parse("webhook", |text| {
        let url = Url::parse(text).ok().filter(|url| url.scheme() == "https");
        url.map(|url| AlertTarget::Webhook(url.into())).ok_or_else(|| {
            Wording::new(
                "`webhook` is an address that begins with https://",
                "`webhook` には、https:// で始まるアドレスを書きます",
            )
        })
    });
    match (mail, webhook) {
        (Some(target), None) | (None, Some(target)) => Some(AlertStep { after_s: i64::from(after) * 60, target }),
        (Some(_), Some(_)) => {
            let reason = Wording::new(
                "a step tells one: say `mail` or `webhook`, and write two steps for both",
                "一つの段には `mail` か `webhook` のどちらか一つを書きます。両方に知らせるときは、段を二つにしてください",
            );
            table.refuse("webhook", reason);
            None
        }
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        intake::AlertLimits,
        settings::{Environment, OperatorSettings},
    };

    #[test]
    fn steps_are_read_and_what_names_nobody_is_told() {
        let read = |steps: &str| {
            let text = format!("[alerts]\nsteps = [{steps}]\n");
            OperatorSettings::parse(&text, Environment::new(&|_| None)).map(|settings| settings.alerts.settings)
        };
        let both =
            read("{ after_minutes = 30, webhook = \"https://chat.example.jp/x\" }, { mail = \"ops@example.jp\" }");
        assert!(!both.unwrap().is_off());
        assert!(read("").unwrap().is_off());
        let limits =
            |keys: &str| read(&format!("{{ mail = \"ops@example.jp\" }}]\n{keys}#")).map(|settings| *settings.limits());
        assert_eq!(limits("").unwrap(), AlertLimits::default());
        assert_eq!(limits("backup_hours = 26\n").unwrap().backup_age_s, Some(93_600));
        assert_eq!(limits("backup_hours = 0\n").unwrap().backup_age_s, None, "not watched");
        assert!(limits("backup_hours = 9000\n").is_err());
        assert_eq!(limits("certificate_days = 14\n").unwrap().certificate_s, Some(1_209_600));
        assert!(read("]\ncertificate_days = 14\n#").is_err(), "nobody would be told");
        assert!(read("]\nbackup_hours = 26\n#").is_err(), "nobody would be told");
        assert!(read("]\nbackup_hours = 0\n#").is_ok());
        for wrong in [
            "{ mail = \"ops\" }",
            "{ webhook = \"http://chat.example.jp\" }",
            "{ mail = \"ops@example.jp\", webhook = \"https://chat.example.jp\" }",
            "{ after_minutes = 5000, mail = \"ops@example.jp\" }",
            "{ mial = \"ops@example.jp\" }",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
