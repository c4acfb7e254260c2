//! What staff write to people: to one, or to all of a selection. Its readers are fixed when sending begins; from then on it goes to the
//! outbox a few mails at a time, and each of them is looked at once more, so that nobody gets it who is not to have it any more.
//!
//! | file | holds |
//! |---|---|
//! | `message_target` | to whom a message is |
//! | `message_words` | what it says, encrypted if it is to one person |
//! | `reader_state` | how far it has come with each reader |
//! | `reader_choice` | by which address somebody gets it, or why not |
//! | `reader_plan` | all who are to get it, as things stand |
//! | `message_drafts` | it is written, changed, thrown away |
//! | `message_trials` | whoever writes it is sent it first |
//! | `message_sending` | sending begins, is stopped, goes on |
//! | `message_feed` | a few of its mails at a time |
//! | `message_sweep` | all messages that are being sent, again and again |
//! | `message_facts` | what its mails say |
//! | `message_wanted` | whether one is still wanted |
//! | `message_views` | messages as the office sees them |
//!
//! Locks are taken in this order: persons, then messages, then mails. Erasing somebody takes them alike.

mod message_drafts;
mod message_facts;
mod message_feed;
mod message_sending;
mod message_sweep;
mod message_target;
mod message_trials;
mod message_views;
mod message_wanted;
mod message_words;
mod reader_choice;
mod reader_plan;
mod reader_state;
#[cfg(test)]
mod tests;

pub(super) use message_facts::{message_facts, trial_facts};
pub(super) use message_wanted::{is_message_trial, is_message_wanted};
pub(super) use message_words::open_words;
pub(super) use reader_state::{RecipientState, note_dropped};

pub use message_drafts::{MessageDraft, MessageEdit};
pub use message_facts::{MessageEvent, MessageFacts};
pub use message_sending::{MessageOutcome, SendRefusal};
pub use message_target::MessageTarget;
pub use message_views::{MessageCounts, MessageView};
pub use reader_plan::MessagePlan;
