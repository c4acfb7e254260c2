//! The companies that a form wishes to talk with, held against the tables of its event.

use tsubame_model::schema::{FieldError, FieldErrorKind, Form, FormAnswer, FormField, InputType, Submission};

use crate::{
    intake::fair::{FairPart, FairPlan},
    store::TalkWishes,
    web::{Error, state::AppState},
};

/// The field by which forms ask when somebody can talk.
const PART: &str = "talk_part";

/// The wishes of a submission, in the order of the form; or the faults at the fields that name no table. Nothing is wished for where
/// the event has no tables.
pub(super) async fn talk_wishes(
    state: &AppState,
    form: &Form,
    submission: &Submission,
) -> Result<Result<TalkWishes, Vec<FieldError>>, Error> {
    // Most wish for none, at events that have no tables: for them the database is not asked.
    let Some(event) = submission.references.get("event").filter(|_| wished(form, submission).next().is_some()) else {
        return Ok(Ok(TalkWishes::default()));
    };
    let plan = state.store.fair_plan(event).await?;
    Ok(read_wishes(form, submission, plan.as_ref()))
}

/// The fields that name a company, with its key.
fn wished<'a>(form: &'a Form, submission: &'a Submission) -> impl Iterator<Item = (&'a FormField, &'a String)> {
    let tables = form.fields().filter(|field| field.input == InputType::Table);
    tables.filter_map(|field| match submission.answers.get(&field.name) {
        Some(FormAnswer::Text(company)) => Some((field, company)),
        _ => None,
    })
}

fn read_wishes(form: &Form, submission: &Submission, plan: Option<&FairPlan>) -> Result<TalkWishes, Vec<FieldError>> {
    let (mut companies, mut errors) = (Vec::new(), Vec::new());
    for (field, company) in wished(form, submission) {
        if plan.is_none_or(|plan| plan.table(company).is_none()) {
            let kind = FieldErrorKind::NotAChoice;
            errors.push(FieldError { name: field.name.clone(), label: field.label.clone(), kind });
        } else if !companies.contains(company) {
            companies.push(company.clone());
        }
    }
    let part = match submission.answers.get(PART) {
        Some(FormAnswer::Choice(name)) => FairPart::parse(name).unwrap_or_default(),
        _ => FairPart::Any,
    };
    if errors.is_empty() { Ok(TalkWishes { companies, part }) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use tsubame_model::{schema::parse_form, source::SourcePath};

    use super::*;
    use crate::store::{fair_setup::fair_plan, test_support::sent_by};

    const FORM: &str = "form: event\nlabel: 申し込み\nversion: '1'\ngroups:\n- legend: 面談\n  fields:\n  - {name: talk_1, type: table, \
                        label: 第1希望}\n  - {name: talk_2, type: table, label: 第2希望}\n  - {name: talk_3, type: table, label: \
                        第3希望}\n  - {name: talk_part, type: radio, label: 時間帯, choices: [{value: first, label: 前半}]}\nconsent: \
                        {version: '1', label: 同意します, link: /privacy/}\nsubmit: 送る\nhoneypot: remark\nthanks: 届きました\n";

    #[test]
    fn wishes_keep_their_order_each_once_and_a_table_that_is_none_is_a_fault_at_its_field() {
        let (form, faults) = parse_form(&SourcePath::new("data/forms/event.yaml"), FORM);
        assert!(faults.is_empty(), "{faults:?}");
        let (form, plan) = (form.unwrap(), fair_plan());
        let mut submission = sent_by(1);
        assert_eq!(wished(&form, &submission).count(), 0, "nothing is asked for whom wishes nothing");
        let mut answer = |name: &str, company: &str| {
            submission.answers.insert(name.to_owned(), FormAnswer::Text(company.to_owned()));
        };
        answer("talk_1", "robo");
        answer("talk_2", "aoba");
        answer("talk_3", "robo");
        submission.answers.insert(PART.to_owned(), FormAnswer::Choice("first".to_owned()));
        let wishes = read_wishes(&form, &submission, Some(&plan)).unwrap();
        assert_eq!((wishes.companies, wishes.part), (vec!["robo".to_owned(), "aoba".to_owned()], FairPart::First));
        submission.answers.insert("talk_2".to_owned(), FormAnswer::Text("gone".to_owned()));
        let errors = read_wishes(&form, &submission, Some(&plan)).unwrap_err();
        assert_eq!(errors.iter().map(|error| error.name.as_str()).collect::<Vec<_>>(), ["talk_2"]);
        assert_eq!(read_wishes(&form, &submission, None).unwrap_err().len(), 3, "the event has no tables");
    }
}
