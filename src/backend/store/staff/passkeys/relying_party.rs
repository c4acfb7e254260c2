//! The office as what passkeys are for: they are bound to its host, and only a page of its own address may ask for one. The crate
//! decides whether what a device answers is right; user verification is asked for always.

use serde_json::json;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Webauthn, WebauthnBuilder, WebauthnError,
};

use crate::store::entities::account;

/// What devices show as the place where somebody signs in.
const NAME: &str = "事務局";

/// The office, as devices know it.
#[derive(Clone, Debug)]
pub struct RelyingParty(Webauthn);

/// What a device is asked.
pub(super) struct PasskeyQuestion {
    /// For the browser, as JSON.
    pub options: String,
    /// For whoever hears the answer, as JSON.
    pub state: String,
}

/// What a device answers to whoever wants to sign in.
pub(super) struct PasskeyAnswer {
    credential: PublicKeyCredential,
    /// Whose the device says that the passkey is.
    pub account: Uuid,
}

/// Whether an answer is right.
pub(super) enum PasskeyVerdict {
    Right(AuthenticationResult),
    /// It is signed by the passkey, whose counter was further before: there are two of it.
    CounterBack,
    Wrong,
}

impl RelyingParty {
    /// That of an office at this address; `None` where its host is a number, which browsers bind no passkeys to.
    pub fn of(address: &str) -> Option<Self> {
        let origin = Url::parse(address).ok()?;
        let builder = WebauthnBuilder::new(origin.domain()?, &origin).ok()?;
        builder.rp_name(NAME).build().ok().map(Self)
    }

    /// What a device is asked that is to have a new passkey: one that names its owner itself, and none that has one already.
    pub(super) fn ask_new(&self, owner: &account::Model, known: Vec<CredentialID>) -> anyhow::Result<PasskeyQuestion> {
        let (options, state) = self.0.start_passkey_registration(owner.id, &owner.mail, &owner.name, Some(known))?;
        let mut options = serde_json::to_value(options)?;
        options["publicKey"]["authenticatorSelection"]["residentKey"] = json!("required");
        options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(true);
        Ok(PasskeyQuestion { options: options.to_string(), state: serde_json::to_string(&state)? })
    }

    /// The new passkey of an answer; `None` if it is not right.
    pub(super) fn hear_new(&self, answer: &str, state: &str) -> anyhow::Result<Option<Passkey>> {
        let state: PasskeyRegistration = serde_json::from_str(state)?;
        let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else { return Ok(None) };
        Ok(self.0.finish_passkey_registration(&answer, &state).ok())
    }

    /// What a device is asked of whoever wants to sign in: it is the device that knows who they are.
    pub(super) fn ask(&self) -> anyhow::Result<PasskeyQuestion> {
        let (mut options, state) = self.0.start_discoverable_authentication()?;
        // A button was pressed: the browser is to ask now, and not while somebody types.
        options.mediation = None;
        options.public_key.extensions = None;
        Ok(PasskeyQuestion { options: serde_json::to_string(&options)?, state: serde_json::to_string(&state)? })
    }

    /// Whether an answer is right for a passkey.
    pub(super) fn hear(&self, answer: &PasskeyAnswer, state: &str, known: &Passkey) -> anyhow::Result<PasskeyVerdict> {
        let state: DiscoverableAuthentication = serde_json::from_str(state)?;
        Ok(match self.0.finish_discoverable_authentication_v2(&answer.credential, state, known) {
            Ok(result) => PasskeyVerdict::Right(result),
            Err(WebauthnError::CredentialPossibleCompromise) => PasskeyVerdict::CounterBack,
            Err(_) => PasskeyVerdict::Wrong,
        })
    }
}

impl PasskeyAnswer {
    /// Reads what the browser sends; `None` if it is none, or does not say whose it is.
    pub fn parse(text: &str) -> Option<Self> {
        let credential: PublicKeyCredential = serde_json::from_str(text).ok()?;
        let account = Uuid::from_slice(credential.get_user_unique_id()?).ok()?;
        Some(Self { credential, account })
    }

    /// By what the device calls the passkey.
    pub fn credential_id(&self) -> &[u8] {
        self.credential.get_credential_id()
    }
}
