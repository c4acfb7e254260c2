//! What may be served beside the site at the same port, and goes by it.

use anyhow::Result;

use crate::preview::{BaseAddress, ServedBeside, Snapshot};

/// Something beside the site.
pub(crate) trait Companion {
    /// What is served of it; asked for when the port is opened, which happens once.
    fn begin(&mut self) -> Option<ServedBeside>;

    /// A build has made this site, which is about to be shown.
    fn take_site(&mut self, site: &Snapshot);

    /// What people are told of it once, below the address of the site.
    fn welcome(&self) -> String;
}

/// Makes it, once the address of the site is known.
pub(crate) type CompanionMaker<'a> = Box<dyn FnOnce(&BaseAddress) -> Result<Box<dyn Companion>> + 'a>;
