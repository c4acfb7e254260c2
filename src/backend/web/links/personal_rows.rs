//! What somebody sent, line by line, in the words of the form that they filled in and of the site. What neither has words for
//! stands as it is kept.

use jiff::ToSpan;
use tsubame_model::schema::{Form, FormField, InputType};

use super::booking_words::time_of;
use crate::{
    intake::{
        RegistrationState,
        bookings::{BookingMark, BookingState, SlotWish},
    },
    outbox::JapanTime,
    store::KeptSubmission,
    web::{SiteBookings, SiteSnapshot},
};

/// What was sent, and what became of it: labels and values. Answers stand in the order of the form.
pub(super) fn sent_rows(sent: &KeptSubmission, site: &SiteSnapshot) -> Vec<(String, String)> {
    let time = |at| JapanTime::at(at).as_str().to_owned();
    let mut rows = vec![("受け付けた日時".to_owned(), time(sent.received_at))];
    rows.extend(sent.references.iter().map(|(name, value)| reference_row(sent, site, (name.as_str(), value.as_str()))));
    rows.extend(answer_rows(sent, site));
    rows.extend(sent.registration.iter().map(|registration| {
        let state = state_in_words(registration.state);
        let group = if registration.seats > 1 { format!("（{}人）", registration.seats) } else { String::new() };
        ("申し込みの状態".to_owned(), format!("{state}{group}"))
    }));
    rows.extend(sent.checked_in_at.map(|at| ("会場での受付".to_owned(), time(at))));
    rows.extend(sent.booking.iter().flat_map(|booking| {
        let state = booking_state_in_words(booking.state).to_owned();
        [("予約", booking.title.clone()), ("予約の日時", time_of(booking)), ("予約の状態", state)]
            .map(|(label, value)| (label.to_owned(), value))
    }));
    rows.extend(sent.booking_mark.map(|mark| ("面談の結果".to_owned(), mark_in_words(mark).to_owned())));
    rows.extend(sent.files.iter().map(|file| (file_label(sent, site, &file.field), file.name.clone())));
    let given = sent.consent.as_ref();
    rows.extend(given.map(|consent| ("同意した日時".to_owned(), time(consent.given_at))));
    let withdrawn = given.and_then(|consent| consent.withdrawn_at);
    rows.extend(withdrawn.map(|at| ("同意を取り消した日時".to_owned(), time(at))));
    rows
}

fn state_in_words(state: RegistrationState) -> &'static str {
    match state {
        RegistrationState::Unconfirmed => "メールの確認を待っています",
        RegistrationState::Confirmed => "参加が決まっています",
        RegistrationState::Waiting => "キャンセル待ち",
        RegistrationState::Offered => "空いた席をご案内しています",
        RegistrationState::Held => "事務局が確認しています",
        RegistrationState::Cancelled => "取り消し済み",
        RegistrationState::Lapsed => "期限を過ぎて終わりました",
    }
}

fn booking_state_in_words(state: BookingState) -> &'static str {
    match state {
        BookingState::Requested => "日時を調整しています",
        BookingState::Unconfirmed => "メールの確認を待っています",
        BookingState::Booked => "予約が決まっています",
        BookingState::Cancelled => "取り消し済み",
        BookingState::Lapsed => "期限を過ぎて終わりました",
    }
}

fn mark_in_words(mark: BookingMark) -> &'static str {
    match mark {
        BookingMark::Held => "実施しました",
        BookingMark::VisitorAbsent => "いらっしゃいませんでした",
        BookingMark::HostAbsent => "担当者が来ませんでした",
    }
}

fn file_label(sent: &KeptSubmission, site: &SiteSnapshot, field: &str) -> String {
    let form = site.forms.get(&sent.form);
    let known = form.and_then(|form| form.fields().find(|known| known.name == field));
    format!("送られたファイル（{}）", known.map_or(field, |known| known.label.as_str()))
}

/// What is known of where somebody came from, by its name.
pub(super) fn touch_label(name: &str) -> String {
    match name {
        "referrer" => "来る前に見ていたサイト".to_owned(),
        "landing_page" => "このサイトで最初に開いたページ".to_owned(),
        _ if name.starts_with("utm_") => format!("お知らせのアドレスの目印（{name}）"),
        _ => name.to_owned(),
    }
}

/// What it was sent for. An event that the site has no more is known by its registration.
fn reference_row(sent: &KeptSubmission, site: &SiteSnapshot, (name, value): (&str, &str)) -> (String, String) {
    let registered = sent.registration.as_ref().filter(|registration| registration.event == value);
    let words = site.words.words_of(name, value);
    let words = words.or_else(|| registered.map(|registration| registration.title.as_str()));
    (site.words.label_of(name).to_owned(), words.unwrap_or(value).to_owned())
}

fn answer_rows(sent: &KeptSubmission, site: &SiteSnapshot) -> Vec<(String, String)> {
    let form = site.forms.get(&sent.form);
    let field = |name: &str| form.and_then(|form| form.fields().enumerate().find(|(_, field)| field.name == name));
    let mut answers: Vec<_> = sent.answers.iter().map(|(name, values)| (field(name), name, values)).collect();
    // Those that the form has no more come last.
    answers.sort_by_key(|(field, _, _)| field.map_or(usize::MAX, |(place, _)| place));
    let row = |(field, name, values): (Option<(usize, &FormField)>, &String, &Vec<String>)| {
        let field = field.map(|(_, field)| field);
        let label = field.map_or(name, |field| &field.label);
        let values: Vec<String> = values.iter().map(|value| answer_in_words(value, field, form, site)).collect();
        (label.clone(), values.join("、"))
    };
    answers.into_iter().map(row).collect()
}

/// What a choice is called, and when a time is; what was typed, as it was typed.
fn answer_in_words(value: &str, field: Option<&FormField>, form: Option<&Form>, site: &SiteSnapshot) -> String {
    let Some(field) = field else { return value.to_owned() };
    let choice = field.choices.iter().find(|choice| choice.text() == value).map(|choice| choice.label.clone());
    let words = choice.or_else(|| match field.input {
        InputType::Checkbox if value == "yes" => Some("はい".to_owned()),
        InputType::Slot => slot_in_words(value, form?, &site.bookings),
        InputType::Table => site.words.words_of("company", value).map(str::to_owned),
        _ => None,
    });
    words.unwrap_or_else(|| value.to_owned())
}

/// The time that a form wished for, with whom it was to be where somebody was named.
fn slot_in_words(value: &str, form: &Form, bookings: &SiteBookings) -> Option<String> {
    let wish = SlotWish::parse(value)?;
    let Some((booking, _)) = bookings.of_form(form) else { return Some(JapanTime::at(wish.start).as_str().to_owned()) };
    let end = wish.start.checked_add(i64::from(booking.slots.minutes).minutes()).ok()?;
    let time = JapanTime::between(wish.start, end);
    let with = wish.resource.as_deref().and_then(|key| booking.resource(key));
    let with = with.map(|resource| format!("　{}", resource.label)).unwrap_or_default();
    Some(format!("{}{with}", time.as_str()))
}

#[cfg(test)]
mod tests {
    use tsubame_model::{schema::parse_form, source::SourcePath};
    use uuid::Uuid;

    use super::*;
    use crate::{
        intake::{SubmissionId, VisitSource},
        store::booking_setup::definition,
    };

    const FORM: &str = "form: talk\nlabel: 相談\nversion: '1'\nreferences: [event, company]\ngroups:\n- legend: 内容\n  fields:\n  - {name: \
                        slot, type: slot, label: 日時}\n  - {name: kind, type: checkbox, label: 話したいこと, choices: [{value: job, label: \
                        仕事}, {value: home, label: 住まい}]}\n  - {name: care, type: checkbox, label: 相談したいことがある}\n  - {name: \
                        again, type: text, label: ひとこと, max_length: 9}\nconsent: {version: '1', label: 同意します, link: \
                        /privacy/}\nsubmit: 送る\nhoneypot: r\nthanks: 届きました\n";

    fn site() -> SiteSnapshot {
        let (form, faults) = parse_form(&SourcePath::new("data/forms/talk.yaml"), FORM);
        assert!(faults.is_empty(), "{faults:?}");
        let mut site = SiteSnapshot { forms: [("talk".to_owned(), form.unwrap())].into(), ..SiteSnapshot::default() };
        site.bookings.by_name.insert("talk".to_owned(), definition());
        site.words.name("company", "企業");
        site.words.name_value("company", "hirose", "広瀬川ソフト（見本）");
        site
    }

    fn sent(answers: &[(&str, &[&str])], references: &[(&str, &str)]) -> KeptSubmission {
        let texts = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        KeptSubmission {
            id: SubmissionId(Uuid::nil()),
            form: "talk".to_owned(),
            received_at: "2026-11-29T00:00:00Z".parse().unwrap(),
            answers: answers.iter().map(|(name, values)| ((*name).to_owned(), texts(values))).collect(),
            references: references.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            source: VisitSource::new(),
            consent: None,
            booking: None,
            registration: None,
            checked_in_at: None,
            booking_mark: None,
            files: Vec::new(),
        }
    }

    #[test]
    fn what_was_sent_is_told_in_the_words_of_the_form_and_of_the_site() {
        let answers: [(&str, &[&str]); 5] = [
            ("again", &["yes"]),
            ("care", &["yes"]),
            ("gone", &["x"]),
            ("kind", &["home", "job"]),
            ("slot", &["2099-12-11T00:00+09:00/sato"]),
        ];
        let references = [("company", "hirose"), ("job", "j1")];
        let rows = sent_rows(&sent(&answers, &references), &site());
        let rows: Vec<(&str, &str)> = rows.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
        assert_eq!(
            rows,
            [
                ("受け付けた日時", "2026年11月29日（日） 9:00（日本時間）"),
                ("企業", "広瀬川ソフト（見本）"),
                ("job", "j1"),
                ("日時", "2099年12月11日（金） 0:00〜1:00（日本時間）　佐藤"),
                ("話したいこと", "住まい、仕事"),
                ("相談したいことがある", "はい"),
                ("ひとこと", "yes"),
                ("gone", "x"),
            ]
        );
    }

    #[test]
    fn a_time_that_cannot_be_read_and_a_form_that_is_no_more_stand_as_they_are_kept() {
        let site = site();
        let row = |answer: &str, site: &SiteSnapshot| sent_rows(&sent(&[("slot", &[answer])], &[]), site).remove(1);
        assert_eq!(row("later", &site), ("日時".to_owned(), "later".to_owned()));
        let at = "2099-12-10T10:00+09:00";
        assert_eq!(row(at, &SiteSnapshot::default()), ("slot".to_owned(), at.to_owned()));
        let site = SiteSnapshot { bookings: SiteBookings::default(), ..site };
        assert_eq!(row(at, &site).1, "2099年12月10日（木） 10:00（日本時間）");
    }

    #[test]
    fn where_somebody_came_from_is_told_in_words() {
        for (name, label) in [
            ("referrer", "来る前に見ていたサイト"),
            ("landing_page", "このサイトで最初に開いたページ"),
            ("utm_source", "お知らせのアドレスの目印（utm_source）"),
            ("other", "other"),
        ] {
            assert_eq!(touch_label(name), label);
        }
    }
}
