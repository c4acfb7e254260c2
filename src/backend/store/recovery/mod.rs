//! Files that only a key which people keep can open: in the age format, version 1 (<https://age-encryption.org/v1>), encrypted to
//! an X25519 recipient. Who encrypts needs no secret, and whoever holds the recovery key reads a backup without this program, by
//! `age --decrypt`.
//!
//! | file | holds |
//! |---|---|
//! | `recovery_key` | the two halves of a key as texts |
//! | `age_file` | a file on its way in and out, and what can be wrong with it |
//!
//! Nothing here knows what is encrypted, or where it lies.

mod age_file;
mod recovery_key;

pub use age_file::AgeFault;
pub(super) use age_file::{AgeReader, AgeWriter, encrypt};
pub use recovery_key::{RecoveryKey, RecoveryRecipient};
