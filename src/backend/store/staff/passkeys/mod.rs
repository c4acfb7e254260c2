//! Passkeys: keys of devices, by which their owners sign in with a finger, a face or the code of the device. Password and code stay
//! good beside them, so that nobody loses the last way in with a device.
//!
//! | file | holds |
//! |---|---|
//! | `relying_party` | the office as what passkeys are for: what devices are asked, and whether what they answer is right |
//! | `passkey_rows` | passkeys as they are kept, sealed under master keys |
//! | `passkey_challenges` | what devices were asked, for one answer |
//! | `passkey_adding` | passkeys added and removed by their owner |
//! | `passkey_sign_in` | signing in by one |

mod passkey_adding;
mod passkey_challenges;
mod passkey_rows;
mod passkey_sign_in;
mod relying_party;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod throttle_tests;

pub(in crate::store) use passkey_rows::{count_old_passkeys, rewrap_passkeys};

pub use passkey_adding::{NewPasskey, PasskeyAddition, PasskeyStart};
pub use passkey_rows::PasskeyView;
pub use passkey_sign_in::{PasskeyAsked, PasskeyAttempt, PasskeySignIn};
pub use relying_party::RelyingParty;
