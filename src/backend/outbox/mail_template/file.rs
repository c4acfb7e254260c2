//! Templates as files: the subject at the head of a text, and what Tera is given of each.
//!
//! Places are kept: what Tera reads has each character on the line and column on which it stands in its file.

use std::collections::{BTreeMap, BTreeSet};

use tsubame_model::source::{Diagnostic, Wording};

use super::{
    excess_fault::excess_fault,
    names::{html_name, kind_of, path, subject_name, text_name},
    subset::{TemplateRole, find_excess},
};
use crate::intake::MailKind;

/// How a line begins that holds the subject.
pub(super) const SUBJECT: &str = "Subject:";

/// All templates by their names, with their texts as written.
#[derive(Debug)]
pub(super) struct MailFiles {
    texts: BTreeMap<String, String>,
}

impl MailFiles {
    /// Takes files by their names; all that is wrong without reading them as Tera does.
    pub fn new(files: &[(String, String)]) -> Result<Self, Vec<Diagnostic>> {
        let texts: BTreeMap<String, String> = files.iter().cloned().collect();
        let is_there = |name: &str| texts.contains_key(name);
        let faults = texts.iter().flat_map(|(name, text)| faults_of(name, text, &is_there));
        let mut faults: Vec<Diagnostic> = faults.collect();
        for mail in mails_in(&texts) {
            for name in [text_name(&mail), html_name(&mail)] {
                match texts.get(&name) {
                    None => faults.push(missing(&name)),
                    Some(text) if name.ends_with(".txt") && split_head(text).is_none() => {
                        faults.push(without_subject(&name));
                    }
                    Some(_) => {}
                }
            }
        }
        if faults.is_empty() { Ok(Self { texts }) } else { Err(faults) }
    }

    /// All mails, each with its kind: those that the server knows of, and those that only pipelines do.
    pub fn mails(&self) -> Vec<(MailKind, String)> {
        mails_in(&self.texts).into_iter().filter_map(|mail| Some((kind_of(&mail)?, mail))).collect()
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// What Tera is given: names and texts. The text of a mail is two of them, its subject and the rest.
    pub fn for_tera(&self) -> Vec<(String, String)> {
        let mut templates = Vec::new();
        for (name, text) in &self.texts {
            let mail = name.strip_suffix(".txt").filter(|mail| kind_of(mail).is_some());
            match mail.zip(split_head(text)) {
                None => templates.push((name.clone(), text.clone())),
                Some((mail, (subject, body))) => {
                    templates.push((subject_name(mail), subject));
                    templates.push((name.clone(), body));
                }
            }
        }
        templates
    }
}

/// The names of all mails: of every kind, and of those of which there is a text or a page.
fn mails_in(texts: &BTreeMap<String, String>) -> BTreeSet<String> {
    let own = MailKind::ALL.iter().map(|kind| kind.name().to_owned());
    let of_file = |name: &String| {
        let mail = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".html"))?;
        kind_of(mail).map(|_| mail.to_owned())
    };
    own.chain(texts.keys().filter_map(of_file)).collect()
}

/// The subject and the body of a text, each with spaces where the other stands.
fn split_head(text: &str) -> Option<(String, String)> {
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).len();
        if !text[at..].starts_with("{#") {
            break;
        }
        at += text[at..].find("#}")? + 2;
    }
    let rest = text[at..].strip_prefix(SUBJECT)?;
    let end = at + SUBJECT.len() + rest.find('\n').unwrap_or(rest.len());
    let start = at + SUBJECT.len();
    Some((
        format!("{}{}", blank(&text[..start]), &text[start..end]),
        format!("{}{}", blank(&text[..end]), &text[end..]),
    ))
}

/// A space for every character but line feeds.
fn blank(text: &str) -> String {
    text.chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }).collect()
}

fn faults_of(name: &str, text: &str, is_there: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    find_excess(TemplateRole::of(name), text, is_there).iter().map(|excess| excess_fault(excess, name, text)).collect()
}

fn missing(name: &str) -> Diagnostic {
    let message = Wording::new("this template of a mail is missing", "このメールのテンプレートがありません");
    let hint = Wording::new(
        "every mail needs NAME.txt and NAME.html; take the one that comes with the program",
        "どのメールにも NAME.txt と NAME.html が必要です。もとのファイルを戻してください",
    );
    Diagnostic::error("mail-missing", message).in_file(&path(name)).with_hint(hint)
}

fn without_subject(name: &str) -> Diagnostic {
    let message = Wording::new("the text of this mail does not begin with its subject", "件名の行がありません");
    let hint = Wording::new(
        "begin the file with a line such as `Subject: {{ programme.name }}`; only comments may stand before it",
        "ファイルを「Subject: {{ programme.name }}」のような行で始めてください。前に置けるのはコメントだけです",
    );
    Diagnostic::error("mail-subject", message).in_file(&path(name)).with_hint(hint)
}
