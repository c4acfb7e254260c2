//! What staff write to people: what its words may say, and words to begin with, as files of `data/messages/` that editors keep.
//!
//! | file | holds |
//! |---|---|
//! | `message_purpose` | what a message is for |
//! | `placeholder` | values of whoever reads it, by their names |
//! | `message_text` | words with such values in them, read and filled |
//! | `value_place` | a place in them, as people count |
//! | `message_fault`, `message_fault_words` | something that is wrong with them, and saying it |
//! | `message_check` | what is wrong with words, and where |
//! | `message_sample` | words to begin with |

mod message_check;
mod message_fault;
mod message_fault_words;
mod message_purpose;
mod message_sample;
mod message_text;
mod placeholder;
mod value_place;

pub use message_check::{LONGEST_MESSAGE, LONGEST_MESSAGE_SUBJECT, check_message};
pub use message_fault::{MessagePart, MessageTextFault, MessageTextFaultKind};
pub use message_purpose::MessagePurpose;
pub use message_sample::{MessageSample, parse_message_sample};
pub use message_text::MessageText;
pub use placeholder::Placeholder;
pub use value_place::ValuePlace;
