//! The texts that forms ask to agree to: the page behind the link at the box, as it is published. A copy of it is kept with who
//! agrees, since a page changes and what somebody agreed to does not. It names the page by its address, as the site's form
//! leads there, whatever the form's file calls it.

use std::{borrow::Cow, cell::RefCell, collections::BTreeMap};

use htmlize::{unescape, unescape_attribute};
use lol_html::{ElementContentHandlers, HtmlRewriter, Selector, Settings, html_content::TextChunk};
use tsubame_model::schema::Form;
use url::Url;

use super::{
    Workspace, WorkspaceError,
    form_pages::FormPages,
    forms::{PageAgainError, on},
};

/// What is no part of the text.
const REMOVED: &str = "main script, main style, main nav, main template";

/// Elements that begin a line of their own.
const LINES: [&str; 19] = [
    "address",
    "article",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "li",
    "ol",
    "p",
    "section",
    "table",
    "tr",
    "ul",
];

/// A page that a form asks to agree to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsentPage {
    /// Its whole address; `None` where no page of the site leads there.
    pub address: Option<String>,
    /// What people read on it; `None` where it is not published by this site.
    pub text: Option<String>,
}

/// The page behind the link of each form, by the names of the forms.
pub(super) fn read_consent_texts<'f>(
    workspace: &dyn Workspace,
    forms: impl Iterator<Item = &'f Form>,
    pages: &FormPages,
    base_url: &str,
) -> Result<BTreeMap<String, ConsentPage>, WorkspaceError> {
    let forms: Vec<&Form> = forms.collect();
    let (mut texts, mut built) = (BTreeMap::new(), BTreeMap::new());
    for form in &forms {
        if let Some(page) = pages.first(&form.form).map(|path| workspace.published_page(path)).transpose()?.flatten()
            && let Some(link) = link_at_box(&page, &form.form).unwrap_or_default()
        {
            built.insert(form.consent.link.as_str(), link);
        }
    }
    for form in &forms {
        // A form that only the server shows, a survey, asks for the same as others: their pages say where that is.
        let link = built.get(form.consent.link.as_str()).unwrap_or(&form.consent.link);
        let page = match output_path(link, base_url) {
            Some(path) => workspace.published_page(&path)?,
            None => None,
        };
        let text = page.and_then(|page| main_text(&page).ok()).filter(|text| !text.is_empty());
        if text.is_none() {
            log::warn!("the text that the form {} asks to agree to is not published: {link}", form.form);
        }
        texts.insert(form.form.clone(), ConsentPage { address: whole_address(link, base_url), text });
    }
    Ok(texts)
}

/// Where the link at the box of a form leads, as the built page has it.
fn link_at_box(page: &[u8], form: &str) -> Result<Option<String>, PageAgainError> {
    let found = RefCell::new(None);
    let name = form.replace('\\', "\\\\").replace('"', "\\\"");
    let selector = format!("form[data-form=\"{name}\"] [data-field=consent] a[href]");
    let settings = Settings::new().append_element_content_handler(on(&selector, |element| {
        let href = element.get_attribute("href").map(|href| unescape_attribute(&href).into_owned());
        let mut found = found.borrow_mut();
        *found = found.take().or(href);
        Ok(())
    })?);
    read(page, settings)?;
    Ok(found.take())
}

/// The whole address of a link; `None` for one that names a source file of the site.
fn whole_address(link: &str, base_url: &str) -> Option<String> {
    if link.starts_with('/') && !link.starts_with("//") {
        return Some(format!("{}{link}", base_url.trim_end_matches('/')));
    }
    Url::parse(link).is_ok().then(|| link.to_owned())
}

/// The output path of a page of this site; `None` for a page of somebody else.
fn output_path(link: &str, base_url: &str) -> Option<String> {
    let path = link.strip_prefix(base_url.trim_end_matches('/')).unwrap_or(link);
    let path = path.split(['?', '#']).next().unwrap_or_default().strip_prefix('/')?;
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if is_file { Some(path.to_owned()) } else { Some(format!("{}index.html", with_slash(path))) }
}

fn with_slash(path: &str) -> String {
    if path.is_empty() || path.ends_with('/') { path.to_owned() } else { format!("{path}/") }
}

/// What people read on a page: its main part, line by line, without what leads elsewhere.
fn main_text(page: &[u8]) -> Result<String, PageAgainError> {
    // Texts within what is removed are read all the same, so it is removed first.
    let removed = Settings::new().append_element_content_handler(on(REMOVED, |element| {
        element.remove();
        Ok(())
    })?);
    let page = read(page, removed)?;
    let text = RefCell::new(String::new());
    let words = ElementContentHandlers::default().text(|chunk: &mut TextChunk<'_>| {
        // Lines of the source are no lines of the page.
        text.borrow_mut().push_str(&chunk.as_str().replace(['\n', '\r'], " "));
        Ok(())
    });
    let main: Selector = "main".parse()?;
    let settings = Settings::new()
        .append_element_content_handler(on("main *", |element| {
            let name = element.tag_name();
            if LINES.contains(&name.as_str()) {
                text.borrow_mut().push('\n');
            } else if matches!(name.as_str(), "td" | "th") {
                text.borrow_mut().push(' ');
            }
            Ok(())
        })?)
        .append_element_content_handler((Cow::Owned(main), words));
    read(&page, settings)?;
    let text = text.take();
    let lines = text.lines().map(|line| unescape(line.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned());
    Ok(lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"))
}

/// Reads a page with handlers, and gives what they make of it.
fn read(page: &[u8], settings: Settings<'_, '_>) -> Result<Vec<u8>, PageAgainError> {
    let mut written = Vec::new();
    let mut reader = HtmlRewriter::new(settings, |part: &[u8]| written.extend_from_slice(part));
    reader.write(page)?;
    reader.end()?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_page_is_what_people_read() {
        let page = "<!doctype html><body><header>上</header><main><nav>目次</nav><h1>個人情報の&amp;取り扱い</h1><p>必要な\n  \
                    情報<b>だけ</b>を</p><table><tr><th>場面<td>入力</table><script>let a = 1</script></main><footer>下</footer>";
        assert_eq!(main_text(page.as_bytes()).unwrap(), "個人情報の&取り扱い\n必要な 情報だけを\n場面 入力");
        assert_eq!(main_text(b"<p>none").unwrap(), "");
    }

    #[test]
    fn the_page_behind_the_box_is_found_where_the_site_publishes_it() {
        let page = "<form data-form=ask><a href=/other/></a><div data-field=consent><a href='https://e.jp/privacy/?a&amp;b'>\
                    </a></div></form>";
        assert_eq!(link_at_box(page.as_bytes(), "ask").unwrap().as_deref(), Some("https://e.jp/privacy/?a&b"));
        assert_eq!(link_at_box(page.as_bytes(), "other").unwrap(), None);
        for (link, path, address) in [
            ("https://e.jp/privacy/?a", Some("privacy/index.html"), Some("https://e.jp/privacy/?a")),
            ("/privacy", Some("privacy/index.html"), Some("https://e.jp/privacy")),
            ("/privacy.html#top", Some("privacy.html"), Some("https://e.jp/privacy.html#top")),
            ("/", Some("index.html"), Some("https://e.jp/")),
            ("https://other.jp/privacy/", None, Some("https://other.jp/privacy/")),
            ("@/privacy.md", None, None),
        ] {
            assert_eq!(output_path(link, "https://e.jp/").as_deref(), path, "{link}");
            assert_eq!(whole_address(link, "https://e.jp/").as_deref(), address, "{link}");
        }
    }
}
