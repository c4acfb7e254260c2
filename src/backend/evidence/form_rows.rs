//! What forms ask for, as lines of the register. A field of which nobody has said why it is asked, or how long it is kept, is a fault:
//! the register would have a gap, and so would the answer to somebody who asks.

use std::collections::{BTreeMap, BTreeSet};

use tsubame_model::schema::{Form, FormField, InputType, Retention};

use super::register_row::{RegisterRow, roles_with};
use crate::intake::staff::StaffRight;

/// What the register is made from.
#[derive(Clone, Debug, Default)]
pub struct RegisterInput {
    /// The forms of the site.
    pub forms: Vec<Form>,
    /// Those of them through which a time with somebody is booked.
    pub booked_by: BTreeSet<String>,
    /// How long staff have said that what a form received is kept, of those of which they have.
    pub terms: BTreeMap<String, Retention>,
}

impl RegisterInput {
    /// How long a field is kept, as it holds.
    fn term_of(&self, form: &Form, field: &FormField) -> Option<String> {
        let set = self.terms.get(&form.form).copied();
        let whole = set.or(form.retention);
        let own = field.retention.filter(|own| whole.is_none_or(|whole| !whole.is_shorter_than(*own)));
        match own {
            Some(own) => Some(own.in_japanese()),
            None if set.is_some() => whole.map(|term| format!("{}（事務局で設定）", term.in_japanese())),
            None => whole.map(Retention::in_japanese),
        }
    }
}

/// A gap, with the form that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterFault {
    /// The form.
    pub form: String,
    /// What is missing, and what to write.
    pub text: String,
}

/// Texts and contact data lie encrypted; choices of the form's own lie in clear, beside an id.
const SEALED: &str = "本人ごとの鍵で暗号化";
const CODED: &str = "選択肢の記号だけを平文で";

/// The lines of all forms, and the gaps.
pub(super) fn form_rows(input: &RegisterInput) -> (Vec<RegisterRow>, Vec<RegisterFault>) {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for form in &input.forms {
        for field in form.fields() {
            let purpose = [&field.reason, &form.purpose].into_iter().find(|text| !text.is_empty());
            let retention = input.term_of(form, field);
            let mut missing = |key: &str, what: &str| {
                let text = format!(
                    "「{}」の{what}がわかりません。data/forms/{}.yaml に {key} を書いてください。",
                    field.label, form.form
                );
                faults.push(RegisterFault { form: form.form.clone(), text });
            };
            if purpose.is_none() {
                missing("purpose", "利用目的");
            }
            if retention.is_none() {
                missing("retention", "保管期間");
            }
            rows.push(RegisterRow {
                record: form.label.clone(),
                item: field.label.clone(),
                purpose: purpose.cloned().unwrap_or_default(),
                class: class_of(field),
                place: place_of(form, field),
                encryption: if field.is_coded() { CODED } else { SEALED },
                seen_by: roles_with(StaffRight::OpenPerson),
                retention: retention.unwrap_or_default(),
                recipients: recipients_of(form, field, &input.booked_by),
            });
        }
    }
    (rows, faults)
}

fn class_of(field: &FormField) -> &'static str {
    match field.input {
        _ if field.sensitive => "慎重に扱う情報",
        InputType::File => "ファイル",
        InputType::Textarea => "自由記述",
        InputType::Select | InputType::Radio | InputType::Checkbox | InputType::Table => "選択した回答",
        InputType::Slot => "予約の日時",
        _ => "氏名・連絡先など",
    }
}

fn place_of(form: &Form, field: &FormField) -> &'static str {
    match field.input {
        _ if form.survey.is_some() => "survey_responses",
        InputType::File => "uploads",
        InputType::Slot => "bookings",
        _ if field.is_coded() => "submission_answers",
        InputType::Email => "submissions、person_addresses",
        _ => "submissions",
    }
}

/// Who is told of it outside of the programme's staff.
fn recipients_of(form: &Form, field: &FormField, booked_by: &BTreeSet<String>) -> String {
    let mut recipients = Vec::new();
    if field.input == InputType::Email {
        recipients.push("メールを中継する事業者（委託）");
    }
    let is_told = matches!(field.name.as_str(), "name" | "kana") || field.input == InputType::Slot;
    if booked_by.contains(&form.form) && is_told {
        recipients.push("予約の相手");
    }
    if recipients.is_empty() { "なし".to_owned() } else { recipients.join("、") }
}

#[cfg(test)]
mod tests {
    use tsubame_model::{schema::parse_form, source::SourcePath};

    use super::*;

    const FORM: &str = "form: ask\nlabel: 問い合わせ\nversion: '1'\ngroups:\n- legend: 内容\n  fields:\n  - {name: name, type: text, \
                        label: お名前, max_length: 9}\n  - {name: kind, type: select, label: 用件, choices: [{value: a, label: A}]}\n\
                        consent: {version: '1', label: 同意します, link: \"@/privacy.md\"}\nsubmit: 送る\nhoneypot: r\nthanks: 届きました\n";

    fn read(more: &str) -> (Vec<RegisterRow>, Vec<RegisterFault>) {
        read_with(more, BTreeMap::new())
    }

    fn read_with(more: &str, terms: BTreeMap<String, Retention>) -> (Vec<RegisterRow>, Vec<RegisterFault>) {
        let (form, faults) = parse_form(&SourcePath::new("data/forms/ask.yaml"), &format!("{FORM}{more}"));
        assert!(faults.is_empty(), "{faults:?}");
        form_rows(&RegisterInput { forms: vec![form.unwrap()], booked_by: ["ask".to_owned()].into(), terms })
    }

    #[test]
    fn the_register_tells_the_term_that_holds() {
        let set = BTreeMap::from([("ask".to_owned(), Retention::parse("6 months").unwrap())]);
        let (rows, faults) = read_with("purpose: お返事をするため\nretention: 13 months\n", set.clone());
        assert!(faults.is_empty() && rows.iter().all(|row| row.retention == "6か月（事務局で設定）"), "{rows:?}");
        let (_, faults) = read_with("purpose: お返事をするため\n", set);
        assert!(faults.is_empty(), "what staff have said is said");
    }

    #[test]
    fn a_field_without_a_purpose_or_an_end_is_a_fault_with_its_remedy() {
        let (_, faults) = read("");
        assert_eq!(faults.len(), 4);
        assert_eq!(
            faults[0].text,
            "「お名前」の利用目的がわかりません。data/forms/ask.yaml に purpose を書いてください。"
        );
        assert!(faults[1].text.contains("保管期間") && faults[1].text.contains("retention"));
        let (rows, faults) = read("purpose: お返事をするため\nretention: 13 months\n");
        assert!(faults.is_empty(), "{faults:?}");
        let [name, kind] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!((name.place, name.encryption, name.retention.as_str()), ("submissions", SEALED, "13か月"));
        assert_eq!((name.recipients.as_str(), kind.recipients.as_str()), ("予約の相手", "なし"));
        assert_eq!((kind.place, kind.encryption, kind.class), ("submission_answers", CODED, "選択した回答"));
        assert!(name.seen_by.contains("相談員") && !name.seen_by.contains("監査"), "{}", name.seen_by);
    }
}
