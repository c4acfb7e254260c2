//! A file in the age format, while it is written or read, and what can be wrong with it, each fault with what to do.

use std::{
    io::{self, BufRead, Read, Write},
    iter,
};

use age::{
    DecryptError, Decryptor, Encryptor,
    stream::{StreamReader, StreamWriter},
};

use super::recovery_key::{RecoveryKey, RecoveryRecipient};

/// How a file of whatever version begins.
const MAGIC: &[u8] = b"age-encryption.org/";

/// How one of this version does.
const VERSION: &[u8] = b"age-encryption.org/v1\n";

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

/// Encrypts what is written to it. Only its `finish` makes the file whole.
pub type AgeWriter<W> = StreamWriter<W>;

/// Begins a file for one recipient; its head is written at once.
pub fn encrypt<W: Write>(recipient: &RecoveryRecipient, out: W) -> io::Result<AgeWriter<W>> {
    let encryptor = Encryptor::with_recipients(iter::once(&recipient.0 as _)).map_err(io::Error::other)?;
    encryptor.wrap_output(out)
}

/// Decrypts what is read from it. Nothing is given out that was not proved first; the end is told only if it is the end.
pub struct AgeReader<R>(StreamReader<R>);

impl<R: BufRead> AgeReader<R> {
    /// Opens a file with the key that it was encrypted to.
    pub fn new(mut input: R, key: &RecoveryKey) -> Result<Self, AgeFault> {
        let start = input.fill_buf()?;
        if !start.starts_with(MAGIC) {
            return Err(AgeFault::NotAge);
        }
        let is_known = start.starts_with(VERSION);
        let opened = Decryptor::new_buffered(input).and_then(|file| file.decrypt(iter::once(&key.0 as _)));
        opened.map(Self).map_err(|error| match error {
            // A head that is damaged is taken for one of another version too.
            DecryptError::UnknownFormat if !is_known => AgeFault::Newer,
            DecryptError::NoMatchingKeys => AgeFault::OtherKey,
            DecryptError::Io(error) => of_reading(error),
            _ => AgeFault::Damaged,
        })
    }
}

impl<R: Read> Read for AgeReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(|error| match of_reading(error) {
            AgeFault::Io(error) => error,
            fault => io::Error::new(io::ErrorKind::InvalidData, fault),
        })
    }
}

/// What cannot be proved, or ends too early, is told by these two kinds.
fn of_reading(error: io::Error) -> AgeFault {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => AgeFault::Damaged,
        _ => AgeFault::Io(error),
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};

    use super::*;

    /// Bytes of a chunk before it is sealed, and those that sealing adds.
    const CHUNK: usize = 64 * 1024;
    const TAG: usize = 16;

    fn sealed(text: &[u8], recipient: &RecoveryRecipient) -> Vec<u8> {
        let mut writer = encrypt(recipient, Vec::new()).unwrap();
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    fn opened(file: &[u8], key: &RecoveryKey) -> Result<Vec<u8>, String> {
        let mut text = Vec::new();
        let mut reader = AgeReader::new(file, key).map_err(|fault| fault.to_string())?;
        reader.read_to_end(&mut text).map(|_| text).map_err(|error| error.to_string())
    }

    /// One made by the program `age` 1.1.1 of Debian with a key of `age-keygen`; and one made by this program when it still wrote
    /// the format itself: backups of then stay readable.
    #[test]
    fn what_others_and_older_programs_have_written_is_read() {
        let by_age = (
            "AGE-SECRET-KEY-15ACK2JVL7W0C9T8Q46Z00N49T7RAREFVSKM9ZHD3D4X8MC09Q4AQQJQFMU",
            "age16gdj8pezyh5gran5n3082ywy3l3xq2426u2nxyl9ykfaeygkwv6sgvlxny",
            "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBpb0xVK2hJbTR5Z2NQSmxmdTMwMC9WNnNVb2dZZ21tckJpZzlKSmwyeGxVCmQw\
            bDdPSnIxMnIyeGx2UnVvZ09vNEU3R3BnSXZoU1AvVWhVK2RzMzUvS0kKLS0tIEtBbURQTFR6Y3g4VmE5TWUzdUJaZG1OcCsvaUV3cW1pNGpac0\
            ovcjdHRVUKNIsFnoz72LCGG8/4NKNhaJb+cDRvYUb3hX7q6GaIfucjDeIy+bFaRPqsKW/iBWjBtD1BvhdQ5c9pQhF8ZnfvST+N",
            "ツバメは毎年帰ってくる\n",
        );
        let by_us = (
            "AGE-SECRET-KEY-1NXC9P9NZH8WU9D6FSWMN37L42YW0T73S7YM98CFJRFAHPE6EKN0SP97G5K",
            "age19sw3c3mmxyscucvjzc2djvam3lfwn5d4wwcmpuwvr03u7phm8gyssw3tq4",
            "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBmRFNsbTNaZFByc1NVeloxaUVkUy9MZ0MxYk1ySzhmemo3c1MrUVg0a21RCkNkTnBKTW\
            9tOGhDS3FGY1BHVFVlN2tVcUxjRGtZOUFQQmRvMmdOU2xEMlEKLS0tIElqY2hKK3I5UlNzeDNqcERrcTFiYVIvRHNrbUloZzBGcTdybGNjMVRK\
            U2cK5rRmle7nPgJPe+TgtOjzlkTgSBydxypjeQq5Nxs640ggRmaEv10Ph3VXweirh96GKZKnVkr7xCFy7RfBxhf+",
            "{\"tsubame_backup\":\"ツバメ\"}\n",
        );
        for (secret, public, file, expected) in [by_age, by_us] {
            let key = RecoveryKey::parse(secret).unwrap();
            assert_eq!(key.recipient().render(), public);
            let text = opened(&BASE64_STANDARD.decode(file).unwrap(), &key).unwrap();
            assert_eq!(String::from_utf8(text).unwrap(), expected);
        }
    }

    #[test]
    fn every_length_comes_back() {
        let key = RecoveryKey::generate();
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7] {
            let text: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            assert!(opened(&sealed(&text, &key.recipient()), &key).is_ok_and(|found| found == text), "{length}");
        }
    }

    #[test]
    fn a_cut_a_change_and_another_key_are_told_apart() {
        let key = RecoveryKey::generate();
        let file = sealed(&vec![7; 2 * CHUNK + 9], &key.recipient());
        // Also where a chunk ends, so that what is left looks whole.
        let second = file.len() - 9 - TAG;
        for length in [30, 100, 190, second - CHUNK - TAG, second, file.len() - 1] {
            let told = opened(&file[..length], &key).unwrap_err();
            assert!(told.contains("not whole"), "{length}: {told}");
        }
        for at in [25, 40, 100, 130, 200, 250, second, file.len() - 1] {
            let mut changed = file.clone();
            changed[at] ^= 1;
            let told = opened(&changed, &key).unwrap_err();
            // The wrapped key opens with no other key either once it is changed.
            assert!(told.contains("not whole") || told.contains("another one"), "{at}: {told}");
        }
        let longer = [file.as_slice(), b"x"].concat();
        assert!(opened(&longer, &key).unwrap_err().contains("not whole"));
        assert!(opened(&file, &RecoveryKey::generate()).unwrap_err().contains("another one"));
        assert!(opened(b"SQLite format 3", &key).unwrap_err().contains("no backup"));
        assert!(opened(b"", &key).unwrap_err().contains("no backup"));
        assert!(opened(b"age-encryption.org/v2\n", &key).unwrap_err().contains("newer"));
    }
}
