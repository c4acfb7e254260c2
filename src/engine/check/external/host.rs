//! The questions for one server: one after the other, with a pause, and again when it was only a moment's trouble.

use std::time::Duration;

use super::{
    link_status::{LinkStatus, ProbeVerdict, check_anchors, read_verdict},
    page::{ExternalPage, key},
};
use tsubame_model::source::{Network, ProbeRequest, Wording};

/// Between two questions to one server, as in Zola.
const PAUSE: Duration = Duration::from_millis(500);

/// How long to wait before each further try.
const RETRIES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// A server that wants to be left alone for longer is asked again in another run.
const LONGEST_WAIT_SECONDS: u64 = 30;

/// After so many questions without any answer, a server is not asked any more in this run.
const MOST_SILENCES: usize = 2;

/// One server.
pub(super) struct Host<'a> {
    network: &'a dyn Network,
    silences: usize,
}

impl<'a> Host<'a> {
    /// A server that was not asked yet.
    pub fn new(network: &'a dyn Network) -> Self {
        Self { network, silences: 0 }
    }

    /// Asks for all pages; `count` hears of each that is done.
    pub fn probe_all(mut self, pages: &[ExternalPage], count: &dyn Fn()) -> Vec<(String, LinkStatus)> {
        let mut answers = Vec::new();
        for (at, page) in pages.iter().enumerate() {
            if at > 0 && self.silences < MOST_SILENCES {
                self.network.pause(PAUSE);
            }
            answers.extend(self.probe_page(page));
            count();
        }
        answers
    }

    fn probe_page(&mut self, page: &ExternalPage) -> Vec<(String, LinkStatus)> {
        let all = |answer: LinkStatus| {
            let whole = page.is_linked_whole.then_some(None);
            let anchors = whole.into_iter().chain(page.anchors.iter().map(|anchor| Some(anchor.as_str())));
            anchors.map(|anchor| (key(&page.url, anchor), answer.clone())).collect()
        };
        if self.silences >= MOST_SILENCES {
            return all(LinkStatus::Unreached(Wording::new(
                "its server did not answer other questions",
                "ほかのアドレスへの問い合わせに、同じサーバーが答えませんでした",
            )));
        }
        let outcome = self.probe_with_retries(page);
        self.silences = if matches!(outcome, ProbeVerdict::Silent(_)) { self.silences + 1 } else { 0 };
        match outcome {
            ProbeVerdict::Page(body) => {
                let judged = check_anchors(page, body.as_ref());
                judged.map(|(anchor, answer)| (key(&page.url, anchor), answer)).collect()
            }
            ProbeVerdict::Broken(reason) => all(LinkStatus::Broken(reason)),
            ProbeVerdict::Later(reason, _) | ProbeVerdict::Refused(reason) | ProbeVerdict::Silent(reason) => {
                all(LinkStatus::Unreached(reason))
            }
        }
    }

    /// Tries until there is an answer that counts, or patience is at its end.
    fn probe_with_retries(&self, page: &ExternalPage) -> ProbeVerdict {
        let request = ProbeRequest { url: page.url.clone(), wants_body: !page.anchors.is_empty() };
        for wait in RETRIES {
            let outcome = read_verdict(self.network.probe(&request));
            let asked = match &outcome {
                ProbeVerdict::Later(_, asked) => Duration::from_secs(asked.unwrap_or_default()),
                ProbeVerdict::Silent(_) => Duration::ZERO,
                ProbeVerdict::Page(_) | ProbeVerdict::Broken(_) | ProbeVerdict::Refused(_) => return outcome,
            };
            if asked.as_secs() > LONGEST_WAIT_SECONDS {
                return outcome;
            }
            self.network.pause(wait.max(asked));
        }
        read_verdict(self.network.probe(&request))
    }
}
