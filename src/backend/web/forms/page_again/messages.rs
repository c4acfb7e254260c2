//! What is said on the page: the summary above the form, and the messages at its fields, in the markup of `form.js`.

use lol_html::{
    HandlerResult,
    html_content::{ContentType, Element},
};
use tsubame_model::{encode::push_html, schema::FieldError};

use super::page_form::PageForm;
use crate::web::forms::problem::summary_title;

/// What visitors read at a field whose file they chose: browsers let no page fill that in.
const CHOOSE_AGAIN: &str = "ファイルは、もう一度選んでください。";

/// Appends the title and all errors, each with a link to its field if there is one to see.
pub(super) fn push_summary(html: &mut String, errors: &[FieldError], form: &PageForm) {
    html.push_str("<p>");
    push_html(html, &summary_title(errors));
    html.push_str("</p><ul>");
    for error in errors {
        html.push_str("<li>");
        let id = form.first_ids.get(&error.name);
        if let Some(id) = id {
            html.push_str("<a href=\"#");
            push_html(html, id);
            html.push_str("\">");
        }
        push_html(html, &error.in_japanese());
        html.push_str(if id.is_some() { "</a></li>" } else { "</li>" });
    }
    html.push_str("</ul>");
}

/// Puts the summary into its place, which is hidden as long as there is none, and has the browser begin there.
pub(super) fn show_summary(place: &mut Element<'_, '_>, summary: &str) -> HandlerResult {
    place.remove_attribute("hidden");
    place.set_attribute("autofocus", "")?;
    place.set_inner_content(summary, ContentType::Html);
    Ok(())
}

/// The message at a field, with the id by which its control names it.
pub(super) fn field_message(error: &FieldError, id: &str) -> String {
    paragraph("field-error", &error_id(id), &error.in_japanese())
}

/// The message at a field whose file has to be chosen again.
pub(super) fn file_message(id: &str) -> String {
    paragraph("hint", &again_id(id), CHOOSE_AGAIN)
}

/// The id of the message at the field whose first control has this one.
pub(super) fn error_id(id: &str) -> String {
    format!("{id}-error")
}

/// The id of the message about its file.
pub(super) fn again_id(id: &str) -> String {
    format!("{id}-again")
}

fn paragraph(class: &str, id: &str, text: &str) -> String {
    let mut html = format!("<p class=\"{class}\" id=\"");
    push_html(&mut html, id);
    html.push_str("\">");
    push_html(&mut html, text);
    html.push_str("</p>");
    html
}
