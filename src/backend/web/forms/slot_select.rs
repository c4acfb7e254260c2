//! The list of times in the form of a built page: the page has an empty one, which a script fills; without it the server does.

use std::cell::RefCell;

use lol_html::{HtmlRewriter, Settings, html_content::ContentType};
use tsubame_model::{
    encode::{escape_html, push_html},
    schema::Form,
};

use super::page_again::{PageAgainError, on};
use crate::intake::bookings::SlotOffer;

/// The page with these offers in the list of a field, grouped by their days. One that the page has already is left.
pub fn fill_slot_select(
    page: &[u8],
    (form, field): (&Form, &str),
    offers: &[SlotOffer],
) -> Result<Vec<u8>, PageAgainError> {
    let name = |name: &str| name.replace('\\', "\\\\").replace('"', "\\\"");
    let selector = format!("form[data-form=\"{}\"] select[name=\"{}\"]", name(&form.form), name(field));
    let options = RefCell::new(render_options(offers));
    let settings = Settings::new().append_element_content_handler(on(&selector, |select| {
        // There is one such list; a second one of the same name would be another form's.
        select.append(&options.take(), ContentType::Html);
        Ok(())
    })?);
    let mut html = Vec::with_capacity(page.len() + 64 * offers.len());
    let mut rewriter = HtmlRewriter::new(settings, |bytes: &[u8]| html.extend_from_slice(bytes));
    rewriter.write(page)?;
    rewriter.end()?;
    Ok(html)
}

fn render_options(offers: &[SlotOffer]) -> String {
    let mut html = String::new();
    for day in offers.chunk_by(|a, b| a.business_day == b.business_day) {
        let label = day.first().map(SlotOffer::day_label).unwrap_or_default();
        html.push_str("<optgroup label=\"");
        push_html(&mut html, &label);
        html.push_str("\">");
        for offer in day {
            html.push_str("<option value=\"");
            push_html(&mut html, &offer.wish.render());
            html.push_str("\">");
            html.push_str(&escape_html(&offer.full_label()));
            html.push_str("</option>");
        }
        html.push_str("</optgroup>");
    }
    html
}
