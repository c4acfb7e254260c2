//! Adding to a page what keeps it alive, when it is served; nothing of it is ever stored.

use axum::body::Bytes;

use super::overlay::overlay_element;
use tsubame_model::{encode::escape_html, source::MessageLanguage};

/// Where the script of the preview is served.
pub(super) const SCRIPT_PATH: &str = "/__tsubame/reload.js";

/// What the script has to know of the page it is in.
pub(super) struct ReloadSnippet<'a> {
    /// The stamp of what is served now.
    pub stamp: &'a str,
    /// Output paths whose change means this page; `None` if any change does.
    pub pages: Option<Vec<String>>,
    /// The path before the site's own paths, with slashes at both ends.
    pub base: &'a str,
    /// The overlay, while the site has faults.
    pub overlay: Option<&'a str>,
    /// For how many seconds a build has been under way that takes long.
    pub working: Option<u64>,
    /// The language of what the script itself says.
    pub language: MessageLanguage,
}

impl ReloadSnippet<'_> {
    /// The HTML to add. It holds no script of its own, so that pages may forbid inline scripts.
    fn render(&self) -> String {
        let overlay = self.overlay.map(overlay_element).unwrap_or_default();
        let pages = serde_json::to_string(&self.pages).unwrap_or_default();
        let (stamp, pages, base) = (escape_html(self.stamp), escape_html(&pages), escape_html(self.base));
        let language = self.language.tag();
        let working = self.working.map(|seconds| format!(" data-working=\"{seconds}\"")).unwrap_or_default();
        format!(
            "{overlay}<script src=\"{SCRIPT_PATH}\" defer data-stamp=\"{stamp}\" data-pages=\"{pages}\" \
             data-base=\"{base}\" data-language=\"{language}\"{working}></script>"
        )
    }

    /// The page with the snippet before the end of its body: before the last `</body>`, else the last `</html>`, else at
    /// the very end. The page itself is not copied, however many browsers take however long to read it.
    pub fn inject(&self, html: &Bytes) -> Vec<Bytes> {
        let place = last_end_tag(html, b"body").or_else(|| last_end_tag(html, b"html")).unwrap_or(html.len());
        vec![html.slice(..place), self.render().into(), html.slice(place..)]
    }
}

/// Where the last end tag of an element begins, in letters of any case.
fn last_end_tag(html: &[u8], name: &[u8]) -> Option<usize> {
    let length = name.len() + 2;
    let is_tag = |at: &usize| {
        let tag = &html[*at..];
        tag.starts_with(b"</")
            && tag[2..length].eq_ignore_ascii_case(name)
            && tag.get(length).is_some_and(|&next| next == b'>' || next.is_ascii_whitespace())
    };
    (0..html.len().saturating_sub(length)).rev().find(is_tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_snippet_stands_before_the_end_of_the_body() {
        let snippet = ReloadSnippet {
            stamp: "1",
            pages: Some(vec!["a/\"b\"/index.html".to_owned()]),
            base: "/x/",
            overlay: None,
            working: None,
            language: MessageLanguage::Japanese,
        };
        let html = snippet.render();
        assert_eq!(
            html,
            "<script src=\"/__tsubame/reload.js\" defer data-stamp=\"1\" \
             data-pages=\"[&quot;a/\\&quot;b\\&quot;/index.html&quot;]\" data-base=\"/x/\" data-language=\"ja\"></script>"
        );
        for (page, expected) in [
            ("<body>日本</body></html>", "<body>日本@</body></html>"),
            ("<body>x</BODY >\n", "<body>x@</BODY >\n"),
            ("<pre></body></pre>x</body>", "<pre></body></pre>x@</body>"),
            ("<p>x</html>\n", "<p>x@</html>\n"),
            ("<p>x", "<p>x@"),
            ("", "@"),
            ("</body", "</body@"),
            ("</bodyguard>", "</bodyguard>@"),
        ] {
            let injected = String::from_utf8(snippet.inject(&Bytes::from_static(page.as_bytes())).concat()).unwrap();
            assert_eq!(injected, expected.replace('@', &html), "{page}");
        }
    }

    #[test]
    fn the_overlay_comes_with_the_page() {
        let snippet = ReloadSnippet {
            stamp: "1",
            pages: None,
            base: "/",
            overlay: Some("<dialog></dialog>"),
            working: Some(7),
            language: MessageLanguage::English,
        };
        let page = String::from_utf8(snippet.inject(&Bytes::from_static(b"</body>")).concat()).unwrap();
        let element = "<tsubame-fault><template shadowrootmode=\"open\"><dialog></dialog></template></tsubame-fault>";
        assert!(page.starts_with(element) && page.contains("data-pages=\"null\""), "{page}");
        assert!(page.contains(" data-language=\"en\" data-working=\"7\"></script>"), "{page}");
    }
}
