//! A render is only so much work: templates in which it is counted, the budget, and what is told when it is used up.
//!
//! | file | holds |
//! |---|---|
//! | `counted`, `insertions` | templates with words that count, and the way back to the author's places |
//! | `tag_work`, `made_values` | what a tag does that takes long; where it makes new values |
//! | `operators`, `filter_results` | what operators mean for texts; what filters give back |
//! | `hooks` | what the words call |
//! | `budget` | how much work one render may be, and how much it has been so far |

mod budget;
mod counted;
mod filter_results;
mod hooks;
mod insertions;
mod made_values;
mod operators;
mod tag_work;

pub use self::{
    budget::{
        CountedWriter, ENTRY_BYTES, ITEM_BYTES, LimitExceeded, LoopPlace, check_list, check_text, spend_bytes,
        spend_made, spend_steps, with_budget,
    },
    counted::{TextOf, catches, count_work},
    hooks::{count_bytes, refused, register},
    insertions::Insertions,
};
