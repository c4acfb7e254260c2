//! The words of mails: Tera templates in `data/mail/`, or those that staff have put in their place.
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
mod subset;
mod templates;
#[cfg(test)]
mod tests;
mod values;

pub use self::{
    check::check_templates,
    japan_time::JapanTime,
    templates::{MailTemplateError, MailTemplates, RenderedMail},
    values::{
        BeforeValues, CaseValues, LinkValues, MailValues, MessageValues, NewsletterValues, NoticeValues,
        OccasionValues, ProgrammeValues, RecipientValues, SurveyValues,
    },
};
