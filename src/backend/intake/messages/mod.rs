//! What staff write to people: how far it has come, and how it goes out. What its words may say is the model's, since builds look at words
//! to begin with.
//!
//! | file | decides |
//! |---|---|
//! | `message_state` | how far a message has come, why somebody does not get it |
//! | `feed_pace` | how many mails go out at a time |

mod feed_pace;
mod message_state;

pub use feed_pace::{FEED_S, MESSAGES_PER_MINUTE, feed_allowance};
pub use message_state::{MessageState, SkipReason};
pub use tsubame_model::schema::{
    LONGEST_MESSAGE, LONGEST_MESSAGE_SUBJECT, MessagePart, MessagePurpose, MessageSample, MessageText,
    MessageTextFault, MessageTextFaultKind, Placeholder, ValuePlace, check_message, parse_message_sample,
};
