//! Every mail, with what holds of its registration or booking.

use super::*;
use crate::{
    intake::fair::{PlannedTime, TablePlan, TalkState},
    store::{
        FairTalkView, MessageEvent, MessageFacts, TablePlanFacts,
        mail_setup::{booked, claimed, nothing, registered},
        test_support::keys,
    },
};

/// Kinds that lead to nothing that is kept: they go to people at work, may reach somebody else, or are passed on.
const WITHOUT_DATA: [MailKind; 10] = [
    MailKind::HostBooked,
    MailKind::HostChanged,
    MailKind::HostCancelled,
    MailKind::HostTalks,
    MailKind::AddressConfirmation,
    MailKind::SubscriptionConfirmation,
    MailKind::Newsletter,
    MailKind::Invitation,
    MailKind::MessageNews,
    MailKind::StaffInvitation,
];

fn composer() -> MailComposer {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/mail");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
    });
    let templates = MailTemplates::parse(&files.collect::<Vec<_>>()).unwrap();
    let url = "https://site.example.jp/".to_owned();
    let programme = ProgrammeValues { name: "CROSS SENDAI".to_owned(), url, ..ProgrammeValues::default() };
    MailComposer::new(templates, programme, keys().index)
}

fn composed(composer: &MailComposer, kind: MailKind, facts: &MailFacts) -> OutgoingMail {
    let mail = claimed(kind);
    let (name, address) = ("CROSS SENDAI".to_owned(), "info@site.example.jp".to_owned());
    let sender = MailSender { name, address, reply_to: None, reports_to: None };
    composer.compose_parts(&mail, facts, &sender).unwrap()
}

fn parts(mail: &OutgoingMail) -> [&str; 2] {
    [&mail.content.text, &mail.content.html]
}

#[test]
fn every_mail_leads_to_what_is_kept_of_its_reader_with_ten_exceptions() {
    let composer = composer();
    let of_everybody = [nothing(), registered(RegistrationState::Confirmed), booked(BookingState::Booked)];
    for &kind in MailKind::ALL {
        for facts in &of_everybody {
            let mail = composed(&composer, kind, facts);
            for part in parts(&mail) {
                assert_eq!(part.contains("/data"), !WITHOUT_DATA.contains(&kind), "{kind:?}: {part}");
            }
        }
    }
}

#[test]
fn a_message_about_an_event_ends_with_when_and_where_it_is_also_for_whoever_writes_it() {
    let composer = composer();
    let seated = registered(RegistrationState::Confirmed);
    let view = &seated.registration.as_ref().unwrap().view;
    let event = MessageEvent {
        title: view.title.clone(),
        starts_at: view.starts_at,
        ends_at: view.ends_at,
        place: view.place.clone(),
        url: view.url.clone(),
    };
    let (subject, text) = ("入口が変わりました".to_owned(), "北口からお入りください。".to_owned());
    let written =
        |is_trial| MessageFacts { subject: subject.clone(), text: text.clone(), event: Some(event.clone()), is_trial };
    let reader = MailFacts { message: Some(written(false)), ..seated.clone() };
    let writer = MailFacts { message: Some(written(true)), ..nothing() };
    for (facts, has_link) in [(&reader, true), (&writer, false)] {
        let mail = composed(&composer, MailKind::MessageEvent, facts);
        assert!(mail.content.subject.contains("入口が変わりました"), "{}", mail.content.subject);
        for part in parts(&mail) {
            assert!(part.contains("北口からお入りください。") && part.contains("坂の上ホール（架空）"), "{part}");
            assert!(part.contains("2099年12月18日（金）"), "{part}");
            assert_eq!(part.contains("/confirm"), has_link, "{part}");
        }
    }
    let other = composed(&composer, MailKind::Message, &reader);
    assert!(!other.content.text.contains("坂の上ホール"), "what is about something else says nothing of it");
}

#[test]
fn as_long_as_nobody_has_said_that_the_address_is_theirs_a_mail_leads_to_nothing_and_names_nobody() {
    let composer = composer();
    let sent = MailFacts { confirm_until: Some(Timestamp::MAX), ..nothing() };
    for facts in [sent, registered(RegistrationState::Unconfirmed), booked(BookingState::Unconfirmed)] {
        for kind in [MailKind::AddressConfirmation, MailKind::AlreadyRegistered, MailKind::FreshLink] {
            let mail = composed(&composer, kind, &facts);
            for part in parts(&mail) {
                assert!(!part.contains("/data") && !part.contains("山田"), "{kind:?}: {part}");
                assert!(part.contains("/confirm"), "{kind:?}: {part}");
            }
        }
    }
}

#[test]
fn a_mail_speaks_of_a_file_for_calendars_exactly_where_one_goes_with_it() {
    use RegistrationState::{Cancelled, Confirmed, Lapsed, Offered, Waiting};
    let composer = composer();
    let seats = [Confirmed, Waiting, Offered, Cancelled, Lapsed].map(registered);
    let mut gone = registered(Cancelled);
    gone.registration.as_mut().unwrap().has_calendar_entry = true;
    let times = [BookingState::Unconfirmed, BookingState::Booked, BookingState::Cancelled].map(booked);
    let mut off = booked(BookingState::Cancelled);
    off.booking.as_mut().unwrap().has_calendar_entry = true;
    let mut with_file = 0;
    for &kind in MailKind::ALL {
        for facts in seats.iter().chain([&gone]).chain(&times).chain([&off]) {
            let mail = composed(&composer, kind, facts);
            with_file += mail.attachments.len();
            for part in parts(&mail) {
                assert_eq!(part.contains("カレンダー"), !mail.attachments.is_empty(), "{kind:?}: {part}");
            }
        }
    }
    assert!(with_file > 5, "{with_file}");
    let calendars = |facts: &MailFacts, kind| composed(&composer, kind, facts).attachments.len();
    assert_eq!(calendars(&gone, MailKind::SeatCancelled), 1);
    assert_eq!(calendars(&registered(Cancelled), MailKind::SeatCancelled), 0, "who only waited has no entry");
    assert_eq!(calendars(&off, MailKind::BookingCancelled), 1);
    assert_eq!(calendars(&booked(BookingState::Cancelled), MailKind::BookingCancelled), 0);
}

#[test]
fn a_booking_leads_to_the_page_of_the_site_else_to_the_list_of_the_server() {
    let page = "https://site.example.jp/consultation/";
    let on_site = composer().with_booking_guides(Arc::new(move |booking| {
        assert_eq!((booking.booking.as_str(), booking.resource.as_str()), ("talk", "sato"));
        BookingGuide { page: Some(page.to_owned()), how_to_meet: None }
    }));
    let facts = booked(BookingState::Booked);
    for (composer, expected) in [(on_site, page), (composer(), "https://site.example.jp/api/bookings/talk")] {
        let mail = composed(&composer, MailKind::BookingConfirmed, &facts);
        assert!(parts(&mail).iter().all(|part| part.contains(expected)), "{}", mail.content.text);
        let calendar = String::from_utf8(mail.attachments[0].bytes.clone()).unwrap().replace("\r\n ", "");
        assert!(calendar.contains(&format!("{expected}\r\n")), "{calendar}");
    }
}

#[test]
fn how_both_sides_meet_is_said_to_the_visitor_until_there_is_an_address_for_it() {
    let words = "アドレスは別のメールで";
    let how_to_meet = Some(words.to_owned());
    let composer = composer()
        .with_booking_guides(Arc::new(move |_| BookingGuide { page: None, how_to_meet: how_to_meet.clone() }));
    let says = |kind, facts: &MailFacts| {
        let mail = composed(&composer, kind, facts);
        parts(&mail).map(|part| part.contains(words))
    };
    let mut facts = booked(BookingState::Booked);
    for kind in [MailKind::BookingConfirmed, MailKind::BookingChanged, MailKind::BookingReminder] {
        assert_eq!(says(kind, &facts), [true; 2], "{kind:?}");
    }
    assert_eq!(says(MailKind::HostBooked, &facts), [false; 2]);
    assert_eq!(says(MailKind::BookingCancelled, &booked(BookingState::Cancelled)), [false; 2]);
    facts.booking.as_mut().unwrap().join_address = Some("https://meet.example.jp/a".to_owned());
    assert_eq!(says(MailKind::BookingAddress, &facts), [false; 2]);
}

#[test]
fn a_mail_about_a_case_is_of_the_template_that_its_pipeline_names_and_a_preview_has_none_of_its_links() {
    let composer = composer();
    let step = |template: &str| CaseMailFacts {
        template: template.to_owned(),
        title: "カジュアル面談".to_owned(),
        organisation: "広瀬川ロボット（架空）".to_owned(),
    };
    for (template, words) in [
        ("case-arranging", "ご都合のよい日時"),
        ("case-step", "次に進みました"),
        ("case-of-long-ago", "次に進みました"),
        ("reminder", "次に進みました"),
    ] {
        let facts = MailFacts { case_step: Some(step(template)), ..nothing() };
        let mail = composed(&composer, MailKind::CaseStep, &facts);
        for part in parts(&mail) {
            assert!(part.contains(words) && part.contains("広瀬川ロボット") && part.contains("/data"), "{part}");
        }
        assert!(!mail.content.subject.contains("広瀬川") && !mail.content.subject.contains("面談"));
        let preview = composer.preview_case(&facts).unwrap();
        assert!(preview.text.contains(words) && preview.text.contains("山田"), "{}", preview.text);
        assert!(!preview.text.contains("/api/") && preview.text.contains("（本人だけのリンク）"), "{}", preview.text);
    }
}

/// The calendar file of a mail, its folded lines put together.
fn calendar(mail: &OutgoingMail) -> String {
    String::from_utf8(mail.attachments[0].bytes.clone()).unwrap().replace("\r\n ", "")
}

fn talk_at(minute: i64, label: &str, state: TalkState) -> FairTalkView {
    let starts_at: Timestamp = "2099-12-18T10:00:00Z".parse().unwrap();
    let starts_at = starts_at + jiff::SignedDuration::from_mins(minute);
    FairTalkView {
        id: claimed(MailKind::TalkOffered).id,
        company: "robo".to_owned(),
        label: label.to_owned(),
        starts_at,
        ends_at: starts_at + jiff::SignedDuration::from_mins(15),
        state,
        expires_at: (state == TalkState::Offered).then(|| "2099-12-17T10:00:00Z".parse().unwrap()),
    }
}

#[test]
fn talks_at_tables_are_lines_of_the_entry_of_the_seat_which_each_change_renews() {
    let composer = composer();
    let mut facts = registered(RegistrationState::Confirmed);
    let registration = facts.registration.as_mut().unwrap();
    registration.view.visit.talks =
        vec![talk_at(0, "杜のロボ", TalkState::Booked), talk_at(20, "青葉設計", TalkState::Booked)];
    let first = calendar(&composed(&composer, MailKind::SeatConfirmed, &facts));
    let lines = "DESCRIPTION:2099年12月18日（金） 19:00〜19:15（日本時間）　杜のロボ\\n2099年12月18日（金） 19:20〜19:35（日本時間）　青葉設計\r\n";
    assert!(first.contains(lines) && first.contains("SEQUENCE:1\r\n"), "{first}");
    let registration = facts.registration.as_mut().unwrap();
    (registration.sequence, registration.join_link) = (2, Some("https://meet.example.jp/a".to_owned()));
    registration.view.visit.talks.remove(0);
    let mail = composed(&composer, MailKind::FairTalks, &facts);
    let second = calendar(&mail);
    assert!(second.contains("DESCRIPTION:https://meet.example.jp/a\\n2099年12月18日（金） 19:20"), "{second}");
    assert!(second.contains("SEQUENCE:2\r\n") && second.contains("METHOD:REQUEST"), "{second}");
    let uid = |calendar: &str| calendar.split("UID:").nth(1).unwrap().split('\r').next().unwrap().to_owned();
    assert_eq!(uid(&first), uid(&second), "the same entry");
}

#[test]
fn an_offered_talk_has_the_links_that_take_and_decline_it_as_long_as_it_stands() {
    let composer = composer();
    let mut facts = registered(RegistrationState::Confirmed);
    for (state, is_open) in [(TalkState::Offered, true), (TalkState::Lapsed, false)] {
        facts.talk_offer = Some(talk_at(0, "杜のロボ", state));
        let mail = composed(&composer, MailKind::TalkOffered, &facts);
        for part in parts(&mail) {
            assert!(part.contains("19:00〜19:15（日本時間）　杜のロボ"), "{part}");
            assert_eq!(part.contains("/talks/00000000-0000-0000-0000-000000000001/take"), is_open, "{part}");
            assert_eq!(part.contains("お返事は2099年12月17日（木） 19:00"), is_open, "{part}");
            assert_eq!(part.contains("受け付けは終わりました"), !is_open, "{part}");
        }
    }
}

#[test]
fn a_company_reads_when_how_many_come_to_its_table_and_its_calendar_has_one_entry_for_all_of_it() {
    let composer = composer();
    let (start, minutes) = (talk_at(0, "", TalkState::Booked).starts_at, jiff::SignedDuration::from_mins);
    let time = |minute, talks| PlannedTime { start: start + minutes(minute), end: start + minutes(minute + 15), talks };
    let facts = |plan, sequence| {
        let table = TablePlanFacts {
            title: "転職フェア（架空）".to_owned(),
            place: "坂の上ホール（架空）".to_owned(),
            url: "events/fair/".to_owned(),
            starts_at: start,
            ends_at: start + minutes(80),
            label: "杜のロボ".to_owned(),
            plan,
            entry: claimed(MailKind::HostTalks).id,
            sequence,
        };
        MailFacts { table_plan: Some(table), name: String::new(), ..nothing() }
    };
    let full = TablePlan { is_on: true, times: vec![time(0, 1), time(40, 2)] };
    let mail = composed(&composer, MailKind::HostTalks, &facts(full, 0));
    for part in parts(&mail) {
        assert!(
            part.contains("19:00〜19:15（日本時間）　1人") && part.contains("19:40〜19:55（日本時間）　2人"),
            "{part}"
        );
        assert!(part.contains("https://site.example.jp/events/fair/") && !part.contains("山田"), "{part}");
    }
    let entry = calendar(&mail);
    for line in [
        "SUMMARY:転職フェア（架空）のテーブル",
        "DTEND;TZID=Asia/Tokyo:20991218T202000",
        "SEQUENCE:0",
        "METHOD:REQUEST",
    ] {
        assert!(entry.contains(&format!("{line}\r\n")), "{line}: {entry}");
    }
    let none = composed(&composer, MailKind::HostTalks, &facts(TablePlan { is_on: true, times: Vec::new() }, 1));
    assert!(none.content.text.contains("面談の予定はありません") && calendar(&none).contains("SEQUENCE:1"));
    let off = composed(&composer, MailKind::HostTalks, &facts(TablePlan { is_on: false, times: Vec::new() }, 2));
    assert!(off.content.text.contains("中止か延期") && !off.content.text.contains("予定はありません"));
    assert!(calendar(&off).contains("METHOD:CANCEL") && calendar(&off).contains("SEQUENCE:2"));
}
