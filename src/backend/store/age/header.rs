//! The head of an age file: the file's key, wrapped for each recipient, and a proof that nobody has changed the head.

use std::io::{self, BufRead, Write};

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use chacha20poly1305::{
    ChaCha20Poly1305, Nonce,
    aead::{Aead, KeyInit},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{FILE_KEY_BYTES, RecoveryKey, RecoveryRecipient, derive};

const VERSION: &str = "age-encryption.org/v1";
const WRAPPING: &str = "age-encryption.org/v1/X25519";

/// More lines than any head of ours has; a file that is something else ends there.
const MOST_LINES: usize = 100;

/// More bytes than a line has.
const LONGEST_LINE: u64 = 1000;

/// Why an age file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum AgeFault {
    /// It is something else.
    #[error("it is no backup of this program: it does not begin as an age file does")]
    NotAge,
    /// It is of another version of the format.
    #[error("it is an age file of a version that this program does not know; use a newer program")]
    Newer,
    /// It is encrypted to another key.
    #[error("this recovery key does not open it: it was made with another one")]
    OtherKey,
    /// Some of it is missing, or not as it was written.
    #[error("it is damaged or not whole: take another copy of it")]
    Damaged,
    /// The disk does not give it.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// The key that one file is encrypted under.
pub(super) type AgeFileKey = [u8; FILE_KEY_BYTES];

/// Writes the head for one recipient.
pub(super) fn write_header(key: &AgeFileKey, recipient: RecoveryRecipient, out: &mut impl Write) -> io::Result<()> {
    let ephemeral = RecoveryKey::generate();
    let share = ephemeral.recipient().0;
    let cipher = wrapping(&ephemeral.agree(recipient.0), share, recipient);
    let wrapped = cipher.encrypt(&Nonce::default(), key.as_slice());
    let wrapped = wrapped.map_err(|_| io::Error::other("the key of a file cannot be wrapped"))?;
    let encode = |bytes: &[u8]| BASE64_STANDARD_NO_PAD.encode(bytes);
    let head = format!("{VERSION}\n-> X25519 {}\n{}\n---", encode(&share), encode(&wrapped));
    writeln!(out, "{head} {}", encode(&proof(key, head.as_bytes()).finalize().into_bytes()))
}

/// Reads the head, up to its end, and opens the key that lies in it.
pub(super) fn read_header(input: &mut impl BufRead, key: &RecoveryKey) -> Result<AgeFileKey, AgeFault> {
    let mut head = Vec::new();
    let first = read_line(input, &mut head)?;
    if first != VERSION {
        return Err(if first.starts_with("age-encryption.org/") { AgeFault::Newer } else { AgeFault::NotAge });
    }
    let mut opened = None;
    for _ in 0..MOST_LINES {
        let start = head.len();
        let line = read_line(input, &mut head)?;
        if let Some(tag) = line.strip_prefix("--- ") {
            let key = opened.ok_or(AgeFault::OtherKey)?;
            head.truncate(start + 3);
            let tag = BASE64_STANDARD_NO_PAD.decode(tag).map_err(|_| AgeFault::Damaged)?;
            return proof(&key, &head).verify_slice(&tag).map(|()| key).map_err(|_| AgeFault::Damaged);
        }
        if let Some(share) = line.strip_prefix("-> X25519 ") {
            let wrapped = read_line(input, &mut head)?;
            opened = opened.or(unwrap(share, &wrapped, key));
        }
    }
    Err(AgeFault::Damaged)
}

/// The file's key, if it was wrapped for this one.
fn unwrap(share: &str, wrapped: &str, key: &RecoveryKey) -> Option<AgeFileKey> {
    let share: [u8; 32] = BASE64_STANDARD_NO_PAD.decode(share).ok()?.try_into().ok()?;
    let wrapped = BASE64_STANDARD_NO_PAD.decode(wrapped).ok()?;
    let cipher = wrapping(&key.agree(share), share, key.recipient());
    cipher.decrypt(&Nonce::default(), wrapped.as_slice()).ok()?.try_into().ok()
}

/// What the key of a file is wrapped under: good for this one share, so its nonce may be zero.
fn wrapping(agreed: &[u8; 32], share: [u8; 32], recipient: RecoveryRecipient) -> ChaCha20Poly1305 {
    let salt = [share, recipient.0].concat();
    ChaCha20Poly1305::new(&derive(agreed, &salt, WRAPPING).into())
}

fn proof(key: &AgeFileKey, head: &[u8]) -> Hmac<Sha256> {
    // A key that is shorter than a block of the hash is filled up with zeros: so HMAC is defined.
    let mut block = [0; 64];
    block[..32].copy_from_slice(&derive(key, &[], "header"));
    let mut proof = <Hmac<Sha256> as KeyInit>::new(&block.into());
    proof.update(head);
    proof
}

/// The next line without its end, which is also added to `head` with it.
fn read_line(input: &mut impl BufRead, head: &mut Vec<u8>) -> Result<String, AgeFault> {
    let start = head.len();
    io::Read::take(&mut *input, LONGEST_LINE).read_until(b'\n', head)?;
    let is_first = start == 0;
    let line = head[start..].strip_suffix(b"\n").ok_or(if is_first { AgeFault::NotAge } else { AgeFault::Damaged })?;
    String::from_utf8(line.to_vec()).map_err(|_| if is_first { AgeFault::NotAge } else { AgeFault::Damaged })
}
