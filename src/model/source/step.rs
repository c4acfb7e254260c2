//! The way from a value to a value inside it.

/// One step from a value to a value inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The value under a key of a table.
    Key(String),
    /// An item of a list, counted from 0.
    Item(usize),
}

/// The steps to `key`, whose parts are parted by dots: `extra.start`.
pub fn steps_to(key: &str) -> Vec<Step> {
    key.split('.').map(|part| Step::Key(part.to_owned())).collect()
}
