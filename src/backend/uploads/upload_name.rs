//! What files are called where they lie: names that say nothing.

use object_store::path::Path;
use uuid::Uuid;

use crate::intake::UploadId;

/// What a file is called.
pub(super) fn location(id: UploadId) -> Path {
    Path::from(id.0.simple().to_string())
}

/// The file that is called so; `None` for one of somebody else.
pub(super) fn id_of(location: &Path) -> Option<UploadId> {
    Uuid::try_parse(location.as_ref()).ok().map(UploadId)
}
