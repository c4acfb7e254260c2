//! Talks as staff look after them: whose they are, what became of them, who can be met when.
//!
//! | file | holds |
//! |---|---|
//! | `booking_lines` | talks as lines of a calendar, with the names of whoever booked where those may be seen |
//! | `booking_record` | one talk with both its sides |
//! | `booking_marks` | that a talk was held, or that one side did not come |
//! | `booking_counts` | how many there were in a month, with those whose person is gone |
//! | `host_times` | counsellors and companies are away, or there beside their hours |
//! | `host_addresses` | where somebody meets people by video whose booking has no address of its own |

mod booking_counts;
mod booking_lines;
mod booking_marks;
mod booking_record;
mod host_addresses;
mod host_times;

pub use booking_counts::BookingCounts;
pub use booking_lines::BookingLine;
pub use booking_marks::MarkOutcome;
pub use booking_record::BookingRecord;
pub use host_addresses::HostAddress;
pub use host_times::{AddedHostTime, HostTimeView, NewHostTime};
