//! Which built page has which form: found by looking at the pages, so that the page shown again is the one that was filled in,
//! and nothing that the request says of itself decides it.

use std::{cell::RefCell, collections::BTreeMap};

use htmlize::unescape_attribute;
use lol_html::{HtmlRewriter, Settings};
use tsubame_model::schema::{Form, FormValues};

use super::forms::{PageAgainError, on};

/// The pages with forms, by the names of the forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormPages(BTreeMap<String, Vec<FormPage>>);

/// A page with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FormPage {
    /// Its output path.
    path: String,
    /// What its hidden fields say, by name.
    hidden: BTreeMap<String, String>,
}

impl FormPages {
    /// Adds the forms of a page.
    pub fn add(&mut self, path: &str, html: &[u8]) -> Result<(), PageAgainError> {
        let (forms, hidden) = (RefCell::new(Vec::<String>::new()), RefCell::new(Vec::new()));
        let settings = Settings::new()
            .append_element_content_handler(on("form[data-form]", |element| {
                forms
                    .borrow_mut()
                    .extend(element.get_attribute("data-form").map(|name| unescape_attribute(name).into_owned()));
                Ok(())
            })?)
            .append_element_content_handler(on("form[data-form] input[type=hidden]", |element| {
                let attribute = |name| element.get_attribute(name).map(|value| unescape_attribute(value).into_owned());
                let form = forms.borrow().len();
                hidden.borrow_mut().extend(attribute("name").zip(attribute("value")).map(|pair| (form, pair)));
                Ok(())
            })?);
        let mut reader = HtmlRewriter::new(settings, |_: &[u8]| {});
        reader.write(html)?;
        reader.end()?;
        let hidden = hidden.take();
        for (at, form) in forms.take().into_iter().enumerate() {
            let of_form = hidden.iter().filter(|(form, _)| *form == at + 1).map(|(_, pair)| pair.clone());
            self.0.entry(form).or_default().push(FormPage { path: path.to_owned(), hidden: of_form.collect() });
        }
        Ok(())
    }

    /// The output path of a page that has this form: the first of them.
    pub fn first(&self, form: &str) -> Option<&str> {
        self.0.get(form)?.iter().map(|page| page.path.as_str()).min()
    }

    /// The output path of the page that was filled in: one with this form, whose references are those that were sent. Where
    /// several are, the first by its path.
    pub fn find(&self, form: &Form, values: &FormValues) -> Option<&str> {
        let sent = |name: &String| values.texts.iter().find(|(sent, _)| sent == name).map(|(_, value)| value.as_str());
        let agrees = |page: &FormPage| {
            let agrees = |name: &&String| page.hidden.get(*name).map(String::as_str) == sent(name);
            form.references.iter().filter(agrees).count()
        };
        let pages = self.0.get(&form.form)?;
        let most = pages.iter().map(agrees).max()?;
        pages.iter().filter(|page| agrees(page) == most).map(|page| page.path.as_str()).min()
    }
}

#[cfg(test)]
mod tests {
    use tsubame_model::{schema::parse_form, source::SourcePath};

    use super::*;

    fn form() -> Form {
        let text = "form: event\nlabel: 申込\nversion: '1'\nreferences: [event]\ngroups:\n- legend: お名前\n  fields:\n  - {name: name, \
                    type: text, label: お名前, max_length: 9}\nconsent: {version: '1', label: 同意, link: /p/}\nsubmit: 送る\nhoneypot: \
                    r\nthanks: 届きました\n";
        parse_form(&SourcePath::new("data/forms/event.yaml"), text).0.unwrap()
    }

    fn sent(event: &str) -> FormValues {
        FormValues { texts: vec![("event".to_owned(), event.to_owned())], files: Vec::new() }
    }

    #[test]
    fn the_page_is_found_by_what_its_form_is_for() {
        let mut pages = FormPages::default();
        for (path, event) in
            [("events/b/index.html", "b"), ("events/a/index.html", "a&amp;o"), ("events/index.html", "")]
        {
            let html = format!(
                "<form data-form=event><input type=hidden name=event value=\"{event}\"></form><form data-form=ask></form>"
            );
            pages.add(path, html.as_bytes()).unwrap();
        }
        for (event, path) in
            [("b", "events/b/index.html"), ("a&o", "events/a/index.html"), ("c", "events/a/index.html")]
        {
            assert_eq!(pages.find(&form(), &sent(event)), Some(path), "{event}");
        }
        assert_eq!(FormPages::default().find(&form(), &sent("b")), None);
    }
}
