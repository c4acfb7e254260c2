//! A form with a field of each kind that the cases name, for the tests of this feature.

use tsubame_model::{
    schema::{FieldError, Form, FormAnswer, FormValues, KnownReferences, Submission, SubmissionContext, parse_form},
    source::SourcePath,
};

const FORM: &str = "form: event
label: 申し込み
version: \"2\"
references: [event]
groups:
  - legend: すべて
    fields:
      - { name: name, type: text, label: お名前, required: true, max_length: 20 }
      - { name: kana, type: kana, label: ふりがな, max_length: 60 }
      - { name: email, type: email, label: メール, max_length: 254 }
      - { name: tel, type: tel, label: 電話番号, max_length: 20 }
      - { name: code, type: postcode, label: 郵便番号, max_length: 10 }
      - { name: text, type: textarea, label: 内容, max_length: 1000 }
      - { name: timing_year, type: text, label: 年, required: true, max_length: 4, show_when: { field: timing, is: 何年か先 } }
      - name: timing
        type: radio
        label: 時期
        choices: [{ value: 何年か先, label: 何年か先 }, { value: 直ぐに, label: 直ぐに }, { value: 未定, label: 未定 }]
      - name: interest
        type: checkbox
        label: 関心
        choices: [{ value: IT, label: IT }, { value: 製造, label: 製造 }, { value: R&D, label: 研究 }]
      - name: area
        type: select
        label: 地域
        choices: [{ value: a&b, label: 東 }, { value: west, label: 西 }]
      - { name: agree, type: checkbox, label: 渡してよい }
      - { name: paper, type: file, label: 書類, accept: [pdf, docx], max_megabytes: 1 }
honeypot: seat_remark
consent: { version: \"7\", label: 同意します, link: \"@/privacy.md\" }
attribution: true
submit: 送る
thanks: 届きました
";

/// The form.
pub(super) fn form() -> Form {
    let (form, faults) = parse_form(&SourcePath::new("data/forms/event.yaml"), FORM);
    assert_eq!(faults, []);
    form.unwrap()
}

/// What the form says of values.
pub(super) fn check(values: &FormValues) -> Result<Submission, Vec<FieldError>> {
    let now = "2026-11-21T12:00:00+09:00[Asia/Tokyo]".parse().unwrap();
    form().check(values, &SubmissionContext { references: &KnownReferences::default(), now: &now })
}

/// The text of an answer; of several choices, parted by commas.
pub(super) fn answered(submission: &Submission, field: &str) -> Option<String> {
    submission.answers.get(field).map(|answer| match answer {
        FormAnswer::Text(text)
        | FormAnswer::Kana(text)
        | FormAnswer::Email(text)
        | FormAnswer::Tel(text)
        | FormAnswer::Postcode(text)
        | FormAnswer::Choice(text) => text.clone(),
        FormAnswer::Choices(values) => values.join(","),
        other => panic!("{other:?}"),
    })
}

/// What a page sends beside its fields, and a name, in front of other values.
pub(super) fn with_consent(sent: &[(&str, &str)]) -> Vec<(String, String)> {
    let name = if sent.iter().any(|(name, _)| *name == "name") { None } else { Some(("name", "あ")) };
    let always = [("form_version", "2"), ("consent", "yes"), ("consent_version", "7")];
    let all = always.iter().chain(&name).chain(sent);
    all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
