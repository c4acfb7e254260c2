//! Ids of rows that come in by the thousand.

use jiff::Timestamp;
use uuid::Uuid;

/// An id that no other row has, and that is greater than those before it (UUID version 7). Rows that come together so lie
/// together, in their table and in its indexes: an id of chance would touch a page of its own in each of them, and a batch
/// would write a thousand pages to the disk instead of a hundred.
///
/// It tells when it was made, to the millisecond. What must not be traced back, or guessed, has an id of version 4.
pub(super) fn new_row_id() -> Uuid {
    Uuid::now_v7()
}

/// The same, as if it had been made at that time.
pub(super) fn row_id_at(at: Timestamp) -> Uuid {
    let seconds = u64::try_from(at.as_second()).unwrap_or_default();
    let nanoseconds = u32::try_from(at.subsec_nanosecond()).unwrap_or_default();
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanoseconds))
}
