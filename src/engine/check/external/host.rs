//! The questions for one server: one after the other, with a pause, and again when it was only a moment's trouble.

use std::time::Duration;

use super::{
    Answer, Question,
    answer::{Try, judge_page, read_try},
    key,
};
use tsubame_model::source::{ProbeRequest, World};

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
    world: &'a dyn World,
    silences: usize,
}

impl<'a> Host<'a> {
    /// A server that was not asked yet.
    pub fn new(world: &'a dyn World) -> Self {
        Self { world, silences: 0 }
    }

    /// Asks all questions; `count` hears of each that is done.
    pub fn ask_all(mut self, questions: &[Question], count: &dyn Fn()) -> Vec<(String, Answer)> {
        let mut answers = Vec::new();
        for (at, question) in questions.iter().enumerate() {
            if at > 0 && self.silences < MOST_SILENCES {
                self.world.pause(PAUSE);
            }
            answers.extend(self.ask(question));
            count();
        }
        answers
    }

    fn ask(&mut self, question: &Question) -> Vec<(String, Answer)> {
        let all = |answer: Answer| {
            let whole = question.is_linked_whole.then_some(None);
            let anchors = whole.into_iter().chain(question.anchors.iter().map(|anchor| Some(anchor.as_str())));
            anchors.map(|anchor| (key(&question.url, anchor), answer.clone())).collect()
        };
        if self.silences >= MOST_SILENCES {
            return all(Answer::Unreached("its server did not answer other questions".to_owned()));
        }
        let outcome = self.try_often(question);
        self.silences = if matches!(outcome, Try::Silent(_)) { self.silences + 1 } else { 0 };
        match outcome {
            Try::Page(body) => {
                let judged = judge_page(question, body.as_ref());
                judged.map(|(anchor, answer)| (key(&question.url, anchor), answer)).collect()
            }
            Try::Broken(reason) => all(Answer::Broken(reason)),
            Try::Later(reason, _) | Try::Silent(reason) => all(Answer::Unreached(reason)),
        }
    }

    /// Tries until there is an answer that counts, or patience is at its end.
    fn try_often(&self, question: &Question) -> Try {
        let request = ProbeRequest { url: question.url.clone(), wants_body: !question.anchors.is_empty() };
        for wait in RETRIES {
            let outcome = read_try(self.world.probe(&request));
            let asked = match &outcome {
                Try::Later(_, asked) => Duration::from_secs(asked.unwrap_or_default()),
                Try::Silent(_) => Duration::ZERO,
                Try::Page(_) | Try::Broken(_) => return outcome,
            };
            if asked.as_secs() > LONGEST_WAIT_SECONDS {
                return outcome;
            }
            self.world.pause(wait.max(asked));
        }
        read_try(self.world.probe(&request))
    }
}
