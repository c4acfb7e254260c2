//! All secrets of a programme: what encrypts, what finds, what proves. They are separate, so that one can be changed, or
//! given to somebody, without the others.

use super::MasterKeys;
use crate::intake::HashKey;

/// The secrets of a programme.
#[derive(Clone, Debug)]
pub struct Keys {
    /// What the keys of persons are wrapped under.
    pub master: MasterKeys,
    /// Under which addresses and attempts are hashed, so that they are found.
    pub index: HashKey,
    /// Under which the audit log is chained.
    pub audit: HashKey,
}
