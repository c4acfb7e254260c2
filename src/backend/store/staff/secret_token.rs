//! What links and browsers are known by: 256 bits of chance. Only a keyed hash of it is kept, so that whoever reads the
//! database is nobody by it.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::aead::Generate;

use crate::intake::{Digest, HashKey};

/// A text that whoever has it is known by.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretToken(String);

impl SecretToken {
    /// A fresh one.
    pub(super) fn generate() -> Self {
        Self::of_bytes(&chance())
    }

    /// One that was made before.
    pub(super) fn of_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text of these bytes.
    pub(super) fn of_bytes(bytes: &[u8; 32]) -> Self {
        Self(BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Secrets are never printed.
impl fmt::Debug for SecretToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretToken")
    }
}

/// What a token is for: one for another purpose is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenPurpose {
    Invitation,
    Session,
    Browser,
    /// A session that adds a passkey: the same token as its own.
    PasskeyAdding,
    /// A browser that signs in by one.
    PasskeySignIn,
}

impl TokenPurpose {
    /// The hash under which a token is kept.
    pub fn hash(self, token: &str, key: &HashKey) -> Digest {
        let purpose = match self {
            Self::Invitation => "invitation-token",
            Self::Session => "session-token",
            Self::Browser => "browser-token",
            Self::PasskeyAdding => "passkey-adding",
            Self::PasskeySignIn => "passkey-sign-in",
        };
        key.hash(purpose, &[token.as_bytes()])
    }
}

/// What every form of a session carries, so that no other site can send one: it follows from the session's token, and the
/// token does not follow from it.
pub(super) fn csrf_token(session: &str, key: &HashKey) -> SecretToken {
    SecretToken::of_bytes(&key.hash("csrf-token", &[session.as_bytes()]))
}

/// What a program is known by. It says what it is, so that whoever finds one lying about knows whom to tell.
pub(in crate::store) fn fresh_api_token() -> SecretToken {
    SecretToken(format!("tsubame_{}", SecretToken::generate().as_str()))
}

/// Bytes of the system's source of chance.
pub(in crate::store) fn chance() -> [u8; 32] {
    chacha20poly1305::Key::generate().into()
}
