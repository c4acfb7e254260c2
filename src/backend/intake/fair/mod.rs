//! The tables of a fair: several companies sit at tables of their own, and whoever comes talks with some of them, one after the other.
//!
//! Which tables there are and when is said by the event's entry. Who talks when is decided here by what is taken: no two talks of one
//! person overlap, and no two persons have one seat of a table. The database refuses what overlaps all the same, by the same cells.

mod fair_part;
mod fair_plan;
mod table_plan;
mod talk_choice;
mod talk_offer;
mod talk_state;

pub use fair_part::FairPart;
pub use fair_plan::{FairPlan, FairTable, TalkTime};
pub use table_plan::{PlannedTime, TablePlan};
pub use talk_choice::{ChosenTalk, FairTables, TalkApplicant, assign_talks, seat_name};
pub use talk_offer::{OfferedTalk, offer_talks, talk_offer_until};
pub use talk_state::{FairTalkStatus, TalkState};
