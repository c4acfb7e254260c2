//! What the file of a form must not say: names that collide, conditions that never hold, versions that are no text.

use super::{
    Form, FormField, InputType,
    definition::{DefinitionFile, did_you_mean, key},
    form_field_check::{check_fields, is_name, is_sent_along, name_hint},
    seats_check::check_seats,
    survey_check::check_survey,
};
use crate::source::{Data, Date, Diagnostic, Step, Wording, parse_yaml, steps_to, suggest};

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
    check.look_at_opt_in();
    check_fields(form, file, &mut check.faults);
    check_seats(form, file, &mut check.faults);
    check_survey(form, file, &mut check.faults);
    check.faults
}

struct FormCheck<'a> {
    form: &'a Form,
    file: &'a DefinitionFile<'a>,
    faults: Vec<Diagnostic>,
}

impl FormCheck<'_> {
    fn report(&mut self, steps: &[Step], message: Wording, hint: Wording) {
        self.faults.push(self.file.fault_at(steps, message, hint));
    }

    fn look_at_head(&mut self) {
        let form = self.form;
        let stem = self.file.path.file_name().split('.').next().unwrap_or_default();
        if form.form != stem {
            let message = Wording::new(
                format!("`form` is `{}`, but the file is named `{stem}`", form.form),
                format!("form は `{}` ですが、ファイル名は `{stem}` です", form.form),
            );
            self.report(
                &steps_to("form"),
                message,
                Wording::new("write the name of the file", "ファイル名と同じにします"),
            );
        }
        if form.fields().next().is_none() {
            let message = Wording::new("there is not a single field", "項目が一つもありません");
            let hint = Wording::new("list `fields` in the `groups`", "groups に fields を並べます");
            self.report(&steps_to("groups"), message, hint);
        }
        let empty = [("label", &form.label), ("version", &form.version), ("submit", &form.submit)];
        for (name, _) in empty.iter().filter(|(_, text)| text.trim().is_empty()) {
            let message = Wording::new(format!("`{name}` is empty"), format!("{name} が空です"));
            let hint = Wording::new("write the words that people see", "人に見せる言葉を書きます");
            self.report(&steps_to(name), message, hint);
        }
        self.look_at_honeypot();
        self.look_at_references();
    }

    fn look_at_honeypot(&mut self) {
        let form = self.form;
        let Some(name) = &form.honeypot else {
            let message = Wording::new("`honeypot` is missing", "honeypot がありません");
            let hint = Wording::new(
                "write the name of a field that people do not see, like `honeypot: seat_remark`; it tells apart what \
                 machines send",
                "`honeypot: seat_remark` のように、人には見えない欄の名前を書きます。機械が送るものを分けるための欄です",
            );
            return self.report(&steps_to("form"), message, hint);
        };
        let (english, japanese, hint) = if !is_name(name) {
            ("cannot be used", " は使えません", name_hint())
        } else if is_sent_along(form, name) || form.references.contains(name) {
            let hint = Wording::new(
                "choose a name that nothing else has, like `seat_remark`",
                "`seat_remark` のように、ほかにない名前にします",
            );
            ("is that of a value which the page sends", " は、ページが送る値の名前です", hint)
        } else if AUTOFILLED.iter().any(|word| name.contains(word)) {
            let hint = Wording::new(
                "choose a word that is in no address book, like `seat_remark`",
                "`seat_remark` のように、住所録にない言葉にします",
            );
            ("is one that browsers may fill in by themselves", " は、ブラウザーが自動で入力することがあります", hint)
        } else {
            return;
        };
        let message = Wording::new(
            format!("the name `{name}` of the honeypot {english}"),
            format!("honeypot の名前 `{name}`{japanese}"),
        );
        self.report(&steps_to("honeypot"), message, hint);
    }

    /// Whoever has to confirm is written to.
    fn look_at_opt_in(&mut self) {
        let form = self.form;
        let is_asked =
            |field: &FormField| field.input == InputType::Email && field.required && field.show_when.is_none();
        if form.double_opt_in && !form.fields().any(is_asked) {
            let message = Wording::new(
                "`double_opt_in` asks for the press of a button in a mail, but there is no e-mail address that everybody gives",
                "double_opt_in は確認のメールを送りますが、必ず答えるメールアドレスの項目がありません",
            );
            let hint = Wording::new(
                "add a field of `type: email` with `required: true` and without `show_when`, or take `double_opt_in` out",
                "type: email で required: true、show_when なしの項目を加えるか、double_opt_in を消します",
            );
            self.report(&steps_to("double_opt_in"), message, hint);
        }
    }

    fn look_at_references(&mut self) {
        let form = self.form;
        for name in form.references.iter().filter(|name| is_sent_along(form, name)) {
            let message = Wording::new(
                format!("`{name}` of `references` is the name of a value which the page always sends"),
                format!("references の `{name}` は、ページがいつも送る値の名前です"),
            );
            self.report(&steps_to("references"), message, Wording::new("choose another name", "別の名前にします"));
        }
        for name in form.reference_values.keys().filter(|name| !form.references.contains(name)) {
            let message = Wording::new(
                format!("`{name}` of `reference_values` is not among the `references`"),
                format!("reference_values の `{name}` は references にありません"),
            );
            let meant = suggest(name, form.references.iter().map(String::as_str));
            let names = || Wording::new("write a name from `references`", "references にある名前を書きます");
            self.report(&[key("reference_values"), key(name)], message, meant.map_or_else(names, did_you_mean));
        }
    }

    /// A version without quotes that looks like a date or a number is read as one by other programs.
    fn look_at_versions(&mut self) {
        for steps in [steps_to("version"), steps_to("consent.version")] {
            let written = self.file.text.get(self.file.span_of(&steps)).unwrap_or_default();
            let is_number = parse_yaml::<Data>(written).is_ok_and(|value| value.as_str().is_none());
            if !written.is_empty() && (is_number || Date::parse(written).is_some()) {
                let message = Wording::new(
                    format!("{written} of `version` is read as a date or a number, because it is not in quotes"),
                    format!("version の {written} が引用符で囲まれていないので、日付か数として読まれます"),
                );
                let hint = Wording::new(
                    format!("write `version: \"{written}\"`"),
                    format!("version: \"{written}\" と書きます"),
                );
                self.report(&steps, message, hint);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        schema::{language_tests::check_languages, parse_form},
        source::SourcePath,
    };

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
            ("type: textarea", "type: text, choices: [{ value: a, label: 甲 }]", 9, "選択肢のある項目ではありません"),
            ("type: textarea", "type: textarea, min_length: 3, max_length: 2", 9, "max_length より大きく"),
            ("label: 内容", "label: ''", 9, "`more` の label が空"),
            ("is: a }", "contains: a }", 9, "答えは一つだけ"),
            (", is: a }", " }", 9, "何も決めていません"),
            ("references: [event, mode]", "references: [event, mode, consent]", 4, "ページがいつも送る値"),
            ("honeypot: seat_remark", "honeypot: Seat", 12, "honeypot の名前 `Seat` は使えません"),
            ("type: textarea", "type: lines", 9, "`lines` は選べません"),
            ("submit: 送る", "sumbit: 送る", 14, "`sumbit` という項目はありません"),
            ("honeypot: seat_remark\n", "", 1, "honeypot がありません"),
            ("honeypot: seat_remark", "honeypot: kind", 8, "二度"),
            ("honeypot: seat_remark", "honeypot: event", 12, "ページが送る値"),
            ("honeypot: seat_remark", "honeypot: website", 12, "自動で入力"),
            ("version: \"1\"\nr", "version: 2026-01-01\nr", 3, "引用符で囲まれていない"),
            ("version: \"1\"\nr", "version: 2\nr", 3, "引用符で囲まれていない"),
            ("version: \"1\",", "version: 2026-01-01,", 13, "引用符で囲まれていない"),
            ("honeypot: seat_remark", "honeypot: seat_remark\ndouble_opt_in: true", 13, "必ず答えるメールアドレス"),
            ("label: 用件,", "label: 用件, retention: 30 days,", 8, "過去の数字が減ります"),
            (
                "type: textarea, label: 内容",
                "type: email, label: 内容, retention: 30 days",
                9,
                "先に消すことはできません",
            ),
            ("label: 内容", "label: 内容, retention: a month", 9, "期間ではありません"),
        ] {
            assert!(FORM.contains(from), "{from}");
            let text = FORM.replace(from, to);
            let (_, faults) = parse_form(&path, &text);
            check_languages(&faults, &[&text]);
            let found = faults.iter().find(|fault| fault.message.japanese().contains(words));
            let found = found.unwrap_or_else(|| panic!("{to}: {faults:?}"));
            assert_eq!(found.place.as_ref().map(|place| place.line), Some(line), "{to}");
            assert!(found.hint.is_some(), "{to}");
        }
    }

    #[test]
    fn the_term_of_a_field_is_shorter_than_that_of_its_form() {
        let path = SourcePath::new("data/forms/contact.yaml");
        let form = |of_field: &str, of_form: &str| {
            let text = FORM.replace("label: 内容", &format!("label: 内容, retention: {of_field}"));
            parse_form(&path, &text.replace("submit: 送る", &format!("retention: {of_form}\nsubmit: 送る")))
        };
        let (read, faults) = form("30 days", "1 year");
        assert_eq!(faults, []);
        assert!(read.unwrap().fields().any(|field| field.name == "more" && field.retention.is_some()));
        for (of_field, of_form) in [("1 year", "1 year"), ("2 years", "30 days"), ("30 days", "1 month")] {
            let (_, faults) = form(of_field, of_form);
            check_languages(&faults, &[FORM]);
            assert_eq!(faults.len(), 1, "{of_field} {of_form}: {faults:?}");
            assert!(faults[0].message.japanese().contains("短くない"), "{faults:?}");
            assert_eq!(faults[0].place.as_ref().map(|place| place.line), Some(9));
        }
        // An encrypted answer is in no figure.
        let text = FORM.replace("label: 用件,", "label: 用件, sensitive: true, retention: 30 days,");
        assert_eq!(parse_form(&path, &text).1, []);
    }

    #[test]
    fn r11_no_trap_has_a_name_that_browsers_fill_in() {
        let path = SourcePath::new("data/forms/contact.yaml");
        for name in ["company", "zip_code", "url", "website", "nickname", "tel2", "billing_address", "user_remark"] {
            let text = FORM.replace("honeypot: seat_remark", &format!("honeypot: {name}"));
            let (_, faults) = parse_form(&path, &text);
            let found = faults.iter().any(|fault| fault.message.japanese().contains("自動で入力"));
            assert!(found, "{name}: {faults:?}");
        }
    }

    #[test]
    fn hints_of_files_lead_to_their_section() {
        let hint = |path: &str| parse_form(&SourcePath::new(path), "form: 5").1.remove(0).hint.unwrap_or_default();
        let hint = hint("data/forms/contact.yaml");
        assert!(hint.japanese().ends_with("README の「Forms」を見てください"), "{hint:?}");
        assert!(hint.english().ends_with("the README says under \"Forms\" what may stand here"), "{hint:?}");
    }
}
