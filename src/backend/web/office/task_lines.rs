//! What is to be done, as a line with its button: on the list of tasks, on the pages of a person and a case, and on today's.

use jiff::civil::Date;
use strum::VariantArray;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    case_words::{CaseWords, case_address, result_label, task_text},
    times::local_day,
};
use crate::{
    intake::{PersonId, cases::FollowUpResult},
    store::{CaseView, TaskTitle, TaskView},
};

/// A task as a line.
pub(super) struct TaskLine {
    pub id: Uuid,
    pub text: String,
    pub due: String,
    pub is_late: bool,
    pub owner: String,
    /// About whom.
    pub person: Option<Uuid>,
    /// What they are called, where the page does not say so itself.
    pub name: String,
    /// The page of the case that it is about, and what that is called.
    pub case: Option<(String, String)>,
    /// When somebody is asked again after this time.
    pub next: String,
    /// The results of which it takes one to be done, each with its name; none where it takes none.
    pub results: Vec<(&'static str, &'static str)>,
    /// The page that it stands on, to which its button leads back.
    pub from: &'static str,
}

/// The results that can be chosen, with their names.
fn result_choices() -> Vec<(&'static str, &'static str)> {
    FollowUpResult::VARIANTS.iter().map(|result| (result.name(), result_label(*result))).collect()
}

/// By what lines are written.
pub(super) struct TaskLines<'a> {
    pub words: CaseWords<'a>,
    pub accounts: &'a AccountNames,
    pub today: Date,
    pub from: &'static str,
}

impl TaskLines<'_> {
    /// A task about somebody and a case, if it is about one.
    pub fn line(&self, task: &TaskView, person: Option<PersonId>, case: Option<&CaseView>) -> TaskLine {
        let is_follow_up = matches!(task.title, TaskTitle::FollowUp { .. });
        let named = |case: &CaseView| {
            let status = match &task.title {
                TaskTitle::FollowUp { status, .. } => self.words.status(&case.pipeline, status),
                TaskTitle::Written(_) => self.words.status(&case.pipeline, &case.status),
            };
            (case_address(case.id), format!("{}（{status}）", self.words.label(&case.pipeline)))
        };
        TaskLine {
            id: task.id.0,
            text: task_text(&task.title),
            due: local_day(task.due_on),
            is_late: task.due_on < self.today,
            owner: task.owner.as_deref().map(|owner| self.accounts.of(owner)).unwrap_or_default(),
            person: person.map(|person| person.0),
            name: String::new(),
            case: case.map(named),
            next: case.filter(|_| is_follow_up).map(|case| self.next(case, &task.title)).unwrap_or_default(),
            results: if is_follow_up { result_choices() } else { Vec::new() },
            from: self.from,
        }
    }

    fn next(&self, case: &CaseView, title: &TaskTitle) -> String {
        match self.words.next_follow_up(case, title) {
            Some(months) => format!("次は{months}か月後"),
            None => "今回が最後".to_owned(),
        }
    }
}
