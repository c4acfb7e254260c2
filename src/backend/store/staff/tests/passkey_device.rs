//! A device with one passkey, and the browser in front of it: they make it and sign by it as real ones do, or as they must not.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

/// The office that devices of tests are for.
pub(crate) const OFFICE: &str = "https://office.example.jp";

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const HOLDS_KEY: u8 = 0x40;

#[derive(Clone)]
pub(crate) struct PasskeyDevice {
    /// Of which page the browser says that it asks.
    pub origin: String,
    /// The host that the passkey is bound to.
    pub host: String,
    /// Whether the owner has shown the device that it is them.
    pub is_verified: bool,
    /// How often it has signed; a device without a counter says 0.
    pub counter: u32,
    /// By what it names the passkey.
    pub credential_id: Vec<u8>,
    /// Whose passkey it says that it is.
    pub owner: Vec<u8>,
    pub key: SigningKey,
}

impl PasskeyDevice {
    /// A device; another number is another one.
    pub fn new(number: u8) -> Self {
        Self {
            origin: OFFICE.to_owned(),
            host: "office.example.jp".to_owned(),
            is_verified: true,
            counter: 0,
            credential_id: vec![number; 16],
            owner: Vec::new(),
            key: SigningKey::from_slice(&[number; 32]).unwrap(),
        }
    }

    /// Makes a passkey, as `navigator.credentials.create` does.
    pub fn create(&mut self, options: &str) -> String {
        let options: Json = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        self.owner = BASE64_URL_SAFE_NO_PAD.decode(options["user"]["id"].as_str().unwrap()).unwrap();
        let length = u16::try_from(self.credential_id.len()).unwrap().to_be_bytes();
        let mut data = self.data(HOLDS_KEY);
        data.extend([&[0; 16], length.as_slice(), &self.credential_id, &self.public_key()].concat());
        let length = u16::try_from(data.len()).unwrap().to_be_bytes();
        // A map in CBOR: the format, its statement, and the data, whose length takes two bytes.
        let object = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".as_slice(), &length, &data].concat();
        self.answer(&json!({
            "attestationObject": encode(&object),
            "clientDataJSON": encode(&self.client_data("webauthn.create", options)),
        }))
    }

    /// Signs, as `navigator.credentials.get` does.
    pub fn sign(&self, options: &str) -> String {
        let options: Json = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        assert_eq!(options["userVerification"], "required");
        assert_eq!(options["allowCredentials"], json!([]), "it is the device that knows");
        let (data, client) = (self.data(0), self.client_data("webauthn.get", options));
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.answer(&json!({
            "authenticatorData": encode(&data),
            "clientDataJSON": encode(&client),
            "signature": encode(signature.to_der().as_bytes()),
            "userHandle": encode(&self.owner),
        }))
    }

    fn answer(&self, response: &Json) -> String {
        let id = encode(&self.credential_id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response }).to_string()
    }

    fn client_data(&self, kind: &str, options: &Json) -> Vec<u8> {
        let (challenge, origin) = (&options["challenge"], &self.origin);
        json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false }).to_string().into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let flags = flags | PRESENT | if self.is_verified { VERIFIED } else { 0 };
        [Sha256::digest(&self.host).as_slice(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// A point of P-256 for ES256, as COSE writes it.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let bytes = point.as_bytes();
        [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(), &bytes[1..33], b"\x22\x58\x20", &bytes[33..]].concat()
    }
}

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
