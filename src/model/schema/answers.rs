//! Conditions on fields with a fixed set of values: a value that no entry can have counts nothing, without a word.

use super::{Condition, ContentType, Kind, near::nearest, state::slip_of_the_pen};
use crate::source::Data;

/// What is wrong with a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WrongAnswer {
    /// The condition's key that says it: `is`.
    pub key: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// The first value of a condition that its field can never have.
pub(super) fn wrong_answer(condition: &Condition, kind: &ContentType) -> Option<WrongAnswer> {
    let (label, allowed) = allowed_values(condition, kind)?;
    let one = |value: &Option<Data>| value.iter().cloned().collect::<Vec<_>>();
    let is_list = kind.field(&condition.field).is_some_and(|field| field.kind == Kind::List);
    let said = [
        ("is", one(&condition.is)),
        ("is_not", one(&condition.is_not)),
        ("one_of", condition.one_of.clone().unwrap_or_default()),
        // A text holds any part of itself; of a list, it is a whole item.
        ("contains", if is_list { one(&condition.contains) } else { Vec::new() }),
    ];
    let mut said = said.into_iter().flat_map(|(key, values)| values.into_iter().map(move |value| (key, value)));
    // A field that is not there is false, so that may be asked of any field.
    let (key, value) = said.find(|(_, value)| !allowed.contains(value) && *value != Data::Bool(false))?;
    let meant = nearest(&shown(&value), allowed.iter().filter_map(Data::as_str)).map(str::to_owned);
    let hint = meant.map_or_else(
        || format!("書けるのは {} です", allowed.iter().map(shown).collect::<Vec<_>>().join("、")),
        |meant| slip_of_the_pen(&meant),
    );
    Some(WrongAnswer { key, message: format!("{label}に `{}` という値はありません", shown(&value)), hint })
}

/// The name of a condition's field and its values, when they are known.
fn allowed_values(condition: &Condition, kind: &ContentType) -> Option<(String, Vec<Data>)> {
    if condition.field == "folder" {
        let folders = kind.categories.iter().map(|category| Data::Text(category.folder.clone()));
        return (!kind.categories.is_empty()).then(|| ("フォルダー".to_owned(), folders.collect()));
    }
    let field = kind.field(&condition.field)?;
    let allowed = match field.kind {
        Kind::Boolean => vec![Data::Bool(true), Data::Bool(false)],
        _ => field.choices.iter().map(|choice| choice.value.clone()).collect(),
    };
    (!allowed.is_empty()).then(|| (format!("「{}」", field.label), allowed))
}

fn shown(value: &Data) -> String {
    match value {
        Data::Text(text) => text.clone(),
        Data::Bool(value) => value.to_string(),
        Data::Integer(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        _ => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::parse_yaml;

    #[test]
    fn values_that_no_entry_has() {
        let kind: ContentType = parse_yaml(
            "{id: v, label: 動画, folder: v, categories: [{folder: v/a, label: 甲}], fields: [\
             {key: extra.scope, kind: choice, label: 範囲, choices: [{value: tohoku, label: 東北}, {value: sendai, label: 仙台}]},\
             {key: extra.own, kind: boolean, label: 自主}, {key: extra.city, kind: text, label: 市}]}",
        )
        .unwrap();
        for (condition, words) in [
            ("{field: extra.scope, is: tohoku}", None),
            ("{field: extra.scope, is: tohokuu}", Some(("is", "`tohoku` の書き間違い"))),
            ("{field: extra.scope, one_of: [sendai, kansai]}", Some(("one_of", "tohoku、sendai"))),
            ("{field: extra.scope, is: false}", None),
            ("{field: extra.own, is: \"true\"}", Some(("is", "true、false"))),
            ("{field: extra.city, is: 仙台}", None),
            ("{field: folder, is: v/b}", Some(("is", "`v/a`"))),
            ("{field: folder, starts_with: v}", None),
        ] {
            let parsed: Condition = parse_yaml(condition).unwrap();
            let found = wrong_answer(&parsed, &kind);
            match words {
                None => assert_eq!(found, None, "{condition}"),
                Some((key, hint)) => {
                    let found = found.unwrap_or_else(|| panic!("{condition}"));
                    assert!(found.key == key && found.hint.contains(hint), "{condition}: {found:?}");
                }
            }
        }
    }
}
