//! What an address names. What is no id names nothing.

use uuid::Uuid;

use crate::web::Error;

/// The id in a part of an address.
pub(super) fn path_id(part: &str) -> Result<Uuid, Error> {
    Uuid::parse_str(part).map_err(|_| Error::NotFound)
}
