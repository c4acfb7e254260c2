//! Links: where they lead, what is recorded of them, and the tags of those that leave the site.
//!
//! It knows nothing of the other events of a text.

use pulldown_cmark::{CowStr, Event, LinkType, Tag};

use super::{
    Body, BodyFault, ExternalLink, InternalLink, MarkdownContext, PathLink,
    link_target::{LinkTarget, colocated_address, resolve_content},
};
use crate::config::{ExternalLinks, Level};
use tsubame_model::{
    encode::{percent_decode, push_href, push_html},
    source::{Diagnostic, Severity, Span, Wording},
};

/// The start of a link with its final address; what the link leads to is recorded in `body`.
pub(super) fn open_link<'a>(tag: Tag<'a>, span: Span, context: &MarkdownContext<'_>, body: &mut Body) -> Event<'a> {
    let Tag::Link { link_type, dest_url, title, id } = tag else { return Event::Start(tag) };
    let external = &context.config.markdown.external_links;
    if link_type != LinkType::Email && LinkTarget::of(&dest_url) == LinkTarget::External && external.is_active() {
        let start = external_start(external, &dest_url, &title);
        body.external_links.push(ExternalLink { url: dest_url.into_string(), span });
        return Event::Html(start.into());
    }
    let dest_url = match link_type {
        LinkType::Email => dest_url,
        _ => resolve_address(dest_url, span, context, body),
    };
    Event::Start(Tag::Link { link_type, dest_url, title, id })
}

/// The address a link is written with, faults and all.
fn resolve_address<'a>(address: CowStr<'a>, span: Span, context: &MarkdownContext<'_>, body: &mut Body) -> CowStr<'a> {
    if address.is_empty() {
        body.faults.push(BodyFault { diagnostic: no_address(), span: Some(span) });
        return "#".into();
    }
    match LinkTarget::of(&address) {
        LinkTarget::Content(path) => {
            let Some(found) = resolve_content(path, context.links) else {
                body.faults.push(missing_target(&address, span, context));
                return address;
            };
            // Assets are no content: nothing links back from them and they have no anchors.
            if found.relative.rsplit_once('.').is_some_and(|(_, ending)| ending == "md") {
                body.internal_links.push(InternalLink { target: found.relative, anchor: found.anchor, span });
            }
            found.address.into()
        }
        LinkTarget::Colocated => {
            let url = colocated_address(&address, context);
            body.path_links.push(PathLink { written: address.into_string(), url: url.clone(), span });
            url.into()
        }
        LinkTarget::External => {
            body.external_links.push(ExternalLink { url: address.to_string(), span });
            address
        }
        LinkTarget::Fragment(fragment) => {
            if !context.relative.is_empty() {
                let (target, anchor) = (context.relative.to_owned(), Some(fragment.to_owned()));
                body.internal_links.push(InternalLink { target, anchor, span });
            }
            colocated_address(&address, context).into()
        }
        LinkTarget::AsWritten => {
            if address.starts_with(['/', '.']) {
                body.path_links.push(PathLink { written: address.to_string(), url: address.to_string(), span });
            }
            address
        }
    }
}

fn no_address() -> Diagnostic {
    let hint = Wording::new(
        "write the address between the parentheses: [text](https://example.jp/) or [text](@/page.md)",
        "かっこの中にアドレスを書いてください: [文字](https://example.jp/) や [文字](@/page.md)",
    );
    let message = Wording::new("a link has no address", "リンクのアドレスが空です");
    Diagnostic::error("link-empty-url", message).stopping_only_publishing().with_hint(hint)
}

/// The fault of a link or an image whose `@/…` names nothing.
pub(super) fn missing_target(address: &str, span: Span, context: &MarkdownContext<'_>) -> BodyFault {
    let path = address.trim_start_matches("@/").split('#').next().unwrap_or_default();
    let diagnostic = if let Some(reason) = context.links.why_missing(&percent_decode(path)) {
        Diagnostic::error("link-held-back", reason).with_hint(Wording::new(
            "take the link out until then, or publish this page not before that time either",
            "そのときまでリンクを外しておくか、このページもそれより後に公開してください",
        ))
    } else {
        let message = Wording::new(
            format!("`{address}` leads to no file of the content folder"),
            format!("リンク先 `{address}` のファイルが content/ にありません"),
        );
        let hint = Wording::new(
            "after `@/` write the path of a file from the content folder, with its ending: @/news/_index.md",
            "`@/` の後ろに、content/ からのファイルのパスを .md まで書いてください: @/news/_index.md",
        );
        Diagnostic::error("link-missing-page", message).with_hint(hint)
    };
    let severity = match context.config.internal_links {
        Level::Error => Severity::Error,
        Level::Warn => Severity::Warning,
    };
    let diagnostic = Diagnostic { severity, ..diagnostic }.stopping_only_publishing();
    BodyFault { diagnostic, span: Some(span) }
}

/// The start tag of a link that leaves the site: class, rel, target, title and href, in this order.
fn external_start(settings: &ExternalLinks, address: &str, title: &str) -> String {
    let mut tag = String::with_capacity(address.len() + 64);
    tag.push_str("<a ");
    let mut push_attribute = |name: &str, value: &str| {
        tag.extend([name, "=\""]);
        push_html(&mut tag, value);
        tag.push_str("\" ");
    };
    if let Some(class) = &settings.class {
        push_attribute("class", class);
    }
    let rel = settings.rel_tokens();
    if !rel.is_empty() {
        push_attribute("rel", &rel.join(" "));
    }
    if settings.target_blank {
        push_attribute("target", "_blank");
    }
    if !title.is_empty() {
        push_attribute("title", title);
    }
    tag.push_str("href=\"");
    push_href(&mut tag, address);
    tag.push_str("\">");
    tag
}
