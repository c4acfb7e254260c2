//! `trans` and `text_direction`.

use tera::{Kwargs, State, TeraResult, Value};
use unic_langid::{CharacterDirection, LanguageIdentifier};

use super::arguments::{ask, language};
use crate::templates::{
    query::Query,
    query_context::{QueryAnswer, QueryContext, QueryResult, no_language},
};
use tsubame_model::source::Wording;

pub(super) fn trans(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let query = Query::Translation { key: arguments.must_get("key")?, lang: language(queries, arguments, state)? };
    ask(queries, "trans", &query)
}

pub(super) fn text_direction(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    ask(queries, "text_direction", &Query::TextDirection(language(queries, arguments, state)?))
}

pub fn find_translation(queries: &QueryContext, key: &str, lang: &str) -> QueryResult {
    let settings = queries.lang(lang).and_then(|lang| queries.inputs.config.languages.get(lang));
    let settings = settings.ok_or_else(|| no_language(lang))?;
    let text = settings.translations.get(key);
    text.map(|text| QueryAnswer::Value(Value::from(text.as_str()))).ok_or_else(|| {
        Wording::new(
            format!("the language `{lang}` has no translation `{key}`; add it to its `translations`"),
            format!("言語 `{lang}` に `{key}` の訳がありません。`translations` に足してください"),
        )
    })
}

/// Pages are written in lines, so a script that runs from top to bottom counts as left to right.
pub fn find_direction(lang: &str) -> QueryResult {
    let lang: LanguageIdentifier = lang.parse().map_err(|_| {
        Wording::new(format!("`{lang}` is not a language code"), format!("`{lang}` は言語のコードではありません"))
    })?;
    let direction = match lang.character_direction() {
        CharacterDirection::RTL => "rtl",
        CharacterDirection::LTR | CharacterDirection::TTB => "ltr",
    };
    Ok(QueryAnswer::Value(Value::from(direction)))
}
