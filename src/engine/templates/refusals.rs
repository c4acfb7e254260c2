//! What functions and filters refuse, in all languages.
//!
//! Tera carries one text from a function to whoever renders, so that is the English one, and what else is said stays beside
//! it in a variable of the thread, as traces do: a render stays on its thread from beginning to end, and its error is read
//! there. Of several refusals the last one counts, as it is the one that ends the render.

use std::cell::RefCell;

use tera::Error;

use tsubame_model::source::Wording;

thread_local! {
    static LAST: RefCell<Option<Wording>> = const { RefCell::new(None) };
}

/// What a function or filter says when it refuses.
pub(super) fn refusal(function: &str, reason: &Wording) -> Error {
    refuse(&Wording::compose(|language| format!("`{function}`: {}", reason.in_language(language))))
}

/// The same, without the name of whoever refuses.
pub(super) fn refuse(reason: &Wording) -> Error {
    LAST.set(Some(reason.clone()));
    Error::message(reason.english())
}

/// What is said where nothing of the site can be asked, as only names are looked up.
pub(super) fn too_soon(function: &str) -> Error {
    refusal(function, &Wording::new("called before there is a site", "サイトがまだ読み込まれていません"))
}

/// The refusal of this thread that reached Tera as this text.
pub(super) fn find_refusal(message: &str) -> Option<Wording> {
    LAST.with_borrow(|last| last.clone().filter(|told| told.english() == message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_found_by_what_tera_says() {
        let error = refusal("get_url", &Wording::new("it is gone", "ありません"));
        assert_eq!(error.to_string(), "`get_url`: it is gone");
        let found = find_refusal(&error.to_string());
        assert_eq!(found, Some(Wording::new("`get_url`: it is gone", "`get_url`: ありません")));
        assert_eq!(find_refusal("Unknown filter `x`"), None);
        refuse(&Wording::new("another", "別"));
        assert_eq!(find_refusal(&error.to_string()), None);
    }
}
