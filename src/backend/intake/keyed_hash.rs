//! Hashes under a secret key: what is stored encrypted can be found by its hash, and nobody without the key can try values.

use std::fmt;

/// What a hash gives: 256 bits.
pub type Digest = [u8; 32];

/// A secret under which values are hashed.
#[derive(Clone)]
pub struct HashKey([u8; 32]);

impl HashKey {
    /// A key of these bytes, which are from a secure source of chance.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash of several values for one purpose. The same values for another purpose, or parted otherwise, give another
    /// hash.
    pub fn hash(&self, purpose: &str, values: &[&[u8]]) -> Digest {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for value in [purpose.as_bytes()].iter().chain(values) {
            hasher.update(&(value.len() as u64).to_le_bytes());
            hasher.update(value);
        }
        *hasher.finalize().as_bytes()
    }
}

/// Keys are never printed.
impl fmt::Debug for HashKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HashKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purpose_key_and_parting_tell_hashes_apart() {
        let key = HashKey::new([7; 32]);
        let base = key.hash("email", &[b"ab", b"c"]);
        assert_eq!(base, key.clone().hash("email", &[b"ab", b"c"]));
        assert_ne!(base, key.hash("email", &[b"a", b"bc"]));
        assert_ne!(base, key.hash("phone", &[b"ab", b"c"]));
        assert_ne!(base, HashKey::new([8; 32]).hash("email", &[b"ab", b"c"]));
        assert_eq!(format!("{key:?}"), "HashKey");
    }
}
