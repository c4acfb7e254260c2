//! The pages of a survey: its form as the server itself draws it, and what is said before and after.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tsubame_http::answer;
use tsubame_model::schema::{AnswerPolicy, FieldError, Form, FormValues, IncentiveKind, SurveyTerms};

use super::form_view::{Control, GroupView, group_views};
use crate::{
    store::{GrantedIncentive, Invitation},
    web::{
        Error,
        page::{NoticePage, page_headers},
    },
};

/// A survey that is shown, with what was typed and what is wrong with it.
pub(super) struct SurveyPage<'a> {
    pub form: &'a Form,
    pub invitation: &'a Invitation,
    pub values: &'a FormValues,
    pub errors: &'a [FieldError],
    /// The address of the site.
    pub home: &'a str,
}

#[derive(Template)]
#[template(path = "survey.html")]
struct SurveyHtml<'a> {
    form: &'a Form,
    title: Option<&'a str>,
    incentive: Option<&'a str>,
    /// Whether an answer takes the place of one before.
    is_revised: bool,
    groups: Vec<GroupView<'a>>,
    errors: Vec<(&'a str, String)>,
    /// The page that says what is agreed to.
    consent_link: String,
    home: &'a str,
}

impl SurveyPage<'_> {
    /// The page as an answer.
    pub fn answer(&self, status: StatusCode) -> Response {
        let incentive = self.form.survey.as_ref().and_then(|survey| survey.incentive.as_ref());
        let html = SurveyHtml {
            form: self.form,
            title: self.invitation.title.as_deref(),
            incentive: incentive.map(|incentive| incentive.label.as_str()),
            is_revised: self.invitation.is_answered,
            groups: group_views(self.form, self.values, self.errors),
            errors: self.errors.iter().map(|error| (error.name.as_str(), error.in_japanese())).collect(),
            consent_link: consent_link(&self.form.consent.link, self.home),
            home: self.home,
        };
        match html.render() {
            Ok(html) => answer(status, html, &page_headers()),
            Err(error) => Error::Internal(error.into()).into_response(),
        }
    }
}

/// Where a link of a form's file leads: `@/privacy.md` names a page of the site by its file.
fn consent_link(link: &str, home: &str) -> String {
    match link.strip_prefix("@/") {
        Some(file) => format!("{home}{}/", file.trim_end_matches(".md").trim_end_matches("/_index")),
        None => link.to_owned(),
    }
}

/// For a link that leads nowhere.
pub(super) fn unknown() -> NoticePage {
    let paragraphs = [
        "リンクが途中で切れているか、アンケートが終わっています。".to_owned(),
        "メールにあるアドレスを最後までコピーして、もう一度お試しください。".to_owned(),
    ];
    NoticePage::new("このリンクは使えません", paragraphs, None)
}

/// For one that was answered, and one answer holds.
pub(super) fn already_answered(form: &Form) -> NoticePage {
    let text = format!("「{}」には、すでに回答をいただいています。ご協力ありがとうございました。", form.label);
    NoticePage::new("回答済みです", [text], None)
}

/// For one that may be answered no more.
pub(super) fn closed(form: &Form) -> NoticePage {
    let text = format!(
        "「{}」の受け付けは終わりました。お気づきのことは、お問い合わせのページからお知らせください。",
        form.label
    );
    NoticePage::new("受け付けは終わりました", [text], None)
}

/// Once an answer was received, with what its sender is thanked with.
pub(super) fn thanks(form: &Form, terms: &SurveyTerms, incentive: Option<&GrantedIncentive>) -> NoticePage {
    let mut paragraphs = vec![form.thanks.clone()];
    if terms.answers == AnswerPolicy::Revise {
        paragraphs.push("締め切りまでは、同じリンクからもう一度送ると、回答を直せます。".to_owned());
    }
    if let (Some(offered), Some(granted)) = (&terms.incentive, incentive) {
        let label = &offered.label;
        paragraphs.push(match (offered.kind, &granted.code) {
            (IncentiveKind::Codes, Some(code)) => format!("お礼（{label}）のコード：{code}"),
            (IncentiveKind::Codes, None) => format!("お礼（{label}）は、準備ができしだいメールでお送りします。"),
            (IncentiveKind::Draw, _) => {
                format!("お礼（{label}）の抽選に加わりました。当選した方にはメールでご連絡します。")
            }
        });
    }
    NoticePage::new("送信しました", paragraphs, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_of_the_site() {
        for (link, expected) in [
            ("@/privacy.md", "https://example.jp/privacy/"),
            ("@/about/_index.md", "https://example.jp/about/"),
            ("/privacy/", "/privacy/"),
        ] {
            assert_eq!(consent_link(link, "https://example.jp/"), expected);
        }
    }
}
