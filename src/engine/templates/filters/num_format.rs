//! The filter `num_format`: whole numbers with the separators of a locale.

use num_format::{Locale, ToFormattedString};
use tera::{Kwargs, State, Tera, TeraResult};

use crate::templates::refusals::refusal;
use tsubame_model::source::Wording;

pub(super) fn register(tera: &mut Tera, default_language: &str) {
    let default_language = default_language.to_owned();
    tera.register_filter("num_format", move |number: i128, arguments: Kwargs, _: &State| -> TeraResult<String> {
        let locale = arguments.get::<String>("locale")?.unwrap_or_else(|| default_language.clone());
        let known = Locale::from_name(locale.as_str()).map_err(|_| {
            let reason = Wording::new(
                format!("`{locale}` is not a locale such as `ja` or `en-GB`"),
                format!("`{locale}` は `ja` や `en-GB` のような地域のコードではありません"),
            );
            refusal("num_format", &reason)
        })?;
        Ok(number.to_formatted_string(&known))
    });
}
