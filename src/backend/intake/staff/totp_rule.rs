//! Codes of the moment, as telephones show them (RFC 6238 with SHA-1, six digits, thirty seconds): which step one belongs
//! to. One step before and one after are taken, since clocks differ; no step is taken twice, and none that lies before
//! one that was.

use std::fmt;

use jiff::Timestamp;
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// How long a secret is: as the hash that it goes into (RFC 4226).
pub const TOTP_SECRET_BYTES: usize = 20;

/// What a telephone and the server know of an account.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; TOTP_SECRET_BYTES]);

impl TotpSecret {
    /// A secret of these bytes, which are from a secure source of chance.
    pub fn new(bytes: [u8; TOTP_SECRET_BYTES]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads what [`Self::render`] gives; blanks, and letters of either size, are as people type them.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let secret = Secret::try_from_base32(plain.to_ascii_uppercase()).ok()?;
        secret.as_bytes().try_into().ok().map(Self)
    }

    /// In base 32, for whoever types it into their telephone.
    pub fn render(&self) -> String {
        Secret::new(Box::from(self.0)).to_base32()
    }

    /// The address that a telephone reads from a picture: the secret, in whose name it is and for whom. `None` where
    /// nobody is named.
    pub fn address(&self, issuer: &str, account: &str) -> Option<String> {
        // A colon parts the one from the other there.
        let name = |text: &str| text.trim().replace(':', " ");
        let builder = self.builder().with_issuer(Some(name(issuer))).with_account_name(name(account));
        builder.build().ok()?.to_url().ok()
    }

    fn builder(&self) -> Builder {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(30)
            .with_secret(self.0.to_vec())
    }

    fn totp(&self) -> Option<Totp> {
        self.builder().build().ok()
    }
}

/// Secrets are never printed.
impl fmt::Debug for TotpSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TotpSecret")
    }
}

/// By what a code is judged.
#[derive(Clone, Copy, Debug)]
pub struct TotpRule<'a> {
    /// The secret of the account.
    pub secret: &'a TotpSecret,
    /// The latest step of which a code was taken.
    pub last_step: Option<u64>,
}

impl TotpRule<'_> {
    /// The step that a code of six digits belongs to; `None` if it is wrong, too old, or was used.
    pub fn step_of(self, code: &str, now: Timestamp) -> Option<u64> {
        let now_s = u64::try_from(now.as_second()).ok()?;
        let step = self.secret.totp()?.check(code, now_s)?;
        self.last_step.is_none_or(|last| step > last).then_some(step)
    }
}

/// The code of a moment, as a telephone shows it.
#[cfg(test)]
pub(crate) fn totp_code(secret: &TotpSecret, now: Timestamp) -> String {
    secret.totp().unwrap().generate(u64::try_from(now.as_second()).unwrap()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That of the examples of RFC 6238.
    fn secret() -> TotpSecret {
        TotpSecret::new(*b"12345678901234567890")
    }

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn step_of(code: &str, at: i64, last_step: Option<u64>) -> Option<u64> {
        TotpRule { secret: &secret(), last_step }.step_of(code, second(at))
    }

    /// Appendix B of RFC 6238, of whose eight digits the last six are the code of six.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (at, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp_code(&secret(), second(at)), code);
            assert_eq!(step_of(code, at, None), u64::try_from(at / 30).ok(), "{at}");
        }
    }

    #[test]
    fn one_step_before_and_after_are_taken_and_none_twice() {
        let (code, at) = ("081804", 1_111_111_109);
        let step = 37_037_036;
        for (moved, is_taken) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            assert_eq!(step_of(code, at + moved, None).is_some(), is_taken, "{moved}");
        }
        for (last, is_taken) in [(step - 1, true), (step, false), (step + 1, false)] {
            assert_eq!(step_of(code, at, Some(last)), is_taken.then_some(step), "{last}");
        }
        for wrong in ["", "81804", "081805", "0818040", "+81804", "０８１８０４"] {
            assert_eq!(step_of(wrong, at, None), None, "{wrong}");
        }
        assert_eq!(step_of("755224", -1, None), None, "before 1970");
    }

    #[test]
    fn a_secret_is_typed_or_read_from_a_picture() {
        let text = secret().render();
        assert_eq!(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(TotpSecret::parse(&text), Some(secret()));
        assert_eq!(TotpSecret::parse("gezd gnbv gy3t qojq gezd gnbv gy3t qojq"), Some(secret()));
        for wrong in ["", "GEZDGNBVGY3TQOJQ", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", &format!("{text}GEZDGNBV")] {
            assert_eq!(TotpSecret::parse(wrong), None, "{wrong}");
        }
        let address = secret().address("クロス：仙台: 事務局", "hanako@example.jp").unwrap();
        assert!(address.starts_with("otpauth://totp/") && address.contains(&format!("secret={text}")), "{address}");
        assert!(address.contains("hanako%40example") && address.contains("&issuer="), "{address}");
        assert_eq!(address.matches(':').count(), 2, "one of the scheme, one between both names: {address}");
        assert_eq!(secret().address("事務局", " "), None);
        assert_eq!(format!("{:?}", secret()), "TotpSecret");
    }
}
