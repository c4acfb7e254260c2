//! Files in the age format, version 1 (<https://age-encryption.org/v1>), encrypted to X25519 recipients: who encrypts needs no
//! secret, and whoever holds the recovery key can read a backup without this program, by `age --decrypt`.
//!
//! Only the format is written here; X25519, HKDF, HMAC and ChaCha20-Poly1305 are crates'. The crate `age` would bring fifty-five
//! more with it (message catalogues, scrypt, P-256, ML-KEM), for these three small files.
//!
//! | file | holds |
//! |---|---|
//! | `recovery_key` | the two halves of a key as texts |
//! | `header` | the head of a file, in which its own key lies wrapped |
//! | `payload` | what follows: chunks, each sealed, the last one marked, so that a cut is noticed |
//!
//! Nothing here knows what is encrypted, or where it lies.

mod header;
mod payload;
mod recovery_key;

pub use header::AgeFault;
pub(super) use payload::{AgeReader, AgeWriter};
pub use recovery_key::{RecoveryKey, RecoveryRecipient};

use hkdf::Hkdf;
use sha2::Sha256;

/// Bytes of the key of one file.
const FILE_KEY_BYTES: usize = 16;

/// A key of 256 bits for one purpose.
fn derive(secret: &[u8], salt: &[u8], purpose: &str) -> [u8; 32] {
    let mut derived = [0; 32];
    // It fails for lengths beyond 255 hashes alone.
    let result = Hkdf::<Sha256>::new(Some(salt), secret).expand(purpose.as_bytes(), &mut derived);
    debug_assert!(result.is_ok());
    derived
}
