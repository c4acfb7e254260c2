//! Puts what was typed into the controls of a form, and the marks of what is wrong.

use std::collections::{BTreeMap, BTreeSet};

use htmlize::unescape_attribute;
use lol_html::{
    HandlerResult,
    html_content::{ContentType, Element},
};
use tsubame_model::{
    encode::escape_html,
    schema::{FieldError, InputType},
};

use super::{
    PageAgain,
    messages::{again_id, error_id, field_message, file_message},
    page_form::PageForm,
};

/// The name of the box that must be ticked.
const CONSENT: &str = "consent";

/// A form that is being filled, tag by tag.
pub(super) struct ControlFill<'a> {
    /// What was sent, by name.
    texts: BTreeMap<&'a str, Vec<&'a str>>,
    /// What is wrong, by field; the first error of each.
    errors: BTreeMap<&'a str, &'a FieldError>,
    /// Fields for which a file was sent.
    files: BTreeSet<&'a str>,
    page: &'a PageForm,
    /// The field whose box was entered last.
    entered: String,
    /// The select whose options come.
    select: String,
    /// Fields of which a control already names the messages.
    described: BTreeSet<String>,
}

impl<'a> ControlFill<'a> {
    /// A form of which nothing was filled yet.
    pub(super) fn new(again: &PageAgain<'a>, page: &'a PageForm) -> Self {
        let mut texts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in &again.values.texts {
            texts.entry(name).or_default().push(value);
        }
        let agreed_to = texts.get("consent_version").and_then(|versions| versions.first());
        if agreed_to.is_none_or(|version| *version != again.form.consent.version) {
            texts.remove(CONSENT);
        }
        let mut errors = BTreeMap::new();
        for error in again.errors {
            errors.entry(error.name.as_str()).or_insert(error);
        }
        let takers = again.form.fields().filter(|field| field.input == InputType::File).map(|field| &field.name);
        let was_sent = |name: &&String| again.values.files.iter().any(|(sent, _)| sent == *name);
        Self {
            texts,
            errors,
            files: takers.filter(was_sent).map(String::as_str).collect(),
            page,
            entered: String::new(),
            select: String::new(),
            described: BTreeSet::new(),
        }
    }

    /// The box around a field: the messages come last in it.
    pub(super) fn enter_box(&mut self, element: &mut Element<'_, '_>) -> HandlerResult {
        self.entered = attribute(element, "data-field").unwrap_or_default();
        let Some(id) = self.page.first_ids.get(&self.entered) else { return Ok(()) };
        if self.files.contains(self.entered.as_str()) {
            element.append(&file_message(id), ContentType::Html);
        }
        if let Some(error) = self.errors.get(self.entered.as_str()) {
            add_word(element, "class", "field-wrong")?;
            element.append(&field_message(error, id), ContentType::Html);
        }
        Ok(())
    }

    /// The group of radios or boxes: it, not the first of them, names the messages.
    pub(super) fn describe_choices(&mut self, element: &mut Element<'_, '_>) -> HandlerResult {
        let field = self.entered.clone();
        self.describe(element, &field)
    }

    /// An option of the select that was met last.
    pub(super) fn select_option(&mut self, element: &mut Element<'_, '_>) -> HandlerResult {
        let select = self.select.clone();
        self.tick(element, &select, "selected")
    }

    /// An input, a text area or a select.
    pub(super) fn fill_control(&mut self, element: &mut Element<'_, '_>) -> HandlerResult {
        let Some(name) = attribute(element, "name") else { return Ok(()) };
        let kind = attribute(element, "type").unwrap_or_default().to_ascii_lowercase();
        match (element.tag_name().as_str(), kind.as_str()) {
            ("textarea", _) => self.fill_area(element, &name),
            ("select", _) => self.select.clone_from(&name),
            (_, "hidden") => return self.fill_hidden(element, &name),
            (_, "radio" | "checkbox") => self.tick(element, &name, "checked")?,
            (_, "file" | "submit" | "button" | "image" | "reset") => {}
            _ => self.fill_line(element, &name)?,
        }
        if self.errors.contains_key(name.as_str()) {
            element.set_attribute("aria-invalid", "true")?;
        }
        self.describe(element, &name)
    }

    /// What a script has filled in is not in the built page, and would be lost; all else the page knows better.
    fn fill_hidden(&self, element: &mut Element<'_, '_>, name: &str) -> HandlerResult {
        if element.get_attribute("value").is_none_or(|value| value.is_empty()) {
            self.fill_line(element, name)
        } else {
            Ok(())
        }
    }

    fn fill_line(&self, element: &mut Element<'_, '_>, name: &str) -> HandlerResult {
        if let Some(text) = self.first_text(name) {
            element.set_attribute("value", &escape_html(text))?;
        }
        Ok(())
    }

    /// Browsers drop one line break at the start of an area.
    fn fill_area(&self, element: &mut Element<'_, '_>, name: &str) {
        if let Some(text) = self.first_text(name) {
            element.set_inner_content(&format!("\n{}", escape_html(text)), ContentType::Html);
        }
    }

    fn first_text(&self, name: &str) -> Option<&'a str> {
        self.texts.get(name)?.first().copied()
    }

    /// Chooses a value if it was sent, and it alone.
    fn tick(&self, element: &mut Element<'_, '_>, name: &str, mark: &str) -> HandlerResult {
        let Some(sent) = self.texts.get(name) else { return Ok(()) };
        let value = attribute(element, "value").unwrap_or_else(|| "on".to_owned());
        if sent.contains(&value.as_str()) {
            element.set_attribute(mark, "")?;
        } else {
            element.remove_attribute(mark);
        }
        Ok(())
    }

    /// Has an element name the messages in the box that it is in, if no element before it does.
    fn describe(&mut self, element: &mut Element<'_, '_>, field: &str) -> HandlerResult {
        let Some(id) = self.page.first_ids.get(field) else { return Ok(()) };
        if field != self.entered || !self.described.insert(field.to_owned()) {
            return Ok(());
        }
        if self.files.contains(field) {
            add_word(element, "aria-describedby", &again_id(id))?;
        }
        if self.errors.contains_key(field) {
            add_word(element, "aria-describedby", &error_id(id))?;
        }
        Ok(())
    }
}

/// The value of an attribute, with its entities read.
fn attribute(element: &Element<'_, '_>, name: &str) -> Option<String> {
    element.get_attribute(name).map(|value| unescape_attribute(value).into_owned())
}

/// Adds a word to an attribute that is a list of words.
fn add_word(element: &mut Element<'_, '_>, name: &str, word: &str) -> HandlerResult {
    let words = attribute(element, name).unwrap_or_default();
    let parted = if words.is_empty() { word.to_owned() } else { format!("{words} {word}") };
    element.set_attribute(name, &escape_html(&parted))?;
    Ok(())
}
