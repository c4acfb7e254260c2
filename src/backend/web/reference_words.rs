//! What references of forms are called where people read them: an event by its title, how it is held by the label of the
//! choice. Nothing is decided by these words.

use std::collections::BTreeMap;

/// Labels of references, and words for their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReferenceWords {
    labels: BTreeMap<String, String>,
    values: BTreeMap<String, BTreeMap<String, String>>,
}

impl ReferenceWords {
    /// Says what a reference is called.
    pub fn name(&mut self, reference: &str, label: &str) {
        self.labels.insert(reference.to_owned(), label.to_owned());
    }

    /// Says what a value of a reference is called.
    pub fn name_value(&mut self, reference: &str, value: &str, words: &str) {
        self.values.entry(reference.to_owned()).or_default().insert(value.to_owned(), words.to_owned());
    }

    /// What a reference is called; its own name where the site says nothing.
    pub fn label_of<'a>(&'a self, reference: &'a str) -> &'a str {
        self.labels.get(reference).map_or(reference, String::as_str)
    }

    /// What a value of a reference is called; `None` where the site says nothing, as of an event that it has no more.
    pub fn words_of(&self, reference: &str, value: &str) -> Option<&str> {
        self.values.get(reference)?.get(value).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_site_has_no_words_for_is_called_by_its_name() {
        let mut words = ReferenceWords::default();
        words.name("event", "イベント");
        words.name_value("event", "night", "渋谷の夜");
        assert_eq!((words.label_of("event"), words.label_of("company")), ("イベント", "company"));
        assert_eq!(words.words_of("event", "night"), Some("渋谷の夜"));
        assert_eq!((words.words_of("event", "gone"), words.words_of("company", "night")), (None, None));
    }
}
