//! The templates of this repository, and what becomes of others.

use std::{fs, path::Path};

use tsubame_model::source::{Diagnostic, MessageLanguage};

use super::{MailTemplates, MailValues, ProgrammeValues, check_templates};
use crate::intake::MailKind;

pub(super) type Files = Vec<(String, String)>;

/// What lies in `data/mail/`.
pub(super) fn own_files() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/mail");
    let mut files: Files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// The templates of the repository with another text in place of one.
fn with(name: &str, text: &str) -> Files {
    let mut files = own_files();
    files.retain(|(own, _)| own != name);
    files.push((name.to_owned(), text.to_owned()));
    files
}

/// Values of a mail about nothing in particular.
fn hardly_any() -> MailValues {
    MailValues { programme: MailValues::example().programme, ..MailValues::default() }
}

/// A page without its tags: what a reader sees, and the addresses of its links.
fn seen(html: &str) -> String {
    let mut out = String::new();
    for piece in html.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let href = tag.split_once("href=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
        out.extend([href, " ", text]);
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(out, |text, (entity, letter)| text.replace(entity, letter))
}

#[test]
fn the_templates_of_this_repository_have_no_faults() {
    assert_eq!(check_templates(&own_files()), []);
}

#[test]
fn text_and_page_have_the_same_sentences_and_links() {
    let templates = MailTemplates::parse(&own_files()).unwrap();
    for &kind in MailKind::ALL {
        for values in [MailValues::example(), hardly_any()] {
            let mail = templates.render(kind, &values).unwrap();
            let seen = seen(&mail.html);
            for line in mail.text.lines().map(|line| line.trim_start_matches(['・', '―'])) {
                // A fact has its label before a colon in the text, and above it on the page.
                for piece in line.split('：') {
                    assert!(seen.contains(piece), "{kind:?}: the page does not say {piece:?}\n{seen}");
                }
            }
            let links = |text: &str| text.split_whitespace().filter(|word| word.starts_with("https://")).count();
            assert!(links(&seen) >= links(&mail.text), "{kind:?}");
        }
    }
}

#[test]
fn r13_every_link_that_acts_is_announced_with_its_button() {
    let templates = MailTemplates::parse(&own_files()).unwrap();
    let values = MailValues::example();
    let acts = [
        &values.links.confirm,
        &values.links.cancel,
        &values.links.accept,
        &values.links.decline,
        &values.links.change,
        &values.links.subscribe,
        &values.links.unsubscribe,
    ];
    let mut found = 0;
    for &kind in MailKind::ALL {
        let text = templates.render(kind, &values).unwrap().text;
        for paragraph in text.split("\n\n").filter(|paragraph| acts.iter().any(|link| paragraph.contains(*link))) {
            found += 1;
            assert!(paragraph.contains("ボタンを1回押す"), "{kind:?}: {paragraph}");
        }
    }
    assert!(found >= 15, "{found} links that act");
}

#[test]
fn what_is_not_there_leaves_no_label_behind() {
    let templates = MailTemplates::parse(&own_files()).unwrap();
    for &kind in MailKind::ALL {
        let mail = templates.render(kind, &MailValues::default()).unwrap();
        let bare =
            mail.text.lines().find(|line| line.ends_with('：') || line.ends_with('\u{3000}') || line.contains("{{"));
        assert_eq!(bare, None, "{kind:?}");
        assert!(!mail.text.contains("\n\n\n") && !mail.text.starts_with('\n'), "{kind:?}: {}", mail.text);
        assert!(mail.html.starts_with("<!DOCTYPE html>"), "{kind:?}");
    }
}

#[test]
fn nothing_personal_is_in_a_subject() {
    let templates = MailTemplates::parse(&own_files()).unwrap();
    let values = MailValues::example();
    for &kind in MailKind::ALL {
        let subject = templates.render(kind, &values).unwrap().subject;
        assert!(!subject.contains("太郎") && !subject.contains("https:") && !subject.contains('\n'), "{subject}");
        for personal in ["recipient.name", "links.cancel", "booking.time", "waiting_number", "event.join_link"] {
            let name = format!("{}.txt", kind.name());
            let text = format!("Subject: x {{{{ {personal} }}}}\n\n本文");
            let error = MailTemplates::parse(&with(&name, &text)).unwrap().render(kind, &values).unwrap_err();
            let place = error.fault.place.clone().unwrap();
            assert_eq!((error.template, place.line), (name, 1), "{personal}");
            assert!(place.column >= 15 && place.excerpt.starts_with("Subject: x"), "{place:?}");
        }
    }
}

#[test]
fn what_a_stranger_has_typed_goes_to_nobody() {
    let templates = MailTemplates::parse(&with("please-confirm.txt", "Subject: x\n\n[{{ recipient.name }}]")).unwrap();
    let mail = templates.render(MailKind::AddressConfirmation, &MailValues::example()).unwrap();
    assert_eq!(mail.text, "[]\n");
    assert!(templates.render(MailKind::Reminder, &MailValues::example()).unwrap().text.contains("太郎"));
}

#[test]
fn every_mail_to_a_visitor_leads_to_what_is_kept_of_them_but_those_that_could_reach_somebody_else() {
    let templates = MailTemplates::parse(&own_files()).unwrap();
    let values = MailValues::example();
    let without: Vec<MailKind> = MailKind::ALL
        .iter()
        .copied()
        .filter(|kind| {
            let mail = templates.render(*kind, &values).unwrap();
            let is_said = seen(&mail.html).contains(&values.links.data);
            assert_eq!(mail.text.contains(&values.links.data), is_said, "{kind:?}");
            !is_said
        })
        .collect();
    let expected = [
        // What was sent may be somebody else's, as long as nobody has pressed the button.
        MailKind::AddressConfirmation,
        MailKind::SubscriptionConfirmation,
        // People pass them on.
        MailKind::Newsletter,
        MailKind::Invitation,
        MailKind::MessageNews,
        // They go to the other side of a booking.
        MailKind::HostBooked,
        MailKind::HostChanged,
        MailKind::HostCancelled,
        MailKind::HostTalks,
        // It goes to staff.
        MailKind::StaffInvitation,
    ];
    assert_eq!(without.len(), expected.len(), "{without:?}");
    assert!(expected.iter().all(|kind| without.contains(kind)), "{without:?}");
}

#[test]
fn nobody_who_only_waits_reads_of_a_seat_or_a_calendar() {
    let templates = MailTemplates::parse(&own_files()).unwrap();
    let waiting = MailValues { has_calendar: false, ..MailValues::example() };
    let seated = MailValues { waiting_number: None, has_calendar: true, ..waiting.clone() };
    for kind in [MailKind::SeatWaitlisted, MailKind::EventChanged, MailKind::FreshLink] {
        let (waits, sits) = (templates.render(kind, &waiting).unwrap(), templates.render(kind, &seated).unwrap());
        for (mail, is_waiting) in [(&waits, true), (&sits, false)] {
            for part in [&mail.text, &mail.html] {
                assert_eq!(part.contains("名簿からお名前を外します"), is_waiting, "{kind:?}: {part}");
                assert_eq!(part.contains("キャンセルが完了します"), !is_waiting, "{kind:?}: {part}");
            }
        }
    }
    for &kind in MailKind::ALL {
        let mail = templates.render(kind, &waiting).unwrap();
        assert!(!mail.text.contains("カレンダー") && !mail.html.contains("カレンダー"), "{kind:?}: {}", mail.text);
    }
}

#[test]
fn an_offer_that_is_over_asks_for_no_answer() {
    let templates = MailTemplates::parse(&own_files()).unwrap();
    let open = MailValues::example();
    let mut over = open.clone();
    (over.links.accept, over.links.decline) = (String::new(), String::new());
    let open = templates.render(MailKind::SeatOffered, &open).unwrap();
    let over = templates.render(MailKind::SeatOffered, &over).unwrap();
    assert!(open.text.contains("お返事は") && !open.text.contains("終わりました"), "{}", open.text);
    for part in [&over.text, &over.html] {
        assert!(!part.contains("お返事は") && part.contains("終わりました") && part.contains("/state"), "{part}");
    }
}

#[test]
fn values_cannot_break_out_of_a_page_or_a_subject() {
    let templates = MailTemplates::parse(&own_files()).unwrap();
    let mut values = MailValues::example();
    values.recipient.name = "<script>alert(1)</script>{{ programme.name }}".to_owned();
    values.event.title = "春\r\nBcc: x@example.jp".to_owned();
    let mail = templates.render(MailKind::SeatConfirmed, &values).unwrap();
    assert!(!mail.html.contains("<script>") && mail.text.contains("{{ programme.name }}"));
    assert!(!mail.subject.contains(['\r', '\n']) && mail.subject.contains("春  Bcc: x"), "{}", mail.subject);
}

/// The code, file and line of a fault.
fn place(fault: &Diagnostic) -> (&str, &str, usize) {
    let file = fault.file.as_ref().map_or("", |file| file.as_str());
    (fault.code, file, fault.place.as_ref().map_or(0, |place| place.line))
}

#[test]
fn faults_have_a_place_and_a_remedy() {
    for (name, text, expected) in [
        ("reminder.txt", "まもなくです", ("mail-subject", "data/mail/reminder.txt", 0)),
        ("reminder.txt", "{# a\n#}\nSubject: {{ programme.nme }}\n", ("mail-render", "data/mail/reminder.txt", 3)),
        ("reminder.txt", "Subject: a\n\n{{ recipient.nmae }}", ("mail-render", "data/mail/reminder.txt", 3)),
        ("reminder.txt", "Subject: a\n\n{% if a %}", ("mail-syntax", "data/mail/reminder.txt", 3)),
        ("reminder.txt", "Subject: a\n{% for a in b %}", ("mail-limits", "data/mail/reminder.txt", 2)),
        ("reminder.txt", "Subject: {{ programme.name | safe }}", ("mail-limits", "data/mail/reminder.txt", 1)),
        ("reminder.html", "{% include \"part.none.html\" %}", ("mail-template", "data/mail/reminder.html", 1)),
        ("reminder.html", "{% extends \"layout.none.html\" %}", ("mail-template", "data/mail/reminder.html", 1)),
        ("reminder.html", "\n\n{{ recipient.nmae }}", ("mail-render", "data/mail/reminder.html", 3)),
        ("part.greeting.txt", "{% include \"part.footer.txt\" %}", ("mail-limits", "data/mail/part.greeting.txt", 1)),
        ("reminder.html", "{{ event.title }}", ("mail-parts-differ", "data/mail/reminder.html", 0)),
    ] {
        let faults = check_templates(&with(name, text));
        let first = faults.first().unwrap_or_else(|| panic!("{text}: nothing found"));
        assert_eq!(place(first), expected, "{text}: {first:?}");
        let hint = first.hint.as_ref().map_or("", |hint| hint.in_language(MessageLanguage::Japanese));
        assert!(!hint.is_empty(), "{text}: {first:?}");
    }
    let mut files = own_files();
    files.retain(|(name, _)| name != "reminder.html" && name != "fresh-link.txt");
    let faults = check_templates(&files);
    let found: Vec<_> = faults.iter().map(place).collect();
    let missing = |file| ("mail-missing", file, 0);
    assert_eq!(found, [missing("data/mail/fresh-link.txt"), missing("data/mail/reminder.html")]);
}

#[test]
fn a_render_ends_however_long_its_values_are() {
    let text = format!("Subject: a\n\n{}", "{{ programme.operator }}".repeat(200));
    let templates = MailTemplates::parse(&with("reminder.txt", &text)).unwrap();
    let programme = ProgrammeValues { operator: "長".repeat(1000), ..ProgrammeValues::default() };
    let error = templates.render(MailKind::Reminder, &MailValues { programme, ..MailValues::default() }).unwrap_err();
    assert_eq!(error.reason, "it is too long");
    assert!(!error.to_string().contains('長'), "errors go to the log and hold no values: {error}");
}

#[test]
fn names_of_kinds_lead_back_to_them() {
    for &kind in MailKind::ALL {
        assert_eq!(MailKind::of_name(kind.name()), Some(kind));
    }
    assert_eq!(MailKind::of_name("gossip"), None);
}

#[test]
fn r18_a_join_link_reaches_people_with_a_seat_or_booking_alone() {
    let templates = MailTemplates::parse(&own_files()).unwrap();
    let waiting = MailValues::example();
    let seated = MailValues { waiting_number: None, ..waiting.clone() };
    let booked = [
        MailKind::BookingConfirmed,
        MailKind::BookingChanged,
        MailKind::BookingAddress,
        MailKind::BookingReminder,
        MailKind::HostBooked,
        MailKind::HostChanged,
    ];
    let seats = vec![MailKind::SeatConfirmed, MailKind::EventChanged, MailKind::FairTalks, MailKind::Reminder];
    for (values, event) in [(&seated, seats), (&waiting, Vec::new())] {
        let with = |link: &str| -> Vec<MailKind> {
            let says = |kind: &MailKind| templates.render(*kind, values).unwrap().text.contains(link);
            MailKind::ALL.iter().copied().filter(says).collect()
        };
        assert_eq!(with(&values.event.join_link), event);
        assert_eq!(with(&values.booking.join_link), booked);
    }
}

#[test]
fn a_group_reads_how_many_they_are_and_who_comes_alone_reads_no_number() {
    let templates = MailTemplates::parse(&own_files()).unwrap();
    let group = MailValues::example();
    let alone = MailValues { seats: None, ..group.clone() };
    for kind in [
        MailKind::AddressConfirmation,
        MailKind::SeatConfirmed,
        MailKind::SeatWaitlisted,
        MailKind::SeatOffered,
        MailKind::SeatCancelled,
        MailKind::EventChanged,
        MailKind::Reminder,
    ] {
        for (values, is_said) in [(&group, true), (&alone, false)] {
            let mail = templates.render(kind, values).unwrap();
            assert_eq!((mail.text.contains("3人"), mail.html.contains("3人")), (is_said, is_said), "{kind:?}");
        }
    }
}

#[test]
fn a_site_has_templates_of_its_own_for_the_steps_of_cases() {
    let text = "Subject: 【{{ programme.name }}】お礼\n\n{{ case.title }}\n";
    let alone = with("case-thanks.txt", text);
    let missing = ("mail-missing", "data/mail/case-thanks.html", 0);
    assert_eq!(check_templates(&alone).iter().map(place).collect::<Vec<_>>(), [missing]);
    let both = |page: &str| alone.iter().cloned().chain([("case-thanks.html".to_owned(), page.to_owned())]).collect();
    let wrong: Files = both("<p>{{ case.titel }}</p>");
    assert_eq!(place(&check_templates(&wrong)[0]), ("mail-render", "data/mail/case-thanks.html", 1));
    let silent: Files = both("<p></p>");
    assert_eq!(place(&check_templates(&silent)[0]), ("mail-parts-differ", "data/mail/case-thanks.html", 0));
    let files: Files = both("<p>{{ case.title }}</p>");
    assert_eq!(check_templates(&files), []);
    let templates = MailTemplates::parse(&files).unwrap();
    let values = MailValues::example();
    let mail = templates.render_as(MailKind::CaseStep, "case-thanks", &values).unwrap();
    assert_eq!((mail.subject.as_str(), mail.text.trim()), ("【CROSS SENDAI】お礼", values.case.title.as_str()));
    for (kind, name, is_there) in [
        (MailKind::CaseStep, "case-thanks", true),
        (MailKind::CaseStep, "case-step", true),
        (MailKind::CaseStep, "case-none", false),
        (MailKind::CaseStep, "reminder", false),
        (MailKind::Reminder, "case-thanks", false),
    ] {
        assert_eq!(templates.has(kind, name), is_there, "{kind:?} {name}");
    }
}
