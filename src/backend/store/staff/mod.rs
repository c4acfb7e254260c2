//! The accounts of staff: who they are, how they come in, and where they are signed in.
//!
//! | file | holds |
//! |---|---|
//! | `secret_token` | what links and browsers are known by |
//! | `password_hashes` | passwords, of which two at most are hashed at once |
//! | `account_rows` | accounts with their grants |
//! | `administrators` | who may do everything, so that somebody always can |
//! | `invitations` | accounts made, and the links by which they are taken over |
//! | `invitation_rows` | such links as they are found |
//! | `invitation_mails`, `account_links` | the mails that bring them, and what these say |
//! | `acceptance` | a link is used: a password, a telephone, recovery codes |
//! | `account_changes` | accounts reset, disabled, enabled, and given other grants |
//! | `failed_attempts` | failures to sign in, and how long to wait for the next attempt |
//! | `sign_in`, `completion` | signing in, and what is written once it went well |
//! | `owner_proof` | password and code asked for once more, before something is changed that lets people in |
//! | `passkeys` | keys of devices, by which their owners sign in |
//! | `demo_sessions` | signing in as somebody who is made up |
//! | `last_sign_ins` | when somebody signed in last |
//! | `sessions` | where somebody is signed in |
//! | `staff_sweep` | what is over |
//! | `totp_secrets` | secrets of codes, under master keys |
//!
//! Which role may do what, which password can be taken and how long somebody waits is said by `intake`.

mod acceptance;
mod account_changes;
mod account_links;
mod account_rows;
mod administrators;
mod completion;
mod demo_sessions;
mod failed_attempts;
mod invitation_mails;
mod invitation_rows;
mod invitations;
mod last_sign_ins;
mod owner_proof;
mod passkeys;
mod password_hashes;
mod secret_token;
mod sessions;
mod sign_in;
mod staff_sweep;
#[cfg(test)]
pub(crate) mod tests;
mod totp_secrets;

pub(super) use account_links::{account_mail_facts, is_invitation_wanted, went_to};
pub(super) use passkeys::{count_old_passkeys, rewrap_passkeys};
pub(super) use secret_token::{chance, fresh_api_token};
pub(super) use totp_secrets::{count_old_secrets, rewrap_secrets};

pub use acceptance::{AcceptFault, AcceptOutcome, InvitationAcceptance};
pub use account_changes::{AccountChangeOutcome, OPERATOR, ResetOutcome};
pub use account_links::AccountMailFacts;
pub use account_rows::{AccountView, DEMO_MAIL_HOST, is_demo_mail};
pub use invitation_mails::InvitationMail;
pub use invitation_rows::InvitationKind;
pub use invitations::{InvitationView, InviteOutcome, NewAccount};
pub use owner_proof::OwnerProof;
pub use passkeys::{
    NewPasskey, PasskeyAddition, PasskeyAsked, PasskeyAttempt, PasskeySignIn, PasskeyStart, PasskeyView, RelyingParty,
};
pub use secret_token::SecretToken;
pub use sessions::{SessionView, StaffSession};
pub use sign_in::{NewSession, SignInAttempt, SignInOutcome};
pub use totp_secrets::fresh_totp_secret;
