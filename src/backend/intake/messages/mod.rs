//! What staff write to people: what it is for, how far it has come, and what its words may say.
//!
//! | file | decides |
//! |---|---|
//! | `message_state` | what a message is for, how far it has come, why somebody does not get it |
//! | `placeholder` | values of whoever reads it, by their names |
//! | `message_text` | words with such values in them, read and filled |
//! | `message_fault` | something that is wrong with them |
//! | `message_check` | what is wrong with words, and where |
//! | `message_sample` | words to begin with, as files that editors keep |
//! | `feed_pace` | how many mails go out at a time |

mod feed_pace;
mod message_check;
mod message_fault;
mod message_sample;
mod message_state;
mod message_text;
mod placeholder;

pub use feed_pace::{FEED_S, MESSAGES_PER_MINUTE, feed_allowance};
pub use message_check::{LONGEST_MESSAGE, LONGEST_MESSAGE_SUBJECT, check_message};
pub use message_fault::{MessagePart, MessageTextFault, MessageTextFaultKind};
pub use message_sample::{MessageSample, SampleFault, SampleFaultKind};
pub use message_state::{MessagePurpose, MessageState, SkipReason};
pub use message_text::MessageText;
pub use placeholder::Placeholder;
