//! What pages and style sheets ask for from hosts that the site's own headers forbid.

use std::collections::BTreeMap;

use url::Url;

use crate::check::{
    check_rule::CheckRule,
    context::CheckContext,
    explanation::Explanation,
    pages::{PageWarning, documents, warn_of_pages},
    request_kind::RequestKind,
    security_policy::SecurityPolicy,
};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "csp-foreign";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "a page asks for what its Content-Security-Policy forbids",
        text: "The policy that the host sends (made from [extra.tsubame.delivery], or written into static/_headers), or one that \
            stands in the page, names the hosts of scripts, styles, pictures, frames, fonts and forms. Browsers ask no other \
            host: in a preview without that header the player is there, and on the published site its place is empty.\n\
            \n\
            wrong:  <iframe src=\"https://video.example.jp/1\">  and a policy that does not name the host\n\
            right:  frame_hosts = [\"https://video.example.jp\"] in [extra.tsubame.delivery], or the file in the site itself",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let Some(rendered) = &context.rendered else { return Vec::new() };
    let mut warnings = Vec::new();
    for found in documents(context) {
        let own = context.site.of_output(&found.page.path);
        let policy = SecurityPolicy::new(rendered.header_policies.find(own.path()), &found.page.summary.policies);
        let Some(policy) = policy else { continue };
        let base = found.page.base_address(&context.site);
        for request in &found.page.summary.requests {
            let from = if request.kind == RequestKind::Base { &own } else { &base };
            let Some(directive) = forbidding(&policy, &own, request.kind, from.join(&request.address)) else {
                continue;
            };
            let (message, example) = (forbidden(request.kind, &directive), example(&request.address, &request.tag));
            warnings.push(PageWarning { found, message, example: Some(example), hint: hint(request.kind) });
        }
    }
    let mut faults = warn_of_pages(CODE, warnings);
    faults.extend(check_styles(context));
    faults
}

/// A style sheet asks as a part of the pages that use it; the policy of the whole site stands for theirs.
fn check_styles(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let Some(rendered) = &context.rendered else { return Vec::new() };
    let home = context.site.of_output("index.html");
    let Some(policy) = SecurityPolicy::new(rendered.header_policies.find(home.path()), &[]) else { return Vec::new() };
    let mut faults = Vec::new();
    for (path, requests) in rendered.styles.iter().collect::<BTreeMap<_, _>>() {
        let own = context.site.of_output(path);
        for request in requests {
            let Some(directive) = forbidding(&policy, &home, request.kind, own.join(&request.address)) else {
                continue;
            };
            let (what, address) = (forbidden(request.kind, &directive), &request.address);
            let message = Wording::new(
                format!("{}: `{address}` in {path}", what.english()),
                format!("{}: {path} の `{address}`", what.japanese()),
            );
            let fault = Diagnostic::warning(CODE, message).with_hint(hint(request.kind));
            faults.push(match rendered.sources.get(path) {
                Some(source) => fault.in_file(source),
                None => fault,
            });
        }
    }
    faults
}

fn forbidding(
    policy: &SecurityPolicy,
    page: &Url,
    kind: RequestKind,
    address: Result<Url, url::ParseError>,
) -> Option<String> {
    policy.forbids(page, kind, &address.ok()?)
}

fn forbidden(kind: RequestKind, directive: &str) -> Wording {
    let (what, what_japanese) = match kind {
        RequestKind::Base => ("the base address", "基準のアドレス（<base>）"),
        RequestKind::Connection => ("the connection", "通信"),
        RequestKind::Embed | RequestKind::Object => ("the plug-in", "プラグイン"),
        RequestKind::Font => ("the font", "フォント"),
        RequestKind::Form => ("to send the form there", "フォームのこの送り先"),
        RequestKind::Frame => ("the frame", "フレーム（埋め込み）"),
        RequestKind::Image => ("the image", "画像"),
        RequestKind::Manifest => ("the manifest", "マニフェスト"),
        RequestKind::Media => ("the sound or video", "音声や動画"),
        RequestKind::Script => ("the script", "スクリプト"),
        RequestKind::Style => ("the style sheet", "スタイルシート"),
        RequestKind::Track => ("the subtitles", "字幕"),
    };
    Wording::new(
        format!("the Content-Security-Policy forbids {what} ({directive})"),
        format!("Content-Security-Policy（{directive}）が{what_japanese}を禁じています"),
    )
}

fn example(address: &str, tag: &str) -> Wording {
    Wording::new(format!("`{address}` of <{tag}>"), format!("<{tag}> の `{address}`"))
}

fn hint(kind: RequestKind) -> Wording {
    let (english, japanese) = match kind {
        RequestKind::Frame => (
            "add the host to `frame_hosts` in [extra.tsubame.delivery], or leave a link in its place",
            "[extra.tsubame.delivery] の `frame_hosts` にホストを足すか、代わりにリンクを置いてください",
        ),
        RequestKind::Image => (
            "put the file into the site, or add the host to `image_hosts` in [extra.tsubame.delivery]",
            "ファイルをサイトに置くか、[extra.tsubame.delivery] の `image_hosts` にホストを足してください",
        ),
        RequestKind::Form => (
            "send it to the site's own server (`backend_url`), or allow the host in a header of your own",
            "サイトのサーバー（`backend_url`）に送るか、自分で書くヘッダーでホストを許してください",
        ),
        RequestKind::Base => {
            ("leave it out: addresses count from the page itself", "消してください。アドレスはそのページから数えます")
        }
        RequestKind::Connection => (
            "add the host to `connect_hosts` in [extra.tsubame.delivery], or leave it out",
            "[extra.tsubame.delivery] の `connect_hosts` にホストを足すか、消してください",
        ),
        RequestKind::Embed | RequestKind::Object => ("leave a link in its place", "代わりにリンクを置いてください"),
        _ => (
            "put the file into the site, or allow the host in a header of your own (`headers` in \
             [extra.tsubame.delivery])",
            "ファイルをサイトに置くか、自分で書くヘッダー（[extra.tsubame.delivery] の `headers`）でホストを許してください",
        ),
    };
    Wording::new(english, japanese)
}
