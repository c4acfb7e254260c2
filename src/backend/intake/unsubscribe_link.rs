//! The link out of newsletters: it names the mail that it stood in, in a text that nobody can make up, and never ends. It leads
//! to nothing else, so whoever forwards a newsletter gives nothing away but the subscription.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use strum::VariantArray;
use uuid::Uuid;

use super::HashKey;

/// Bytes of the proof: 128 bits, of which nobody guesses one.
const UNSUBSCRIBE_PROOF_BYTES: usize = 16;

/// The way out that stands in a newsletter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnsubscribeLink {
    /// The mail that it stands in.
    pub mail: Uuid,
}

/// How somebody left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum UnsubscribeWay {
    /// By the button of the page behind the link.
    Button,
    /// By the button of their mail program, which posts by itself (RFC 8058).
    OneClick,
}

impl UnsubscribeWay {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::OneClick => "one-click",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|way| way.name() == name)
    }
}

impl UnsubscribeLink {
    /// The text at the end of the address.
    pub fn render(self, key: &HashKey) -> String {
        let proof = self.proof(key);
        BASE64_URL_SAFE_NO_PAD.encode([self.mail.as_bytes().as_slice(), &proof].concat())
    }

    /// Reads a text; `None` for one that was not made with this key.
    pub fn parse(text: &str, key: &HashKey) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (id, given) = bytes.split_at_checked(16)?;
        let link = Self { mail: Uuid::from_slice(id).ok()? };
        let proof = link.proof(key);
        // Every byte is compared, so that the time it takes tells nothing.
        let differs = proof.iter().zip(given).fold(0, |differs, (a, b)| differs | (a ^ b));
        (given.len() == proof.len() && differs == 0).then_some(link)
    }

    fn proof(self, key: &HashKey) -> [u8; UNSUBSCRIBE_PROOF_BYTES] {
        let mut proof = [0; UNSUBSCRIBE_PROOF_BYTES];
        proof.copy_from_slice(&key.hash("unsubscribe", &[self.mail.as_bytes()])[..UNSUBSCRIBE_PROOF_BYTES]);
        proof
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r19_a_way_out_leads_to_its_mail_and_no_other_text_does() {
        let key = HashKey::new([1; 32]);
        let link = UnsubscribeLink { mail: Uuid::from_u128(7) };
        let text = link.render(&key);
        assert_eq!(UnsubscribeLink::parse(&text, &key), Some(link));
        assert_eq!(UnsubscribeLink::parse(&text, &HashKey::new([2; 32])), None);
        for at in 0..text.len() - 1 {
            let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
            let forged = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert_eq!(UnsubscribeLink::parse(&forged, &key), None, "{forged}");
        }
        for text in ["", "AAAA", &text[1..], &format!("{text}AA"), "ああ"] {
            assert_eq!(UnsubscribeLink::parse(text, &key), None, "{text}");
        }
        for way in [UnsubscribeWay::Button, UnsubscribeWay::OneClick] {
            assert_eq!(UnsubscribeWay::parse(way.name()), Some(way));
        }
    }
}
