//! Reading the site again whenever a build beside the server has made it anew, as `tsubame up` does it.

use anyhow::Context;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
};

use super::{mailing::prepare_outbox, state::AppState};
use crate::outbox::SmtpSettings;

/// Most news that wait, and are then taken at once: they all say the same.
const MOST_AT_ONCE: usize = 64;

/// Somebody to tell that there is another site.
#[derive(Clone, Debug)]
pub struct SiteNews(mpsc::Sender<oneshot::Sender<()>>);

impl SiteNews {
    /// Has the site be read again, some time soon.
    pub fn tell(&self) {
        let (done, _) = oneshot::channel();
        // Where the queue is full it is read again anyway, and a server that has ended reads nothing any more.
        let _ = self.0.try_send(done);
    }

    /// Has the site be read again, and waits until it was, or could not be. For threads that are none of the server's.
    pub fn tell_and_wait(&self) {
        let (done, waiting) = oneshot::channel();
        if self.0.blocking_send(done).is_ok() {
            let _ = waiting.blocking_recv();
        }
    }
}

/// What reads the site at each piece of news, and who tells it. With the first site that has templates without faults, mails
/// begin to be sent, if there is a server for them.
pub(super) fn follow_news(state: AppState, mail: Option<SmtpSettings>) -> (SiteNews, impl Future<Output = ()>) {
    let (sender, mut news) = mpsc::channel::<oneshot::Sender<()>>(MOST_AT_ONCE);
    let following = async move {
        let (mut told, mut unsent, mut sending) = (Vec::new(), mail, JoinSet::new());
        while news.recv_many(&mut told, MOST_AT_ONCE).await > 0 {
            if let Err(error) = state.read_site().await {
                log::error!("forms and events stay as they were: {error}");
            }
            if let Some(server) = unsent.take() {
                match prepare_outbox(&server, &state).await.context("mails are not sent yet") {
                    Ok(outbox) => drop(sending.spawn(outbox.run())),
                    Err(error) => {
                        log::error!("{error:#}");
                        unsent = Some(server);
                    }
                }
            }
            for done in told.drain(..) {
                // Whoever told may not wait.
                let _ = done.send(());
            }
        }
    };
    (SiteNews(sender), following)
}
