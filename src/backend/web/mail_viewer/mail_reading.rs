//! Mails of the outbox with their words, written of what holds at this moment, as the worker would write them.

use uuid::Uuid;

use crate::{
    outbox::{MailComposer, MailSender, OutgoingMail},
    store::OutboxEntry,
    web::{
        Error,
        mailing::{UnusableTemplates, prepare_composer},
        state::AppState,
    },
};

/// Most mails that a list has. Each is written anew when it is shown.
pub(super) const MOST_MAILS: u64 = 100;

/// Reads mails, as the templates are now.
pub(super) struct OutboxReader<'a> {
    state: &'a AppState,
    /// What writes them, in whose name; or what is wrong with the templates.
    composer: Result<(MailComposer, MailSender), Vec<String>>,
    sender: MailSender,
}

/// What keeps mails from being written, one by one.
fn in_words(error: anyhow::Error) -> Vec<String> {
    match error.downcast::<UnusableTemplates>() {
        Ok(UnusableTemplates(faults)) => faults
            .into_iter()
            .map(|fault| {
                let file = fault.file.map_or_else(String::new, |file| format!("{file}: "));
                format!("{file}{}", fault.message)
            })
            .collect(),
        Err(error) => vec![format!("{error:#}")],
    }
}

/// A mail with its words.
pub(super) struct MailReading {
    pub entry: OutboxEntry,
    /// What it says and what goes along.
    pub words: Option<OutgoingMail>,
    /// Why there are none.
    pub problem: Option<String>,
}

impl<'a> OutboxReader<'a> {
    /// Reads the templates. Faults of them, or of the settings of the site, are told on the pages.
    pub async fn open(state: &'a AppState, sender: &MailSender) -> Self {
        let composer = prepare_composer(sender, state).await.map_err(in_words);
        let sender = composer.as_ref().map_or_else(|_| sender.clone(), |(_, sender)| sender.clone());
        Self { state, composer, sender }
    }

    /// In whose name they are written.
    pub fn sender(&self) -> &MailSender {
        &self.sender
    }

    /// What is wrong with the templates.
    pub fn faults(&self) -> &[String] {
        match &self.composer {
            Ok(_) => &[],
            Err(faults) => faults,
        }
    }

    /// The newest mails, newest first.
    pub async fn newest(&self) -> Result<Vec<MailReading>, Error> {
        let mut mails = Vec::new();
        for entry in self.state.store.newest_mails(MOST_MAILS).await? {
            mails.push(self.read(entry).await?);
        }
        Ok(mails)
    }

    /// One mail; `None` if there is none of that name.
    pub async fn find(&self, mail: Uuid) -> Result<Option<MailReading>, Error> {
        match self.state.store.find_mail(mail).await? {
            Some(entry) => Ok(Some(self.read(entry).await?)),
            None => Ok(None),
        }
    }

    async fn read(&self, entry: OutboxEntry) -> Result<MailReading, Error> {
        let without = |entry, problem: &str| Ok(MailReading { entry, words: None, problem: Some(problem.to_owned()) });
        let Some(facts) = self.state.store.mail_facts(&entry.mail).await? else {
            return without(
                entry,
                "この方には、もうメールを送れません（消去されたか、アドレスにメールが届きません）。",
            );
        };
        let Ok((composer, sender)) = &self.composer else {
            return without(entry, "メールのテンプレートに誤りがあるため、書けません。");
        };
        match composer.compose_parts(&entry.mail, &facts, sender) {
            Ok(words) => Ok(MailReading { entry, words: Some(words), problem: None }),
            Err(error) => {
                log::error!("a mail of the kind {} cannot be written: {error:#}", entry.mail.kind.name());
                without(entry, "このメールは書けません。理由は、サーバーのログにあります。")
            }
        }
    }
}
