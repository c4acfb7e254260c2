//! The key that backups are encrypted to: its public half stays with the server, its secret half is written down by people.
//! Both are texts as the programs of age have them.

use std::fmt;

use age::{
    secrecy::ExposeSecret,
    x25519::{Identity, Recipient},
};
use anyhow::Context;

/// The secret half: it opens backups, and is kept nowhere on the server.
#[derive(Clone)]
pub struct RecoveryKey(pub(super) Identity);

/// The public half: what is encrypted to it, only the secret half opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryRecipient(pub(super) Recipient);

impl RecoveryKey {
    /// A fresh key, of the system's source of chance.
    pub fn generate() -> Self {
        Self(Identity::generate())
    }

    /// Reads the key from a text: the first line that is neither empty nor a remark.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        // People type it in large letters and in small ones, and in both.
        let line = lines.map(str::to_ascii_uppercase).next().context("there is no recovery key in it")?;
        let key = line.parse().map(Self).map_err(|reason: &str| anyhow::anyhow!("{reason}"));
        key.context("this is no recovery key, or a letter of it is wrong or missing: it begins with AGE-SECRET-KEY-1")
    }

    /// Its text, on one line.
    pub fn render(&self) -> String {
        self.0.to_string().expose_secret().to_owned()
    }

    /// Its public half.
    pub fn recipient(&self) -> RecoveryRecipient {
        RecoveryRecipient(self.0.to_public())
    }
}

/// Keys are never printed.
impl fmt::Debug for RecoveryKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RecoveryKey")
    }
}

impl RecoveryRecipient {
    /// Reads it from a text of one line.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let half = text.trim().parse().map(Self).map_err(|reason: &str| anyhow::anyhow!("{reason}"));
        half.context("this is no public half of a recovery key: it begins with age1")
    }

    /// Its text, on one line.
    pub fn render(&self) -> String {
        self.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_a_slip_of_the_pen_is_noticed() {
        let key = RecoveryKey::generate();
        let text = key.render();
        assert!(text.starts_with("AGE-SECRET-KEY-1") && text.len() == 74, "{}", text.len());
        for written in [format!("# of the city\n\n  {text}\n"), text.to_lowercase()] {
            assert_eq!(RecoveryKey::parse(&written).unwrap().recipient(), key.recipient());
        }
        let public = key.recipient().render();
        assert_eq!(RecoveryRecipient::parse(&public).unwrap(), key.recipient());
        for at in "AGE-SECRET-KEY-1".len()..text.len() {
            let other = if text.as_bytes()[at] == b'Q' { "P" } else { "Q" };
            let slip = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert!(RecoveryKey::parse(&slip).is_err(), "{at}");
        }
        for text in ["", "# nothing", &public, &text[..70]] {
            assert!(RecoveryKey::parse(text).is_err(), "{text}");
        }
        assert!(RecoveryRecipient::parse(&text).is_err(), "the secret half is no public one");
        assert_eq!(format!("{key:?}"), "RecoveryKey");
    }
}
