//! What the fields of a form must not say: names that collide, answers that cannot be given, circles of conditions.

use std::collections::BTreeSet;

use super::{
    Form, FormField, InputType,
    condition_check::{ConditionScope, asked_by, circle_hint, circle_message, circles},
    definition::{DefinitionFile, key},
    form::{ATTRIBUTION, SENT_ALONG},
};
use crate::source::{Diagnostic, Step, Wording};

/// Finds what the fields of a form must not say, in its file.
pub(super) fn check_fields(form: &Form, file: &DefinitionFile<'_>, faults: &mut Vec<Diagnostic>) {
    let mut check = FieldCheck { form, file, faults };
    let mut seen = BTreeSet::new();
    for (group_at, group) in form.groups.iter().enumerate() {
        for (at, field) in group.fields.iter().enumerate() {
            let steps = [key("groups"), Step::Item(group_at), key("fields"), Step::Item(at)];
            check.look_at_name(field, seen.insert(field.name.as_str()), &steps);
            check.look_at_choices(field, &steps);
            check.look_at_limits(field, &steps);
            check.look_at_condition(field, &steps);
            check.look_at_retention(field, &steps);
        }
    }
    check.look_for_circles();
}

struct FieldCheck<'a> {
    form: &'a Form,
    file: &'a DefinitionFile<'a>,
    faults: &'a mut Vec<Diagnostic>,
}

impl FieldCheck<'_> {
    fn report(&mut self, steps: &[Step], message: Wording, hint: Wording) {
        self.faults.push(self.file.fault_at(steps, message, hint));
    }

    fn look_at_name(&mut self, field: &FormField, is_first: bool, steps: &[Step]) {
        let (form, name) = (self.form, &field.name);
        let steps = [steps, &[key("name")]].concat();
        if !is_name(name) {
            let message = Wording::new(
                format!("the name `{name}` of a field cannot be used"),
                format!("項目名 `{name}` は使えません"),
            );
            self.report(&steps, message, name_hint());
        }
        if !is_first || form.honeypot.as_ref() == Some(name) {
            let message = Wording::new(
                format!("the name `{name}` of a field stands there twice"),
                format!("項目名 `{name}` が二度あります"),
            );
            let hint =
                Wording::new("choose a name that nothing else in the form has", "フォームの中で一つだけの名前にします");
            self.report(&steps, message, hint);
        }
        if is_sent_along(form, name) || form.references.contains(name) {
            let message = Wording::new(
                format!("the name `{name}` of a field is that of a value which the page sends by itself"),
                format!("項目名 `{name}` は、ページが自分で送る値の名前です"),
            );
            let hint = Wording::new(
                "choose another name: those of the consent, of versions, of where visitors come from (utm_source and \
                 the like) and of `references` are taken",
                "別の名前にします。同意、版、来訪元（utm_source など）と references の名前は使えません",
            );
            self.report(&steps, message, hint);
        }
        if field.label.trim().is_empty() {
            let message = Wording::new(
                format!("`label` of the field `{name}` is empty"),
                format!("項目 `{name}` の label が空です"),
            );
            let hint = Wording::new("write the name that people see", "人に見せる名前を書きます");
            self.report(&[&steps[..steps.len() - 1], &[key("label")]].concat(), message, hint);
        }
    }

    fn look_at_choices(&mut self, field: &FormField, steps: &[Step]) {
        let (label, steps) = (&field.label, [steps, &[key("choices")]].concat());
        let is_list = matches!(field.input, InputType::Select | InputType::Radio);
        if is_list && field.choices.is_empty() {
            let message =
                Wording::new(format!("\"{label}\" has no choices"), format!("「{label}」に選択肢がありません"));
            let hint = Wording::new(
                "list them under `choices`, each with `value` and `label`",
                "choices に value と label を並べます",
            );
            self.report(&steps, message, hint);
        }
        if !field.choices.is_empty() && !is_list && field.input != InputType::Checkbox {
            let message = Wording::new(
                format!("\"{label}\" is no field that has choices"),
                format!("「{label}」は選択肢のある項目ではありません"),
            );
            let hint = Wording::new(
                "make its `type` one of `select`, `radio` and `checkbox`",
                "type を select、radio、checkbox のどれかにします",
            );
            self.report(&steps, message, hint);
        }
        let is_twice = |at: usize| field.choices[..at].iter().any(|other| other.value == field.choices[at].value);
        if let Some(at) = (0..field.choices.len()).find(|at| is_twice(*at)) {
            let message = Wording::new(
                format!("\"{label}\" has two choices of the same `value`"),
                format!("「{label}」に同じ value の選択肢が二つあります"),
            );
            let hint = Wording::new("give each choice a `value` of its own", "選択肢ごとに別の value にします");
            self.report(&[&steps[..], &[Step::Item(at)]].concat(), message, hint);
        }
    }

    fn look_at_limits(&mut self, field: &FormField, steps: &[Step]) {
        let (label, inside) = (&field.label, |name: &str| [steps, &[key(name)]].concat());
        if field.input != InputType::File
            && (field.multiple || !field.accept.is_empty() || field.max_megabytes.is_some())
        {
            let message = Wording::new(
                format!("\"{label}\" is no field for files"),
                format!("「{label}」はファイルの項目ではありません"),
            );
            let hint = Wording::new(
                "write `multiple`, `accept` and `max_megabytes` beside `type: file` only",
                "multiple、accept、max_megabytes は type: file にだけ書きます",
            );
            self.report(&inside("type"), message, hint);
        }
        if field.max_length.is_some_and(|most| field.min_length.is_some_and(|least| least > most)) {
            let message = Wording::new(
                format!("`min_length` of \"{label}\" is greater than its `max_length`"),
                format!("「{label}」の min_length が max_length より大きくなっています"),
            );
            let hint = Wording::new("make the smaller one `min_length`", "小さいほうを min_length にします");
            self.report(&inside("min_length"), message, hint);
        }
    }

    fn look_at_condition(&mut self, field: &FormField, steps: &[Step]) {
        let Some(condition) = &field.show_when else { return };
        for fault in ConditionScope::of_form(self.form, &field.name).check(condition) {
            let steps = [steps, &[key("show_when"), key(fault.key)]].concat();
            self.report(&steps, fault.message, fault.hint);
        }
    }

    /// A term of its own ends an answer while the rest of what was sent stays.
    fn look_at_retention(&mut self, field: &FormField, steps: &[Step]) {
        let Some(term) = field.retention else { return };
        let label = &field.label;
        let (message, hint) = if matches!(field.input, InputType::Email | InputType::Slot) {
            let message = Wording::new(
                format!("the answer of \"{label}\" cannot end before the rest: what was sent hangs on it"),
                format!("「{label}」の答えには送信の全体が結びついているので、先に消すことはできません"),
            );
            let hint = Wording::new(
                "write `retention` at the form, or at another field",
                "retention はフォームか、ほかの項目に書きます",
            );
            (message, hint)
        } else if field.is_coded() {
            let message = Wording::new(
                format!("the answer of \"{label}\" is counted, and figures of the past must not shrink when it ends"),
                format!("「{label}」の答えは集計されるので、先に消すと過去の数字が減ります"),
            );
            let hint = Wording::new(
                "write `sensitive: true` beside it, so that it is encrypted and not counted, or take `retention` out",
                "暗号化して集計から外す sensitive: true を並べて書くか、retention を消します",
            );
            (message, hint)
        } else if self.form.retention.is_some_and(|whole| !term.is_shorter_than(whole)) {
            let message = Wording::new(
                format!("`retention` of \"{label}\" is not shorter than that of the form, so it never ends anything"),
                format!("「{label}」の retention がフォームの retention より短くないので、働きません"),
            );
            let hint = Wording::new(
                "write a shorter term, like `30 days`, or take it out",
                "30 days のように短い期間にするか、消します",
            );
            (message, hint)
        } else {
            return;
        };
        self.report(&[steps, &[key("retention")]].concat(), message, hint);
    }

    /// Looks for fields that are shown by each other in a circle.
    fn look_for_circles(&mut self) {
        let form = self.form;
        let fields: Vec<(&str, Vec<&str>)> =
            form.fields().map(|field| (field.name.as_str(), asked_by(&field.show_when))).collect();
        for circle in circles(&fields) {
            let steps = steps_of_field(form, circle[0]);
            let steps = [&steps[..], &[key("show_when")]].concat();
            self.report(&steps, circle_message(&circle), circle_hint());
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

/// Whether every page sends a value of this name with the form.
pub(super) fn is_sent_along(form: &Form, name: &str) -> bool {
    SENT_ALONG.contains(&name) || form.attribution && ATTRIBUTION.contains(&name)
}

/// Whether a field may have this name.
pub(super) fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_plain)
}

/// What names look like.
pub(super) fn name_hint() -> Wording {
    Wording::new("write lower-case letters, digits and `_` only", "英小文字、数字、`_` だけで書きます")
}
