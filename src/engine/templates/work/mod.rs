//! A render is only so much work: templates in which it is counted, the budget, and what is told when it is used up.

mod budget;
mod counted;
mod hooks;
mod insertions;
mod tag_work;

pub use self::{
    budget::{CountedWriter, LimitExceeded, LoopPlace, check_list, check_text, spend_bytes, spend_steps, with_budget},
    counted::{TextOf, catches, count_work},
    hooks::{count_bytes, refused, register},
    insertions::Insertions,
};
