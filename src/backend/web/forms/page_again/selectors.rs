//! Selectors for the parts of a form, and what is done with the elements that they name.

use std::borrow::Cow;

use lol_html::{ElementContentHandlers, HandlerResult, Selector, errors::SelectorError, html_content::Element};

/// The form of this name.
pub(super) fn form_of(name: &str) -> String {
    format!("form[data-form=\"{}\"]", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A part of the form of this name.
pub(super) fn within(name: &str, part: &str) -> String {
    format!("{} {part}", form_of(name))
}

/// All that visitors fill in.
pub(super) fn controls_of(name: &str) -> String {
    ["input", "textarea", "select"].map(|tag| within(name, tag)).join(", ")
}

/// A selector with a handler, as the rewriter takes them.
pub type OnElement<'h> = (Cow<'static, Selector>, ElementContentHandlers<'h>);

/// Has a handler look at every element that a selector names.
pub fn on<'h, F>(selector: &str, handler: F) -> Result<OnElement<'h>, SelectorError>
where
    F: FnMut(&mut Element<'_, '_>) -> HandlerResult + 'h,
{
    Ok((Cow::Owned(selector.parse::<Selector>()?), ElementContentHandlers::default().element(handler)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_for_as_they_are() {
        assert_eq!(within("event", ".choices"), "form[data-form=\"event\"] .choices");
        assert_eq!(form_of("a\"b\\"), "form[data-form=\"a\\\"b\\\\\"]");
    }
}
