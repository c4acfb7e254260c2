//! Talks at the tables of fairs: wishes become talks once somebody has a seat at the event, and staff look after both.
//!
//! | file | holds |
//! |---|---|
//! | `fair_wishes`, `wish_rows` | the companies that somebody wants to talk with, as a submission brings them |
//! | `talk_rows` | talks as rows: whose time they take, under the lock of their event |
//! | `retaking` | the time of talks, taken again after a restore |
//! | `settling` | wishes become talks, and talks of whoever has no seat any more end |
//! | `talk_views`, `fair_store` | talks and wishes without one, as their person sees them; as handlers ask for them |
//! | `talk_changes` | a talk is given back, moved, added, or it is said what became of it |
//! | `talk_offers`, `talk_offer_sweep`, `talk_offer_mails` | what came free is offered to whoever wished for it; again and again; in mails |
//! | `fair_desk` | all talks of a fair as staff see them, and what is counted of them |
//! | `table_notices` | companies are told when somebody comes to their tables |
//! | `fair_follow_ups` | whoever wished to talk and did not is followed up, with their company |

mod fair_desk;
mod fair_follow_ups;
mod fair_store;
mod fair_wishes;
mod retaking;
mod settling;
mod table_notices;
mod talk_changes;
mod talk_offer_mails;
mod talk_offer_sweep;
mod talk_offers;
mod talk_rows;
mod talk_views;
mod wish_rows;

pub use fair_desk::{DeskTalk, DeskVisitor, FairCounts, FairDesk};
pub use fair_follow_ups::{FairFollowUp, FollowUpReason, UnmatchedPair};
pub use fair_wishes::TalkWishes;
pub(super) use retaking::retake_talk_time;
pub(super) use settling::settle_fair;
pub use table_notices::TablePlanFacts;
pub(super) use table_notices::{forget_table_notices, is_table_notice_wanted, table_plan_facts};
pub use talk_changes::{FairTalkOutcome, NewFairTalk, TalkHand, TalkMove};
pub(super) use talk_offer_mails::{is_talk_offer_wanted, offered_talk};
pub(super) use talk_offers::TalkOffers;
#[cfg(test)]
pub(super) use talk_rows::read_all_taken;
pub(super) use talk_views::read_visit;
pub use talk_views::{FairTalkView, FairVisit};
pub(super) use wish_rows::wish_rows;
