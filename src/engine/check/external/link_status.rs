//! What the answer of a server means for a link.

use super::page::ExternalPage;
use crate::check::html_links::read_html_links;
use tsubame_model::{
    encode::percent_decode,
    source::{ProbeAnswer, ProbeBody, ProbeFault, Wording},
};

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::check) enum LinkStatus {
    /// It leads to a page, and to the element it names.
    Good,
    /// The server says that it leads nowhere; its words.
    Broken(Wording),
    /// It leads to a page without the element it names.
    NoAnchor,
    /// The server could not be asked, or was not able to answer; why.
    Unreached(Wording),
}

/// What one try at a page came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ProbeVerdict {
    /// There is a page; what was sent of it, if it can have elements.
    Page(Option<ProbeBody>),
    /// This will not change.
    Broken(Wording),
    /// This may be better in a moment; why, and how many seconds the server wants to have until then.
    Later(Wording, Option<u64>),
    /// The server does not let a program look, though people may be let in; why.
    Refused(Wording),
    /// The server did not answer at all; why.
    Silent(Wording),
}

fn answers(status: u16) -> Wording {
    Wording::new(format!("the server answers {status}"), format!("サーバーの返事が {status} です"))
}

/// Reads the outcome of a probe.
pub(super) fn read_verdict(outcome: Result<ProbeAnswer, ProbeFault>) -> ProbeVerdict {
    match outcome {
        Ok(ProbeAnswer { status: 200..=299 | 304, body, .. }) => ProbeVerdict::Page(body),
        // A timeout of its own, a request that came too early, too many of them, and all that is the server's fault.
        Ok(ProbeAnswer { status: status @ (408 | 425 | 429 | 500..=998), retry_after_seconds, .. }) => {
            ProbeVerdict::Later(answers(status), retry_after_seconds)
        }
        // Sign in, go away, not like this: what stands behind is not for programs, and no worse for it.
        Ok(ProbeAnswer { status: status @ (401..=403 | 405..=407 | 451 | 999), .. }) => {
            ProbeVerdict::Refused(answers(status))
        }
        Ok(ProbeAnswer { status, .. }) => ProbeVerdict::Broken(answers(status)),
        Err(fault @ (ProbeFault::EndlessRedirect | ProbeFault::NoAddress(_))) => ProbeVerdict::Broken(fault.wording()),
        Err(ProbeFault::Unreached(reason)) => ProbeVerdict::Silent(reason),
    }
}

/// What a page means for each address that it stands for, by the fragment; `None` for the page itself.
pub(super) fn check_anchors<'a>(
    page: &'a ExternalPage,
    body: Option<&ProbeBody>,
) -> impl Iterator<Item = (Option<&'a str>, LinkStatus)> {
    let anchors =
        body.filter(|_| !page.anchors.is_empty()).map(|body| (body, read_html_links(body.html.as_bytes()).anchors));
    let check = move |anchor: &'a String| {
        let decoded = percent_decode(anchor);
        let is_there = anchors.as_ref().is_none_or(|(body, anchors)| {
            // Some code hosts prefix the ids of texts that others wrote, and a script makes up for it.
            let is_found = [anchor.as_str(), &*decoded].iter().any(|name| anchors.contains(*name))
                || anchors.contains(&format!("user-content-{decoded}"));
            // What was not read, or is in an older encoding, cannot be missed.
            is_found || !body.is_whole || (body.html.contains('\u{FFFD}') && !decoded.is_ascii())
        });
        (Some(anchor.as_str()), if is_there { LinkStatus::Good } else { LinkStatus::NoAnchor })
    };
    let whole = page.is_linked_whole.then_some((None, LinkStatus::Good));
    whole.into_iter().chain(page.anchors.iter().map(check))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_statuses_mean() {
        let answer = |status, retry_after_seconds| Ok(ProbeAnswer { status, retry_after_seconds, body: None });
        let answers = |english: &str| {
            let japanese = english.replace("the server answers ", "サーバーの返事が ") + " です";
            Wording::new(english, japanese)
        };
        let broken = |english: &str| ProbeVerdict::Broken(answers(english));
        let endless = Wording::new("it redirects without end", "転送が終わりません");
        let silence = Wording::new("no", "いいえ");
        for (outcome, expected) in [
            (answer(200, None), ProbeVerdict::Page(None)),
            (answer(304, None), ProbeVerdict::Page(None)),
            (answer(404, None), broken("the server answers 404")),
            (answer(410, Some(9)), broken("the server answers 410")),
            (answer(300, None), broken("the server answers 300")),
            (answer(400, None), broken("the server answers 400")),
            (answer(401, None), ProbeVerdict::Refused(answers("the server answers 401"))),
            (answer(403, None), ProbeVerdict::Refused(answers("the server answers 403"))),
            (answer(405, None), ProbeVerdict::Refused(answers("the server answers 405"))),
            (answer(406, None), ProbeVerdict::Refused(answers("the server answers 406"))),
            (answer(429, Some(9)), ProbeVerdict::Later(answers("the server answers 429"), Some(9))),
            (answer(503, None), ProbeVerdict::Later(answers("the server answers 503"), None)),
            (Err(ProbeFault::EndlessRedirect), ProbeVerdict::Broken(endless)),
            (Err(ProbeFault::Unreached(silence.clone())), ProbeVerdict::Silent(silence)),
        ] {
            assert_eq!(read_verdict(outcome.clone()), expected, "{outcome:?}");
        }
    }

    #[test]
    fn fragments_are_looked_for() {
        let check = |html: &str, is_whole, anchor: &str| {
            let anchors = [anchor.to_owned()].into();
            let page = ExternalPage { anchors, ..ExternalPage::default() };
            let body = ProbeBody { html: html.to_owned(), is_whole };
            check_anchors(&page, Some(&body)).next().unwrap().1
        };
        for (html, is_whole, anchor, expected) in [
            ("<p id=a>", true, "a", LinkStatus::Good),
            ("<a name=a>", true, "a", LinkStatus::Good),
            ("<p id=見>", true, "%E8%A6%8B", LinkStatus::Good),
            ("<p id=user-content-a>", true, "a", LinkStatus::Good),
            ("<p id=b>", true, "a", LinkStatus::NoAnchor),
            ("<p id=b>", false, "a", LinkStatus::Good),
            ("<p id=\u{FFFD}>", true, "%E8%A6%8B", LinkStatus::Good),
            ("<p id=\u{FFFD}>", true, "a", LinkStatus::NoAnchor),
        ] {
            assert_eq!(check(html, is_whole, anchor), expected, "{anchor} in {html}");
        }
        let page = ExternalPage { anchors: ["a".to_owned()].into(), is_linked_whole: true, ..ExternalPage::default() };
        let found: Vec<_> = check_anchors(&page, None).collect();
        assert_eq!(found, [(None, LinkStatus::Good), (Some("a"), LinkStatus::Good)]);
    }
}
