//! How many seats somebody asks for: one, or what the form's own field says.

use super::{
    super::{Form, form::seats_of_choice},
    FormAnswer, Submission,
};

impl Form {
    /// How many seats a submission asks for. A form that asks no number, and a number that is not asked since its field is
    /// not shown, mean one.
    pub fn seats_asked(&self, submission: &Submission) -> u32 {
        let answer = self.seats.as_ref().and_then(|field| submission.answers.get(field));
        match answer {
            Some(FormAnswer::Choice(value)) => seats_of_choice(value).unwrap_or(1),
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        schema::{FieldError, FieldErrorKind, Form, FormValues, KnownReferences, SubmissionContext, parse_form},
        source::SourcePath,
    };

    fn form(seats: &str) -> Form {
        let text = format!(
            "form: group\nlabel: 申込\nversion: '1'\nreferences: [event]\n{seats}groups:\n- legend: 人数\n  fields:\n  \
             - {{name: way, type: radio, label: 参加, choices: [{{value: group, label: 組で}}, {{value: alone, label: ひとりで}}]}}\n  \
             - {{name: people, type: select, label: 人数, required: true, show_when: {{field: way, is: group}}, choices: [{{value: 1, \
             label: 1人}}, {{value: 2, label: 2人}}, {{value: '3', label: 3人}}]}}\nconsent: {{version: '1', label: 同意します, link: \
             /privacy/}}\nsubmit: 送る\nhoneypot: remark\nthanks: 届きました\n"
        );
        let (form, faults) = parse_form(&SourcePath::new("data/forms/group.yaml"), &text);
        assert_eq!(faults, []);
        form.unwrap()
    }

    fn asked(form: &Form, way: &str, people: &str) -> Result<u32, Vec<FieldErrorKind>> {
        let sent = [("way", way), ("people", people), ("consent", "yes"), ("consent_version", "1")];
        let texts = sent.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let now = "2026-11-29T12:00:00+09:00[Asia/Tokyo]".parse().unwrap();
        let context = SubmissionContext { references: &KnownReferences::default(), now: &now };
        let checked = form.check(&FormValues { texts, files: Vec::new() }, &context);
        checked
            .map(|submission| form.seats_asked(&submission))
            .map_err(|errors| errors.into_iter().map(|error| error.kind).collect())
    }

    #[test]
    fn the_field_that_the_form_names_says_how_many_and_without_it_one_is_asked_for() {
        let group = form("seats: people\n");
        for (people, seats) in [("1", 1), ("2", 2), ("3", 3)] {
            assert_eq!(asked(&group, "group", people), Ok(seats));
            assert_eq!(asked(&group, "alone", people), Ok(1), "what is not shown is not asked");
            assert_eq!(asked(&form(""), "group", people), Ok(1), "a number alone is no number of seats");
        }
        assert_eq!(asked(&group, "group", "4"), Err(vec![FieldErrorKind::NotAChoice]));
        assert_eq!(asked(&group, "group", "0"), Err(vec![FieldErrorKind::NotAChoice]));
        assert_eq!(asked(&group, "group", ""), Err(vec![FieldErrorKind::NotChosen]));
    }

    #[test]
    fn a_group_that_is_too_large_is_told_how_large_it_may_be() {
        let kind = FieldErrorKind::TooManySeats { most: 20 };
        let error = FieldError { name: "people".to_owned(), label: "人数".to_owned(), kind };
        assert_eq!(error.in_japanese(), "「人数」は、定員の20人までです。人数を選び直してください。");
        assert!(error.in_english().starts_with("“人数” can be 20 at most"), "{}", error.in_english());
    }
}
