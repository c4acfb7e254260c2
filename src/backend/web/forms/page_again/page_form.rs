//! Where things are in the form of a page: found before it is filled, since a box comes before its controls.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use htmlize::unescape_attribute;
use lol_html::{HtmlRewriter, Settings};

use super::{
    PageAgainError,
    selectors::{controls_of, form_of, on, within},
};

/// A form of a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PageForm {
    /// The ids of the first control of each field, by the field's name.
    pub first_ids: BTreeMap<String, String>,
    /// Whether it has a place for the summary.
    pub has_summary: bool,
}

/// The form of this name; `None` if the page does not have it.
pub(super) fn find_form(page: &[u8], name: &str) -> Result<Option<PageForm>, PageAgainError> {
    let (is_there, has_summary) = (Cell::new(false), Cell::new(false));
    let first_ids = RefCell::new(BTreeMap::new());
    let note = |cell: &Cell<bool>| {
        cell.set(true);
        Ok(())
    };
    let settings = Settings::new()
        .append_element_content_handler(on(&form_of(name), |_| note(&is_there))?)
        .append_element_content_handler(on(&within(name, "[data-errors]"), |_| note(&has_summary))?)
        .append_element_content_handler(on(&controls_of(name), |element| {
            let is_hidden = element.get_attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden"));
            if let (Some(name), Some(id), false) =
                (element.get_attribute("name"), element.get_attribute("id"), is_hidden)
            {
                let (name, id) = (unescape_attribute(name), unescape_attribute(id));
                first_ids.borrow_mut().entry(name.into_owned()).or_insert(id.into_owned());
            }
            Ok(())
        })?);
    let mut reader = HtmlRewriter::new(settings, |_: &[u8]| {});
    reader.write(page)?;
    reader.end()?;
    let found = PageForm { first_ids: first_ids.take(), has_summary: has_summary.get() };
    Ok(is_there.get().then_some(found))
}
