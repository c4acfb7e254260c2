//! What a request's path means in a site. Nothing here leads to the disk: a path is only ever looked up among the
//! paths that the build made.

use super::snapshot::Snapshot;

/// What to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The file at this output path.
    File(String),
    /// Go to this path, percent-encoded, without a query.
    Redirect(String),
    /// There is nothing; the page would have been at this output path.
    Nothing(String),
    /// No page can ever be here: outside of the site's base, or not text.
    Outside,
}

/// Finds what stands at a request's path, as it came, in a site below `base`, which has slashes at both ends.
pub(super) fn find(site: &Snapshot, base: &str, raw: &str) -> Found {
    let Some(path) = percent_decoded(raw) else { return Found::Outside };
    let Some(inside) = path.strip_prefix(base) else {
        // `/blog` for the site at `/blog/`.
        let is_base = base.strip_suffix('/') == Some(path.as_str()) && !path.is_empty();
        return if is_base { Found::Redirect(percent_encoded(base)) } else { Found::Outside };
    };
    if inside.is_empty() || inside.ends_with('/') {
        let index = format!("{inside}index.html");
        return if site.file(&index).is_some() { Found::File(index) } else { Found::Nothing(index) };
    }
    if site.file(inside).is_some() {
        return Found::File(inside.to_owned());
    }
    let index = format!("{inside}/index.html");
    if site.file(&index).is_some() {
        return Found::Redirect(percent_encoded(&format!("{base}{inside}/")));
    }
    Found::Nothing(if inside.ends_with(".html") { inside.to_owned() } else { index })
}

/// The text behind `%E6%97%A5`; `None` if it is not UTF-8 or a `%` stands alone.
pub(super) fn percent_decoded(raw: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first == b'%' {
            let digits = after.first_chunk::<2>().filter(|pair| pair.iter().all(u8::is_ascii_hexdigit))?;
            bytes.push(u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// A path as it stands in a header: only what may stand in a URL's path, everything else as `%XX`.
fn percent_encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::Gathering;
    use tsubame_engine::site::{Artifact, Content, Sink};

    #[test]
    fn paths_mean_files() {
        let gathering = Gathering::new("/nowhere".into());
        for path in ["index.html", "a/b/index.html", "a/style.css", "移住/index.html", "移住/絵 1.png", "x.html"] {
            gathering.accept(Artifact { path: path.to_owned(), content: Content::Made(Vec::new()) });
        }
        let site = gathering.finish();
        let file = |path: &str| Found::File(path.to_owned());
        let redirect = |path: &str| Found::Redirect(path.to_owned());
        let nothing = |path: &str| Found::Nothing(path.to_owned());
        for (base, path, expected) in [
            ("/", "/", file("index.html")),
            ("/", "/index.html", file("index.html")),
            ("/", "/a/b/", file("a/b/index.html")),
            ("/", "/a/b", redirect("/a/b/")),
            ("/", "/a/style.css", file("a/style.css")),
            ("/", "/a/style.css/", nothing("a/style.css/index.html")),
            ("/", "/a/", nothing("a/index.html")),
            ("/", "/a", nothing("a/index.html")),
            ("/", "/x", nothing("x/index.html")),
            ("/", "/y.html", nothing("y.html")),
            ("/", "/%E7%A7%BB%E4%BD%8F/", file("移住/index.html")),
            ("/", "/移住/", file("移住/index.html")),
            ("/", "/%E7%A7%BB%E4%BD%8F", redirect("/%E7%A7%BB%E4%BD%8F/")),
            ("/", "/%e7%a7%bb%e4%bd%8f/%E7%B5%B5%201.png", file("移住/絵 1.png")),
            ("/", "/a%2Fb/", file("a/b/index.html")),
            ("/", "/../etc/passwd", nothing("../etc/passwd/index.html")),
            ("/", "/%2e%2e/zola.toml", nothing("../zola.toml/index.html")),
            ("/", "/..%2fzola.toml", nothing("../zola.toml/index.html")),
            ("/", "//a/b", nothing("/a/b/index.html")),
            ("/", "/%FF", Found::Outside),
            ("/", "/%", Found::Outside),
            ("/", "/%+1", Found::Outside),
            ("/", "/%4", Found::Outside),
            ("/blog/", "/blog/", file("index.html")),
            ("/blog/", "/blog", redirect("/blog/")),
            ("/blog/", "/blog/a/b", redirect("/blog/a/b/")),
            ("/blog/", "/blogger/", Found::Outside),
            ("/blog/", "/", Found::Outside),
            ("/日/", "/%E6%97%A5", redirect("/%E6%97%A5/")),
        ] {
            assert_eq!(find(&site, base, path), expected, "{base} {path}");
        }
    }
}
