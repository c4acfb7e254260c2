//! What the file of a form must not say: names that collide, conditions that never hold, versions that are no text.

use std::collections::BTreeSet;

use super::{
    Form, FormField, Input,
    condition_check::{ConditionScope, asked_by, circle_message, circles},
    definition::{DefinitionFile, did_you_mean, key},
    form::{ATTRIBUTION, SENT_ALONG},
};
use crate::source::{Data, Date, Diagnostic, Step, parse_yaml, steps_to, suggest};

/// Words by which browsers and password managers know a field, and fill it although nobody sees it.
const AUTOFILLED: [&str; 18] = [
    "name", "mail", "tel", "phone", "fax", "address", "street", "city", "zip", "postal", "country", "company",
    "organi", "site", "url", "birth", "user", "pass",
];

/// Finds what a form must not say, in its file.
pub(super) fn check_form(form: &Form, file: &DefinitionFile<'_>) -> Vec<Diagnostic> {
    let mut check = FormCheck { form, file, faults: Vec::new() };
    check.look_at_head();
    check.look_at_versions();
    check.look_at_fields();
    check.look_for_circles();
    check.faults
}

struct FormCheck<'a> {
    form: &'a Form,
    file: &'a DefinitionFile<'a>,
    faults: Vec<Diagnostic>,
}

impl FormCheck<'_> {
    fn report(&mut self, steps: &[Step], message: String, hint: &str) {
        self.faults.push(self.file.fault_at(steps, message, hint));
    }

    fn look_at_head(&mut self) {
        let form = self.form;
        let stem = self.file.path.file_name().split('.').next().unwrap_or_default();
        if form.form != stem {
            let message = format!("form は `{}` ですが、ファイル名は `{stem}` です", form.form);
            self.report(&steps_to("form"), message, "ファイル名と同じにします");
        }
        if form.fields().next().is_none() {
            self.report(&steps_to("groups"), "項目が一つもありません".to_owned(), "groups に fields を並べます");
        }
        let empty = [("label", &form.label), ("version", &form.version), ("submit", &form.submit)];
        for (name, _) in empty.iter().filter(|(_, text)| text.trim().is_empty()) {
            self.report(&steps_to(name), format!("{name} が空です"), "人に見せる言葉を書きます");
        }
        match &form.honeypot {
            None => {
                let hint = "`honeypot: seat_remark` のように、人には見えない欄の名前を書きます。機械が送るものを分けるための欄です";
                self.report(&steps_to("form"), "honeypot がありません".to_owned(), hint);
            }
            Some(name) if !is_name(name) => {
                let message = format!("honeypot の名前 `{name}` は使えません");
                self.report(&steps_to("honeypot"), message, "英小文字、数字、`_` だけで書きます");
            }
            Some(name) if is_sent_along(form, name) || form.references.contains(name) => {
                let message = format!("honeypot の名前 `{name}` は、ページが送る値の名前です");
                self.report(&steps_to("honeypot"), message, "`seat_remark` のように、ほかにない名前にします");
            }
            Some(name) if AUTOFILLED.iter().any(|word| name.contains(word)) => {
                let message = format!("honeypot の名前 `{name}` は、ブラウザーが自動で入力することがあります");
                self.report(&steps_to("honeypot"), message, "`seat_remark` のように、住所録にない言葉にします");
            }
            Some(_) => {}
        }
        for name in &form.references {
            if is_sent_along(form, name) {
                let message = format!("references の `{name}` は、ページがいつも送る値の名前です");
                self.report(&steps_to("references"), message, "別の名前にします");
            }
        }
        for name in form.reference_values.keys().filter(|name| !form.references.contains(name)) {
            let message = format!("reference_values の `{name}` は references にありません");
            let meant = suggest(name, form.references.iter().map(String::as_str));
            let hint = meant.map_or_else(|| "references にある名前を書きます".to_owned(), did_you_mean);
            self.report(&[key("reference_values"), key(name)], message, &hint);
        }
    }

    /// A version without quotes that looks like a date or a number is read as one by other programs.
    fn look_at_versions(&mut self) {
        for steps in [steps_to("version"), steps_to("consent.version")] {
            let written = self.file.text.get(self.file.span_of(&steps)).unwrap_or_default();
            let is_number = parse_yaml::<Data>(written).is_ok_and(|value| value.as_str().is_none());
            if !written.is_empty() && (is_number || Date::parse(written).is_some()) {
                let message = format!("version の {written} が引用符で囲まれていないので、日付か数として読まれます");
                self.report(&steps, message, &format!("version: \"{written}\" と書きます"));
            }
        }
    }

    fn look_at_fields(&mut self) {
        let form = self.form;
        let mut seen = BTreeSet::new();
        for (group_at, group) in form.groups.iter().enumerate() {
            for (at, field) in group.fields.iter().enumerate() {
                let steps = [key("groups"), Step::Item(group_at), key("fields"), Step::Item(at)];
                self.look_at_name(field, seen.insert(field.name.as_str()), &steps);
                self.look_at_answers(field, &steps);
                self.look_at_condition(field, &steps);
            }
        }
    }

    fn look_at_name(&mut self, field: &FormField, is_first: bool, steps: &[Step]) {
        let (form, name) = (self.form, &field.name);
        let steps = [steps, &[key("name")]].concat();
        if !is_name(name) {
            self.report(&steps, format!("項目名 `{name}` は使えません"), "英小文字、数字、`_` だけで書きます");
        }
        if !is_first || form.honeypot.as_ref() == Some(name) {
            self.report(&steps, format!("項目名 `{name}` が二度あります"), "フォームの中で一つだけの名前にします");
        }
        if is_sent_along(form, name) || form.references.contains(name) {
            let message = format!("項目名 `{name}` は、ページが自分で送る値の名前です");
            let hint = "別の名前にします。同意、版、来訪元（utm_source など）と references の名前は使えません";
            self.report(&steps, message, hint);
        }
    }

    fn look_at_answers(&mut self, field: &FormField, steps: &[Step]) {
        let inside = |name: &str| [steps, &[key(name)]].concat();
        let is_list = matches!(field.input, Input::Select | Input::Radio);
        if is_list && field.choices.is_empty() {
            let message = format!("「{}」に選択肢がありません", field.label);
            self.report(&inside("choices"), message, "choices に value と label を並べます");
        }
        if !field.choices.is_empty() && !is_list && field.input != Input::Checkbox {
            let message = format!("「{}」は選択肢のある項目ではありません", field.label);
            self.report(&inside("choices"), message, "type を select、radio、checkbox のどれかにします");
        }
        if field.label.trim().is_empty() {
            self.report(
                &inside("label"),
                format!("項目 `{}` の label が空です", field.name),
                "人に見せる名前を書きます",
            );
        }
        let is_twice = |at: usize| field.choices[..at].iter().any(|other| other.value == field.choices[at].value);
        if let Some(at) = (0..field.choices.len()).find(|at| is_twice(*at)) {
            let steps = [steps, &[key("choices"), Step::Item(at)]].concat();
            let message = format!("「{}」に同じ value の選択肢が二つあります", field.label);
            self.report(&steps, message, "選択肢ごとに別の value にします");
        }
        if field.input != Input::File && (field.multiple || !field.accept.is_empty() || field.max_megabytes.is_some()) {
            let message = format!("「{}」はファイルの項目ではありません", field.label);
            self.report(&inside("type"), message, "multiple、accept、max_megabytes は type: file にだけ書きます");
        }
        if field.max_length.is_some_and(|most| field.min_length.is_some_and(|least| least > most)) {
            let message = format!("「{}」の min_length が max_length より大きくなっています", field.label);
            self.report(&inside("min_length"), message, "小さいほうを min_length にします");
        }
    }

    fn look_at_condition(&mut self, field: &FormField, steps: &[Step]) {
        let Some(condition) = &field.show_when else { return };
        for fault in ConditionScope::of_form(self.form, &field.name).check(condition) {
            let steps = [steps, &[key("show_when"), key(fault.key)]].concat();
            self.report(&steps, fault.message, &fault.hint);
        }
    }

    /// Looks for fields that are shown by each other in a circle.
    fn look_for_circles(&mut self) {
        let form = self.form;
        let fields: Vec<(&str, Vec<&str>)> =
            form.fields().map(|field| (field.name.as_str(), asked_by(&field.show_when))).collect();
        for circle in circles(&fields) {
            let steps = steps_of_field(form, circle[0]);
            let steps = [&steps[..], &[key("show_when")]].concat();
            self.report(&steps, circle_message(&circle), "どれかの show_when を消してください");
        }
    }
}

/// The way to the field with this name.
fn steps_of_field(form: &Form, name: &str) -> Vec<Step> {
    for (group_at, group) in form.groups.iter().enumerate() {
        if let Some(at) = group.fields.iter().position(|field| field.name == name) {
            return vec![key("groups"), Step::Item(group_at), key("fields"), Step::Item(at)];
        }
    }
    Vec::new()
}

fn is_sent_along(form: &Form, name: &str) -> bool {
    SENT_ALONG.contains(&name) || form.attribution && ATTRIBUTION.contains(&name)
}

fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use crate::{schema::parse_form, source::SourcePath};

    const FORM: &str = "form: contact\nlabel: 問い合わせ\nversion: \"1\"\nreferences: [event, mode]\ngroups:\n  - legend: 連絡先\n    \
        fields:\n      - { name: kind, type: radio, label: 用件, choices: [{ value: a, label: 甲 }] }\n      \
        - { name: more, type: textarea, label: 内容, show_when: { field: kind, is: a } }\n      \
        - { name: seat, type: text, label: 席, show_when: { field: mode, one_of: [hybrid, venue] } }\n\
        reference_values: { mode: [venue, hybrid] }\nhoneypot: seat_remark\n\
        consent: { version: \"1\", label: 同意します, link: \"@/privacy.md\" }\nsubmit: 送る\nthanks: 届きました\n";

    #[test]
    fn forms_and_their_faults() {
        let path = SourcePath::new("data/forms/contact.yaml");
        let (form, faults) = parse_form(&path, FORM);
        assert_eq!(faults, []);
        assert_eq!(form.unwrap().fields().count(), 3);
        for (from, to, line, words) in [
            ("form: contact", "form: other", 1, "ファイル名は `contact`"),
            ("name: more", "name: kind", 9, "二度"),
            ("name: more", "name: More", 9, "使えません"),
            ("honeypot: seat_remark", "honeypot: utm_source\nattribution: true", 12, "`utm_source` は、ページが送る"),
            ("choices: [", "choices: [{ value: a, label: 乙 }, ", 8, "同じ value"),
            ("submit: 送る", "submit: ''", 14, "submit が空"),
            ("name: more", "name: consent", 9, "`consent` は、ページが自分で送る"),
            ("name: more", "name: event", 9, "`event` は、ページが自分で送る"),
            ("field: kind", "field: kin", 9, "`kin` はありません"),
            ("is: a", "is: b", 9, "`b` という値はありません"),
            ("one_of: [hybrid,", "one_of: [hybird,", 10, "`mode`に `hybird` という値はありません"),
            ("one_of: [hybrid,", "is: [hybrid,", 10, "リストではありません"),
            ("is: a }", "is: a, past: true }", 9, "使えないもの"),
            (
                "label: 用件,",
                "label: 用件, show_when: { field: more, is: x },",
                8,
                "一周して自分に戻ります（kind → more → kind）",
            ),
            ("type: textarea", "type: textarea, accept: [pdf]", 9, "ファイルの項目ではありません"),
            ("reference_values: { mode: [venue, hybrid] }\n", "", 10, "書かれていません"),
            ("reference_values: { mode", "reference_values: { event: [a], modes", 11, "`modes` は references に"),
            ("type: textarea", "type: radio", 9, "選択肢がありません"),
            ("type: textarea", "type: lines", 9, "`lines` は選べません"),
            ("submit: 送る", "sumbit: 送る", 14, "`sumbit` という項目はありません"),
            ("honeypot: seat_remark\n", "", 1, "honeypot がありません"),
            ("honeypot: seat_remark", "honeypot: kind", 8, "二度"),
            ("honeypot: seat_remark", "honeypot: event", 12, "ページが送る値"),
            ("honeypot: seat_remark", "honeypot: website", 12, "自動で入力"),
            ("version: \"1\"\nr", "version: 2026-01-01\nr", 3, "引用符で囲まれていない"),
            ("version: \"1\"\nr", "version: 2\nr", 3, "引用符で囲まれていない"),
            ("version: \"1\",", "version: 2026-01-01,", 13, "引用符で囲まれていない"),
        ] {
            assert!(FORM.contains(from), "{from}");
            let (_, faults) = parse_form(&path, &FORM.replace(from, to));
            let found = faults.iter().find(|fault| fault.message.contains(words));
            let found = found.unwrap_or_else(|| panic!("{to}: {faults:?}"));
            assert_eq!(found.place.as_ref().map(|place| place.line), Some(line), "{to}");
            assert!(found.hint.is_some(), "{to}");
        }
    }

    #[test]
    fn hints_of_files_lead_to_their_section() {
        let hint = |path: &str| parse_form(&SourcePath::new(path), "form: 5").1.remove(0).hint.unwrap_or_default();
        assert!(hint("data/forms/contact.yaml").ends_with("README の「Forms」を見てください"));
    }
}
