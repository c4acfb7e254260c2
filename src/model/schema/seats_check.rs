//! What a form must not say of the number of seats that it asks for: a field that is not there, an answer that is no number.

use super::{
    Choice, Form, FormField, InputType,
    definition::{DefinitionFile, did_you_mean, key},
    form::{MOST_SEATS, seats_of_choice},
};
use crate::source::{Diagnostic, Step, Wording, steps_to, suggest};

/// The references by which a form is sent for something that has seats.
const SEATED: [&str; 2] = ["event", "programme"];

/// Finds what a form must not say of its seats, in its file.
pub(super) fn check_seats(form: &Form, file: &DefinitionFile<'_>, faults: &mut Vec<Diagnostic>) {
    let Some(name) = &form.seats else { return };
    let mut check = SeatsCheck { file, faults };
    if !form.references.iter().any(|reference| SEATED.contains(&reference.as_str())) {
        check.report_no_occasion();
    }
    match find_field(form, name) {
        Some((field, steps)) => check.look_at_field(field, &steps),
        None => check.report_no_field(form, name),
    }
}

/// A field of the form, and where it stands.
fn find_field<'a>(form: &'a Form, name: &str) -> Option<(&'a FormField, [Step; 4])> {
    form.groups.iter().enumerate().find_map(|(group_at, group)| {
        let (at, field) = group.fields.iter().enumerate().find(|(_, field)| field.name == name)?;
        Some((field, [key("groups"), Step::Item(group_at), key("fields"), Step::Item(at)]))
    })
}

struct SeatsCheck<'a> {
    file: &'a DefinitionFile<'a>,
    faults: &'a mut Vec<Diagnostic>,
}

impl SeatsCheck<'_> {
    fn report(&mut self, steps: &[Step], message: Wording, hint: Wording) {
        self.faults.push(self.file.fault_at(steps, message, hint));
    }

    fn report_no_occasion(&mut self) {
        let message = Wording::new(
            "`seats` stands in a form that is sent for nothing that has seats",
            "席のあるものへの申し込みではないフォームに seats があります",
        );
        let hint = Wording::new(
            "take it away, or write `event` or `programme` into `references`",
            "seats を消すか、references に event か programme を書きます",
        );
        self.report(&steps_to("seats"), message, hint);
    }

    fn report_no_field(&mut self, form: &Form, name: &str) {
        let message = Wording::new(
            format!("`seats` names `{name}`, which is no field"),
            format!("seats の項目 `{name}` はありません"),
        );
        let names = || {
            Wording::new(
                "write the `name` of the field that asks how many people come",
                "参加する人数をたずねる項目の name を書きます",
            )
        };
        let meant = suggest(name, form.fields().map(|field| field.name.as_str()));
        self.report(&steps_to("seats"), message, meant.map_or_else(names, did_you_mean));
    }

    /// Whoever leaves the number out, or writes one of their own, would get another number of seats than they mean.
    fn look_at_field(&mut self, field: &FormField, steps: &[Step]) {
        let label = &field.label;
        let inside = |name: &str| [steps, &[key(name)]].concat();
        if !matches!(field.input, InputType::Select | InputType::Radio) {
            let message = Wording::new(
                format!("\"{label}\", which `seats` names, is no list of numbers"),
                format!("seats の項目「{label}」は、人数を一つ選ぶ項目ではありません"),
            );
            let hint = Wording::new(
                "make its `type` `select` or `radio`, with the numbers of people as `choices`",
                "type を select か radio にして、choices に人数を並べます",
            );
            return self.report(&inside("type"), message, hint);
        }
        if !field.required {
            let message = Wording::new(
                format!("\"{label}\", which `seats` names, need not be answered"),
                format!("seats の項目「{label}」が必須ではありません"),
            );
            let hint = Wording::new(
                "write `required: true`; where `show_when` hides it, one seat is asked for",
                "`required: true` と書きます。show_when で出ないときは1人分になります",
            );
            self.report(&inside("required"), message, hint);
        }
        if field.sensitive {
            let message = Wording::new(
                format!("\"{label}\", which `seats` names, is `sensitive`, but seats are counted in clear"),
                format!("seats の項目「{label}」が sensitive ですが、席の数は暗号化せずに数えます"),
            );
            let hint = Wording::new("take `sensitive` away", "sensitive を消します");
            self.report(&inside("sensitive"), message, hint);
        }
        let is_number = |choice: &Choice| seats_of_choice(&choice.text()).is_some();
        for (at, choice) in field.choices.iter().enumerate().filter(|(_, choice)| !is_number(choice)) {
            let value = choice.text();
            let message = Wording::new(
                format!("the value `{value}` of \"{label}\" is no number of seats"),
                format!("「{label}」の値 `{value}` は席の数ではありません"),
            );
            let hint = Wording::new(
                format!("write a whole number from 1 to {MOST_SEATS}"),
                format!("1から{MOST_SEATS}までの整数を書きます"),
            );
            self.report(&[&inside("choices")[..], &[Step::Item(at), key("value")]].concat(), message, hint);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        schema::{language_tests::check_languages, parse_form},
        source::SourcePath,
    };

    const FORM: &str = "form: group\nlabel: 申込\nversion: '1'\nreferences: [event]\nseats: people\ngroups:\n- legend: 人数\n  \
                        fields:\n  - name: people\n    type: select\n    label: 人数\n    required: true\n    choices:\n    - {value: 1, \
                        label: 1人}\n    - {value: 2, label: 2人}\nconsent: {version: '1', label: 同意, link: /p/}\nsubmit: 送る\n\
                        honeypot: remark\nthanks: 届きました\n";

    #[test]
    fn the_number_of_seats_is_a_number_that_everybody_chooses() {
        let path = SourcePath::new("data/forms/group.yaml");
        let (form, faults) = parse_form(&path, FORM);
        assert_eq!(faults, []);
        assert_eq!(form.unwrap().seats.as_deref(), Some("people"));
        let text = "type: text\n    max_length: 2";
        for (from, to, line, words, remedy) in [
            ("seats: people", "seats: peopel", 5, "`peopel` はありません", "`people`"),
            ("seats: people", "seats: x", 5, "`x` はありません", "name を書きます"),
            ("seats: people", "seats: [people]", 5, "文字", "Forms"),
            ("[event]", "[company]", 5, "席のあるもの", "event か programme"),
            ("type: select", text, 10, "一つ選ぶ項目ではありません", "select か radio"),
            ("type: select", "type: checkbox", 10, "一つ選ぶ項目ではありません", "select か radio"),
            ("    required: true\n", "", 9, "必須ではありません", "required: true"),
            ("required: true", "required: false", 12, "必須ではありません", "required: true"),
            ("required: true", "required: true\n    sensitive: true", 13, "sensitive", "消します"),
            ("value: 2", "value: 0", 15, "`0` は席の数", "1から50まで"),
            ("value: 2", "value: 51", 15, "`51` は席の数", "1から50まで"),
            ("value: 2", "value: -1", 15, "`-1` は席の数", "1から50まで"),
            ("value: 2", "value: 2.5", 15, "`2.5` は席の数", "1から50まで"),
            ("value: 2", "value: '02'", 15, "`02` は席の数", "1から50まで"),
            ("value: 2", "value: many", 15, "`many` は席の数", "1から50まで"),
        ] {
            assert!(FORM.contains(from), "{from}");
            let text = FORM.replacen(from, to, 1);
            let (_, faults) = parse_form(&path, &text);
            check_languages(&faults, &[&text]);
            let found = faults.iter().find(|fault| fault.message.japanese().contains(words));
            let found = found.unwrap_or_else(|| panic!("{to}: {faults:?}"));
            assert_eq!(found.place.as_ref().map(|place| place.line), Some(line), "{to}");
            assert!(found.hint.as_ref().is_some_and(|hint| hint.japanese().contains(remedy)), "{to}: {found:?}");
        }
        let programme = FORM.replace("[event]", "[programme]");
        assert_eq!(parse_form(&path, &programme).1, []);
    }
}
