//! Links to other sites that lead nowhere.

use super::{report_external, with_level};
use crate::check::{
    address::Destination, check_rule::CheckRule, context::CheckContext, explanation::Explanation, external::LinkStatus,
};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "link-external-broken";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Error,
        summary: "a link leads to a page that another site does not have",
        text: "The other site answers that there is no such page (404, 410 or another answer of the 400s), redirects \
            without end, or the address is none. Each address is asked for once; the answer is believed for an hour, \
            a good one for seven days, unless `--fresh` is given. `external_level` in [link_checker] decides whether \
            it is an error. Sites that only answer browsers can be left out.\n\
            \n\
            wrong:  [statistics](https://example.jp/old/page.html)\n\
            right:  the page's new address, or in zola.toml:\n\
            \x20       [link_checker]\n\
            \x20       skip_prefixes = [\"https://example.jp/\"]",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let level = context.config.link_checker.external_level;
    let mut faults = report_external(context, |status, written| {
        let LinkStatus::Broken(reason) = status else { return None };
        let hint = Wording::new(
            "correct or remove the link; if browsers can open it, add its start to `skip_prefixes` in [link_checker]",
            "リンクを直すか、消してください。ブラウザーで開けるなら、[link_checker] の `skip_prefixes` に初めの部分を足します",
        );
        let message = Wording::new(
            format!("`{written}` is broken: {}", reason.english()),
            format!("リンク `{written}` が切れています: {}", reason.japanese()),
        );
        Some(with_level(Diagnostic::error(CODE, message).with_hint(hint), level))
    });
    let mut places = context.places();
    faults.extend(context.text_links.iter().filter_map(|link| {
        let Destination::Invalid(reason) = &link.destination else { return None };
        let (file, place) = places.find(link);
        let message = Wording::new(
            format!("`{}` is no address: {reason}", link.written),
            format!("`{}` はアドレスとして読めません: {reason}", link.written),
        );
        let fault = Diagnostic::error(CODE, message).with_hint(Wording::new(
            "addresses are like https://example.jp/path",
            "https://example.jp/path のように書きます",
        ));
        Some(with_level(fault.in_file(file).with_place(place), level))
    }));
    faults
}
