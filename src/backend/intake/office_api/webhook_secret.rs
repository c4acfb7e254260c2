//! The secret that an endpoint and this server share, and what is signed by it, as Standard Webhooks 1.0 has it: an HMAC with SHA-256 over
//! the id of the message, its time in seconds and its body, with full stops between them.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What secrets begin with where people see them.
const PREFIX: &str = "whsec_";

/// How many bytes one has.
pub const WEBHOOK_SECRET_BYTES: usize = 32;

/// A secret.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret([u8; WEBHOOK_SECRET_BYTES]);

impl WebhookSecret {
    /// One of these bytes, which are from a secure source of chance.
    pub fn new(bytes: [u8; WEBHOOK_SECRET_BYTES]) -> Self {
        Self(bytes)
    }

    /// As the receiver's program takes it.
    pub fn render(&self) -> String {
        format!("{PREFIX}{}", BASE64_STANDARD.encode(self.0))
    }

    /// Reads what [`render`](Self::render) has written.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The signature of a message, as its header has it.
    pub fn sign(&self, id: &str, at_s: i64, body: &str) -> String {
        signature(&self.0, id, at_s, body)
    }
}

fn signature(key: &[u8], id: &str, at_s: i64, body: &str) -> String {
    // Keys of any length are taken.
    let Ok(mut hash) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    hash.update(format!("{id}.{at_s}.{body}").as_bytes());
    format!("v1,{}", BASE64_STANDARD.encode(hash.finalize().into_bytes()))
}

/// Secrets are never printed.
impl fmt::Debug for WebhookSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WebhookSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_signed_as_the_libraries_of_the_standard_do_it() {
        // The example of the standard's reference libraries.
        let key = BASE64_STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_read_as_it_is_shown_and_signs_each_part() {
        let secret = WebhookSecret::new([7; 32]);
        assert_eq!(WebhookSecret::parse(&secret.render()), Some(secret.clone()));
        assert!(WebhookSecret::parse("whsec_").is_none() && WebhookSecret::parse("x").is_none());
        let signed = secret.sign("a", 1, "b");
        for other in [secret.sign("x", 1, "b"), secret.sign("a", 2, "b"), secret.sign("a", 1, "x")] {
            assert_ne!(signed, other);
        }
        assert_ne!(signed, WebhookSecret::new([8; 32]).sign("a", 1, "b"));
        assert_eq!(format!("{secret:?}"), "WebhookSecret");
    }
}
