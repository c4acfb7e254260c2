//! What a rendered page shows and asks for, as written in its HTML.

use lol_html::{HtmlRewriter, Settings, element, html_content::Element};

/// What is read from a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::site) struct PageScan {
    /// The pictures of its main part, or of the whole page when no part is marked as such.
    pub pictures: Vec<String>,
    /// The addresses of files that it asks for or links to.
    pub addresses: Vec<String>,
    /// Whether it asks search engines to leave it out.
    pub is_hidden: bool,
}

/// Reads a page, which may be broken: then as browsers would.
pub(in crate::site) fn scan_page(html: &[u8]) -> PageScan {
    let (mut all, mut main, mut addresses) = (Vec::new(), Vec::new(), Vec::new());
    let (mut has_main, mut is_hidden) = (false, false);
    let settings = Settings::new()
        .append_element_content_handler(element!("*", |element: &mut Element<'_, '_>| {
            for name in ["src", "href", "poster", "data"] {
                addresses
                    .extend(element.get_attribute(name).filter(|value| names_file(value)).map(|value| plain(&value)));
            }
            for name in ["srcset", "imagesrcset"] {
                let value = element.get_attribute(name).unwrap_or_default();
                let parts = value.split(',').filter_map(|part| part.split_ascii_whitespace().next());
                addresses.extend(parts.map(plain));
            }
            Ok(())
        }))
        .append_element_content_handler(element!("meta[name][content]", |meta: &mut Element<'_, '_>| {
            let attribute = |name: &str| meta.get_attribute(name).unwrap_or_default().trim().to_ascii_lowercase();
            let is_for_robots = matches!(attribute("name").as_str(), "robots" | "googlebot");
            is_hidden |= is_for_robots && attribute("content").contains("noindex");
            Ok(())
        }))
        .append_element_content_handler(element!("main", |_: &mut Element<'_, '_>| {
            has_main = true;
            Ok(())
        }))
        .append_element_content_handler(element!("img[src]", |image: &mut Element<'_, '_>| {
            all.extend(image.get_attribute("src").map(|value| plain(&value)));
            Ok(())
        }))
        .append_element_content_handler(element!("main img[src]", |image: &mut Element<'_, '_>| {
            main.extend(image.get_attribute("src").map(|value| plain(&value)));
            Ok(())
        }))
        .with_strict(false);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // It only fails where memory runs out; what was read until then is still true.
    let _ = rewriter.write(html).and_then(|()| rewriter.end());
    PageScan { pictures: if has_main { main } else { all }, addresses, is_hidden }
}

/// Whether the last part of an address has an ending: pages are not of interest.
fn names_file(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

/// An address without the one entity that addresses are written with.
fn plain(address: &str) -> String {
    address.trim().replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_and_files_of_a_page() {
        let html = "<link href=/a.css?h=1&amp;x=2><header><img src=/logo.png></header>\
            <main><img src=b.png srcset='c.png 1x, d.png 2x'><a href=/page/>x</a><a href='/e.pdf'>y</a></main>";
        let scan = scan_page(html.as_bytes());
        assert_eq!(scan.pictures, ["b.png"]);
        assert_eq!(scan.addresses, ["/a.css?h=1&x=2", "/logo.png", "b.png", "c.png", "d.png", "/e.pdf"]);
        assert!(!scan.is_hidden && scan_page(b"<meta name=Robots content='NOINDEX, follow'>").is_hidden);
        assert_eq!(scan_page(b"<img src=a.png><img src>").pictures, ["a.png", ""]);
    }
}
