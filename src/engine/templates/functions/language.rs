//! `trans` and `text_direction`.

use tera::{Kwargs, State, TeraResult, Value};
use unic_langid::{CharacterDirection, LanguageIdentifier};

use super::{ask, language};
use crate::templates::{
    desk::{Answer, Desk, Reply},
    question::Question,
};

pub(super) fn trans(desk: &Desk, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let question = Question::Translation { key: arguments.must_get("key")?, lang: language(desk, arguments, state)? };
    ask(desk, "trans", &question)
}

pub(super) fn text_direction(desk: &Desk, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    ask(desk, "text_direction", &Question::TextDirection(language(desk, arguments, state)?))
}

pub fn find_translation(desk: &Desk, key: &str, lang: &str) -> Reply {
    let settings = desk.lang(lang).and_then(|lang| desk.facts.config.languages.get(lang));
    let settings = settings.ok_or_else(|| format!("the site has no language `{lang}`"))?;
    let text = settings.translations.get(key);
    text.map(|text| Answer::Value(Value::from(text.as_str())))
        .ok_or_else(|| format!("the language `{lang}` has no translation `{key}`; add it to its `translations`"))
}

/// Pages are written in lines, so a script that runs from top to bottom counts as left to right.
pub fn find_direction(lang: &str) -> Reply {
    let lang: LanguageIdentifier = lang.parse().map_err(|_| format!("`{lang}` is not a language code"))?;
    let direction = match lang.character_direction() {
        CharacterDirection::RTL => "rtl",
        CharacterDirection::LTR | CharacterDirection::TTB => "ltr",
    };
    Ok(Answer::Value(Value::from(direction)))
}
