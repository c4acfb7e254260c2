//! What a survey must not say: days that are none, reminders behind its end, files.

use super::{Form, InputType, definition::DefinitionFile};
use crate::source::{Diagnostic, Wording, steps_to};

/// For how many days a link may be answered at most: what is asked later is another question.
const LONGEST_DAYS: u32 = 180;

/// Finds what a survey must not say.
pub(super) fn check_survey(form: &Form, file: &DefinitionFile<'_>, faults: &mut Vec<Diagnostic>) {
    let Some(survey) = &form.survey else { return };
    let mut report = |key: &str, message: Wording, hint: Wording| {
        faults.push(file.fault_at(&steps_to(key), message, hint));
    };
    if survey.open_days == 0 || survey.open_days > LONGEST_DAYS {
        report(
            "survey.open_days",
            Wording::new(
                format!("`open_days` is {}", survey.open_days),
                format!("open_days は {} です", survey.open_days),
            ),
            Wording::new(
                format!("write the days for which it may be answered, 1 to {LONGEST_DAYS}"),
                format!("回答を受け付ける日数を、1から{LONGEST_DAYS}までで書きます"),
            ),
        );
    }
    let days = &survey.remind_after_days;
    let is_late = days.last().is_some_and(|last| *last >= survey.open_days);
    if !days.is_sorted_by(|a, b| a < b) || days.first() == Some(&0) || is_late {
        report(
            "survey.remind_after_days",
            Wording::new(
                "the days of `remind_after_days` are not in order",
                "remind_after_days の日数が順に並んでいません",
            ),
            Wording::new(
                "write days after the invitation, each more than the one before and all less than `open_days`",
                "案内からの日数を、小さい順に、open_days より小さい数で書きます",
            ),
        );
    }
    if form.fields().any(|field| field.input == InputType::File) {
        report(
            "survey",
            Wording::new("a survey asks for a file", "アンケートにファイルの欄があります"),
            Wording::new("ask for files in a form without `survey`", "ファイルは survey のないフォームでたずねます"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        schema::{AnswerPolicy, Incentive, IncentiveKind, SurveyOccasion, SurveySide, SurveyTerms, parse_form},
        source::SourcePath,
    };

    const FORM: &str = "form: after\nlabel: アンケート\nversion: '1'\nsurvey: SURVEY\ngroups:\n- legend: 内容\n  fields:\n  - {name: a, \
        label: 内容, reason: 次の会に生かすため, FIELD}\nconsent: {version: '1', label: 同意, link: /p/}\nsubmit: 送る\nhoneypot: \
        remark\nthanks: 届きました\n";

    fn parse(survey: &str, field: &str) -> (Option<Form>, Vec<Diagnostic>) {
        let text = FORM.replace("SURVEY", survey).replace("FIELD", field);
        parse_form(&SourcePath::new("data/forms/after.yaml"), &text)
    }

    const LINE: &str = "type: text, max_length: 9";

    #[test]
    fn terms_are_read() {
        let (form, faults) = parse(
            "{about: talk, side: company, after_hours: 3, remind_after_days: [2, 5], open_days: 14, answers: once, incentive: \
             {kind: codes, label: コーヒー券}}",
            LINE,
        );
        assert!(faults.is_empty(), "{faults:?}");
        let form = form.unwrap();
        assert_eq!(form.fields().next().unwrap().reason, "次の会に生かすため");
        let expected = SurveyTerms {
            about: SurveyOccasion::Talk,
            side: SurveySide::Company,
            after_hours: 3,
            remind_after_days: vec![2, 5],
            open_days: 14,
            answers: AnswerPolicy::Once,
            is_public: false,
            incentive: Some(Incentive { kind: IncentiveKind::Codes, label: "コーヒー券".to_owned() }),
        };
        assert_eq!(form.survey, Some(expected));
    }

    #[test]
    fn what_cannot_be_asked_is_a_fault() {
        for (survey, field) in [
            ("{about: event, side: visitor, open_days: 14}", LINE),
            ("{about: party, side: visitor, open_days: 14, answers: once}", LINE),
            ("{about: event, side: visitor, open_days: 0, answers: once}", LINE),
            ("{about: event, side: visitor, open_days: 999, answers: once}", LINE),
            ("{about: event, side: visitor, open_days: 14, answers: once, remind_after_days: [5, 2]}", LINE),
            ("{about: event, side: visitor, open_days: 14, answers: once, remind_after_days: [14]}", LINE),
            ("{about: event, side: visitor, open_days: 14, answers: once, remind_after_days: [0]}", LINE),
            ("{about: event, side: visitor, open_days: 14, answers: once, incentive: {kind: cash}}", LINE),
            ("{about: event, side: visitor, open_days: 14, answers: once}", "type: file, accept: [pdf]"),
        ] {
            let (_, faults) = parse(survey, field);
            assert!(!faults.is_empty(), "{survey}");
        }
    }
}
