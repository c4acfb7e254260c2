//! The page as it is written again.

use std::cell::RefCell;

use lol_html::{HtmlRewriter, Settings, html_content::ContentType};

use super::{
    PageAgain, PageAgainError,
    addresses::make_absolute,
    control_fill::ControlFill,
    messages::{push_summary, show_summary},
    page_form::find_form,
    selectors::{controls_of, form_of, on, within},
};

/// The page with what was sent and what is wrong with it. `page` is HTML in UTF-8, as the build wrote it.
///
/// Files cannot be put in: the message at their field says to choose them anew. A tick for an older text than the page's
/// is not put in either, since nobody agreed to what they now see.
pub fn render_page_again(page: &[u8], again: &PageAgain<'_>) -> Result<Vec<u8>, PageAgainError> {
    let name = &again.form.form;
    let found = find_form(page, name)?.ok_or(PageAgainError::NoForm)?;
    let mut summary = String::new();
    // Without errors the page is shown for the first time, with a choice that was made elsewhere.
    let has_errors = !again.errors.is_empty();
    if has_errors {
        push_summary(&mut summary, again.errors, &found);
    }
    let fill = RefCell::new(ControlFill::new(again, &found));
    let settings = Settings::new()
        .append_element_content_handler(on("*", |element| make_absolute(element, again.address))?)
        .append_element_content_handler(on(&form_of(name), |element| {
            if has_errors && !found.has_summary {
                element
                    .prepend(&format!("<div class=\"form-errors\" role=\"alert\">{summary}</div>"), ContentType::Html);
            }
            Ok(())
        })?)
        .append_element_content_handler(on(&within(name, "[data-errors]"), |element| {
            if has_errors { show_summary(element, &summary) } else { Ok(()) }
        })?)
        .append_element_content_handler(on(&within(name, "[data-field]"), |element| {
            fill.borrow_mut().enter_box(element)
        })?)
        .append_element_content_handler(on(&within(name, ".choices"), |element| {
            fill.borrow_mut().describe_choices(element)
        })?)
        .append_element_content_handler(on(&within(name, "option"), |element| {
            fill.borrow_mut().select_option(element)
        })?)
        .append_element_content_handler(on(&controls_of(name), |element| fill.borrow_mut().fill_control(element))?);
    let mut html = Vec::with_capacity(page.len() + page.len() / 4);
    let mut rewriter = HtmlRewriter::new(settings, |bytes: &[u8]| html.extend_from_slice(bytes));
    rewriter.write(page)?;
    rewriter.end()?;
    Ok(html)
}
