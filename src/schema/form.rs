//! Forms for visitors: `data/forms/*.yaml`, which the page draws and the server checks by.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{
    Choice,
    field::Pattern,
    near::nearest,
    read::{fault_at, read_yaml},
};
use crate::source::{Data, Diagnostic, SourcePath, Step, steps_to};

/// A form, as its file describes it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a form: form, label, version, groups and more")]
pub struct Form {
    /// Its name: the file's, and the end of the address it is sent to.
    pub form: String,
    /// What people call it.
    pub label: String,
    /// Changes whenever a field or a choice changes.
    pub version: String,
    /// One or two sentences above the first field.
    #[serde(default)]
    pub intro: String,
    /// Values that the page fills in as hidden fields.
    #[serde(default)]
    pub references: Vec<String>,
    /// Groups of fields, in order.
    pub groups: Vec<FormGroup>,
    /// The box that must be ticked.
    pub consent: Consent,
    /// The name of a field that people never see.
    pub honeypot: Option<String>,
    /// Whether the page sends where the visitor came from.
    #[serde(default)]
    pub attribution: bool,
    /// The text of the button.
    pub submit: String,
    /// What is shown once the submission is stored.
    pub thanks: String,
}

/// Fields that belong together.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a group: legend and fields")]
pub struct FormGroup {
    /// Its heading.
    pub legend: String,
    /// A sentence below it.
    #[serde(default)]
    pub hint: String,
    /// Its fields, in order.
    pub fields: Vec<FormField>,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a field of a form: name, type, label and more")]
pub struct FormField {
    /// The key of the value.
    pub name: String,
    /// How it is asked.
    #[serde(rename = "type")]
    pub input: Input,
    /// What visitors read.
    pub label: String,
    /// What to write.
    #[serde(default)]
    pub hint: String,
    /// Whether it must be answered, while it is shown.
    #[serde(default)]
    pub required: bool,
    /// Most characters.
    pub max_length: Option<usize>,
    /// Fewest characters.
    pub min_length: Option<usize>,
    /// What the whole value has to look like.
    pub pattern: Option<Pattern>,
    /// As in HTML.
    pub autocomplete: Option<String>,
    /// As in HTML.
    pub inputmode: Option<String>,
    /// The answers to choose from.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// When it is shown; without a condition, always.
    pub show_when: Option<Shown>,
}

/// The condition under which a field is shown.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a condition: field and is")]
pub struct Shown {
    /// Another field, or a reference.
    pub field: String,
    /// Its value, or a list of values of which it has one.
    pub is: Data,
}

/// How a field is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Input {
    /// A line.
    Text,
    /// A line of hiragana or katakana.
    Kana,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Tel,
    /// A day.
    Date,
    /// One answer of a list that folds up.
    Select,
    /// One answer of a list.
    Radio,
    /// Several answers of a list, or a yes without choices.
    Checkbox,
    /// Several lines.
    Textarea,
}

/// The box that must be ticked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a consent: version, label and link")]
pub struct Consent {
    /// Changes whenever the text behind `link` changes.
    pub version: String,
    /// What visitors read.
    pub label: String,
    /// The page that says what is agreed to.
    pub link: String,
}

impl Form {
    /// Whether a file describes a form.
    pub fn is_form_file(path: &SourcePath) -> bool {
        path.parent() == "data/forms" && matches!(path.extension(), Some("yaml" | "yml"))
    }

    /// All fields of all groups.
    pub fn fields(&self) -> impl Iterator<Item = &FormField> {
        self.groups.iter().flat_map(|group| &group.fields)
    }
}

/// Reads a form from the text of its file. A form may come with faults.
pub fn parse_form(path: &SourcePath, text: &str) -> (Option<Form>, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let form: Option<Form> = read_yaml(path, text, &mut faults);
    if let Some(form) = &form {
        check_form(form, path, text, &mut faults);
    }
    (form, faults)
}

fn check_form(form: &Form, path: &SourcePath, text: &str, faults: &mut Vec<Diagnostic>) {
    let stem = path.file_name().split('.').next().unwrap_or_default();
    let mut report = |steps: &[Step], message: String, hint: &str| {
        faults.push(fault_at(path, text, steps, (message, hint)));
    };
    if form.form != stem {
        let message = format!("form は `{}` ですが、ファイル名は `{stem}` です", form.form);
        report(&steps_to("form"), message, "ファイル名と同じにします");
    }
    let names: Vec<&str> = form.fields().map(|field| field.name.as_str()).collect();
    let known = || names.iter().copied().chain(form.references.iter().map(String::as_str));
    let mut seen = BTreeSet::new();
    for (group_at, group) in form.groups.iter().enumerate() {
        for (at, field) in group.fields.iter().enumerate() {
            let start = [Step::Key("groups".to_owned()), Step::Item(group_at)];
            let own = [&start[..], &[Step::Key("fields".to_owned()), Step::Item(at)]].concat();
            let inside = |name: &str| [&own[..], &[Step::Key(name.to_owned())]].concat();
            let is_name = |name: &str| {
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            };
            if field.name.is_empty() || !is_name(&field.name) {
                let message = format!("項目名 `{}` は使えません", field.name);
                report(&inside("name"), message, "英小文字、数字、`_` だけで書きます");
            }
            if !seen.insert(field.name.as_str()) || form.honeypot.as_ref() == Some(&field.name) {
                let message = format!("項目名 `{}` が二度あります", field.name);
                report(&inside("name"), message, "フォームの中で一つだけの名前にします");
            }
            let is_list = matches!(field.input, Input::Select | Input::Radio);
            if is_list && field.choices.is_empty() {
                let message = format!("「{}」に選択肢がありません", field.label);
                report(&inside("choices"), message, "choices に value と label を並べます");
            }
            if !field.choices.is_empty() && !is_list && field.input != Input::Checkbox {
                let message = format!("「{}」は選択肢のある項目ではありません", field.label);
                report(&inside("choices"), message, "type を select、radio、checkbox のどれかにします");
            }
            if field.max_length.is_some_and(|most| field.min_length.is_some_and(|least| least > most)) {
                let message = format!("「{}」の min_length が max_length より大きくなっています", field.label);
                report(&inside("min_length"), message, "小さいほうを min_length にします");
            }
            let Some(shown) = &field.show_when else { continue };
            let steps = [inside("show_when"), vec![Step::Key("field".to_owned())]].concat();
            if !known().any(|name| name == shown.field) || shown.field == field.name {
                let meant = nearest(&shown.field, known().filter(|name| *name != field.name));
                let hint = meant.map_or_else(String::new, |meant| format!("`{meant}` の書き間違いではありませんか"));
                report(&steps, format!("show_when の項目 `{}` がありません", shown.field), &hint);
                continue;
            }
            let other = form.fields().find(|other| other.name == shown.field);
            let values = shown.is.as_list().map_or_else(|| vec![&shown.is], |list| list.iter().collect());
            let is_answer = |value: &Data| match other {
                Some(other) if !other.choices.is_empty() => other.choices.iter().any(|choice| choice.value == *value),
                Some(other) if other.input == Input::Checkbox => value.as_str() == Some("yes"),
                _ => true,
            };
            if !values.into_iter().all(is_answer) {
                let message = format!("show_when の値は `{}` の答えにありません", shown.field);
                report(
                    &[inside("show_when"), vec![Step::Key("is".to_owned())]].concat(),
                    message,
                    "選択肢の value を書きます",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "form: contact\nlabel: 問い合わせ\nversion: \"1\"\nreferences: [event]\ngroups:\n  - legend: 連絡先\n    \
        fields:\n      - { name: kind, type: radio, label: 用件, choices: [{ value: a, label: 甲 }] }\n      \
        - { name: more, type: textarea, label: 内容, show_when: { field: kind, is: a } }\n\
        consent: { version: \"1\", label: 同意します, link: \"@/privacy.md\" }\nsubmit: 送る\nthanks: 届きました\n";

    #[test]
    fn forms_and_their_faults() {
        let path = SourcePath::new("data/forms/contact.yaml");
        let (form, faults) = parse_form(&path, FORM);
        assert_eq!(faults, []);
        assert_eq!(form.unwrap().fields().count(), 2);
        for (from, to, line, words) in [
            ("form: contact", "form: other", 1, "ファイル名は `contact`"),
            ("name: more", "name: kind", 9, "二度"),
            ("name: more", "name: More", 9, "使えません"),
            ("field: kind", "field: kin", 9, "`kin` がありません"),
            ("is: a", "is: b", 9, "答えにありません"),
            ("type: textarea", "type: radio", 9, "選択肢がありません"),
            ("type: textarea", "type: lines", 9, "lines"),
            ("submit: 送る", "sumbit: 送る", 11, "sumbit"),
        ] {
            let (_, faults) = parse_form(&path, &FORM.replace(from, to));
            let found = faults.iter().find(|fault| fault.message.contains(words));
            let found = found.unwrap_or_else(|| panic!("{to}: {faults:?}"));
            assert_eq!(found.place.as_ref().map(|place| place.line), Some(line), "{to}");
        }
    }
}
