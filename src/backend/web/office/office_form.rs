//! What a form of the office sends: names and values, read as browsers write them.

use std::sync::Arc;

use url::form_urlencoded;

/// The values of a form, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OfficeForm(Arc<Vec<(String, String)>>);

impl OfficeForm {
    /// Reads the body of a request.
    pub fn parse(body: &[u8]) -> Self {
        Self(Arc::new(form_urlencoded::parse(body).into_owned().collect()))
    }

    /// The values of a form that was read already.
    pub fn of(values: Vec<(String, String)>) -> Self {
        Self(Arc::new(values))
    }

    /// A value without what stands around it; empty if it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// A text of several lines. Browsers end each with two characters; here it is one, so that the same text is the same.
    pub fn lines(&self, name: &str) -> String {
        self.text(name).replace("\r\n", "\n")
    }

    /// A value as it was typed: passwords may begin with a blank.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a name.
    pub fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box is ticked.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// A value that can be read as something; `None` if there is none, or another.
    pub fn parsed<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.text(name).parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_browsers_write_them() {
        let form = OfficeForm::parse("name=+%E5%B1%B1%E7%94%B0+&role=a&role=b&empty=&count=7".as_bytes());
        assert_eq!((form.text("name"), form.raw("name")), ("山田", " 山田 "));
        assert_eq!(OfficeForm::parse(b"text=a%0D%0Ab%0D%0A").lines("text"), "a\nb");
        assert_eq!(form.texts("role").collect::<Vec<_>>(), ["a", "b"]);
        assert!(form.has("empty") && !form.has("none") && form.text("none").is_empty());
        assert_eq!((form.parsed::<u8>("count"), form.parsed::<u8>("name")), (Some(7), None));
    }
}
