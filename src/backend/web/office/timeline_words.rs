//! What happened with a person, in words: a heading for each entry of the line of time, and what belongs to it.

use std::collections::BTreeMap;

use tsubame_model::schema::FormField;

use super::{
    account_names::AccountNames,
    action_words::action_text,
    case_words::{CaseWords, consultation_facts, result_label, side_label, task_text},
    facet_words::{booking_label, registration_label},
    file_words::{file_size, file_state_label},
    seat_words::{seat_change_text, seat_place_text},
    timeline_links::TimelineLinks,
    times::{day_and_time, local_day},
};
use crate::{
    intake::cases::NoteAudience,
    outbox::{MessageValues, ProgrammeValues, fill_message},
    store::{MailState, MessageFacts, SentFileView, TaskView, TimelineEntry, TimelineKind},
    web::{SiteSnapshot, mail_words::mail_in_words},
};

/// An entry as it is shown.
pub(super) struct TimelineRow {
    pub at: String,
    /// Who did it, if it was somebody of the staff.
    pub actor: String,
    /// A word for its kind, for those who skim.
    pub kind: &'static str,
    pub title: String,
    /// The page of what it is about, for whoever may open that.
    pub link: Option<String>,
    /// Labels and values.
    pub facts: Vec<(String, String)>,
    /// Files that somebody sent.
    pub files: Vec<TimelineFile>,
    /// What somebody wrote.
    pub text: String,
    /// Whether only counsellors read it.
    pub is_confidential: bool,
}

/// A file that somebody sent, as it is shown.
pub(super) struct TimelineFile {
    /// Where it is, if it may be opened.
    pub address: Option<String>,
    /// What it was asked for as.
    pub label: String,
    pub name: String,
    pub size: String,
    /// What is to be known before it is opened, or why it cannot be.
    pub state: &'static str,
}

/// By what things are called.
pub(super) struct TimelineWords<'a> {
    pub site: &'a SiteSnapshot,
    pub accounts: &'a AccountNames,
    /// What messages say of the programme.
    pub programme: &'a ProgrammeValues,
    /// Where lines lead.
    pub links: &'a TimelineLinks,
}

impl TimelineWords<'_> {
    /// An entry in words; `None` for what the server does for itself.
    pub fn row(&self, entry: &TimelineEntry) -> Option<TimelineRow> {
        if matches!(&entry.kind, TimelineKind::Change { action, .. } if OWN_WORK.contains(&action.as_str())) {
            return None;
        }
        let (kind, title, facts) = self.told(&entry.kind);
        let (text, is_confidential) = match &entry.kind {
            TimelineKind::Note(note) => (note.text.clone(), note.audience == NoteAudience::Counsellors),
            TimelineKind::CaseStep { note, .. } => (note.clone().unwrap_or_default(), false),
            TimelineKind::Message { words, reader, .. } => (self.message(words, reader).text, false),
            TimelineKind::Referral(_) => (String::new(), true),
            _ => (String::new(), false),
        };
        let actor = entry.actor.as_deref().map(|actor| self.accounts.of(actor)).unwrap_or_default();
        let (at, link, files) = (day_and_time(entry.at), self.link(&entry.kind), self.files(&entry.kind));
        Some(TimelineRow { at, actor, kind, title, link, facts, files, text, is_confidential })
    }

    /// The page of what an entry is about, for whoever may open it.
    pub fn link(&self, kind: &TimelineKind) -> Option<String> {
        self.links.of(kind)
    }

    fn files(&self, kind: &TimelineKind) -> Vec<TimelineFile> {
        let TimelineKind::Submission { form, files, .. } = kind else { return Vec::new() };
        let form = self.site.forms.get(form);
        let label = |field: &str| form.and_then(|form| form.fields().find(|known| known.name == field));
        let row = |file: &SentFileView| TimelineFile {
            address: file.state.may_be_read().then(|| format!("/files/{}", file.id.0)),
            label: label(&file.field).map_or_else(|| file.field.clone(), |field| field.label.clone()),
            name: file.name.clone(),
            size: file_size(file.size_bytes),
            state: file_state_label(file.state),
        };
        files.iter().map(row).collect()
    }

    fn told(&self, kind: &TimelineKind) -> (&'static str, String, Vec<(String, String)>) {
        match kind {
            TimelineKind::Submission { form, answers, references, is_held, .. } => {
                let held = if *is_held { "（保留中）" } else { "" };
                ("申し込み", format!("「{}」を送りました{held}", self.form(form)), self.sent(form, answers, references))
            }
            TimelineKind::Registration { place, moved_to, state, checked_in_at, .. } => {
                let (place, state) = (seat_place_text(place, self.site), registration_label(*state));
                let came = checked_in_at.map(|at| ("受付".to_owned(), day_and_time(at)));
                match moved_to {
                    None => ("席", format!("{place}：{state}"), came.into_iter().collect()),
                    Some(now) => {
                        let now = format!("{}：{state}", seat_place_text(now, self.site));
                        let facts = [("今の席".to_owned(), now)].into_iter().chain(came).collect();
                        ("席", format!("{place}に申し込みました"), facts)
                    }
                }
            }
            TimelineKind::SeatChange(change) => {
                let reason = Some(change.text.clone()).filter(|reason| !reason.is_empty());
                let facts = reason.map(|reason| ("理由".to_owned(), reason)).into_iter().collect();
                ("席", seat_change_text(change, self.site), facts)
            }
            TimelineKind::Booking(booking) => {
                let facts = vec![("日時".to_owned(), day_and_time(booking.starts_at))];
                ("予約", format!("{}：{}", booking.title, booking_label(booking.state)), facts)
            }
            TimelineKind::Mail { kind, state, due_at, .. } => {
                let facts = match state {
                    MailState::Waiting => vec![("送信の予定".to_owned(), day_and_time(*due_at))],
                    _ => Vec::new(),
                };
                ("メール", format!("メール「{}」：{}", mail_in_words(kind), mail_state(*state)), facts)
            }
            TimelineKind::Message { words, reader, is_own, state, .. } => {
                let subject = self.message(words, reader).title;
                let to = if *is_own { "メッセージ" } else { "一斉のメッセージ" };
                let state = state.map_or("送信済み（記録の期限が過ぎました）", mail_state);
                ("メッセージ", format!("{to}「{subject}」：{state}"), Vec::new())
            }
            TimelineKind::ConsentGiven { form, version, .. } => (
                "同意",
                format!("「{}」の個人情報の取り扱い（第{version}版）に同意しました", self.form(form)),
                Vec::new(),
            ),
            TimelineKind::ConsentWithdrawn { .. } => ("同意", "同意を取り消しました".to_owned(), Vec::new()),
            TimelineKind::SurveyAsked { label, occasion, closes_at, .. } => {
                let facts = vec![("対象".to_owned(), occasion.clone()), ("締切".to_owned(), day_and_time(*closes_at))];
                ("アンケート", format!("アンケート「{label}」をお願いしました"), facts)
            }
            TimelineKind::SurveyAnswered { form, .. } => {
                ("アンケート", format!("アンケート「{}」に回答しました", self.form(form)), Vec::new())
            }
            _ => self.told_of_staff(kind),
        }
    }

    /// A message as they read it.
    fn message(&self, words: &MessageFacts, reader: &str) -> MessageValues {
        fill_message(words, reader, self.programme)
    }

    /// The same of what staff do.
    fn told_of_staff(&self, kind: &TimelineKind) -> (&'static str, String, Vec<(String, String)>) {
        let (sign, title) = match kind {
            TimelineKind::Note(note) => {
                let side = note.side.map(|side| format!("（{}）", side_label(side))).unwrap_or_default();
                return match &note.consultation {
                    Some(facts) => ("相談", format!("相談の記録{side}"), consultation_facts(facts)),
                    None => ("メモ", format!("メモ{side}"), Vec::new()),
                };
            }
            TimelineKind::TaskMade(task) => {
                ("用件", format!("用件「{}」（{}まで）", task_text(&task.title), local_day(task.due_on)))
            }
            TimelineKind::TaskDone(task) => {
                return ("用件", format!("用件「{}」を終えました", task_text(&task.title)), answer_facts(task));
            }
            TimelineKind::Phase(phase) => ("段階", format!("段階：{}", self.phase(&phase.phase))),
            TimelineKind::Tagged(tag) => ("タグ", format!("タグ「{}」をつけました", tag.tag)),
            TimelineKind::CaseStep { pipeline, from, to, .. } => {
                ("案件", self.case_step(pipeline, from.as_deref(), to))
            }
            TimelineKind::Referral(referral) => {
                ("紹介", format!("公的支援「{}」を紹介しました", self.cases().office(&referral.office)))
            }
            TimelineKind::Joined { .. } => {
                ("同じ人", "確認されたアドレスにより、別の記録が同じ人のものとわかりました".to_owned())
            }
            TimelineKind::Merged { undone_at, .. } => {
                let undone = undone_at.map(|at| format!("（{}に取り消し）", day_and_time(at))).unwrap_or_default();
                ("同じ人", format!("別の登録者とまとめました{undone}"))
            }
            TimelineKind::Change { action, .. } => ("変更", action_text(action)),
            _ => ("その他", String::new()),
        };
        (sign, title, Vec::new())
    }

    fn cases(&self) -> CaseWords<'_> {
        CaseWords { site: self.site }
    }

    fn case_step(&self, pipeline: &str, from: Option<&str>, to: &str) -> String {
        let (label, status) = (self.cases().label(pipeline), |id: &str| self.cases().status(pipeline, id));
        match from {
            Some(from) => format!("{label}：{} → {}", status(from), status(to)),
            None => format!("{label}を始めました（{}）", status(to)),
        }
    }

    fn phase(&self, id: &str) -> String {
        let phase = self.site.casework.phases.iter().find(|phase| phase.id == id);
        phase.map_or_else(|| id.to_owned(), |phase| phase.label.clone())
    }

    /// What was sent: what it was for, and answers in the order of the form.
    fn sent(
        &self,
        form: &str,
        answers: &BTreeMap<String, Vec<String>>,
        references: &BTreeMap<String, String>,
    ) -> Vec<(String, String)> {
        let reference = |(name, value): (&String, &String)| {
            (self.site.words.label_of(name).to_owned(), self.reference(name, value))
        };
        let mut facts: Vec<(String, String)> = references.iter().map(reference).collect();
        let Some(form) = self.site.forms.get(form) else {
            facts.extend(answers.iter().map(|(name, values)| (name.clone(), values.join("、"))));
            return facts;
        };
        let mut known: Vec<&str> = Vec::new();
        for field in form.fields() {
            known.push(&field.name);
            let values = answers.get(&field.name).map(Vec::as_slice).unwrap_or_default();
            if !values.is_empty() {
                facts.push((field.label.clone(), answer_text(field, values)));
            }
        }
        let others = answers.iter().filter(|(name, _)| !known.contains(&name.as_str()));
        facts.extend(others.map(|(name, values)| (name.clone(), values.join("、"))));
        facts
    }

    fn form(&self, form: &str) -> String {
        self.site.forms.get(form).map_or_else(|| form.to_owned(), |found| found.label.clone())
    }

    fn reference(&self, name: &str, value: &str) -> String {
        self.site.words.words_of(name, value).unwrap_or(value).to_owned()
    }
}

fn answer_text(field: &FormField, values: &[String]) -> String {
    let text = |value: &String| {
        let choice = field.choices.iter().find(|choice| choice.text() == *value);
        choice.map_or_else(|| value.clone(), |choice| choice.label.clone())
    };
    values.iter().map(text).collect::<Vec<_>>().join("、")
}

/// What came of asking somebody how it went.
fn answer_facts(task: &TaskView) -> Vec<(String, String)> {
    let Some(answer) = &task.answer else { return Vec::new() };
    let text = answer.text.clone().map(|text| ("内容".to_owned(), text));
    [("結果".to_owned(), result_label(answer.result).to_owned())].into_iter().chain(text).collect()
}

/// What became of a mail.
pub(super) fn mail_state(state: MailState) -> &'static str {
    match state {
        MailState::Waiting => "送信待ち",
        MailState::Sending => "送信中",
        MailState::Sent => "送信済み",
        MailState::Bounced => "届きませんでした",
        MailState::Dead => "送れませんでした",
        MailState::Dropped => "取り消しのため、送っていません",
        MailState::Withdrawn => "送信を止めています",
    }
}

/// What the audit log says of a person that only the server itself needs to know.
const OWN_WORK: [&str; 4] = ["booking.opened", "person.traits_read", "persons.indexed", "registration.reasons_read"];
