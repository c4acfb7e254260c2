//! Settings of files and environments: what holds, and what is told when something is wrong.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tsubame_model::source::{Diagnostic, MessageLanguage};

use super::{Environment, OperatorSettings, RegistrationsTable, SettingOrigin, SettingValue};
use crate::{
    intake::programme_settings::SettingSource,
    outbox::{SmtpSecurity, SmtpSettings},
    store::DatabaseLocation,
};

type Variables<'a> = &'a [(&'a str, &'a str)];

fn parse(text: &str, variables: Variables<'_>) -> Result<OperatorSettings, Vec<Diagnostic>> {
    let find = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    OperatorSettings::parse(text, Environment::new(&find))
}

fn read(text: &str, variables: Variables<'_>) -> OperatorSettings {
    parse(text, variables).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn location(settings: &OperatorSettings) -> SettingValue<DatabaseLocation> {
    let root = Path::new("/srv/site");
    settings.database.location(root, &settings.server.private_folder(root))
}

fn server(settings: &OperatorSettings) -> &SmtpSettings {
    settings.mail.server.as_ref().expect("a mail server")
}

#[test]
fn without_a_file_there_are_defaults() {
    let settings = read("", &[]);
    assert_eq!(settings.server.listen.value.to_string(), "127.0.0.1:8460");
    assert_eq!(settings.server.listen.origin, SettingOrigin::Default("server.listen"));
    assert!(settings.server.addresses.is_empty() && settings.server.pages.is_none());
    assert_eq!(location(&settings).value, DatabaseLocation::Sqlite("/srv/site/private/tsubame.sqlite".into()));
    assert!(settings.mail.server.is_none() && settings.mail.sender.is_none());
    assert_eq!(settings.registrations.offer_hours, 48);
    assert_eq!(settings.registrations.confirm_hours, 24);
}

/// What an operator reads as a default, beside the tables.
#[test]
fn numbers_that_texts_give_as_defaults_are_the_defaults() {
    let default = RegistrationsTable::default();
    let RegistrationsTable { offer_hours, reminder_hours, confirm_hours } = default;
    let text_of =
        |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)).unwrap();
    for (path, words) in [
        ("tsubame.toml", format!("#offer_hours = {offer_hours}\n")),
        ("tsubame.toml", format!("#reminder_hours = {reminder_hours}\n")),
        ("tsubame.toml", format!("#confirm_hours = {confirm_hours}\n")),
        ("README.md", format!("`[registrations] offer_hours` | {offer_hours} |")),
        ("README.md", format!("`[registrations] reminder_hours` | {reminder_hours} |")),
        ("README.md", format!("`[registrations] confirm_hours` | {confirm_hours} |")),
        ("README.md", format!("is reminded {reminder_hours} hours before the event")),
        ("data/types/event.yaml", format!("（はじめは{reminder_hours}時間前）")),
    ] {
        assert!(text_of(path).contains(&words), "{path} does not say `{words}`");
    }
    assert_eq!(read("", &[]).registrations, default);
}

#[test]
fn a_file_sets_all_of_it() {
    let settings = read(
        "[server]\nlisten = '[::1]:80'\naddresses = ['https://forms.example.jp/', 'http://127.0.0.1:8460']\n\
         pages = 'build/pages'\nprivate = '/var/lib/tsubame'\n[database]\nfile = 'data/x.sqlite'\n[mail]\n\
         host = 'mail.example.jp'\nport = 2587\ntls = 'starttls'\nuser = 'cross'\nfrom = 'info@example.jp'\n\
         reply_to = 'desk@example.jp'\nreports_to = 'bounces@example.jp'\n[registrations]\noffer_hours = 24\nconfirm_hours = 72\n",
        &[("SMTP_PASSWORD", "p")],
    );
    assert_eq!(settings.server.listen.origin, SettingOrigin::File("server.listen"));
    assert_eq!(settings.server.addresses, ["https://forms.example.jp", "http://127.0.0.1:8460"]);
    assert_eq!(settings.server.pages.as_deref(), Some(Path::new("build/pages")));
    assert_eq!(settings.server.private_folder(Path::new("/srv/site")), PathBuf::from("/var/lib/tsubame"));
    assert_eq!(location(&settings).value, DatabaseLocation::Sqlite("/srv/site/data/x.sqlite".into()));
    let found = server(&settings);
    assert_eq!((found.host.as_str(), found.port, found.security), ("mail.example.jp", 2587, SmtpSecurity::StartTls));
    let credentials = found.credentials.as_ref().expect("somebody signs in");
    assert_eq!((credentials.user.as_str(), credentials.password.as_str()), ("cross", "p"));
    assert_eq!(found.sender.address, "info@example.jp");
    assert_eq!(found.sender.reply_to.as_deref(), Some("desk@example.jp"));
    assert_eq!(found.sender.reports_to.as_deref(), Some("bounces@example.jp"));
    assert_eq!(settings.registrations.offer_hours, 24);
    assert_eq!(settings.registrations.confirm_hours, 72);
}

#[test]
fn the_file_of_this_repository_sets_nothing_and_names_every_key() {
    let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tsubame.toml")).unwrap();
    let (as_it_is, without) = (read(&file, &[]), read("", &[]));
    assert_eq!((as_it_is.server, as_it_is.database), (without.server, without.database));
    assert!(as_it_is.mail.server.is_none() && as_it_is.registrations == without.registrations);
    // Remarks have a blank behind their sign, settings have none.
    let is_setting = |line: &&str| line.starts_with('#') && !line.starts_with("# ");
    let settings: Vec<&str> = file.lines().filter(is_setting).map(|line| &line[1..]).collect();
    let keys = settings.iter().filter_map(|line| line.split_once(" = ")).count();
    assert!(keys >= 13, "{settings:?}");
    let secrets = [("SMTP_PASSWORD", "p"), ("AWS_ACCESS_KEY_ID", "k"), ("AWS_SECRET_ACCESS_KEY", "s")];
    let all = read(&settings.join("\n"), &secrets);
    assert!(as_it_is.s3.bucket.is_none() && all.s3.uploads().is_some() && all.s3.backups().is_some());
    assert_eq!(server(&all).port, 465);
}

#[test]
fn the_usual_port_goes_by_how_connections_are_secured() {
    for (written, port) in [("", 465), ("tls = 'starttls'", 587), ("host = '127.0.0.1'\ntls = 'none'", 25)] {
        let host = if written.contains("host") { "" } else { "host = 'mail.example.jp'\n" };
        let settings = read(&format!("[mail]\nfrom = 'info@example.jp'\n{host}{written}\n"), &[]);
        assert_eq!(server(&settings).port, port, "{written}");
    }
}

#[test]
fn the_environment_wins_over_the_file_and_the_command_line_over_both() {
    let file = "[server]\nlisten = '127.0.0.1:1'\n[database]\nfile = 'x.sqlite'\n[mail]\nhost = 'one.example.jp'\n\
                from = 'one@example.jp'\nreply_to = 'desk@example.jp'\n";
    let variables = [
        ("DATABASE_URL", "postgres://user:p@db.example.jp/tsubame"),
        ("SMTP_URL", "smtps://u:p@two.example.jp"),
        ("MAIL_FROM", "two@example.jp"),
    ];
    let settings = read(file, &variables);
    assert_eq!(location(&settings).origin, SettingOrigin::Variable("DATABASE_URL"));
    let found = server(&settings);
    assert_eq!((found.host.as_str(), found.sender.address.as_str()), ("two.example.jp", "two@example.jp"));
    assert_eq!(found.sender.reply_to.as_deref(), Some("desk@example.jp"), "what the environment does not say stays");
    // A variable that is set to nothing says nothing.
    let empty = [("DATABASE_URL", ""), ("SMTP_URL", ""), ("MAIL_FROM", "")];
    assert_eq!(server(&read(file, &empty)).host, "one.example.jp");
    let listen = settings.server.listen;
    assert_eq!(listen.clone().or_by_option("--listen", None).origin, SettingOrigin::File("server.listen"));
    let by_option = listen.or_by_option("--listen", Some(([127, 0, 0, 1], 2).into()));
    assert_eq!(
        (by_option.value.port(), by_option.origin.to_string().as_str()),
        (2, "given by --listen on the command line")
    );
}

#[test]
fn every_fault_is_told_at_once_with_its_line_and_what_to_do() {
    let file = "[server]\nlisten = '8460'\naddress = ['x']\naddresses = ['https://forms.example.jp/api']\n\n[mail]\n\
                from = 'info'\nport = 70000\n\n[registrations]\noffer_hours = 0\n\n[limit]\n";
    let faults = parse(file, &[("DATABASE_URL", "mysql://x"), ("SMTP_URL", "https://mail.example.jp")]).unwrap_err();
    let told: Vec<_> = faults.iter().map(|fault| fault.in_language(MessageLanguage::English)).collect();
    for (line, words) in [
        (Some(2), "`listen` is an address"),
        (Some(3), "unknown key `address` in `server`"),
        (Some(4), "without a path"),
        (Some(7), "`from` is an address that mails can be sent to"),
        (Some(8), "`mail.port` must be at most 65535"),
        (Some(11), "`registrations.offer_hours` must be at least 1"),
        (Some(13), "unknown key `limit`"),
        (None, "DATABASE_URL is no address of a database"),
        (None, "SMTP_URL says how mails are sent; say in whose name"),
    ] {
        // A line with an address is told by its number alone.
        let is_told = told.iter().any(|fault| {
            let by_number = line.is_some_and(|line| fault.message.starts_with(&format!("line {line}: ")));
            fault.message.contains(words) && (fault.place.as_ref().map(|place| place.line) == line || by_number)
        });
        assert!(is_told, "{line:?} {words}: {told:#?}");
    }
    assert_eq!(told.len(), 9, "{told:#?}");
    assert!(told.iter().all(|fault| fault.hint.is_some()), "{told:#?}");
    assert!(faults.iter().all(|fault| fault.code == "server-settings"));
}

#[test]
fn what_belongs_together_is_held_against_each_other() {
    for (written, variables, words) in [
        ("host = 'mail.example.jp'", &[][..], "say in whose name"),
        ("user = 'u'\nfrom = 'a@example.jp'\nhost = 'mail.example.jp'", &[], "SMTP_PASSWORD"),
        ("tls = 'none'\nfrom = 'a@example.jp'\nhost = 'mail.example.jp'", &[], "without TLS"),
        ("from = 'a@example.jp'\nhost = 'mail example'", &[], "no name of a host"),
        ("tls = 'ssl'\nfrom = 'a@example.jp'\nhost = 'mail.example.jp'", &[], "cannot be `ssl`"),
        ("port = 25", &[], "add host"),
        ("", &[("MAIL_FROM", "a@example.jp")], "say how mails are sent"),
        ("", &[("MAIL_FROM", "a"), ("SMTP_URL", "smtps://mail.example.jp")], "MAIL_FROM is an address"),
        ("", &[("MAIL_FROM", "a@example.jp"), ("SMTP_URL", "smtp://mail.example.jp")], "without TLS"),
    ] {
        let faults = parse(&format!("[mail]\n{written}\n"), variables).unwrap_err();
        let told: Vec<String> = faults.iter().map(|fault| fault.message.english().to_owned()).collect();
        assert!(told.iter().any(|message| message.contains(words)), "{written}: {told:?}");
        assert!(faults.iter().all(|fault| !fault.message.japanese().is_empty()));
    }
    // The sender alone is no fault: `up` shows mails in its name.
    assert!(read("[mail]\nfrom = 'a@example.jp'\n", &[]).mail.server.is_none());
}

#[test]
fn secrets_in_the_file_are_refused_and_shown_nowhere() {
    for file in [
        "[mail]\nhost = 'mail.example.jp'\nfrom = 'a@example.jp'\npassword = 'hunter2'\n",
        "[mail]\npassword = hunter2\n",
        "[database]\nurl = 'postgres://user:hunter2@db.example.jp/x'\n",
        "[database]\nfile = 'postgres://user:hunter2@db.example.jp/x'\n",
        "[mail]\nsecret = 'hunter2'\n",
    ] {
        let faults = parse(file, &[]).unwrap_err();
        for language in [MessageLanguage::English, MessageLanguage::Japanese] {
            let told: Vec<_> = faults.iter().map(|fault| fault.in_language(language)).collect();
            assert!(!told.is_empty() && !format!("{told:?}").contains("hunter2"), "{told:?}");
            assert!(told.iter().any(|fault| fault.message.starts_with(|letter: char| letter.is_ascii_digit())
                || fault.message.starts_with("line ")));
        }
    }
    let faults = parse("", &[("SMTP_URL", "ftp://u:hunter2@x"), ("MAIL_FROM", "a@example.jp")]).unwrap_err();
    assert!(!format!("{faults:?}").contains("hunter2"));
}

#[test]
fn each_value_is_told_with_who_says_it_and_secrets_are_not() {
    let file = "[mail]\nhost = 'mail.example.jp'\nfrom = 'info@example.jp'\nreply_to = 'desk@example.jp'\nuser = 'u'\n\
                [registrations]\noffer_hours = 12\n[office]\napproval_required = ['creative', 'message']\n";
    let variable = |name: &str| match name {
        "MAIL_FROM" => Some("two@example.jp".to_owned()),
        "SMTP_PASSWORD" => Some("geheim".to_owned()),
        _ => None,
    };
    let settings = OperatorSettings::parse(file, Environment::new(&variable)).unwrap();
    let written = settings.written_settings();
    let told = |name: &str| {
        let found = written.iter().find(|written| written.name == name).unwrap();
        (found.value.clone(), found.source)
    };
    assert_eq!(told("registrations.offer_hours"), ("12".to_owned(), SettingSource::File));
    assert_eq!(told("registrations.confirm_hours"), ("24".to_owned(), SettingSource::Default));
    assert_eq!(told("mail.from"), ("two@example.jp".to_owned(), SettingSource::Variable("MAIL_FROM")));
    assert_eq!(told("mail.reply_to"), ("desk@example.jp".to_owned(), SettingSource::File));
    assert_eq!(told("office.approval_required"), ("message,creative".to_owned(), SettingSource::File));
    assert!(!format!("{written:?}").contains("geheim"));
}
