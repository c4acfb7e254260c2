//! The signature by which a host vouches for what it passes on: a JSON Web Signature with HMAC and SHA-256 (RFC 7515), as
//! Netlify puts into `X-Nf-Sign` where a redirect is `signed`.
//!
//! It knows no claim: those are for whoever reads what was signed. No algorithm is chosen by what the token says of itself.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The secret that a host and this server share.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxySecret(Vec<u8>);

impl ProxySecret {
    /// A secret of this text; `None` for one that anybody would guess.
    pub fn new(text: &str) -> Option<Self> {
        (text.len() >= 16).then(|| Self(text.as_bytes().to_vec()))
    }

    /// What a token signs, as bytes of JSON; `None` for one that was not made with this secret.
    pub fn verify(&self, token: &str) -> Option<Vec<u8>> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (_, payload) = signed.split_once('.')?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        let mut hash = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        hash.update(signed.as_bytes());
        hash.verify_slice(&signature).ok()?;
        BASE64_URL_SAFE_NO_PAD.decode(payload).ok()
    }

    /// A token that signs these claims, as the host makes it.
    #[cfg(test)]
    pub fn sign(&self, claims: &str) -> Option<String> {
        let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        let signed = format!("{}.{}", part(r#"{"alg":"HS256","typ":"JWT"}"#), part(claims));
        let mut hash = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        hash.update(signed.as_bytes());
        Some(format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(hash.finalize().into_bytes())))
    }
}

/// Secrets are never printed.
impl fmt::Debug for ProxySecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ProxySecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_accepted_and_nothing_else() {
        // RFC 7515, A.1: the key is given as JSON Web Key, the token as text.
        let key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
        let secret = ProxySecret(BASE64_URL_SAFE_NO_PAD.decode(key).unwrap());
        let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
                     eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
                     dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let payload = String::from_utf8(secret.verify(token).unwrap()).unwrap();
        assert!(payload.contains(r#""iss":"joe""#), "{payload}");
        let unsigned = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.";
        for wrong in [unsigned, "", "..", "a.b", &token.replace("eyJpc3M", "eyJpc3N"), &token[..token.len() - 2]] {
            assert_eq!(secret.verify(wrong), None, "{wrong}");
        }
        assert_eq!(ProxySecret::new("0123456789abcdef").unwrap().verify(token), None);
    }

    #[test]
    fn a_short_secret_is_none_and_none_is_printed() {
        assert_eq!(ProxySecret::new("0123456789abcde"), None);
        assert_eq!(format!("{:?}", ProxySecret::new("0123456789abcdef")), "Some(ProxySecret)");
    }
}
