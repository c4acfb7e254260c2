//! What is wrong with conditions, of types, forms and targets alike: fields that are not there, values that no field can
//! have, conditions that say nothing, and fields that are shown by each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::{Condition, ContentType, Field, FieldKind, Form, FormField, InputType, definition::did_you_mean};
use crate::source::{Data, Wording, suggest};

/// The fields that conditions may ask of, in one type or one form.
#[derive(Clone, Debug)]
pub(super) struct ConditionScope<'a> {
    fields: Vec<AskedField<'a>>,
    /// Whether conditions may only say what a page can ask without a server.
    is_of_form: bool,
}

/// A field as conditions ask of it.
#[derive(Clone, Debug)]
struct AskedField<'a> {
    key: &'a str,
    name: Wording,
    is_list: bool,
    values: AskedValues,
}

/// What a field can be.
#[derive(Clone, Debug)]
enum AskedValues {
    /// Whatever people write.
    Any,
    /// One of these.
    These(Vec<Data>),
    /// Something that the form does not say, though it has to.
    Unstated,
}

/// What is wrong with a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConditionFault {
    /// The condition's key that says it: `is`.
    pub key: &'static str,
    /// What is wrong.
    pub message: Wording,
    /// What to do.
    pub hint: Wording,
}

impl<'a> ConditionScope<'a> {
    /// The fields of a type, and the folder in which its entries lie.
    pub fn of_type(kind: &'a ContentType) -> Self {
        let folders: Vec<Data> = kind.categories.iter().map(|category| Data::Text(category.folder.clone())).collect();
        let values = if folders.is_empty() { AskedValues::Any } else { AskedValues::These(folders) };
        let name = Wording::new("the folder", "フォルダー");
        let folder = AskedField { key: "folder", name, is_list: false, values };
        let fields = kind.fields.iter().map(AskedField::of_type).chain([folder]).collect();
        Self { fields, is_of_form: false }
    }

    /// The other fields of a form, and its references.
    pub fn of_form(form: &'a Form, but: &str) -> Self {
        let fields = form.fields().filter(|field| field.name != but).map(AskedField::of_form);
        let reference = |name: &'a String| AskedField {
            key: name,
            name: Wording::of_site(format!("`{name}`")),
            is_list: false,
            values: form.reference_values.get(name).cloned().map_or(AskedValues::Unstated, AskedValues::These),
        };
        Self { fields: fields.chain(form.references.iter().map(reference)).collect(), is_of_form: true }
    }

    /// All that is wrong with a condition.
    pub fn check(&self, condition: &Condition) -> Vec<ConditionFault> {
        let unknown: Vec<ConditionFault> =
            condition.keys().filter(|(_, key)| self.field(key).is_none()).map(|at| self.unknown(at)).collect();
        let Some(field) = self.field(&condition.field).filter(|_| unknown.is_empty()) else { return unknown };
        if !condition.says_something() {
            let message = Wording::new("this condition says nothing of its field", "この条件は何も決めていません");
            let hint = Wording::new("add `is`, `one_of` or the like", "is、one_of などを書き足します");
            return vec![ConditionFault { key: "field", message, hint }];
        }
        if matches!(condition.is, Some(Data::List(_))) && !field.is_list {
            let message =
                field.say(|name| format!("{name} is no list"), |name| format!("{name}の値はリストではありません"));
            let hint = Wording::new(
                "list the values under `one_of` if any of them will do",
                "値のどれか、というときは one_of に並べます",
            );
            return vec![ConditionFault { key: "is", message, hint }];
        }
        if self.is_of_form
            && let Some(unfit) = field.unfit_in_form(condition)
        {
            return vec![unfit];
        }
        self.wrong_value(field, condition).into_iter().collect()
    }

    fn field(&self, key: &str) -> Option<&AskedField<'a>> {
        self.fields.iter().find(|field| field.key == key)
    }

    fn unknown(&self, (key, name): (&'static str, &str)) -> ConditionFault {
        let meant = suggest(name, self.fields.iter().map(|field| field.key));
        let names = || Wording::new("write the name of a field under `fields`", "fields にある項目の名前を書きます");
        let message = Wording::new(
            format!("the condition asks about the field `{name}`, which does not exist"),
            format!("条件の項目 `{name}` はありません"),
        );
        ConditionFault { key, message, hint: meant.map_or_else(names, did_you_mean) }
    }

    /// The first value of a condition that its field can never have: it counts nothing, without a word.
    fn wrong_value(&self, field: &AskedField<'_>, condition: &Condition) -> Option<ConditionFault> {
        let AskedValues::These(allowed) = &field.values else { return None };
        let one = |value: &Option<Data>| value.iter().cloned().collect::<Vec<_>>();
        let said = [
            ("is", one(&condition.is)),
            ("is_not", one(&condition.is_not)),
            ("one_of", condition.one_of.clone().unwrap_or_default()),
            // A text holds any part of itself; of a list, it is a whole item.
            ("contains", if field.is_list { one(&condition.contains) } else { Vec::new() }),
        ];
        let mut said = said.into_iter().flat_map(|(key, values)| values.into_iter().map(move |value| (key, value)));
        // A field that is not there is false, so that may be asked of any field of an entry.
        let is_absence = |value: &Data| !self.is_of_form && *value == Data::Bool(false);
        let (key, value) = said.find(|(_, value)| !allowed.contains(value) && !is_absence(value))?;
        let meant = value.as_str().and_then(|text| suggest(text, allowed.iter().filter_map(Data::as_str)));
        let value = shown(&value);
        let message = field.say(
            |name| format!("{name} cannot have the value `{value}`"),
            |name| format!("{name}に `{value}` という値はありません"),
        );
        Some(ConditionFault { key, message, hint: meant.map_or_else(|| self.allowed(allowed), did_you_mean) })
    }

    /// The hint that tells which values there are.
    fn allowed(&self, values: &[Data]) -> Wording {
        let values: Vec<String> = values.iter().map(shown).collect();
        let (english, japanese) = if self.is_of_form {
            ("; put yes, no and numbers in quotes", "。yes、no、数は引用符で囲みます")
        } else {
            ("", "")
        };
        Wording::new(
            format!("what may stand here: {}{english}", values.join(", ")),
            format!("書けるのは {} です{japanese}", values.join("、")),
        )
    }
}

impl<'a> AskedField<'a> {
    fn of_type(field: &'a Field) -> Self {
        let known: Vec<Data> = match field.kind {
            FieldKind::Boolean => vec![Data::Bool(true), Data::Bool(false)],
            _ => field.choices.iter().map(|choice| choice.value.clone()).collect(),
        };
        Self {
            key: &field.key,
            name: quoted(&field.label),
            is_list: matches!(field.kind, FieldKind::List | FieldKind::Tables),
            values: if known.is_empty() { AskedValues::Any } else { AskedValues::These(known) },
        }
    }

    fn of_form(field: &'a FormField) -> Self {
        let values = match field.input {
            _ if !field.choices.is_empty() => {
                AskedValues::These(field.choices.iter().map(|choice| choice.value.clone()).collect())
            }
            InputType::Checkbox => AskedValues::These(vec![Data::Text("yes".to_owned())]),
            _ => AskedValues::Any,
        };
        let is_list = field.input == InputType::Checkbox && !field.choices.is_empty();
        Self { key: &field.name, name: quoted(&field.label), is_list, values }
    }

    /// A sentence about the field, made from its name in each language.
    fn say(&self, english: impl Fn(&str) -> String, japanese: impl Fn(&str) -> String) -> Wording {
        Wording::new(english(self.name.english()), japanese(self.name.japanese()))
    }

    /// What a page cannot ask: it compares values, and has no clock and no numbers.
    fn unfit_in_form(&self, condition: &Condition) -> Option<ConditionFault> {
        let fault = |key, message: Wording, hint: Wording| Some(ConditionFault { key, message, hint });
        if matches!(self.values, AskedValues::Unstated) {
            let message = self.say(
                |name| format!("nothing says which values {name} can have, which `show_when` asks about"),
                |name| format!("show_when の{name}がどんな値になるかが、書かれていません"),
            );
            let hint = Wording::new(
                format!("list what pages hand over, like `reference_values: {{ {}: [VALUE, VALUE] }}`", self.key),
                format!("ページが渡す値を `reference_values: {{ {}: [値, 値] }}` のように並べます", self.key),
            );
            return fault("field", message, hint);
        }
        let asked = Condition {
            field: condition.field.clone(),
            is: condition.is.clone(),
            one_of: condition.one_of.clone(),
            contains: condition.contains.clone(),
            ..Condition::default()
        };
        if asked != *condition
            || [asked.is.is_some(), asked.one_of.is_some(), asked.contains.is_some()]
                .iter()
                .filter(|said| **said)
                .count()
                != 1
        {
            let message = Wording::new(
                "the condition asks for something that a form cannot ask for",
                "フォームの条件には使えないものがあります",
            );
            let hint = Wording::new(
                "write exactly one of `is`, `one_of` and `contains`",
                "is、one_of、contains のどれか一つを書きます",
            );
            return fault("field", message, hint);
        }
        match (self.is_list, asked.contains.is_some()) {
            (true, false) => fault(
                "field",
                self.say(
                    |name| format!("{name} can have several answers"),
                    |name| format!("{name}はいくつも選べる項目です"),
                ),
                Wording::new("write one value under `contains`", "contains に値を一つ書きます"),
            ),
            (false, true) => fault(
                "contains",
                self.say(
                    |name| format!("{name} can have one answer only"),
                    |name| format!("{name}の答えは一つだけです"),
                ),
                Wording::new("write it under `is` or `one_of`", "is か one_of に書きます"),
            ),
            _ => None,
        }
    }
}

/// The first circle of fields that are shown by each other, from its first field back to it; one circle for each field
/// that no earlier circle has. Such fields would never be shown, or always.
pub(super) fn circles<'a>(fields: &[(&'a str, Vec<&'a str>)]) -> Vec<Vec<&'a str>> {
    let needs: BTreeMap<&str, &[&'a str]> = fields.iter().map(|(key, needs)| (*key, needs.as_slice())).collect();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for (start, _) in fields {
        if told.contains(start) {
            continue;
        }
        // Where each field was reached from, so that the way back can be told.
        let mut reached: BTreeMap<&str, &'a str> = BTreeMap::new();
        let mut next = vec![*start];
        while let Some(key) = next.pop() {
            for need in needs.get(key).copied().unwrap_or_default() {
                if !reached.contains_key(need) {
                    reached.insert(need, key);
                    next.push(need);
                }
            }
        }
        if !reached.contains_key(start) {
            continue;
        }
        let mut circle = vec![*start];
        let mut at = reached[start];
        while at != *start && circle.len() <= fields.len() {
            circle.push(at);
            at = reached[at];
        }
        circle.push(*start);
        circle.reverse();
        told.extend(circle.iter().copied());
        found.push(circle);
    }
    found
}

/// The fields that conditions look at.
pub(super) fn asked_by<'a>(conditions: impl IntoIterator<Item = &'a Condition>) -> Vec<&'a str> {
    conditions.into_iter().flat_map(Condition::keys).map(|(_, name)| name).collect()
}

/// A circle in words.
pub(super) fn circle_message(circle: &[&str]) -> Wording {
    let circle = circle.join(" → ");
    Wording::new(
        format!("`show_when` leads in a circle back to where it began ({circle})"),
        format!("show_when が一周して自分に戻ります（{circle}）"),
    )
}

/// What to do about a circle.
pub(super) fn circle_hint() -> Wording {
    Wording::new("remove one of these `show_when`", "どれかの show_when を消してください")
}

/// A label in the middle of a sentence.
pub(super) fn quoted(label: &str) -> Wording {
    Wording::new(format!("\"{label}\""), format!("「{label}」"))
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
    use crate::{
        schema::{Types, definition::read_for_test, language_tests::check_wording},
        source::SourcePath,
    };

    #[test]
    fn conditions_and_their_faults() {
        let text = "{id: v, label: 動画, folder: v, categories: [{folder: v/a, label: 甲}], fields: [\
             {key: extra.scope, kind: choice, label: 範囲, choices: [{value: tohoku, label: 東北}, {value: sendai, label: 仙台}]},\
             {key: extra.own, kind: boolean, label: 自主}, {key: extra.city, kind: text, label: 市}]}";
        let (types, faults) = Types::parse(&[(SourcePath::new("data/types/v.yaml"), text.to_owned())]);
        assert_eq!(faults, []);
        let kind = types.get("v").unwrap();
        for (condition, words) in [
            ("{field: extra.scope, is: tohoku}", None),
            ("{field: extra.scope, is: tohokuu}", Some(("is", "`tohoku` の書き間違い"))),
            ("{field: extra.scope, one_of: [sendai, kansai]}", Some(("one_of", "tohoku、sendai"))),
            ("{field: extra.scope, is: [sendai, tohoku]}", Some(("is", "one_of に並べます"))),
            ("{field: extra.scope, is: false}", None),
            ("{field: extra.scope}", Some(("field", "書き足します"))),
            ("{field: extra.scop, is: sendai}", Some(("field", "`extra.scope` の"))),
            ("{field: extra.city, not_before: extra.cyty}", Some(("not_before", "`extra.city` の"))),
            ("{field: extra.own, is: \"true\"}", Some(("is", "true、false"))),
            ("{field: extra.city, is: 仙台}", None),
            ("{field: folder, is: v/b}", Some(("is", "`v/a`"))),
            ("{field: folder, starts_with: v}", None),
        ] {
            let parsed = read_for_test(condition, Condition::read);
            let found = ConditionScope::of_type(kind).check(&parsed);
            match words {
                None => assert_eq!(found, [], "{condition}"),
                Some((key, hint)) => {
                    check_wording(&found[0].message, &[text]);
                    check_wording(&found[0].hint, &[text]);
                    assert!(
                        found.len() == 1 && found[0].key == key && found[0].hint.japanese().contains(hint),
                        "{found:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn circles_are_found_once() {
        for (fields, found) in [
            (vec![("a", vec!["b"]), ("b", vec!["c"]), ("c", vec![])], vec![]),
            (vec![("a", vec!["b"]), ("b", vec!["c"]), ("c", vec!["b"])], vec![vec!["b", "c", "b"]]),
            (vec![("a", vec!["a"])], vec![vec!["a", "a"]]),
            (
                vec![("a", vec!["x", "b"]), ("b", vec!["a"]), ("c", vec!["d"]), ("d", vec!["c", "a"])],
                vec![vec!["a", "b", "a"], vec!["c", "d", "c"]],
            ),
        ] {
            assert_eq!(circles(&fields), found, "{fields:?}");
        }
    }
}
