//! A template as somebody edits it: what the files say, what staff have put in their place, and what is typed, checked and rendered
//! with made-up values as it would be used.

use super::{
    office_form::OfficeForm,
    office_state::OfficeState,
    template_budget::{TEMPLATE_TIME, TOO_MUCH_WORK, within_budget},
};
use crate::{
    intake::MailKind,
    outbox::{
        MailTemplates, MailValues, ProgrammeValues, RenderedMail, TemplateOverride, check_templates, join_subject,
        kind_of_template, override_templates, split_subject, template_names, with_override,
    },
    store::{TemplateVersion, TemplateWords},
    web::{
        Error,
        mailing::{contact, site_mail, template_overrides},
    },
};
use tsubame_model::source::{Diagnostic, MessageLanguage};

/// The longest subject, in characters: mail programs cut what is longer.
const LONGEST_SUBJECT: usize = 200;

/// A template that somebody edits.
pub(super) struct TemplateDraft {
    pub name: String,
    /// The kind of mail that it is the template of; `None` for parts and frames.
    pub kind: Option<MailKind>,
    /// What the files say now.
    pub file: TemplateWords,
    /// All versions, the newest first.
    pub versions: Vec<TemplateVersion>,
    /// All other templates as they are used.
    others: Vec<(String, String)>,
    programme: ProgrammeValues,
    /// Whether what staff have put in the place of the files cannot be used.
    pub is_unusable: bool,
}

/// Something that is wrong with what was typed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TemplateFault {
    pub place: String,
    pub text: String,
    pub remedy: String,
}

/// A template as its readers would see it.
pub(super) struct TemplatePreview {
    /// What the mail is called that shows it.
    pub mail: String,
    pub words: RenderedMail,
}

/// What came of looking at what was typed.
pub(super) struct CheckedDraft {
    pub faults: Vec<TemplateFault>,
    pub preview: Option<TemplatePreview>,
}

impl TemplateDraft {
    /// The template of a name, as things are now.
    pub async fn read(state: &OfficeState, name: &str) -> Result<Self, Error> {
        let (site, overrides) = (site_mail(&state.app).await?, template_overrides(&state.app).await?);
        if !template_names(&site.templates).iter().any(|known| known == name) {
            return Err(Error::NotFound);
        }
        let file = |ending: &str| {
            let file = format!("{name}.{ending}");
            site.templates.iter().find(|(known, _)| *known == file).map(|(_, text)| text.clone())
        };
        let file = TemplateWords { text: file("txt"), page: file("html") };
        let (own, others): (Vec<_>, Vec<_>) = overrides.into_iter().partition(|one| one.name == name);
        let templates = site.templates;
        let used = within_budget(TEMPLATE_TIME, move || {
            let used = override_templates(&templates, &others);
            let is_usable =
                |one| with_override(&used.files, one).is_some_and(|files| check_templates(&files).is_empty());
            let is_unusable = !own.iter().all(is_usable);
            (used.files, is_unusable)
        });
        let (others, is_unusable) =
            used.await.ok_or_else(|| anyhow::anyhow!("the templates take too long to be looked at"))?;
        Ok(Self {
            name: name.to_owned(),
            kind: kind_of_template(name),
            file,
            versions: state.app.store.template_versions(name).await?,
            others,
            programme: ProgrammeValues { contact: contact(&state.app).await?.unwrap_or_default(), ..site.programme },
            is_unusable,
        })
    }

    /// The version that an edit is made from.
    pub fn newest(&self) -> i32 {
        self.versions.first().map_or(0, |version| version.number)
    }

    /// What staff have put in the place of the files, if they have.
    pub fn held(&self) -> Option<&TemplateVersion> {
        self.versions.first().filter(|version| version.words.is_some())
    }

    /// What holds.
    pub fn words(&self) -> TemplateWords {
        self.held().and_then(|version| version.words.clone()).unwrap_or_else(|| self.file.clone())
    }

    /// What a form says, for those files that there are.
    pub fn typed(&self, form: &OfficeForm) -> TemplateWords {
        let text = self.file.text.as_ref().map(|_| match self.kind {
            Some(_) => join_subject(form.text("subject"), &form.lines("text")),
            None => format!("{}\n", form.lines("text")),
        });
        TemplateWords { text, page: self.file.page.as_ref().map(|_| format!("{}\n", form.lines("page"))) }
    }

    /// Subject, text and page, as a form has them. What the template does not have is empty.
    pub fn fields(&self, words: &TemplateWords) -> (String, String, String) {
        let text = words.text.as_deref().unwrap_or_default();
        let page = words.page.clone().unwrap_or_default();
        let (subject, body) = if self.kind.is_some() { split_subject(text) } else { Default::default() };
        let text = if self.kind.is_some() { body } else { text.to_owned() };
        (subject, text, page)
    }

    /// Whether words are those of the files, which hold: then nothing is put in their place.
    pub fn is_file(&self, words: &TemplateWords) -> bool {
        let trimmed = |words: &TemplateWords| {
            let (subject, text, page) = self.fields(words);
            [subject, text, page].map(|field| field.trim().to_owned())
        };
        self.held().is_none() && trimmed(words) == trimmed(&self.file)
    }

    /// Looks at words as the files are looked at, and shows what becomes of them; all within a budget.
    pub async fn check(&self, words: &TemplateWords) -> CheckedDraft {
        let one = TemplateOverride { name: self.name.clone(), text: words.text.clone(), page: words.page.clone() };
        let (others, programme, kind) = (self.others.clone(), self.programme.clone(), self.kind);
        let mut checked =
            within_budget(TEMPLATE_TIME, move || look(&others, &one, kind, programme)).await.unwrap_or_else(|| {
                let fault =
                    TemplateFault { place: String::new(), text: TOO_MUCH_WORK.to_owned(), remedy: String::new() };
                CheckedDraft { faults: vec![fault], preview: None }
            });
        let (subject, _, _) = self.fields(words);
        if self.kind.is_some() && subject.chars().count() > LONGEST_SUBJECT {
            checked.faults.push(TemplateFault {
                place: "件名".to_owned(),
                text: "件名が長すぎます".to_owned(),
                remedy: format!("{LONGEST_SUBJECT}文字までにしてください"),
            });
        }
        checked
    }
}

fn look(
    others: &[(String, String)],
    one: &TemplateOverride,
    kind: Option<MailKind>,
    programme: ProgrammeValues,
) -> CheckedDraft {
    let files = with_override(others, one).unwrap_or_default();
    let mut faults: Vec<TemplateFault> = check_templates(&files).iter().map(|fault| told(fault, one, kind)).collect();
    if programme.contact.is_empty() {
        faults.extend(contact_gaps(one, kind));
    }
    let preview = MailTemplates::parse(&files).ok().and_then(|templates| {
        let (kind, name) = shown_by(&files, &one.name, kind)?;
        let words = templates.render_as(kind, &name, &MailValues::sample(kind, programme)).ok()?;
        Some(TemplatePreview { mail: name, words })
    });
    CheckedDraft { faults, preview }
}

/// The mail that shows a template: itself, or the first that is made with it.
fn shown_by(files: &[(String, String)], name: &str, kind: Option<MailKind>) -> Option<(MailKind, String)> {
    if let Some(kind) = kind {
        return Some((kind, name.to_owned()));
    }
    let endings = [format!("\"{name}.txt\""), format!("\"{name}.html\"")];
    let is_made_with = |mail: &String| {
        let of_mail = |file: &str| file.strip_suffix(".txt").or_else(|| file.strip_suffix(".html")) == Some(mail);
        let mut texts = files.iter().filter(|(file, _)| of_mail(file)).map(|(_, text)| text);
        texts.any(|text| endings.iter().any(|named| text.contains(named)))
    };
    let mails = template_names(files).into_iter().filter_map(|mail| Some((kind_of_template(&mail)?, mail)));
    mails.into_iter().find(|(_, mail)| is_made_with(mail))
}

/// Where words would have a gap, in the place of an address for questions that nobody has set: they say it without asking whether there
/// is one.
fn contact_gaps(one: &TemplateOverride, kind: Option<MailKind>) -> Vec<TemplateFault> {
    let gap = |(ending, text): (&str, &Option<String>)| {
        let text = text.as_deref().filter(|text| !text.contains("if programme.contact"))?;
        let line = text.lines().position(|line| line.contains("programme.contact"))?;
        Some(TemplateFault {
            place: place_in(ending, Some(line + 1), kind)?,
            text: "「programme.contact」に入る問い合わせ先のアドレスが、設定されていません".to_owned(),
            remedy: "「設定」の「メールの返信先」を設定するか、この部分を「{% if programme.contact %}」と「{% endif %}」で囲んでください"
                .to_owned(),
        })
    };
    [("txt", &one.text), ("html", &one.page)].into_iter().filter_map(gap).collect()
}

/// The field and the line of a line of a template's own file, by how its name ends. The subject is the first line of a text, and what it
/// says begins two lines after it.
fn place_in(ending: &str, line: Option<usize>, kind: Option<MailKind>) -> Option<String> {
    Some(match (ending, line, kind) {
        ("html", Some(line), _) => format!("HTMLの{line}行目"),
        ("html", None, _) => "HTML".to_owned(),
        ("txt", Some(1), Some(_)) => "件名".to_owned(),
        ("txt", Some(line), Some(_)) => format!("テキストの{}行目", line.saturating_sub(2).max(1)),
        ("txt", Some(line), None) => format!("テキストの{line}行目"),
        ("txt", None, _) => "テキスト".to_owned(),
        _ => return None,
    })
}

/// A fault in Japanese, with the field and the line in which it stands.
fn told(fault: &Diagnostic, one: &TemplateOverride, kind: Option<MailKind>) -> TemplateFault {
    let shown = fault.in_language(MessageLanguage::Japanese);
    let file = shown.file.as_ref().map(|file| file.as_str().rsplit('/').next().unwrap_or_default().to_owned());
    let file = file.unwrap_or_default();
    let line = shown.place.as_ref().map(|place| place.line);
    let own = file.strip_prefix(&format!("{}.", one.name));
    let place = own.and_then(|ending| place_in(ending, line, kind)).unwrap_or_else(|| match line {
        Some(line) => format!("{file}の{line}行目"),
        None => file.clone(),
    });
    let excerpt = shown.place.map(|place| place.excerpt.trim().to_owned()).filter(|excerpt| !excerpt.is_empty());
    let place = excerpt.map_or_else(|| place.clone(), |excerpt| format!("{place}「{excerpt}」"));
    TemplateFault { place, text: shown.message, remedy: shown.hint.unwrap_or_default() }
}
