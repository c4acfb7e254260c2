//! A render is only so much work: templates in which it is counted, the budget, and what is told when it is used up.

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
