//! Files encrypted piece by piece, so that none is ever whole in memory (the construction STREAM over XChaCha20-Poly1305).
//!
//! A file has a key of its own, which lies in its row encrypted with the key of its person: without that, nothing of the
//! file can be read any more, in no backup either. Each piece is bound to the name of its file and to its number, the last
//! one to being the last, so that no piece can be left out, doubled or put elsewhere.

use std::fmt;

use aead_stream::{DecryptorBE32, EncryptorBE32, NewStream, Nonce, StreamBE32};
use anyhow::{Context, anyhow, bail};
use chacha20poly1305::{
    Key, XChaCha20Poly1305,
    aead::{Generate, KeyInit},
};

use crate::intake::UploadId;

/// Bytes of a piece.
pub const PIECE_BYTES: usize = 64 * 1024;

/// Bytes by which a piece grows when it is encrypted.
const TAG_BYTES: usize = 16;

/// The key of one file.
#[derive(Clone)]
pub struct FileKey(Key);

impl FileKey {
    /// A fresh key, of the system's source of chance.
    pub fn generate() -> Self {
        Self(Key::generate())
    }

    /// Its text, which nobody is shown.
    pub(super) fn to_hex(&self) -> String {
        let bytes: [u8; 32] = self.0.into();
        blake3::Hash::from_bytes(bytes).to_hex().to_string()
    }

    /// Reads such a text.
    pub(super) fn from_hex(text: &str) -> anyhow::Result<Self> {
        let hash = blake3::Hash::from_hex(text).map_err(|_| anyhow!("the key of a file cannot be read"))?;
        Ok(Self((*hash.as_bytes()).into()))
    }

    /// No other file has this key, so the pieces' numbers alone make the nonces unlike.
    fn stream(&self) -> StreamBE32<XChaCha20Poly1305> {
        let nonce = Nonce::<XChaCha20Poly1305, StreamBE32<XChaCha20Poly1305>>::default();
        StreamBE32::from_aead(XChaCha20Poly1305::new(&self.0), &nonce)
    }
}

/// Keys are never printed.
impl fmt::Debug for FileKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FileKey")
    }
}

/// Encrypts a file while it arrives. It holds one piece.
pub struct FileEncryptor {
    stream: EncryptorBE32<XChaCha20Poly1305>,
    file: UploadId,
    piece: Vec<u8>,
}

impl FileEncryptor {
    /// Begins a file.
    pub fn new(key: &FileKey, file: UploadId) -> Self {
        let stream = EncryptorBE32::from_stream_primitive(key.stream());
        Self { stream, file, piece: Vec::with_capacity(PIECE_BYTES + TAG_BYTES) }
    }

    /// Takes bytes off the front, and gives an encrypted piece as soon as one is full that is not the last. `None` once all
    /// bytes are taken.
    pub fn take(&mut self, bytes: &mut &[u8]) -> anyhow::Result<Option<Vec<u8>>> {
        let (taken, left) = bytes.split_at(bytes.len().min(PIECE_BYTES - self.piece.len()));
        self.piece.extend_from_slice(taken);
        *bytes = left;
        if left.is_empty() {
            return Ok(None);
        }
        let mut piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE_BYTES + TAG_BYTES));
        let sealed = self.stream.encrypt_next_in_place(self.file.0.as_bytes(), &mut piece);
        sealed.map_err(|_| anyhow!("a file is too long to be encrypted"))?;
        Ok(Some(piece))
    }

    /// The last piece.
    pub fn finish(mut self) -> anyhow::Result<Vec<u8>> {
        let sealed = self.stream.encrypt_last_in_place(self.file.0.as_bytes(), &mut self.piece);
        sealed.map_err(|_| anyhow!("a file cannot be encrypted"))?;
        Ok(self.piece)
    }
}

/// Decrypts a file while it is read. It holds one piece.
pub struct FileDecryptor {
    stream: Option<DecryptorBE32<XChaCha20Poly1305>>,
    file: UploadId,
    piece: Vec<u8>,
}

impl FileDecryptor {
    /// Begins a file.
    pub fn new(key: &FileKey, file: UploadId) -> Self {
        let stream = Some(DecryptorBE32::from_stream_primitive(key.stream()));
        Self { stream, file, piece: Vec::with_capacity(PIECE_BYTES + TAG_BYTES) }
    }

    /// Takes bytes off the front, and gives a decrypted piece as soon as one is whole that is not the last. `None` once all
    /// bytes are taken. An error means another key, another file, or damage.
    pub fn take(&mut self, bytes: &mut &[u8]) -> anyhow::Result<Option<Vec<u8>>> {
        let (taken, left) = bytes.split_at(bytes.len().min(PIECE_BYTES + TAG_BYTES - self.piece.len()));
        self.piece.extend_from_slice(taken);
        *bytes = left;
        if left.is_empty() {
            return Ok(None);
        }
        let mut piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE_BYTES + TAG_BYTES));
        let stream = self.stream.as_mut().context("a file goes on behind its end")?;
        if stream.decrypt_next_in_place(self.file.0.as_bytes(), &mut piece).is_err() {
            bail!("a file does not open: another key, another file, or damage");
        }
        Ok(Some(piece))
    }

    /// The last piece. Nothing of a file that was cut off passes as its end.
    pub fn finish(&mut self) -> anyhow::Result<Vec<u8>> {
        let stream = self.stream.take().context("a file has one end")?;
        let mut piece = std::mem::take(&mut self.piece);
        if stream.decrypt_last_in_place(self.file.0.as_bytes(), &mut piece).is_err() {
            bail!("a file does not open: another key, another file, or it was cut off");
        }
        Ok(piece)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const FILE: UploadId = UploadId(Uuid::from_u128(1));

    fn seal(key: &FileKey, bytes: &[u8], at_once: usize) -> Vec<Vec<u8>> {
        let mut encryptor = FileEncryptor::new(key, FILE);
        let mut pieces = Vec::new();
        for mut bytes in bytes.chunks(at_once) {
            while let Some(piece) = encryptor.take(&mut bytes).unwrap() {
                pieces.push(piece);
            }
        }
        pieces.push(encryptor.finish().unwrap());
        pieces
    }

    fn open(key: &FileKey, file: UploadId, sealed: &[u8], at_once: usize) -> anyhow::Result<Vec<u8>> {
        let mut decryptor = FileDecryptor::new(key, file);
        let mut opened = Vec::new();
        for mut bytes in sealed.chunks(at_once) {
            while let Some(piece) = decryptor.take(&mut bytes)? {
                opened.extend(piece);
            }
        }
        opened.extend(decryptor.finish()?);
        Ok(opened)
    }

    #[test]
    fn a_file_comes_back_however_it_is_cut() {
        let key = FileKey::generate();
        for length in [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES, 200_000] {
            let bytes: Vec<u8> = (0..=250).cycle().take(length).collect();
            for at_once in [1_000, 8_192, PIECE_BYTES, 1 << 20] {
                let pieces = seal(&key, &bytes, at_once);
                assert!(pieces.iter().all(|piece| piece.len() <= PIECE_BYTES + TAG_BYTES));
                let sealed = pieces.concat();
                assert_eq!(sealed.len(), length + TAG_BYTES * length.div_ceil(PIECE_BYTES).max(1), "{length}");
                assert_eq!(open(&key, FILE, &sealed, at_once).unwrap(), bytes, "{length} by {at_once}");
            }
        }
    }

    #[test]
    fn pieces_that_are_missing_moved_changed_or_of_another_file_are_noticed() {
        let key = FileKey::from_hex(&FileKey::generate().to_hex()).unwrap();
        let bytes = vec![7; 3 * PIECE_BYTES];
        let pieces = seal(&key, &bytes, 8_192);
        let opens = |pieces: &[&[u8]]| open(&key, FILE, &pieces.concat(), 8_192).is_ok();
        let [a, b, c] = [&pieces[0][..], &pieces[1], &pieces[2]];
        assert!(opens(&[a, b, c]));
        for wrong in [&[a, b][..], &[b, c], &[a, c], &[b, a, c], &[a, b, c, c], &[a, b, &c[..c.len() - 1]], &[]] {
            assert!(!opens(wrong));
        }
        let mut changed = pieces.concat();
        changed[PIECE_BYTES / 2] ^= 1;
        assert!(open(&key, FILE, &changed, 8_192).is_err());
        assert!(open(&key, UploadId(Uuid::from_u128(2)), &pieces.concat(), 8_192).is_err());
        assert!(open(&FileKey::generate(), FILE, &pieces.concat(), 8_192).is_err());
    }
}
