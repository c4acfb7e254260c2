//! What follows the head of an age file: chunks of 64 KiB, each sealed with its number, the last one marked as the last.

use std::io::{self, BufRead, Read, Write};

use chacha20poly1305::{
    ChaCha20Poly1305, Key, Nonce,
    aead::{Aead, Generate, KeyInit},
};

use super::{
    FILE_KEY_BYTES, RecoveryKey, RecoveryRecipient, derive,
    header::{AgeFault, AgeFileKey, read_header, write_header},
};

/// Bytes of a chunk before it is sealed.
const CHUNK: usize = 64 * 1024;

/// Bytes that sealing adds.
const TAG: usize = 16;

/// Bytes of the nonce that stands before the chunks.
const PAYLOAD_NONCE: usize = 16;

/// Encrypts what is written to it. Only [`AgeWriter::finish`] makes it whole.
pub struct AgeWriter<W> {
    out: W,
    chunks: ChunkCipher,
    waiting: Vec<u8>,
}

/// Decrypts what is read from it. Nothing is given out that was not proved first; the end is told only if it is the end.
pub struct AgeReader<R> {
    input: R,
    chunks: ChunkCipher,
    opened: Vec<u8>,
    /// How much of `opened` has been read.
    at: usize,
    is_last: bool,
}

impl<W: Write> AgeWriter<W> {
    /// A file for one recipient; its head is written at once.
    pub fn new(recipient: RecoveryRecipient, mut out: W) -> io::Result<Self> {
        let key = chance::<FILE_KEY_BYTES>();
        let nonce = chance::<PAYLOAD_NONCE>();
        write_header(&key, recipient, &mut out)?;
        out.write_all(&nonce)?;
        Ok(Self { out, chunks: ChunkCipher::new(&key, &nonce), waiting: Vec::with_capacity(CHUNK) })
    }

    /// Writes the last chunk, and gives back what was written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_chunk(true)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn write_chunk(&mut self, is_last: bool) -> io::Result<()> {
        let nonce = self.chunks.next(is_last);
        let sealed = self.chunks.cipher.encrypt(&nonce, self.waiting.as_slice());
        let sealed = sealed.map_err(|_| io::Error::other("a chunk cannot be encrypted"))?;
        self.waiting.clear();
        self.out.write_all(&sealed)
    }
}

impl<W: Write> Write for AgeWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits for what follows: only then is it known not to be the last.
        if self.waiting.len() == CHUNK && !bytes.is_empty() {
            self.write_chunk(false)?;
        }
        let count = bytes.len().min(CHUNK - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<R: BufRead> AgeReader<R> {
    /// Opens a file with the key that it was encrypted to.
    pub fn new(mut input: R, key: &RecoveryKey) -> Result<Self, AgeFault> {
        let key = read_header(&mut input, key)?;
        let mut nonce = [0; PAYLOAD_NONCE];
        input.read_exact(&mut nonce).map_err(|_| AgeFault::Damaged)?;
        let chunks = ChunkCipher::new(&key, &nonce);
        Ok(Self { input, chunks, opened: Vec::new(), at: 0, is_last: false })
    }

    /// Opens the next chunk. One that is shorter than others, or that nothing follows, has to be marked as the last.
    fn open_chunk(&mut self) -> Result<(), AgeFault> {
        let mut sealed = Vec::with_capacity(CHUNK + TAG);
        Read::take(&mut self.input, (CHUNK + TAG) as u64).read_to_end(&mut sealed)?;
        self.is_last = sealed.len() < CHUNK + TAG || self.input.fill_buf()?.is_empty();
        let nonce = self.chunks.next(self.is_last);
        self.opened = self.chunks.cipher.decrypt(&nonce, sealed.as_slice()).map_err(|_| AgeFault::Damaged)?;
        self.at = 0;
        Ok(())
    }
}

impl<R: BufRead> Read for AgeReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.opened.len() && !self.is_last {
            self.open_chunk().map_err(|fault| match fault {
                AgeFault::Io(error) => error,
                fault => io::Error::new(io::ErrorKind::InvalidData, fault),
            })?;
        }
        let count = into.len().min(self.opened.len() - self.at);
        into[..count].copy_from_slice(&self.opened[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// The cipher of a file's chunks, and the number of the next one.
struct ChunkCipher {
    cipher: ChaCha20Poly1305,
    number: u64,
}

impl ChunkCipher {
    fn new(key: &AgeFileKey, nonce: &[u8]) -> Self {
        Self { cipher: ChaCha20Poly1305::new(&derive(key, nonce, "payload").into()), number: 0 }
    }

    /// The nonce of the next chunk: its number in eleven bytes, then whether it is the last.
    fn next(&mut self, is_last: bool) -> Nonce {
        let mut nonce = Nonce::default();
        nonce[3..11].copy_from_slice(&self.number.to_be_bytes());
        nonce[11] = u8::from(is_last);
        self.number += 1;
        nonce
    }
}

fn chance<const BYTES: usize>() -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    bytes.copy_from_slice(&Key::generate()[..BYTES]);
    bytes
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};

    use super::*;

    fn sealed(text: &[u8], recipient: RecoveryRecipient) -> Vec<u8> {
        let mut writer = AgeWriter::new(recipient, Vec::new()).unwrap();
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    fn opened(file: &[u8], key: &RecoveryKey) -> Result<Vec<u8>, String> {
        let mut text = Vec::new();
        let mut reader = AgeReader::new(file, key).map_err(|fault| fault.to_string())?;
        reader.read_to_end(&mut text).map(|_| text).map_err(|error| error.to_string())
    }

    /// Made by the program `age` 1.1.1 of Debian, with a key of `age-keygen`.
    #[test]
    fn what_the_program_age_has_written_is_read() {
        let key =
            RecoveryKey::parse("AGE-SECRET-KEY-15ACK2JVL7W0C9T8Q46Z00N49T7RAREFVSKM9ZHD3D4X8MC09Q4AQQJQFMU").unwrap();
        let public = "age16gdj8pezyh5gran5n3082ywy3l3xq2426u2nxyl9ykfaeygkwv6sgvlxny";
        assert_eq!(key.recipient().render().unwrap(), public);
        let file = "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBpb0xVK2hJbTR5Z2NQSmxmdTMwMC9WNnNVb2dZZ21tckJpZzlKSmwyeGxVCmQw\
            bDdPSnIxMnIyeGx2UnVvZ09vNEU3R3BnSXZoU1AvVWhVK2RzMzUvS0kKLS0tIEtBbURQTFR6Y3g4VmE5TWUzdUJaZG1OcCsvaUV3cW1pNGpac0\
            ovcjdHRVUKNIsFnoz72LCGG8/4NKNhaJb+cDRvYUb3hX7q6GaIfucjDeIy+bFaRPqsKW/iBWjBtD1BvhdQ5c9pQhF8ZnfvST+N";
        let text = opened(&BASE64_STANDARD.decode(file).unwrap(), &key).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "ツバメは毎年帰ってくる\n");
    }

    #[test]
    fn every_length_comes_back() {
        let key = RecoveryKey::generate();
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7] {
            let text: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            assert!(opened(&sealed(&text, key.recipient()), &key).is_ok_and(|found| found == text), "{length}");
        }
    }

    #[test]
    fn a_cut_a_change_and_another_key_are_told_apart() {
        let key = RecoveryKey::generate();
        let file = sealed(&vec![7; 2 * CHUNK + 9], key.recipient());
        // Also where a chunk ends, so that what is left looks whole.
        let second = file.len() - 9 - TAG;
        for length in [30, 100, 190, second - CHUNK - TAG, second, file.len() - 1] {
            let told = opened(&file[..length], &key).unwrap_err();
            assert!(told.contains("not whole"), "{length}: {told}");
        }
        for at in [25, 40, 100, 130, 200, 250, second, file.len() - 1] {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(opened(&changed, &key).is_err(), "{at}");
        }
        let longer = [file.as_slice(), b"x"].concat();
        assert!(opened(&longer, &key).unwrap_err().contains("not whole"));
        assert!(opened(&file, &RecoveryKey::generate()).unwrap_err().contains("another one"));
        assert!(opened(b"SQLite format 3", &key).unwrap_err().contains("no backup"));
        assert!(opened(b"", &key).unwrap_err().contains("no backup"));
        assert!(opened(b"age-encryption.org/v2\n", &key).unwrap_err().contains("newer"));
    }
}
