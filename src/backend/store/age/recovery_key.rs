//! The key that backups are encrypted to: its public half stays with the server, its secret half is written down by people.
//! Both are texts as the programs of age have them.

use std::fmt;

use anyhow::Context;
use bech32::{Bech32, Hrp, primitives::decode::CheckedHrpstring};
use chacha20poly1305::{Key, aead::Generate};
use x25519_dalek::{X25519_BASEPOINT_BYTES, x25519};

/// How texts of the secret half begin, in small letters.
const SECRET_PREFIX: &str = "age-secret-key-";

/// How texts of the public half begin.
const PUBLIC_PREFIX: &str = "age";

/// The secret half: it opens backups, and is kept nowhere on the server.
#[derive(Clone)]
pub struct RecoveryKey([u8; 32]);

/// The public half: what is encrypted to it, only the secret half opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecoveryRecipient(pub(super) [u8; 32]);

impl RecoveryKey {
    /// A fresh key, of the system's source of chance.
    pub fn generate() -> Self {
        Self(Key::generate().into())
    }

    /// Reads the key from a text: the first line that is neither empty nor a remark.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let line = lines.map(str::to_ascii_lowercase).next().context("there is no recovery key in it")?;
        Ok(Self(parse_text(SECRET_PREFIX, &line).context("this is no recovery key: it begins with AGE-SECRET-KEY-1")?))
    }

    /// Its text, on one line.
    pub fn render(&self) -> anyhow::Result<String> {
        Ok(bech32::encode_upper::<Bech32>(Hrp::parse(SECRET_PREFIX)?, &self.0)?)
    }

    /// Its public half.
    pub fn recipient(&self) -> RecoveryRecipient {
        RecoveryRecipient(x25519(self.0, X25519_BASEPOINT_BYTES))
    }

    /// What this key and somebody's public half have in common.
    pub(super) fn agree(&self, share: [u8; 32]) -> [u8; 32] {
        x25519(self.0, share)
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
        Ok(Self(parse_text(PUBLIC_PREFIX, text.trim()).context("this is no public half of a recovery key")?))
    }

    /// Its text, on one line.
    pub fn render(&self) -> anyhow::Result<String> {
        Ok(bech32::encode_lower::<Bech32>(Hrp::parse(PUBLIC_PREFIX)?, &self.0)?)
    }
}

fn parse_text(prefix: &str, text: &str) -> anyhow::Result<[u8; 32]> {
    let checked = CheckedHrpstring::new::<Bech32>(text).map_err(|_| anyhow::anyhow!("a letter is wrong or missing"))?;
    anyhow::ensure!(checked.hrp() == Hrp::parse(prefix)?, "it is the key of something else");
    let bytes: Vec<u8> = checked.byte_iter().collect();
    bytes.try_into().map_err(|_| anyhow::anyhow!("it has a wrong length"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_a_slip_of_the_pen_is_noticed() {
        let key = RecoveryKey::generate();
        let text = key.render().unwrap();
        assert!(text.starts_with("AGE-SECRET-KEY-1") && text.len() == 74, "{}", text.len());
        let read = RecoveryKey::parse(&format!("# of the city\n\n  {text}\n")).unwrap();
        assert_eq!(read.recipient(), key.recipient());
        let public = key.recipient().render().unwrap();
        assert_eq!(RecoveryRecipient::parse(&public).unwrap(), key.recipient());
        for at in "AGE-SECRET-KEY-1".len()..text.len() {
            let other = if text.as_bytes()[at] == b'Q' { "P" } else { "Q" };
            let slip = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert!(RecoveryKey::parse(&slip).is_err(), "{at}");
        }
        for text in ["", "# nothing", &public, &text[..70]] {
            assert!(RecoveryKey::parse(text).is_err(), "{text}");
        }
        assert_eq!(format!("{key:?}"), "RecoveryKey");
    }
}
