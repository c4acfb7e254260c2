//! Files of `data/`: forms, content types and targets, and what visitors send through a form.
//!
//! The first byte says which file the text is: `f` a form, `t` a type, `c` what all types share, `s` the sets, else the
//! targets. What follows a line `%%%%` after a form is sent through it: lines `NAME=VALUE`, and lines without `=` for the
//! fields in their order.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tsubame_engine::{
    check::count_content,
    config::{BuildOptions, Config},
    site::{configure, read_typed_entries},
};
use tsubame_fuzz::{SiteFiles, assert_places, now};
use tsubame_model::{
    schema::{Form, FormAnswer, FormValues, KnownReferences, SentFile, Submission, SubmissionContext, parse_form},
    source::{Diagnostic, SourcePath},
};

const CONFIG: &str = "base_url = \"https://a.jp\"\ndefault_language = \"ja\"\ntaxonomies = [{ name = \"tags\" }]\n\
    [extra]\nbackend_url = \"/api\"\n[extra.tsubame]\n[extra.tsubame.delivery]\nbackend = \"https://b.jp\"\n";

const ENTRY: &str = "+++\ntitle = \"題\"\ndate = 2026-01-01\nweight = 3\n[taxonomies]\ntags = [\"札\"]\n[extra]\nstart = 2026-02-01T10:00:00+09:00\n\
    mode = \"online\"\npartner = \"c/x\"\nrows = [{ name = \"名\", minutes = 3 }]\nlink = \"https://e.jp\"\nlength = \"1:02:03\"\n+++\n本文\n";

static SITE: LazyLock<SiteFiles> = LazyLock::new(|| {
    SiteFiles::new(&[
        ("zola.toml", CONFIG),
        ("content/events/a.md", ENTRY),
        ("content/c/x/index.md", ENTRY),
        ("data/types/_sets.yaml", "- name: title\n  fields:\n    - {key: title, kind: text, label: 題}\n"),
        (
            "data/types/event.yaml",
            "id: event\nlabel: 催\nfolder: events\nfields:\n  - use: title\n    samples: {title: x}\n",
        ),
    ])
});

static SETTINGS: LazyLock<Option<Config>> = LazyLock::new(|| configure(&SITE.project(), &BuildOptions::default()).ok());

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let Some(config) = &*SETTINGS else { panic!("the settings of the target are at fault") };
    let (bytes, sent) = parted(bytes);
    let path = match first {
        b'f' => "data/forms/contact.yaml",
        b't' => "data/types/event.yaml",
        b'c' => "data/types/_common.yaml",
        b's' => "data/types/_sets.yaml",
        _ => "data/targets.yaml",
    };
    let site = SITE.clone().with(path, bytes);
    let project = site.project();
    let read = read_typed_entries(&project, config);
    assert_places(&site, &read.faults);
    assert_eq!(read.faults, read_typed_entries(&project, config).faults);
    if let Some(report) = count_content(&project, config) {
        assert_places(&site, &report.diagnostics);
    }
    if *first == b'f' {
        let path = SourcePath::new(path);
        let form = site.text(&path).map(|text| parse_form(&path, text));
        // The server takes no form of a site that is not published.
        if let Some((Some(form), faults)) = form
            && !faults.iter().any(Diagnostic::is_error)
        {
            send(&form, &String::from_utf8_lossy(sent));
        }
    }
});

/// What stands before and after the line that parts a form from what is sent.
fn parted(bytes: &[u8]) -> (&[u8], &[u8]) {
    let line = b"\n%%%%\n";
    match bytes.windows(line.len()).position(|window| window == line) {
        Some(at) => (&bytes[..at + 1], &bytes[at + line.len()..]),
        None => (bytes, &[]),
    }
}

/// Sends values through a form. What it lets through it lets through again, and makes the same of it.
fn send(form: &Form, sent: &str) {
    let values = values_of(form, sent);
    let Some(submission) = checked(form, &values) else { return };
    let is_field = |name: &String| form.fields().any(|field| field.name == *name);
    assert!(submission.answers.keys().all(is_field), "an answer to nothing: {submission:?}");
    let mut again = FormValues::default();
    for (name, answer) in &submission.answers {
        add(&mut again, name, answer);
    }
    let consent = [("consent", "yes"), ("consent_version", &submission.consent.version)];
    again.texts.extend(consent.map(|(name, value)| (name.to_owned(), value.to_owned())));
    again.texts.extend(submission.references.clone());
    let second = checked(form, &again);
    assert_eq!(second.map(|second| second.answers), Some(submission.answers), "normalised twice is normalised once");
}

fn checked(form: &Form, values: &FormValues) -> Option<Submission> {
    let context = SubmissionContext { references: &KnownReferences::default(), now: &now() };
    match form.check(values, &context) {
        Ok(submission) => Some(submission),
        Err(errors) => {
            assert!(!errors.is_empty(), "nothing is refused without a reason");
            assert!(errors.iter().all(|error| !error.in_japanese().is_empty()), "{errors:?}");
            None
        }
    }
}

fn values_of(form: &Form, sent: &str) -> FormValues {
    let mut values = FormValues::default();
    let mut fields = form.fields();
    for line in sent.split('\n') {
        let Some((name, value)) = line.split_once('=').or_else(|| Some((fields.next()?.name.as_str(), line))) else {
            continue;
        };
        // A carriage return stands for a line break, which parts the values here.
        let value = value.replace('\r', "\n");
        if let Some(file) = value.strip_prefix("file:") {
            let (size, file) = file.split_once(':').unwrap_or(("1", file));
            let size_bytes = size.parse().unwrap_or(u64::MAX);
            let content_type = "application/pdf".to_owned();
            values
                .files
                .push((name.to_owned(), SentFile { name: file.to_owned(), size_bytes, content_type, fault: None }));
        } else {
            values.texts.push((name.to_owned(), value));
        }
    }
    let consent = [("consent", "yes"), ("consent_version", "1")];
    values.texts.extend(consent.map(|(name, value)| (name.to_owned(), value.to_owned())));
    values
}

fn add(values: &mut FormValues, name: &str, answer: &FormAnswer) {
    let texts: Vec<String> = match answer {
        FormAnswer::Text(text)
        | FormAnswer::Kana(text)
        | FormAnswer::Email(text)
        | FormAnswer::Tel(text)
        | FormAnswer::Postcode(text)
        | FormAnswer::Choice(text) => vec![text.clone()],
        FormAnswer::Day(day) => vec![day.to_string()],
        FormAnswer::Choices(chosen) => chosen.clone(),
        FormAnswer::Ticked => vec!["yes".to_owned()],
        FormAnswer::Files(files) => {
            values.files.extend(files.iter().map(|file| (name.to_owned(), file.clone())));
            return;
        }
    };
    values.texts.extend(texts.into_iter().map(|text| (name.to_owned(), text)));
}
