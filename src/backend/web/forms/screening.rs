//! What a checked submission meets before it is kept: the limit of its sender, and signs that no person has sent it. Past the limit
//! something is asked for; signs have it held. Nothing is refused for good.

use axum::response::Response;
use jiff::Timestamp;
use tsubame_model::schema::{Form, FormValues, Submission};
use uuid::Uuid;

use super::limit_answer::{PROOF, WaitPage, challenge_answer, work_answer};
use crate::{
    intake::{ClientNetwork, LimitKey, ProofDemand, ProofTicket, ProofVerdict, SpentProof, Suspicion, is_hasty},
    store::{LimitReached, SealedSubmission},
    web::state::AppState,
};

/// A sender at a form.
pub(super) struct Screening<'a> {
    pub state: &'a AppState,
    pub form: &'a Form,
    pub client: ClientNetwork,
    pub now: Timestamp,
    /// Whether the answer is to be a page.
    pub is_page: bool,
}

/// What the limit says.
pub(super) enum LimitVerdict {
    /// It may be kept.
    Passed(PassedLimit),
    /// Something is asked for first.
    Asked(Response),
}

/// How a submission came past the limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct PassedLimit {
    key: LimitKey,
    proof: Option<SpentProof>,
    is_crowded: bool,
}

impl Screening<'_> {
    /// Holds a submission against the limit of its sender, and counts it if it passes. Files cannot be shown again in a page
    /// that waits; what comes with some is held instead.
    pub fn check_limit(&self, values: &FormValues) -> LimitVerdict {
        let (key, limits) = (self.key(), &self.state.settings.limits);
        let verdict = self.judge_proof(values);
        let proof = match verdict {
            ProofVerdict::Given(proof) => Some(proof),
            ProofVerdict::None | ProofVerdict::Early(_) => None,
        };
        let is_crowded = match self.state.store.count_sender(key, limits, proof.is_some()) {
            Ok(()) => false,
            Err(LimitReached { count }) if values.files.is_empty() => {
                return LimitVerdict::Asked(self.ask(values, verdict, count));
            }
            // With something to show for it, it always passes.
            Err(_) => self.state.store.count_sender(key, limits, true).is_ok(),
        };
        LimitVerdict::Passed(PassedLimit { key, proof, is_crowded })
    }

    /// Writes onto a submission what was found.
    pub fn mark(&self, sealed: &mut SealedSubmission, submission: &Submission, passed: PassedLimit) {
        let is_hasty = submission.request_id.as_ref().is_some_and(|id| is_hasty(id, self.now));
        if is_hasty {
            sealed.hold(Suspicion::Haste);
        }
        if passed.is_crowded {
            sealed.hold(Suspicion::Crowd);
        }
        sealed.set_limit(passed.key, passed.proof);
    }

    /// What is answered where a proof was good for another submission: the next is asked for.
    pub fn ask_again(&self, values: &FormValues) -> Response {
        self.ask(values, ProofVerdict::None, self.state.settings.limits.free)
    }

    /// What a script may work on before it sends.
    pub fn challenge(&self) -> Response {
        let ticket = self.work(self.state.settings.limits.free);
        challenge_answer(&ticket, &self.form.form, &self.state.keys.index)
    }

    fn key(&self) -> LimitKey {
        self.client.limit_key(&self.form.form, &self.state.settings.limits, self.now, &self.state.keys.index)
    }

    fn judge_proof(&self, values: &FormValues) -> ProofVerdict {
        let sent = values.texts.iter().find(|(name, _)| name == PROOF);
        sent.map_or(ProofVerdict::None, |(_, text)| {
            ProofTicket::judge(text, &self.form.form, self.now, &self.state.keys.index)
        })
    }

    fn ask(&self, values: &FormValues, verdict: ProofVerdict, count: u64) -> Response {
        let (form, key) = (self.form, &self.state.keys.index);
        if !self.is_page {
            return work_answer(&self.work(count), &form.form, key);
        }
        let ticket = match verdict {
            // Who comes too early keeps the turn.
            ProofVerdict::Early(ticket) => ticket,
            ProofVerdict::None | ProofVerdict::Given(_) => {
                let usable_from = self.state.store.next_turn(self.key(), &self.state.settings.limits);
                ProofTicket { id: Uuid::new_v4(), demand: ProofDemand::Wait, usable_from }
            }
        };
        let text = ticket.render(&form.form, key);
        // Rounded up: whoever waits as long as they were told is not early.
        let seconds = ticket.usable_from.duration_since(self.now).as_secs().max(0) + 1;
        WaitPage { form, values, ticket: &text, seconds, home: &self.state.site().home }.answer()
    }

    fn work(&self, count: u64) -> ProofTicket {
        let demand = self.state.settings.limits.work(count);
        ProofTicket { id: Uuid::new_v4(), demand, usable_from: self.now }
    }
}
