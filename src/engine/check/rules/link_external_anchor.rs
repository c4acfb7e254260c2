//! Links to a part of a page of another site that the page does not have.

use super::{report_external, with_level};
use crate::check::{check_rule::CheckRule, context::CheckContext, explanation::Explanation, external::LinkStatus};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "link-external-anchor";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Error,
        summary: "a link leads to a part that a page of another site does not have",
        text: "The page is there, but none of its elements has the id after the `#`, so that visitors land at its top. \
            Pages that are made by scripts have their ids only in a browser; name the start of their addresses in \
            `skip_anchor_prefixes`. `external_level` in [link_checker] decides whether it is an error.\n\
            \n\
            wrong:  https://example.jp/page/#old-heading\n\
            right:  the id that the page has now, or in zola.toml:\n\
            \x20       [link_checker]\n\
            \x20       skip_anchor_prefixes = [\"https://example.jp/\"]",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    report_external(context, |status, written| {
        let message = Wording::new(
            format!("`{written}` leads to a page without an element of that id"),
            format!("リンク `{written}` のページに、その id の要素がありません"),
        );
        let hint = Wording::new(
            "correct the part after `#`; if a script makes the page, see `skip_anchor_prefixes` in [link_checker]",
            "`#` の後ろを直してください。スクリプトで作られるページなら、[link_checker] の `skip_anchor_prefixes` に書きます",
        );
        let fault = (*status == LinkStatus::NoAnchor).then(|| Diagnostic::error(CODE, message).with_hint(hint))?;
        Some(with_level(fault, context.config.link_checker.external_level))
    })
}
