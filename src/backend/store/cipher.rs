//! What is encrypted, and under which key: each person has one, wrapped under a master key of the programme. Without its row
//! in the keyring nothing of a person can be read any more, in no backup either.
//!
//! A cipher text is bound to its table, its column and its person, so that none can be put in another's place.

use std::{collections::BTreeMap, fmt, sync::Arc};

use anyhow::Context;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use chacha20poly1305::{
    Key, XChaCha20Poly1305, XNonce,
    aead::{Aead, Generate, KeyInit, Payload},
};
use parking_lot::RwLock;
use uuid::Uuid;

use crate::intake::{AccountId, PersonId};

/// Bytes of a nonce, which lie before the cipher text.
const NONCE_BYTES: usize = 24;

/// Where a cipher text belongs.
#[derive(Clone, Copy, Debug)]
pub struct SealedPlace {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// Whose it is.
    pub person: PersonId,
}

impl SealedPlace {
    fn associated_data(self) -> Vec<u8> {
        [self.table.as_bytes(), b".", self.column.as_bytes(), b":", self.person.0.as_bytes()].concat()
    }
}

/// The key of one person.
pub struct PersonKey(XChaCha20Poly1305, Key);

impl PersonKey {
    /// A fresh key, of the system's source of chance.
    pub fn generate() -> Self {
        Self::new(Key::generate())
    }

    fn new(key: Key) -> Self {
        Self(XChaCha20Poly1305::new(&key), key)
    }

    /// Encrypts a value for its place.
    pub fn seal(&self, place: SealedPlace, value: &[u8]) -> anyhow::Result<Vec<u8>> {
        seal(&self.0, &place.associated_data(), value)
    }

    /// Decrypts what was encrypted for this place. An error means another key, another place, or damage.
    pub fn open(&self, place: SealedPlace, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
        open(&self.0, &place.associated_data(), sealed)
    }
}

/// A person's key as the keyring holds it, or a secret of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// The number of the master key that wraps it.
    pub master_key: i32,
    /// Its cipher text.
    pub wrapped: Vec<u8>,
}

/// Where master keys are read again, by their numbers.
pub type MasterKeySource = Arc<dyn Fn() -> anyhow::Result<BTreeMap<i32, [u8; 32]>> + Send + Sync>;

/// The master keys: the newest wraps, each opens what it has wrapped. So they can be changed while the server runs: whoever meets
/// a number that it does not know reads them again. All clones are one.
#[derive(Clone)]
pub struct MasterKeys {
    known: Arc<RwLock<BTreeMap<i32, XChaCha20Poly1305>>>,
    source: Option<MasterKeySource>,
}

impl MasterKeys {
    /// Keys of 256 bits by their numbers, at least one; the highest number is the newest.
    pub fn new(keys: impl IntoIterator<Item = (i32, [u8; 32])>) -> Self {
        Self { known: Arc::new(RwLock::new(ciphers(keys))), source: None }
    }

    /// The same keys, which are read again there.
    #[must_use]
    pub fn with_source(self, source: MasterKeySource) -> Self {
        Self { source: Some(source), ..self }
    }

    /// Reads the keys again, if they come from somewhere. None is forgotten: what it wraps has to be read still.
    pub fn refresh(&self) -> anyhow::Result<()> {
        if let Some(source) = &self.source {
            let read = ciphers(source()?);
            self.known.write().extend(read);
        }
        Ok(())
    }

    /// The number of the newest one.
    pub fn newest(&self) -> i32 {
        self.known.read().last_key_value().map_or(0, |(number, _)| *number)
    }

    /// Wraps the key of a person under the newest master key.
    pub fn wrap(&self, key: &PersonKey, person: PersonId) -> anyhow::Result<WrappedKey> {
        let known = self.known.read();
        let (number, cipher) = known.last_key_value().context("there is no master key")?;
        let wrapped = seal(cipher, &Self::associated_data(person), &key.1)?;
        Ok(WrappedKey { master_key: *number, wrapped })
    }

    /// The key of a person.
    pub fn unwrap(&self, key: &WrappedKey, person: PersonId) -> anyhow::Result<PersonKey> {
        let cipher = self.find(key.master_key)?;
        let bytes: [u8; 32] = open(&cipher, &Self::associated_data(person), &key.wrapped)?
            .try_into()
            .map_err(|_| anyhow::anyhow!("a key in the keyring has a wrong length"))?;
        Ok(PersonKey::new(bytes.into()))
    }

    /// Encrypts the secret of an account's codes under the newest master key: it belongs to no person, and has no key of
    /// its own.
    pub fn wrap_secret(&self, secret: &[u8], account: AccountId) -> anyhow::Result<WrappedKey> {
        let known = self.known.read();
        let (number, cipher) = known.last_key_value().context("there is no master key")?;
        let wrapped = seal(cipher, &Self::account_data(account), secret)?;
        Ok(WrappedKey { master_key: *number, wrapped })
    }

    /// The secret of an account's codes.
    pub fn unwrap_secret(&self, secret: &WrappedKey, account: AccountId) -> anyhow::Result<Vec<u8>> {
        open(&self.find(secret.master_key)?, &Self::account_data(account), &secret.wrapped)
    }

    /// Encrypts a passkey of an account under the newest master key.
    pub fn wrap_passkey(&self, content: &[u8], id: Uuid, account: AccountId) -> anyhow::Result<WrappedKey> {
        let known = self.known.read();
        let (number, cipher) = known.last_key_value().context("there is no master key")?;
        let wrapped = seal(cipher, &Self::passkey_data(id, account), content)?;
        Ok(WrappedKey { master_key: *number, wrapped })
    }

    /// What was encrypted of a passkey: it opens for the same one of the same account alone.
    pub fn unwrap_passkey(&self, sealed: &WrappedKey, id: Uuid, account: AccountId) -> anyhow::Result<Vec<u8>> {
        open(&self.find(sealed.master_key)?, &Self::passkey_data(id, account), &sealed.wrapped)
    }

    /// What somebody of the staff looks for, in a shape that may stand in an address of theirs: it opens for the same account alone.
    pub fn seal_search(&self, text: &str, account: AccountId) -> anyhow::Result<String> {
        let known = self.known.read();
        let (number, cipher) = known.last_key_value().context("there is no master key")?;
        let sealed = seal(cipher, &Self::search_data(account), text.as_bytes())?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode([&number.to_be_bytes()[..], &sealed].concat()))
    }

    /// What was sealed for an account; `None` for anything else.
    pub fn open_search(&self, sealed: &str, account: AccountId) -> Option<String> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (number, sealed) = bytes.split_first_chunk()?;
        let cipher = self.find(i32::from_be_bytes(*number)).ok()?;
        String::from_utf8(open(&cipher, &Self::search_data(account), sealed).ok()?).ok()
    }

    /// The key of a number. One that is not known may have come since the keys were read.
    fn find(&self, number: i32) -> anyhow::Result<XChaCha20Poly1305> {
        let known = || self.known.read().get(&number).cloned();
        if let Some(cipher) = known() {
            return Ok(cipher);
        }
        self.refresh()?;
        known().with_context(|| format!("master key {number} is missing"))
    }

    fn associated_data(person: PersonId) -> Vec<u8> {
        SealedPlace { table: "person_keys", column: "wrapped", person }.associated_data()
    }

    fn search_data(account: AccountId) -> Vec<u8> {
        [b"office.search:".as_slice(), account.0.as_bytes()].concat()
    }

    fn passkey_data(id: Uuid, account: AccountId) -> Vec<u8> {
        [b"passkeys.sealed:".as_slice(), id.as_bytes(), account.0.as_bytes()].concat()
    }

    fn account_data(account: AccountId) -> Vec<u8> {
        [b"accounts.totp_sealed:".as_slice(), account.0.as_bytes()].concat()
    }
}

/// Keys are never printed.
impl fmt::Debug for MasterKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "MasterKeys({:?})", self.known.read().keys())
    }
}

fn ciphers(keys: impl IntoIterator<Item = (i32, [u8; 32])>) -> BTreeMap<i32, XChaCha20Poly1305> {
    keys.into_iter().map(|(number, key)| (number, XChaCha20Poly1305::new(&key.into()))).collect()
}

fn seal(cipher: &XChaCha20Poly1305, associated_data: &[u8], value: &[u8]) -> anyhow::Result<Vec<u8>> {
    let nonce = XNonce::generate();
    let sealed = cipher.encrypt(&nonce, Payload { msg: value, aad: associated_data });
    let sealed = sealed.map_err(|_| anyhow::anyhow!("a value cannot be encrypted"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open(cipher: &XChaCha20Poly1305, associated_data: &[u8], sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES).context("a cipher text is too short")?;
    let nonce = XNonce::try_from(nonce).context("a cipher text is too short")?;
    let opened = cipher.decrypt(&nonce, Payload { msg: sealed, aad: associated_data });
    opened.map_err(|_| anyhow::anyhow!("a cipher text does not open: another key, another place, or damage"))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const TARO: PersonId = PersonId(Uuid::from_u128(1));
    const HANAKO: PersonId = PersonId(Uuid::from_u128(2));

    fn place(person: PersonId) -> SealedPlace {
        SealedPlace { table: "submissions", column: "sealed", person }
    }

    #[test]
    fn a_cipher_text_opens_in_its_own_place_alone() {
        let key = PersonKey::generate();
        let sealed = key.seal(place(TARO), "山田太郎".as_bytes()).unwrap();
        assert!(!sealed.windows(6).any(|bytes| bytes == "山田".as_bytes()));
        assert_eq!(key.open(place(TARO), &sealed).unwrap(), "山田太郎".as_bytes());
        assert_ne!(sealed, key.seal(place(TARO), "山田太郎".as_bytes()).unwrap(), "equal values look different");
        assert!(key.open(place(HANAKO), &sealed).is_err());
        assert!(key.open(SealedPlace { column: "other", ..place(TARO) }, &sealed).is_err());
        assert!(PersonKey::generate().open(place(TARO), &sealed).is_err());
        for length in [0, NONCE_BYTES, sealed.len() - 1] {
            assert!(key.open(place(TARO), &sealed[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn a_new_master_key_wraps_and_the_old_one_still_opens() {
        let old = MasterKeys::new([(1, [1; 32])]);
        let both = MasterKeys::new([(1, [1; 32]), (2, [2; 32])]);
        let key = PersonKey::generate();
        let sealed = key.seal(place(TARO), b"value").unwrap();
        let (first, second) = (old.wrap(&key, TARO).unwrap(), both.wrap(&key, TARO).unwrap());
        assert_eq!((first.master_key, second.master_key), (1, 2));
        for wrapped in [&first, &second] {
            assert_eq!(both.unwrap(wrapped, TARO).unwrap().open(place(TARO), &sealed).unwrap(), b"value");
        }
        assert!(both.unwrap(&first, HANAKO).is_err(), "a key is bound to its person");
        assert!(old.unwrap(&second, TARO).is_err(), "the key is missing");
        assert_eq!(format!("{both:?}"), "MasterKeys([1, 2])");
    }

    #[test]
    fn the_secret_of_an_account_opens_for_that_account_alone() {
        let keys = MasterKeys::new([(1, [1; 32]), (2, [2; 32])]);
        let (one, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let wrapped = keys.wrap_secret(b"12345678901234567890", one).unwrap();
        assert_eq!(wrapped.master_key, 2);
        assert_eq!(keys.unwrap_secret(&wrapped, one).unwrap(), b"12345678901234567890");
        assert!(keys.unwrap_secret(&wrapped, other).is_err());
        assert!(keys.unwrap_secret(&WrappedKey { master_key: 1, ..wrapped.clone() }, one).is_err());
        assert!(keys.unwrap(&wrapped, TARO).is_err(), "it is no key of a person");
    }

    #[test]
    fn a_search_stands_in_an_address_and_opens_for_whoever_typed_it() {
        let keys = MasterKeys::new([(1, [1; 32]), (2, [2; 32])]);
        let (one, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let sealed = keys.seal_search("やまだ", one).unwrap();
        assert!(sealed.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')), "{sealed}");
        assert_eq!(keys.open_search(&sealed, one).as_deref(), Some("やまだ"));
        for (text, account) in
            [(sealed.as_str(), other), ("", one), ("AAAA", one), (&sealed[1..], one), ("やまだ", one)]
        {
            assert_eq!(keys.open_search(text, account), None, "{text}");
        }
    }

    #[test]
    fn a_number_that_is_not_known_has_the_keys_read_again_and_none_is_forgotten() {
        let key = PersonKey::generate();
        let wrapped = MasterKeys::new([(2, [2; 32])]).wrap(&key, TARO).unwrap();
        let running = MasterKeys::new([(1, [1; 32])]).with_source(Arc::new(|| Ok([(2, [2; 32])].into())));
        let before = running.wrap(&key, TARO).unwrap();
        assert_eq!((before.master_key, running.newest()), (1, 1));
        assert!(running.unwrap(&wrapped, TARO).is_ok());
        assert_eq!(running.clone().newest(), 2, "all clones know it");
        assert!(running.unwrap(&before, TARO).is_ok());
        let broken = MasterKeys::new([(1, [1; 32])]).with_source(Arc::new(|| anyhow::bail!("no file")));
        assert!(broken.unwrap(&wrapped, TARO).is_err() && broken.unwrap(&before, TARO).is_ok());
    }
}
