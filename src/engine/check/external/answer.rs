//! What the answer of a server means for a link.

use super::Question;
use crate::{check::html::read_html, markdown::percent_decode};
use tsubame_model::source::{ProbeAnswer, ProbeBody, ProbeFault};

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::check) enum Answer {
    /// It leads to a page, and to the element it names.
    Good,
    /// The server says that it leads nowhere; its words.
    Broken(String),
    /// It leads to a page without the element it names.
    NoAnchor,
    /// The server could not be asked, or was not able to answer; why.
    Unreached(String),
}

/// What one try at a page came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Try {
    /// There is a page; what was sent of it, if it can have elements.
    Page(Option<ProbeBody>),
    /// This will not change.
    Broken(String),
    /// This may be better in a moment; why, and how many seconds the server wants to have until then.
    Later(String, Option<u64>),
    /// The server did not answer at all; why.
    Silent(String),
}

/// Reads the outcome of a probe.
pub(super) fn read_try(outcome: Result<ProbeAnswer, ProbeFault>) -> Try {
    match outcome {
        Ok(ProbeAnswer { status: 200..=299 | 304, body, .. }) => Try::Page(body),
        // A timeout of its own, a request that came too early, too many of them, and all that is the server's fault.
        Ok(ProbeAnswer { status: status @ (408 | 425 | 429 | 500..), retry_after_seconds, .. }) => {
            Try::Later(format!("the server answers {status}"), retry_after_seconds)
        }
        Ok(ProbeAnswer { status, .. }) => Try::Broken(format!("the server answers {status}")),
        Err(fault @ (ProbeFault::EndlessRedirect | ProbeFault::NoAddress(_))) => Try::Broken(fault.to_string()),
        Err(ProbeFault::Unreached(reason)) => Try::Silent(reason),
    }
}

/// What a page means for each address that a question stands for, by the fragment; `None` for the page itself.
pub(super) fn judge_page<'a>(
    question: &'a Question,
    body: Option<&ProbeBody>,
) -> impl Iterator<Item = (Option<&'a str>, Answer)> {
    let anchors =
        body.filter(|_| !question.anchors.is_empty()).map(|body| (body, read_html(body.html.as_bytes()).anchors));
    let judge = move |anchor: &'a String| {
        let decoded = percent_decode(anchor);
        let is_there = anchors.as_ref().is_none_or(|(body, anchors)| {
            // Some code hosts prefix the ids of texts that others wrote, and a script makes up for it.
            let is_found = [anchor.as_str(), &*decoded].iter().any(|name| anchors.contains(*name))
                || anchors.contains(&format!("user-content-{decoded}"));
            // What was not read, or is in an older encoding, cannot be missed.
            is_found || !body.is_whole || (body.html.contains('\u{FFFD}') && !decoded.is_ascii())
        });
        (Some(anchor.as_str()), if is_there { Answer::Good } else { Answer::NoAnchor })
    };
    let whole = question.is_linked_whole.then_some((None, Answer::Good));
    whole.into_iter().chain(question.anchors.iter().map(judge))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_statuses_mean() {
        let answer = |status, retry_after_seconds| Ok(ProbeAnswer { status, retry_after_seconds, body: None });
        let broken = |words: &str| Try::Broken(words.to_owned());
        for (outcome, expected) in [
            (answer(200, None), Try::Page(None)),
            (answer(304, None), Try::Page(None)),
            (answer(404, None), broken("the server answers 404")),
            (answer(410, Some(9)), broken("the server answers 410")),
            (answer(300, None), broken("the server answers 300")),
            (answer(429, Some(9)), Try::Later("the server answers 429".to_owned(), Some(9))),
            (answer(503, None), Try::Later("the server answers 503".to_owned(), None)),
            (Err(ProbeFault::EndlessRedirect), broken("it redirects without end")),
            (Err(ProbeFault::Unreached("no".to_owned())), Try::Silent("no".to_owned())),
        ] {
            assert_eq!(read_try(outcome.clone()), expected, "{outcome:?}");
        }
    }

    #[test]
    fn fragments_are_looked_for() {
        let check = |html: &str, is_whole, anchor: &str| {
            let anchors = [anchor.to_owned()].into();
            let question = Question { anchors, ..Question::default() };
            let body = ProbeBody { html: html.to_owned(), is_whole };
            judge_page(&question, Some(&body)).next().unwrap().1
        };
        for (html, is_whole, anchor, expected) in [
            ("<p id=a>", true, "a", Answer::Good),
            ("<a name=a>", true, "a", Answer::Good),
            ("<p id=見>", true, "%E8%A6%8B", Answer::Good),
            ("<p id=user-content-a>", true, "a", Answer::Good),
            ("<p id=b>", true, "a", Answer::NoAnchor),
            ("<p id=b>", false, "a", Answer::Good),
            ("<p id=\u{FFFD}>", true, "%E8%A6%8B", Answer::Good),
            ("<p id=\u{FFFD}>", true, "a", Answer::NoAnchor),
        ] {
            assert_eq!(check(html, is_whole, anchor), expected, "{anchor} in {html}");
        }
        let question = Question { anchors: ["a".to_owned()].into(), is_linked_whole: true, ..Question::default() };
        let found: Vec<_> = judge_page(&question, None).collect();
        assert_eq!(found, [(None, Answer::Good), (Some("a"), Answer::Good)]);
    }
}
