//! The words of mails: Tera templates in `data/mail/`, or those that staff have put in their place.
//!
//! | file | holds |
//! |---|---|
//! | `names`, `file` | what templates are called; templates as files, with the subject at the head of a text |
//! | `values`, `japan_time` | what templates may say, and times in words |
//! | `subset`, `excess_fault` | what they may use of Tera, and what is told of one that uses more |
//! | `templates` | all of them, read once and rendered for each mail |
//! | `fault` | what Tera finds wrong, with file and place |
//! | `check` | whether all render with every value and with none, and text and page say the same |
//!
//! A kind of mail has two templates, `NAME.txt` and `NAME.html`, which say the same. The text begins with the subject, a
//! line `Subject: …`; comments may stand before it. `layout.*` may be extended and `part.*` included. Names ending in
//! `.html` escape what they say. Mails that go with a step of a case are named by its pipeline, and their names begin with
//! `case-`: a site has as many of them as it likes. This room reads no disk: whoever has the files hands them over.

mod check;
mod excess_fault;
mod fault;
mod file;
mod japan_time;
mod names;
mod needed_links;
mod overrides;
mod sample;
mod subject_line;
mod subset;
mod templates;
#[cfg(test)]
mod tests;
mod values;

pub use self::{
    check::check_templates,
    japan_time::JapanTime,
    names::kind_of as kind_of_template,
    overrides::{TemplateOverride, UsedTemplates, override_templates, template_names, with_override},
    subject_line::{join_subject, split_subject},
    templates::{MailTemplateError, MailTemplates, RenderedMail},
    values::{
        AccountValues, BeforeValues, CaseValues, LinkValues, MailValues, MessageValues, NewsletterValues,
        OccasionValues, ProgrammeValues, RecipientValues, SurveyValues, TalkValues,
    },
};
