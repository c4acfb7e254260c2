//! Whether templates do what mails need: they render with every value and with none, text and page say the same, and the links are there
//! that readers need.

use tera::Value;
use tsubame_model::{
    encode::escape_html,
    source::{Diagnostic, Wording, sort_diagnostics},
};

use super::{
    names::{html_name, path},
    needed_links::missing_links,
    templates::{MailTemplates, RenderedMail},
    values::{LinkValues, MailValues},
};

/// Everything that is wrong with templates, sorted by file; for `--check-config`, and before an edit in the office is
/// taken.
pub fn check_templates(files: &[(String, String)]) -> Vec<Diagnostic> {
    let templates = match MailTemplates::parse(files) {
        Ok(templates) => templates,
        Err(mut faults) => {
            sort_diagnostics(&mut faults);
            return faults;
        }
    };
    let (full, empty) = (MailValues::example(), MailValues::default());
    let named = MailValues { programme: full.programme.clone(), ..empty };
    // Who has a seat reads other words than who waits or is offered one.
    let seated = seated(&full);
    let mut faults = Vec::new();
    for (kind, name) in templates.mails() {
        for values in [&full, &seated, &named] {
            match templates.render_as(kind, &name, values) {
                Ok(mail) => {
                    faults.extend(differences(&name, values, &mail));
                    if values == &full {
                        faults.extend(missing_links(kind, &name, &values.for_kind(kind).links, &mail));
                    }
                }
                Err(error) => faults.push(*error.fault),
            }
        }
    }
    sort_diagnostics(&mut faults);
    faults
}

/// The values of somebody with a seat, of whom nothing is asked.
fn seated(full: &MailValues) -> MailValues {
    let empty = String::new;
    let links = LinkValues { confirm: empty(), accept: empty(), decline: empty(), ..full.links.clone() };
    MailValues { waiting_number: None, has_moved: false, links, ..full.clone() }
}

/// Values that only one of text and page says.
fn differences(name: &str, values: &MailValues, mail: &RenderedMail) -> Vec<Diagnostic> {
    let said_alone = |value: &String| mail.text.contains(value) != mail.html.contains(&*escape_html(value));
    let values = texts_of(values).into_iter().filter(|(_, value)| said_alone(value));
    values.map(|(value, _)| difference(name, &value)).collect()
}

fn difference(name: &str, value: &str) -> Diagnostic {
    let message = Wording::new(
        format!("`{value}` is said by the text or by the page of this mail, not by both"),
        format!("「{value}」がテキストとHTMLの片方にしかありません"),
    );
    let hint = Wording::new("let both say it, or neither", "両方に書くか、両方から消してください");
    Diagnostic::error("mail-parts-differ", message).in_file(&path(&html_name(name))).with_hint(hint)
}

/// The names and texts of all values that are texts and say something.
fn texts_of(values: &MailValues) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Ok(value) = Value::try_from_serializable(values) {
        collect(&value, "", &mut found);
    }
    found
}

fn collect(value: &Value, name: &str, found: &mut Vec<(String, String)>) {
    if let Some(text) = value.as_str().filter(|text| !text.is_empty()) {
        found.push((name.to_owned(), text.to_owned()));
    }
    for (key, value) in value.as_map().into_iter().flatten() {
        let key = key.as_str().unwrap_or_default();
        let name = if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
        collect(value, &name, found);
    }
}
