//! Backups: all that is kept, as lines of JSON that are the same whichever database they come from, encrypted to the recovery
//! key. They are read in one transaction, so that the server goes on meanwhile.
//!
//! Two files are written, and kept apart. The data hold no key and no hash by which somebody could be found; the keyring holds
//! the key of each person, wrapped under a master key that lies in neither. Erasing somebody takes their key from the keyring
//! and from its copies; every backup of the data then holds of them what nobody can read.
//!
//! | file | holds |
//! |---|---|
//! | `column_kind` | values as lines have them |
//! | `backed_table` | the tables of a database, and what of them is left out |
//! | `dump` | the lines of a file |
//! | `backup_place`, `backup_folder` | where files lie: a folder, in which they appear as a whole, or a bucket |
//! | `outlet`, `pending_backup` | a file on its way there, from what encrypts |
//! | `keyring_copies` | what files are called, and which copies of the keyring stay |
//! | `snapshot` | reading a database, writing the two files |
//! | `keyring` | erasing a key, and rewriting the copies |
//! | `restore` | an empty database from two files |
//! | `settlement` | what a restored database needs before it is served |
//! | `trial` | the same into a database that is removed again |
//! | `rebuilt_index` | the hashes that are not in backups, made anew |

mod backed_table;
mod backup_folder;
mod backup_place;
mod column_kind;
mod dump;
mod keyring;
mod keyring_copies;
mod outlet;
mod pending_backup;
mod rebuilt_index;
mod restore;
mod settlement;
mod snapshot;
mod trial;

#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;

pub use backup_place::BackupPlace;
pub use keyring::{KeyringCopies, KeyringRefresh, erase_keys};
pub use pending_backup::BackupFile;
pub use restore::{RestoreReport, RestoreSources, restore};
pub use settlement::RestoreTerms;
pub use snapshot::{BackupPlaces, BackupReport, write_backup};
pub use trial::try_restore;
