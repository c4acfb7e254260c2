//! A message that answers a question: what was asked, for whoever may open the record of whoever asks, and the words that it begins with.

use super::{
    account_names::AccountNames,
    office_state::OfficeState,
    person_scope::{may_with_person, viewer_of},
    staff_visit::StaffVisit,
    timeline_links::TimelineLinks,
    timeline_words::TimelineWords,
    times::day_and_time,
};
use crate::{
    intake::{PersonId, SubmissionId, staff::StaffRight},
    outbox::ProgrammeValues,
    store::TimelineKind,
    web::Error,
};

/// How much of what a form is called stands in a subject.
const LONGEST_LABEL: usize = 60;

/// A question that is answered.
pub(super) struct AskedQuestion {
    /// What its form is called.
    pub form: String,
    /// When it came.
    pub received: String,
    /// What was asked: labels and values. Nothing, for whoever may not open the person.
    pub facts: Vec<(String, String)>,
}

impl AskedQuestion {
    /// The question of this submission, if there is one. That its person was opened is written down by the store.
    pub async fn read(
        state: &OfficeState,
        visit: &StaffVisit,
        question: Option<SubmissionId>,
    ) -> Result<Option<Self>, Error> {
        let Some(question) = question else { return Ok(None) };
        let Some(found) = state.app.store.question(question).await? else { return Ok(None) };
        let person = state.app.store.person_of(found.record).await?;
        let site = state.app.site();
        let form = site.forms.get(&found.form).map_or(found.form.as_str(), |form| form.label.as_str());
        Ok(Some(Self {
            form: form.to_owned(),
            received: day_and_time(found.received_at),
            facts: asked(state, visit, (person, question)).await?,
        }))
    }

    /// The subject and the text with which an answer begins.
    pub fn reply_words(&self) -> (String, String) {
        let form: String = self.form.chars().take(LONGEST_LABEL).collect();
        let greeting = "{{ recipient.name | お問い合わせの方 }} 様";
        let text = format!(
            "{greeting}\n\n{}に「{}」からお送りいただいたご質問について、お答えします。\n\n",
            self.received, self.form
        );
        (format!("「{form}」へのご回答"), text)
    }
}

/// What somebody sent as a question.
async fn asked(
    state: &OfficeState,
    visit: &StaffVisit,
    (person, question): (PersonId, SubmissionId),
) -> Result<Vec<(String, String)>, Error> {
    if !may_with_person(state, visit, StaffRight::OpenPerson, person).await? {
        return Ok(Vec::new());
    }
    let viewer = viewer_of(state, visit, person).await?;
    let Some(page) = state.app.store.person_page(person, &viewer).await? else { return Ok(Vec::new()) };
    let (site, accounts) = (state.app.site(), AccountNames::read(state).await?);
    let (programme, links) = (ProgrammeValues::default(), TimelineLinks::default());
    let words = TimelineWords { site: &site, accounts: &accounts, programme: &programme, links: &links };
    let mut sent = page
        .timeline
        .iter()
        .filter(|entry| matches!(entry.kind, TimelineKind::Submission { submission, .. } if submission == question));
    Ok(sent.find_map(|entry| words.row(entry)).map(|row| row.facts).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::messages::{LONGEST_MESSAGE_SUBJECT, check_message};

    #[test]
    fn an_answer_begins_with_words_that_can_be_sent() {
        for form in ["お問い合わせ".to_owned(), "長".repeat(200)] {
            let asked = AskedQuestion { form, received: "2026/11/30（月） 9:00".to_owned(), facts: Vec::new() };
            let (subject, text) = asked.reply_words();
            assert_eq!(check_message(&subject, &text, false), [], "{subject} {text}");
            assert!(subject.chars().count() <= LONGEST_MESSAGE_SUBJECT && text.contains(&asked.received), "{text}");
        }
    }
}
