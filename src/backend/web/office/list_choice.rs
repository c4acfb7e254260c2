//! Values that can be chosen from a list, in a form or to narrow what is shown.

/// A value that can be chosen.
pub(super) struct ListChoice {
    pub value: String,
    pub label: String,
    pub is_set: bool,
}

/// Values with what they are called; those that are empty cannot be chosen.
pub(super) fn choices<'a>(values: impl IntoIterator<Item = (&'a str, &'a str)>, chosen: &str) -> Vec<ListChoice> {
    let named = values.into_iter().filter(|(value, _)| !value.is_empty());
    let choice = |(value, label): (&str, &str)| ListChoice {
        value: value.to_owned(),
        label: label.to_owned(),
        is_set: value == chosen,
    };
    named.map(choice).collect()
}
