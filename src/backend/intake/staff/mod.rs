//! Who of the staff may do what, and how they prove who they are.
//!
//! | file | decides |
//! |---|---|
//! | `staff_role`, `staff_right` | what each role may do |
//! | `staff_grants` | for which programmes somebody has which roles |
//! | `password_rule` | whether a password can be taken |
//! | `passkey_name` | what passkeys are called, and how many somebody has |
//! | `totp_rule` | whether a code of the moment is right, and was not used |
//! | `recovery_code`, `second_factor` | codes for whoever has lost their telephone; which of both was typed |
//! | `sign_in_throttle` | how long whoever fails to sign in waits; nobody is ever locked out |

mod passkey_name;
mod password_rule;
mod recovery_code;
mod second_factor;
mod sign_in_throttle;
mod staff_grants;
mod staff_right;
mod staff_role;
mod totp_rule;

pub use passkey_name::{MOST_PASSKEYS, PasskeyName};
pub use password_rule::{PASSWORD_LENGTHS, PasswordFault, find_password_faults};
pub use recovery_code::{RECOVERY_BYTES, RecoveryCode};
pub use second_factor::SecondFactor;
pub use sign_in_throttle::{FailedSignIns, SignInCounters, SignInThrottle};
pub use staff_grants::{ProgrammeScope, RoleGrant, RoleGrantFault, StaffGrants};
pub use staff_right::StaffRight;
pub use staff_role::StaffRole;
#[cfg(test)]
pub(crate) use totp_rule::totp_code;
pub use totp_rule::{TOTP_SECRET_BYTES, TotpRule, TotpSecret};
